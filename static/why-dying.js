// How ReLU units die: 64 units with one bias, which of them are dead, and that no gradient reaches these.

import { bar, element, lead, live, number, part, remark, slider } from "./why-parts.js";
import { curve, plot, ring, svg } from "./why-plot.js";
import { spoken } from "./words.js";

export const claims = ["C9"];

const SIDE = 8; // units in a row of the picture
const CELL = 30; // px

export function view(body, context) {
  const { t, parameters, refetch } = context;
  const told = { bias: -10, ...parameters };
  const place = live(...answer(body, told.bias, context));
  const turned = (bias) => {
    told.bias = bias;
    refetch({ bias }, (other) => place.replaceChildren(...answer(other, bias, context)));
  };
  return part(claims, slider({ name: t("why.dying.bias"), min: -10, max: 10, step: 0.5, value: told.bias, onInput: turned }), place, remark(t("why.dying.why")));
}

function answer({ rows, units, bias: biases }, bias, { t, phrases }) {
  const [relu] = rows;
  const alive = Math.max(...relu.gradient);
  return [
    lead(t(relu.dead.length ? "why.dying.dead" : "why.dying.none", { bias: number(bias), dead: relu.dead.length, units })),
    element("div", { class: "why-row" }, crew(relu, units, t), shares(relu, biases, bias, t)),
    ...rows.map(({ activation, dead_share: value, dead }) => bar({ name: spoken(activation, phrases), value, text: t("why.dying.count", { dead: dead.length, units }) })),
    remark(relu.dead.length && relu.dead.length < units ? t("why.dying.which", { which: relu.dead.join(", "), gradient: number(alive) }) : t(relu.dead.length ? "why.dying.all" : "why.dying.alive", { gradient: number(alive) })),
  ];
}

/** The units as squares: the dead are hollow, and crossed out. */
function crew({ dead }, units, t) {
  const side = SIDE * CELL;
  const gone = new Set(dead);
  const cells = Array.from({ length: units }, (_, index) => {
    const [x, y] = [(index % SIDE) * CELL + 3, Math.floor(index / SIDE) * CELL + 3];
    const box = svg("rect", { x, y, width: CELL - 6, height: CELL - 6, rx: 3 });
    const cross = svg("path", { d: `M${x + 6},${y + 6}l${CELL - 18},${CELL - 18}m0,${18 - CELL}l${18 - CELL},${CELL - 18}` });
    return svg("g", { class: gone.has(index + 1) ? "unit-dead" : "unit-alive" }, box, ...(gone.has(index + 1) ? [cross] : []));
  });
  return svg("svg", { class: "why-plot", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": t("why.dying.crew", { dead: dead.length, units }) }, ...cells);
}

/** The share of dead units at every bias. */
function shares({ dead_share_at: at }, biases, bias, t) {
  const picture = plot({ x: [-10.5, 10.5], y: [-15, 135], width: SIDE * CELL, height: SIDE * CELL, label: t("why.dying.picture"), names: [t("why.dying.axis"), "%"] });
  curve(picture, biases, at.map((share) => 100 * share));
  const nearest = biases.reduce((a, b, index) => (Math.abs(b - bias) < Math.abs(biases[a] - bias) ? index : a), 0);
  ring(picture, biases[nearest], 100 * at[nearest]);
  return picture.element;
}
