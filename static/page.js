// The page at work: a change in the form becomes the address, the address a request, its answer the pictures.

import { showAnswer } from "./answer.js";
import { Problem, spelledOut } from "./api.js";
import { isDark } from "./appearance.js";
import { whenIdle, whenWanted } from "./arrival.js";
import { acceptCommas } from "./commas.js";
import { offerOthers, showComparison, startComparing } from "./comparing.js";
import { adoptSpelling, boundClasses, control, fieldsOf, fillForm, fillHelpers, fitClasses, isTouched, labelsOf, namesIn, readForm, watch } from "./controls.js";
import { cutter } from "./cutting.js";
import { follow } from "./dragging.js";
import { startGauges } from "./gauge.js";
import { isKept, isLost } from "./kept.js";
import { t } from "./messages.js";
import { startNetwork } from "./network.js";
import { addressWith, startModes } from "./modes.js";
import { showPanels } from "./panels.js";
import { startOwn } from "./own.js";
import { startOffline } from "./offline.js";
import { loadPlotly } from "./plot.js";
import { changed, readQuery, squeezed, withChosen, writeQuery } from "./state.js";
import { clearProblems, showBusy, showNotice, showProblem } from "./status.js";
import { showTakeaway, startTakeaway } from "./takeaway.js";
import { startTraining } from "./training.js";
import { askForCurve, dimCurve, endTyping, isTyping, repaintCurve, showCurve, startTyping } from "./typing.js";
import { startWhy } from "./why.js";
import * as words from "./words.js";

const ADDRESS_PACE = 400; // ms; Safari takes a hundred new addresses in half a minute

/** Bring the page that the server sent to life. */
export function startPage(document) {
  const page = parts(document);
  boundClasses(page.form);
  adoptSpelling(page.form);
  fillHelpers(page.form);
  watch(page.form, ({ control: used, replace, dragged }) => (dragged ? page.dragging.move(used, !replace) : onChange(page, used, replace)));
  addEventListener("popstate", () => onTravel(page));
  document.getElementById("retry").addEventListener("click", () => refresh(page));
  document.getElementById("reset").addEventListener("click", (event) => onReset(page, event));
  document.getElementById("copy").addEventListener("click", () => copyLink(page));
  for (const button of document.querySelectorAll("[data-next]")) button.addEventListener("click", () => onNext(page, button.dataset.next));
  acceptCommas(document);
  startTyping(page);
  startTakeaway(page.takeaway);
  page.network = startNetwork(document.getElementById("network"), page, {
    apply: (values) => apply(page, values), inTurn: (task) => inTurn(page, task), keep: (edits) => keepEdits(page, edits),
  });
  page.gauges = startGauges(page.fields);
  page.why = startWhy(document.getElementById("why"), page, {
    apply: (values) => { apply(page, values); page.region.focus(); }, cutAt: cutter(page.region, (task) => inTurn(page, task)),
  });
  document.getElementById("helps").addEventListener("click", () => page.why.ask("health"));
  document.getElementById("larger").addEventListener("click", ({ currentTarget }) => {
    apply(page, { hidden: currentTarget.value });
    page.region.focus();
  });
  page.own = startOwn(page, { change: (replace) => navigate(page, replace), pause: () => pause(page) });
  page.own.sync();
  startModes(document, () => page.query ?? "");
  startComparing(document, () => readForm(page.form, page.fields).get("activation"), page.phrases, (activation) => onCompare(page, activation));
  startOffline(document.querySelector(".offline"), () => goOn(page));
  begin(page);
  return { redraw: () => redraw(page) };
}

function parts(document) {
  const form = document.getElementById("experiment");
  const fields = fieldsOf(form);
  const page = {
    form,
    fields,
    labels: labelsOf(form, fields),
    main: form.closest("main"),
    region: document.getElementById("pictures"),
    bend: document.querySelector(".bend"),
    takeaway: document.querySelector(".takeaway"),
    phrases: namesIn(control(form, "activation")),
    datasets: namesIn(control(form, "dataset")),
    optimizers: namesIn(control(form, "optimizer")),
    flight: null, // the request whose answer is waited for; a newer one takes its place
    drawing: Promise.resolve(), // the drawing under way
    shown: null, // the result that is drawn
    query: null, // what the form asked for last
    addressed: 0, // when the address was written
    late: 0, // the timer of an address that is still to be written
  };
  page.dragging = follow((used, isFirst) => onDrag(page, used, !isFirst));
  page.training = startTraining(page, { inTurn: (task) => inTurn(page, task), cancel: () => cancel(page) });
  return page;
}

/** The server's picture is right already: Plotly takes over when there is nothing better to do. */
function begin(page) {
  if (isKept(control(page.form, "points").value)) return void refresh(page);
  if (!("drawn" in page.region.dataset)) return void (page.training.disable(), askForCurve(page));
  if (isTouched(page.form)) return navigate(page, false); // somebody was faster than the scripts
  page.query = writeQuery(readForm(page.form, page.fields), page.fields);
  const clean = document.querySelector(".link-note a")?.search ?? location.search; // what names nothing there is goes
  history.replaceState(null, "", addressWith(page.query, clean, true));
  whenIdle(() => page.flight || refresh(page, { quiet: true }));
}

