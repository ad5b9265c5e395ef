// Every optimiser from the very same weights: after how many epochs each has brought the loss down that far.

import { t, tOf } from "./messages.js";
import { asker } from "./story-ask.js";
import { bar } from "./why-parts.js";

const NAMES = {
  adam: "Adam", adamw: "AdamW", rmsprop: "RMSprop", momentum: "SGD + momentum", nesterov: "SGD + Nesterov",
  sgd: "SGD", rprop: "Rprop", lbfgs: "L-BFGS", lm: "Levenberg-Marquardt",
};

/** Let the goal be chosen. */
export function start(section) {
  const dial = section.querySelector(".dials input");
  const ask = asker(section, ({ rows }) => {
    const arrived = rows.toSorted((a, b) => (a.median ?? Infinity) - (b.median ?? Infinity));
    section.querySelector(".race").replaceChildren(...arrived.map(lane));
  });
  const change = () => {
    section.querySelector(".dials output").textContent = dial.value;
    ask(`insight/race?target_loss=${dial.value}&seeds=1`);
  };
  dial.addEventListener("input", change);
  change();
}

function lane({ optimizer, median, most_epochs: most }) {
  const name = tOf(`optimizer.${optimizer}.label`, NAMES[optimizer]);
  const text = median === null ? t("story.race.never", { most }) : t("story.race.epochs", { epochs: median });
  return bar({ name, value: (median ?? most) / most, text });
}
