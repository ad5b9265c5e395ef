// The warped plane: points and grid lines on their way from where they are to where the hidden layer puts them.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { leadTo, mark, moveTo, plane } from "./story-parts.js";
import { ends, positive } from "./story-plane.js";
import { number } from "./why-parts.js";
import { svg } from "./why-plot.js";

const BOX = { left: -1.1, right: 1.1, bottom: -1.1, top: 1.1 };
const ROOM = 1.15;
const DURATION = 2500; // ms, of the whole way
const THERE = 0.97; // of the way: from here on, the last layer's line is drawn
const RADIUS = { few: 11, many: 4 }; // px, of a point's symbol
const FEW = 20;

/** Let the way be walked, by slider or by itself, in one of the scenes. */
export function start(section) {
  const state = { section, way: section.querySelector("#space-way"), picture: section.querySelector(".plane"), on: plane(BOX), scene: {} };
  const takePart = (part) => (told, path) => {
    const [, query] = path.split("?");
    state.scene = state.scene.query === query ? { ...state.scene, ...part(told) } : { query, ...part(told) };
    if (state.scene.label && state.scene.layers) take(state);
  };
  const askPoints = asker(section, takePart(({ data }) => ({ label: data.label })), { linked: false });
  const askLayers = asker(section, takePart(({ layers }) => ({ layers })));
  const choose = ({ value }) => {
    leadTo(section, value.replace(/activation=(?!identity)/, "activation=identity&activation="));
    askPoints(`compare?${value}`);
    askLayers(`insight/layers?${value}`);
  };
  section.querySelectorAll(".choice input").forEach((radio) => radio.addEventListener("change", () => choose(radio)));
  state.way.addEventListener("input", () => {
    cancelAnimationFrame(state.walk);
    draw(state);
  });
  section.querySelector(".space-play").addEventListener("click", () => play(state));
  choose(section.querySelector(".choice input:checked"));
}

/** Take the two ends of the way from an answer, each as large as the picture. */
function take(state) {
  const { picture, on, scene: { layers: [input, hidden], label } } = state;
  const from = framed(input, [input.points, ...input.grid]);
  const to = framed(hidden, [hidden.points], ROOM); // its grid may reach far beyond the points
  const radius = label.length > FEW ? RADIUS.many : RADIUS.few;
  state.from = from;
  state.to = to;
  state.marks = label.map((each) => mark({ x: 0, y: 0, label: each }, on, radius));
  state.wires = from.grid.map(() => svg("path", { class: "wire-line" }));
  picture.querySelector(".plane-points").replaceChildren(...state.marks);
  picture.querySelector(".plane-grid").replaceChildren(...state.wires);
  picture.querySelector(".plane-note").replaceChildren();
  draw(state);
}

/** A space moved and scaled so that what should be seen of it fills the picture, with some room. */
function framed({ points, grid, line, separable, margin }, seen, room = 1) {
  const range = (name) => seen.reduce(([low, high], each) => [Math.min(low, ...each[name]), Math.max(high, ...each[name])], [Infinity, -Infinity]);
  const [x, y] = ["x", "y"].map(range);
  const middle = [x, y].map(([low, high]) => (low + high) / 2);
  const half = (room * Math.max(x[1] - x[0], y[1] - y[0])) / 2 || 1;
  const put = (places) => places.x.map((value, index) => ({ x: (value - middle[0]) / half, y: (places.y[index] - middle[1]) / half }));
  const [a, b, c] = line ?? [];
  return {
    points: put(points),
    grid: grid.map(put),
    line: line && { a, b, c: (c + a * middle[0] + b * middle[1]) / half },
    separable, margin,
  };
}

function draw({ section, picture, on, from, to, marks, wires, way }) {
  if (!from) return;
  const share = Number(way.value) / 100;
  const between = (start, end) => ({ x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y) });
  marks.forEach((one, index) => moveTo(one, between(from.points[index], to.points[index]), on));
  wires.forEach((wire, index) => wire.setAttribute("d", on.path(from.grid[index].map((place, step) => between(place, to.grid[index][step])))));
  const { line } = share >= THERE ? to : {};
  picture.querySelector(".plane-lines").replaceChildren(...(line ? [svg("path", { class: "plane-line", d: on.path(ends(line, BOX)) })] : []));
  picture.querySelector(".plane-sides").replaceChildren(...(line ? sides(line, on) : []));
  section.querySelector(".reading-note").textContent = said(share, from, to);
}

function sides(line, on) {
  const { a, b, c } = line;
  return [line, { a: -a, b: -b, c: -c }].map((each, index) => svg("path", { class: `side class-${"ba"[index]}`, d: `${on.path(positive(each, BOX))}Z` }));
}

function said(share, from, to) {
  if (share <= 1 - THERE) return t(from.separable ? "story.space.separable" : "story.space.before");
  if (share < THERE) return t("story.space.between");
  return to.separable ? t("story.space.after", { margin: number(to.margin) }) : t("story.space.mixed");
}

/** Walk the whole way, from the beginning where it is at its end; at once for whoever wants no motion. */
function play(state) {
  const { way } = state;
  cancelAnimationFrame(state.walk);
  const first = Number(way.value) >= 100 ? 0 : Number(way.value);
  const began = performance.now();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const step = (now) => {
    way.value = still ? 100 : Math.min(first + (100 * (now - began)) / DURATION, 100);
    draw(state);
    if (Number(way.value) < 100) state.walk = requestAnimationFrame(step);
  };
  state.walk = requestAnimationFrame(step);
}
