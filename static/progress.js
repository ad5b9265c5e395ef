// Asks for a result, and says how far it is when that takes longer than a blink.
//
// The answer is that of a plain GET, which can be cached. Only a slow one is watched, too: the server joins the
// stream of events to the flight that is under way, and ends that when nobody waits for it any longer.

import { compare, watchCompare } from "./api.js";
import { percent } from "./words.js";
import { t } from "./messages.js";

const PATIENCE = 400; // ms: until then, the old picture stays as it is
const PAUSE = 4000; // ms between two announcements to those who only hear them

/**
 * The result of a query.
 * @param {{onSlow: () => void, onNews: (name: string, data: object) => void}} watcher told when it takes its time,
 *   and then of each event
 */
export async function trained(query, signal, watcher) {
  const over = new AbortController();
  const timer = setTimeout(() => watch(query, over.signal, watcher), PATIENCE);
  try {
    return await compare(query, signal);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

async function watch(query, signal, { onSlow, onNews }) {
  onSlow();
  try {
    for await (const { name, data } of watchCompare(query, signal)) onNews(name, data);
  } catch {
    // Whatever is wrong, the answer to the request itself will tell.
  }
}

/**
 * The place where progress is told, for one training at a time: begin(onCancel) gives {tell, end}.
 * @param {HTMLElement} timeline whose controls make way for it
 */
export function progressPlace(timeline) {
  const place = timeline.querySelector(".progress");
  const [bar, words, status, cancel] = ["progress", ".progress-words", '[role="status"]', ".cancel"].map((selector) => place.querySelector(selector));
  let [announced, current] = [-PAUSE, null];
  cancel.addEventListener("click", () => current?.onCancel());

  function say(text) {
    words.textContent = text;
    if (performance.now() - announced < PAUSE) return;
    announced = performance.now();
    status.textContent = text;
  }

  function begin(onCancel) {
    const told = (current = { onCancel });
    const focused = timeline.contains(document.activeElement);
    bar.removeAttribute("value");
    announced = -PAUSE;
    show(true);
    if (focused) cancel.focus();
    words.textContent = t("progress.waiting");
    return { tell: (news) => told === current && tell(news), end: () => told === current && end() };
  }

  function tell({ share, epoch, epochs, accuracy }) {
    bar.value = share;
    say(t("progress.training", { epoch, epochs, right: percent(accuracy.test ?? accuracy.train) }));
  }

  function end() {
    const focused = document.activeElement === cancel;
    current = null;
    show(false);
    status.textContent = "";
    if (focused) timeline.querySelector(".play").focus();
  }

  function show(shown) {
    place.hidden = !shown;
    timeline.querySelector(".replay").inert = shown;
  }

  return { begin };
}
