// An activation that is being typed: its curve is shown at once, the experiment is run when the text is finished.
// The curve's section is here as well, whether the activations come from a text or from a result.

import { spelledOut } from "./api.js";
import { fillHelpers } from "./controls.js";
import { showBend } from "./panels.js";
import { loadPlotly } from "./plot.js";
import { previews } from "./preview.js";
import { fitParameters, spellingBox } from "./spelling.js";
import { clearFault, showFault } from "./status.js";

/**
 * Follow what is typed into the box of the activation.
 * @param {{form: HTMLFormElement, main: Element, bend: Element, labels: Map}} page bend is the section of the curve
 */
export function startTyping(page) {
  page.bent = null; // the activations whose curve is drawn
  page.preview = previews({
    ask: spelledOut,
    onGood: (activations) => showTyped(page, activations),
    onWrong: (problem, text) => refuseTyped(page, problem, text),
  });
  const box = spellingBox(page.form);
  box.addEventListener("input", () => {
    page.main.dataset.typing = "";
    askForCurve(page);
  });
  box.addEventListener("keydown", ({ key }) => key === "Escape" && leave(page));
  box.addEventListener("blur", () => leave(page));
  box.addEventListener("scroll", () => { page.form.querySelector(".typed-place").scrollLeft = box.scrollLeft; });
}

/** Whether the box holds a text that is nobody's value yet. */
export function isTyping({ main }) {
  return "typing" in main.dataset;
}

/** What was typed counts now, or no longer. */
export function endTyping(page) {
  page.preview.stop();
  delete page.main.dataset.typing;
}

/** Show the curve of what the box says; where that is no activation, say what is wrong with it. */
export function askForCurve(page) {
  page.preview.request(spellingBox(page.form).value);
}

/** Back to the activation that the experiment has: what was typed has not been made one. */
function leave(page) {
  if (!isTyping(page)) return;
  endTyping(page);
  fillHelpers(page.form);
  askForCurve(page);
}

async function showTyped(page, activations) {
  clearFault(page.form, "activation");
  await showCurve(page, activations);
}

function refuseTyped(page, { errors }, text) {
  if (!errors?.length) return; // no answer came; running the experiment will tell
  dimCurve(page);
  showFault(page.form, { ...errors[0], field: "activation", value: text }, page.labels, [spellingBox(page.form)]);
}

/** The last good curve stays, dimmed. */
export function dimCurve({ bend: section, form }) {
  section.dataset.stale = "";
  fitParameters(form, []);
}

/** Draw the curve that is there again, dimmed or not. */
export async function repaintCurve({ bend, bent }) {
  if (bent) await showBend(bend, bent);
}

/** Draw the curve of these activations, and offer their numbers. */
export async function showCurve(page, activations) {
  page.bent = activations;
  delete page.bend.dataset.stale;
  fitParameters(page.form, activations ?? []);
  try {
    await loadPlotly(page.main.dataset.plotly);
  } catch {
    return; // without Plotly the server draws, once the experiment is run
  }
  if (page.bent === activations) await showBend(page.bend, activations);
}
