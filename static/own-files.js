// One's own points from a table and back: pasted, dropped on the page, opened as a file, saved as one.

import { CsvFault, readTable, writtenCsv } from "./csv.js";
import { guessColumns, pointsOf } from "./csv-points.js";
import { draftText, keepText } from "./drafts.js";
import { t } from "./messages.js";
import { rounded } from "./pointscode.js";
import { decoded, isPacked } from "./table-encoding.js";

const LARGEST = 20_000_000; // bytes of a file

/**
 * Bring the place for a table's text to life.
 * @param {Element} section that of one's own points
 * @param {{data: () => object, open: () => void, take: (points: object, remark: string) => void}} tasks data: what
 *   is to be saved; open: bring the section into sight; take: go on with these points
 * @returns {{unfinished: () => boolean}} whether there is a text that has not been taken
 */
export function startFiles(section, tasks) {
  const files = { ...tasks, section, box: section.querySelector(".own-text"), taken: "" };
  files.box.value ||= draftText();
  section.querySelector(".own-files").open ||= Boolean(files.box.value);
  files.box.addEventListener("input", () => keepText(files.box.value));
  files.box.addEventListener("paste", () => setTimeout(() => use(files, files.box.value)));
  section.querySelector('[data-own="use"]').addEventListener("click", () => use(files, files.box.value));
  section.querySelector('[data-own="save"]').addEventListener("click", () => save(files));
  section.querySelector(".own-columns").addEventListener("change", () => use(files, files.box.value));
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

async function readFile(files, file) {
  if (!file) return;
  files.open();
  files.section.querySelector(".own-files").open = true;
  if (file.size > LARGEST) return void complain(files, t("own.large"));
  const bytes = await file.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => null);
  if (!bytes) return void complain(files, t("own.unreadable"));
  if (isPacked(bytes)) return void complain(files, t("own.packed"));
  files.box.value = decoded(bytes).text;
  keepText(files.box.value);
  use(files, files.box.value);
}

/** Take the points of a text; whatever is wrong is said beside it, and the text stays. */
function use(files, text) {
  try {
    const table = readTable(text);
    const { of, ...points } = pointsOf(table, columnsOf(files, table));
    complain(files, "");
    files.taken = text;
    keepText("");
    const remark = of > points.x.length ? t("own.sampled", { of, count: points.x.length }) : "";
    files.take({ ...points, x: rounded(points.x), y: rounded(points.y), box: null }, remark);
  } catch (fault) {
    if (!(fault instanceof CsvFault)) throw fault;
    complain(files, t(`csv.${fault.key}`, fault.values));
  }
}

/** The columns that are chosen; where the file has others than before, those that look right. */
function columnsOf({ section }, table) {
  const names = Array.from({ length: table.columns }, (_, column) => table.header?.[column] || t("own.column", { number: column + 1 }));
  const place = section.querySelector(".own-columns");
  const selects = [...place.querySelectorAll("select")];
  place.hidden = table.columns === 3;
  if (place.dataset.names !== JSON.stringify(names)) {
    place.dataset.names = JSON.stringify(names);
    const guess = guessColumns(table);
    for (const select of selects) {
      select.replaceChildren(...names.map((name, column) => new Option(name, column)));
      select.value = guess[select.dataset.column];
    }
  }
  return Object.fromEntries(selects.map((select) => [select.dataset.column, Number(select.value)]));
}

function complain({ box }, text) {
  const place = document.getElementById("points-problem");
  box.toggleAttribute("aria-invalid", Boolean(text));
  if (text) box.setAttribute("aria-invalid", "true");
  place.removeAttribute("lang");
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
