// The guided story: each step's instrument starts as it comes near, and a bar says which step is in view.

import { t } from "./messages.js";

const NEAR = "600px"; // before a step is in view, its instrument is fetched and asks its first question
const MIDDLE = "-45% 0px -45% 0px"; // the step in the middle of the window is the one that is read

/** Bring the story to life; redraw draws what is there in the colours of the theme in force. */
export function startStory(document) {
  const steps = [...document.querySelectorAll(".step")];
  const started = new Map();
  whenNear(steps, async (step) => {
    const { start } = await import(`./story-${step.dataset.step}.js`);
    started.set(step, start(step) ?? {});
  });
  followReader(document.querySelector(".story-nav"));
  return { redraw: () => started.forEach(({ redraw }) => redraw?.()) };
}

function whenNear(steps, start) {
  const observer = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
      observer.unobserve(target);
      start(target);
    }
  }, { rootMargin: NEAR });
  steps.forEach((step) => observer.observe(step));
}

// --- where the reader is -----------------------------------------------------------------------------

function followReader(nav) {
  const steps = [...nav.querySelectorAll("a")].map((link) => document.getElementById(link.hash.slice(1)));
  let current = -1;
  const turn = (by) => goTo(steps[Math.min(Math.max(current + by, 0), steps.length - 1)]);
  const observer = new IntersectionObserver((entries) => {
    const read = entries.find(({ isIntersecting }) => isIntersecting)?.target;
    if (!read) return;
    point(nav, steps, (current = steps.indexOf(read)));
    document.documentElement.classList.add("arrived");
  }, { rootMargin: MIDDLE });
  if (isNew()) steps.find(({ id }) => `#${id}` === location.hash)?.scrollIntoView(); // the browser may not have been there yet
  steps.forEach((step) => observer.observe(step));
  nav.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-turn]");
    if (button) turn(Number(button.dataset.turn));
  });
  addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || usesArrows(event.target)) return;
    event.preventDefault();
    turn(by);
  });
}

/** Whether an element does something else with the arrow keys. */
function usesArrows(element) {
  return element.closest("input, select, textarea, [role=slider], [contenteditable]") !== null;
}

/** Whether a link led here; who reloads or comes back is brought to where they were. */
function isNew() {
  return performance.getEntriesByType("navigation")[0]?.type === "navigate";
}

/** Go to a step, whose heading is what is read next. */
function goTo(step) {
  step.scrollIntoView();
  step.querySelector("h2").focus({ preventScroll: true });
}

/** Show which step is read, in the bar and in the address, so that a link leads there. */
function point(nav, steps, current) {
  [...nav.querySelectorAll("a")].forEach((link, index) => {
    if (index === current) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
  nav.querySelector(".story-place").textContent = t("story.place", { step: current + 1, count: steps.length });
  nav.querySelector('[data-turn="-1"]').disabled = current <= 0;
  nav.querySelector('[data-turn="1"]').disabled = current >= steps.length - 1;
  history.replaceState(history.state, "", `#${steps[current].id}`);
}
