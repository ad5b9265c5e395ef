// What bends add up to: a sine of straight pieces, one for each unit, and a sawtooth that each layer doubles.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { number } from "./why-parts.js";
import { curve, plot } from "./why-plot.js";

const WIDTH = 544;
const SINE = { x: [0, 2 * Math.PI], y: [-1.35, 1.35], width: WIDTH, height: 230 };
const TEETH = { x: [0, 1], y: [-0.15, 1.15], width: WIDTH, height: 130 };

/** Let the number of units and of layers be chosen. */
export function start(section) {
  const [units, depth] = section.querySelectorAll(".dials input");
  const ask = asker(section, (told) => {
    show(section, "sine", sine(told), t("story.pieces.sine", { units: units.value, units_error: number(told.built.max_error), trained: number(told.trained.max_error) }));
    show(section, "teeth", teeth(told), saidOfTeeth(told));
  });
  const change = () => {
    [units, depth].forEach((dial) => { section.querySelector(`output[for="${dial.id}"]`).textContent = dial.value; });
    ask(`insight/pieces?units=${units.value}&depth=${depth.value}`);
  };
  [units, depth].forEach((dial) => dial.addEventListener("input", change));
  change();
}

function show(section, name, picture, said) {
  section.querySelector(`[data-chart="${name}"]`).replaceChildren(picture.element);
  section.querySelector(`[data-said="${name}"]`).textContent = said;
}

function sine({ x, y, built, trained }) {
  const picture = plot({ ...SINE, label: t("story.pieces.sine_picture") });
  curve(picture, x, y, "dashed");
  curve(picture, trained.x, trained.y, "accent");
  curve(picture, built.x, built.y, "line");
  return picture;
}

function teeth({ sawtooth: { x, y, one_layer: wide } }) {
  const picture = plot({ ...TEETH, label: t("story.pieces.teeth_picture") });
  curve(picture, wide.x, wide.y, "accent");
  curve(picture, x, y, "line thin");
  return picture;
}

function saidOfTeeth({ sawtooth: { depth, units, pieces, one_layer: wide } }) {
  return t("story.pieces.teeth", { depth, units, pieces, most: wide.most_pieces });
}
