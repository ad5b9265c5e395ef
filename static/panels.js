// The pictures and everything that is said about them, from one result.

import { curveFigure } from "./figure.js";
import { cast, drawPanel, remove, write, writePanel } from "./panel.js";
import { draw } from "./plot.js";
import { dropOutdated } from "./remix.js";
import { readTheme } from "./theme.js";
import * as words from "./words.js";

/**
 * Draw the pictures of a result, with their numbers; kept when all of it can be seen. The picture of a run that
 * is null, because nothing is known of it yet, stays as it is.
 */
export async function showPanels(region, result, phrases, datasets) {
  dropOutdated(region, result);
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

/** As many panels as there are runs: those that are there stay, others come from the mould. A remix stays the last. */
function fitPanels(place, count) {
  place.querySelector(".empty")?.remove();
  const panels = [...place.querySelectorAll(".panel:not([data-remix])")];
  const remix = place.querySelector("[data-remix]");
  panels.splice(count).forEach(remove);
  while (panels.length < count) panels.push(place.insertBefore(cast(), remix));
  place.dataset.count = place.querySelectorAll(".panel").length;
  return panels;
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
  await drawCurve(section.querySelector(".bend-curve"), entry, readTheme(section));
}

const drawn = new WeakMap(); // place -> the text of the curve it shows

/** Draw a curve, unless it is there already: it stays when only the data change. */
async function drawCurve(place, entry, theme) {
  const text = JSON.stringify([entry, theme]);
  if (drawn.get(place) === text) return;
  drawn.delete(place); // while it is drawn, the place shows neither
  if (await draw(place, curveFigure(entry, theme))) drawn.set(place, text);
}
