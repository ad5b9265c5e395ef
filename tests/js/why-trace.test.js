import { compare } from "/static/api.js";
import { apart, backward, forward, lossLine, probabilityLines } from "/static/why-arithmetic.js";
import { chooser, hardest, nearest, valueAt } from "/static/why-chooser.js";
import { shareOf } from "/static/why-trace.js";
import { equal, near } from "./figure-assert.js";

const QUICK = "dataset=xor&samples=40&epochs=20&resolution=20";
const ask = async (hidden) => (await fetch(`/api/v1/insight/trace?${QUICK}&activation=tanh&at=0.5,-0.25&label=1&hidden=${hidden}`)).json();
const body = ask("3");
const result = compare(`${QUICK}&activation=tanh`);
const cells = (table) => [...table.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent));
const amount = (text) => Number(text.replace("−", "-").replace(/·10(.*)/, (_, power) => `e${[...power].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)).map((digit) => (digit < 0 ? "-" : digit)).join("")}`));

export const claims = {
  "in every row the products and the bias add up to the sum": async () => {
    for (const table of forward(await body)) {
      for (const [, ...row] of cells(table)) {
        const [bias, z] = row.slice(-3, -1).map(amount);
        const products = row.slice(0, -3).map((text) => amount(text.split("= ")[1]));
        near(products.reduce((sum, value) => sum + value, bias), z, 5e-3);
      }
    }
  },
  "an activation has the name that it has elsewhere": async () => {
    const answer = await body;
    const phrases = new Map([["tanh", "하드 tanh"], ["leaky_relu", "리키 ReLU"], ["silu", "SiLU (스위시)"], ["sigmoid", "시그모이드"]]);
    const headOf = (activation) => forward({ ...answer, layers: [{ ...answer.layers[0], activation }, answer.layers[1]] }, phrases)[0].querySelector("thead th:last-child").textContent;
    equal(["tanh", "leaky_relu(0.1)", "silu", "x**2", "relu"].map(headOf), ["a = 하드 tanh(z)", "a = 리키 ReLU(z; 0.1)", "a = SiLU(z)", "a = [x**2](z)", "a = relu(z)"]);
    const captions = [forward(answer, phrases), backward(answer, "", phrases)].map((tables) => tables.map((table) => table.querySelector("caption").textContent));
    equal(captions, [["Layer 1: 3 하드 tanh units", "Output: 시그모이드"], ["Output: 시그모이드", "Layer 1: 3 하드 tanh units"]]);
  },
  "every weight's slope is that of the sum times what it multiplied": async () => {
    const { gradient, inputs, layers } = await body;
    gradient.layers.forEach(({ weights, biases }, layer) => {
      const read = layer ? layers[layer - 1].units.map(({ a }) => a) : inputs.map(({ value }) => value);
      weights.forEach((row, unit) => row.forEach((slope, input) => near(slope, biases[unit] * read[input], 1e-12)));
    });
  },
  "what comes back through the weights times the slope of tanh is the slope of the sum": async () => {
    const answer = await body;
    const [, table] = backward(answer); // the last layer comes first
    cells(table).forEach(([, back, slope, delta], unit) => {
      near(amount(slope), 1 - answer.layers[0].units[unit].a ** 2, 1e-3);
      near(amount(back) * amount(slope), amount(delta), 2e-3);
    });
  },
  "the loss and the probability are written out with their numbers": async () => {
    const answer = await body;
    const [line] = probabilityLines(answer);
    near(amount(line.textContent.split("= ").at(-1)), answer.probability, 1e-3);
    near(-Math.log(answer.probability), answer.loss, 1e-9);
    equal(lossLine(answer, "cross_entropy", 1, "orange").textContent.startsWith("L = −ln p(orange) = −ln 0."), true);
    const hinge = lossLine({ loss: 1.5, logits: [-0.5], probabilities: [0.6, 0.4] }, "hinge", 1, "orange").textContent;
    equal([hinge, lossLine({ loss: 0.36, logits: [-0.4], probabilities: [0.6, 0.4] }, "squared_error", 1, "orange").textContent], ["L = max(0, 1 − (−0.5)) = 1.5", "L = (p − 1)² = (0.4 − 1)² = 0.36"]);
  },
  "two shares add up to a whole, and only what is whole is written so": () => {
    equal([0.71516, 0.28484, 0.99999, 0.00001, 1, 0].map(shareOf), ["71.52 %", "28.48 %", "> 99.99 %", "< 0.01 %", "100 %", "0 %"]);
    equal([0.715144, 0.284856].map(shareOf), ["71.51 %", "28.49 %"]);
  },
  "two numbers have the digits that tell them apart": () => {
    equal(apart(5.87163, 5.87171), ["5.8716", "5.8717"]);
    equal(apart(0.5, 0.5), ["0.5", "0.5"]);
  },
  "many inputs and units are cut off, and said to be": async () => {
    const [, table] = forward(await ask("20,18"));
    equal([table.querySelectorAll("tbody tr").length, table.querySelectorAll("thead th").length, table.querySelector(".help").textContent], [16, 1 + 12 + 1 + 3, "and 2 more units, in the text below"]);
  },
  "a click takes the point next to it, or the place itself": () => {
    const plot = { place: (x, y) => [100 * x, 100 * y], x: [0, 2], y: [0, 1], width: 200, height: 100 };
    equal([nearest(plot, { x: [1, 1.1], y: [0, 0] }, [106, 4]), nearest(plot, { x: [1], y: [0] }, [110, 0])], [1, null]);
    equal(valueAt(plot, [50, 25]), { x: 0.5, y: 0.75 });
  },
  "the hardest point is the one furthest on the wrong side": () => {
    const boundary = { x: [0, 1], y: [0, 1], z: [[0.1, 0.9], [0.2, 0.8]] };
    equal(hardest({ x: [0, 1, 1, 0], y: [0, 0, 1, 1], label: [0, 0, 1, 1], classes: ["0", "1"] }, boundary), 1);
    const many = { ...boundary, z: [[0, 1], [2, 2]], confidence: [[0.5, 0.9], [0.8, 0.6]] };
    equal(hardest({ x: [0, 1, 1, 0], y: [0, 0, 1, 1], label: [0, 1, 1, 0], classes: ["0", "1", "2"] }, many), 3);
  },
  "what is typed is a choice, once it is a number": async () => {
    const { data, runs: [run] } = await result;
    const chosen = [];
    const { controls } = chooser(data, run.boundary, (choice) => chosen.push(choice));
    const [x, y] = controls.querySelectorAll("input");
    const type = (input, value) => {
      input.value = value;
      input.dispatchEvent(new Event("input"));
    };
    type(x, "0.5");
    type(y, "-0.25");
    equal(chosen, [{ x: 0.5, y: -0.25, k: null }]);
  },
};
