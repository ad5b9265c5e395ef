// A thousand layers of a·x as one number, and six trained networks without a bend, all of which draw a line.

import { got } from "./api.js";
import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { fillTiles } from "./story-tiles.js";
import { number } from "./why-parts.js";
import { percent } from "./words.js";

/** Let slope and depth be chosen, and fill the strip. */
export function start(section) {
  const [slope, layers] = section.querySelectorAll(".dials input");
  const value = section.querySelector(".power-value");
  const ask = asker(section, ({ numbers }) => { value.textContent = numbers; });
  const change = () => {
    for (const dial of [slope, layers]) section.querySelector(`output[for="${dial.id}"]`).textContent = number(Number(dial.value), 4);
    ask(`insight/collapse?depth=${layers.value}&slope=${slope.value}`);
  };
  [slope, layers].forEach((dial) => dial.addEventListener("input", change));
  change();
  sayCeiling(section.querySelector(".strip-ceiling"));
  return { redraw: fillTiles(section.querySelectorAll(".tile-stage")) };
}

/** What the best of all lines has right of the same points: no network in the strip can have more. */
async function sayCeiling(place) {
  const { train } = await got("insight/ceiling?dataset=spiral&activation=identity&hidden=").catch(() => ({}));
  if (train) place.textContent = t("story.depth.ceiling", { accuracy: percent(train.accuracy) });
}
