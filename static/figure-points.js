// The points of a picture as one image. Pure.
//
// Plotly gives every point an element and styles each anew in every drawing, which costs more than
// everything else in the picture together; an image is drawn once and stays while the boundary moves.

import { symbols } from "./theme.js";

const SPOT = 0.1; // % of the picture's side: nearer than that, two points lie on one spot
const LARGEST = 1.5; // of a point's usual size, where classes share a spot, and the smallest
const SMALLEST = 0.7;
const OPTICAL = [1, 0.9, 1, 1.2, 1.1, 1.1]; // of one size, a triangle looks smaller than a square

/**
 * The points over a grid's square, as an entry of a layout's `images`; sizes are px whatever the square's. `svg` is what is
 * in the image: its own size, without which WebKit takes it for 300 by 150 px, is known where it is drawn (plot.js).
 */
export function pointsImage(data, { x, y }, theme) {
  const place = placing(x, y);
  const spots = spotSizes(data.x.map((each, index) => place(each, data.y[index]).map(parseFloat)), data.label);
  const classes = data.classes.map((_, k) => ofClass(data, k, spots, place, theme));
  const shared = data.classes.map((_, k) => onSpots(data, k, spots, place, theme));
  return {
    svg: [...classes, ...shared].join(""),
    xref: "paper", x: 0, sizex: 1,
    yref: "paper", y: 1, sizey: 1,
    sizing: "stretch", layer: "above",
  };
}

/** The diameter of a point in px: 6 for 400 points, more for few and less for many. */
export function pointSize(count) {
  return Math.min(Math.max(6 * (400 / count) ** 0.4, 3), 9);
}

/**
 * How large the points have to be, as a share of their usual size, that lie on one spot with points of other classes:
 * the first class the largest and the last the smallest, so that each is seen around the next.
 * @param {number[][]} places in percent of the picture
 * @returns {Map<number, number>} by the points' numbers; of those that lie alone, there is none
 */
export function spotSizes(places, label) {
  const spots = new Map();
  places.forEach((place, index) => {
    const spot = place.map((share) => Math.round(share / SPOT)).join();
    spots.set(spot, [...(spots.get(spot) ?? []), index]);
  });
  return new Map([...spots.values()].flatMap((own) => {
    const classes = [...new Set(own.map((index) => label[index]))].sort();
    const size = (k) => LARGEST - ((LARGEST - SMALLEST) * classes.indexOf(k)) / (classes.length - 1);
    return classes.length > 1 ? own.map((index) => [index, size(label[index])]) : [];
  }));
}

function placing(x, y) {
  const [left, right, bottom, top] = [x[0], x.at(-1), y[0], y.at(-1)];
  const percent = (share) => `${(100 * share).toFixed(2)}%`;
  return (px, py) => [percent((px - left) / (right - left)), percent((top - py) / (top - bottom))];
}

function ofClass(data, k, spots, place, theme) {
  const radius = radiusOf(data, k);
  const shift = k === 1 ? ` transform="translate(${-radius} ${-radius})"` : "";
  const groups = ["train", "test"].map((split) => `<g ${coat(theme.palette[k], split, theme)}${shift}>${marks(data, k, split, spots, place, radius)}</g>`);
  return `${k > 1 ? `<defs><path id="s${k}" d="${symbols[k](radius)}"/></defs>` : ""}${groups.join("")}`;
}

function radiusOf({ x }, k) {
  return (pointSize(x.length) * OPTICAL[k]) / 2;
}

/** The points of a class that share their spot with another class, above all the others. */
function onSpots({ x, y, label, split }, k, spots, place, theme) {
  const marked = (index) => {
    const [across, down] = place(x[index], y[index]);
    return `<svg x="${across}" y="${down}" overflow="visible"><path d="${symbols[k](radiusOf({ x }, k) * spots.get(index))}" ${coat(theme.palette[k], split[index], theme)}/></svg>`;
  };
  return [...spots.keys()].filter((index) => label[index] === k).map(marked).join("");
}

function marks({ x, y, label, split }, k, part, spots, place, radius) {
  const chosen = label.flatMap((own, index) => (own === k && split[index] === part && !spots.has(index) ? [index] : []));
  return chosen.map((index) => mark(k, radius, ...place(x[index], y[index]))).join("");
}

// A circle and a square are elements of their own, which a browser lays out in half the time of a `use`.
function mark(k, radius, x, y) {
  if (k === 0) return `<circle cx="${x}" cy="${y}" r="${radius}"/>`;
  if (k === 1) return `<rect x="${x}" y="${y}" width="${2 * radius}" height="${2 * radius}"/>`;
  return `<use href="#s${k}" x="${x}" y="${y}"/>`;
}

// The outline in the ground's colour makes points readable on every colour, their own included.
function coat(colour, split, theme) {
  const [fill, stroke, width] = split === "train" ? [colour, theme.ground, 1] : [theme.ground, colour, 1.5];
  return `fill="${fill}" stroke="${stroke}" stroke-width="${width}"`;
}
