import { insightAddress } from "/static/api.js";
import { pointsOf } from "/static/gauge.js";
import { t } from "/static/messages.js";
import { view as collapse } from "/static/why-collapse.js";
import { nextOf } from "/static/why-keys.js";
import { number, raised } from "/static/why-parts.js";
import { line, over, plot, points, square } from "/static/why-plot.js";
import { edgeOf } from "/static/why-units.js";
import { apart } from "/static/why-vanishing.js";
import { fewerSeeds, questionsFor, stateOf, views } from "/static/why-views.js";
import { equal } from "./figure-assert.js";

const result = (classes = 2, activation = "tanh") => ({
  experiment: { target_accuracy: 0.99, activation: [activation] },
  data: { classes: Array.from({ length: classes }, (_, k) => String(k)) },
});
const run = (train, status = "finished", layers = 3) => ({ status, verdict: { reason: train < 0.99 ? "too_small" : "yes" }, accuracy: { train }, network: { layers: Array(layers).fill({}) } });
const first = (bends, train, status, classes) => questionsFor(stateOf(result(classes), run(train, status), bends))[0].name;

export const claims = {
  "the names of lines that leave the picture side by side stand apart": () => {
    const picture = { place: (x, y) => [32 * x, 320 - 32 * y] };
    const line = (y0, y1) => Array.from({ length: 10 }, (_, k) => [k, y0 + (k * (y1 - y0)) / 10, k + 1, y0 + ((k + 1) * (y1 - y0)) / 10]);
    const names = [];
    for (const crossing of [line(2, 5), line(2.1, 5.1), line(2, 5.2), line(1.9, 5)]) names.push(edgeOf(picture, crossing, names));
    equal(names.every(([x, y], index) => names.slice(0, index).every(([u, v]) => Math.abs(u - x) >= 28 || Math.abs(v - y) >= 14)), true);
  },
  "a network without a bend is asked for its one layer first": () => {
    equal(first(false, 0.6), "collapse");
  },
  "what does not apply is not asked": () => {
    const all = [{ name: "two", rank: ({ classes }) => (classes === 2 ? 1 : 0) }, { name: "any", rank: () => 9 }];
    const asked = (classes) => questionsFor(stateOf(result(classes), run(1), true), all);
    equal(asked(2), [{ name: "two", fits: true }, { name: "any", fits: false }]);
    equal(asked(3), [{ name: "any", fits: false }]);
  },
  "what went wrong is asked first where a run failed, not where it has no bend": () => {
    equal([first(true, 0.6), first(true, 1, "diverged"), first(false, 1, "diverged"), first(true, 1) === "health"], ["health", "health", "health", false]);
  },
  "a line is asked of two classes alone, and linearity of hidden layers": () => {
    const asked = (state) => questionsFor(state).map(({ name }) => name);
    equal(asked(stateOf(result(3), run(1), true)).includes("ceiling"), false);
    equal(asked(stateOf(result(2), run(1), true)).includes("ceiling"), true);
    equal(asked(stateOf(result(2), run(0.6, "finished", 1), false)).includes("linearity"), false);
  },
  "the ceiling's question is the same for all networks on the same points": () => {
    const fields = [
      { name: "dataset", initial: "spiral" }, { name: "samples", initial: "400", numeric: true }, { name: "activation", initial: ["tanh"], several: true },
      { name: "hidden", initial: "8,8" }, { name: "epochs", initial: "1000", numeric: true }, { name: "resolution", initial: "100", numeric: true },
    ];
    const question = "activation=identity&hidden=&epochs=1&resolution=20";
    equal([pointsOf("activation=relu&epochs=5", fields), pointsOf("hidden=4", fields), pointsOf("dataset=xor&activation=relu", fields)], [question, question, `dataset=xor&${question}`]);
  },
  "a boundary is called straight where nothing but x and y is shown": () => {
    const body = { collapses: true, symbols: "", formula: "", max_difference: 0, range: 1, residual: 0 };
    const network = { layers: [{ weights: [[1, 1]], biases: [0, 0] }, { weights: [[1, 1]], biases: [0] }] };
    const said = (features) => collapse(body, { t, memory: {}, run: { network }, experiment: { features } }).querySelector(".why-lead").textContent;
    equal([said("x,y").includes("boundary is straight"), said("x,y,xy").includes("in the features")], [true, true]);
  },
  "names beside curves keep their distance and their order": () => {
    equal(apart([0, 5, 0.1, 0.2], 1), [0, 5, 1, 2]);
  },
  "a run has failed that broke down, or that bends and did not get there": () => {
    const failed = (train, status, bends) => stateOf(result(), run(train, status), bends).failed;
    equal([failed(0.6, "finished", true), failed(1, "diverged", false), failed(0.6, "finished", false), failed(0.99, "finished", true)], [true, true, false, false]);
  },
  "every question has a module with a view and the ids of what it shows": async () => {
    for (const { name, load } of views) {
      const { view, claims: ids } = await load();
      equal([name, typeof view, ids.every((id) => /^[ABCD]\d+$/.test(id))], [name, "function", true]);
    }
  },
  "a question that is too much work is asked again of fewer seeds": () => {
    const refusal = (code, count, times) => ({ errors: [{ code, values: { count, times } }] });
    equal([fewerSeeds(refusal("trainings", 20, "2.92")), fewerSeeds(refusal("trainings", 2, "2.5")), fewerSeeds(refusal("trainings", 20, "1")), fewerSeeds(refusal("number", 20, "2"))], [{ seeds: 6 }, null, null, null]);
    equal(fewerSeeds({ errors: [] }), null);
  },
  "an insight's address has the experiment and the insight's own parameters": () => {
    equal(insightAddress("trace", "activation=relu", { at: "0.5,-1" }), "/api/v1/insight/trace?activation=relu&at=0.5%2C-1");
    equal(insightAddress("health", "", {}), "/api/v1/insight/health");
  },
  "the arrows lead round the ends of the questions": () => {
    equal([nextOf(0, "ArrowUp", 3), nextOf(2, "ArrowDown", 3), nextOf(1, "Home", 3), nextOf(1, "End", 3), nextOf(1, "Enter", 3), nextOf(-1, "End", 3)], [2, 0, 0, 2, null, null]);
  },
  "numbers have the digits that mean something": () => {
    equal([0, 1.23456, -0.5, 20959.16, 1.11e-15, -4.5e7, 1234.5678].map((value) => number(value)), ["0", "1.23", "−0.5", "20\u00a0959", "1.11·10⁻¹⁵", "−4.5·10⁷", "1235"]);
    equal(raised(-46), "⁻⁴⁶");
  },
  "a line goes from edge to edge through where it should": () => {
    const picture = plot({ x: [-1, 1], y: [-1, 1], label: "" });
    line(picture, [2, 0, -1]); // x = 1/2
    const [from, to] = picture.element.querySelector(".line").getAttribute("d").match(/-?[\d.]+,-?[\d.]+/g).map((end) => end.split(",").map(Number));
    equal([from[0], to[0], from[1] < 0 || to[1] < 0, from[1] > 320 || to[1] > 320], [240, 240, true, true]);
  },
  "a line is where it should be whatever the units of the axes": () => {
    const picture = over({ x: [1.7e9, 1.7e9 + 8], y: [0, 5e4, 1e5] }, "");
    line(picture, [1 / 8, 1e-5, -1.7e9 / 8 - 1]); // from the upper left to the lower right corner
    const ends = picture.element.querySelector(".line").getAttribute("d").match(/-?[\d.]+,-?[\d.]+/g).map((end) => end.split(",").map(Number));
    for (const [x, y] of ends) equal(Math.abs(x - y) < 0.2, true);
    equal(ends.flat().some((end) => end < 0) && ends.flat().some((end) => end > 320), true);
  },
  "points have the symbol of their class, and test points are hollow": () => {
    const data = { x: [0, 1, -1], y: [0, 1, 1], label: [0, 1, 1], split: ["train", "train", "test"] };
    const picture = square(data, "");
    points(picture, data);
    equal([...picture.element.querySelectorAll(".points")].map((group) => [group.getAttribute("class"), group.childElementCount]), [["points class-a train", 1], ["points class-b train", 1], ["points class-b test", 1]]);
  },
};
