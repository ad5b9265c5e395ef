import { axis, placeFormat, placeText, plain, shortened, shortName, ticks, tickText, tickTexts } from "/static/figure-frame.js";
import { equal } from "./figure-assert.js";

export const claims = {
  "ticks are round and two to five": () => {
    equal(ticks(-1.15, 1.15), [-1, 0, 1]);
    equal(ticks(0, 10), [0, 5, 10]);
    equal(ticks(-0.23, 0.23), [-0.2, 0, 0.2]);
    equal(ticks(98_000, 102_000), [98_000, 100_000, 102_000]);
  },
  "there are never fewer than two ticks or more than six": () => {
    for (let half = 0.001; half < 1e5; half *= 1.07) {
      const count = ticks(-half, half).length;
      equal(count >= 2 && count <= 6, true);
    }
  },
  "a negative tick has a true minus sign": () => equal(tickText(-0.5), "−0.5"),
  "large and small numbers are short": () => equal([250_000, 1.5e9, -2e-6, 0].map(tickText), ["250000", "1.5e9", "−2e−6", "0"]),
  "ticks are different from each other, however near they lie": () => {
    equal(tickTexts([0, 50_000, 100_000]), ["0", "50000", "100000"]);
    equal(tickTexts([1.7e9, 1.7e9 + 2, 1.7e9 + 4]), ["1.7e9", "+2", "+4"]);
    for (let middle = 1e-50; middle < 1e60; middle *= 33) {
      for (let half = middle * 1e-11; half < 1e3 * middle; half *= 7) {
        const places = ticks(middle - half, middle + half);
        equal([new Set(places).size, new Set(tickTexts(places)).size], [places.length, places.length]);
      }
    }
  },
  "a place under the pointer has the digits that the picture needs": () => {
    equal([placeFormat(-1.15, 1.15), placeFormat(0, 1e5), placeFormat(1e9, 2e9), placeFormat(1.7e9, 1.7e9 + 6)], [".1f", ".0f", ".3~g", ".11~g"]);
    equal([placeText(0.123, -1.15, 1.15), placeText(1.7e9 + 2, 1.7e9, 1.7e9 + 6), placeText(2e-6, 1e-6, 3e-6)], ["0.1", "1700000002", "0.000002"]);
  },
  "a place is as fine as its own axis": () => {
    equal([shortened(0.12345, 2.3), shortened(51234.5, 115_000), shortened(1.23456e-20, 2e-20)], [0.123, 51235, 1.235e-20]);
  },
  "a long name of a column is cut": () => equal([shortName("age"), shortName("x".repeat(40)).length], ["age", 28]),
  "a text with markup is shown as it was written": () => equal(plain("<b>&"), "&lt;b&gt;&amp;"),
  "a text cannot ask for a value of the plot": () => equal(plain("%{x}").includes("%{"), false),
  "an axis does not move and has no lines of its own": () => {
    const { fixedrange, showgrid, zeroline, tickvals, ticktext } = axis([[1, "one"]], "#000000", {});
    equal([fixedrange, showgrid, zeroline, tickvals, ticktext], [true, false, false, [1], ["one"]]);
  },
};
