// What the page tells besides the pictures: work under way, problems and where they are, small notices.

import { control } from "./controls.js";
import { markPlace } from "./spelling.js";
import { furtherFaults, refusal } from "./words.js";

/** Say that the pictures are being redrawn; the old ones stay, dimmed. */
export function showBusy(region, busy) {
  region.setAttribute("aria-busy", String(busy));
}

/** Mark the controls that a problem names, and say the rest above the pictures, which stay as they are. */
export function showProblem(form, region, problem, labels) {
  clearProblems(form, region);
  region.dataset.stale = "";
  const errors = problem.errors.map((error) => ({ ...error, field: error.field.split(".")[0] })); // points.x is of points
  const known = errors.filter(({ field }) => control(form, field));
  known.forEach((error) => showFault(form, error, labels));
  const above = errors.filter(({ field }) => !control(form, field) || !note(field).closest(".question"));
  const told = errors.length ? above : [problem];
  showMessage(region, [...told.map((error) => refusal(error, labels)), ...furtherFaults(problem)], known.map(({ field }) => control(form, field)), problem.passes);
}

/** Take all marks and messages away. */
export function clearProblems(form, region) {
  delete region.dataset.stale;
  region.querySelector(".message").hidden = true;
  for (const element of form.querySelectorAll(':is([name], .spelling)[aria-invalid="true"]')) clearFault(form, nameOf(element));
}

/** Mark the control of a field, and what stands for it, and say what is wrong with it. */
export function showFault(form, error, labels, elements = standFor(form, error.field)) {
  const { field, value, position } = error;
  for (const element of elements) {
    element.setAttribute("aria-invalid", "true");
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (element.matches(".spelling") && element.value === value) markPlace(form, position);
  }
  const place = note(field);
  const { text, lang } = refusal(error, labels);
  inLanguage(place, lang);
  if (place.textContent !== text) place.textContent = text;
  place.hidden = false;
}

/** Take the mark of a field's control away. */
export function clearFault(form, field) {
  for (const element of standFor(form, field)) {
    element.removeAttribute("aria-invalid");
    if (element.matches(".spelling")) markPlace(form);
  }
  note(field).hidden = true;
}

function standFor(form, field) {
  return form.querySelectorAll(`[name="${field}"], .spelling[data-for="${field}"]`);
}

function nameOf(element) {
  return element.dataset.for ?? element.name;
}

function note(field) {
  return document.getElementById(`${field}-problem`);
}

function showMessage(region, told, controls, again) {
  const message = region.querySelector(".message");
  message.querySelector(".message-text").replaceChildren(...told.flatMap(({ text, lang }) => [sentence(text, lang), " "]));
  message.querySelector(".message-places").hidden = !controls.length;
  showLinks(message.querySelector(".places"), controls);
  message.querySelector("button").hidden = !again;
  message.hidden = false;
}

// Who presses a link leaves the field that was typed in, which may be refused again before the link is let go.
function showLinks(place, controls) {
  const there = [...place.querySelectorAll("a")].map((link) => link.hash);
  if (there.join() === controls.map(({ id }) => `#${id}`).join()) return;
  place.replaceChildren(...controls.flatMap((element, index) => (index ? [", ", linkTo(element)] : [linkTo(element)])));
}

function sentence(textContent, lang) {
  const span = Object.assign(document.createElement("span"), { textContent });
  inLanguage(span, lang);
  return span;
}

function inLanguage(element, lang) {
  if (lang) element.lang = lang;
  else element.removeAttribute("lang");
}

// The control may be far below the pictures, in a group that was folded.
function linkTo(element) {
  const link = Object.assign(document.createElement("a"), { href: `#${element.id}`, textContent: element.labels[0].textContent });
  const target = element.form.querySelector(`.spelling[data-for="${element.name}"]`) ?? element;
  link.addEventListener("click", (event) => {
    event.preventDefault(); // the address stands for the experiment alone
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
  return link;
}

/** A short remark below the pictures, until the next one. */
export function showNotice(text) {
  document.querySelector(".notice").textContent = text;
}
