// A network in words: what its units and weights are called, its numbers as tables, and how it differs from another.
//
// Things are named by {network, inputs, data, phrases}: the network, what its features are called, the points of its
// result, what activations are called.

import { className } from "./figure-boundary.js";
import { differences, isRemixed, weightOf } from "./figure-network.js";
import { t } from "./messages.js";
import { score, spoken } from "./words.js";

/** A unit or a weight, with its number unless `value` is false. */
export function nameOf(named, { layer, unit, input }, { value = true } = {}) {
  if (layer === 0) return t("network.input", { name: named.inputs[unit] });
  const number = numberText(weightOf(named.network, layer, unit, input));
  const own = unitName(named, layer, unit);
  if (input === undefined) return value ? t("network.bias", { unit: own, value: number }) : t("network.bias_name", { unit: own });
  const ends = { from: unitName(named, layer - 1, input), to: own };
  return value ? t("network.weight", { ...ends, value: number }) : t("network.weight_name", ends);
}

function unitName({ network, inputs, data }, layer, unit) {
  if (layer === 0) return inputs[unit];
  if (layer < network.layers.length) return t("network.unit", { layer, unit: unit + 1 });
  return data.classes.length === 2 ? t("network.out") : t("network.out_of", { name: className(data, unit) });
}

/** A weight as it is read: three digits that mean something. */
function numberText(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

/** What stands above each layer: its name and, where it is hidden, how many units it has and their activation. */
export function headsOf({ network: { layers }, phrases }, { columns }, bounds) {
  return columns.map(({ layer, x, count }) => {
    if (layer === 0) return { name: t("network.inputs"), x };
    const { activation } = layers[layer - 1];
    return layer === layers.length ? { name: layerName(layers, layer), note: spoken(activation, phrases), x } : { name: layerName(layers, layer), x, units: count, activation, ...bounds };
  });
}

function layerName({ length }, layer) {
  return layer === length ? t("network.output") : t("network.layer", { layer });
}

/** All numbers, a table for each layer: {caption, columns, rows: [{name, numbers}]}. */
export function tablesOf(named) {
  const { network: { layers }, phrases } = named;
  const short = (layer) => (_, unit) => (layer === 0 || layer === layers.length ? unitName(named, layer, unit) : t("network.short_unit", { unit: unit + 1 }));
  return layers.map(({ weights, biases, activation }, index) => ({
    caption: t("network.weights_of", { layer: layerName(layers, index + 1), activation: spoken(activation, phrases) }),
    columns: [...weights[0].map(short(index)), t("network.bias_column")],
    rows: weights.map((row, unit) => ({ name: short(index + 1)(row, unit), numbers: [...row, biases[unit]].map(numberText) })),
  }));
}

/** How a network differs from the trained one. */
export function story(trained, network) {
  const count = differences(network, trained);
  const remixed = isRemixed(network, trained);
  if (!count) return t(remixed ? "network.remixed" : "network.trained");
  return t(remixed ? "network.by_hand_remixed" : "network.by_hand", { count });
}

/** What that has changed, from one run to another. */
export function outcome(before, after) {
  return t("network.outcome", { before: score(before).value, after: score(after).value });
}
