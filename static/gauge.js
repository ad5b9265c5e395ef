// The bar between a picture and its number: how much is right, and up to where any straight line could get it.
//
// That ceiling is about the points alone. It is asked for with a network that takes no training, so that the
// question stays the same, and its answer is at hand, while activation, network and training change.

import { insight } from "./api.js";
import { t } from "./messages.js";
import { changed, readQuery, writeQuery } from "./state.js";
import { percent, splitOf } from "./words.js";

const OF_POINTS = ["dataset", "points", "samples", "noise", "classes", "test_share", "data_seed"];
const PLAINEST = { activation: ["identity"], hidden: "", epochs: "1", resolution: "20" };
const REST = 150; // ms that points stay before they are asked about; a slider that is dragged draws others sooner

/** How much of its points a run has right; a picture that joins others has their mark. */
export function showShare(panel, run) {
  const gauge = panel.querySelector(".gauge");
  gauge.querySelector(".gauge-share").setAttribute("width", 100 * run.accuracy[splitOf(run)]);
  const other = panel.parentElement?.querySelector(".gauge[data-known]");
  if (other && other !== gauge) markOne(gauge, other.style.getPropertyValue("--at"), other.querySelector(".gauge-name").textContent);
}

/** The marks of the page's bars: show(region, query, result) draws them as soon as the ceiling is known. */
export function startGauges(fields) {
  const known = new Map(); // question -> promise of its answer
  let newest = "";
  return {
    async show(region, query, { data, runs }) {
      const question = data.classes.length === 2 ? pointsOf(query, fields) : "";
      if (question !== newest) mark(region, null);
      newest = question;
      if (!question) return;
      if (!known.has(question)) await new Promise((rested) => setTimeout(rested, REST));
      if (question !== newest) return;
      if (!known.has(question)) known.set(question, insight("ceiling", question, {}).catch(() => known.delete(question) && null));
      const ceiling = await known.get(question);
      const split = splitOf(runs.at(-1));
      if (question === newest && ceiling) mark(region, { ...ceiling[split], split });
    },
  };
}

/** The question about the same points. */
export function pointsOf(query, fields) {
  const state = readQuery(query, fields);
  const kept = Object.fromEntries(OF_POINTS.filter((name) => state.has(name)).map((name) => [name, state.get(name)]));
  return writeQuery(changed(readQuery("", fields), { ...kept, ...PLAINEST }), fields);
}

/** Mark the ceiling in all bars; none where it is null. */
function mark(region, ceiling) {
  for (const gauge of region.querySelectorAll(".gauge")) {
    if (ceiling) markOne(gauge, ceiling.accuracy, t(`gauge.line_${ceiling.split}`, { share: percent(ceiling.accuracy) }));
    else gauge.removeAttribute("data-known");
  }
}

function markOne(gauge, at, name) {
  gauge.setAttribute("data-known", "");
  gauge.style.setProperty("--at", at);
  gauge.querySelector(".gauge-name").textContent = name;
}
