// "Why?": below the pictures, questions that fit them, each answered by an insight into one of the networks.
//
// An answer belongs to one experiment with one activation; it is fetched when it can be seen, and what is shown
// is never of another state: the old one is dimmed until the new one takes its place.

import { spelledOut, insight, insightAddress } from "./api.js";
import { isDark } from "./appearance.js";
import { control, namesIn } from "./controls.js";
import { isKept } from "./kept.js";
import { t } from "./messages.js";
import { addressWith } from "./modes.js";
import { only } from "./takeaway.js";
import { followKeys } from "./why-keys.js";
import { questionsFor, stateOf, views } from "./why-views.js";
import * as words from "./words.js";

const NEAR = "400px"; // before the section comes into view, its answer is fetched

/**
 * Bring the section to life.
 * @param {{fields, labels: Map, phrases: Map}} page
 * @param {{apply: (values: Object) => void, cutAt: (index: number, threshold?: number) => void}} tasks apply sets
 *   fields as a person would; cutAt draws the line of one picture at a threshold, or with -1 all where they were
 * @returns {{show: ({query, result}) => void}} to be told of each result that is drawn
 */
export function startWhy(section, page, { apply, cutAt }) {
  const why = {
    section, page, apply, cutAt,
    list: section.querySelector(".why-questions"),
    answer: section.querySelector(".why-answer"),
    select: section.querySelector(".why-run select"),
    shown: null, // the result that is spoken of
    newest: null, // the result that is drawn; it is spoken of as soon as it is known which of its networks bend
    run: null, // which of its runs is explained
    picked: -1, // the network that somebody chose from the list, until it is explained
    chosen: "", // the activation that somebody wants explained
    wanted: new URLSearchParams(location.search).get("why") ?? "", // the question that somebody chose
    open: "", // the question that is answered
    key: "", // what the answer belongs to
    memory: new Map(), // question -> {parameters, notes}: what was set in it
    flights: new Map(),
    seen: false,
    cut: false, // whether the answer has moved a picture's line
    released: null, // a promise that is kept when no tab is pressed any more
  };
  why.list.addEventListener("pointerdown", () => { why.released = released(); });
  why.list.addEventListener("click", ({ target }) => target.matches("[role=tab]") && choose(why, target.dataset.name));
  followKeys(why.list);
  why.select.addEventListener("change", () => {
    why.picked = why.select.selectedIndex;
    if (why.shown) pick(why);
  });
  new IntersectionObserver((entries) => {
    why.seen = entries.at(-1).isIntersecting;
    if (why.seen) fit(why);
  }, { rootMargin: NEAR }).observe(section);
  addEventListener("popstate", () => { why.wanted = new URLSearchParams(location.search).get("why") ?? why.wanted; });
  return { show: (shown) => show(why, shown), ask: (name) => turnToLast(why, name) };
}

/** Answer a question about the last network, and bring the answer into view. */
function turnToLast(why, name) {
  Object.assign(why, { chosen: why.shown?.result.runs.at(-1).activation ?? "", wanted: name, seen: true });
  fit(why); // where nothing is drawn yet, it is asked as soon as something is
  why.section.scrollIntoView();
}

// --- which network, which question -----------------------------------------------------------------

/** A result is drawn: a new one, or the same one again, in other colours for instance. */
function show(why, { query, result }) {
  why.newest = { query, result };
  if (why.seen) fit(why);
}

/** Offer the questions that fit what is drawn, and answer the one that is open. */
async function fit(why) {
  const { newest } = why;
  if (!newest) return;
  const activations = newest.result.runs.map(({ activation }) => activation);
  const bends = await Promise.all(newest.result.runs.map(bendsAt));
  await why.released; // a tab that moves between press and release would lose the click
  if (newest !== why.newest) return;
  Object.assign(why, { shown: newest, bends });
  if (why.picked >= 0) return void pick(why);
  const chosen = activations.indexOf(why.chosen);
  explain(why, chosen >= 0 ? chosen : Math.max(bends.lastIndexOf(true), 0));
}

/** A promise that is kept when the pointer is lifted, and what that means has been done. */
function released() {
  return new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(resolve), { once: true });
  });
}

