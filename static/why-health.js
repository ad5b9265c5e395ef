// Is training healthy? What is wrong with a training, a remedy that was tried and can be applied, and each layer's figures.

import { t } from "./messages.js";
import { button, element, lead, number, paragraph, part, remark, share, table, unfolding } from "./why-parts.js";
import { LINEAR, className, spoken } from "./words.js";

export const claims = ["C7", "C9", "C10"];

const SHARES = ["accuracy", "before", "share", "test", "test_before"];
const PART_OF = { activation: "activation", hidden: "network" }; // whose lock a change would break; others belong to training

export function view(body, context) {
  const { diagnosis } = body;
  return element("div", {},
    part([], lead(cause(body, context)), remedy(diagnosis, context), tried(diagnosis, context)),
    part(["C7", "C9", "C10"], figures(body, context), ...remarks(body, context).map(remark)));
}

// --- the diagnosis ------------------------------------------------------------------------------------

function cause({ diagnosis: { code, values }, layers }, context) {
  const said = Object.entries(values).map(([name, value]) => [name, inWords(name, value, context)]);
  const named = "activation" in values ? { activation: activations(values, layers, context) } : {};
  const name = "label" in values ? { name: className(context.data.classes, values.label) } : {};
  return t(`why.health.${code}`, { ...Object.fromEntries(said), ...named, ...name });
}

function inWords(name, value, { labels, names, run }) {
  if (SHARES.includes(name)) return small(value);
  if (name === "field") return labels.get(value) ?? value;
  if (name === "optimizer") return names("optimizer").get(run.solver.optimizer) ?? value;
  return typeof value === "number" ? number(value) : value;
}

/** The activations at fault: one layer's, or those of all hidden layers. */
function activations({ layer }, layers, { phrases }) {
  const hidden = layers.slice(0, -1).map(({ activation }) => spoken(activation, phrases));
  return layer ? hidden[layer - 1] : [...new Set(hidden)].join(", ");
}

// A gradient's share may be far below a percent.
function small(value) {
  return value > 0 && value < 0.005 ? number(value) : share(value);
}

/** What helps, as a button that does it. */
function remedy(diagnosis, context) {
  const { t, apply } = context;
  const { change, remedy_code: code, remedy_values: values } = diagnosis;
  if (code === "nothing") return null;
  const shown = Object.entries(values).map(([name, value]) => [name, name === "change" ? named(value, context) : name === "count" ? value : share(value)]);
  const words = Object.fromEntries(shown);
  const said = [t(`why.health.${code}`, words)];
  if (["solved", "helped"].includes(code) && "test" in values) said.push(t("why.health.on_test", words));
  if (!Object.keys(change).length) return paragraph(said.join(" "));
  said.push(t("why.health.just_now"));
  const doIt = button(t("why.health.apply", words), () => apply(Object.fromEntries(Object.entries(change).map(([field, value]) => [field, String(value)]))));
  doIt.dataset.changes = Object.keys(change).map((field) => PART_OF[field] ?? "training").join(" ");
  return element("div", { class: "why-remedy" }, paragraph(said.join(" ")), doIt);
}

/** Every training that was run to find it. */
function tried({ tried: trials }, context) {
  const { t } = context;
  if (!trials.length) return null;
  const rows = trials.map(({ change, accuracy, test_accuracy: test, epochs, reached }) => ({
    name: named(change, context), cells: [share(accuracy), test === null ? "–" : share(test), String(epochs)], emphasis: reached,
  }));
  const columns = [t("why.health.change"), t("why.health.train"), t("why.health.test"), t("why.health.epochs")];
  return unfolding(t("why.health.tried", { count: trials.length }), [], [table({ caption: t("why.health.tried_caption"), columns, rows })]);
}

function named(change, context) {
  const { t } = context;
  return Object.entries(change).map(([field, value]) => namedOne(field, value, context)).reduce((first, second) => t("why.health.both", { first, second }));
}

function namedOne(field, value, { t, phrases, labels }) {
  if (field === "activation") return value === LINEAR ? t("why.health.own_activation") : spoken(value, phrases);
  if (value === "auto" || (field === "learning_rate" && value === 0)) return t(`why.health.own_${field}`);
  if (["hidden", "learning_rate", "epochs"].includes(field)) return t(`why.health.with_${field}`, { value: typeof value === "number" ? number(value) : value });
  return t("why.health.setting", { field: labels.get(field) ?? field, value: number(value) });
}

// --- the layers ---------------------------------------------------------------------------------------

function figures({ layers }, { t, phrases }) {
  const columns = ["layer", "activation", "dead", "saturated", "mean", "gradient", "sign", "learned"].map((name) => t(name === "layer" || name === "activation" ? `why.${name}` : `why.health.column_${name}`));
  const rows = layers.map((layer, index) => ({ name: index === layers.length - 1 ? t("why.output") : String(layer.layer), cells: cells(layer, index < layers.length - 1, t, phrases) }));
  return table({ caption: t("why.health.layers"), columns, rows });
}

function cells({ activation, units, dead, saturated, mean, deviation, gradient_norm: gradient, same_sign: sign, unchanged }, hidden, t, phrases) {
  return [
    spoken(activation, phrases),
    !hidden ? "–" : dead.length ? element("span", { class: "why-list" }, t("why.health.dead_units", { count: dead.length, units, which: dead.join(", ") })) : t("why.health.none_dead", { units }),
    saturated === null ? "–" : share(saturated),
    element("span", { class: "why-whole" }, `${number(mean, 2)} ± ${number(deviation, 2)}`),
    element("span", { class: "why-whole" }, `${number(gradient.start, 2)} → ${number(gradient.now, 2)}`),
    sign === null ? "–" : share(sign),
    t(unchanged ? "why.health.unchanged" : "why.health.changed"),
  ];
}

/** What the figures mean, where they mean something. */
function remarks({ layers, gradient_ratio: ratio }, { t }) {
  const hidden = layers.slice(0, -1);
  return [
    ratio !== null && hidden.length ? t("why.health.ratio", { ratio: number(ratio) }) : null,
    layers.some(({ same_sign: sign }, index) => index > 0 && sign === 1 && layers[index - 1].units > 1) ? t("why.health.one_sign") : null,
    hidden.some(({ unchanged }) => unchanged) ? t("why.health.untrained") : null,
  ].filter(Boolean);
}
