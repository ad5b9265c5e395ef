// One's own points: drawn on the picture, or taken from a file (own-files.js). The text of the field `points` is the
// truth; what is on the way there (strokes, a class without points yet) is here, and outlives a reload as a draft.

import { control } from "./controls.js";
import { MOST_CLASSES, MOST_POINTS } from "./table-points.js";
import { draftOf, dropDraft, keepDraft } from "./drafts.js";
import { boxed, startEditor } from "./editor.js";
import { shortened } from "./figure-frame.js";
import { keep, kept } from "./kept.js";
import { t } from "./messages.js";
import { startFiles } from "./own-files.js";
import { areFine, parse, spelled } from "./pointscode.js";
import { OWN } from "./state.js";
import { symbols } from "./theme.js";
import { areNumbered, className } from "./words.js";

const PAUSE = 120; // ms after a stroke until it is trained on
const LETTERS = "abcdef";

/**
 * Bring the section of one's own points to life.
 * @param {{form, main, region, shown}} page
 * @param {{change: (replace: boolean) => void, pause: () => void}} tasks change: the form holds other points; pause:
 *   the points that are drawn are gone, and none can be drawn in their place yet
 */
export function startOwn(page, { change, pause }) {
  const section = page.main.querySelector(".own");
  const own = { page, change, pause, section, points: null, text: "", past: [], future: [], seeking: false, names: [], brush: 0, first: true, timer: 0 };
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
  own.files = startFiles(own.section, {
    data: () => (own.points ? { ...own.points, classes: called(own.names) } : page.shown?.result.data),
    open: () => { own.section.hidden = false; },
    take: (points, text) => take(own, points, text),
    seek: () => canvasOf(own)?.scrollIntoView({ block: "nearest" }),
  });
  return { opens: () => opens(own), sync: () => sync(own), shown: (result) => shown(own, result), refused: () => refused(own) };
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
  const cut = (values, places) => values.map((value) => shortened(value, places.at(-1) - places[0]));
  const points = { x: cut(data.x, x), y: cut(data.y, y), label: [...data.label], classes: data.classes, ...(data.columns ? { columns: data.columns } : {}) };
  own.names = namesOf(points);
  own.first = true;
  edit(own, { ...points, box: boxed([x[0], x.at(-1), y[0], y.at(-1)], points) });
}

function namesOf({ classes }) {
  return areNumbered(classes) ? classes.map(() => "") : classes;
}

/** Take over what the field holds now, unless it came from here. */
function sync(own) {
  const { form, main } = own.page;
  const mine = control(form, "dataset").value === OWN;
  own.section.hidden = !mine && !own.files.unfinished();
  main.toggleAttribute("data-own", mine);
  const text = mine ? control(form, OWN).value : "";
  if (text !== own.text) load(own, text);
  if (mine) paint(own);
  else own.editor.leave();
  able(own);
}

/** Without a picture, as where a link is refused, there is nothing to draw on, nor anything to begin with. */
function able({ page, section }) {
  const { form } = page;
  const can = hasPicture(page);
  for (const tool of section.querySelectorAll('.own-tool, [name="own-class"]')) tool.inert = !can;
  control(form, "dataset").querySelector(`[value="${OWN}"]`).disabled = !can && !control(form, OWN).value;
}

function hasPicture({ region, shown: drawn }) {
  return Boolean(drawn) || "drawn" in region.dataset;
}

/** The points of that text or, where somebody had gone on from there, as far as they had come. */
function load(own, text) {
  const points = text ? kept(text) ?? parse(text) : null;
  const draft = draftOf(text);
  const changed = draft && JSON.stringify(draft.points) !== JSON.stringify(points);
  own.points = draft?.points ?? points;
  if (own.points) own.names = draft?.names ?? namesOf(own.points);
  [own.text, own.past, own.future, own.first] = [text, changed && points ? [points] : [], [], true];
  if (changed && ready(own)) own.timer = setTimeout(commit, PAUSE, own); // somebody was faster than the page
}

/** A result is drawn: from now on, that picture is drawn upon. */
function shown(own, { runs, experiment }) {
  document.getElementById("edit-points").hidden = false;
  able(own);
  if (experiment.dataset !== OWN || !own.points) return own.editor.leave();
  const { x, y } = runs.at(-1).boundary;
  own.editor.place(canvasOf(own), [x[0], x.at(-1), y[0], y.at(-1)]);
  if (!ready(own)) own.pause(); // it is of points that were cleared since
  if (own.seeking) {
    seek(own); // its tools have taken their place by now
    own.editor.focus();
  }
  own.seeking = false;
  return undefined;
}

