import { apart, curveFigure, curveRange, lossFigure, lossScale, rounded } from "/static/figure-curves.js";
import { short } from "/static/figure-frame.js";
import { equal, near } from "./figure-assert.js";
import { history, run, theme } from "./figure-fixtures.js";

const entry = { name: "relu", curve: { x: [-4, 0, 2, 4], y: [0, 0, 2, 4], slope: [0, 0, 1, 1] } };
const entry81 = Array.from({ length: 81 }, (_, index) => index / 10 - 4);
const flat = { history: { epoch: [0, 50], train_loss: [0.69, 0.66], test_loss: null } };

export const claims = {
  "a loss that falls far is drawn on a logarithmic axis": () => equal(lossFigure(run, theme).layout.yaxis.type, "log"),
  "a loss that hardly falls is drawn from zero": () => {
    const { type, ticktext } = lossFigure(flat, theme).layout.yaxis;
    equal([type, ticktext], ["linear", ["0", "loss", "0.69"]]);
  },
  "without test points there is one line": () => equal(lossFigure(flat, theme).data.length, 1),
  "runs that are compared have one scale": () => {
    const [one, other] = [run, flat].map((each) => lossFigure(each, theme, { runs: [run, flat] }).layout);
    equal(one.yaxis, other.yaxis);
    equal(one.xaxis.range, [0, 50]);
  },
  "every loss lies inside the range": () => {
    const { share } = lossScale([run]);
    equal(history.train_loss.map(share).every((value) => value > 0 && value < 1), true);
  },
  "a loss of zero can be drawn": () => {
    const zero = { history: { epoch: [0, 1], train_loss: [1, 0], test_loss: [null, null] } };
    const { data, layout } = lossFigure(zero, theme);
    equal([data.length, data[0].y[1] > 0, layout.yaxis.range.every(Number.isFinite)], [1, true, true]);
  },
  "a loss that is zero throughout can be drawn": () => {
    const zero = { history: { epoch: [0], train_loss: [0], test_loss: null } };
    const { range } = lossFigure(zero, theme).layout.yaxis;
    equal(range.every(Number.isFinite) && range[0] < range[1], true);
  },
  "a loss is short enough to stand beside the axis": () => {
    equal([0, 0.693, 0.00852, 0.0000031, 4e30].map(rounded), ["0", "0.69", "0.009", "3e−6", "4e30"]);
  },
  "the time is marked when it is told": () => {
    equal(lossFigure(run, theme).layout.shapes, []);
    const [{ x0, x1 }] = lossFigure(run, theme, { epoch: 10 }).layout.shapes;
    equal([x0, x1], [10, 10]);
  },
  "each line has its name at its end": () => {
    const names = lossFigure(run, theme).layout.annotations;
    equal(names.map(({ text }) => text), ["test", "training"]);
    equal(names[0].y > names[1].y, true);
  },
  "names are kept apart in their order": () => {
    equal(apart([0.2, 0.8], 0.2), [0.2, 0.8]);
    [apart([0.5, 0.5], 0.2), apart([0, 0.01], 0.2), apart([1, 0.99], 0.2)].forEach(([a, b]) => near(Math.abs(a - b), 0.2));
    const [a, b] = apart([0.51, 0.5], 0.2);
    equal(a > b, true);
  },
  "names stay inside the area": () => {
    equal([apart([0, 0], 0.2), apart([1, 1], 0.2)].flat().every((share) => share >= 0 && share <= 1), true);
  },
  "a curve and its slope are drawn over the same range for every activation": () => {
    const { data, layout } = curveFigure(entry, theme);
    equal(data.map(({ y }) => y), [entry.curve.slope, entry.curve.y]);
    equal([layout.xaxis.range, layout.yaxis.range], [[-4, 4], [-1.6, 2.6]]);
  },
  "a curve's name stands where it leaves the picture": () => {
    const [slope, curve] = curveFigure(entry, theme).layout.annotations;
    equal(slope.x > curve.x, true);
    near(curve.x, 0.13 + 0.75 * 0.63);
  },
  "the common range stays while a third of the curve is in it, in one piece": () => {
    const along = (f) => curveRange(entry81.map(f));
    const common = [Math.tanh, (x) => x, (x) => x * x, (x) => Math.max(0, 3 * x), () => 0];
    equal(common.map(along), common.map(() => [-1.6, 2.6]));
  },
  "a curve that leaves it sooner, or comes back, is shown whole, with 0": () => {
    const along = (f) => curveRange(entry81.map(f));
    equal(along((x) => 10 * x), [-44, 44]);
    equal(along((x) => 2 * x ** 3), [-140.8, 140.8]);
    equal(along(() => 5), [-0.25, 5.25]);
    const [low, high] = along((x) => 10 * Math.exp(-x * x));
    equal([low, high], [-0.5, 10.5]);
    equal(along((x) => Math.max(-3, Math.min(3, 5 * x))), [-3.3, 3.3]);
  },
  "a slope that is nowhere in the picture keeps its name inside": () => {
    const steep = { curve: { x: [-4, 0, 4], y: [0, 0.1, 0], slope: [50, -50, 50] } };
    equal(curveFigure(steep, theme).layout.annotations.map(({ x, y }) => x <= 1 && y >= 0 && y <= 1), [true, true]);
  },
  "large numbers are short enough to stand beside the axis": () => {
    equal([-0.5, 5000, -15000, 2e9].map(short), ["−0.5", "5000", "−1.5e4", "2e9"]);
  },
};
