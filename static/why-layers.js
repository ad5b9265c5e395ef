// Layer by layer: the points and the grid in the input's space and in each hidden layer's, the lines that the next
// layer draws there, and whether a flat cut can separate the classes.

import { t } from "./messages.js";
import { element, formula, lead, number, paragraph, part, remark, table, unfolding } from "./why-parts.js";
import { area, curve, line, plot, points, ring, svg } from "./why-plot.js";
import { className } from "./words.js";

export const claims = ["B1"];

const SIDE = 300; // px
const ROOM = 0.06; // around the points, as a share of how far they reach
const APART = 0.08; // of how far the points reach: between the classes where one unit has all points on one line
const CROSS = 5; // px

/** Each space in a picture of its own, from the input's on. */
export function view({ layers, first_separable: first }, { data }) {
  const spaces = layers.map((layer) => space(layer, layers.length - 1, data));
  return part(claims,
    lead(summary(layers.length, first)),
    element("div", { class: "why-spaces" }, ...spaces),
    remark(t("why.layers.key")),
    table({
      caption: t("why.layers.table"),
      columns: ["space", "units", "separable", "margin"].map((head) => t(`why.layers.head_${head}`)),
      rows: layers.map((layer) => ({ name: nameOf(layer), cells: [String(layer.units), t(layer.separable ? "why.yes" : "why.no"), layer.margin === null ? "–" : number(layer.margin)] })),
    }));
}

function summary(count, first) {
  if (first === 0) return t("why.layers.first_input");
  if (first === null) return t(count > 1 ? "why.layers.first_none" : "why.layers.no_layers");
  return t("why.layers.first", { layer: first });
}

function nameOf({ layer }) {
  return layer ? t("why.layers.layer", { layer }) : t("why.layers.input");
}

function space(layer, last, data) {
  const { units, separable } = layer;
  const count = t(layer.layer ? "why.layers.units" : "why.layers.inputs", { units });
  return element("figure", { class: "why-space", "data-layer": layer.layer },
    element("figcaption", {}, element("strong", {}, nameOf(layer)), element("span", { class: "help" }, units > 2 ? t("why.layers.seen", { count }) : count)),
    drawing(layer, layer.layer === last, data),
    element("p", { class: "why-verdict", "data-good": separable }, verdict(layer)),
    layer.certificate && proof(layer, data));
}

/** What can be said of a space in a sentence. */
export function verdict({ separable, margin, units, certificate }) {
  const cut = ["point", "line"][units - 1] ?? "plane";
  if (separable) return margin === null ? t("why.layers.one_class") : t(`why.layers.${cut}_can`, { margin: number(margin, 2) });
  return certificate ? t(`why.layers.${cut}_cannot`) : t("why.layers.all_at_once");
}

// --- the picture -------------------------------------------------------------------------------------

function drawing(layer, last, data) {
  const { grid, lines } = layer;
  const places = layer.units === 1 ? rows(layer.points, data) : layer.points;
  const picture = plot({ ...window([...grid, places]), label: t("why.layers.picture", { name: nameOf(layer), verdict: verdict(layer) }), width: SIDE, height: SIDE });
  for (const { x, y } of grid) curve(picture, x, y, "warp");
  points(picture, { ...data, ...places });
  for (const each of lines) line(picture, each, last ? "line" : "line thin");
  margins(picture, layer);
  if (layer.certificate) meeting(picture, layer, places, data);
  return picture.element;
}

/** Where one unit has all points on one line, a row for each class. */
function rows({ x }, { label, classes }) {
  const [low, high] = ends(x);
  return { x, y: label.map((k) => APART * (high - low) * (k - (classes.length - 1) / 2)) };
}

/** Where all of these lie, with equal units both ways, so that right angles and distances are true. */
function window(parts) {
  const [x, y] = ["x", "y"].map((axis) => ends(parts.flatMap((each) => each[axis])));
  const half = Math.max(x[1] - x[0], y[1] - y[0], 1e-9) * (0.5 + ROOM);
  const around = ([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half];
  return { x: around(x), y: around(y) };
}

function ends(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

/** The widest cut, with the room that it keeps at either side, where it is a line in this picture. */
function margins(picture, { cut, margin }) {
  if (!cut || margin === null) return;
  const [a, b, c] = cut;
  const away = margin * Math.hypot(a, b);
  line(picture, cut, "dashed");
  for (const side of [-away, away]) line(picture, [a, b, c + side], "edge");
}

/** The points of the proof ringed, the meeting crossed; in the plane, each class's are joined: the figures meet there. */
function meeting(picture, { certificate, axes, units }, places, data) {
  for (const { members, k } of sides(certificate, data)) {
    const [xs, ys] = [places.x, places.y].map((values) => members.map(({ point }) => values[point]));
    if (units === 2) area(picture, xs, ys, `hull class-${"abcdef"[k]}`);
    members.forEach((_, index) => ring(picture, xs[index], ys[index], "", 6));
  }
  const [x, y] = picture.place(...axes.map((axis) => axis.reduce((sum, share, index) => sum + share * certificate.meeting[index], 0)));
  picture.add(svg("path", { class: "meeting", d: `M${x - CROSS},${y - CROSS}l${2 * CROSS},${2 * CROSS}m0,${-2 * CROSS}l${-2 * CROSS},${2 * CROSS}` }));
}

// --- the proof ---------------------------------------------------------------------------------------

/** The points of a proof with their weights, class by class. */
function sides({ points: numbers, label, weights }, data) {
  return [0, 1].map((side) => {
    const members = numbers.flatMap((point, index) => (label[index] === side ? [{ point, weight: weights[index] }] : []));
    return { members, k: data.label[members[0].point] };
  });
}

/** The weighted mean of some points, in the picture's own numbers. */
export function mean(members, { x, y }) {
  return [x, y].map((values) => members.reduce((sum, { point, weight }) => sum + weight * values[point], 0));
}

function proof({ certificate, points: places, units }, data) {
  const both = sides(certificate, data);
  const [first, second] = both.map(({ k }) => className(data.classes, k));
  const pair = ([x, y], digits = 4) => (units === 1 ? number(x, digits) : `(${number(x, digits)}, ${number(y, digits)})`); // of factors one digit more than of sums
  const terms = (members) => members.map(({ point, weight }) => `${number(weight, 4)}·${pair([places.x[point], places.y[point]])}`);
  const sums = both.map(({ members, k }) => `${className(data.classes, k)}: ${terms(members).join("\n  + ")}\n  = ${pair(mean(members, places), 3)}`);
  return unfolding(t("why.layers.why"), [], [
    paragraph(t(units > 2 ? "why.layers.proof_many" : "why.layers.proof", { first, second, units })),
    formula(sums.join("\n\n"), t("why.layers.certificate")),
    paragraph(t("why.layers.therefore", { first, second })),
  ]);
}
