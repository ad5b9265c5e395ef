// The network below the pictures: shows the one that drew the last picture, lets its numbers be changed by hand, and
// has the changed one evaluated. What is changed stays until another experiment is run; the address holds it, too.

import { evaluate } from "./api.js";
import { control, labelsOfTicks } from "./controls.js";
import { isOther, networkFigure, weightOf, withActivations, withWeight } from "./figure-network.js";
import { t } from "./messages.js";
import { startEditing } from "./network-editing.js";
import { readEdits, readFile, writeEdits } from "./network-link.js";
import { nameInputs, showFigure, showHeads, showMaps, showTables } from "./network-view.js";
import { showResult } from "./network-result.js";
import { headsOf, nameOf, outcome, story, tablesOf } from "./network-words.js";
import { dropRemix, showRemix } from "./remix.js";
import { together } from "./state.js";
import { showNotice } from "./status.js";
import * as words from "./words.js";

const LAYERS = { least: 0, most: 6 };
const UNITS = { least: 1, most: 64 };
const ADDRESS_PACE = 300; // ms after the last change until the address holds it
const NEAR = "300px"; // before the section comes into view, it is drawn and its maps are fetched

/**
 * Bring the section to life.
 * @param {{form: HTMLFormElement, region: Element, phrases: Map}} page
 * @param {{apply: Function, inTurn: Function}} tasks apply(values) sets fields as a person would
 * @returns {{show: ({query, result}) => void}} to be told of each result that is drawn
 */
export function startNetwork(section, page, tasks) {
  const net = {
    section, ...page, ...tasks,
    stage: section.querySelector(".network-stage"),
    base: null, // what was trained: {result, run}
    network: null, // what is shown: the trained network, or what was made of it
    edited: null, // its answer, where it is not the trained one
    maps: new Map(), // the unit maps of networks, newest last
    wanted: null, // what is to be evaluated next
    busy: false,
    past: [], future: [], // networks to go back to, and forth
    place: "", // of the number that was changed last: a drag along it is one change
    linked: new URLSearchParams(location.search).getAll("weights").at(-1), // edits of the address that are still to be made
    lateAddress: 0, // the timer of an address that is still to be written
    begun: [], // what was asked for before anything was drawn
    seen: false,
    late: false, // whether another network is drawn than the one that is shown
  };
  // Before a pointer or a key means something in the drawing, the drawing is that of the network.
  for (const type of ["pointermove", "click", "focusin", "keydown"]) net.stage.addEventListener(type, () => net.late && draw(net), true);
  net.edit = startEditing(net.stage, {
    change: (place, value) => change(net, withWeight(net.network, place, value), Object.values(place).join(".")),
    name: (place, options) => nameOf(named(net), place, options),
    value: ({ layer, unit, input }) => weightOf(net.network, layer, unit, input),
  });
  section.querySelector(".network-layers").addEventListener("click", ({ target }) => target.dataset.turn && whenThere(net, () => turnLayers(net, Number(target.dataset.turn))));
  net.stage.querySelector(".network-heads").addEventListener("click", ({ target }) => target.dataset.turn && turnUnits(net, target));
  net.stage.querySelector(".network-heads").addEventListener("change", ({ target }) => chooseActivation(net, target));
  section.querySelector("#network-back").addEventListener("click", () => whenThere(net, () => goBack(net, section.querySelector(".network-keep input"))));
  net.region.addEventListener("click", ({ target }) => target.matches("[data-remix] .remove") && goBack(net, net.region));
  section.querySelector("#network-download").addEventListener("click", () => whenThere(net, () => download(net)));
  const file = section.querySelector("#network-file");
  section.querySelector("#network-open").addEventListener("click", () => file.click());
  file.addEventListener("change", () => whenThere(net, () => open(net, file)));
  section.querySelector(".network-table").addEventListener("toggle", () => tables(net));
  new ResizeObserver(() => net.network && draw(net)).observe(section.querySelector(".network-scroll"));
  new IntersectionObserver((entries) => {
    net.seen = entries.at(-1).isIntersecting;
    if (net.seen && net.late) draw(net);
    if (net.seen) needMaps(net);
  }, { rootMargin: NEAR }).observe(section);
  section.querySelector("#network-undo").addEventListener("click", () => travel(net, net.past, net.future));
  section.querySelector("#network-redo").addEventListener("click", () => travel(net, net.future, net.past));
  addEventListener("keydown", (event) => onShortcut(net, event));
  return {
    show: ({ result }) => show(net, result),
    /** The address is another one: its edits are made of what is drawn, or of what will be. */
    follow(same) {
      net.linked = new URLSearchParams(location.search).getAll("weights").at(-1) ?? "";
      if (same && net.base) take(net);
    },
    /** Whether there are edits that no link holds. */
    get homeless() {
      return Boolean(net.base) && writeEdits(net.base.run.network, net.network) === null;
    },
  };
}

