// Features do the bending: one straight unit, shown products, squares or waves of x and y as well.

import { asker } from "./story-ask.js";
import { showTile } from "./story-tiles.js";
import { percent } from "./words.js";

/** Let data and features be chosen. */
export function start(section) {
  const stage = section.querySelector(".tile-stage");
  const queryOf = () => {
    const [data, ...features] = [...section.querySelectorAll("input:checked")].map(({ value }) => value);
    return `dataset=${data}&activation=identity&hidden=&features=${["x", "y", ...features].join(",")}`;
  };
  const askRun = asker(section, ({ runs: [run] }) => {
    section.querySelector(".reading-value").textContent = percent(run.accuracy.train);
    showTile(stage, (stage.dataset.query = queryOf()));
  });
  const askFormula = asker(section, ({ formula }) => {
    section.querySelector(".reading-note").textContent = formula;
  }, { linked: false });
  const change = () => {
    section.querySelector(".step-bench").href = `/?${queryOf()}`;
    askRun(`compare?${queryOf()}`);
    askFormula(`insight/collapse?${queryOf()}`);
  };
  section.querySelectorAll("input").forEach((input) => input.addEventListener("change", change));
  change();
  return { redraw: () => showTile(stage, stage.dataset.query) };
}
