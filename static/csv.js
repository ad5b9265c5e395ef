// Rows and columns from a text, and back: CSV as people have it. Pure.
//
// Commas, semicolons, tabs or spaces between the columns; a header or none; decimal commas; quoted cells; any of
// the usual line ends. Whatever is wrong is thrown as a CsvFault, which knows its line.

const DELIMITERS = ["\t", ";", ",", " "];
const SNIFFED = 60; // rows that the delimiter and the kinds of the columns are told from
export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Something that is wrong with a text; `key` and `values` are those of the message csv.<key>, line among them. */
export class CsvFault extends Error {
  constructor(line, key, values = {}) {
    super(`line ${line}: ${key}`);
    Object.assign(this, { line, key, values: { line, ...values } });
  }
}

// --- rows and cells --------------------------------------------------------------------------------

/**
 * The rows of a text.
 * @returns {{rows: {line: number, cells: string[]}[], header: string[]|null, columns: number, delimiter: string}}
 */
export function readTable(text) {
  const lines = text.replace(/^\uFEFF/, "");
  if (lines.includes("\0")) throw new CsvFault(lines.slice(0, lines.indexOf("\0")).split("\n").length, "binary");
  const named = lines.match(/^sep=([\t;, ])\r?\n/); // as Excel writes it
  const delimiter = named ? named[1] : sniffed(lines);
  const rows = records(named ? lines.replace(/^sep=./, "#") : lines, delimiter);
  if (!rows.length) throw new CsvFault(1, "empty");
  const columns = usual(rows.slice(0, SNIFFED).map(({ cells }) => cells.length));
  const odd = rows.find(({ cells }) => cells.length !== columns);
  if (odd) throw new CsvFault(odd.line, "cells", { count: odd.cells.length, usual: columns });
  if (columns < 3) throw new CsvFault(rows[0].line, "columns", { count: columns });
  const header = isHeader(rows) ? rows.shift().cells : null;
  if (!rows.length) throw new CsvFault(1, "empty");
  return { rows, header, columns, delimiter };
}

function sniffed(text) {
  const part = text.split("\n", SNIFFED).join("\n");
  const scores = DELIMITERS.map((delimiter) => [score(part, delimiter), delimiter]);
  return scores.reduce((best, next) => (next[0] > best[0] ? next : best))[1];
}

// As many rows alike as possible and, of two that are equal in that, the more numbers.
function score(text, delimiter) {
  try {
    const rows = records(text, delimiter);
    const columns = usual(rows.map(({ cells }) => cells.length));
    if (columns < 2) return 0;
    const alike = rows.filter(({ cells }) => cells.length === columns);
    const numbers = alike.flatMap(({ cells }) => cells).filter(isNumber).length;
    return (columns > 2 ? 2 : 1) + alike.length / rows.length + numbers / (100 * rows.length);
  } catch {
    return 0.5; // a quote is wrong, which is told once it is clear what the delimiter is
  }
}

function usual(counts) {
  const times = new Map();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}

// A line that begins with # is a remark; quotes hold delimiters and ends of lines, and "" is one of them.
function records(text, delimiter) {
  const rows = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const row = { line, cells: [] };
    let open = true;
    if (text[at] === "#") at = endOfLine(text, at);
    while (open) {
      if (delimiter === " ") while (text[at] === " ") at += 1;
      const cell = text[at] === '"' ? quoted(text, at, line, delimiter) : bare(text, at, delimiter);
      row.cells.push(cell.value);
      line += cell.lines ?? 0;
      at = cell.end;
      if (delimiter === " ") while (text[at] === " ") at += 1;
      open = text[at] === delimiter || (delimiter === " " && at < text.length && !"\r\n".includes(text[at]));
      if (open && delimiter !== " ") at += 1;
    }
    if (row.cells.some((value) => value !== "")) rows.push(row);
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
    line += 1;
  }
  return withoutLast(rows);
}

function endOfLine(text, at) {
  const length = text.slice(at).search(/[\r\n]/);
  return length < 0 ? text.length : at + length;
}

function bare(text, at, delimiter) {
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { value: plain(text.slice(at, end)), end };
}

function quoted(text, at, line, delimiter) {
  let [end, value] = [at + 1, ""];
  for (;;) {
    const next = text.indexOf('"', end);
    if (next < 0) throw new CsvFault(line, "open_quote");
    value += text.slice(end, next);
    end = next + 1;
    if (text[end] !== '"') break;
    value += '"';
    end += 1;
  }
  if (delimiter !== " ") while (text[end] === " ") end += 1;
  const lines = value.split(/\r\n|\r|\n/).length - 1;
  if (end < text.length && ![delimiter, "\n", "\r"].includes(text[end])) throw new CsvFault(line + lines, "after_quote", { text: shown(text.slice(end, end + 20).split(/[\r\n]/)[0]) });
  return { value: plain(value), end, lines };
}

// A delimiter at the end of every line is no column of its own.
function withoutLast(rows) {
  if (rows.length && rows.every(({ cells }) => cells.length > 1 && cells.at(-1) === "")) rows.forEach(({ cells }) => cells.pop());
  return rows;
}

// A header has words where the column below has numbers, and in every such column.
function isHeader([first, ...rest]) {
  const numeric = numericColumns(rest);
  return rest.length > 0 && numeric.length > 0 && numeric.every((column) => !isNumber(first.cells[column]) && first.cells[column] !== "");
}

/** The columns that hold numbers in most rows. */
export function numericColumns(rows) {
  const some = rows.slice(0, SNIFFED);
  return (some[0]?.cells ?? []).flatMap((_, column) => {
    const count = some.filter(({ cells }) => isNumber(cells[column])).length;
    return 2 * count > some.length ? [column] : [];
  });
}

/** Whether a cell holds a number. */
export function isNumber(text) {
  return Number.isFinite(numberOf(text));
}

/** The number that a cell holds, with a point or a comma; NaN where it holds none. */
export function numberOf(text) {
  const plain = text.replace("\u2212", "-").replace(/^([^,.]*),([^,.]*)$/, "$1.$2");
  return NUMBER.test(plain) ? Number(plain) : NaN;
}

/** A cell in a sentence, cut short. */
export function shown(text) {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}

// --- and back --------------------------------------------------------------------------------------

/** The points as CSV, as the server writes them: x, y, label and, where it is known, split. */
export function writtenCsv({ x, y, label, classes, split }) {
  const rows = x.map((_, index) => [x[index], y[index], cell(classes[label[index]]), ...(split ? [split[index]] : [])]);
  return [["x", "y", "label", ...(split ? ["split"] : [])], ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function cell(text) {
  const safe = guarded(text);
  return safe !== text || /[",\r\n]|^#|^'/.test(text) ? `"${safe.replaceAll('"', '""')}"` : text;
}

// What a spreadsheet would run, and what readers would trim, gets an apostrophe before it, as app/downloads.py does.
const RISKY = /^'*[=+\-@\0＝＋－＠]|^'*\s|\s$/;

/** A text that a spreadsheet takes for a text; numbers stay numbers. */
export function guarded(text) {
  return RISKY.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function plain(text) {
  const own = unguarded(text);
  return own === text ? text.trim() : own;
}

/** A text as it was before `guarded`. */
export function unguarded(text) {
  return text.startsWith("'") && guarded(text.slice(1)) === text ? text.slice(1) : text;
}
