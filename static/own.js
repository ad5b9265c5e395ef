// One's own points: drawn on the picture, pasted or read from a file. The text of the field `points` is the truth;
// what is on the way there (strokes, a class without points yet) is here.

import { control } from "./controls.js";
import { CsvFault, readTable, writtenCsv } from "./csv.js";
import { guessColumns, MOST_CLASSES, MOST_POINTS, pointsOf } from "./csv-points.js";
import { startEditor } from "./editor.js";
import { keep, kept } from "./kept.js";
import { t } from "./messages.js";
import { parse, rounded, spelled } from "./pointscode.js";
import { OWN } from "./state.js";
import { symbols } from "./theme.js";

const PAUSE = 120; // ms after a stroke until it is trained on
const LARGEST = 20_000_000; // bytes of a file
const LETTERS = "abcdef";

/**
 * Bring the section of one's own points to life.
 * @param {{form, main, region, shown}} page
 * @param {(replace: boolean) => void} change called when the form holds other points
 */
export function startOwn(page, change) {
  const section = page.main.querySelector(".own");
  const own = { page, change, section, points: null, text: "", past: [], future: [], names: [], brush: 0, first: true, timer: 0 };
  own.editor = startEditor({
    tool: () => section.querySelector('[name="own-tool"]:checked').value,
    brush: () => own.brush,
    points: () => own.points,
    onStroke: (points) => edit(own, points),
    onSay: (text) => say(own, text),
  });
  for (const type of ["input", "change", "submit"]) section.addEventListener(type, (event) => event.stopPropagation()); // not the experiment's
  section.addEventListener("click", ({ target }) => actions[target.closest("[data-own]")?.dataset.own]?.(own));
  section.addEventListener("change", ({ target }) => onChange(own, target));
  section.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); });
  addEventListener("keydown", (event) => onShortcut(own, event));
  document.getElementById("edit-points").addEventListener("click", () => actions.edit(own));
  startDrop(own);
  return { opens: () => opens(own), sync: () => sync(own), shown: (result) => shown(own, result) };
}

/** Somebody chose own points from the list: those of before or, where there are none, those that are drawn now. */
function opens(own) {
  const { form, shown: drawn } = own.page;
  if (control(form, "dataset").value !== OWN || control(form, OWN).value) return false;
  if (drawn) adopt(own, drawn.result);
  return true;
}

function adopt(own, { data, runs }) {
  const { x, y } = runs.at(-1).boundary;
  const decimals = decimalsFor(x.at(-1) - x[0]);
  const cut = (values) => values.map((value) => Number(value.toFixed(decimals)) + 0);
  const points = { x: cut(data.x), y: cut(data.y), label: [...data.label], classes: data.classes, box: null };
  own.names = namesOf(points);
  own.first = true;
  edit(own, boxed(points, [x[0], x.at(-1), y[0], y.at(-1)]));
}

/** Decimals that tell a thousand places apart in a picture of that width. */
function decimalsFor(width) {
  return Math.min(Math.max(3 - Math.floor(Math.log10(width / 2)), 0), 12);
}

/** The points in a picture that stays where it is, which holds all of them. */
function boxed(points, [left, right, bottom, top]) {
  const decimals = decimalsFor(right - left);
  const sides = [Math.min(left, ...points.x), Math.max(right, ...points.x), Math.min(bottom, ...points.y), Math.max(top, ...points.y)];
  return { ...points, box: sides.map((side) => Number(side.toFixed(decimals)) + 0) };
}

function namesOf({ classes }) {
  return classes.map((name, k) => (name === String(k) ? "" : name));
}

/** Take over what the field holds now, unless it came from here. */
function sync(own) {
  const { form, main } = own.page;
  const mine = control(form, "dataset").value === OWN;
  own.section.hidden = !mine && !own.section.querySelector(".own-text").value; // a text that is no points yet stays in sight
  main.toggleAttribute("data-own", mine);
  const text = mine ? control(form, OWN).value : "";
  if (text !== own.text) {
    own.points = text ? kept(text) ?? parse(text) : null;
    if (own.points) own.names = namesOf(own.points);
    [own.text, own.past, own.future, own.first] = [text, [], [], true];
  }
  if (mine) paint(own);
  else own.editor.leave();
}

