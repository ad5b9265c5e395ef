import { axis, plain, ticks, tickText } from "/static/figure-frame.js";
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
  "a text with markup is shown as it was written": () => equal(plain("<b>&"), "&lt;b&gt;&amp;"),
  "a text cannot ask for a value of the plot": () => equal(plain("%{x}").includes("%{"), false),
  "an axis does not move and has no lines of its own": () => {
    const { fixedrange, showgrid, zeroline, tickvals, ticktext } = axis([[1, "one"]], "#000000", {});
    equal([fixedrange, showgrid, zeroline, tickvals, ticktext], [true, false, false, [1], ["one"]]);
  },
};
