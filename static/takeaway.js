// What can be taken away of the experiment that is drawn: files, a command line, a notebook's cell.
//
// app/takeaway.py offers the same of the first one.

import { bodyOf } from "./kept.js";
import { t } from "./messages.js";
import { changed, readQuery, writeQuery } from "./state.js";
import { showNotice } from "./status.js";
import { heading } from "./words.js";

const API = "/api/v1";
const FILE = "bendline-experiment.json"; // with points that no address holds

/** Let the buttons copy what stands beside them, or save the experiment that no address holds. */
export function startTakeaway(section) {
  section.addEventListener("click", ({ target }) => {
    if ("copy" in target.dataset) copy(target.closest(".takeaway-code").querySelector("[data-code]").textContent);
    if ("experiment" in target.dataset) save(bodyOf(section.dataset.kept));
  });
}

function save(body) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([body], { type: "application/json" })), download: FILE });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    showNotice(t("takeaway.copied"));
  } catch {
    showNotice(t("takeaway.not_copied"));
  }
}

/**
 * Bring every offer up to date with what is drawn.
 * @param {{fields, phrases, dark: boolean}} page the page's fields, names of activations, and theme
 */
export function showTakeaway(section, query, activations, { fields, phrases, dark }) {
  section.hidden = false;
  const [terminal, notebook] = section.querySelectorAll("[data-code]");
  document.getElementById("to-gallery").href = galleryAddress(query, activations.at(-1));
  if (bodyOf(query)) { // no address gives what only this tab has
    section.dataset.kept = query;
    terminal.textContent = curlOfFile(location.origin);
    notebook.textContent = cellOfFile(location.origin);
    return;
  }
  delete section.dataset.kept;
  const list = section.querySelector("[data-pictures]");
  list.replaceChildren(...rows(query, activations, fields, phrases).map(castRow));
  for (const link of section.querySelectorAll(".file[data-file]")) {
    const mine = link.closest("[data-query]")?.dataset.query ?? query;
    const themed = dark && link.dataset.file.startsWith("picture") ? [mine, "theme=dark"].filter(Boolean).join("&") : mine;
    link.href = `${API}/${link.dataset.file}${themed && `?${themed}`}`;
  }
  terminal.textContent = curl(location.origin, query);
  notebook.textContent = cell(location.origin, query);
}

function rows(query, activations, fields, phrases) {
  if (activations.length === 1) return [{ name: heading(activations[0], phrases), query, activation: "" }];
  const alone = activations.map((activation) => ({ name: heading(activation, phrases), query: only(query, activation, fields), activation }));
  return [{ name: t("takeaway.together"), query, activation: "" }, ...alone];
}

function castRow({ name, query, activation }) {
  const row = document.getElementById("takeaway-mould").content.firstElementChild.cloneNode(true);
  row.dataset.query = query;
  row.dataset.activation = activation;
  row.querySelector(".takeaway-name").textContent = name;
  return row;
}

/** The query with a single activation. */
export function only(query, activation, fields) {
  return writeQuery(changed(readQuery(query, fields), { activation: [activation] }), fields);
}

/** The command line that asks for the experiment. */
export function curl(origin, query) {
  return `curl -s '${origin}${API}/compare${query && `?${query}`}'`;
}

/** The same of an experiment that was saved as a file. */
export function curlOfFile(origin) {
  return `curl -s -H 'Content-Type: application/json' -d @${FILE} '${origin}${API}/compare'`;
}

/** The gallery's address with the same data, and the same activation where that is a plain name. */
export function galleryAddress(query, activation) {
  const data = query.split("&").filter((pair) => /^(?:dataset|points)=/.test(pair));
  const pairs = [...data, ...(/^[a-z_][a-z_\d]*$/.test(activation) ? [`activation=${activation}`] : [])];
  return pairs.length ? `/gallery?${pairs.join("&")}` : "/gallery";
}

/** The same of an experiment that was saved as a file. */
export function cellOfFile(origin) {
  return `import json
from pathlib import Path

import httpx
import plotly.graph_objects as go

url = "${origin}${API}/compare"
experiment = json.loads(Path("${FILE}").read_text("utf-8"))
runs = httpx.post(url, json=experiment, timeout=60).json()["runs"]
go.Figure(go.Contour({axis: runs[-1]["boundary"][axis] for axis in "xyz"}))`;
}

/** A notebook's cell that asks for it and draws the last boundary. */
export function cell(origin, query) {
  return `import httpx
import plotly.graph_objects as go

url = "${origin}${API}/compare"
runs = httpx.get(url, params=${params(query)}, timeout=60).json()["runs"]
go.Figure(go.Contour({axis: runs[-1]["boundary"][axis] for axis in "xyz"}))`;
}

/** A query string as Python writes it for httpx. */
export function params(query) {
  const values = new Map();
  for (const [key, value] of new URLSearchParams(query)) values.set(key, [...(values.get(key) ?? []), value]);
  return `{${[...values].map(([key, several]) => `${quoted(key)}: ${listed(several)}`).join(", ")}}`;
}

function listed(values) {
  return values.length === 1 ? quoted(values[0]) : `[${values.map(quoted).join(", ")}]`;
}

function quoted(text) {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
