// How a step asks the API: the newest question counts, a slow older one is given up, a refusal is said in words.

import { got } from "./api.js";
import { refusal } from "./words.js";

const SLOW = 250; // ms: what takes longer is not waited for when there is a newer question

/**
 * Questions of one kind that a step asks.
 * @param {Element} section the step
 * @param {(answer: Object, path: string) => void} show gets each answer that still counts, and what was asked
 * @param {{linked?: boolean}} how whether the step's link to the API follows
 * @returns {(path: string) => void} asks below /api/v1/; of many in a row as many as the server can answer, and the last
 */
export function asker(section, show, { linked = true } = {}) {
  const told = section.querySelector(".step-problem");
  let running = null;
  let waiting = null;

  const run = async () => {
    const path = waiting;
    const controller = new AbortController();
    [waiting, running] = [null, { controller, since: performance.now() }];
    busy(section, 1);
    try {
      const answer = await got(path, controller.signal);
      clear(told);
      show(answer, path);
    } catch (error) {
      if (error.name !== "AbortError") tell(told, error, () => ask(path));
    }
    running = null;
    if (waiting !== null) run();
    busy(section, -1);
  };

  const ask = (path) => {
    waiting = path;
    if (linked) section.querySelector(".step-ask").href = `/api/v1/${path}`;
    if (!running) run();
    else if (performance.now() - running.since > SLOW) running.controller.abort();
  };
  return ask;
}

function busy(section, by) {
  section.dataset.asking = Number(section.dataset.asking ?? 0) + by;
  section.setAttribute("aria-busy", String(section.dataset.asking !== "0"));
}

/** Say what went wrong, and offer to try again what may succeed then. */
function tell(place, problem, again) {
  const [words, button] = place.children;
  const { text, lang } = refusal(problem.errors?.[0] ?? problem, new Map());
  words.textContent = text;
  if (lang) words.lang = lang;
  else words.removeAttribute("lang");
  button.hidden = !problem.passes;
  button.onclick = again;
}

function clear(place) {
  const [words, button] = place.children;
  words.textContent = "";
  button.hidden = true;
}
