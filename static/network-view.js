// A network's drawing on the page: units with their maps, weights as lines, what stands above the layers. It only
// shows; network.js decides what.

import { namesIn } from "./controls.js";
import { mapColours, mapPixels } from "./figure-network.js";
import { t } from "./messages.js";
import { mix, readTheme } from "./theme.js";
import { spoken } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const STRENGTH = 0.85; // of a class's colour where a unit answers its most: a map has no points that must stand out

/** Show a drawing; elements that stay keep what they are, so that neither focus nor pointer loses them. */
export function showFigure(stage, figure, name) {
  for (const [property, value] of Object.entries({ "--width": figure.width, "--height": figure.height, "--head": figure.head, "--size": figure.size })) {
    stage.style.setProperty(property, `${value}px`);
  }
  const svg = stage.querySelector(".network-links");
  svg.setAttribute("viewBox", `0 0 ${figure.width} ${figure.height}`);
  keyed(svg, figure.links, makeLink, (element, link) => fillLink(element, link, name));
  const units = figure.columns.flatMap((column) => column.units);
  keyed(stage.querySelector(".network-units"), units, makeUnit, (element, unit) => fillUnit(element, unit, name));
  stage.querySelector(".network-more").replaceChildren(...figure.columns.filter(({ more }) => more).map(moreUnits));
}

/** As many children as there are items, each of them the item's own as long as it has the same id. */
function keyed(place, items, make, fill) {
  const there = new Map([...place.children].map((element) => [element.dataset.id, element]));
  items.forEach((item, index) => {
    const element = there.get(item.id) ?? make(item);
    there.delete(item.id);
    if (place.children[index] !== element) place.insertBefore(element, place.children[index] ?? null);
    fill(element, item);
  });
  there.forEach((element) => element.remove());
}

function makeLink({ id }) {
  const group = document.createElementNS(SVG, "g");
  Object.entries({ class: "link", "data-id": id, role: "button", tabindex: -1 }).forEach((pair) => group.setAttribute(...pair));
  group.append(document.createElementNS(SVG, "path"));
  return group;
}

function fillLink(group, { path, width, strength, sign, ...link }, name) {
  const line = group.firstChild;
  line.setAttribute("d", path);
  line.setAttribute("stroke-width", width);
  line.setAttribute("stroke-opacity", strength);
  group.dataset.sign = ["none", "plus", "minus"].at(sign);
  group.setAttribute("aria-label", name(link));
}

function makeUnit({ id }) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "unit", tabIndex: -1 });
  button.dataset.id = id;
  button.append(Object.assign(document.createElement("canvas"), { width: 1, height: 1 }));
  return button;
}

function fillUnit(button, { x, y, ...unit }, name) {
  placeAt(button, x, y);
  button.setAttribute("aria-label", name(unit));
}

/** Put an element's middle at a place of the drawing. */
export function placeAt(element, x, y) {
  element.style.setProperty("--x", `${x}px`);
  element.style.setProperty("--y", `${y}px`);
}

function moreUnits({ x, moreY, more }) {
  const element = Object.assign(document.createElement("span"), { className: "more-units", textContent: t("network.more_units", { count: more }) });
  placeAt(element, x, moreY);
  return element;
}

/** Write the features' names onto their units. */
export function nameInputs(stage, labels) {
  labels.forEach((label, index) => {
    const unit = stage.querySelector(`.unit[data-id="0.${index}"]`);
    const note = unit.querySelector("span") ?? unit.appendChild(document.createElement("span"));
    note.textContent = label;
  });
}

// --- maps -----------------------------------------------------------------------------------------

/** Draw each unit's own map; `units` are those of an answer. */
export function showMaps(stage, units, classes) {
  const theme = readTheme(stage);
  const layers = [units.input, ...units.layers];
  const signed = colours(theme, (value) => ({ colour: theme.palette[value > 0 ? 1 : 0], share: Math.abs(value) }));
  layers.forEach(({ maps, scale }, layer) => {
    const { bytes, side } = unpacked(maps);
    for (const unit of stage.querySelectorAll(`.unit[data-id^="${layer}."]`)) {
      const index = Number(unit.dataset.id.split(".")[1]);
      const colour = layer === layers.length - 1 ? colours(theme, probability(theme, index, classes, scale[index])) : signed;
      paint(unit.querySelector("canvas"), mapPixels(bytes.subarray(index * side * side, (index + 1) * side * side), colour), side);
    }
  });
}

