// Decision threshold: the probability from which on a point is called class 1 moves the line, and with it both kinds of error.

import { t } from "./messages.js";
import { boundaryPlot, contour } from "./why-maps.js";
import { beside, button, choice, element, lead, live, number, paragraph, part, remark, slider, table, unfolding } from "./why-parts.js";
import { curve, plot, points, svg, text } from "./why-plot.js";
import { className, percent, probability } from "./words.js";

export const claims = ["C5"];

const STEP = 0.01;
const HALF = 0.5;
const LEAST = 0.001; // what the API takes as a threshold, and 1 less that
const DEAREST = 10; // the sliders' end: what an error costs beside the other is what counts
const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]; // those that the table has
const UNIT = [-0.12, 1.12]; // from 0 to 1, with room for the numbers
const CHART = { width: 190, height: 190 };
const ERRORS = ["false_positive", "false_negative"];

/** @param context also cutAt(threshold): move the line in the picture itself there */
export function view(body, { data, run, refetch, memory, cutAt = () => {} }) {
  const chosen = { ...body.parameters };
  const state = { body, threshold: memory.threshold ?? body.parameters.threshold };
  const names = [0, 1].map((k) => className(data.classes, k));
  const [says, counts, costs] = [live(), element("div", { class: "why-confusion" }), live()];
  const charts = element("div", { class: "why-charts" });
  const picture = cutting(data, run.boundary);
  let marks = [];
  const move = (threshold) => {
    memory.threshold = state.threshold = threshold;
    const found = at(state.body, threshold);
    says.replaceChildren(...sentences(found, threshold, names, state.body));
    counts.replaceChildren(confusion(found, names));
    marks.forEach((mark) => mark(found, threshold));
    picture.move(threshold);
    cutAt(threshold);
    const inside = state.tie.from <= threshold && threshold <= state.tie.to;
    if (state.told === inside) return; // it is said aloud: once
    state.told = inside;
    costs.replaceChildren(...cheapest(state.body, state.tie, inside, (each) => set(each)));
  };
  const use = (answer) => {
    state.body = answer;
    state.tie = tie(answer);
    const drawn = drawCharts(answer, state.tie.named);
    marks = drawn.map(({ mark }) => mark);
    charts.replaceChildren(...drawn.map(({ picture: each }) => each));
    state.told = null;
    move(state.threshold);
  };
  const slide = slider({ name: t("why.threshold.threshold"), min: STEP, max: 1 - STEP, step: STEP, value: state.threshold, written: probability, onInput: () => {} }); // it need not rest
  const input = slide.querySelector("input");
  const set = (threshold) => {
    input.value = threshold;
    slide.querySelector(".why-value").textContent = probability(threshold);
    move(threshold);
  };
  const ask = (name) => (value) => {
    chosen[name] = value;
    refetch({ ...chosen }, use);
  };
  input.addEventListener("input", () => move(Number(input.value)));
  use(body);
  return part(claims,
    beside(picture.element, paragraph(t("why.threshold.how", { second: names[1] })), slide, says, counts),
    charts,
    remark(t("why.threshold.key")),
    element("h3", {}, t("why.threshold.costs")),
    paragraph(t("why.threshold.costs_how")),
    element("div", { class: "why-sliders" }, ...ERRORS.map((error) => slider({ name: t(`why.threshold.cost_of_${error}`, { first: names[0], second: names[1] }), min: 0, max: DEAREST, step: 0.5, value: chosen[`cost_${error}`], onInput: ask(`cost_${error}`) }))),
    costs,
    choice({ name: t("why.threshold.split"), options: ["all", "train", "test"].filter((split) => split !== "test" || data.split.includes("test")).map((split) => [split, t(`why.threshold.split_${split}`)]), value: chosen.split, onChange: ask("split") }),
    unfolding(t("why.numbers"), [], [element("div")], ({ target }) => target.lastElementChild.replaceWith(levels(state.body))));
}

// --- one threshold -----------------------------------------------------------------------------------

