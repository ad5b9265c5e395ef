import { classBytes, contour, mapPlot, probabilityBytes, signedColour, unpacked } from "/static/why-maps.js";
import { equal, near } from "./figure-assert.js";

const axis = Array.from({ length: 41 }, (_, index) => -2 + index / 10);
const sigmoid = (value) => 1 / (1 + Math.exp(-value));
const grid = (p) => ({ x: axis, y: axis, z: axis.map((y) => axis.map((x) => p(x, y))) });
const ends = (pieces) => pieces.flatMap(([x0, y0, x1, y1]) => [[x0, y0], [x1, y1]]);

export const claims = {
  "the line of p = σ(2x) at 0.9 lies at 1.0986": () => { // C5
    const places = ends(contour(grid((x) => sigmoid(2 * x)), 0.9));
    equal(places.length >= 80, true);
    places.forEach(([x]) => near(x, Math.log(9) / 2, 1e-6));
  },
  "a straight logit has a straight line, whichever way it runs": () => {
    const places = ends(contour(grid((x, y) => sigmoid(3 * x - 2 * y + 1))));
    places.forEach(([x, y]) => near(3 * x - 2 * y + 1, 0, 1e-6));
  },
  "the pieces of a line join": () => {
    const inside = ends(contour(grid((x, y) => sigmoid(4 * (x * x + y * y - 1.03))))).map((place) => place.map((value) => Math.round(1e6 * value) + 0).join());
    const often = new Map();
    inside.forEach((place) => often.set(place, (often.get(place) ?? 0) + 1));
    equal([...often.values()].every((count) => count === 2), true);
  },
  "where nothing crosses there is no line": () => equal(contour(grid(() => 0.3)), []),
  "bytes are probabilities, a half in the middle, or classes": () => {
    equal([...probabilityBytes([[0, 0.5], [1, 0.25]])], [1, 128, 255, 65]);
    equal([...classBytes([[0, 2]])], [128, 130]);
    equal([...unpacked({ bdata: "AP+A" })], [0, 255, 128]);
  },
  "a map's first row of bytes is its lowest, in the class's colours": async () => {
    const { element } = mapPlot({ x: [0, 1], y: [0, 1], bytes: Uint8Array.from([255, 255, 1, 1]), colourOf: (value) => signedColour(value, { palette: ["#000000", "#ffffff"] }), label: "" });
    const image = Object.assign(new Image(), { src: element.querySelector("image").getAttribute("href") });
    await image.decode();
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const [top, bottom] = [context.getImageData(0, 0, 1, 1), context.getImageData(0, 1, 1, 1)].map(({ data }) => data[0]);
    equal(top < bottom, true);
  },
};
