// The line under the question: the verdict with its reason, the numbers, and the buttons that lead on from there.

import { t } from "./messages.js";
import * as words from "./words.js";

/**
 * @param {HTMLFormElement} form
 * @param {{phrases: Map, optimizers: Map}} names what each activation and each optimiser is called
 */
export function showAnswer(form, result, names) {
  const reason = words.reason(result, names);
  write(form, { verdict: words.verdict(result), reason, score: words.answer(result, names.phrases) });
  const run = result.runs.at(-1);
  offer(form, Boolean(reason) && !words.isUnderWay(run), words.larger(run));
}

/** The last network is under way, or waits for the others. */
export function showNotYet(form, run) {
  write(form, { verdict: words.verdict({ runs: [run] }), reason: t("verdict.why.not_yet.training"), score: "" });
  offer(form, false, "");
}

function write(form, { verdict, reason, score }) {
  form.querySelector(".verdict").textContent = verdict;
  form.querySelector(".reason").textContent = reason;
  form.querySelector(".score-line").textContent = score;
}

/** Larger hidden layers to try, as the field has them, and what would help. */
function offer(form, helps, larger) {
  form.querySelector("#helps").hidden = !helps;
  const button = form.querySelector("#larger");
  button.hidden = !larger;
  button.value = larger;
  if (larger) button.textContent = t("verdict.try", { units: larger.replaceAll(",", ", ") });
}
