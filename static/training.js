// The course of a training on the page: told and drawn while it runs, and replayed when it is over.

import { showAnswer, showNotYet } from "./answer.js";
import { begun, grown } from "./live.js";
import { showPanels } from "./panels.js";
import { progressPlace, trained } from "./progress.js";
import { filmStates, resultAt } from "./replay.js";
import { readQuery, writeQuery } from "./state.js";
import { clearProblems } from "./status.js";
import { startTimeline } from "./timeline.js";
import { isUnderWay } from "./words.js";

const STILL = "(prefers-reduced-motion: reduce)";

/**
 * @param {object} page of page.js
 * @param {{inTurn: (task: () => Promise) => Promise, cancel: () => void}} tasks cancel: give up what is asked for
 */
export function startTraining(page, { inTurn, cancel }) {
  const place = document.querySelector(".timeline");
  const course = { page, place, inTurn, progress: progressPlace(place), strayed: false };
  const timeline = startTimeline(place, {
    fetchFilm: (view, flight) => fetchFilm(course, view, flight),
    draw: (view, film, epoch) => drawMoment(course, view, film, epoch),
  });
  return {
    /** The result of a query; if it takes its time, the page shows how far it is. */
    result: (query, signal) => watched(course, query, signal, cancel),
    stop: timeline.stop,
    disable: timeline.disable,
    /** The end of a training is drawn. */
    show(view) {
      course.strayed = false;
      timeline.show(view);
    },
    /** Whether a picture of a training that has no result was drawn. */
    get strayed() {
      return course.strayed;
    },
  };
}

// --- while it runs ---------------------------------------------------------------------------------

async function watched(course, query, signal, cancel) {
  const { region } = course.page;
  const moving = !matchMedia(STILL).matches;
  let [told, result, over, drawing] = [null, null, false, false];

  async function drawSoon() {
    if (drawing) return; // the next news will be drawn
    drawing = true;
    await course.inTurn(async () => {
      if (over) return;
      course.strayed = true;
      await showPanels(region, result, course.page.phrases, course.page.datasets);
      sayNotYet(course.page, result);
      if (!over) region.dataset.live = "";
    });
    drawing = false;
  }

  try {
    return await trained(query, signal, {
      onSlow: () => { told = course.progress.begin(cancel); },
      onNews(name, data) {
        if (name === "question") {
          result = begun(data);
          clearProblems(course.page.form, region); // it was taken, so they are of something else
        }
        if (name === "progress") told.tell(data);
        if (name !== "frame" || !moving) return;
        result = grown(result, data);
        drawSoon();
      },
    });
  } finally {
    over = true;
    told?.end();
    delete region.dataset.live;
  }
}

/** The last network is under way, or waits for the others. */
function sayNotYet({ form }, { runs }) {
  const run = runs.at(-1) ?? { status: "untrained" };
  const answer = form.querySelector(".answer");
  answer.ariaLive = "off"; // the end is said aloud
  answer.toggleAttribute("data-moment", true);
  showNotYet(form, run);
}

// --- when it is over -------------------------------------------------------------------------------

/** The film of what is drawn; who waits for it is told how far it is. */
async function fetchFilm(course, view, flight) {
  const { fields } = course.page;
  const given = new AbortController();
  flight.addEventListener("abort", () => given.abort());
  const queries = filmStates(readQuery(view.query, fields)).map((state) => writeQuery(state, fields));
  try {
    return await filmed(course, queries[0], given);
  } catch (problem) {
    if (!problem.errors?.some(({ field }) => ["frames", "epochs"].includes(field))) throw problem;
    return filmed(course, queries[1], given);
  }
}

async function filmed({ place, progress }, query, given) {
  let told = null;
  try {
    return await trained(query, given.signal, {
      onSlow() {},
      onNews(name, data) {
        if (name !== "progress" || !("waiting" in place.dataset)) return;
        told ??= progress.begin(() => given.abort());
        told.tell(data);
      },
    });
  } finally {
    told?.end();
  }
}

/** Draw a moment, with all its numbers; false where something newer is to be drawn. */
function drawMoment({ page, inTurn }, view, film, epoch) {
  return inTurn(async () => {
    if (page.shown?.result !== view.result) return false;
    const moment = resultAt(view.result, film, epoch);
    const answer = page.form.querySelector(".answer");
    answer.ariaLive = "off"; // the timeline says what is to be heard
    answer.toggleAttribute("data-moment", isUnderWay(moment.runs.at(-1)));
    await showPanels(page.region, moment, page.phrases, page.datasets);
    showAnswer(page.form, moment, page);
    return true;
  });
}
