// The picture of a run: probability as colour, the boundary as a line, the points. Pure.
//
// The plot area is the whole of its square box, and the labels of the ticks lie inside: so it scales with
// the box as the server's picture does (app/picture), which it replaces in place.

import { axis, config, layout, placeFormat, plain, shortName, TEXT, tickTexts, ticks } from "./figure-frame.js";
import { pointsImage } from "./figure-points.js";
import { t } from "./messages.js";
import { mix } from "./theme.js";
import { className as classWords, probability } from "./words.js";

export { digitsFor } from "./figure-frame.js";

const STRENGTH = 0.6; // of a class's colour where it is certain: its points, in full colour, still stand out
const LINE = 2; // px, of the boundary
const HALF = 0.5; // the threshold at which two classes are equally likely
const OUTPUTS = ["sigmoid", "softmax"]; // whose inputs are logits
const SURE = 0.9999; // certainty beyond this is rounding, and its logit would be infinite

/**
 * The boundary of one run, with the points.
 * @param {object} data the result's points
 * @param {object} run one of the result's runs
 * @param {object} theme of readTheme
 * @param {{frame?: object|number, points?: boolean, threshold?: number}} options frame: one of run.frames, or its
 *   index; threshold: with two classes, at which probability of the second one the line is drawn
 */
export function boundaryFigure(data, run, theme, options = {}) {
  const frame = typeof options.frame === "number" ? run.frames[options.frame] : options.frame;
  const isFinal = !frame || frame.epoch === run.epochs;
  const field = certainty(data, { ...run.boundary, ...frame }, isFinal ? run.network : null);
  return {
    data: [heat(field, data, theme), ...lines(field, theme, options.threshold)],
    layout: { ...square(field, theme), images: options.points === false ? [] : [pointsImage(data, field, theme)], annotations: [...cut(field, theme, options.threshold), ...axisNames(data, theme)] },
    config,
  };
}

// --- the grid ------------------------------------------------------------------------------------

/**
 * Which class the network takes at each point of the grid, and how surely: functions of (row, column).
 * share is the winner's probability, lead what it has more than the runner-up, both what the two have together, 0 to 1.
 * logits, of a place, is there where the network is linear.
 */
function certainty(data, boundary, network) {
  const grid = { x: boundary.x, y: boundary.y, z: decode(boundary.z), classes: data.classes.length, logits: linearLogits(network) };
  return { ...grid, ...(grid.classes === 2 ? ofTwo(grid.z) : ofMany(grid.z, boundary)) };
}

function ofTwo(z) {
  return {
    winner: (row, column) => (z[row][column] > 0.5 ? 1 : 0),
    share: (row, column) => Math.max(z[row][column], 1 - z[row][column]),
    lead: (row, column) => Math.abs(2 * z[row][column] - 1),
    both: () => 1,
  };
}

function ofMany(z, boundary) {
  const [confidence, margin] = [decode(boundary.confidence), decode(boundary.margin)];
  return {
    winner: (row, column) => z[row][column],
    share: (row, column) => confidence[row][column],
    lead: (row, column) => margin[row][column],
    both: (row, column) => 2 * confidence[row][column] - margin[row][column],
  };
}

/**
 * The logits of a linear network at (x, y), one for each class; null where it is not linear. The grid's probabilities have
 * four decimals: where a network is sure, they no longer tell how steep it is.
 */
function linearLogits(network) {
  if (!network) return null;
  const { input: { features, center, scale }, layers } = network;
  const isLinear = layers.slice(0, -1).every(({ activation }) => activation === "identity") && OUTPUTS.includes(layers.at(-1).activation);
  if (!isLinear || features.join() !== "x,y") return null;
  const through = (values, { weights, biases }) => weights.map((row, unit) => row.reduce((sum, weight, index) => sum + weight * values[index], biases[unit]));
  return (x, y) => {
    const values = layers.reduce(through, [(x - center[0]) / scale[0], (y - center[1]) / scale[1]]);
    return values.length > 1 ? values : [-values[0] / 2, values[0] / 2];
  };
}

/** z as rows of numbers, from the same rows or from Plotly's typed-array form {dtype, bdata, shape}. */
export function decode(z) {
  if (!z?.bdata) return z;
  const bytes = Uint8Array.from(atob(z.bdata), (letter) => letter.charCodeAt(0));
  const values = new TYPES[z.dtype](bytes.buffer);
  const [rows, columns] = String(z.shape).split(",").map(Number);
  return Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns));
}

const TYPES = {
  i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array,
  i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array,
};

function everyCell({ x, y }, value) {
  return y.map((_, row) => x.map((_, column) => value(row, column)));
}

// --- the colours ---------------------------------------------------------------------------------

function heat(field, data, theme) {
  return {
    type: "heatmap",
    x: field.x,
    y: field.y,
    ...(field.classes === 2 ? twoColours(field, theme) : manyColours(field, theme)),
    zsmooth: "fast", // `false` sets a style attribute, which the content security policy forbids
    showscale: false,
    text: answers(field, data),
    hovertemplate: `${sentence(field, data)}<extra></extra>`,
  };
}