/** Explain the network that somebody chose: the list is that of the result that is spoken of. */
function pick(why) {
  const { runs } = why.shown.result;
  const index = Math.min(why.picked, runs.length - 1);
  why.picked = -1;
  why.chosen = runs[index].activation;
  explain(why, index);
}

const known = new Map();
const SOFTMAX = "softmax"; // of which one unit alone has no rival, and says 1 whatever comes in

/** Whether a network's layers do not collapse; where nobody can tell, they are taken to bend. */
async function bendsAt({ activation, network }) {
  const asked = known.get(activation) ?? spelledOut(activation).catch(() => [{ bends: true }]);
  known.set(activation, asked);
  const named = await asked;
  const hidden = network.layers.slice(0, -1);
  return hidden.some(({ biases }, index) => {
    const { name, bends } = named[named.length === hidden.length ? index : 0];
    return bends && !(name === SOFTMAX && biases.length === 1);
  });
}

/** Explain one of the runs from now on. */
function explain(why, index) {
  const { shown: { result }, page: { phrases } } = why;
  why.run = index;
  why.state = stateOf(result, result.runs[index], why.bends[index]);
  why.select.closest("label").hidden = result.runs.length < 2;
  why.select.replaceChildren(...result.runs.map(({ activation }, at) => new Option(words.heading(activation, phrases), at, at === index, at === index)));
  const questions = questionsFor(why.state);
  arrange(why, questions);
  const there = questions.some(({ name }) => name === why.wanted);
  turnTo(why, there ? why.wanted : questions[0].name);
}

/** The tabs in the order of the questions; those that do not apply are not there. */
function arrange({ list }, questions) {
  const tabs = new Map([...list.children].map((tab) => [tab.dataset.name, tab]));
  const focused = document.activeElement;
  tabs.forEach((tab) => { tab.hidden = true; });
  questions.forEach(({ name, fits }, index) => {
    const tab = tabs.get(name);
    tab.hidden = false;
    tab.toggleAttribute("data-further", !fits);
    if (list.children[index] !== tab) list.insertBefore(tab, list.children[index]);
  });
  if (list.contains(focused)) focused.focus(); // moving a tab takes the focus from it
}

/** Somebody chose a question: it stays open while the experiment changes, and stands in the address. */
function choose(why, name) {
  why.wanted = name;
  if (!why.shown) return; // it is asked once something is drawn
  const query = new URLSearchParams(location.search);
  query.set("why", name);
  history.replaceState(history.state, "", addressWith(why.page.query ?? "", `?${query}`));
  turnTo(why, name);
}

function turnTo(why, name) {
  for (const tab of why.list.children) {
    const chosen = tab.dataset.name === name;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) uncover(why.list, tab);
  }
  why.answer.setAttribute("aria-labelledby", `why-${name}`);
  if (name !== why.open) clear(why);
  why.open = name;
  answer(why);
}

/** Take the answer away, and what it did to the pictures. */
function clear(why) {
  why.answer.querySelector(".why-body").replaceChildren();
  if (why.cut) why.cutAt(-1);
  why.cut = false;
}

/** Where the tabs are a strip, roll it so that one of them is whole. */
function uncover(list, tab) {
  const [place, part] = [list, tab].map((element) => element.getBoundingClientRect());
  if (part.left < place.left || part.right > place.right) list.scrollLeft += part.left - place.left - (place.width - part.width) / 2;
}

// --- its answer -------------------------------------------------------------------------------------

/** The experiment with the one activation that is explained. */
function queryOf({ shown: { query, result }, run, page }) {
  return only(query, result.runs[run].activation, page.fields);
}

