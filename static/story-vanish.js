// How much of the last layer's gradient reaches each layer before it, in powers of ten.

import { t, tOf } from "./messages.js";
import { asker } from "./story-ask.js";
import { number } from "./why-parts.js";
import { curve, note, plot } from "./why-plot.js";

const LINES = { sigmoid: "second", tanh: "accent", relu: "line" };
const NAMES = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };
const BESIDE = { sigmoid: [10, 4], tanh: [0, 18], relu: [0, -10] }; // px, from a line's beginning to its name
const LEAST = 1e-30; // a share of zero has no logarithm

/** Let the depth be chosen. */
export function start(section) {
  const dial = section.querySelector(".dials input");
  const ask = asker(section, ({ rows }) => {
    const shown = rows.filter(({ activation }) => activation in LINES);
    section.querySelector(".chart").replaceChildren(drawn(shown));
    const [sigmoid, tanh, relu] = ["sigmoid", "tanh", "relu"].map((name) => number(shown.find(({ activation }) => activation === name).gradient_ratio));
    section.querySelector(".reading-note").textContent = t("story.vanish.said", { sigmoid, tanh, relu });
  });
  const change = () => {
    section.querySelector(".dials output").textContent = dial.value;
    ask(`insight/vanishing?depth=${dial.value}`);
  };
  dial.addEventListener("input", change);
  change();
}

function drawn(rows) {
  const lines = rows.map(({ activation, norms }) => ({ activation, powers: norms.map((norm) => Math.log10(Math.max(norm / norms.at(-1), LEAST))) }));
  const layers = lines[0].powers.map((_, index) => index + 1);
  const all = lines.flatMap(({ powers }) => powers);
  const picture = plot({
    x: [0.5, layers.length + 0.5], y: [Math.min(-2, ...all) - 0.5, Math.max(1, ...all) + 0.5],
    label: t("story.vanish.picture"), names: [t("story.vanish.layer"), t("story.vanish.share")], width: 544, height: 360,
  });
  curve(picture, picture.x, [0, 0], "axis");
  for (const { activation, powers } of lines) {
    curve(picture, layers, powers, LINES[activation]);
    note(picture, 1, powers[0], tOf(`activation.${activation}.label`, NAMES[activation]), "", BESIDE[activation]);
  }
  return picture.element;
}
