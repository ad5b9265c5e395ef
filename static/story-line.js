// One line through XOR, put where somebody wants it: what it has right, beside the best of all lines and the proof.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { leadTo, mark, plane } from "./story-parts.js";
import { dialled, distance, ends, judged, positive, through, turned } from "./story-plane.js";
import { svg } from "./why-plot.js";
import { percent } from "./words.js";

const INSET = 0.04; // of the side: so far inside the edge are the line's ends
const LINEAR = "activation=identity&hidden=";
const RADIUS = { few: 13, many: 4 }; // px, of a point's symbol
const FEW = 20;

/** Let the line be dragged, turned and counted; the answer below the question shows the best one. */
export function start(section) {
  const state = { section, picture: section.querySelector(".plane"), query: "", line: null, best: null };
  const [turn, shift] = section.querySelectorAll(".dials input");
  const answer = section.querySelector("details");
  const askBest = () => ask(`insight/ceiling?${state.query}&${LINEAR}`);
  const askPoints = () => ask(`compare?${state.query}&${LINEAR}&resolution=20`);
  const ask = asker(section, (told) => {
    if (told.data) takePoints(state, told);
    else state.best = told;
    if (told.data && answer.open) askBest();
    drawBest(state);
  });
  const byDials = () => put(state, turned(Number(turn.value), Number(shift.value) / 100, state.on.box));
  const byHand = (line) => {
    const { angle, shift: moved } = dialled(line, state.on.box);
    [turn.value, shift.value] = [Math.round(angle), Math.round(100 * moved)];
    put(state, line);
  };
  [turn, shift].forEach((dial) => dial.addEventListener("input", () => state.on && byDials()));
  const choose = (radio) => {
    Object.assign(state, { query: radio.value, best: null });
    leadTo(section, `${state.query}&activation=identity&activation=tanh&hidden=4`);
    askPoints();
  };
  section.querySelectorAll(".choice input").forEach((radio) => radio.addEventListener("change", () => choose(radio)));
  answer.addEventListener("toggle", () => {
    if (answer.open) askBest();
    else drawBest(Object.assign(state, { best: null }));
  });
  state.ready = byDials;
  drag(state, byHand);
  choose(section.querySelector(".choice input:checked"));
}

function takePoints(state, { data, runs: [{ boundary }] }) {
  const [left, right] = [boundary.x[0], boundary.x.at(-1)];
  const [bottom, top] = [boundary.y[0], boundary.y.at(-1)];
  state.on = plane({ left, right, bottom, top });
  state.points = data.x.map((x, index) => ({ x, y: data.y[index], label: data.label[index] }));
  const radius = state.points.length > FEW ? RADIUS.many : RADIUS.few;
  state.marks = state.points.map((point) => mark(point, state.on, radius));
  state.picture.querySelector(".plane-points").replaceChildren(...state.marks);
  state.ready();
}

// --- the line of one's own ---------------------------------------------------------------------------

/** Put the line there, unless it would leave the picture. */
function put(state, line) {
  const { on, points, section, picture } = state;
  const tips = ends(line, inset(on.box));
  if (!tips.length) return;
  Object.assign(state, { line, tips });
  const { right, flipped } = judged(line, points);
  const sides = [positive(line, on.box), positive({ a: -line.a, b: -line.b, c: -line.c }, on.box)];
  picture.querySelector(".plane-sides").replaceChildren(...(flipped ? sides.reverse() : sides).map((side, index) => svg("path", { class: index ? "side class-a" : "side class-b", d: `${on.path(side)}Z` })));
  state.marks.forEach((one, index) => one.toggleAttribute("data-wrong", (distance(line, points[index]) > 0) === flipped === (points[index].label === 1)));
  drawLine(state);
  const share = right / points.length;
  section.querySelector(".reading-value").textContent = percent(share);
  section.querySelector(".reading-of").textContent = t("story.right", { right, total: points.length });
  const { angle, shift } = dialled(line, on.box);
  const said = [`${Math.round(angle)}°`, t("number.percent", { share: Math.round(100 * shift) })];
  section.querySelectorAll(".dials input").forEach((dial, index) => dial.setAttribute("aria-valuetext", `${said[index]}: ${percent(share)}`));
  section.querySelectorAll(".dials output").forEach((output, index) => { output.textContent = said[index].replace("-", "−"); });
}

function inset({ left, right, bottom, top }) {
  const by = INSET * (right - left);
  return { left: left + by, right: right - by, bottom: bottom + by, top: top - by };
}

function drawLine({ picture, on, line, tips }) {
  const place = picture.querySelector(".plane-lines");
  if (!place.children.length) {
    place.append(svg("path", { class: "plane-best" }), svg("path", { class: "plane-line" }), svg("path", { class: "grip", "data-grip": "body" }));
    tips.forEach((_, index) => place.append(svg("circle", { class: "tip", r: 9 }), svg("circle", { class: "grip", r: 22, "data-grip": index })));
  }
  const whole = on.path(ends(line, on.box));
  const [, own, body, ...circles] = place.children;
  [own, body].forEach((path) => path.setAttribute("d", whole));
  circles.forEach((circle, index) => {
    const tip = tips[index >> 1];
    circle.setAttribute("cx", on.x(tip.x));
    circle.setAttribute("cy", on.y(tip.y));
  });
}

/** Drag the line by its middle, which moves it, or by an end, which turns it about the other one. */
function drag(state, byHand) {
  const { picture } = state;
  let grip = null;
  const placeOf = ({ clientX, clientY }) => {
    const { left, top, width } = picture.getBoundingClientRect();
    const scale = state.on.side / width;
    return state.on.place((clientX - left) * scale, (clientY - top) * scale);
  };
  picture.addEventListener("pointerdown", (event) => {
    const { grip: which } = event.target.dataset;
    if (which === undefined) return;
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    const { line, tips } = state;
    const from = distance(line, placeOf(event));
    grip = which === "body" ? (place) => ({ ...line, c: line.c - distance(line, place) + from }) : (place) => through(place, tips[1 - which]);
  });
  // A finger on the line moves the line; touch-action alone does not keep the page from moving with it.
  picture.addEventListener("touchstart", (event) => "grip" in event.target.dataset && event.preventDefault(), { passive: false });
  picture.addEventListener("pointermove", (event) => grip && byHand(grip(placeOf(event))));
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => { grip = null; });
}

// --- the best of all lines ---------------------------------------------------------------------------

/** The best line, and why none is better: means of both classes that are one place. */
function drawBest({ picture, on, best, points }) {
  if (!on) return;
  const proof = picture.querySelector(".plane-proof");
  const [a, b, c] = best?.line ?? [];
  picture.querySelector(".plane-best").setAttribute("d", best ? on.path(ends({ a, b, c }, on.box)) : "");
  proof.replaceChildren();
  const certificate = best?.certificate;
  if (!certificate) return;
  const { points: numbers, label, meeting: [x, y] } = certificate;
  for (const side of [0, 1]) {
    const corners = numbers.filter((_, index) => label[index] === side).map((number) => points[number]);
    proof.append(svg("path", { class: `proof class-${"ab"[side]}`, d: `${on.path(corners)}${corners.length > 2 ? "Z" : ""}` }));
  }
  proof.append(svg("circle", { class: "meeting", cx: on.x(x), cy: on.y(y), r: 5 }));
}
