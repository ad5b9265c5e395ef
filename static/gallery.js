// The gallery at work: small pictures that come one after the other, a few at a time, those in view first.

import { isDark } from "./appearance.js";
import { t } from "./messages.js";
import { percent } from "./words.js";

const AT_ONCE = 3; // the server has other visitors
const GOOD = 0.97; // of the training points: what the page calls separated
const PATIENCE = 8; // how often a full server is asked again

/** Fill the gallery; `redraw` draws what is there in the colours of the theme in force. */
export function startGallery(document) {
  const stages = [...document.querySelectorAll(".tile-stage")];
  const state = document.querySelector(".gallery-state");
  const results = new Map();
  const note = (stage, accuracy) => {
    if (!stage.closest(".tile")) return;
    results.set(stage, accuracy);
    tell(state, results, stages.filter((one) => one.closest(".tile")).length);
  };
  fill(stages, note);
  submitOnChange(document.querySelector(".gallery-form"));
  return { redraw: () => stages.filter((stage) => stage.querySelector("img")).forEach(again) };
}

/** Picking is enough, also before the scripts are there; the button is for those without any. */
function submitOnChange(form) {
  form.querySelector("button").hidden = true;
  const pick = ({ target }) => {
    if (target.tagName === "SELECT") target.closest("p").querySelector("[type=radio]").checked = true;
    form.requestSubmit();
  };
  form.addEventListener("change", pick);
  const picked = [...form.querySelectorAll("select")].find(isTouched);
  if (picked) pick({ target: picked });
}

function isTouched(select) {
  const meant = [...select.options].find((option) => option.defaultSelected); // none, where it is a formula
  return Boolean(meant && !meant.selected);
}

async function fill(stages, note) {
  const waiting = [...stages];
  const work = async () => {
    while (waiting.length) await one(next(waiting), note);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The first that is in view, or else the first. */
function next(waiting) {
  const index = waiting.findIndex((stage) => {
    const { top, bottom } = stage.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  return waiting.splice(Math.max(index, 0), 1)[0];
}

async function one(stage, note) {
  try {
    const { runs } = await asked(`/api/v1/compare?${stage.dataset.query}`);
    const { accuracy } = runs.at(-1);
    await show(stage);
    write(stage, runs.at(-1));
    note(stage, accuracy.train);
  } catch {
    stage.dataset.failed = "";
    write(stage, null);
    note(stage, null);
  }
}

async function asked(url, tries = PATIENCE) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (answer.ok) return answer.json();
  if (answer.status !== 503 || !tries) throw new Error(url);
  await new Promise((wake) => setTimeout(wake, 1000 * Number(answer.headers.get("Retry-After") ?? 1)));
  return asked(url, tries - 1);
}

/** The picture in the colours of the theme; the old one stays until the new one is there. */
async function show(stage) {
  let dark, image;
  do {
    dark = isDark();
    image = await picture(stage, dark);
  } while (dark !== isDark()); // the theme may change while a picture is on its way
  stage.replaceChildren(image);
}

async function picture(stage, dark) {
  const image = new Image(480, 480);
  image.alt = "";
  image.src = `/api/v1/picture.svg?${stage.dataset.query}&layout=tile${dark ? "&theme=dark" : ""}`;
  await image.decode();
  return image;
}

/** In other colours; where that picture does not come, the one that is there stays. */
function again(stage) {
  show(stage).catch(() => {});
}

function write(stage, run) {
  const score = stage.parentElement.querySelector("[data-score]");
  if (!score) return;
  if (!run) score.textContent = t("gallery.failed");
  else if (run.status === "diverged") score.textContent = t("gallery.diverged");
  else score.textContent = percent(run.accuracy.train);
  score.dataset.good = String(Boolean(run) && run.accuracy.train >= GOOD);
}

function tell(state, results, count) {
  const solved = [...results.values()].filter((accuracy) => accuracy >= GOOD).length;
  const values = { count, done: results.size, solved };
  state.textContent = results.size < count ? t("gallery.progress", values) : t("gallery.done", values);
}
