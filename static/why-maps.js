// Grids in the answers to "Why?": as colours, and as the line where a probability crosses a threshold.

import { decode } from "./figure-boundary.js";
import { mapColours, mapPixels } from "./figure-network.js";
import { channels, mix, readTheme } from "./theme.js";
import { element } from "./why-parts.js";
import { plot, segments, svg } from "./why-plot.js";

const STRENGTH = 0.6; // of a class's colour where a map is certain: points must stand out
const SURE = 1e-5; // a probability nearer to 0 or 1 is rounding, and its logit would be infinite

/**
 * The plot of a grid {x, y}, coloured by its bytes.
 * @param {Uint8Array} bytes side² of them, row by row from the bottom, 128 for 0
 * @param {(value: number, theme) => {colour, share}} colourOf what a value from -1 to 1 looks like
 * @param {boolean} bare without numbers at its edges
 */
export function mapPlot({ x, y, bytes, colourOf, bare = false, ...settings }) {
  const made = plot({ x: [x[0], x.at(-1)], y: [y[0], y.at(-1)], ...settings });
  const { width, height } = made;
  made.element.classList.toggle("bare", bare);
  made.add(svg("image", { href: image(bytes, colourOf), width, height, preserveAspectRatio: "none" }));
  return made;
}

/** Those bytes as an image of their own, its address. */
export function image(bytes, colourOf) {
  const theme = readTheme(document.documentElement);
  const colours = mapColours((colour, share) => channels(mix(theme.ground, colour, STRENGTH * share)), (value) => colourOf(value, theme));
  const side = Math.sqrt(bytes.length);
  const canvas = element("canvas", { width: side, height: side });
  canvas.getContext("2d").putImageData(new ImageData(mapPixels(bytes, colours), side, side), 0, 0);
  return canvas.toDataURL();
}

/**
 * What a network answers over its picture, with the line between two classes.
 * @param {{x, y, z}} boundary a run's, or one like it
 */
export function boundaryPlot({ x, y, z }, classes, settings) {
  if (classes.length > 2) return mapPlot({ x, y, bytes: classBytes(z), colourOf: classColour, ...settings });
  const made = mapPlot({ x, y, bytes: probabilityBytes(z), colourOf: signedColour, ...settings });
  segments(made, contour({ x, y, z }));
  return made;
}

// --- bytes and what they look like -----------------------------------------------------------------

/** A signed value: class 0's colour below zero, class 1's above. */
export function signedColour(value, { palette }) {
  return { colour: palette[value > 0 ? 1 : 0], share: Math.abs(value) };
}

/** A class's number, as classBytes has it. */
export function classColour(value, { palette }) {
  return { colour: palette[Math.round(127 * value)] ?? palette[0], share: 1 };
}

/** A grid of probabilities: 1 for 0, 128 for a half, 255 for 1. */
export function probabilityBytes(z) {
  return Uint8Array.from(decode(z).flatMap((row) => [...row]), (p) => Math.round(128 + 127 * (2 * p - 1)));
}

/** A grid of classes: 128 for the first one. */
export function classBytes(z) {
  return Uint8Array.from(decode(z).flatMap((row) => [...row]), (k) => 128 + k);
}

/** Bytes of an answer in Plotly's typed-array form, as one row. */
export function unpacked({ bdata }) {
  return Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0));
}

// --- the line ----------------------------------------------------------------------------------------

/**
 * Where probabilities on a grid cross a threshold, as segments [x, y, x, y]. Each cell is halved into two
 * triangles; between their corners the logit, not the probability, is taken to be straight.
 */
export function contour({ x, y, z }, threshold = 0.5) {
  const level = logit(threshold);
  const height = decode(z).map((row) => Array.from(row, (value) => logit(value) - level));
  const found = [];
  for (let j = 0; j + 1 < y.length; j += 1) {
    for (let i = 0; i + 1 < x.length; i += 1) {
      const above = (height[j][i] > 0) + (height[j][i + 1] > 0) + (height[j + 1][i] > 0) + (height[j + 1][i + 1] > 0);
      if (above % 4) found.push(...cell(x, y, height, i, j));
    }
  }
  return found;
}

function logit(value) {
  const p = Math.min(Math.max(value, SURE), 1 - SURE);
  return Math.log(p / (1 - p));
}

function cell(x, y, height, i, j) {
  const corner = (right, up) => [x[i + right], y[j + up], height[j + up][i + right]];
  const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
  return [[a, b, c], [b, d, c]].map(crossing).filter((segment) => segment.length === 4);
}

function crossing(triangle) {
  const edges = triangle.map((start, index) => [start, triangle[(index + 1) % 3]]);
  const crossed = edges.filter(([[, , from], [, , to]]) => from > 0 !== to > 0);
  return crossed.flatMap(([[x0, y0, from], [x1, y1, to]]) => {
    const share = from / (from - to);
    return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
  });
}
