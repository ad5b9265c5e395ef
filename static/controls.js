// The form: its fields, reading them, filling them, and telling when a person changed one.

import { t } from "./messages.js";
import { adjusted, fillParameters, spellingBox } from "./spelling.js";
import { clamp, companions, squeezed, withChosen } from "./state.js";
import { spoken } from "./words.js";

const PAUSE = 150; // ms after the last key: long enough to finish a number, too short to wait for

/** The fields of the form, as state.js wants them; everything is in the page. */
export function fieldsOf(form) {
  // On <main>: the form's own `dataset` is hidden behind the control of that name.
  return form.closest("main").dataset.fields.split(" ").map((name) => field(name, control(form, name)));
}

function field(name, { dataset }) {
  const several = name === "activation";
  return { name, several, numeric: "numeric" in dataset, initial: several ? dataset.default.split("\n") : dataset.default };
}

/** The control of a field. */
export function control(form, name) {
  return form.querySelector(`[name="${name}"]`);
}

/** The state that the form shows. */
export function readForm(form, fields) {
  return new Map(fields.map(({ name, several }) => [name, several ? activations(form) : control(form, name).value]));
}

function activations(form) {
  const others = form.querySelector(".sentence").dataset.companions.split("\n").filter(Boolean);
  return withChosen([...others, ""], control(form, "activation").value);
}

/** Whether the form shows something else than the server wrote into it. */
export function isTouched(form) {
  const options = [...form.querySelectorAll("select[name]")].map((select) => select.selectedOptions[0]);
  return options.some((option) => !option.defaultSelected) || [...form.querySelectorAll("input[name]")].some((input) => input.value !== input.defaultValue);
}

/** Show a state in the form. */
export function fillForm(form, fields, state) {
  for (const { name, several } of fields) {
    const value = state.get(name);
    if (several) form.querySelector(".sentence").dataset.companions = companions(value).join("\n");
    setValue(control(form, name), several ? value.at(-1) : value);
  }
  boundClasses(form);
  fillHelpers(form);
}

// A link may hold a choice that no list has, leaky_relu(0.1) for one; it joins the list, as its only guest.
function setValue(element, value) {
  if (element.value === value) return;
  element.value = value;
  if (element.value === value || !(element instanceof HTMLSelectElement)) return;
  const text = element.name === "activation" ? spoken(value, namesIn(element)) : value;
  const guest = element.querySelector("[data-extra]") ?? element.appendChild(new Option());
  guest.dataset.extra = "";
  Object.assign(guest, { text, value, selected: true });
}

/** What each choice of a select is called, by its value. */
export function namesIn(select) {
  return new Map([...select.options].map(({ value, text }) => [value, text]));
}

/** What the choices of a field that takes several are called, by their values. */
export function labelsOfTicks(form, name) {
  const ticks = form.querySelectorAll(`.ticks[data-for="${name}"] input`);
  return new Map([...ticks].map((tick) => [tick.value, tick.labels[0].textContent.trim()]));
}

/** What each field's control is called, by the field's name. */
export function labelsOf(form, fields) {
  return new Map(fields.map(({ name }) => [name, control(form, name).labels[0].textContent]));
}

/** Bring sliders, ticks and the spelling, which only stand for another control, to that control's value. */
export function fillHelpers(form) {
  for (const blank of form.querySelectorAll(".blank")) blank.dataset.chosen = blank.querySelector("select").selectedOptions[0]?.text ?? "";
  const box = spellingBox(form);
  box.value = control(form, box.dataset.for).value;
  fillParameters(form);
  for (const slider of form.querySelectorAll(".slider")) fillSlider(slider, control(form, slider.dataset.for).value);
  for (const ticks of form.querySelectorAll(".ticks")) {
    const names = control(form, ticks.dataset.for).value.split(",").map((name) => name.trim());
    ticks.querySelectorAll("input").forEach((tick) => { tick.checked = names.includes(tick.value); });
  }
}

