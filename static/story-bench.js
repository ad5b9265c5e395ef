// Any activation, by name or as a formula: its curve and slope, whether it bends at all, and what it does with a spiral.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { leadTo } from "./story-parts.js";
import { showTile } from "./story-tiles.js";
import { number } from "./why-parts.js";
import { curve, plot } from "./why-plot.js";
import { activationIn, percent } from "./words.js";

// One straight unit that is shown all that units of x² can make of x and y.
const CONIC = "dataset=spiral&activation=identity&hidden=&features=x,y,xx,yy,xy";
const PAUSE = 400; // ms after the last key until a text is read
const RANGE = { x: [-4, 4], y: [-1.6, 2.6], width: 300, height: 300 };

/** Let an activation be picked or typed. */
export function start(section) {
  const [select, input] = section.querySelectorAll(".bench-choice :is(select, input)");
  const stage = section.querySelector(".tile-stage");
  const say = (name, text) => { section.querySelector(`[data-said="${name}"]`).textContent = text; };
  let timer = 0;
  const askCurve = asker(section, ({ activations: [entry] }, path) => {
    const { label, formula, derivative, curve: shown } = activationIn(entry);
    section.querySelector('[data-chart="curve"]').replaceChildren(drawn(label, shown));
    say("formula", formula);
    say("derivative", derivative);
    const spelled = path.split("text=")[1];
    askLinear(`insight/linearity?activation=${spelled}`);
    askRun(`compare?dataset=spiral&activation=${spelled}`);
    askWide(`compare?dataset=spiral&activation=${spelled}&hidden=64`);
    leadTo(section, `activation=identity&activation=${spelled}`);
  });
  const askLinear = asker(section, (told) => say("verdict", verdict(told)), { linked: false });
  const askWide = asker(section, ({ runs: [run] }) => say("wide", score(run)), { linked: false });
  const askConic = asker(section, ({ runs: [run] }) => say("conic", score(run)), { linked: false });
  const askRun = asker(section, ({ runs: [run] }, path) => {
    say("score", score(run));
    showTile(stage, (stage.dataset.query = path.split("?")[1]));
  }, { linked: false });
  const change = () => {
    clearTimeout(timer);
    askCurve(`activation?text=${encodeURIComponent(input.value)}`);
  };
  select.addEventListener("change", () => {
    input.value = select.value;
    change();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    select.value = input.value.trim(); // nothing is picked where it is no name
    timer = setTimeout(change, PAUSE);
  });
  change();
  askConic(`compare?${CONIC}`);
  return { redraw: () => showTile(stage, stage.dataset.query) };
}

function score({ status, accuracy, epochs }) {
  return status === "diverged" ? t("gallery.diverged") : t("story.bench.score", { accuracy: percent(accuracy.train), epochs });
}

function drawn(label, { x, y, slope }) {
  const picture = plot({ ...RANGE, label: t("story.bench.picture", { activation: label }) });
  curve(picture, [-4, 4], [0, 0], "axis");
  curve(picture, [0, 0], [-1.6, 2.6], "axis");
  curve(picture, x, slope, "dashed");
  curve(picture, x, y, "line");
  return picture.element;
}

/** Whether it bends, with the two numbers that show it. */
function verdict({ verdict: found, additivity: { x, y, of_sum: whole, sum_of: parts } }) {
  const values = { x: number(x), y: number(y), sum: y < 0 ? `${number(x)} − ${number(-y)}` : `${number(x)} + ${number(y)}`, whole: number(whole), parts: number(parts) };
  return t(`story.bench.verdict_${found}`, values);
}
