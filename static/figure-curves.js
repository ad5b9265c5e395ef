// Curves: the loss over the epochs, and an activation with its slope. Pure.
//
// The plot areas are shares of their boxes, so that boxes of any width are divided alike, and as the
// server divides them (app/picture/curves.py).

import { axis, config, layout, plain, short, TEXT, ticks, tickText } from "./figure-frame.js";
import { t } from "./messages.js";

// --- loss ----------------------------------------------------------------------------------------

const LOSS_AREA = { x: [0.13, 0.86], y: [0.24, 0.94] };
const LOSS_GAP = 0.2;
const LOG_HELPS = 20; // where the highest loss is this many times the lowest
const LEAST = 1e-6; // a loss of 0 has no logarithm
const ROOM = 0.05; // above and below the curves, so that half of a line is not cut off

/**
 * Training and test loss over the epochs.
 * @param {{runs?: object[], epoch?: number}} options runs: all that are compared, for one
 *   scale; epoch: where to mark the time
 */
export function lossFigure(run, theme, options = {}) {
  const scale = lossScale(options.runs ?? [run]);
  const series = lossSeries(run, scale, theme);
  return {
    data: series.map((one) => lossTrace(run, one)),
    layout: layout(theme, {
      xaxis: epochs(scale, theme),
      yaxis: levels(scale, theme),
      annotations: names(series, LOSS_AREA, LOSS_GAP),
      shapes: options.epoch === undefined ? [] : [timeMark(options.epoch, theme)],
    }),
    config,
  };
}

function lossSeries({ history }, scale, theme) {
  const both = [
    { values: history.test_loss, name: t("figure.test"), colour: theme.muted, dash: "dot" },
    { values: history.train_loss, name: t("figure.train"), colour: theme.ink, dash: "solid" },
  ];
  return both
    .filter(({ values }) => values?.length && values[0] !== null)
    .map((one) => ({ ...one, end: history.epoch.at(-1) / scale.epochs, share: scale.share(one.values.at(-1)) }));
}

function lossTrace({ history }, { values, name, colour, dash }) {
  const sentence = `${t("figure.epoch", { epoch: "%{x}" })}: ${t("figure.loss", { split: name, loss: "%{y:.3~g}" })}`;
  return {
    ...lineTrace(history.epoch, values.map((value) => Math.max(value, LEAST)), { color: colour, width: 1.5, dash }),
    hovertemplate: `${sentence}<extra></extra>`,
  };
}

/** One scale for all runs: the range of losses, the last epoch, and whether it is logarithmic. */
export function lossScale(runs) {
  const losses = runs.flatMap(lossesOf).map((value) => Math.max(value, LEAST));
  const [lowest, high] = [least(losses, LEAST), -least(losses.map((value) => -value), -1)];
  const log = high > LOG_HELPS * lowest;
  const low = log ? lowest : 0;
  const level = log ? (value) => Math.log10(Math.max(value, LEAST)) : (value) => value;
  const room = ROOM * (level(high) - level(low));
  const [bottom, top] = [level(low) - room, level(high) + room];
  return {
    low, high, log,
    middle: log ? Math.sqrt(low * high) : (low + high) / 2,
    range: [bottom, top],
    epochs: longest(runs),
    share: (value) => (level(value) - bottom) / (top - bottom),
  };
}

/** The last epoch of all loss curves, where their axes end. */
export function longest(runs) {
  return Math.max(1, ...runs.flatMap(({ history }) => history.epoch.slice(-1)));
}

function lossesOf({ history }) {
  return [...history.train_loss, ...(history.test_loss ?? [])].filter((value) => value !== null);
}

function least(values, otherwise) {
  return values.length ? values.reduce((a, b) => Math.min(a, b)) : otherwise;
}

function epochs(scale, theme) {
  const labels = [[0, "0"], [scale.epochs, t("figure.epoch", { epoch: scale.epochs })]];
  return quiet(labels, theme, { domain: LOSS_AREA.x, range: [0, scale.epochs], showline: true, linecolor: theme.line });
}

// Between the numbers of its two ends, the axis has its name.
function levels({ low, middle, high, log, range }, theme) {
  const labels = [[low, rounded(low)], [middle, t("figure.level")], [high, rounded(high)]];
  return quiet(labels, theme, { domain: LOSS_AREA.y, range, type: log ? "log" : "linear" });
}

/** A number that is not negative, short enough to stand beside an axis. */
export function rounded(value) {
  if (value === 0 || (value >= 0.01 && value < 1000)) return String(Number(value.toPrecision(2)));
  if (value >= 0.001 && value < 0.01) return String(Number(value.toPrecision(1)));
  const [digit, exponent] = value.toExponential(0).split("e");
  return `${digit}e${tickText(Number(exponent))}`;
}

