// Pictures in the answers to "Why?": small SVGs with axes, points by class, lines and curves. Each returns a new
// element; colours and widths are those of its classes in why.css, so that light and dark need no other picture.

import { short, ticks, tickTexts } from "./figure-frame.js";
import { pointSize, spotSizes } from "./figure-points.js";
import { symbols } from "./theme.js";

const SVG = "http://www.w3.org/2000/svg";
const FAR = 2; // of a plot's size: where a line is drawn to, beyond all edges

/** An element of a picture. */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

/**
 * An empty plot.
 * @param {{x: number[], y: number[], label: string, width?: number, height?: number, names?: string[]}} settings
 *   x, y: the lowest and highest value of each axis; label: the picture for those who do not see it; names: the axes'
 * @returns {{element: Element, place: (x, y) => number[], add: (...nodes) => void}} place gives an end's px
 */
export function plot({ x, y, label, width = 320, height = 320, names = ["", ""] }) {
  const inside = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const place = (px, py) => [(width * (px - x[0])) / (x[1] - x[0]), (height * (y[1] - py)) / (y[1] - y[0])];
  const root = svg("svg", { class: "why-plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, svg("rect", { class: "frame", width, height }), inside);
  root.append(...axes({ x, y, width, height, names }, place));
  return { element: root, place, x, y, width, height, add: (...nodes) => inside.append(...nodes) };
}

/** The plot of an area of the plane, equal in both directions, with room for all of a data set. */
export function square(data, label, more = {}) {
  const reach = 1.1 * Math.max(...data.x.map(Math.abs), ...data.y.map(Math.abs));
  return plot({ x: [-reach, reach], y: [-reach, reach], label, ...more });
}

/** The plot of the area that a grid {x, y} covers, as the pictures show it. */
export function over({ x, y }, label, more = {}) {
  return plot({ x: [x[0], x.at(-1)], y: [y[0], y.at(-1)], label, ...more });
}

function axes({ x, y, width, height, names }, place) {
  const inner = ([low, high]) => ticks(low, high).filter((value) => value > low + 0.06 * (high - low) && value < high - 0.06 * (high - low));
  const words = (values) => (values.some((value) => Math.abs(value) >= 10_000) && new Set(values.map(short)).size === values.length ? values.map(short) : tickTexts(values));
  const [columns, rows] = [inner(x), inner(y)];
  const across = words(columns).map((word, index) => text(place(columns[index], y[0])[0], height - 5, word, "tick middle"));
  const up = words(rows).map((word, index) => text(5, place(x[0], rows[index])[1] - 3, word, "tick"));
  const called = [text(width - 5, height - 5, names[0], "tick end"), text(5, 13, names[1], "tick")];
  return [...across, ...up, ...called.filter(({ textContent }) => textContent)];
}

/** Words at a place in px; `name` may be of the classes middle and end. */
export function text(x, y, words, name = "") {
  return svg("text", { x: tidy(x), y: tidy(y), class: name }, words);
}

/** The points of a data set, (x, y) in the plot's units, each class in its colour and symbol, test points hollow. */
export function points(plot, { x, y, label, split }, size = 0.8 * pointSize(x.length)) {
  const [kinds, places] = [new Map(), x.map((each, index) => plot.place(each, y[index]))];
  const spots = spotSizes(places.map(([across, down]) => [(100 * across) / plot.width, (100 * down) / plot.height]), label);
  x.forEach((_, index) => {
    const kind = `class-${"abcdef"[label[index]]} ${split?.[index] ?? "train"}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), symbolAt(places[index], label[index], size * (spots.get(index) ?? 1))]);
  });
  plot.add(...[...kinds].map(([kind, marks]) => svg("g", { class: `points ${kind}` }, ...marks)));
}

function symbolAt([x, y], label, size) {
  return svg("path", { d: symbols[label](size / 2), transform: `translate(${tidy(x)} ${tidy(y)})` });
}

/** One marked place: a ring around it. */
export function ring(plot, x, y, name = "", radius = 6) {
  const [cx, cy] = plot.place(x, y);
  plot.add(svg("circle", { class: `ring ${name}`, cx: tidy(cx), cy: tidy(cy), r: radius }));
}

/** The line a·x + b·y + c = 0, from edge to edge. */
export function line(plot, [a, b, c], name = "line") {
  const { width, height, x: [left, right], y: [bottom, top] } = plot;
  // In shares of the plot from its middle, whatever the units of its axes: px a million widths away are not exact.
  const [across, up] = [a * (right - left), b * (top - bottom)];
  const middle = a * ((left + right) / 2) + b * ((bottom + top) / 2) + c;
  const size = Math.hypot(across, up);
  const [u, v, off] = [across / size, up / size, middle / size];
  if (!size || Math.abs(off) > 1) return; // no line, or one that passes by
  const end = (way) => [width * (0.5 - off * u + way * FAR * v), height * (0.5 + off * v + way * FAR * u)].map(tidy).join(",");
  plot.add(svg("path", { class: name, d: `M${end(-1)}L${end(1)}` }));
}

/** A curve through points, x and y in the plot's units. */
export function curve(plot, x, y, name = "line") {
  const ends = x.map((each, index) => plot.place(each, y[index]).map(tidy).join(","));
  plot.add(svg("path", { class: name, d: `M${ends.join("L")}` }));
}

/** A closed shape, filled. */
export function area(plot, x, y, name) {
  const ends = x.map((each, index) => plot.place(each, y[index]).map(tidy).join(","));
  plot.add(svg("path", { class: name, d: `M${ends.join("L")}Z` }));
}

/** Separate pieces, [x, y, x, y] each, as one path. */
export function segments(plot, pieces, name = "line") {
  const drawn = pieces.map(([x, y, u, v]) => `M${plot.place(x, y).map(tidy)}L${plot.place(u, v).map(tidy)}`);
  plot.add(svg("path", { class: name, d: drawn.join("") }));
}

/** Words at a place in the plot's units, moved by some px. */
export function note(plot, x, y, words, name = "", [right, down] = [6, -6]) {
  const [px, py] = plot.place(x, y);
  plot.add(text(px + right, py + down, words, name));
}

// Tenths of a px are enough.
function tidy(value) {
  return Math.round(10 * value) / 10;
}
