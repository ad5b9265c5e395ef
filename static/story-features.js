// No network at all: one straight unit that is shown more than x and y, and curves whose numbers are found directly.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { leadTo } from "./story-parts.js";
import { showTile } from "./story-tiles.js";
import { number } from "./why-parts.js";
import { curve, plot, points } from "./why-plot.js";
import { percent } from "./words.js";

const CURVES = ["polynomial", "fourier", "exponential"];
const SIDE = 400;
const ROOM = 0.15; // of the truth's range, above and below it
const DOT = 5; // px

/** Let data and features be chosen. */
export function start(section) {
  const stage = section.querySelector(".tile-stage");
  const chosen = () => section.querySelector("[type=radio]:checked").value;
  const shown = () => [...section.querySelectorAll("[type=checkbox]:checked")].map(({ value }) => value);
  const queryOf = () => `dataset=${chosen()}&activation=identity&hidden=&features=${["x", "y", ...shown()].join(",")}`;
  const read = (value, of, note) => {
    section.querySelector(".reading-value").textContent = value;
    section.querySelector(".reading-of").textContent = of;
    if (note !== undefined) section.querySelector(".reading-note").textContent = note;
  };
  const askRun = asker(section, ({ runs: [run] }, path) => {
    if (path !== `compare?${queryOf()}`) return;
    read(percent(run.accuracy.train), t("story.features.right"));
    showTile(stage, (stage.dataset.query = queryOf()));
  });
  const askFormula = asker(section, ({ formula }, path) => {
    if (path === `insight/collapse?${queryOf()}`) section.querySelector(".reading-note").textContent = formula;
  }, { linked: false });
  const askCurve = asker(section, (told) => {
    if (told.parameters.problem !== chosen()) return;
    section.querySelector(".chart").replaceChildren(drawn(told));
    read(number(told.direct.error_outside, 2), t("story.features.off"), said(told));
  });
  const change = () => {
    const curved = CURVES.includes(chosen());
    stage.hidden = curved;
    section.querySelector(".chart").hidden = !curved;
    section.querySelector(".features-shown").toggleAttribute("data-off", curved);
    section.querySelector(".step-bench").hidden = curved;
    if (curved) {
      askCurve(`insight/alternatives?problem=${chosen()}`);
      return;
    }
    leadTo(section, queryOf());
    askRun(`compare?${queryOf()}`);
    askFormula(`insight/collapse?${queryOf()}`);
  };
  section.querySelectorAll("input").forEach((input) => input.addEventListener("change", change));
  change();
  return { redraw: () => showTile(stage, stage.dataset.query) };
}

function drawn({ data, range, x, y, direct, network }) {
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const room = ROOM * (high - low);
  const picture = plot({ x: [x[0], x.at(-1)], y: [low - room, high + room], width: SIDE, height: SIDE, label: t("story.features.picture") });
  for (const end of range) curve(picture, [end, end], picture.y, "dashed");
  points(picture, { ...data, label: data.x.map(() => 1) }, DOT);
  curve(picture, x, network.y, "accent");
  curve(picture, x, direct.y, "line");
  return picture.element;
}

function said({ formula, parameters: { problem }, direct, network }) {
  const written = (value) => number(value, 2);
  return t(`story.features.said_${problem}`, {
    formula,
    inside: written(direct.error_inside), outside: written(direct.error_outside),
    network: written(network.error_inside), lost: written(network.error_outside),
  });
}
