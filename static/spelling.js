// The activation as a text: typed, or made with the controls of its numbers. Both stand for the select of that
// name, which holds the value; an unfinished text is nobody's value yet.

import { t } from "./messages.js";
import { numbersIn, respelled } from "./state.js";

/** The box for the activation's text. */
export function spellingBox(form) {
  return form.querySelector(".spelling");
}

/** The text that the numbers' controls make of the spelling, once one of them was changed. */
export function adjusted(form, input) {
  const own = input.closest(".parameter");
  own.querySelectorAll("input").forEach((twin) => { if (twin !== input) twin.value = input.value; });
  const layer = form.querySelectorAll(`.parameter[data-layer="${own.dataset.layer}"]`);
  const numbers = [...layer].map((each) => String(Number(each.querySelector("input").value)));
  return respelled(spellingBox(form).value, Number(own.dataset.layer), numbers, [...layer].map(({ dataset }) => dataset.default));
}

/** As many controls as the activations have numbers. */
export function fitParameters(form, activations) {
  const place = form.querySelector(".parameters");
  const wanted = activations.flatMap(({ parameters }, layer) => parameters.map((each) => ({ ...each, layer, called: called(each, layer, activations) })));
  const there = [...place.children];
  const stays = there.length === wanted.length && wanted.every((each, index) => isFor(there[index], each));
  if (!stays) place.replaceChildren(...wanted.map(cast));
  fillParameters(form);
}

/** Bring the numbers' controls to what the box says: while one is moved, that is newer than any answer. */
export function fillParameters(form) {
  const rank = new Map(); // how many numbers of a layer have been filled
  for (const element of form.querySelectorAll(".parameter")) {
    const { layer, default: usual } = element.dataset;
    const index = rank.get(layer) ?? 0;
    rank.set(layer, index + 1);
    fill(element, numbersIn(spellingBox(form).value, Number(layer))[index] ?? Number(usual));
  }
}

function called({ name }, layer, { length }) {
  return length > 1 ? t("control.layer", { name, layer: layer + 1 }) : name;
}

function isFor(element, { called: name, layer, maximum, default: usual }) {
  const { max } = element.querySelector("input");
  const seen = [element.querySelector(".parameter-name").textContent, element.dataset.layer, Number(element.dataset.default), Number(max)];
  return seen.join() === [name, layer, usual, maximum].join();
}

function cast({ called: name, layer, minimum: min, maximum: max, step, default: usual }) {
  const element = document.getElementById("parameter-mould").content.firstElementChild.cloneNode(true);
  Object.assign(element.dataset, { layer, default: usual });
  element.querySelector(".parameter-name").textContent = name;
  element.querySelector('[type="range"]').setAttribute("aria-label", t("control.slider", { name }));
  element.querySelectorAll("input").forEach((input) => Object.assign(input, { min, max, step }));
  return element;
}

function fill(element, value) {
  for (const input of element.querySelectorAll("input")) {
    if (Number(input.value) !== value || input.value === "") input.value = value;
  }
}

/** Underline the character at fault in the box, counted from 1; without a position, nothing. */
export function markPlace(form, position) {
  const box = spellingBox(form);
  const place = form.querySelector(".typed-place");
  if (!position) return place.replaceChildren();
  const index = position - 1;
  const mark = Object.assign(document.createElement("mark"), { textContent: wrongWord(box.value, index) });
  place.replaceChildren(box.value.slice(0, index), mark, box.value.slice(index + mark.textContent.length), " ");
  place.scrollLeft = box.scrollLeft;
  return undefined;
}

/** The name that begins there, or the one character; a space where the text ends too early. */
export function wrongWord(text, index) {
  return text.slice(index).match(/^(?:[a-z_]\w*|.)/i)?.[0] ?? " ";
}
