// Drawing points on a picture: pointer, pen, finger, or a cross that the arrow keys move.

import { placeText, shortened } from "./figure-frame.js";
import { spotSizes } from "./figure-points.js";
import { symbols } from "./theme.js";

const SVG = "http://www.w3.org/2000/svg";
const SPACING = 14; // px between the points of a stroke
const REACH = 12; // px around the pointer that are erased
const RADIUS = 4; // px, of a point
const GONE = 6; // above all classes
const STEP = 0.02; // of the picture, that an arrow key moves the cross
const LETTERS = "abcdef";

/**
 * An editor, to be placed over a picture.
 * @param {{tool: () => string, brush: () => number, points: () => object, onStroke: Function, onSay: Function}} tasks
 */
export function startEditor(tasks) {
  const svg = document.getElementById("editor-mould").content.firstElementChild.cloneNode(true);
  const editor = { ...tasks, svg, box: null, drawn: null, stroke: null, last: null, cross: [0.5, 0.5] };
  svg.addEventListener("pointerdown", (event) => begin(editor, event));
  svg.addEventListener("pointermove", (event) => editor.stroke && event.getCoalescedEvents?.().concat(event).forEach((each) => move(editor, each)));
  svg.addEventListener("pointerup", () => end(editor));
  svg.addEventListener("pointercancel", () => end(editor));
  svg.addEventListener("keydown", (event) => onKey(editor, event));
  svg.addEventListener("focus", () => draw(editor));
  svg.addEventListener("blur", () => draw(editor));
  return {
    /** Lie over this picture, whose sides are `box`; it shows the points as they are now. */
    place(stage, box) {
      Object.assign(editor, { box, drawn: editor.stroke ? editor.drawn : editor.points() });
      if (svg.previousElementSibling !== stage) stage.after(svg);
      draw(editor);
    },
    /** Show what is not in the picture yet; `alone` hides the picture, which shows other points. */
    paint(alone) {
      svg.toggleAttribute("data-alone", alone);
      draw(editor);
    },
    focus: () => svg.focus({ preventScroll: true }),
    leave: () => svg.remove(),
  };
}

function begin(editor, event) {
  if (event.button > 0 || editor.tool() === "look") return;
  event.preventDefault();
  if (!event.isPrimary) { // a second finger: a pinch, and no stroke
    editor.stroke = null;
    return draw(editor);
  }
  editor.svg.focus({ preventScroll: true });
  editor.svg.setPointerCapture(event.pointerId);
  editor.stroke = copy(editor.points());
  editor.last = null;
  move(editor, event);
}

function move(editor, { clientX, clientY }) {
  const frame = editor.svg.getBoundingClientRect();
  const [px, py] = [clientX - frame.left, clientY - frame.top];
  if (editor.tool() === "erase") erase(editor, px / frame.width, py / frame.height, REACH / frame.width);
  else if (!editor.last || Math.hypot(px - editor.last[0], py - editor.last[1]) >= SPACING) {
    editor.last = [px, py];
    add(editor, px / frame.width, py / frame.height);
  }
  draw(editor);
}

function end(editor) {
  const { stroke } = editor;
  editor.stroke = null;
  if (stroke) editor.onStroke(stroke);
}

function copy({ x, y, label, ...rest }) {
  return { ...rest, x: [...x], y: [...y], label: [...label] };
}

function add(editor, across, down) {
  if (across < 0 || across > 1 || down < 0 || down > 1) return;
  const { stroke } = editor;
  stroke.box ??= boxed(editor.box, stroke); // the picture that is drawn upon stays where it is from now on
  const [left, right, bottom, top] = editor.box;
  const inside = (value, width, low, high) => Math.min(Math.max(shortened(value, width), low), high) + 0;
  stroke.x.push(inside(left + across * (right - left), right - left, stroke.box[0], stroke.box[1]));
  stroke.y.push(inside(top - down * (top - bottom), top - bottom, stroke.box[2], stroke.box[3]));
  stroke.label.push(editor.brush());
}

/** The sides of a picture that stays where it is and holds all points, each axis in its own decimals. */
export function boxed([left, right, bottom, top], { x, y }) {
  return [...sidesOf(left, right, x), ...sidesOf(bottom, top, y)];
}

