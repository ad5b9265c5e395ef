// How the page is shown, apart from what it shows: parts that a teacher hides or locks by link, and presentation.
//
// The address holds it beside the experiment: hide=data,training  lock=network  present=1, why=layers, the
// question that somebody opened, and lang=ko, the language that a link asks for. The server hides
// what is hidden before any script runs; a part is one of the groups, the two blanks, or a section.

import { t } from "./messages.js";

export const KEYS = ["hide", "lock", "present", "why", "lang"];

/** The modes that an address asks for, as the end of a query string; empty where there are none. */
export function modesIn(search) {
  const query = new URLSearchParams(search);
  const pairs = KEYS.map((key) => [key, cleaned(query.getAll(key).at(-1) ?? "")]).filter(([key, text]) => text && isHere(key, text));
  return pairs.map(([key, text]) => `${key}=${text}`).join("&");
}

// A language that the page has not is not asked for again, and what shows no mode is none.
function isHere(key, text) {
  return (key !== "lang" || text === t("language.code")) && (key !== "present" || text !== "0");
}

function cleaned(text) {
  return text.toLowerCase().replace(/[^a-z0-9,_]/g, "");
}

/**
 * The address of an experiment's query, in the modes of another address; `tidied`: that one asks for the same experiment,
 * in whatever words.
 */
export function addressWith(query, search, tidied = false) {
  const whole = [query, modesIn(search), editsIn(query, search, tidied)].filter(Boolean).join("&");
  return whole ? `/?${whole}` : "/";
}

// Edited weights are those of one experiment: they stay in its address, and go with it.
function editsIn(query, search, tidied) {
  const pairs = search.replace(/^\?/, "").split("&").filter(Boolean);
  const [others, edits] = [false, true].map((mine) => pairs.filter((pair) => pair.startsWith("weights=") === mine));
  const experiment = others.filter((pair) => !KEYS.includes(pair.split("=")[0])).join("&");
  return tidied || experiment === query ? edits.at(-1) : "";
}

/** A query for a class: which of the parts are hidden and which are locked, and whether it is presented. */
export function modesFor(choices, present) {
  const named = (kind) => [...choices].filter(([, chosen]) => chosen === kind).map(([part]) => part).join(",");
  const pairs = [["hide", named("hide")], ["lock", named("lock")], ["present", present ? "1" : ""]];
  return pairs.filter(([, value]) => value).map(([key, value]) => `${key}=${value}`).join("&");
}

/** Apply the modes of the address, and let people present and make links for a class. */
export function startModes(document, currentQuery) {
  const root = document.documentElement;
  lock(document);
  const button = document.getElementById("present");
  button.addEventListener("click", () => present(root, true));
  document.getElementById("present-end").addEventListener("click", () => present(root, false));
  addEventListener("keydown", (event) => "present" in root.dataset && onKey(root, event));
  offerLink(document.querySelector(".class-link"), currentQuery);
}

/** Locked controls can be read, and not changed. */
function lock(document) {
  const parts = document.documentElement.dataset.lock?.split(" ") ?? [];
  for (const part of parts) {
    for (const place of document.querySelectorAll(`[data-part="${part}"]`)) {
      const controls = place.matches("select") ? [place] : place.querySelectorAll("input, select, button, textarea");
      for (const control of controls) control.disabled = true;
      place.title = t("modes.locked");
    }
  }
}

// What a key does in presentation, those of a clicker among them: the button of the timeline that it presses.
const PRESSES = { " ": "play", ArrowRight: "forward", PageDown: "forward", ArrowLeft: "back", PageUp: "back", Home: "rewind" };
const HAVE_KEYS = "button, select, input, textarea, a[href], summary"; // they know what to do with a key themselves

function onKey(root, event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (key === "Escape") return void present(root, false);
  const name = PRESSES[key];
  const busy = target.closest?.(HAVE_KEYS);
  if (busy && (!name || key === " " || busy.matches("select, input"))) return;
  if (key.toLowerCase() === "f") return void fillScreen(root);
  if (!name) return;
  event.preventDefault(); // nothing is scrolled
  document.querySelector(`.timeline .${name}`).click();
}

function fillScreen(root) {
  const done = document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.();
  done?.catch(() => {}); // the browser may refuse
}

function present(root, on) {
  if (on) root.dataset.present = "";
  else delete root.dataset.present;
  const query = new URLSearchParams(location.search);
  const edits = location.search.match(/[?&](weights=[^&]*)/)?.[1];
  if (on) query.set("present", "1");
  else query.delete("present");
  const experiment = location.search.slice(1).split("&").filter((pair) => pair && ![...KEYS, "weights"].includes(pair.split("=")[0])).join("&");
  history.replaceState(history.state, "", addressWith(experiment, `?${[experiment, modesIn(`?${query}`), edits].filter(Boolean).join("&")}`));
  document.getElementById(on ? "pictures" : "present").focus({ preventScroll: true }); // a key is for the pictures, not for the end
  if (!on && document.fullscreenElement) document.exitFullscreen();
  if (on) scrollTo(0, 0); // to the question
  dispatchEvent(new Event("resize"));
}

/** The link to pass on: what is drawn now, with the parts as chosen. */
function offerLink(section, currentQuery) {
  const link = section.querySelector("output");
  const write = () => {
    const selects = [...section.querySelectorAll("select")].map(({ dataset, value }) => [dataset.hides, value]);
    const modes = modesFor(new Map(selects), section.querySelector("[type=checkbox]").checked);
    const lang = modesIn(location.search).split("&").filter((pair) => pair.startsWith("lang="));
    const whole = [currentQuery(), modes, ...lang].filter(Boolean).join("&");
    link.textContent = `${location.origin}/${whole && `?${whole}`}`;
  };
  section.addEventListener("change", write);
  section.closest("details").addEventListener("toggle", write);
  write();
}
