// A point's arithmetic to be read: a table for each layer, a row for each unit, and in each cell one product.

import { t } from "./messages.js";
import { element, number as written } from "./why-parts.js";
import { firstName, spoken } from "./words.js";

const DIGITS = 4; // as many as the copied text has
const MOST_DIGITS = 8; // beyond them a weight of 32 bits has no more
const MOST = { units: 16, inputs: 12 }; // rows and columns of a table; what is beyond them stands in the text
const LINEAR = "identity"; // a = z needs no column of its own
const FLAT = 1e-9; // a slope that hardly reaches a unit tells nothing of the unit's own

/** A number as it stands in the arithmetic. */
export function number(value) {
  return written(value, DIGITS);
}

function bracketed(value) {
  return value < 0 ? `(${number(value)})` : number(value);
}

/** What each layer reads: names and values, layer by layer. */
function reads({ inputs, layers }) {
  const first = inputs.map(({ label, value }) => ({ name: label, value }));
  return [first, ...layers.slice(0, -1).map(({ units }) => units.map(({ name, a }) => ({ name, value: a })))];
}

function caption({ layer, activation, units }, output, phrases) {
  return t(output ? "why.trace.output" : "why.trace.layer", { layer, activation: spoken(activation, phrases), count: units.length });
}

// --- forward -----------------------------------------------------------------------------------------

/** A table for each layer: what each unit adds up, and what it makes of the sum; `phrases` are what activations are called. */
export function forward(body, phrases = new Map()) {
  const below = reads(body);
  return body.layers.map((layer, index) => sums(layer, below[index], index === body.layers.length - 1, phrases));
}

function sums(layer, inputs, output, phrases) {
  const { activation, units } = layer;
  const bends = activation !== LINEAR;
  const largest = units.flatMap(({ products }) => products).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const heads = [...inputs.map(({ name, value }) => `${name} = ${number(value)}`).slice(0, MOST.inputs), ...others(inputs), t("why.trace.bias"), t("why.trace.sum")];
  const rows = units.map(({ name, weights, products, bias, z, a }) => ({
    name,
    cells: [
      ...inputs.slice(0, MOST.inputs).map(({ value }, index) => product(`${number(weights[index])}·${bracketed(value)}`, products[index], largest)),
      ...(inputs.length > MOST.inputs ? [plain(number(total(products.slice(MOST.inputs))))] : []),
      plain(number(bias)), strong(z), ...(bends ? [strong(a)] : []),
    ],
  }));
  return grid(caption(layer, output, phrases), bends ? [...heads, `a = ${applied(activation, phrases)}`] : heads, rows);
}

function others(inputs) {
  return inputs.length > MOST.inputs ? [t("why.trace.others", { count: inputs.length - MOST.inputs })] : [];
}

/** The activation applied to z: tanh(z), leaky ReLU(z; 0.1), or the whole formula in brackets. */
function applied(activation, phrases) {
  const name = firstName(activation, phrases);
  const numbers = activation.slice(name.length + 1, -1);
  if (name) return `${phrases.get(name).replace(/ \(.*\)$/, "")}(z${numbers && `; ${numbers}`})`;
  return /^[a-z_]\w*(\([-+.,e\d]*\))?$/.test(activation) && activation !== "x" ? `${activation}(z)` : `[${activation}](z)`;
}

function total(values) {
  return values.reduce((sum, value) => sum + value, 0);
}

/** How the sums of the output layer become probabilities, a line each. */
export function probabilityLines({ layers, logits, probabilities }) {
  if (logits.length === 1) return [line("p = σ(z) = 1 / (1 + e", raised(number(-logits[0])), `) = ${number(probabilities[1])}`)];
  const { units } = layers.at(-1);
  const sum = () => logits.flatMap((value, k) => [k ? " + e" : "e", raised(number(value))]);
  return logits.map((value, k) => line(`${units[k].name} = e`, raised(number(value)), " / (", ...sum(), `) = ${number(probabilities[k])}`));
}

function line(...parts) {
  return element("p", { class: "why-equation" }, ...parts);
}

function raised(text) {
  return element("sup", {}, text);
}

// --- back --------------------------------------------------------------------------------------------