/** What a threshold comes to: the counts of the lowest probability that reaches it. */
export function at({ thresholds, tpr, fpr, precision, accuracy, cost, positive, negative }, threshold) {
  const index = thresholds.filter((each) => each >= threshold).length - 1;
  const [tp, fp] = [Math.round(tpr[index] * positive), Math.round(fpr[index] * negative)];
  return {
    confusion: { tp, fp, fn: positive - tp, tn: negative - fp },
    tpr: tpr[index], fpr: fpr[index], precision: precision[index], accuracy: accuracy[index], cost: cost[index],
  };
}

/** The simplest number above `low` and up to `high`: what reaches one, and not the other, without needless digits. */
export function simplest(low, high) {
  for (let digits = 1; digits < 16; digits += 1) {
    const candidate = Math.floor(high * 10 ** digits) / 10 ** digits;
    if (candidate > low) return candidate;
  }
  return high;
}

/**
 * The thresholds that are as good as the best one: {from, to, named, canBeSet}, all of them in few digits. One half is
 * named where it is among them. Some networks are all but sure of every point: then none of them can be set.
 */
export function tie({ thresholds, cost, accuracy, best }) {
  const index = thresholds.indexOf(best.threshold);
  const same = (other) => other >= 0 && other < cost.length && cost[other] <= best.cost * (1 + 1e-12) && accuracy[other] === best.accuracy;
  let [first, last] = [index, index];
  while (same(first - 1)) first -= 1;
  while (same(last + 1)) last += 1;
  const [low, high] = [thresholds[last + 1] ?? 0, Math.min(thresholds[first], 1)];
  const canBeSet = low < 1 - LEAST && high >= LEAST;
  const { from, to } = mapEnds(between(low, high), canBeSet ? possible : (threshold) => threshold);
  return { from, to, canBeSet, named: from <= HALF && HALF <= to ? HALF : Math.min(Math.max(simplest(low, high), from), to) };
}

/** The ends of what lies above `low` and up to `high`, in as few digits as show more than one number, two at the least. */
function between(low, high) {
  for (let digits = 2; digits < 16; digits += 1) {
    const size = 10 ** digits;
    const [from, to] = [(Math.floor(low * size) + 1) / size, Math.floor(high * size) / size];
    if (from < to) return { from, to };
  }
  return { from: high, to: high };
}

function mapEnds({ from, to }, bounded) {
  return { from: bounded(from), to: bounded(to) };
}

function possible(threshold) {
  return Math.min(Math.max(threshold, LEAST), 1 - LEAST);
}

function sentences({ confusion: { tp, fp, tn, fn }, accuracy, precision }, threshold, [first, second], { auc }) {
  const logit = Math.log(threshold / (1 - threshold));
  const counts = { threshold: probability(threshold), first, second, found: tp, positive: tp + fn, wrong: fp, negative: fp + tn };
  return [
    lead(t("why.threshold.says", counts)),
    remark(t("why.threshold.numbers", { accuracy: percent(accuracy), precision: percent(precision), second, logit: number(logit), auc: number(auc, 4) })),
  ];
}

function confusion({ confusion: { tp, fp, fn, tn }, tpr, fpr }, [first, second]) {
  return table({
    caption: t("why.threshold.confusion"),
    columns: [t("why.threshold.is"), t("why.threshold.called", { name: second }), t("why.threshold.called", { name: first }), t("why.threshold.comes_to")],
    rows: [
      { name: second, cells: [t("why.threshold.right", { count: tp }), t("why.threshold.missed", { count: fn }), t("why.threshold.recall", { share: percent(tpr) })] },
      { name: first, cells: [t("why.threshold.alarm", { count: fp }), t("why.threshold.right", { count: tn }), t("why.threshold.alarms", { share: percent(fpr) })] },
    ],
  });
}

/** The points with the line, which moves. */
function cutting(data, boundary) {
  const picture = boundaryPlot(boundary, data.classes, { label: t("why.threshold.picture") });
  const line = picture.element.querySelector(".line");
  points(picture, data);
  line.classList.add("thin");
  const moved = svg("path", { class: "line" });
  picture.add(moved);
  const ends = (pieces) => pieces.map(([x, y, u, v]) => `M${picture.place(x, y)}L${picture.place(u, v)}`).join("");
  return { element: picture.element, move: (threshold) => moved.setAttribute("d", ends(contour(boundary, threshold))) };
}

