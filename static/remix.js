// A network that was edited by hand, as one more picture: the trained one stays beside it, frozen, so that both can
// be compared. Both show the same part of the plane.

import { t } from "./messages.js";
import { cast, drawPanel, namePanel, remove, writePanel } from "./panel.js";
import { readTheme } from "./theme.js";

const madeOf = new WeakMap(); // the picture of a remix -> the experiment of the result that it was made from

/** Draw what was made of the last run of a result. The result's own pictures are there. */
export async function showRemix(region, result, run, phrases, datasets) {
  const panel = remixIn(region) ?? begin(region);
  madeOf.set(panel, result.experiment);
  await drawPanel(panel, result, run, readTheme(region));
  writePanel(panel, result, run, phrases, datasets);
  namePanel(panel.previousElementSibling, result, result.runs.at(-1), phrases, datasets);
}

function begin(region) {
  const panel = cast();
  panel.dataset.remix = "";
  const button = panel.querySelector(".remove");
  button.removeAttribute("data-changes"); // of the experiment it changes nothing
  button.setAttribute("aria-label", t("network.back"));
  button.hidden = false;
  region.querySelector(".panels").append(panel);
  return count(region, panel);
}

/** Take the remix away, and call the trained one again as it was. */
export function dropRemix(region, result, phrases, datasets) {
  const panel = remixIn(region);
  if (!panel) return;
  const trained = panel.previousElementSibling;
  remove(panel);
  count(region);
  namePanel(trained, result, result.runs.at(-1), phrases, datasets);
}

/** Take a remix away that was made of another result than is to be drawn. */
export function dropOutdated(region, { experiment }) {
  const panel = remixIn(region);
  if (panel && madeOf.get(panel) !== experiment) remove(panel);
}

/** The picture of the remix, if there is one. */
function remixIn(region) {
  return region.querySelector("[data-remix]");
}

function count(region, panel) {
  const place = region.querySelector(".panels");
  place.dataset.count = place.querySelectorAll(".panel").length;
  return panel;
}