/** Do it at once or, where nothing is drawn yet, as soon as it is. */
function whenThere(net, task) {
  if (net.base) task();
  else net.begun.push(task);
}

// --- what is shown ---------------------------------------------------------------------------------

/** A result is drawn: a new one, or the same one again, in other colours for instance. */
function show(net, result) {
  net.section.hidden = false;
  if (net.base?.result !== result) {
    const run = result.runs.at(-1);
    Object.assign(net, { base: { result, run }, network: run.network, edited: null, wanted: null });
    for (const name of ["undo", "redo"]) net.section.querySelector(`#network-${name}`).disabled = true;
    Object.assign(net, { past: [], future: [], place: "" });
    net.maps.clear();
    net.edit.close();
    net.section.querySelector(".network-keep input").checked = false;
  }
  if (net.linked) take(net);
  net.linked = null;
  if (net.seen) draw(net);
  else net.late = true; // it is drawn when it comes into view
  needMaps(net);
  if (net.edited) net.inTurn(() => net.edited && showEdited(net));
  sayAbove(net);
  net.begun.splice(0).forEach((task) => task());
}

function draw(net) {
  net.late = false;
  const figure = networkFigure(net.network, net.section.querySelector(".network-scroll").clientWidth);
  showFigure(net.stage, figure, (place) => nameOf(named(net), place));
  nameInputs(net.stage, named(net).inputs);
  showHeads(net.stage.querySelector(".network-heads"), headsOf(named(net), figure, UNITS), net.phrases);
  net.section.querySelector(".network-layers output").textContent = hiddenUnits(net).length;
  const [fewer, more] = net.section.querySelectorAll(".network-layers button");
  fewer.disabled = hiddenUnits(net).length <= LAYERS.least;
  more.disabled = hiddenUnits(net).length >= LAYERS.most;
  net.edit.moved(figure);
  const maps = net.maps.get(net.network);
  if (maps) showMaps(net.stage, maps, net.base.result.data.classes.length);
  net.stage.toggleAttribute("data-stale", !maps);
  result(net);
  tell(net);
  tables(net);
}

/** What the network comes to: as trained and, beside it, as it was edited, of the newest answer there is. */
function result({ section, base, edited }) {
  const [trained, byHand] = section.querySelectorAll(".network-picture");
  picture(trained, base.result.data, base.run);
  byHand.hidden = !edited;
  if (edited) picture(byHand, base.result.data, edited);
  section.querySelector(".network-of").textContent = words.score(base.run).of;
}

function picture(place, data, run) {
  const { value, of } = words.score(run);
  const canvas = place.querySelector("canvas");
  showResult(canvas, data, run);
  canvas.setAttribute("aria-label", t("network.result", { value, of }));
  place.querySelector("strong").textContent = value;
}

function tables(net) {
  const fold = net.section.querySelector(".network-table");
  if (fold.open && net.network) showTables(fold.querySelector(".network-tables"), tablesOf(named(net)));
}

/** What network-words.js names things by. */
function named({ form, network, base, phrases }) {
  const labels = labelsOfTicks(form, "features");
  return { network, inputs: network.input.features.map((name) => labels.get(name) ?? name), data: base.result.data, phrases };
}

