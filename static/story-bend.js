// A kink that grows from nothing: leaky ReLU, from the straight line at α = 1 to ReLU at α = 0.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { leadTo } from "./story-parts.js";
import { showTile } from "./story-tiles.js";
import { percent } from "./words.js";

/** Let the kink be chosen; the same network is trained with each. */
export function start(section) {
  const dial = section.querySelector(".dials input");
  const stage = section.querySelector(".tile-stage");
  const queryOf = () => `dataset=xor&activation=leaky_relu(${dial.value})&hidden=4`;
  const askRun = asker(section, ({ runs: [run] }) => {
    section.querySelector(".reading-value").textContent = percent(run.accuracy.train);
    showTile(stage, (stage.dataset.query = queryOf()));
  });
  const askLayer = asker(section, ({ collapses, r2 }) => {
    section.querySelector(".reading-note").textContent = collapses ? t("story.bend.one") : t("story.bend.share", { share: percent(r2) });
  }, { linked: false });
  const change = () => {
    const slope = Number(dial.value);
    section.querySelector(".dials output").textContent = slope;
    section.querySelector(".small-curve .curve").setAttribute("d", `M-50,${50 * slope}L0,0L50,-50`);
    leadTo(section, queryOf().replace("activation", "activation=identity&activation"));
    askRun(`compare?${queryOf()}`);
    askLayer(`insight/collapse?${queryOf()}`);
  };
  dial.addEventListener("input", change);
  change();
  return { redraw: () => showTile(stage, stage.dataset.query) };
}