/** A result is drawn: from now on, that picture is drawn upon. */
function shown(own, { runs, experiment }) {
  document.getElementById("edit-points").hidden = false;
  if (experiment.dataset !== OWN || !own.points) return own.editor.leave();
  const { x, y } = runs.at(-1).boundary;
  return own.editor.place([...own.page.region.querySelectorAll(".panel:not([data-remix]) .stage")].at(-1), [x[0], x.at(-1), y[0], y.at(-1)]);
}

// --- changes ---------------------------------------------------------------------------------------

function edit(own, points) {
  own.past.push(own.points);
  own.future = [];
  become(own, points);
}

function become(own, points) {
  own.points = points;
  paint(own);
  clearTimeout(own.timer);
  own.timer = setTimeout(commit, PAUSE, own);
}

/** Train on the points, once there are two of every class. */
function commit(own) {
  const { form } = own.page;
  const points = ready(own);
  if (!points) return;
  own.text = spelled(points) ?? keep(points);
  control(form, OWN).value = own.text;
  control(form, "dataset").value = OWN;
  own.change(!own.first);
  own.first = false;
}

/** The points as they can be trained on; null where something is missing, which `missing` says. */
function ready({ points, names }) {
  if (missing({ points, names })) return null;
  const used = Math.max(...points.label) + 1;
  return { ...points, classes: names.slice(0, used).map((name, k) => name || String(k)) };
}

function missing({ points, names }) {
  if (!points?.x.length) return t("own.none");
  if (points.x.length > MOST_POINTS) return t("own.many", { most: MOST_POINTS });
  const counts = names.map((_, k) => points.label.filter((label) => label === k).length);
  const used = Math.max(2, counts.findLastIndex((count) => count > 0) + 1);
  const short = counts.slice(0, used).findIndex((count) => count < 2);
  if (short >= 0) return t("own.short", { name: spoken(names, short), count: 2 - counts[short] });
  const called = names.map((name, k) => name || String(k));
  const twice = called.find((name, k) => called.indexOf(name) < k);
  return twice ? t("own.twice", { name: twice }) : "";
}

function spoken(names, k) {
  return names[k] || t(`figure.class.${LETTERS[k]}`);
}

function onChange(own, target) {
  if (target.matches(".own-name")) {
    own.names[Number(target.dataset.class)] = target.value.trim().slice(0, 40);
    edit(own, own.points);
  }
  if (target.matches('[name="own-class"]')) own.brush = Number(target.value);
  if (target.matches('[name="own-tool"]')) paint(own);
  if (target.matches(".own-file")) readFile(own, target.files[0]);
}

const actions = {
  undo: (own) => travel(own, own.past, own.future),
  redo: (own) => travel(own, own.future, own.past),
  clear: (own) => edit(own, { ...own.points, x: [], y: [], label: [] }),
  more: (own) => {
    own.names.push("");
    own.brush = own.names.length - 1;
    paint(own);
  },
  edit: (own) => {
    if (own.page.shown) adopt(own, own.page.shown.result);
    own.section.scrollIntoView({ block: "nearest" });
  },
  save: (own) => save(own),
  use: (own) => take(own, own.section.querySelector(".own-text").value),
};

function travel(own, from, to) {
  if (!from.length) return;
  to.push(own.points);
  become(own, from.pop());
}