// --- what a person does ----------------------------------------------------------------------------

function onChange(page, used, replace) {
  page.dragging.stop();
  endTyping(page);
  if (used?.name === "dataset" && page.own.opens()) return;
  showNotice(used?.name === "dataset" ? fitClasses(page.form) : "");
  navigate(page, replace);
}

/** A slider is on its way: kept when the answer is there, while its picture is drawn. */
function onDrag(page, used, replace) {
  endTyping(page);
  page.region.dataset.dragged = "";
  return navigate(page, replace, { dragged: true });
}

/** Set fields from elsewhere on the page, as if their controls had been used. */
function apply(page, { activation, ...values }) {
  const state = readForm(page.form, page.fields);
  if (activation) values.activation = withChosen(state.get("activation"), activation);
  fillForm(page.form, page.fields, changed(state, values));
  onChange(page, null, false);
}

function onCompare(page, activation) {
  endTyping(page);
  fillForm(page.form, page.fields, changed(readForm(page.form, page.fields), { activation }));
  navigate(page, false);
}

function onNext(page, name) {
  const input = control(page.form, name);
  const next = Number(input.value) + 1;
  input.value = next > Number(input.max) || !Number.isInteger(next) ? input.min : next;
  onChange(page, input, false);
}

function onReset(page, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  fillForm(page.form, page.fields, readQuery("", page.fields));
  showNotice("");
  navigate(page, false);
}

function onTravel(page) {
  const state = readQuery(location.search, page.fields);
  endTyping(page);
  fillForm(page.form, page.fields, state);
  showNotice("");
  const same = writeQuery(state, page.fields) === page.query;
  page.network.follow(same);
  if (!same) refresh(page);
}

async function copyLink(page) {
  try {
    await navigator.clipboard.writeText(location.href);
    if (page.network.homeless) return showNotice(t("notice.copied_trained"));
    showNotice(t(isKept(new URLSearchParams(location.search).get("points") ?? "") ? "notice.copied_kept" : "notice.copied"));
  } catch {
    showNotice(t("notice.not_copied"));
  }
}

// --- the address -----------------------------------------------------------------------------------

function address(query) {
  return addressWith(query, location.search);
}

/** Edited weights of what is drawn: they are one more step back. */
function keepEdits(page, edits) {
  const plain = addressWith(page.query, location.search.replace(/&?weights=[^&]*/, ""));
  const whole = edits ? `${plain}${plain.includes("?") ? "&" : "?"}weights=${edits}` : plain;
  if (whole !== location.pathname + location.search) history.pushState(null, "", whole);
}

function navigate(page, replace, { dragged = false } = {}) {
  performance.mark("bendline:change");
  if (!dragged) delete page.region.dataset.dragged;
  const state = readForm(page.form, page.fields);
  const query = writeQuery(state, page.fields);
  writeAddress(page, query, replace, dragged);
  if (query === page.query && !("stale" in page.region.dataset)) return void askForCurve(page);
  fillForm(page.form, page.fields, changed(state, {}));
  return new Promise((answered) => refresh(page, { dragged, answered }));
}

/** A drag has its entry at once; then the address follows now and then, as browsers count who changes it too often. */
function writeAddress(page, query, replace, dragged) {
  clearTimeout(page.late);
  if (address(query) === location.pathname + location.search) return;
  const rest = page.addressed + ADDRESS_PACE - performance.now();
  if (dragged && replace && rest > 0) {
    page.late = setTimeout(() => writeAddress(page, page.query, true, false), rest); // no other move may come
    return;
  }
  page.addressed = performance.now();
  history[replace ? "replaceState" : "pushState"](null, "", address(query));
}

// --- the answer ------------------------------------------------------------------------------------

/**
 * Ask for what the form shows, and draw the answer. What is asked for already is given up; what has been answered while
 * a slider is dragged may still be drawn before. `answered` is called when there is an answer or none will come.
 */
async function refresh(page, { quiet = false, dragged = false, answered = () => {} } = {}) {
  const query = writeQuery(readForm(page.form, page.fields), page.fields);
  if (!dragged || !page.flight?.answered) page.flight?.abort();
  const flight = (page.flight = new AbortController());
  page.query = query;
  page.own.sync();
  page.training.stop();
  if (!quiet) showBusy(page.region, true);
  try {
    if (isLost(query)) throw new Problem({ status: 404, code: "kept_elsewhere", detail: t("fault.kept_elsewhere") });
    const drawer = quiet ? whenWanted().then(() => plotly(page)) : plotly(page);
    const spelled = chosen(page); // both are on their way while the answer is
    drawer.catch(() => {}); // a refusal or a lost connection is told first
    const result = await page.training.result(query, flight.signal);
    performance.mark("bendline:answer");
    if (quiet && flight === page.flight) await foresee(page, query, result, spelled);
    await drawer;
    flight.answered = true;
    answered();
    await inTurn(page, async () => flight.signal.aborted || show(page, query, result, await spelled));
  } catch (problem) {
    if (flight === page.flight && page.training.strayed) await redraw(page);
    if (flight === page.flight && !quiet) fail(page, query, problem);
  } finally {
    answered();
    if (flight === page.flight) showBusy(page.region, false);
  }
}