// A slider's places are the numbers themselves, or those that it lists; it then stands at the nearest of them.
function fillSlider(slider, text) {
  const places = placesOf(slider);
  if (places.length && text === "") return;
  slider.value = places.length ? places.indexOf(nearest(places, Number(text))) : text;
  if (places.length) slider.ariaValueText = places[slider.value];
}

function placesOf({ dataset }) {
  return dataset.places?.split(" ") ?? [];
}

function nearest(places, value) {
  const distance = (place) => Math.abs(Number(place) - value);
  return places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
}

/** Tell the control of the classes how many the chosen data set can have. */
export function boundClasses(form) {
  const classes = control(form, "classes");
  const [chosen] = control(form, "dataset").selectedOptions;
  const { least = classes.min, most = classes.max } = chosen?.dataset ?? {};
  [classes.min, classes.max] = [least, most];
  return { classes, least: Number(least), most: Number(most) };
}

/**
 * Limit the number of classes to what the chosen data set can have.
 * @returns {string} what was changed, in words; empty where nothing was
 */
export function fitClasses(form) {
  const { classes, least, most } = boundClasses(form);
  const fitting = String(clamp(Number(classes.value), { least, most }));
  if (classes.value === fitting) return "";
  classes.value = fitting;
  const range = t(least === most ? "notice.classes_exactly" : "notice.classes_range", { least, most });
  return t("notice.classes", { count: fitting, range });
}

/**
 * Call back when the person changed something: onChange({control, replace, dragged}). While somebody types or drags,
 * the first call of a control has replace false and the following ones true, until another control is used. A slider
 * that is dragged is told at once, with every move; where it is let go it is told once more, as all others.
 */
export function watch(form, onChange) {
  let timer = 0;
  let typing = null; // the control whose first change has been told

  const tell = (element, used, dragged = false) => {
    clearTimeout(timer);
    timer = 0;
    const typed = element instanceof HTMLInputElement || used.matches(".parameter input");
    onChange({ control: element, replace: typed && typing === element, dragged });
    typing = typed ? element : null;
  };

  form.addEventListener("input", ({ target }) => {
    if (target.matches(".spelling, select")) return; // a spelling is shown at once, and counts when it is finished
    if (target.type === "range") return tell(meant(form, target), target, true);
    clearTimeout(timer);
    if (isFinished(target)) timer = setTimeout(tell, PAUSE, meant(form, target), target);
  });
  form.addEventListener("change", ({ target }) => tell(meant(form, target), target));
  form.addEventListener("focusout", () => { typing = null; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const used = document.activeElement;
    if (form.contains(used) && used.matches("[name], .spelling, .parameter input")) tell(meant(form, used), used);
  });
}

/** The control that an event is about: a slider, a tick or a spelling writes into the one it stands for. */
function meant(form, target) {
  if (target.matches(".spelling")) return spell(form, target, target.value.trim());
  if (target.matches(".parameter input")) return spell(form, spellingBox(form), adjusted(form, target));
  if (target.matches(".slider")) control(form, target.dataset.for).value = placesOf(target)[target.value] ?? target.value;
  const ticks = target.closest(".ticks");
  if (ticks) control(form, ticks.dataset.for).value = [...ticks.querySelectorAll(":checked")].map(({ value }) => value).join(",");
  if (!ticks && !target.matches(".slider")) fillHelpers(form);
  return control(form, target.dataset.for ?? ticks?.dataset.for ?? target.name) ?? target;
}

function spell(form, box, text) {
  const select = control(form, box.dataset.for);
  const known = [...select.options].find(({ value }) => value === squeezed(text));
  setValue(select, known?.value ?? text);
  box.value = select.value;
  return select;
}

/** Take over what was typed as the activation before the scripts ran. */
export function adoptSpelling(form) {
  const box = spellingBox(form);
  if (box.value !== box.defaultValue) spell(form, box, box.value.trim());
}

// An emptied number field is on its way to another number.
function isFinished(element) {
  return element.type !== "number" || element.value !== "";
}
