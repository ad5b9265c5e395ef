// Drawing a picture's line at another threshold. Of many that are asked for while one is drawn, the newest counts.

import { cutPanel } from "./panel.js";
import { readTheme } from "./theme.js";

const HALF = 0.5; // where the line is by itself

/**
 * @param {Element} region of the pictures
 * @param {(task: () => Promise) => Promise} inTurn has a task done when nothing else is being drawn
 * @returns {(index: number, threshold?: number) => void} the line of that picture moves there, those of the others
 *   go back to one half; with -1 all of them do
 */
export function cutter(region, inTurn) {
  let wanted = null; // what waits for its turn
  return (index, threshold = HALF) => {
    const waits = wanted !== null;
    wanted = { index, threshold };
    if (!waits) inTurn(cut);
  };

  async function cut() {
    const { index, threshold } = wanted;
    wanted = null;
    const panels = [...region.querySelectorAll(".panel:not([data-remix])")];
    const theme = readTheme(region);
    await Promise.all(panels.map((panel, at) => cutPanel(panel, at === index && threshold !== HALF ? threshold : undefined, theme)));
  }
}