/** A probability's colour: with two classes from one to the other, with more from the ground to the class's own. */
function probability(theme, index, classes, scale) {
  if (classes > 2) return (value) => ({ colour: theme.palette[index], share: value * scale });
  return (value) => {
    const lead = 2 * value * scale - 1;
    return { colour: theme.palette[lead > 0 ? 1 : 0], share: Math.abs(lead) };
  };
}

function colours({ ground }, colourOf) {
  return mapColours((colour, share) => channels(mix(ground, colour, STRENGTH * share)), colourOf);
}

function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

function unpacked({ bdata, shape }) {
  return { bytes: Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0)), side: Number(shape.split(",").at(-1)) };
}

function paint(canvas, pixels, side) {
  Object.assign(canvas, { width: side, height: side });
  canvas.getContext("2d").putImageData(new ImageData(pixels, side, side), 0, 0);
}

/** Show a unit's map in another canvas. */
export function copyMap(from, to) {
  Object.assign(to, { width: from.width, height: from.height });
  to.getContext("2d").drawImage(from, 0, 0);
}

// --- above the layers ------------------------------------------------------------------------------

/**
 * What stands above each layer: its name and, where it is hidden, how many units it has and their activation.
 * @param {{name, x, units?: number, activation?: string, note?: string}[]} layers units only where it is hidden
 * @param {Map<string, string>} phrases the activations there are to choose
 */
export function showHeads(place, layers, phrases) {
  const items = layers.map((layer, index) => ({ ...layer, layer: index, id: `${index}${layer.units === undefined ? "" : "h"}` }));
  keyed(place, items, (item) => makeHead(item, phrases), fillHead);
}

function makeHead({ id, units }, phrases) {
  const mould = document.getElementById(units === undefined ? "network-head-mould" : "network-layer-mould");
  const head = mould.content.firstElementChild.cloneNode(true);
  head.dataset.id = id;
  head.querySelector("select")?.append(...[...phrases].map(([value, text]) => new Option(text, value)));
  return head;
}

function fillHead(head, { layer, name, x, units, activation, note = "", least, most }) {
  placeAt(head, x, 0);
  head.dataset.layer = layer;
  head.querySelector(".layer-name").textContent = name;
  if (units === undefined) return void (head.querySelector(".layer-note").textContent = note);
  head.querySelector("output").textContent = units;
  const [less, more] = head.querySelectorAll("button");
  label(less, t("network.less_units", { layer }), units <= least);
  label(more, t("network.more", { layer }), units >= most);
  const select = head.querySelector("select");
  select.setAttribute("aria-label", t("network.activation_of", { layer }));
  choose(select, activation);
}

function label(button, text, disabled) {
  button.setAttribute("aria-label", text);
  button.disabled = disabled;
}

// A formula, or a number in brackets, is no choice of the list; it joins it, as its only guest.
function choose(select, value) {
  const guest = select.querySelector("[data-extra]");
  if (![...select.options].some((option) => option.value === value)) {
    const own = guest ?? select.appendChild(new Option());
    own.dataset.extra = "";
    Object.assign(own, { text: spoken(value, namesIn(select)), value });
  }
  select.value = value;
}

// --- the table --------------------------------------------------------------------------------------

/** All weights as tables, one for each layer: {caption, columns, rows: [{name, numbers}]}. */
export function showTables(place, tables) {
  place.replaceChildren(...tables.map(table));
}

function table({ caption, columns, rows }) {
  const element = document.createElement("table");
  element.append(Object.assign(document.createElement("caption"), { textContent: caption }));
  element.createTHead().append(line(cell("td", ""), ...columns.map((text) => cell("th", text, "col"))));
  element.createTBody().append(...rows.map(({ name, numbers }) => line(cell("th", name, "row"), ...numbers.map((text) => cell("td", text)))));
  return element;
}

function line(...cells) {
  const element = document.createElement("tr");
  element.append(...cells);
  return element;
}

function cell(tag, text, scope) {
  const element = Object.assign(document.createElement(tag), { textContent: text });
  if (scope) element.scope = scope;
  return element;
}
