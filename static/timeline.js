// The timeline under the pictures: play, pause, step, scrub and rewind through the training that led to them.
//
// The film of a training is fetched when somebody reaches for the timeline, not before: it costs the server the
// training once more. A stop is drawn when the one before is; what came in between is left out.

import { t } from "./messages.js";
import { lastEpoch, playhead, resultAt, sameShare, stopsOf } from "./replay.js";
import { percent } from "./words.js";

/**
 * Bring the timeline to life.
 * @param {{fetchFilm: (view: object, signal: AbortSignal) => Promise<object>,
 *   draw: (view: object, film: object, epoch: number) => Promise<boolean>}} tasks draw: false where something newer
 *   is to be drawn
 */
export function startTimeline(place, tasks) {
  const timeline = {
    place,
    tasks,
    slider: place.querySelector(".timeline-slider"),
    speed: place.querySelector(".timeline-speed select"),
    view: null, // what is drawn at the end: {query, result}
    film: null,
    stops: [], // the epochs that can be shown
    index: 0, // of the stop that is drawn
    wanted: 0, // of the one that is to be
    seeking: null,
    playing: null, // a token while it plays
    flight: new AbortController(), // of the film
    coming: null, // the promise of it
  };
  timeline.begun = new Promise((begin) => { timeline.begin = begin; }); // until there is something to stand for
  listen(timeline);
  return {
    show: (view) => show(timeline, view),
    stop: () => stop(timeline),
    disable: () => enable(timeline, false),
  };
}

function listen(timeline) {
  const { place, slider } = timeline;
  const press = (name, action) => place.querySelector(`.${name}`).addEventListener("click", () => whenThere(timeline, action));
  place.querySelector(".play").addEventListener("click", () => (timeline.playing ? stop(timeline) : whenThere(timeline, play)));
  press("rewind", () => goTo(timeline, 0));
  press("back", () => goTo(timeline, timeline.wanted - 1));
  press("forward", () => goTo(timeline, timeline.wanted + 1));
  slider.addEventListener("input", () => scrub(timeline));
  slider.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    place.querySelector(".play").click();
  });
  timeline.speed.addEventListener("change", () => timeline.playing && play(timeline));
  for (const sign of ["pointerenter", "focusin"]) place.addEventListener(sign, () => fetchAhead(timeline));
  // They are no fields of the experiment, and the form need not know.
  for (const type of ["input", "change"]) place.addEventListener(type, (event) => event.stopPropagation());
}

// --- what it stands for ----------------------------------------------------------------------------

/** The timeline of another result, at its end; of the same one, it stays where it is. */
function show(timeline, view) {
  enable(timeline, true);
  timeline.begin();
  if (view.result === timeline.view?.result) return draw(timeline);
  stop(timeline);
  timeline.flight.abort();
  timeline.flight = new AbortController();
  Object.assign(timeline, { view, film: null, coming: null, seeking: null });
  setStops(timeline, [0, lastEpoch(view.result)], 1);
}

function setStops(timeline, stops, index) {
  Object.assign(timeline, { stops, index, wanted: index });
  timeline.slider.max = stops.length - 1;
  write(timeline);
}

function enable({ place }, enabled) {
  for (const control of place.querySelectorAll(".replay :is(button, input, select)")) control.disabled = !enabled;
}

// --- its film --------------------------------------------------------------------------------------

function fetchAhead(timeline) {
  if (timeline.view && !timeline.coming) fetchFilm(timeline).catch(() => {}); // told when it is needed
}

function fetchFilm(timeline) {
  timeline.coming ??= fetched(timeline).catch((problem) => {
    timeline.coming = null; // so that it can be tried again
    throw problem;
  });
  return timeline.coming;
}

async function fetched(timeline) {
  const { view, flight } = timeline;
  const film = await timeline.tasks.fetchFilm(view, flight.signal);
  flight.signal.throwIfAborted();
  const stops = stopsOf(film);
  timeline.film = film;
  setStops(timeline, stops, sameShare(timeline.index, timeline.stops.length, stops.length));
}

/** Do something with the film, once it is there; nothing where it cannot be had, or another result came. */
async function whenThere(timeline, action) {
  const { place } = timeline;
  place.dataset.used = "";
  place.dataset.waiting = "";
  await timeline.begun;
  const { view } = timeline;
  try {
    await fetchFilm(timeline);
  } catch (problem) {
    if (!("status" in problem) && problem.name !== "AbortError") throw problem;
    if (view === timeline.view) refuse(timeline, problem);
    return;
  } finally {
    delete place.dataset.waiting;
  }
  if (view === timeline.view) await action(timeline);
}

// --- moving along it -------------------------------------------------------------------------------

function scrub(timeline) {
  const [value, count] = [Number(timeline.slider.value), timeline.stops.length];
  stop(timeline);
  whenThere(timeline, () => goTo(timeline, sameShare(value, count, timeline.stops.length)));
}

function goTo(timeline, index) {
  stop(timeline);
  return seek(timeline, index);
}

/** Draw a stop. While one is being drawn, only the newest of those that are asked for is drawn after it. */
function seek(timeline, index) {
  timeline.wanted = Math.min(Math.max(index, 0), timeline.stops.length - 1);
  if (timeline.seeking) return timeline.seeking;
  const seeking = (timeline.seeking = sought(timeline).finally(() => {
    if (timeline.seeking === seeking) timeline.seeking = null;
  }));
  return seeking;
}

async function sought(timeline) {
  const { view } = timeline;
  while (view === timeline.view && timeline.index !== timeline.wanted) {
    timeline.index = timeline.wanted;
    await draw(timeline);
  }
}

async function draw(timeline) {
  const { view, film, stops, index } = timeline;
  if (film && (await timeline.tasks.draw(view, film, stops[index]))) write(timeline);
}

/** Play from here, or from the initial weights when it is at its end. */
async function play(timeline) {
  const { place, stops, speed } = timeline;
  const [token, began] = [{}, performance.now()];
  const from = timeline.wanted === stops.length - 1 ? 0 : timeline.wanted;
  timeline.playing = token;
  setPlaying(place, true);
  while (timeline.playing === token) {
    const elapsed = performance.now() - began;
    const index = playhead({ from, elapsed, speed: Number(speed.value), count: stops.length });
    await (index === timeline.index ? nextFrame() : seek(timeline, index));
    if (timeline.index === stops.length - 1 && index === timeline.index) stop(timeline);
  }
}

function stop(timeline) {
  timeline.playing = null;
  setPlaying(timeline.place, false);
}

function setPlaying(place, playing) {
  place.toggleAttribute("data-playing", playing);
  place.querySelector(".play-word").textContent = t(playing ? "timeline.pause" : "timeline.play");
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

// --- what it says ----------------------------------------------------------------------------------

/** The film could not be had, or somebody would not wait for it: the end is what there is. */
function refuse(timeline, { name }) {
  write(timeline);
  if (name !== "AbortError") timeline.place.querySelector(".timeline-epoch").textContent = t("timeline.missing");
}

function write({ place, slider, view: { result }, film, stops, index, wanted }) {
  if (index === wanted) slider.value = index; // else somebody is dragging it
  const [epoch, epochs] = [stops[index], stops.at(-1)];
  place.querySelector(".timeline-epoch").textContent = t("timeline.epoch", { epoch, epochs });
  const { accuracy } = (film ? resultAt(result, film, epoch) : result).runs.at(-1);
  slider.ariaValueText = t("timeline.value", { epoch, epochs, right: percent(accuracy.test ?? accuracy.train) });
}
