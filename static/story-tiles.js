// Small pictures of trained networks, drawn by the server in the colours of the theme, and what each has right.

import { got } from "./api.js";
import { isDark } from "./appearance.js";
import { t } from "./messages.js";
import { percent } from "./words.js";

/** Fill the places in turn; returns what draws them anew. */
export function fillTiles(stages) {
  const filled = new Set();
  const fill = async () => {
    for (const stage of stages) {
      const score = stage.parentElement.querySelector("[data-score]");
      try {
        const { runs } = await got(`compare?${stage.dataset.query}`);
        await showTile(stage, stage.dataset.query);
        score.textContent = percent(runs.at(-1).accuracy.train);
        filled.add(stage);
      } catch {
        score.textContent = t("gallery.failed");
      }
    }
  };
  fill();
  return () => filled.forEach((stage) => showTile(stage, stage.dataset.query));
}

/** Show the picture of a query's last network in the theme of now; the old one stays until the new one is there. */
export async function showTile(stage, query) {
  if (!query) return; // nothing has been asked for yet
  let image, dark;
  do {
    dark = isDark();
    image = new Image(480, 480);
    image.alt = "";
    image.src = `/api/v1/picture.svg?${query}&layout=tile${dark ? "&theme=dark" : ""}`;
    stage.dataset.shows = image.src;
    await image.decode();
    if (stage.dataset.shows !== image.src) return; // a newer one is on its way
  } while (dark !== isDark()); // the theme may change while a picture is on its way
  stage.replaceChildren(image);
}