function onShortcut(own, event) {
  if (own.section.hidden || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  if (event.target.matches?.("input:not([type=radio]), textarea")) return;
  event.preventDefault();
  actions[event.shiftKey ? "redo" : "undo"](own);
}

// --- what is seen ----------------------------------------------------------------------------------

function paint(own) {
  const { section, points, names } = own;
  while (names.length < 2) names.push("");
  own.brush = Math.min(own.brush, names.length - 1);
  const place = section.querySelector(".own-classes");
  while (place.children.length < names.length) place.append(castClass(place.children.length));
  while (place.children.length > names.length) place.lastElementChild.remove();
  [...place.children].forEach((item, k) => {
    item.querySelector("[type=radio]").checked = k === own.brush;
    const input = item.querySelector(".own-name");
    if (input !== document.activeElement) input.value = names[k];
  });
  section.querySelector('[data-own="more"]').disabled = names.length >= MOST_CLASSES;
  section.querySelector('[data-own="undo"]').disabled = !own.past.some(Boolean);
  section.querySelector('[data-own="redo"]').disabled = !own.future.length;
  const lack = missing(own);
  own.editor.paint(Boolean(lack));
  const count = points?.x.length ?? 0;
  say(own, lack || t(kept(own.text) ? "own.kept" : "own.count", { count }));
}

function castClass(k) {
  const item = document.getElementById("own-class-mould").content.firstElementChild.cloneNode(true);
  const [radio, input] = [item.querySelector("[type=radio]"), item.querySelector(".own-name")];
  const colour = t(`figure.class.${LETTERS[k]}`);
  Object.assign(radio, { value: k });
  radio.setAttribute("aria-label", t("own.brush", { name: colour }));
  Object.assign(input, { placeholder: colour });
  input.dataset.class = k;
  input.setAttribute("aria-label", t("own.name", { name: colour }));
  item.querySelector("svg").classList.add(`class-${LETTERS[k]}`);
  item.querySelector("path").setAttribute("d", symbols[k](5));
  return item;
}

function say({ section }, text) {
  const place = section.querySelector(".own-state");
  if (place.textContent !== text) place.textContent = text;
}

// --- files -----------------------------------------------------------------------------------------

function startDrop(own) {
  addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  addEventListener("drop", (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    if (document.getElementById("edit-points").checkVisibility()) readFile(own, file); // a link may have locked it
  });
  own.section.querySelector(".own-text").addEventListener("paste", () => setTimeout(() => actions.use(own)));
}

async function readFile(own, file) {
  if (!file) return;
  own.section.hidden = false;
  own.section.querySelector(".own-files").open = true;
  if (file.size > LARGEST) return void complain(own, t("own.large"));
  const text = decoded(new Uint8Array(await file.arrayBuffer()));
  own.section.querySelector(".own-text").value = text;
  take(own, text);
}

// Spreadsheets write UTF-8, or UTF-16 with a mark, or what the country used before.
function decoded(bytes) {
  const marked = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.subarray(0, 2).join()];
  for (const encoding of marked ? [marked] : ["utf-8", "euc-kr"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // then it is the next one
    }
  }
  return new TextDecoder("windows-1252").decode(bytes);
}

/** Take the points of a text; whatever is wrong is said beside it, and the text stays. */
function take(own, text) {
  try {
    const table = readTable(text);
    const { of, ...points } = pointsOf(table, columnsOf(own, table));
    complain(own, "");
    own.names = namesOf(points);
    own.first = true;
    control(own.page.form, "dataset").value = OWN;
    sync({ ...own, text: control(own.page.form, OWN).value });
    edit(own, { ...points, x: rounded(points.x), y: rounded(points.y), box: null });
    if (of > points.x.length) say(own, t("own.sampled", { of, count: points.x.length }));
  } catch (fault) {
    if (!(fault instanceof CsvFault)) throw fault;
    complain(own, t(`csv.${fault.key}`, fault.values));
  }
}

/** The columns that are chosen; where the file has others than before, those that look right. */
function columnsOf(own, table) {
  const names = Array.from({ length: table.columns }, (_, column) => table.header?.[column] || t("own.column", { number: column + 1 }));
  const place = own.section.querySelector(".own-columns");
  const selects = [...place.querySelectorAll("select")];
  place.hidden = table.columns === 3;
  if (place.dataset.names !== JSON.stringify(names)) {
    place.dataset.names = JSON.stringify(names);
    const guess = guessColumns(table);
    for (const select of selects) {
      select.replaceChildren(...names.map((name, column) => new Option(name, column)));
      select.value = guess[select.dataset.column];
    }
  }
  return Object.fromEntries(selects.map((select) => [select.dataset.column, Number(select.value)]));
}

function complain(own, text) {
  const [box, place] = [own.section.querySelector(".own-text"), document.getElementById("points-problem")];
  box.toggleAttribute("aria-invalid", Boolean(text));
  if (text) box.setAttribute("aria-invalid", "true");
  place.removeAttribute("lang");
  place.textContent = text;
  place.hidden = !text;
}

function save({ page, points, names }) {
  const data = points ? { ...points, classes: names.map((name, k) => name || String(k)) } : page.shown?.result.data;
  if (!data) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([writtenCsv(data)], { type: "text/csv" }));
  link.download = "points.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
