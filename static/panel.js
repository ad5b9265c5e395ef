// One picture with everything that is said about it: heading, score, numbers, loss curve.

import { boundaryFigure, longest, lossFigure } from "./figure.js";
import { showShare } from "./gauge.js";
import { t } from "./messages.js";
import { draw, purge } from "./plot.js";
import { isUnderWay } from "./replay.js";
import * as words from "./words.js";

/** A new one, empty. */
export function cast() {
  return document.getElementById("panel-mould").content.firstElementChild.cloneNode(true);
}

/** Take one away. */
export function remove(panel) {
  panel.querySelectorAll(".stage, .loss-curve").forEach(purge);
  panel.remove();
}

/** Draw a run of a result; kept when all of it can be seen. */
export function drawPanel(panel, { data, runs }, run, theme) {
  return Promise.all([
    drawStage(panel.querySelector(".stage"), data, run, theme),
    draw(panel.querySelector(".loss-curve"), lossFigure(run, theme, { runs })),
  ]);
}

const staged = new WeakMap(); // stage -> what it shows: {text, data, run}
const cuts = new WeakMap(); // stage -> at which threshold its line is drawn, where that is not one half

/** Draw a boundary, unless it is there already: the linear network stays when only the other activation changes. */
async function drawStage(stage, data, run, theme) {
  const threshold = cuts.get(stage);
  const text = JSON.stringify([theme, data, run, threshold]);
  if (staged.get(stage)?.text === text) return;
  staged.delete(stage); // while it is drawn, the stage shows neither
  if (await draw(stage, boundaryFigure(data, run, theme, { threshold }))) staged.set(stage, { text, data, run });
}

/** Draw a picture's line at a threshold from now on; without one, at one half again. */
export async function cutPanel(panel, threshold, theme) {
  const stage = panel.querySelector(".stage");
  if (threshold === undefined) cuts.delete(stage);
  else cuts.set(stage, threshold);
  const shown = staged.get(stage);
  if (shown) await drawStage(stage, shown.data, shown.run, theme);
}

/** Say everything about a run of a result. */
export function writePanel(panel, result, run, phrases, datasets) {
  panel.toggleAttribute("data-live", isUnderWay(run));
  markTime(panel.querySelector(".loss-curve"), run, result.runs.filter(Boolean));
  const { value, of } = words.score(run);
  namePanel(panel, result, run, phrases, datasets);
  write(panel, ".score-value", value);
  showShare(panel, run);
  write(panel, ".score-of", of);
  write(panel, ".ending", words.ending(result.experiment, run)).dataset.status = run.status;
  panel.querySelector(".figures tbody").replaceChildren(...words.figures(run).map(row));
}

/** Call a picture by what it shows. Beside one that was edited by hand, the one that it was made from is as trained. */
export function namePanel(panel, result, run, phrases, datasets) {
  const heading = headingOf(panel, words.heading(run.activation, phrases));
  write(panel, ".panel-heading", heading);
  panel.querySelector(".stage").setAttribute("aria-label", words.description(result, heading, datasets));
}

function headingOf(panel, heading) {
  if ("remix" in panel.dataset) return t("heading.by_hand", { heading });
  const beside = panel.nextElementSibling?.matches("[data-remix]") && !("live" in panel.dataset);
  return beside ? t("heading.trained", { heading }) : heading;
}

/** Mark on the loss curve where a run that is not at its end stands: its axis is as long as the longest run. */
function markTime(curve, run, runs) {
  curve.toggleAttribute("data-at", isUnderWay(run));
  curve.style.setProperty("--at", run.epochs / longest(runs));
}

function row({ part, accuracy, loss }) {
  const line = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: part });
  line.append(head, ...[accuracy, loss].map((textContent) => Object.assign(document.createElement("td"), { textContent })));
  return line;
}

/** Set a text where it is another one. */
export function write(place, selector, text) {
  const element = place.querySelector(selector);
  if (element.textContent !== text) element.textContent = text;
  return element;
}
