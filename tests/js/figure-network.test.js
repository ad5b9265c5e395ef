import { differences, largestWeight, mapColours, mapPixels, middleOf, MOST, nearestLink, neighbour, networkFigure, weightOf, withActivations, withWeight } from "/static/figure-network.js";
import { equal, near } from "./figure-assert.js";

const network = {
  input: { features: ["x", "y"] },
  layers: [
    { weights: [[1, -4], [0, 0.5], [2, 2]], biases: [0.1, 0.2, 0.3], activation: "tanh" },
    { weights: [[1, -1, 0]], biases: [-3], activation: "sigmoid" },
  ],
};
const figure = networkFigure(network, 900);
const link = (id) => figure.links.find((each) => each.id === id);

function wide(units) {
  return { input: { features: ["x"] }, layers: [{ weights: Array.from({ length: units }, () => [1]), biases: Array(units).fill(0), activation: "relu" }, { weights: [Array(units).fill(1)], biases: [0], activation: "sigmoid" }] };
}

export const claims = {
  "there is a unit for each input, hidden unit and output, and a line for each weight": () => {
    equal(figure.columns.map(({ units }) => units.length), [2, 3, 1]);
    equal(figure.links.length, 9);
  },
  "a line belongs to its weight": () => {
    equal(["1.0.1", "1.1.0", "2.0.2"].map((id) => link(id).weight), [-4, 0, 0]);
    equal(weightOf(network, 1, 0, 1), -4);
    equal(weightOf(network, 2, 0), -3);
  },
  "width follows the absolute weight, sign is told apart": () => {
    equal(["1.0.1", "1.2.0", "1.1.0"].map((id) => [link(id).width, link(id).sign]), [[6, -1], [3.3, 1], [0.6, 0]]);
    equal(largestWeight(network), 4);
    equal(largestWeight(withWeight(withWeight(withWeight(network, { layer: 1, unit: 0, input: 1 }, 0), { layer: 1, unit: 2, input: 0 }, 0), { layer: 1, unit: 2, input: 1 }, 0)), 1);
  },
  "layers stand from left to right, lines lead from unit to unit": () => {
    const [inputs, hidden, output] = figure.columns.map(({ x }) => x);
    equal([inputs < hidden, hidden < output, output < figure.width], [true, true, true]);
    const { from, to } = link("1.0.1");
    near(from[0], inputs + figure.size / 2);
    near(to[0], hidden - figure.size / 2);
    near(from[1], figure.columns[0].units[1].y);
    near(to[1], figure.columns[1].units[0].y, figure.size / 2);
  },
  "a large layer says how many units it does not show": () => {
    const counts = (units) => networkFigure(wide(units), 900).columns.map((column) => [column.units.length, column.more])[1];
    equal([counts(MOST), counts(MOST + 1), counts(64)], [[8, 0], [7, 2], [7, 57]]);
    equal(networkFigure(wide(64), 900).links.length, 14);
  },
  "the height is the same for every network, and a narrow place is not overstepped by four layers": () => {
    equal(networkFigure(wide(64), 900).height, figure.height);
    equal(networkFigure(network, 300).width, 300);
    equal(networkFigure(network, 200).width > 200, true);
  },
  "a changed weight leaves the given network as it was": () => {
    const changed = withWeight(network, { layer: 1, unit: 0, input: 1 }, 7);
    equal([weightOf(changed, 1, 0, 1), weightOf(network, 1, 0, 1), differences(changed, network)], [7, -4, 1]);
    equal(differences(withWeight(network, { layer: 2, unit: 0 }, 9), network), 1);
    equal(differences(withWeight(changed, { layer: 1, unit: 0, input: 1 }, -4), network), 0);
  },
  "other activations go to the hidden layers alone": () => {
    equal(withActivations(network, ["relu"]).layers.map(({ activation }) => activation), ["relu", "sigmoid"]);
  },
  "the nearest line is found, and none where there is none within reach": () => {
    for (const each of figure.links) {
      const [x, y] = middleOf(each);
      equal(nearestLink({ links: [each] }, x, y + 3, 9)?.id, each.id);
      equal(nearestLink({ links: [each] }, x, y + 100, 9), null);
    }
    const [x0, y0] = link("1.0.0").from;
    equal(nearestLink(figure, x0 - 10, y0, 9), null);
  },
  "arrows lead from unit to unit of a layer, and no further": () => {
    equal(neighbour(figure, "1.0", "ArrowDown").id, "1.1");
    equal([neighbour(figure, "1.0", "ArrowUp").id, neighbour(figure, "1.2", "ArrowDown").id], ["1.0", "1.2"]);
  },
  "arrows lead from a unit over its weights to the next layer": () => {
    const out = neighbour(figure, "0.1", "ArrowRight");
    equal([out.id, out.side], ["1.0.1", "out"]);
    const down = neighbour(figure, out.id, "ArrowDown", out.side);
    equal([down.id, neighbour(figure, down.id, "ArrowRight", down.side).id], ["1.1.1", "1.1"]);
    const back = neighbour(figure, "1.2", "ArrowLeft");
    equal([back.id, back.side], ["1.2.0", "in"]);
    equal(neighbour(figure, neighbour(figure, back.id, "ArrowDown", "in").id, "ArrowLeft").id, "0.1");
    equal([neighbour(figure, "0.0", "ArrowLeft").id, neighbour(figure, "2.0", "ArrowRight").id], ["0.0", "2.0"]);
    equal(neighbour(figure, "1.2.1", "ArrowDown", "in").id, "1.2.1");
  },
  "a map is drawn from its bytes, upside up": () => {
    const colours = Array.from({ length: 256 }, (_, byte) => [byte, 0, 0]);
    const pixels = mapPixels(new Uint8Array([1, 128, 200, 255]), colours);
    equal([0, 1, 2, 3].map((pixel) => pixels[4 * pixel]), [200, 255, 1, 128]);
    equal([3, 7, 11, 15].map((index) => pixels[index]), [255, 255, 255, 255]);
  },
  "a byte's colour is that of its value": () => {
    const asked = mapColours((colour, share) => [colour, share], (value) => ({ colour: Math.sign(value), share: 2 * Math.abs(value) }));
    equal([asked[128], asked[255], asked[1]], [[0, 0], [1, 1], [-1, 1]]);
    near(asked[128 + 32][1], (2 * 32) / 127);
  },
};