/** Say whether these are the trained weights and, where they are not, what that has changed. */
function tell(net) {
  const { base: { run }, network, edited, section } = net;
  const byHand = network !== run.network;
  section.toggleAttribute("data-edited", byHand);
  const place = section.querySelector(".network-state");
  const text = byHand ? `${story(run.network, network)} ${edited ? outcome(run, edited) : ""} ${t(writeEdits(run.network, network) === null ? "network.no_link" : "network.in_link")}` : t("network.trained");
  place.removeAttribute("lang");
  if (place.textContent !== text) place.textContent = text;
}

/** The answer at the top is of the trained network: say so where another one is shown, and what that comes to. */
function sayAbove({ form, base, network, edited }) {
  const [trained, byHand] = form.querySelectorAll(".as-trained, .by-hand");
  trained.hidden = network === base.run.network;
  byHand.hidden = trained.hidden || !edited;
  if (byHand.hidden) return;
  const text = t(`verdict.by_hand_${words.splitOf(edited)}`, { score: words.percentInOneLine(edited.accuracy[words.splitOf(edited)]) });
  const line = byHand.querySelector(".by-hand-line");
  if (line.textContent !== text) line.textContent = text;
}

// --- weights of one's own --------------------------------------------------------------------------

/** Make the edits that the address holds. */
function take(net) {
  const trained = net.base.run.network;
  const network = net.linked ? readEdits(trained, net.linked) : trained;
  net.linked = null;
  if (!network) return showNotice(t("network.bad_link"));
  become(net, network);
}

/** Take the weights of a file; the same file can be chosen again. */
async function open(net, input) {
  const text = await input.files[0]?.text();
  input.value = "";
  if (text === undefined) return;
  const network = readFile(net.base.run.network, text);
  if (!network) return showNotice(t("network.bad_file"));
  net.edit.close();
  change(net, network);
}

function change(net, network, place = "") {
  if (!place || place !== net.place) net.past.push(net.network);
  Object.assign(net, { place, future: [] });
  become(net, network);
  keepInAddress(net);
}

/** Undo, or redo. */
function travel(net, from, to) {
  if (!from.length) return;
  to.push(net.network);
  net.place = "";
  net.edit.close();
  become(net, from.pop());
  keepInAddress(net);
}

function onShortcut(net, event) {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.defaultPrevented) return;
  const here = net.section.contains(event.target);
  if (!here && (event.target.matches?.("input, textarea, select") || net.form.closest("main").hasAttribute("data-own"))) return;
  const [from, to] = event.shiftKey ? [net.future, net.past] : [net.past, net.future];
  if (!from.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  travel(net, from, to);
}

// Browsers count who writes addresses too often, and a number that is dragged has one.
function keepInAddress(net) {
  clearTimeout(net.lateAddress);
  const { base } = net;
  net.lateAddress = setTimeout(() => net.base === base && net.keep(writeEdits(base.run.network, net.network) ?? ""), ADDRESS_PACE);
}

function become(net, network) {
  net.section.querySelector(".network-keep input").checked = network !== net.base.run.network || net.past.length > 0;
  net.network = isOther(network, net.base.run.network) ? network : net.base.run.network;
  const [undo, redo] = ["undo", "redo"].map((name) => net.section.querySelector(`#network-${name}`));
  [undo.disabled, redo.disabled] = [!net.past.length, !net.future.length];
  draw(net);
  sayAbove(net);
  ask(net);
}

function goBack(net, next) {
  net.edit.close();
  if (net.network !== net.base.run.network) net.past.push(net.network);
  Object.assign(net, { place: "", future: [] });
  become(net, net.base.run.network);
  keepInAddress(net);
  forget(net);
  draw(net);
  next.focus({ preventScroll: true });
}

/** What was made of the trained network is gone, or on its way out. */
function forget(net) {
  const { base: { result }, region, phrases, datasets } = net;
  Object.assign(net, { edited: null, wanted: null });
  sayAbove(net);
  net.inTurn(() => net.edited || net.base.result !== result || dropRemix(region, result, phrases, datasets));
}

function needMaps(net) {
  if (net.seen && net.network && !net.maps.has(net.network)) ask(net);
}

/** Have the network evaluated as it is now; of those that come while one is under way, the newest. */
async function ask(net) {
  net.wanted = net.network;
  if (net.busy) return;
  net.busy = true;
  try {
    while (net.wanted) await askOnce(net);
  } finally {
    net.busy = false;
  }
}

