// Where the gradient goes: how much of it reaches each layer of a deep network, for several activations.

import { choice, element, lead, live, number, part, remark, slider, table } from "./why-parts.js";
import { curve, note, plot, ring } from "./why-plot.js";
import { spoken } from "./words.js";

export const claims = ["C8"];

const LEAST = 1e-12; // what is smaller is drawn at the lower edge
const TAIL = "abcdef"; // each curve in the colour of a class

export function view(body, context) {
  const { t, parameters, refetch, names } = context;
  const told = { depth: 10, width: 8, first_weights: "xavier", ...parameters };
  const place = live(...answer(body, told, context));
  const turned = (name) => (value) => {
    told[name] = value;
    refetch({ ...told }, (other) => place.replaceChildren(...answer(other, told, context)));
  };
  const starts = [...names("initializer")].filter(([name]) => name !== "auto");
  return part(claims,
    element("div", { class: "why-sliders" },
      slider({ name: t("why.vanishing.depth"), min: 1, max: 30, step: 1, value: told.depth, onInput: turned("depth") }),
      slider({ name: t("why.vanishing.width"), min: 1, max: 32, step: 1, value: told.width, onInput: turned("width") }),
      choice({ name: t("why.vanishing.start"), options: starts, value: told.first_weights, onChange: turned("first_weights") })),
    place,
    remark(t("why.vanishing.tanh", { count: body.starts })));
}

function answer({ rows }, { depth }, context) {
  const { t, phrases } = context;
  const least = rows.reduce((a, b) => (b.gradient_ratio < a.gradient_ratio ? b : a));
  const most = rows.reduce((a, b) => (b.gradient_ratio > a.gradient_ratio ? b : a));
  const words = { depth, least: spoken(least.activation, phrases), most: spoken(most.activation, phrases), low: number(least.gradient_ratio), high: number(most.gradient_ratio) };
  return [lead(t("why.vanishing.lead", words)), picture(rows, depth, context), ratios(rows, context)];
}

/** The length of each layer's gradient, as a share of the last one's, on a scale of powers of ten. */
function picture(rows, depth, { t, phrases }) {
  const shares = rows.map(({ norms }) => norms.map((norm) => Math.log10(Math.max(norm / Math.max(norms.at(-1), Number.MIN_VALUE), LEAST))));
  const low = Math.min(-2, ...shares.flat());
  const high = Math.max(0.5, ...shares.flat());
  const room = 0.12 * (high - low);
  const drawn = plot({ x: [0, depth + 1.4], y: [low - room, high + room], width: 480, height: 260, label: t("why.vanishing.picture"), names: [t("why.vanishing.layer"), "log₁₀"] });
  curve(drawn, [0, depth + 1.4], [0, 0], "axis");
  shares.forEach((values, index) => {
    const name = `curve class-${TAIL[index % TAIL.length]}`;
    curve(drawn, values.map((_, layer) => layer + 1), values, name);
    ring(drawn, 1, values[0], name, 3);
  });
  apart(shares.map(([first]) => first), 0.06 * (high - low + 2 * room)).forEach((y, index) => note(drawn, 1, y, spoken(rows[index].activation, phrases), "", [8, -5]));
  return drawn.element;
}

/** Heights for names that shall not lie on each other, `gap` apart at the least. */
export function apart(heights, gap) {
  const order = heights.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height);
  order.forEach((each, at) => { if (at) each.height = Math.max(each.height, order[at - 1].height + gap); });
  return heights.map((_, index) => order.find((each) => each.index === index).height);
}

function ratios(rows, { t, phrases }) {
  return table({
    caption: t("why.vanishing.table"),
    columns: [t("why.activation"), t("why.vanishing.ratio"), t("why.vanishing.quartiles")],
    rows: rows.map(({ activation, gradient_ratio: ratio, quartiles: [from, to] }) => ({ name: spoken(activation, phrases), cells: [number(ratio, 2), `${number(from, 2)} … ${number(to, 2)}`] })),
  });
}