/** The picture that is drawn upon. */
function canvasOf({ page: { region } }) {
  return [...region.querySelectorAll(".panel:not([data-remix]) .stage")].at(-1);
}

/** Bring the tools into view and, where there is not room for both, rather the picture to draw in. */
function seek(own) {
  own.section.scrollIntoView({ block: "start" });
  canvasOf(own)?.scrollIntoView({ block: "nearest" });
}

/** Nothing is drawn of these points, whatever else was wrong: they can be changed all the same, where a picture is. */
function refused(own) {
  const { region, shown: drawn } = own.page;
  const stage = region.querySelector(".panel:last-of-type .stage");
  if (own.section.hidden || !own.points || !drawn || !stage || region.querySelector(".editor")) return;
  const { x, y } = drawn.result.runs.at(-1).boundary;
  own.editor.place(stage, [x[0], x.at(-1), y[0], y.at(-1)]);
  own.editor.paint(true);
}

// --- changes ---------------------------------------------------------------------------------------

function edit(own, points) {
  own.past.push(own.points);
  own.future = [];
  become(own, points);
}

function become(own, points) {
  own.points = points;
  keepDraft(own.text, own);
  paint(own);
  clearTimeout(own.timer);
  own.timer = setTimeout(commit, PAUSE, own);
}

/** Train on the points, once there are two of every class. */
function commit(own) {
  const { form } = own.page;
  const points = ready(own);
  if (!points) return void (own.points && own.pause());
  dropDraft(own.text);
  own.text = spelled(points) ?? keep(points);
  if (own.names.length > points.classes.length) keepDraft(own.text, own); // a class with a name and no points yet
  control(form, OWN).value = own.text;
  control(form, "dataset").value = OWN;
  own.change(!own.first);
  own.first = false;
}

/** The points as they can be trained on; null where something is missing, which `missing` says. */
function ready({ points, names }) {
  if (missing({ points, names })) return null;
  const used = Math.max(...points.label) + 1;
  return { ...points, classes: called(names.slice(0, used)) };
}

/** The names that classes have in a file or a link; those without one have their number. */
function called(names) {
  return names.map((name, k) => name || String(k));
}

function missing({ points, names, page }) {
  if (!points?.x.length) return t(page && !hasPicture(page) ? "own.none_yet" : "own.none");
  if (points.x.length > MOST_POINTS) return t("own.many", { most: MOST_POINTS });
  const counts = names.map((_, k) => points.label.filter((label) => label === k).length);
  const used = Math.max(2, counts.findLastIndex((count) => count > 0) + 1);
  const short = counts.slice(0, used).findIndex((count) => count < 2);
  if (short >= 0) return t("own.short", { name: spoken(names, short), count: 2 - counts[short] });
  const twice = called(names).find((name, k, all) => all.indexOf(name) < k);
  return twice ? t("own.twice", { name: twice }) : "";
}

function spoken(names, k) {
  return className(called(names), k);
}

function onChange(own, target) {
  if (target.matches(".own-name")) {
    own.names[Number(target.dataset.class)] = target.value.trim().slice(0, 40);
    edit(own, own.points);
  }
  if (target.matches('[name="own-class"]')) own.brush = Number(target.value);
  if (target.matches('[name="own-tool"]')) paint(own);
}

const actions = {
  undo: (own) => travel(own, own.past, own.future),
  redo: (own) => travel(own, own.future, own.past),
  clear: (own) => edit(own, { ...own.points, x: [], y: [], label: [] }),
  more: (own) => {
    own.names.push("");
    keepDraft(own.text, own);
    own.brush = own.names.length - 1;
    paint(own);
  },
  edit: (own) => {
    if (!own.page.shown) return;
    adopt(own, own.page.shown.result);
    own.section.hidden = false; // it is on its way, and has its place
    own.seeking = true;
    seek(own);
  },
};

/** Points out of a file. */
function take(own, points, remark) {
  own.names = namesOf(points);
  own.first = true;
  control(own.page.form, "dataset").value = OWN;
  sync({ ...own, text: control(own.page.form, OWN).value });
  edit(own, points);
  if (remark) say(own, remark);
}

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
    input.placeholder = spoken(names.with(k, ""), k);
    if (input !== document.activeElement) input.value = names[k];
  });
  section.querySelector('[data-own="more"]').disabled = names.length >= MOST_CLASSES;
  section.querySelector('[data-own="undo"]').disabled = !own.past.some(Boolean);
  section.querySelector('[data-own="redo"]').disabled = !own.future.length;
  const lack = missing(own);
  own.editor.paint(Boolean(lack));
  const count = points?.x.length ?? 0;
  say(own, lack || t(!kept(own.text) ? "own.count" : areFine(points) ? "own.kept_digits" : "own.kept", { count }));
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