function sidesOf(low, high, values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [shortened(low, high - low), shortened(high, high - low)];
  return [Math.min(from, least), Math.max(to, most)];
}


function erase(editor, across, down, reach) {
  const { stroke } = editor;
  const kept = stroke.x.flatMap((_, index) => {
    const [px, py] = placeOf(editor, stroke.x[index], stroke.y[index]);
    return Math.hypot(px - across, py - down) > reach ? [index] : [];
  });
  for (const name of ["x", "y", "label"]) stroke[name] = kept.map((index) => stroke[name][index]);
}

function placeOf({ box: [left, right, bottom, top] }, x, y) {
  return [(x - left) / (right - left), (top - y) / (top - bottom)];
}

// --- the keyboard ----------------------------------------------------------------------------------

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onKey(editor, event) {
  const arrow = ARROWS[event.key];
  if (arrow) {
    const step = event.shiftKey ? 5 * STEP : STEP;
    editor.cross = editor.cross.map((at, index) => Math.min(Math.max(at + step * arrow[index], 0), 1));
    const [left, right, bottom, top] = editor.box;
    const places = [left + editor.cross[0] * (right - left), top - editor.cross[1] * (top - bottom)];
    editor.onSay(`(${places.map((value, index) => placeText(value, ...(index ? [bottom, top] : [left, right]))).join(", ")})`);
    draw(editor);
  } else if (event.key === "Enter" || event.key === " " || event.key === "Delete" || event.key === "Backspace") {
    editor.stroke = copy(editor.points());
    if (event.key === "Enter" || event.key === " ") add(editor, ...editor.cross);
    else erase(editor, ...editor.cross, REACH / editor.svg.clientWidth);
    end(editor);
  } else return;
  event.preventDefault();
}

// --- what is seen ----------------------------------------------------------------------------------

function draw(editor) {
  const { svg, box, drawn } = editor;
  const now = editor.stroke ?? editor.points();
  if (!box || !now || !svg.isConnected) return;
  svg.dataset.tool = editor.tool();
  const there = svg.hasAttribute("data-alone") ? new Map() : counted(drawn);
  const spots = spotSizes(now.x.map((x, index) => placeOf(editor, x, now.y[index]).map((share) => 100 * share)), now.label);
  const marks = [];
  for (let index = 0; index < now.x.length; index += 1) {
    const key = keyOf(now, index);
    if (there.get(key)) there.set(key, there.get(key) - 1);
    else marks.push([now.label[index], mark(editor, now.x[index], now.y[index], now.label[index], spots.get(index))]);
  }
  for (const [key, count] of there) if (count) marks.push([GONE, mark(editor, ...key.split(" ").map(Number), 1, "gone")]);
  if (document.activeElement === svg && svg.matches(":focus-visible")) marks.push([GONE, cross(editor)]);
  marks.sort(([one], [other]) => one - other); // the smaller ones of a spot above the larger ones
  svg.replaceChildren(...marks.map(([, drawn]) => drawn));
}

function counted(points) {
  const counts = new Map();
  for (let index = 0; index < (points?.x.length ?? 0); index += 1) counts.set(keyOf(points, index), (counts.get(keyOf(points, index)) ?? 0) + 1);
  return counts;
}

function keyOf({ x, y, label }, index) {
  return `${x[index]} ${y[index]} ${label[index]}`;
}

function mark(editor, x, y, label, size = 1, gone) {
  const [across, down] = placeOf(editor, x, y);
  return at(across, down, gone ? "M-5,-5L5,5M-5,5L5,-5" : symbols[label](RADIUS * size), gone ? "gone" : `point class-${LETTERS[label]}`);
}

function cross({ cross: [across, down] }) {
  return at(across, down, "M-9,0L9,0M0,-9L0,9", "cross");
}

function at(across, down, outline, kind) {
  const holder = document.createElementNS(SVG, "svg");
  holder.setAttribute("x", `${100 * across}%`);
  holder.setAttribute("y", `${100 * down}%`);
  holder.setAttribute("overflow", "visible");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", outline);
  path.setAttribute("class", kind);
  holder.append(path);
  return holder;
}