function timeMark(epoch, theme) {
  return { type: "line", yref: "y domain", x0: epoch, x1: epoch, y0: 0, y1: 1, line: { color: theme.accent, width: 1 } };
}

// --- an activation's curve -----------------------------------------------------------------------

const CURVE_AREA = { x: [0.13, 0.76], y: [0.14, 0.96] };
const CURVE_GAP = 0.14;
const CURVE_RANGE = [-1.6, 2.6]; // one for all activations, so that they can be compared
const CURVE_TICKS = [-1, 0, 1, 2];
const ENOUGH = 0.3; // of the width: a curve that is in that range for less has a range of its own
const CLOSE = 0.1; // of the width: nearer to each other, the name of one curve would lie on the other

/** An activation f of the catalog, or a formula, and its slope f′ over [-4, 4]. */
export function curveFigure(entry, theme) {
  const { x, y, slope } = entry.curve;
  const range = curveRange(y);
  const series = [
    { values: slope, name: t("figure.slope"), colour: theme.accent, dash: "dot", width: 1.5, ...exit(x, slope, range) },
    { values: y, name: t("figure.curve"), colour: theme.ink, dash: "solid", width: 2, ...exit(x, y, range) },
  ];
  return {
    data: series.map((one) => curveTrace(x, one)),
    layout: layout(theme, {
      xaxis: crossing([-4, 0, 4], theme, { domain: CURVE_AREA.x, range: [-4, 4] }),
      yaxis: crossing(range === CURVE_RANGE ? CURVE_TICKS : ticks(...range), theme, { domain: CURVE_AREA.y, range }),
      annotations: names(aligned(series), CURVE_AREA, CURVE_GAP),
    }),
    config,
  };
}

/** The common range, if the curve is in it long enough and in one piece; else all of it, with 0. */
export function curveRange(values) {
  const seen = values.map((value) => CURVE_RANGE[0] <= value && value <= CURVE_RANGE[1]);
  const pieces = seen.filter((now, index) => now && !seen[index - 1]).length;
  if (pieces === 1 && seen.filter(Boolean).length >= ENOUGH * seen.length) return CURVE_RANGE;
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = ROOM * (high - low);
  return [low - room, high + room];
}

function curveTrace(x, { values, name, colour, dash, width }) {
  return { ...lineTrace(x, values, { color: colour, width, dash }), hovertemplate: `${plain(name)} (%{x:.1f}) = %{y:.2f}<extra></extra>` };
}

function crossing(places, theme, more) {
  const labels = places.map((value) => [value, short(value)]);
  return quiet(labels, theme, { zeroline: true, zerolinecolor: theme.line, zerolinewidth: 1, ...more });
}

/** Where a curve leaves the picture, in shares of its width and height; one that is never in it, at the end. */
function exit(x, values, [low, high]) {
  const seen = values.findLastIndex((value) => low <= value && value <= high);
  const last = seen < 0 ? values.length - 1 : seen;
  return { share: (values[last] - low) / (high - low), end: (x[last] + 4) / 8 };
}

/** The names of curves that leave close to each other, where the later one leaves. */
function aligned(series) {
  const ends = series.map(({ end }) => end);
  const last = Math.max(...ends);
  return last - Math.min(...ends) < CLOSE ? series.map((one) => ({ ...one, end: last })) : series;
}

// --- what both are made of -----------------------------------------------------------------------

function lineTrace(x, y, line) {
  return { type: "scatter", mode: "lines", x, y, line };
}

function quiet(labels, theme, more) {
  return axis(labels, theme.muted, more);
}

/** The name of each line at its end, in its colour, kept `gap` of the area's height apart. */
function names(series, area, gap) {
  const places = apart(series.map(({ share }) => Math.min(Math.max(share, 0), 1)), gap);
  return series.map(({ name, colour, end }, index) => ({
    text: plain(name), showarrow: false, font: { color: colour, size: TEXT },
    xref: "paper", x: area.x[0] + end * (area.x[1] - area.x[0]), xanchor: "left", xshift: 4,
    yref: "paper", y: area.y[0] + places[index] * (area.y[1] - area.y[0]), yanchor: "middle",
  }));
}

/** Two shares of a height, moved away from each other to at least `gap`; more or fewer stay. */
export function apart(shares, gap) {
  const [a, b] = shares;
  if (shares.length !== 2 || Math.abs(a - b) >= gap) return shares;
  const middle = Math.min(Math.max((a + b) / 2, gap / 2), 1 - gap / 2);
  const places = [middle - gap / 2, middle + gap / 2];
  return a > b ? places.reverse() : places;
}