function twoColours({ z }, theme) {
  return { z, zmin: 0, zmax: 1, colorscale: [[0, shade(theme, 0)], [0.5, theme.ground], [1, shade(theme, 1)]] };
}

// Class k owns [k, k + 1), from the ground to its colour.
function manyColours(field, theme) {
  const { classes, winner, lead } = field;
  const own = (k) => [[k / classes, theme.ground], [(k + 1) / classes, shade(theme, k)]];
  return {
    z: everyCell(field, (row, column) => winner(row, column) + Math.min(lead(row, column), SURE)),
    zmin: 0,
    zmax: classes,
    colorscale: Array.from({ length: classes }, (_, k) => own(k)).flat(),
  };
}

/** The colour of certainty: a class's own colour, weakened over the ground. */
function shade(theme, k) {
  return mix(theme.ground, theme.palette[k], STRENGTH);
}

// --- the words under the pointer -----------------------------------------------------------------

// Ten thousand cells share a few hundred texts.
function answers(field, data) {
  const texts = data.classes.map((_, k) => percents(className(data, k)));
  return everyCell(field, (row, column) => texts[field.winner(row, column)][Math.round(100 * field.share(row, column))]);
}

function percents(name) {
  return Array.from({ length: 101 }, (_, share) => t("figure.answer", { share, name }));
}

/** A class in words, as Plotly has to be given it. */
export function className(data, k) {
  return plain(classWords(data.classes, k));
}

function sentence({ x, y }, { columns }) {
  const place = { x: `%{x:${placeFormat(x[0], x.at(-1))}}`, y: `%{y:${placeFormat(y[0], y.at(-1))}}`, answer: "%{text}" };
  return columns ? t("figure.at_named", { across: plain(columns[0]), up: plain(columns[1]), ...place }) : t("figure.at", place);
}

// --- the boundary --------------------------------------------------------------------------------

// With two classes one line says it all; with K, the last class is bounded by the others' lines.
function lines(field, theme, threshold = HALF) {
  if (field.classes === 2) return [line(field, 1, theme, Math.atanh(2 * threshold - 1))];
  return Array.from({ length: field.classes - 1 }, (_, k) => line(field, k, theme, 0));
}

function line(field, k, theme, level) {
  return {
    type: "contour",
    x: field.x,
    y: field.y,
    z: evidence(field, k),
    hoverinfo: "skip",
    showscale: false,
    autocontour: false,
    contours: { start: level, end: level, size: 1, coloring: "none" },
    line: { color: theme.ink, width: LINE, smoothing: 0 },
  };
}

// Probability is a step where the network is sure, and a line drawn halfway up a step is jagged; its logit
// is nearly straight, and quite straight where the network is linear. Half the logit of the winner against the runner-up
// is atanh of the lead as a share of what both have.
function evidence(field, k) {
  if (field.logits) return everyCell(field, (row, column) => ahead(field.logits(field.x[column], field.y[row]), k) / 2);
  return everyCell(field, (row, column) => {
    const half = Math.atanh(Math.min(field.lead(row, column) / field.both(row, column), SURE));
    return field.winner(row, column) === k ? half : -half;
  });
}

/** By how much the value of class k exceeds those of the others. */
function ahead(values, k) {
  return values[k] - Math.max(...values.filter((_, other) => other !== k));
}

/** What tells that the line is not where it usually is. */
function cut({ classes }, theme, threshold = HALF) {
  if (classes > 2 || threshold === HALF) return [];
  const text = t("figure.cut", { threshold: probability(threshold) });
  return [{ text, showarrow: false, xref: "paper", x: 1, xanchor: "right", yref: "paper", y: 1, yanchor: "top", bgcolor: theme.ground, font: { color: theme.ink, size: TEXT } }];
}

// --- the frame -----------------------------------------------------------------------------------

function square({ x, y }, theme) {
  return layout(theme, { xaxis: inner(x, theme), yaxis: inner(y, theme) });
}

// The names of x and y, inside as the numbers are: along the lower edge, above them, and in the upper corner.
function axisNames({ columns }, theme) {
  const name = (index, more) => ({ text: plain(shortName(columns[index])), showarrow: false, xref: "paper", yref: "paper", font: { color: theme.ink, size: TEXT }, borderpad: 0, ...more });
  if (!columns) return [];
  return [
    name(0, { x: 1, xanchor: "right", xshift: -3, y: 0, yanchor: "bottom", yshift: 17 }),
    name(1, { x: 0, xanchor: "left", xshift: 3, y: 1, yanchor: "top", yshift: -3 }),
  ];
}

function inner(values, theme) {
  const range = [values[0], values.at(-1)];
  const places = ticks(...range);
  const labels = tickTexts(places).map((words, index) => [places[index], words]);
  return axis(labels, theme.ink, { range, ticklabelposition: "inside" });
}
