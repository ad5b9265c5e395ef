// One's own points from a table and back: pasted, dropped on the page, opened as a file, saved as one.
//
// What was understood stands in one line, and beside it everything that can be chosen otherwise. Long texts are read by
// a worker (table-worker.js), and only their first lines are shown.

import { writtenCsv } from "./csv.js";
import { draftText, keepText } from "./drafts.js";
import { t } from "./messages.js";
import { rounded } from "./pointscode.js";
import { DELIMITERS } from "./table-cells.js";
import { decoded, ENCODINGS, isPacked } from "./table-encoding.js";
import { columnName, delimiterName, understoodIn } from "./table-words.js";
import { reader } from "./table.js";

const LARGEST = 20_000_000; // bytes of a file, letters of a text
const LONG = 200_000; // letters from which on a worker reads, and the box shows a part
const MANY = 20_000; // signs that end a cell or a line, or quote one, from which on a worker reads as well
const READINGS = { ".": "1,234.5", ",": "1.234,5" };
const ORDERS = { day: "31/12/2024", month: "12/31/2024" };

/**
 * Bring the place for a table's text to life.
 * @param {Element} section that of one's own points
 * @param {{data: () => object, open: () => void, take: (points: object, remark: string) => void, seek: () => void}}
 *   tasks data: what is to be saved; open: bring the section into sight; take: go on with these points; seek: bring
 *   the picture into view
 * @returns {{unfinished: () => boolean}} whether there is a text that has not been taken
 */
export function startFiles(section, tasks) {
  const files = { ...tasks, section, box: section.querySelector(".own-text"), taken: "", read: reader(), asked: 0, choices: {}, bytes: null, long: false };
  files.box.value ||= draftText();
  section.querySelector(".own-files").open ||= Boolean(files.box.value);
  files.box.addEventListener("input", () => onInput(files));
  files.box.addEventListener("paste", (event) => onPaste(files, event));
  section.querySelector('[data-own="use"]').addEventListener("click", () => {
    use(files);
    if (files.taken === files.box.value) files.seek(); // a long text's worker tells later, and its line is what is looked for
  });
  section.querySelector('[data-own="empty"]').addEventListener("click", () => empty(files));
  section.querySelector('[data-own="save"]').addEventListener("click", () => save(files));
  section.querySelector(".own-columns").addEventListener("change", ({ target }) => onChoice(files, target));
  section.querySelector(".own-file").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = ""; // so that the same file, mended meanwhile, is another choice
    readFile(files, file);
  });
  addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  addEventListener("drop", (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    if (document.getElementById("edit-points").checkVisibility()) readFile(files, file); // a link may have locked it
  });
  return { unfinished: () => files.box.value.trim() !== "" && files.box.value !== files.taken };
}

// --- where a text comes from -----------------------------------------------------------------------

function onInput(files) {
  files.bytes = null; // what is in the box is no longer the file
  keepText(files.box.value);
}

// A browser needs seconds to put a long text into a box, so that text goes another way.
function onPaste(files, event) {
  const text = event.clipboardData?.getData("text") ?? "";
  if (text.length < LONG) return void setTimeout(() => { begin(files); use(files); });
  event.preventDefault();
  if (text.length > LARGEST) return void complain(files, t("own.large"));
  begin(files);
  ask(files, { text });
}

async function readFile(files, file) {
  if (!file) return;
  files.open();
  files.section.querySelector(".own-files").open = true;
  if (file.size > LARGEST) return void complain(files, t("own.large"));
  const bytes = await file.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => null);
  if (!bytes) return void complain(files, t("own.unreadable"));
  if (isPacked(bytes)) return void complain(files, t("own.packed"));
  begin(files);
  files.bytes = bytes;
  if (bytes.length >= LONG) return void ask(files, { bytes });
  fromBytes(files);
  use(files);
}

function fromBytes(files) {
  const { text, encoding } = decoded(files.bytes, files.choices.encoding);
  show(files, text, false);
  files.encoding = encoding;
}

/** Another text: it is read as itself, whatever was chosen for the one before. The columns stay while their names do. */
function begin(files) {
  files.choices = { columns: files.choices.columns, names: files.choices.names };
  Object.assign(files, { bytes: null, encoding: "", long: false });
  files.box.readOnly = false;
}

function show(files, text, isHead) {
  files.long = isHead;
  files.box.value = text;
  files.box.readOnly = isHead;
  files.section.querySelector('[data-own="empty"]').hidden = !isHead;
  keepText(isHead ? "" : text);
}

function empty(files) {
  begin(files);
  show(files, "", false);
  complain(files, "");
  for (const place of files.section.querySelectorAll(".own-columns, .own-understood")) place.hidden = true;
  files.box.focus();
}

// --- reading ---------------------------------------------------------------------------------------