// --- all thresholds ----------------------------------------------------------------------------------

/** Four charts, each with a mark that follows the threshold: its picture, and mark(found, threshold). */
function drawCharts({ thresholds, tpr, fpr, recall, precision, accuracy, cost, auc, average_precision: area, best }, named) {
  const dearest = Math.max(...cost, 1e-9);
  const diamond = { ...best, threshold: named };
  const ends = [...thresholds.slice(1), 0];
  const steps = (values) => [thresholds.flatMap((each, index) => [Math.min(each, 1), ends[index]]), values.flatMap((each) => [each, each])];
  const lowered = (values) => [recall.flatMap((each, index) => [recall[Math.max(index - 1, 0)], each]), values.flatMap((each) => [each, each])];
  return [
    chart(t("why.threshold.roc", { auc: number(auc, 4) }), ["fpr", "tpr"], fpr, tpr, ({ fpr: x, tpr: y }) => [x, y], diamond),
    chart(t("why.threshold.pr", { area: number(area, 4) }), ["recall", "precision"], ...lowered(precision), ({ tpr: x, precision: y }) => [x, y], diamond),
    chart(t("why.threshold.accuracy"), ["threshold", "accuracy"], ...steps(accuracy), ({ accuracy: y, threshold: x }) => [x, y], diamond),
    chart(t("why.threshold.cost"), ["threshold", "cost"], ...steps(cost.map((each) => each / dearest)), ({ cost: y, threshold: x }) => [x, y / dearest], diamond),
  ];
}

function chart(label, [across, up], x, y, where, best) {
  const axes = t("why.threshold.axes", { x: t(`why.threshold.axis_${across}`), y: t(`why.threshold.axis_${up}`) });
  const picture = plot({ x: UNIT, y: UNIT, label: `${label}: ${axes}`, ...CHART });
  if (across === "fpr") curve(picture, [0, 1], [0, 1], "faint"); // what guessing comes to
  curve(picture, x, y);
  const cheapest = picture.place(...where(best));
  picture.add(svg("path", { class: "best", d: "M0,-6L6,0L0,6L-6,0Z", transform: `translate(${cheapest.join(" ")})` }));
  const mark = svg("circle", { class: "ring accent", r: 6 });
  picture.add(mark);
  return {
    picture: element("figure", {}, element("figcaption", {}, element("strong", {}, label), element("span", { class: "help" }, axes)), picture.element),
    mark: (found, threshold) => mark.setAttribute("transform", `translate(${picture.place(...where({ ...found, threshold })).join(" ")})`),
  };
}

function cheapest({ best, calibrated_threshold: calibrated }, { from, to, named, canBeSet }, inside, set) {
  const written = canBeSet ? probability : String; // one that is all but 1 is not rounded to it
  const values = { threshold: written(named), from: written(from), to: written(to), cost: number(best.cost), accuracy: percent(best.accuracy) };
  const words = [t(from === to ? "why.threshold.cheapest" : "why.threshold.cheapest_range", values), inside ? t("why.threshold.is_cheapest") : ""];
  return [
    paragraph(words.join(" ").trim()),
    inside || !canBeSet ? null : element("p", {}, button(t("why.threshold.take", values), () => set(named))),
    calibrated === null ? null : remark(t("why.threshold.calibrated", { threshold: probability(calibrated) })),
  ].filter(Boolean);
}

function levels(body) {
  return table({
    caption: t("why.threshold.levels"),
    columns: ["threshold", "recall", "fpr", "precision", "accuracy", "cost"].map((head) => t(`why.threshold.head_${head}`)),
    rows: LEVELS.map((level) => {
      const { tpr, fpr, precision, accuracy, cost } = at(body, level);
      return { name: probability(level), cells: [tpr, fpr, precision, accuracy].map(percent).concat(number(cost)) };
    }),
  });
}
