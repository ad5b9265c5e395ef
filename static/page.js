// The page at work: a change in the form becomes the address, the address a request, its answer the pictures.

import { catalog, compare } from "./api.js";
import { boundClasses, control, fieldsOf, fillForm, fillHelpers, fitClasses, isTouched, namesIn, readForm, watch } from "./controls.js";
import { showBend, showPanels } from "./panels.js";
import { loadPlotly } from "./plot.js";
import { changed, readQuery, writeQuery } from "./state.js";
import { clearProblems, showBusy, showNotice, showProblem } from "./status.js";
import * as words from "./words.js";

/** Bring the page that the server sent to life. */
export function startPage(document) {
  const page = parts(document);
  boundClasses(page.form);
  fillHelpers(page.form);
  watch(page.form, ({ control: used, replace }) => onChange(page, used, replace));
  addEventListener("popstate", () => onTravel(page));
  document.getElementById("retry").addEventListener("click", () => refresh(page));
  document.getElementById("reset").addEventListener("click", (event) => onReset(page, event));
  document.getElementById("copy").addEventListener("click", copyLink);
  for (const button of document.querySelectorAll("[data-next]")) button.addEventListener("click", () => onNext(page, button.dataset.next));
  begin(page);
  return { redraw: () => redraw(page) };
}

function parts(document) {
  const form = document.getElementById("experiment");
  return {
    form,
    fields: fieldsOf(form),
    region: document.getElementById("pictures"),
    bend: document.querySelector(".bend"),
    phrases: namesIn(control(form, "activation")),
    optimizers: namesIn(control(form, "optimizer")),
    flight: null, // the request whose answer is waited for; a newer one takes its place
    drawing: Promise.resolve(), // the drawing under way
    shown: null, // the result that is drawn
    query: null, // what the form asked for last
  };
}

/** The server's picture is right already: Plotly takes over when there is nothing better to do. */
function begin(page) {
  if (!("drawn" in page.region.dataset)) return;
  if (isTouched(page.form)) return navigate(page, false); // somebody was faster than the scripts
  page.query = writeQuery(readForm(page.form, page.fields), page.fields);
  history.replaceState(null, "", address(page.query));
  whenIdle(() => page.flight || refresh(page, { quiet: true }));
}

function whenIdle(task) {
  const idle = () => (globalThis.requestIdleCallback ? requestIdleCallback(task, { timeout: 2000 }) : setTimeout(task, 200));
  if (document.readyState === "complete") idle();
  else addEventListener("load", idle, { once: true });
}

// --- what a person does ----------------------------------------------------------------------------

function onChange(page, used, replace) {
  showNotice(used?.name === "dataset" ? fitClasses(page.form) : "");
  navigate(page, replace);
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
  fillForm(page.form, page.fields, state);
  showNotice("");
  if (writeQuery(state, page.fields) !== page.query) refresh(page);
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    showNotice("The link is copied: it opens this very picture.");
  } catch {
    showNotice("Copying was refused. The link is in the address bar.");
  }
}

// --- the address -----------------------------------------------------------------------------------

function address(query) {
  return query ? `/?${query}` : "/";
}

function navigate(page, replace) {
  performance.mark("bendline:change");
  const state = readForm(page.form, page.fields);
  const query = writeQuery(state, page.fields);
  if (query === page.query && !("stale" in page.region.dataset)) return;
  if (query !== page.query) history[replace ? "replaceState" : "pushState"](null, "", address(query));
  fillForm(page.form, page.fields, changed(state, {}));
  refresh(page);
}

// --- the answer ------------------------------------------------------------------------------------

async function refresh(page, { quiet = false } = {}) {
  const query = writeQuery(readForm(page.form, page.fields), page.fields);
  page.flight?.abort();
  const flight = (page.flight = new AbortController());
  page.query = query;
  if (!quiet) showBusy(page.region, true);
  try {
    const [drawer, entry] = [plotly(page), bendEntry(page)]; // both on their way while the answer is
    drawer.catch(() => {}); // a refusal or a lost connection is told first
    const result = await compare(query, flight.signal);
    performance.mark("bendline:answer");
    await drawer;
    await inTurn(page, async () => flight === page.flight && show(page, query, result, await entry));
  } catch (problem) {
    if (flight === page.flight && !quiet) fail(page, query, problem);
  } finally {
    if (flight === page.flight) showBusy(page.region, false);
  }
}

/** What the catalog says about the chosen activation; nothing where it cannot be had. */
async function bendEntry({ form, phrases }) {
  const name = words.firstName(control(form, "activation").value, phrases);
  try {
    return (await catalog()).activations.find((entry) => entry.name === name);
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
  return showProblem(page.form, page.region, problem);
}

async function show(page, query, result, entry) {
  const { form, region, phrases } = page;
  await Promise.all([showPanels(region, result, phrases), showBend(page.bend, entry)]);
  clearProblems(form, region);
  form.querySelector(".verdict").textContent = words.verdict(result);
  form.querySelector(".score-line").textContent = words.answer(result, phrases);
  document.title = words.title(result.experiment.activation.at(-1), result.experiment.dataset, phrases);
  for (const [group, text] of Object.entries(words.summaries(result, page.optimizers))) {
    form.querySelector(`[data-group="${group}"] .group-state`).textContent = text;
  }
  page.shown = { query, result, entry };
  region.dataset.drawn = query;
  performance.mark("bendline:drawn");
}

/** Draw what is shown again, in other colours. */
function redraw(page) {
  if (!page.shown) return;
  const { query, result, entry } = page.shown;
  inTurn(page, () => show(page, query, result, entry));
}

/** Pictures are drawn one result after the other, so that numbers and pictures are always of the same one. */
function inTurn(page, task) {
  page.drawing = page.drawing.catch(() => {}).then(task);
  return page.drawing;
}
