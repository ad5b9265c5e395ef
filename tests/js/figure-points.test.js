import { pointsImage, pointSize } from "/static/figure-points.js";
import { boundaryFigure } from "/static/figure-boundary.js";
import { equal } from "./figure-assert.js";
import { boundary, data, run, theme } from "./figure-fixtures.js";

function drawing(points = data) {
  const { source } = pointsImage(points, boundary, theme);
  return new DOMParser().parseFromString(atob(source.split(",")[1]), "image/svg+xml");
}

export const claims = {
  "every point is drawn once": () => equal(drawing().querySelectorAll("use").length, data.x.length),
  "a point stands where its coordinates are": () => {
    const places = [...drawing().querySelectorAll("use")].map((use) => [use.getAttribute("x"), use.getAttribute("y")]);
    equal(places[0], ["6.52%", "50.00%"]);
    equal(places.at(-1), ["50.00%", "6.52%"]);
  },
  "training points are filled, test points hollow": () => {
    const groups = [...drawing().querySelectorAll("g")].map((group) => [group.children.length, group.getAttribute("fill")]);
    equal(groups, [[2, "#0000ff"], [0, "#ffffff"], [1, "#ff8000"], [1, "#ffffff"]]);
  },
  "each class has a symbol of its own": () => {
    const outlines = [...drawing({ ...data, classes: ["0", "1", "2", "3", "4", "5"] }).querySelectorAll("path")];
    equal(new Set(outlines.map((path) => path.getAttribute("d"))).size, 6);
  },
  "the fewer the points, the larger they are, within bounds": () => {
    equal([20, 400, 2000].map((count) => Math.round(10 * pointSize(count)) / 10), [9, 6, 3.2]);
  },
  "the image fills the picture, and stays the same while the boundary moves": () => {
    const [first, second] = [undefined, 0].map((frame) => boundaryFigure(data, run, theme, { frame }).layout.images);
    const { x, y, sizex, sizey, sizing } = first[0];
    equal([x, y, sizex, sizey, sizing], [0, 1, 1, 1, "stretch"]);
    equal(second, first);
  },
  "points can be left out": () => equal(boundaryFigure(data, run, theme, { points: false }).layout.images, []),
};
