// The form: its fields, reading them, filling them, and telling when a person changed one.

import { clamp, companions, withChosen } from "./state.js";
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

// A link may hold a choice that no list has, leaky_relu(0.1) for one; it joins the list.
function setValue(element, value) {
  if (element.value === value) return;
  element.value = value;
  if (element.value === value || !(element instanceof HTMLSelectElement)) return;
  const text = element.name === "activation" ? spoken(value, namesIn(element)) : value;
  element.append(new Option(text, value, false, true));
}

/** What each choice of a select is called, by its value. */
export function namesIn(select) {
  return new Map([...select.options].map(({ value, text }) => [value, text]));
}

/** Bring sliders and ticks, which only stand for another control, to that control's value. */
export function fillHelpers(form) {
  for (const slider of form.querySelectorAll(".slider")) slider.value = control(form, slider.dataset.for).value;
  for (const ticks of form.querySelectorAll(".ticks")) {
    const names = control(form, ticks.dataset.for).value.split(",").map((name) => name.trim());
    ticks.querySelectorAll("input").forEach((tick) => { tick.checked = names.includes(tick.value); });
  }
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
  const range = least === most ? `exactly ${least}` : `${least} to ${most}`;
  return `Classes are now ${fitting}: this data set has ${range}.`;
}

/**
 * Call back when the person changed something: onChange({control, replace}). While somebody types, the
 * first call of a control has replace false and the following ones true, until another control is used.
 */
export function watch(form, onChange) {
  let timer = 0;
  let typing = null; // the control whose first change has been told

  const tell = (element) => {
    clearTimeout(timer);
    timer = 0;
    const typed = element instanceof HTMLInputElement;
    onChange({ control: element, replace: typed && typing === element });
    typing = typed ? element : null;
  };

  form.addEventListener("input", ({ target }) => {
    const element = meant(form, target);
    if (element instanceof HTMLSelectElement) return;
    clearTimeout(timer);
    if (isFinished(element)) timer = setTimeout(tell, PAUSE, element);
  });
  form.addEventListener("change", ({ target }) => tell(meant(form, target)));
  form.addEventListener("focusout", () => { typing = null; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (document.activeElement?.name) tell(document.activeElement);
  });
}

/** The control that an event is about: a slider or a tick writes into the one it stands for. */
function meant(form, target) {
  if (target.matches(".slider")) control(form, target.dataset.for).value = target.value;
  const ticks = target.closest(".ticks");
  if (ticks) control(form, ticks.dataset.for).value = [...ticks.querySelectorAll(":checked")].map(({ value }) => value).join(",");
  if (!ticks && !target.matches(".slider")) fillHelpers(form);
  return control(form, target.dataset.for ?? ticks?.dataset.for ?? target.name) ?? target;
}

// An emptied number field is on its way to another number.
function isFinished(element) {
  return element.type !== "number" || element.value !== "";
}