async function askOnce(net) {
  const [network, base] = [net.wanted, net.base];
  net.wanted = null;
  try {
    const { run, units } = await evaluate(bodyOf(base.result, network));
    if (base === net.base) await answered(net, network, run, units);
  } catch (problem) {
    if (base === net.base) refused(net, problem);
  }
}

/** What POST /api/v1/evaluate takes: the experiment without what follows from the network. */
function bodyOf({ experiment }, network) {
  const { activation, hidden, features, ...fields } = experiment;
  return { ...fields, encoding: "base64", network, units: true };
}

async function answered(net, network, run, units) {
  net.maps.set(network, units);
  const trained = network === net.base.run.network;
  if (net.network === net.base.run.network && !trained) return; // somebody went back while it was computed
  if (!trained) {
    net.edited = run;
    sayAbove(net);
    await net.inTurn(() => net.edited === run && showEdited(net));
  } else if (net.edited && net.network === network) {
    forget(net); // the last difference was taken back by hand
  }
  while (net.maps.size > 2) net.maps.delete([...net.maps.keys()].find((each) => each !== net.base.run.network));
  if (net.maps.has(net.network)) draw(net);
  else showMaps(net.stage, units, net.base.result.data.classes.length);
}

/** One more picture above, with its numbers: the network as it was changed. */
function showEdited({ base: { result, run: { solver } }, edited, region, phrases, datasets }) {
  return showRemix(region, result, { ...edited, solver }, phrases, datasets);
}

function refused(net, problem) {
  if (!("errors" in problem)) throw problem;
  const told = words.refusals(problem, net.labels);
  const place = net.section.querySelector(".network-state");
  place.textContent = told.map(({ text }) => text).join(" ");
  place.lang = told[0].lang || document.documentElement.lang;
}

function download(net) {
  const { units, ...body } = bodyOf(net.base.result, net.network);
  const blob = new Blob([JSON.stringify({ ...body, encoding: "json" }, null, 1)], { type: "application/json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "bendline-network.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// --- another network -------------------------------------------------------------------------------

/** The units of each hidden layer that the form asks for, which may be newer than what is drawn. */
function hiddenUnits({ form, network }) {
  const typed = control(form, "hidden").value.split(",").map((part) => part.trim()).filter(Boolean).map(Number);
  return typed.every(Number.isInteger) ? typed : network.layers.slice(0, -1).map(({ biases }) => biases.length);
}

function turnLayers(net, turn) {
  const units = hiddenUnits(net);
  const wanted = turn > 0 ? [...units, units.at(-1) ?? 8] : units.slice(0, -1);
  if (wanted.length <= LAYERS.most) rebuild(net, wanted, fitted(names(net), wanted.length));
}

function turnUnits(net, button) {
  const layer = Number(button.closest("[data-layer]").dataset.layer) - 1;
  const units = hiddenUnits(net);
  const wanted = (units[layer] ?? 1) + Number(button.dataset.turn);
  if (wanted < UNITS.least || wanted > UNITS.most || layer >= units.length) return;
  button.parentElement.querySelector("output").textContent = wanted;
  rebuild(net, units.with(layer, wanted), fitted(names(net), units.length));
}

function rebuild(net, units, activations) {
  net.apply({ hidden: units.join(","), ...(activations.length ? { activation: together(activations) } : {}) });
}

/** The hidden layers' activations. */
function names({ network }) {
  return network.layers.slice(0, -1).map(({ activation }) => activation);
}

function fitted(activations, count) {
  return activations.length ? Array.from({ length: count }, (_, index) => activations[index] ?? activations.at(-1)) : [];
}

/** Another activation for one layer: trained anew or, where the weights are to be kept, with the same weights. */
function chooseActivation(net, select) {
  const layer = Number(select.closest("[data-layer]").dataset.layer) - 1;
  const wanted = names(net).with(layer, select.value);
  if (net.section.querySelector(".network-keep input").checked) change(net, withActivations(net.network, wanted));
  else net.apply({ activation: together(wanted) });
}
