// The sixteen functions of two bits: pick one, and the API's table says what the best line makes of it.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { leadTo } from "./story-parts.js";

/** Let one of the functions be picked. */
export function start(section) {
  const buttons = [...section.querySelectorAll(".tile-function")];
  const bench = section.querySelector(".step-bench");
  let functions = new Map();
  const pick = ({ dataset }) => {
    buttons.forEach((one) => one.setAttribute("aria-pressed", one.dataset === dataset));
    const { name, table, accuracy, separable } = functions.get(dataset.name);
    const key = separable ? "story.sixteen.line" : "story.sixteen.none";
    section.querySelector(".reading-sentence").textContent = t(key, { name, correct: accuracy * table.length, total: table.length });
    bench.hidden = !dataset.query; // a network cannot be trained on one class alone
    leadTo(section, `${dataset.query}&activation=identity&activation=relu&hidden=4`);
  };
  buttons.forEach((button) => button.addEventListener("click", () => functions.size && pick(button)));
  asker(section, (told) => {
    functions = new Map(told.functions.map((one) => [one.name, one]));
    pick(buttons.find(({ dataset }) => dataset.name === "XOR"));
  })("insight/functions");
}
