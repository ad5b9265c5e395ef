// Finding one's way in the drawing of a network with pointer or keys, and changing a number at its place.

import { middleOf, nearestLink, neighbour } from "./figure-network.js";
import { copyMap, placeAt } from "./network-view.js";

const REACH = { mouse: 9, touch: 18 }; // px, from a pointer to the weight that it means
const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/**
 * Watch a stage.
 * @param {{change: (place, value) => void, name: (place, options) => string, value: (place) => number}} tasks a name
 *   is with its number, unless {value: false}
 * @returns {{moved: (figure) => void, close: () => void}} to be told where things lie now
 */
export function startEditing(stage, { change, name, value }) {
  const drawing = stage.querySelector(".network-drawing");
  const editing = { stage, drawing, change, name, value, figure: null, open: null, before: 0, side: "in", tip: stage.querySelector(".network-tip"), editor: stage.querySelector(".network-editor") };
  drawing.addEventListener("pointermove", (event) => hover(editing, event));
  drawing.addEventListener("pointerleave", () => point(editing, null));
  drawing.addEventListener("click", (event) => click(editing, event));
  drawing.addEventListener("focusin", ({ target }) => focusOn(editing, target));
  drawing.addEventListener("focusout", () => point(editing, null));
  drawing.addEventListener("keydown", (event) => onKey(editing, event));
  editing.editor.addEventListener("input", ({ target }) => typed(editing, target));
  editing.editor.addEventListener("submit", (event) => { event.preventDefault(); close(editing, true); });
  document.addEventListener("pointerdown", ({ target }) => editing.open && !drawing.contains(target) && close(editing));
  return { moved: (figure) => moved(editing, figure), close: () => close(editing) };
}

function moved(editing, figure) {
  editing.figure = figure;
  if (editing.open) editing.open = itemOf(editing, editing.open.id) ?? null;
  editing.editor.hidden = !editing.open;
  if (!editing.drawing.querySelector('[tabindex="0"]')) elementOf(editing, figure.columns[0].units[0].id)?.setAttribute("tabindex", 0);
}

function itemOf({ figure }, id) {
  return figure.links.find((link) => link.id === id) ?? figure.columns.flatMap(({ units }) => units).find((unit) => unit.id === id);
}

function elementOf({ drawing }, id) {
  return drawing.querySelector(`[data-id="${id}"]`);
}

// --- pointing --------------------------------------------------------------------------------------

function hover(editing, event) {
  point(editing, editing.editor.contains(event.target) ? null : under(editing, event));
}

/** The unit or the weight that a pointer means. */
function under(editing, { target, clientX, clientY, pointerType }) {
  const unit = target.closest?.(".unit");
  if (unit) return itemOf(editing, unit.dataset.id);
  const box = editing.drawing.getBoundingClientRect();
  return nearestLink(editing.figure, clientX - box.left, clientY - box.top, REACH[pointerType] ?? REACH.mouse);
}

/** Light up a unit with its weights, or a weight, and say what it is; nothing where it is null. */
function point(editing, item) {
  const { drawing, tip, stage, open } = editing;
  item ??= open; // what is being changed stays lit
  const lit = item && (isLink(item) ? (link) => link.id === item.id : (link) => touches(link, item));
  for (const link of editing.figure?.links ?? []) elementOf(editing, link.id)?.classList.toggle("lit", Boolean(lit?.(link)));
  drawing.toggleAttribute("data-pointing", Boolean(item));
  drawing.classList.toggle("on-link", Boolean(item && isLink(item)));
  tip.hidden = !item || Boolean(open);
  if (tip.hidden) return;
  const unit = !isLink(item) && elementOf(editing, item.id);
  tip.querySelector("span").textContent = editing.name(item);
  tip.querySelector("canvas").hidden = !unit || stage.hasAttribute("data-stale");
  if (unit) copyMap(unit.querySelector("canvas"), tip.querySelector("canvas"));
  beside(editing, tip, item);
}

function isLink({ input }) {
  return input !== undefined;
}

function touches(link, { layer, unit }) {
  return (link.layer === layer && link.unit === unit) || (link.layer === layer + 1 && link.input === unit);
}

/** Put something beside a unit or a weight, inside the drawing. */
function beside({ figure }, element, item) {
  const [x, y] = isLink(item) ? middleOf(item) : [item.x, item.y];
  element.dataset.below = y < figure.height / 2 ? "" : "no";
  const half = element.offsetWidth / 2;
  placeAt(element, Math.min(Math.max(x, half), figure.width - half), y);
}

// --- keys ------------------------------------------------------------------------------------------

function focusOn(editing, target) {
  const element = target.closest("[data-id]");
  if (!element?.isConnected) return;
  editing.drawing.querySelectorAll('[tabindex="0"]').forEach((other) => other.setAttribute("tabindex", -1));
  element.setAttribute("tabindex", 0);
  if (element.matches(":focus-visible")) point(editing, itemOf(editing, element.dataset.id));
}

function onKey(editing, event) {
  if (event.key === "Escape" && editing.open) return close(editing, true);
  const element = event.target.closest("[data-id]");
  if (!element?.isConnected) return undefined; // it was of another network
  if (ARROWS.includes(event.key)) {
    event.preventDefault();
    const { id, side } = neighbour(editing.figure, element.dataset.id, event.key, editing.side);
    editing.side = side;
    elementOf(editing, id).focus();
  } else if (["Enter", " "].includes(event.key)) {
    event.preventDefault(); // a unit is a button, which would be clicked, too
    open(editing, itemOf(editing, element.dataset.id));
  }
  return undefined;
}

// --- a number at its place -------------------------------------------------------------------------

function click(editing, event) {
  if (editing.editor.contains(event.target)) return;
  const item = under(editing, event);
  if (item) open(editing, item);
  else close(editing);
}

function open(editing, item) {
  if (item.layer === 0) return; // an input has no number
  const { editor } = editing;
  const value = editing.value(item);
  Object.assign(editing, { open: item, before: value });
  point(editing, item);
  editor.querySelector(".editor-name").textContent = editing.name(item, { value: false });
  const reach = Math.max(6, Math.ceil(1.5 * Math.abs(value)));
  const [number, slider] = editor.querySelectorAll("input");
  Object.assign(slider, { min: -reach, max: reach });
  number.value = slider.value = Number(value.toPrecision(4));
  editor.hidden = false;
  beside(editing, editor, item);
  number.focus();
  number.select();
}

/** A number is being typed; while there is none, the one that was there is back. */
function typed(editing, input) {
  const { layer, unit, input: from } = editing.open;
  if (input.value === "" || !Number.isFinite(Number(input.value))) return editing.change({ layer, unit, input: from }, editing.before);
  for (const twin of editing.editor.querySelectorAll("input")) if (twin !== input) twin.value = input.value;
  return editing.change({ layer, unit, input: from }, Number(input.value));
}

function close(editing, goBack = false) {
  const { open: item, editor } = editing;
  if (!item) return;
  editing.open = null;
  editor.hidden = true;
  point(editing, null);
  if (goBack) elementOf(editing, item.id)?.focus();
}