/** The point's own loss with its numbers, in full where the loss is one line. */
export function lossLine({ loss, logits, probabilities }, kind, k, name) {
  if (kind === "cross_entropy") return line(`L = −ln p(${name}) = −ln ${number(probabilities[k])} = ${number(loss)}`);
  if (logits.length > 1) return line(`L = ${number(loss)}`);
  if (kind === "hinge") return line(`L = max(0, 1 ${k ? "−" : "+"} ${bracketed(logits[0])}) = ${number(loss)}`);
  return line(`L = (p − ${k})² = (${number(probabilities[1])} − ${k})² = ${number(loss)}`);
}

/** A table for each layer, the last one first, named after the heading above them: how the loss changes with each sum and each weight, and one step. */
export function backward(body, heading, phrases = new Map()) {
  const { layers, gradient, update } = body;
  const below = reads(body);
  const tables = layers.map((layer, index) => {
    const above = layers[index + 1] && { units: layers[index + 1].units, deltas: gradient.layers[index + 1].biases };
    return steps(layer, below[index], gradient.layers[index], update.layers[index], above, { heading, phrases });
  });
  return tables.reverse();
}

function steps(layer, inputs, { weights: slopes, biases: deltas }, later, above, { heading, phrases }) {
  const seen = inputs.slice(0, MOST.inputs);
  const heads = [...(above ? ["∂L/∂a", "f′(z)"] : []), "∂L/∂z", ...seen.map(({ name }) => t("why.trace.weight", { name })), ...others(inputs), t("why.trace.bias")];
  const rows = layer.units.map(({ name, weights, bias }, unit) => {
    const delta = deltas[unit]; // the bias is added as it is: its slope is that of the sum
    const moved = seen.map(({ value }, index) => step(`${number(delta)}·${bracketed(value)} = ${number(slopes[unit][index])}`, weights[index], later.weights[unit][index]));
    const hidden = inputs.length > MOST.inputs ? [plain("…")] : [];
    return { name, cells: [...(above ? passed(unit, delta, above) : []), strong(delta), ...moved, ...hidden, step(number(delta), bias, later.biases[unit])] };
  });
  const name = caption(layer, !above, phrases);
  return grid(name, heads, rows, `${heading}: ${name}`); // the way there has tables of the same names
}

/** What comes back to a unit from all that read it, and the activation's slope there. */
function passed(unit, delta, { units, deltas }) {
  const back = total(units.map(({ weights }, index) => weights[unit] * deltas[index]));
  return [plain(number(back)), plain(Math.abs(back) > FLAT ? number(delta / back) : "–")];
}

// --- the table ---------------------------------------------------------------------------------------

function plain(text) {
  return element("td", {}, text);
}

function strong(value) {
  return element("td", {}, element("strong", {}, number(value)));
}

/** A product with its factors; the larger it is beside the largest, the stronger its colour. */
function product(factors, value, largest) {
  const cell = element("td", { "data-sign": value > 0 ? "plus" : "minus" }, element("span", {}, factors), `= ${number(value)}`);
  cell.style.setProperty("--share", largest ? (Math.abs(value) / largest).toFixed(3) : 0);
  return cell;
}

function step(slope, from, to) {
  return element("td", {}, element("span", {}, slope), apart(from, to).join(" → "));
}

/** Two numbers with as many digits as tell them apart; equal ones, and such as rounding parts, have the usual ones. */
export function apart(from, to) {
  const pairs = Array.from({ length: MOST_DIGITS - DIGITS + 1 }, (_, more) => [from, to].map((value) => written(value, DIGITS + more)));
  return pairs.find(([first, second]) => first !== second) ?? pairs[0];
}

function grid(name, heads, rows, label = name) {
  const made = element("table", {}, element("caption", {}, name));
  made.createTHead().append(element("tr", {}, element("th", { scope: "col" }, t("why.trace.unit")), ...heads.map((head) => element("th", { scope: "col" }, head))));
  made.createTBody().append(...rows.slice(0, MOST.units).map(({ name: unit, cells }) => element("tr", {}, element("th", { scope: "row" }, unit), ...cells)));
  const more = rows.length > MOST.units ? element("p", { class: "help" }, t("why.trace.more_units", { count: rows.length - MOST.units })) : null;
  return element("div", { class: "why-table why-arithmetic", tabindex: "0", role: "region", "aria-label": label }, made, more);
}
