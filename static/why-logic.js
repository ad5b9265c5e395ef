// An activation is a soft IF: OR, NAND and AND set by hand, which make XOR, with a slider for how soft they are.

import { t } from "./messages.js";
import { contour, mapPlot, probabilityBytes, signedColour } from "./why-maps.js";
import { element, lead, live, number, paragraph, part, slider, table } from "./why-parts.js";
import { note, points, segments } from "./why-plot.js";

export const claims = ["B2"];

const SIDE = 220; // px
const STEEPEST = 50; // the slider's end: beyond, nothing changes that can be seen
const DECIDED = 0.01; // an output this near to 0 or 1 is as good as decided
const LARGE = 11; // px, of the four corners

export function view(body, { refetch }) {
  const [says, place] = [live(), part([])];
  const show = (answer) => {
    says.replaceChildren(lead(said(answer)));
    place.replaceChildren(element("div", { class: "why-gates" }, ...answer.units.map((unit) => gate(unit, answer))), corners(answer));
  };
  const onInput = (steepness) => refetch({ steepness }, show);
  show(body);
  return part(claims,
    slider({ name: t("why.logic.steepness"), min: 0, max: STEEPEST, step: 1, value: body.parameters.steepness, onInput }),
    says, place,
    paragraph(t("why.logic.why")));
}

/** How far the outputs are from XOR, in a sentence. */
export function said({ outputs, parameters: { steepness } }) {
  const off = Math.max(...outputs.map((value, index) => Math.abs(value - exclusiveOr(index))));
  const how = off < DECIDED ? "hard" : off < 0.5 ? "soft" : "undecided";
  return steepness === 0 ? t("why.logic.nothing") : t(`why.logic.how_${how}`, { off: number(off) });
}

/** XOR of the corners (0,0), (0,1), (1,0), (1,1). */
function exclusiveOr(index) {
  return index === 1 || index === 2 ? 1 : 0;
}

function gate({ name, map, ...unit }, { x, y, corners: all }) {
  const values = all[name].map(digits);
  const picture = mapPlot({
    x, y, bytes: probabilityBytes(map), colourOf: signedColour, bare: true, width: SIDE, height: SIDE,
    label: t("why.logic.picture", { name, values: values.join(", ") }),
  });
  segments(picture, contour({ x, y, z: map }));
  points(picture, { x: all.x, y: all.y, label: all.x.map((_, index) => exclusiveOr(index)) }, LARGE);
  values.forEach((value, index) => note(picture, all.x[index], all.y[index], value, "middle halo", [0, all.y[index] ? -12 : 21]));
  return element("figure", {}, picture.element,
    element("figcaption", {}, element("strong", {}, name), ` ${t(`why.logic.gate_${name.toLowerCase()}`)}`, element("code", {}, written({ name, ...unit }))));
}

/** An answer with as many digits as tell it from 0 and from 1. */
function digits(value) {
  return number(value, value > 0.5 ? 5 : 3);
}

/** A unit's arithmetic: OR = σ(20·x + 20·y − 10). */
export function written({ name, reads, weights: [first, second], bias }) {
  const sign = (value) => (value < 0 ? "−" : "+");
  return `${name} = σ(${number(first)}·${reads[0]} ${sign(second)} ${number(Math.abs(second))}·${reads[1]} ${sign(bias)} ${number(Math.abs(bias))})`;
}

function corners({ corners: { x, y, OR, NAND, AND } }) {
  const rows = x.map((each, index) => ({ name: `(${each}, ${y[index]})`, cells: [OR, NAND, AND].map((values) => digits(values[index])).concat(exclusiveOr(index)) }));
  return table({ caption: t("why.logic.table"), columns: ["(x, y)", "OR", "NAND", t("why.logic.both"), "XOR"], rows });
}
