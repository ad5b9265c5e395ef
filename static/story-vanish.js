// How much of the last layer's error signal, and of its weights' gradient, reaches each layer before it.

import { t, tOf } from "./messages.js";
import { asker } from "./story-ask.js";
import { number } from "./why-parts.js";
import { curve, note, plot } from "./why-plot.js";

const LINES = { sigmoid: "second", tanh: "accent", relu: "line" };
const NAMES = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };
const BESIDE = [10, 4]; // px, from the sigmoid's first place to its name
const [ABOVE, BELOW] = [[0, -10], [0, 18]]; // of the two others, which begin near each other
const LEAST = 1e-30; // a share of zero has no logarithm
const CHARTS = { signals: ["story.vanish.signals", "story.vanish.signal"], gradients: ["story.vanish.picture", "story.vanish.share"] };

/** Let the depth and the initial weights be chosen. */
export function start(section) {
  const dial = section.querySelector(".dials input");
  const ask = asker(section, ({ rows }) => {
    const shown = rows.filter(({ activation }) => activation in LINES);
    section.querySelector('[data-chart="signals"]').replaceChildren(drawn("signals", shown.map(({ activation, signals }) => ({ activation, lengths: signals }))));
    section.querySelector('[data-chart="gradients"]').replaceChildren(drawn("gradients", shown.map(({ activation, norms }) => ({ activation, lengths: norms }))));
    const shares = shown.flatMap(({ activation, gradient_ratio: gradient, signal_ratio: signal }) => [[activation, number(gradient)], [`${activation}_signal`, number(signal)]]);
    section.querySelector(".reading-note").textContent = t("story.vanish.said", Object.fromEntries(shares));
  });
  const change = () => {
    section.querySelector(".dials output").textContent = dial.value;
    ask(`insight/vanishing?depth=${dial.value}&first_weights=${section.querySelector("[type=radio]:checked").value}`);
  };
  section.querySelectorAll("input").forEach((input) => input.addEventListener("input", change));
  change();
}

/** One curve an activation: the length of each layer's vector as a share of the last one's. */
function drawn(chart, rows) {
  const lines = rows.map(({ activation, lengths }) => ({ activation, powers: lengths.map((length) => Math.log10(Math.max(length / lengths.at(-1), LEAST))) }));
  const layers = lines[0].powers.map((_, index) => index + 1);
  const all = lines.flatMap(({ powers }) => powers);
  const [label, share] = CHARTS[chart];
  const picture = plot({
    x: [0.5, layers.length + 0.5], y: [Math.min(-2, ...all) - 0.5, Math.max(1, ...all) + 0.5],
    label: t(label), names: [t("story.vanish.layer"), t(share)], width: 544, height: 230,
  });
  curve(picture, picture.x, [0, 0], "axis");
  const first = Math.max(...lines.filter(({ activation }) => activation !== "sigmoid").map(({ powers }) => powers[0]));
  for (const { activation, powers } of lines) {
    curve(picture, layers, powers, LINES[activation]);
    const beside = activation === "sigmoid" ? BESIDE : powers[0] === first ? ABOVE : BELOW;
    note(picture, 1, powers[0], tOf(`activation.${activation}.label`, NAMES[activation]), "", beside);
  }
  return picture.element;
}
