// Choosing one point: a small picture to click, two numbers to type, and the class that the point should be of.

import { decode } from "./figure-boundary.js";
import { shortened } from "./figure-frame.js";
import { t } from "./messages.js";
import { boundaryPlot } from "./why-maps.js";
import { element } from "./why-parts.js";
import { points, svg } from "./why-plot.js";
import { className } from "./words.js";

const SIDE = 320; // px
const NEAR = 9; // px: a click this near to a point means that point
const FARTHEST = 1e6; // from the origin, at least: what the answer allows
const MUCH = 100; // times as far as the picture
const FINER = 0.1; // than a place in a picture that is drawn upon: what px tell apart
const PIN = "M-12,0H-4M4,0H12M0,-12V-4M0,4V12";

/**
 * @param {{x, y, z}} boundary of the run that the point goes through
 * @param {({x, y, k}) => void} onChoice called with each choice; k is the class's number, or null for none
 * @returns {{picture: Element, controls: Element, set: (at, k) => void, shows: (at) => boolean, start: () => void}}
 *   set shows what was chosen elsewhere, shows tells whether a place is in the picture, start chooses the hardest point
 */
export function chooser(data, boundary, onChoice) {
  const plot = boundaryPlot(boundary, data.classes, { label: t("why.trace.picture"), width: SIDE, height: SIDE });
  points(plot, data);
  const pin = svg("g", { class: "pin" }, svg("path", { class: "pin-under", d: PIN }), svg("path", { d: PIN }));
  plot.add(pin);
  const farthest = Math.max(FARTHEST, ...[...plot.x, ...plot.y].map((end) => MUCH * Math.abs(end)));
  const called = data.columns ?? ["x", "y"];
  const [x, y] = [plot.x, plot.y].map((ends, index) => coordinate(called[index], ends[1] - ends[0]));
  const label = classes(data);
  const k = () => (label.value === "" ? null : Number(label.value));
  const mark = (at) => pin.setAttribute("transform", `translate(${plot.place(at.x, at.y).join(" ")})`);
  const set = (at, chosen) => {
    [x.value, y.value] = [[at.x, plot.x], [at.y, plot.y]].map(([value, [low, high]]) => String(shortened(value, FINER * (high - low))));
    label.value = chosen ?? "";
    mark(at);
  };
  const choose = (at, chosen) => {
    set(at, chosen);
    onChoice({ ...at, k: chosen });
  };
  const choosePoint = (index) => choose({ x: data.x[index], y: data.y[index] }, data.label[index]);
  const onType = () => {
    const at = { x: x.valueAsNumber, y: y.valueAsNumber };
    if (!(Math.abs(at.x) <= farthest && Math.abs(at.y) <= farthest)) return; // on its way to another number
    mark(at);
    onChoice({ ...at, k: k() });
  };
  const onPoint = (event) => {
    const place = placeOf(event, plot.element);
    const near = nearest(plot, data, place);
    if (near === null) choose(valueAt(plot, place), k());
    else choosePoint(near);
  };
  plot.element.addEventListener("click", onPoint);
  plot.element.addEventListener("pointermove", (event) => event.pointerType === "mouse" && event.buttons === 1 && onPoint(event));
  for (const control of [x, y, label]) control.addEventListener("input", onType);
  return {
    picture: plot.element,
    controls: element("div", { class: "why-point" }, named(called[0], x), named(called[1], y), named(t("why.trace.label"), label)),
    set,
    shows: (at) => [["x", at.x], ["y", at.y]].every(([axis, value]) => plot[axis][0] <= value && value <= plot[axis][1]),
    start: () => choosePoint(hardest(data, boundary)),
  };
}

function coordinate(name, width) {
  return element("input", { type: "number", step: String(10 ** (Math.floor(Math.log10(width / 2)) - 2)), "aria-label": t("why.trace.coordinate", { name }), autocomplete: "off" });
}

function classes(data) {
  const options = data.classes.map((_, k) => new Option(className(data.classes, k), k));
  return element("select", { autocomplete: "off" }, new Option(t("why.trace.none"), ""), ...options);
}

function named(text, control) {
  return element("label", {}, element("span", {}, text), control);
}

/** The number of the point at which the network is least sure of the right class, or surest of a wrong one, as its grid says. */
export function hardest({ x, y, label, classes }, boundary) {
  const z = decode(boundary.z);
  const confidence = boundary.confidence && decode(boundary.confidence);
  const cell = (value, axis) => Math.round(((value - axis[0]) / (axis.at(-1) - axis[0])) * (axis.length - 1));
  const right = label.map((k, index) => {
    const [row, column] = [cell(y[index], boundary.y), cell(x[index], boundary.x)];
    if (classes.length === 2) return k ? z[row][column] : 1 - z[row][column];
    return z[row][column] === k ? confidence[row][column] : -confidence[row][column];
  });
  return right.indexOf(Math.min(...right));
}

// --- from px to the data's units ---------------------------------------------------------------------

function placeOf({ clientX, clientY }, drawing) {
  const { left, top, width, height } = drawing.getBoundingClientRect();
  return [(SIDE * (clientX - left)) / width, (SIDE * (clientY - top)) / height];
}

/** The number of the point at a place in px, if there is one near enough. */
export function nearest({ place }, { x, y }, [px, py]) {
  let [best, least] = [null, NEAR];
  x.forEach((value, index) => {
    const [ox, oy] = place(value, y[index]);
    const away = Math.hypot(ox - px, oy - py);
    if (away < least) [best, least] = [index, away];
  });
  return best;
}

/** A place in px in the data's units, with as many decimals as px tell apart. */
export function valueAt({ x, y, width, height }, [px, py]) {
  const [across, up] = [x[1] - x[0], y[1] - y[0]];
  return { x: shortened(x[0] + (px / width) * across, 10 * across), y: shortened(y[1] - (py / height) * up, 10 * up) };
}
