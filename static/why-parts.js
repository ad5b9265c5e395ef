// What the answers to "Why?" are built of: text, formulas, tables, bars, sliders. Each returns a new element.
//
// No styles here and no HTML in texts: classes, attributes and text content alone. Pictures are in why-plot.js.

import { UNGROUPED, grouped, percentInOneLine } from "./words.js";

const PAUSE = 60; // ms after the last movement of a slider until it counts

/** An element: attributes (false and null leave one out), then children, which may be texts. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Whether a network is shown nothing but x and y, or one of them: what is straight for it is straight in the picture. */
export function isPlane({ features }) {
  return features.split(",").every((feature) => ["x", "y"].includes(feature));
}

/** A whole answer, or a part of one: `claims` are the ids of what it shows, as in CLAIMS. */
export function part(claims, ...children) {
  return element("div", { class: "why-part", "data-claim": claims.join(" ") || null }, ...children);
}

/** A picture beside words; the words come below it where there is no room. */
export function beside(picture, ...words) {
  return element("div", { class: "why-beside" }, picture, element("div", {}, ...words));
}

/** Pictures in a row, as many as there is room for. */
export function row(...pictures) {
  return element("div", { class: "why-row" }, ...pictures);
}

/** What an answer comes to, in plain words: it stands first, and larger. */
export function lead(text) {
  return element("p", { class: "why-lead" }, text);
}

/** A place whose content changes when something is set, and is then read out. */
export function live(...children) {
  return element("div", { class: "why-part", "aria-live": "polite" }, ...children);
}

export function paragraph(text) {
  return element("p", {}, text);
}

/** A remark that may be passed over. */
export function remark(text) {
  return element("p", { class: "help" }, text);
}

/** Lines of mathematics; too long ones are scrolled. */
export function formula(text, name = null) {
  return element("pre", { class: "why-formula", tabindex: "0", "aria-label": name, role: name && "group" }, element("code", {}, text));
}

/** One large number, with what it counts below it. */
export function figure(value, of) {
  return element("p", { class: "why-figure" }, element("strong", {}, value), " ", element("span", {}, of));
}

/** Something that is unfolded; onOpen is called once, when it is for the first time. */
export function unfolding(summary, claims, children, onOpen = () => {}) {
  const fold = element("details", { class: "why-fold", "data-claim": claims.join(" ") || null }, element("summary", {}, summary), ...children);
  fold.addEventListener("toggle", onOpen, { once: true });
  return fold;
}

/**
 * A table of numbers.
 * @param {{caption: string, columns: string[], rows: {name: string, cells: (string|Element)[], emphasis?: boolean}[]}} content
 *   the first column's head comes first
 */
export function table({ caption, columns, rows }) {
  const made = element("table", {}, element("caption", {}, caption));
  made.createTHead().append(element("tr", {}, ...columns.map((text) => element("th", { scope: "col" }, text))));
  made.createTBody().append(...rows.map(({ name, cells, emphasis }) => element("tr", { "data-emphasis": emphasis }, element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, cell)))));
  return element("div", { class: "why-table", tabindex: "0", role: "region", "aria-label": caption }, made);
}

/** A part of a whole, 0 to 1, as a bar with its name and its number. */
export function bar({ name, value, text }) {
  return element("div", { class: "why-bar" }, element("span", {}, name), element("meter", { min: 0, max: 1, value, "aria-label": name }, text), element("span", {}, text));
}

/**
 * A slider with its name and its value.
 * @param {{name, min, max, step, value, written?: (value: number) => string, onInput: (value: number) => void}} settings
 *   onInput is called when the slider has rested for a moment; written says the value in words
 */
export function slider({ name, min, max, step, value, written = number, onInput }) {
  const input = element("input", { type: "range", min, max, step, value, autocomplete: "off", "aria-label": name, "aria-valuetext": written(value) });
  const said = element("span", { class: "why-value" }, written(value)); // the slider itself tells it, too
  const rested = afterPause(() => onInput(Number(input.value)));
  input.addEventListener("input", () => {
    said.textContent = written(Number(input.value));
    input.setAttribute("aria-valuetext", said.textContent);
    rested();
  });
  return element("label", { class: "why-slider" }, element("span", {}, name), input, said);
}

/** A choice among a few: pairs of value and text. */
export function choice({ name, options, value, onChange }) {
  const select = element("select", { autocomplete: "off" }, ...options.map(([each, text]) => element("option", { value: each, selected: each === value }, text)));
  select.addEventListener("change", () => onChange(select.value));
  return element("label", { class: "why-choice" }, element("span", {}, name), select);
}

export function button(text, onClick) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** Call a task a moment after the last of many calls. */
export function afterPause(task, pause = PAUSE) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => task(...values), pause);
  };
}

// --- numbers ------------------------------------------------------------------------------------------

/** A number in so many digits, very large and very small ones as a power of ten; a true minus sign. */
export function number(value, digits = 3) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) {
    const written = String(Number(value.toPrecision(Math.max(digits, size >= 1 ? Math.ceil(Math.log10(size)) : 1))));
    return signed(size >= UNGROUPED ? grouped(written) : written);
  }
  const [mantissa, exponent] = value.toExponential(Math.min(digits, 3) - 1).split("e");
  return signed(`${Number(mantissa)}·10${raised(Number(exponent))}`);
}

/** A share in percent, in one piece. */
export function share(value) {
  return percentInOneLine(value);
}

function signed(text) {
  return text.replace("-", "−");
}

/** A power as it stands above the line. */
export function raised(power) {
  return [...String(power)].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻").join("");
}
