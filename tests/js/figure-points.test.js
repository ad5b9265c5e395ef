import { pointsImage, pointSize, spotSizes } from "/static/figure-points.js";
import { boundaryFigure } from "/static/figure-boundary.js";
import { equal } from "./figure-assert.js";
import { boundary, data, run, theme } from "./figure-fixtures.js";

function drawing(points = data) {
  const { svg } = pointsImage(points, boundary, theme);
  return new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${svg}</svg>`, "image/svg+xml");
}

export const claims = {
  "every point is drawn once": () => equal(drawing().querySelectorAll("circle, rect, use").length, data.x.length),
  "a point stands where its coordinates are": () => {
    const circle = drawing().querySelector("circle");
    equal(["cx", "cy"].map((name) => circle.getAttribute(name)), ["6.52%", "50.00%"]);
    const square = [...drawing().querySelectorAll("rect")].at(-1);
    equal(["x", "y"].map((name) => square.getAttribute(name)), ["50.00%", "6.52%"]);
  },
  "a square lies around its point": () => {
    const squares = drawing().querySelector("g:has(rect)");
    const side = Number(squares.firstChild.getAttribute("width"));
    equal(squares.getAttribute("transform"), `translate(${-side / 2} ${-side / 2})`);
  },
  "training points are filled, test points hollow": () => {
    const groups = [...drawing().querySelectorAll("g")].map((group) => [group.children.length, group.getAttribute("fill")]);
    equal(groups, [[2, "#0000ff"], [0, "#ffffff"], [1, "#ff8000"], [1, "#ffffff"]]);
  },
  "each class has a symbol of its own": () => {
    const label = [0, 1, 2, 3, 4, 5];
    const six = { x: [0, 0.1, 0.2, 0.3, 0.4, 0.5], y: [0, 0, 0, 0, 0, 0], label, split: label.map(() => "train"), classes: label.map(String) };
    const symbols = [...drawing(six).querySelectorAll("circle, rect, path")];
    equal(new Set(symbols.map((each) => each.getAttribute("d") ?? each.tagName)).size, 6);
  },
  "points of two classes on one spot are both seen: the first the larger, and below": () => {
    const pair = { x: [0, 0, 1, 1], y: [0, 0, 1, 1], label: [1, 0, 0, 0], split: ["train", "test", "train", "train"], classes: ["0", "1"] };
    const shared = [...drawing(pair).querySelectorAll("path")];
    equal(shared.map((path) => path.getAttribute("fill")), [theme.ground, theme.palette[1]]);
    const sizes = shared.map((path) => Math.round(10 * Math.abs(Number(/-?[\d.]+/.exec(path.getAttribute("d"))[0]))) / 10);
    equal(sizes, [6.8, 2.8]);
    equal(drawing(pair).querySelectorAll("circle, rect").length, 2);
    equal([...spotSizes([[10, 5], [10.5, 5]], [0, 1])], []);
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