/** Have the open question answered, unless its answer is there. */
async function answer(why) {
  const query = queryOf(why);
  const key = JSON.stringify([why.open, query, isDark()]);
  if (key === why.key && why.shown.result === why.answered) return;
  const { parameters } = remembered(why);
  Object.assign(why, { key, answered: why.shown.result });
  why.flights.forEach((flight) => flight.abort());
  why.answer.ariaBusy = "true";
  const { load, milder = () => null } = views.find(({ name }) => name === why.open);
  const module = load();
  module.catch(() => {}); // a refusal is told first
  const use = async (body) => {
    const { view } = await module;
    if (key !== why.key) return;
    why.answer.querySelector(".why-body").replaceChildren(view(body, context(why, query)));
    announce(why);
  };
  let refused = await ask(why, query, parameters, "", use);
  // What was set for another experiment may not suit this one, nor may the defaults suit a large one.
  const others = refused && (milder(refused) ?? (Object.keys(parameters).length ? {} : null));
  if (others && key === why.key) refused = await ask(why, query, (remembered(why).parameters = others), "", use);
  if (refused && key === why.key) clear(why);
  if (key === why.key) why.answer.ariaBusy = "false";
}

/** Say that the answer is there, to those who are at it: others are told of the experiment itself. */
function announce({ section, list, open }) {
  if (!section.contains(document.activeElement)) return;
  section.querySelector(".why-said").textContent = t("why.answered", { question: list.querySelector(`#why-${open}`).textContent });
}

function remembered({ memory, open }) {
  if (!memory.has(open)) memory.set(open, { parameters: {}, notes: {} });
  return memory.get(open);
}

/**
 * What a view may need beside its answer.
 *
 * refetch(parameters, use, channel) asks the same insight again, with these parameters of its own, and calls
 * use(body), for the newest question only; without a channel the parameters are kept, and the experiment's next
 * answer has them, too. With one, it is a question beside the view's own. It returns a promise of the refusal, if it
 * is one, which stands below the answer then. memory is an object in which a view
 * keeps what was set in it. apply(values) changes the experiment, turnTo(name) opens another question, names(field)
 * are the choices of a field and what they are called. cutAt(threshold) draws the line in the network's picture there,
 * until another question is answered.
 */
function context(why, query) {
  const { shown: { result }, run, page: { phrases, labels, form }, apply } = why;
  const { parameters, notes } = remembered(why);
  const name = why.open;
  return {
    t, phrases, labels, apply, parameters,
    names: (field) => namesIn(control(form, field)),
    experiment: result.experiment,
    data: result.data,
    run: result.runs[run],
    bends: why.bends[run],
    memory: notes,
    turnTo: (other) => choose(why, other),
    cutAt: (threshold) => {
      if (why.shown !== why.newest) return; // the pictures are those of a newer result already
      why.cut = true;
      why.cutAt(run, threshold);
    },
    refetch: (asked, use, channel = "") => {
      if (name !== why.open) return Promise.resolve();
      if (!channel) remembered(why).parameters = asked;
      return ask(why, query, asked, channel, use);
    },
  };
}

/** Ask for an insight, of which in one channel the newest alone is used. Returns the refusal, if it is one. */
async function ask(why, query, parameters, channel, use) {
  why.flights.get(channel)?.abort();
  const flight = new AbortController();
  why.flights.set(channel, flight);
  if (!channel) link(why, query, parameters);
  try {
    const body = await insight(why.open, query, parameters, flight.signal);
    if (flight.signal.aborted) return null;
    tell(why, null);
    await use(body);
  } catch (problem) {
    if (flight.signal.aborted) return null;
    if (!("errors" in problem)) throw problem;
    why.memory.delete(why.open); // what was set may be what is refused
    tell(why, problem);
    return problem;
  }
  return null;
}

/** The address of exactly this answer, of which there is none for points that this tab alone has; and of the story. */
function link({ answer: place, open }, query, parameters) {
  const { step } = views.find(({ name }) => name === open);
  const story = place.querySelector(".why-story");
  story.hidden = !step;
  story.href = `/why#step-${step}`;
  const anchor = place.querySelector(".why-api");
  anchor.hidden = isKept(new URLSearchParams(query).get("points") ?? "");
  anchor.href = insightAddress(open, query, parameters);
}

/** A refusal in the place of the answer, in words. */
function tell({ answer: place, page: { labels } }, problem) {
  const line = place.querySelector(".why-problem");
  line.hidden = !problem;
  if (!problem) return void (line.textContent = "");
  const told = words.refusals(problem, labels);
  line.textContent = told.map(({ text }) => text).join(" ");
  line.lang = told[0].lang || document.documentElement.lang;
}