/** What the server has drawn is known in full: its training can be played, whether or not Plotly draws it already. */
async function foresee(page, query, result, spelled) {
  page.shown = { query, result, activations: await spelled };
  page.training.show(page.shown);
}

/** What there is to say about the chosen activation; nothing where it cannot be had. */
async function chosen({ form, shown }) {
  const { value } = control(form, "activation");
  if (shown?.activations && value === shown.result.experiment.activation.at(-1)) return shown.activations;
  try {
    return await spelledOut(value);
  } catch {
    return undefined;
  }
}

class CannotDraw extends Error {}

async function plotly({ form }) {
  try {
    await loadPlotly(form.closest("main").dataset.plotly);
  } catch {
    throw new CannotDraw();
  }
}

function fail(page, query, problem) {
  // The server draws as well: without Plotly every change is a page of its own.
  if (problem instanceof CannotDraw) return location.assign(address(query));
  if (!("errors" in problem)) throw problem;
  page.training.disable();
  page.own.refused();
  offerOthers(document, readForm(page.form, page.fields).get("activation"), page.phrases);
  if (problem.errors.some(({ field }) => field === "activation")) dimCurve(page);
  return showProblem(page.form, page.region, problem, page.labels);
}

/** The points that are drawn are no longer there, and those that are cannot be trained on: what is shown is old. */
function pause(page) {
  page.flight?.abort();
  showBusy(page.region, false);
  page.region.dataset.stale = "";
  page.training.disable();
}

/** Show a result; where what was asked for since has been refused, it is drawn again and the complaints stay. */
async function show(page, query, result, activations, refused = false) {
  const { form, region, phrases, datasets } = page;
  if (query === page.query) query = respell(page, query, result);
  const typing = isTyping(page); // then the curve is that of the text, and so is what is wrong with it
  await Promise.all([showPanels(region, result, phrases, datasets), refused ? repaintCurve(page) : typing || showCurve(page, activations)]);
  if (!refused) clearProblems(form, region);
  if (typing) askForCurve(page);
  const answer = form.querySelector(".answer");
  answer.ariaLive = null; // it says the end again, not a moment on the way
  answer.toggleAttribute("data-moment", false);
  showAnswer(form, result, page);
  const { activation, dataset } = result.experiment;
  document.title = words.title(activation.at(-1), datasets.get(dataset) ?? dataset, phrases);
  for (const [group, text] of Object.entries(words.summaries(result, page.optimizers))) {
    form.querySelector(`[data-group="${group}"] .group-state`).textContent = text;
  }
  showComparison(document, result, readQuery(query, page.fields).get("activation"), phrases);
  showTakeaway(page.takeaway, query, result.experiment.activation, { ...page, dark: isDark() });
  page.shown = { query, result, activations };
  page.network.show(page.shown);
  page.why.show(page.shown);
  page.gauges.show(region, query, result);
  page.training.show(page.shown);
  page.own.shown(result);
  if (refused) page.training.disable();
  region.dataset.drawn = query;
  performance.mark("bendline:drawn");
}

/** What was typed as mathematicians write it gets its one spelling, in the form and in the address; the query with it. */
function respell(page, query, { experiment: { activation } }) {
  const state = readForm(page.form, page.fields);
  const asked = state.get("activation");
  if (isTyping(page) || asked.length !== activation.length || asked.every((text, index) => squeezed(text) === activation[index])) return query;
  fillForm(page.form, page.fields, changed(state, { activation }));
  page.query = writeQuery(readForm(page.form, page.fields), page.fields);
  history.replaceState(history.state, "", addressWith(page.query, location.search, true));
  return page.query;
}

/** Give up what is asked for: picture, form and address are again those of what was drawn before. */
function cancel(page) {
  page.flight?.abort();
  page.flight = null;
  showBusy(page.region, false);
  const { query = page.region.dataset.drawn } = page.shown ?? {};
  if (query === undefined) return;
  page.query = query;
  history.replaceState(null, "", address(query));
  fillForm(page.form, page.fields, readQuery(query, page.fields));
  showNotice(t("progress.cancelled"));
  page.shown ? redraw(page) : refresh(page, { quiet: true });
}

/** The network is back: ask again for what could not be had without it. */
function goOn(page) {
  if (!("stale" in page.region.dataset) && page.shown) return;
  clearProblems(page.form, page.region);
  refresh(page);
}

/** Draw what is shown again, in other colours for instance. */
async function redraw(page) {
  if (!page.shown) return;
  await inTurn(page, () => {
    const { query, result, activations } = page.shown;
    return show(page, query, result, activations, "stale" in page.region.dataset && query !== page.query);
  });
}

/** Pictures are drawn one result after the other, so that numbers and pictures are always of the same one. */
function inTurn(page, task) {
  page.drawing = page.drawing.catch(() => {}).then(task);
  return page.drawing;
}
