// The pictures and everything that is said about them, from one result.

import { boundaryFigure, curveFigure, lossFigure } from "./figure.js";
import { draw, purge } from "./plot.js";
import { isUnderWay } from "./replay.js";
import { readTheme } from "./theme.js";
import * as words from "./words.js";

/**
 * Draw the pictures of a result, with their numbers; kept when all of it can be seen. The picture of a run that
 * is null, because nothing is known of it yet, stays as it is.
 */
export async function showPanels(region, result, phrases, datasets) {
  const panels = fitPanels(region.querySelector(".panels"), result.runs.length);
  const theme = readTheme(region);
  const runs = result.runs.filter(Boolean);
  const known = panels.flatMap((panel, index) => (result.runs[index] ? [[panel, result.runs[index]]] : []));
  await Promise.all(known.map(([panel, run]) => drawPanel(panel, { ...result, runs }, run, theme)));
  known.forEach(([panel, run]) => writePanel(panel, result, run, phrases, datasets));
  region.querySelectorAll(".key-class").forEach((item, index) => { writeKey(item, index, result.data); });
}

// A class whose points came with a name has it in the key.
function writeKey(item, index, data) {
  item.hidden = index >= data.classes.length;
  if (!item.hidden) write(item, ".key-name", words.className(data.classes, index));
}

/** As many panels as there are runs: those that are there stay, others come from the mould. */
function fitPanels(place, count) {
  place.querySelector(".empty")?.remove();
  const panels = [...place.querySelectorAll(".panel")];
  for (const extra of panels.splice(count)) {
    extra.querySelectorAll(".stage, .loss-curve").forEach(purge);
    extra.remove();
  }
  while (panels.length < count) panels.push(place.appendChild(cast()));
  place.dataset.count = count;
  return panels;
}

function cast() {
  return document.getElementById("panel-mould").content.firstElementChild.cloneNode(true);
}

function drawPanel(panel, { data, runs }, run, theme) {
  return Promise.all([
    drawStage(panel.querySelector(".stage"), data, run, theme),
    draw(panel.querySelector(".loss-curve"), lossFigure(run, theme, { runs })),
  ]);
}

const staged = new WeakMap(); // stage -> the text of what it shows

/** Draw a boundary, unless it is there already: the linear network stays when only the other activation changes. */
async function drawStage(stage, data, run, theme) {
  const text = JSON.stringify([theme, data, run]);
  if (staged.get(stage) === text) return;
  staged.delete(stage); // while it is drawn, the stage shows neither
  if (await draw(stage, boundaryFigure(data, run, theme))) staged.set(stage, text);
}

function writePanel(panel, result, run, phrases, datasets) {
  panel.toggleAttribute("data-live", isUnderWay(run));
  markTime(panel.querySelector(".loss-curve"), run);
  const { value, of } = words.score(run);
  write(panel, ".panel-heading", words.heading(run.activation, phrases));
  write(panel, ".score-value", value);
  write(panel, ".score-of", of);
  write(panel, ".ending", words.ending(result.experiment, run)).dataset.status = run.status;
  panel.querySelector(".stage").setAttribute("aria-label", words.description(result, run, phrases, datasets));
  panel.querySelector(".figures tbody").replaceChildren(...words.figures(run).map(row));
}

/** Mark on the loss curve where a run that is not at its end stands. */
function markTime(curve, run) {
  curve.toggleAttribute("data-at", isUnderWay(run));
  curve.style.setProperty("--at", run.epochs / Math.max(run.history.epoch.at(-1), 1));
}

function row({ part, accuracy, loss }) {
  const line = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: part });
  line.append(head, ...[accuracy, loss].map((textContent) => Object.assign(document.createElement("td"), { textContent })));
  return line;
}

/** Draw the curve of an activation and say what it does; of the first one where each layer has its own. */
export async function showBend(section, activations) {
  section.hidden = !activations;
  if (!activations) return;
  const said = activations.map(words.activationIn);
  const [entry] = said;
  const names = { "#bend-name": "label", ".bend-note": "note", ".bend-formula": "formula", ".bend-derivative": "derivative", ".bend-range": "range" };
  Object.entries(names).forEach(([selector, name]) => write(section, selector, entry[name]));
  write(section, ".bend-drawn", words.drawnFor(said));
  await draw(section.querySelector(".bend-curve"), curveFigure(entry, readTheme(section)));
}

function write(place, selector, text) {
  const element = place.querySelector(selector);
  if (element.textContent !== text) element.textContent = text;
  return element;
}
