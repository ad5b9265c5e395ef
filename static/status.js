// What the page tells besides the pictures: work under way, problems and where they are, small notices.

import { control } from "./controls.js";

/** Say that the pictures are being redrawn; the old ones stay, dimmed. */
export function showBusy(region, busy) {
  region.setAttribute("aria-busy", String(busy));
  region.querySelector(".progress").hidden = !busy;
}

/** Mark the controls that a problem names, and say the rest above the pictures, which stay as they are. */
export function showProblem(form, region, problem) {
  clearProblems(form, region);
  region.dataset.stale = "";
  const known = problem.errors.filter(({ field }) => control(form, field));
  known.forEach(({ field, message }) => mark(control(form, field), message));
  const text = known.length && known.length === problem.errors.length ? "" : problem.message;
  showMessage(region, text, known.map(({ field }) => control(form, field)), problem.passes);
}

/** Take all marks and messages away. */
export function clearProblems(form, region) {
  delete region.dataset.stale;
  region.querySelector(".message").hidden = true;
  for (const element of form.querySelectorAll('[aria-invalid="true"]')) {
    element.removeAttribute("aria-invalid");
    note(element).hidden = true;
  }
}

function mark(element, message) {
  element.setAttribute("aria-invalid", "true");
  note(element).textContent = message;
  note(element).hidden = false;
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function note(element) {
  return document.getElementById(`${element.name}-problem`);
}

function showMessage(region, text, controls, again) {
  const message = region.querySelector(".message");
  message.querySelector(".message-text").textContent = text;
  message.querySelector(".message-places").hidden = !controls.length;
  message.querySelector(".places").replaceChildren(...controls.flatMap((element, index) => (index ? [", ", linkTo(element)] : [linkTo(element)])));
  message.querySelector("button").hidden = !again;
  message.hidden = false;
}

// The control may be far below the pictures, in a group that was folded.
function linkTo(element) {
  const link = Object.assign(document.createElement("a"), { href: `#${element.id}`, textContent: element.labels[0].textContent });
  link.addEventListener("click", (event) => {
    event.preventDefault(); // the address stands for the experiment alone
    element.focus();
    element.scrollIntoView({ block: "center" });
  });
  return link;
}

/** A short remark below the pictures, until the next one. */
export function showNotice(text) {
  document.querySelector(".notice").textContent = text;
}
