// 64 units with one bias: the dead ones, of three activations; a binary step that training leaves as it was, and a
// dead unit that comes back.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { number } from "./why-parts.js";
import { svg } from "./why-plot.js";

const SIDE = 8; // units in a row
const PITCH = 11;
const REVIVAL = [52, 55]; // epochs, between which momentum moves a dead unit

/** Let the bias be chosen. */
export function start(section) {
  const dial = section.querySelector(".dials input");
  const pictures = new Map([...section.querySelectorAll("figure")].map((figure) => [figure.dataset.activation, figure]));
  pictures.forEach((figure) => figure.querySelector("svg").append(...Array.from({ length: SIDE * SIDE }, (_, unit) => dot(unit))));
  const ask = asker(section, ({ rows, units }) => {
    rows.forEach(({ activation, dead }) => pictures.has(activation) && show(pictures.get(activation), dead, units));
  });
  const askStep = asker(section, ({ layers }) => {
    const kept = layers.filter(({ unchanged }) => unchanged).length;
    section.querySelector('[data-said="step"]').textContent = t("story.dead.step", { kept, layers: layers.length });
  }, { linked: false });
  const revival = section.querySelector('[data-said="revival"]');
  const found = new Map(); // the first hidden layer after so many epochs
  const askRevival = REVIVAL.map((epochs) => asker(section, ({ layers: [first] }) => {
    found.set(epochs, first);
    if (found.size < REVIVAL.length) return;
    const [before, after] = REVIVAL.map((each) => found.get(each).dead.length);
    revival.textContent = t("story.dead.revived", { units: first.units, before, after, early: REVIVAL[0], late: REVIVAL[1] });
  }, { linked: false }));
  const change = () => {
    section.querySelector(".dials output").textContent = number(Number(dial.value));
    ask(`insight/dying?bias=${dial.value}`);
  };
  dial.addEventListener("input", change);
  change();
  askStep("insight/health?activation=binary_step");
  REVIVAL.forEach((epochs, index) => askRevival[index](`insight/health?${revival.dataset.revival}${epochs}`));
}

function dot(unit) {
  const place = (index) => PITCH * (index + 0.5);
  return svg("circle", { class: "unit-dot", r: 4, cx: place(unit % SIDE), cy: place(Math.floor(unit / SIDE)) });
}

function show(figure, dead, units) {
  const said = t("story.dead.count", { dead: dead.length, units });
  figure.querySelector('[data-said="count"]').textContent = said;
  const picture = figure.querySelector("svg");
  picture.setAttribute("aria-label", said);
  [...picture.children].forEach((one, index) => one.toggleAttribute("data-dead", dead.includes(index + 1)));
}
