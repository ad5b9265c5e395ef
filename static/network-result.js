// The picture of a run once more, small, beside the network: what follows from a weight is seen where it is changed.

import { decode } from "./figure-boundary.js";
import { symbols, mix, readTheme } from "./theme.js";

const SIDE = 360; // px of the canvas, about twice what it takes on the page
const STRENGTH = 0.6; // as in the large picture
const POINT = 4.5; // px, a point's radius
const HOLLOW = 2; // px, the line of a test point

/** Draw the boundary of a run, with the points. */
export function showResult(canvas, data, { boundary }) {
  const theme = readTheme(canvas);
  Object.assign(canvas, { width: SIDE, height: SIDE });
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(ground(data, boundary, theme), 0, 0, SIDE, SIDE);
  data.x.forEach((_, index) => drawPoint(context, place(data, boundary, index), data.label[index], data.split[index] === "test", theme));
}

/** The grid as an image, a pixel for each of its points. */
function ground(data, boundary, theme) {
  const [z, margin] = [decode(boundary.z), decode(boundary.margin)];
  const image = new ImageData(boundary.x.length, boundary.y.length);
  const shades = theme.palette.map((colour) => Array.from({ length: 101 }, (_, lead) => channels(mix(theme.ground, colour, (STRENGTH * lead) / 100))));
  z.forEach((row, j) => row.forEach((value, i) => {
    const [winner, lead] = data.classes.length === 2 ? [Number(value > 0.5), Math.abs(2 * value - 1)] : [value, margin[j][i]];
    image.data.set([...shades[winner][Math.round(100 * lead)], 255], 4 * ((z.length - 1 - j) * row.length + i));
  }));
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

function place({ x, y }, boundary, index) {
  const along = (value, axis) => (SIDE * (value - axis[0])) / (axis.at(-1) - axis[0]);
  return [along(x[index], boundary.x), SIDE - along(y[index], boundary.y)];
}

function drawPoint(context, [x, y], label, test, theme) {
  const colour = theme.palette[label];
  const outline = new Path2D(symbols[label](POINT));
  context.setTransform(1, 0, 0, 1, x, y);
  Object.assign(context, { fillStyle: test ? theme.ground : colour, strokeStyle: test ? colour : theme.ground, lineWidth: test ? HOLLOW : 1 });
  context.fill(outline);
  context.stroke(outline);
  context.resetTransform();
}