function onChoice(files, target) {
  const { column, choice } = target.dataset;
  if (column) {
    const selects = [...files.section.querySelectorAll("[data-column]")];
    files.choices.columns = Object.fromEntries(selects.map((select) => [select.dataset.column, Number(select.value)]));
    files.choices.names = files.names;
  } else if (choice) files.choices[choice] = target.type === "checkbox" ? target.checked : target.value || undefined;
  if (choice === "encoding" && !files.long) fromBytes(files);
  use(files);
}

function use(files) {
  if (files.long) return void ask(files, {});
  const text = files.box.value;
  if (text.length >= LONG || isMuch(text)) return void ask(files, { text, whole: text.length < LONG });
  files.asked += 1; // an answer that is still on its way comes too late
  conclude(files, files.read(text, files.choices));
}

/** Whether a text is much work for its length. */
function isMuch(text) {
  let count = 0;
  for (const _ of text.matchAll(/[\n\r\t,;|"]/g)) if ((count += 1) > MANY) return true;
  return false;
}

/** Have the worker read; the newest question counts. */
function ask(files, what) {
  files.asked += 1;
  files.worker ??= hired(files);
  files.section.querySelector(".own-understood").hidden = false;
  files.section.querySelector(".own-understood").textContent = t("table.reading");
  complain(files, "");
  files.worker.postMessage({ id: files.asked, ...what, encoding: files.choices.encoding, choices: files.choices });
}

function hired(files) {
  const worker = new Worker(new URL("./table-worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data: { id, reading, encoding, head, isHead, whole } }) => {
    if (id !== files.asked) return;
    if (!whole) { // else the box has the text, of a file or not
      files.encoding = encoding;
      show(files, head, isHead);
    }
    conclude(files, reading);
  });
  return worker;
}

/** Say what was understood, and draw it; or say what is wrong. */
function conclude(files, reading) {
  const { fault, points, table } = reading;
  if (table) files.names = table.names;
  offer(files, reading);
  const line = files.section.querySelector(".own-understood");
  line.hidden = !table;
  line.textContent = table ? `${understoodIn(reading, files)}${files.long ? ` ${t("table.head")}` : ""}` : "";
  complain(files, fault ? t(`csv.${fault.key}`, fault.values) : "");
  if (!points) return;
  files.taken = files.box.value;
  keepText("");
  files.take({ ...points, x: rounded(points.x), y: rounded(points.y), box: null }, "");
}

// --- what can be chosen ----------------------------------------------------------------------------

function offer(files, { table, columns, readings = [], orders = [], fault }) {
  const { section, choices } = files;
  section.querySelector(".own-columns").hidden = false;
  for (const select of section.querySelectorAll("[data-column]")) {
    select.closest("label").hidden = !table;
    if (!table) continue;
    fill(select, table.names.map((_, column) => [column, columnName(table.names, column)]), columns[select.dataset.column]);
  }
  const signs = choices.delimiter && !DELIMITERS.includes(choices.delimiter) ? [...DELIMITERS, choices.delimiter] : DELIMITERS;
  const lists = {
    delimiter: [signs.map((sign) => [sign, delimiterName(sign)]), table && delimiterName(table.delimiter)],
    header: [["yes", "no"].map((word) => [word, t(`own.${word}`)]), table && t(table.header ? "own.yes" : "own.no")],
    reading: [Object.entries(READINGS), readings.map((sign) => READINGS[sign]).join(", ")],
    dates: [Object.entries(ORDERS), orders.map((order) => ORDERS[order]).join(", ")],
    encoding: [Object.entries(ENCODINGS), ENCODINGS[files.encoding]],
  };
  for (const [name, [options, taken]] of Object.entries(lists)) {
    const select = section.querySelector(`[data-choice="${name}"]`);
    const automatic = taken && !choices[name] ? t("own.automatic", { value: taken }) : t("own.auto");
    fill(select, [["", automatic], ...options], choices[name] ?? "");
  }
  section.querySelector('[data-choice="encoding"]').closest("label").hidden = !files.bytes;
  section.querySelector('[data-choice="dates"]').closest("label").hidden = !table?.dates;
  const largest = section.querySelector('[data-choice="largest"]');
  largest.closest("label").hidden = !choices.largest && fault?.key !== "class_many";
  largest.checked = Boolean(choices.largest);
}

function fill(select, options, value) {
  const written = JSON.stringify(options);
  if (select.dataset.options !== written) {
    select.dataset.options = written;
    select.replaceChildren(...options.map(([each, name]) => new Option(name, each)));
  }
  select.value = String(value);
}

function complain({ box }, text) {
  const place = document.getElementById("own-text-problem");
  box.toggleAttribute("aria-invalid", Boolean(text));
  if (text) box.setAttribute("aria-invalid", "true");
  place.textContent = text;
  place.hidden = !text;
}

function save({ data }) {
  const points = data();
  if (!points) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([writtenCsv(points)], { type: "text/csv" }));
  link.download = "points.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
