// Every unit's own line: where each unit turns on, as a small map, and the regions into which the first layer's lines
// cut the picture.

import { t } from "./messages.js";
import { mapPlot, signedColour, unpacked } from "./why-maps.js";
import { beside, element, lead, number, paragraph, part, table, unfolding } from "./why-parts.js";
import { line as drawLine, plot, points, segments, text } from "./why-plot.js";
import { percent, spoken } from "./words.js";

export const claims = ["B2"];

const SIDE = 320; // px, of the picture of all lines
const SMALL = 132; // px, of a unit's map
const MOST = 16; // units of a layer that are drawn at once; the others are unfolded
const NAME = [28, 14]; // px that a name takes across and up
const INSET = 16; // px, from the picture's edge to a line's name

/** All lines of the first layer, then a map for each unit. */
export function view({ x, y, layers, regions }, { data, phrases }) {
  const [first, ...sentences] = counted(regions);
  const bare = layers.map((layer) => ({ ...layer, activation: spoken(layer.activation, phrases), name: namesOf(layer, layers), output: layer.layer === layers.length }));
  return part(claims,
    beside(arrangement(bare[0], { x, y }, data, regions), lead(first), ...sentences.map(paragraph)),
    ...bare.map((layer) => section(layer, { x, y }, data)),
    unfolding(t("why.numbers"), [], bare.map(numbers)));
}

/** What the lines come to, in sentences. */
export function counted({ count, bound, lines, method }) {
  if (method !== "exact") return [t("why.units.on_grid", { lines, count }), t("why.units.inside")];
  const most = t("why.units.bound", { lines, bound, pairs: (lines * (lines - 1)) / 2 });
  return [t("why.units.regions", { lines, count }), most, t("why.units.inside")];
}

/** What a layer's units are called: h1, or h2.1 where there are several hidden layers; p, or p0, p1, .. for outputs. */
function namesOf({ layer }, layers) {
  const hidden = layers.length - 1;
  if (layer > hidden) return (unit) => (layers.at(-1).units.length === 1 ? "p" : `p${unit}`);
  return (unit) => (hidden === 1 ? `h${unit + 1}` : `h${layer}.${unit + 1}`);
}

// --- all lines of the first layer --------------------------------------------------------------------

function arrangement({ units, name }, { x, y }, data, { lines, count }) {
  const picture = plot({ x: [x[0], x.at(-1)], y: [y[0], y.at(-1)], label: t("why.units.lines", { lines, count }), width: SIDE, height: SIDE });
  points(picture, data);
  const names = []; // where one stands already
  units.forEach(({ line, crossing }, unit) => {
    if (line) drawLine(picture, [line.a, line.b, line.c], "line thin");
    else segments(picture, crossing, "line thin");
    const place = edgeOf(picture, crossing, names);
    if (!place) return;
    names.push(place);
    picture.add(text(place[0], place[1] + 4, name(unit), "middle halo"));
  });
  return picture.element;
}

/**
 * Where a line has its name: a little inside of where it leaves the picture; where other names stand there, along the
 * line, at the place that is furthest from them.
 */
export function edgeOf(picture, crossing, names) {
  const inside = (value) => Math.min(Math.max(value, INSET), SIDE - INSET);
  const places = crossing.flatMap(([x0, y0, x1, y1]) => [[x0, y0], [(x0 + x1) / 2, (y0 + y1) / 2], [x1, y1]]).map(([x, y]) => picture.place(x, y));
  const ends = places.filter(([x, y]) => Math.min(x, y, SIDE - x, SIDE - y) < INSET / 2).map((place) => place.map(inside));
  const room = ([x, y]) => Math.min(SIDE, ...names.map(([u, v]) => Math.max(Math.abs(u - x) / NAME[0], Math.abs(v - y) / NAME[1])));
  const roomiest = (those) => those.reduce((best, each) => (best && room(best) >= room(each) ? best : each), null);
  const end = roomiest(ends);
  return !end || room(end) >= 1 ? end : roomiest([end, ...places.filter(([x, y]) => inside(x) === x && inside(y) === y)]);
}

// --- a map for each unit -----------------------------------------------------------------------------

function section(layer, grid, data) {
  const figures = layer.units.map((_, unit) => () => map(layer, unit, grid, data));
  const words = { layer: layer.layer, count: figures.length, activation: layer.activation };
  return element("section", { class: "why-layer" },
    element("h3", {}, t(layer.output ? "why.units.output" : "why.units.layer", words)),
    element("div", { class: "why-maps" }, ...figures.slice(0, MOST).map((draw) => draw())),
    figures.length > MOST ? others(figures.slice(MOST)) : null);
}

/** The maps of the units that are too many, drawn when they are asked for. */
function others(figures) {
  const place = element("div", { class: "why-maps" });
  return unfolding(t("why.units.more", { count: figures.length }), [], [place], () => place.append(...figures.map((draw) => draw())));
}

function map({ units, name, output }, unit, grid, { classes }) {
  const { map: bytes, scale, crossing, positive_share: share } = units[unit];
  const on = percent(share);
  const picture = mapPlot({
    ...grid, bytes: unpacked(bytes), colourOf: output ? probability(scale, classes.length > 2 ? unit : null) : signedColour,
    label: t("why.units.map", { name: name(unit), share: on }), width: SMALL, height: SMALL, bare: true,
  });
  segments(picture, crossing, "line thin");
  return element("figure", {}, picture.element, element("figcaption", {}, element("strong", {}, name(unit)), ` ${t("why.units.on", { share: on })}`));
}

/** An output's probability: with two classes from one to the other, with more from the ground to its own. */
function probability(scale, own) {
  return (value, { palette }) => {
    const lead = own === null ? 2 * value * scale - 1 : value * scale;
    return { colour: palette[own ?? (lead > 0 ? 1 : 0)], share: Math.abs(lead) };
  };
}

// --- the numbers -------------------------------------------------------------------------------------

function numbers({ layer, activation, units, name }) {
  return table({
    caption: t("why.units.table", { layer, activation }),
    columns: ["unit", "line", "share"].map((head) => t(`why.units.head_${head}`)),
    rows: units.map(({ line, positive_share: share }, unit) => ({ name: name(unit), cells: [line ? equation(line) : t("why.units.curve"), percent(share)] })),
  });
}

/** A line's equation with its numbers. */
export function equation({ a, b, c }) {
  const term = (value, letter) => `${value < 0 ? "−" : "+"} ${number(Math.abs(value))}${letter}`;
  return `${number(a)}·x ${term(b, "·y")} ${term(c, "")} = 0`;
}
