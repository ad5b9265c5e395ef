// Where a table begins in a text and what its columns are called: title lines, remarks, one or two header rows, rows of
// units, a column of row names, delimiters too many. Pure.

import { CsvFault, DELIMITERS, records, sniffed, usualWidth } from "./table-cells.js";
import { dayOf, isMissing, parts } from "./table-numbers.js";
import { NAMES } from "./table-names.js";

const STUDIED = 500; // rows, evenly from the table, that the kinds of its columns are told from
const MOST_HEADERS = 3;
const FEWEST_ROWS = 4;
const LONGEST_NAME = 80; // letters of a column's name; longer ones are prose
const UNITS = new RegExp(
  "^(?:[mcdkµμun]?m[²³23]?|in|inch(?:es)?|ft|[mkµμ]?g|t|lbs?|oz|[mµμn]?s|sec|min|hr?|d|days?|a|yrs?|years?|°?[cfk]|deg[cf]?|°|%|percent|[$€£¥₩]|usd|eur|gbp|krw"
    + "|[mcd]?l|[mkµ]?mol|[kmg]?hz|m?v|m?a|k?w|[kmh]?pa|m?bar|k?n|k?j|k?cal|n|count|[a-zµ°]+[/·][a-z]+[²³23]?|cm\\^?2|개|명|세|살|원|년|월|일|시간|초|도|점)$",
  "i",
);
const KINDS = /^(?:string|text|chr|num|numeric|number|int|integer|float|double|dbl|factor|fct|char|category|categorical|nominal|object|int64|float64)$/i;

/**
 * A text as a table.
 * @param {{delimiter?: string, header?: "yes"|"no"}} choices what somebody chose; what is left out is guessed
 * @returns {{rows: {line: number, cells: string[]}[], header: string[]|null, names: string[], columns: number,
 *   delimiter: string, skipped: number[], units: boolean, joined: boolean, indexed: boolean}} header: the last row of
 *   names; names: what the columns are called, with units; skipped: lines that are no data; indexed: the first column
 *   has no name in the header, so it holds the names of rows
 */
export function readTable(text, choices = {}) {
  const [given, named] = prepared(text);
  const { delimiter, quote } = named ? { delimiter: ",", quote: "'" } : separated(given, choices.delimiter);
  let found = laidOut(records(given, delimiter, { quote }), delimiter, choices.header, named);
  if (found.rows.length < FEWEST_ROWS && found.remarks) {
    const all = laidOut(records(given, delimiter, { quote, remarks: false }), delimiter, choices.header, named);
    if (all.rows.length >= FEWEST_ROWS && !all.fault) found = all; // its first cells begin like remarks
  }
  if (found.fault) throw found.fault;
  return { ...found, delimiter };
}

// Without a mark, and without what names a delimiter or, in ARFF, the columns; lines keep their numbers.
function prepared(text) {
  const plain = text.replace(/^\uFEFF/, "");
  if (plain.includes("\0")) throw new CsvFault(plain.slice(0, plain.indexOf("\0")).split("\n").length, "binary");
  if (/^\s*[[{]\s*["{[]/.test(plain)) throw new CsvFault(1, "json");
  const data = /^\s*@relation/im.test(plain.slice(0, 20_000)) ? plain.match(/^[ \t]*@data.*$/im) : null;
  if (!data) return [plain, null];
  const end = data.index + data[0].length;
  const head = plain.slice(0, end);
  const named = [...head.matchAll(/^[ \t]*@attribute\s+(?:'([^']*)'|"([^"]*)"|(\S+))/gim)].map(([, one, two, three]) => one ?? two ?? three);
  return [head.replace(/[^\r\n]/g, "") + plain.slice(end), named];
}

function separated(text, chosen) {
  const [, sign] = text.match(/^"?sep=(\\t|[^"\r\n])"?[\t;, ]*(?:\r\n|\r|\n)/i) ?? []; // as Excel writes it
  return sniffed(text, chosen ? [chosen] : sign ? [sign === "\\t" ? "\t" : sign] : DELIMITERS);
}

function laidOut({ rows: all, remarks }, delimiter, chosen, named) {
  const rows = all.filter(({ line, cells }) => !(line === 1 && /^"?sep=/i.test(cells[0])));
  if (!rows.length) return { rows, remarks: remarks.length, fault: new CsvFault(1, "empty") };
  const columns = usualWidth(every(rows, STUDIED));
  const first = firstRow(rows, columns, named ? "no" : chosen);
  const heads = headRows(rows.slice(0, first), columns);
  const head = named ? { header: named, names: named } : headed(heads, remarks, rows[first], columns, delimiter);
  const skipped = [...remarks.filter(({ line }) => line !== head.remark), ...rows.slice(0, first - heads.length)].map(({ line }) => line);
  const body = { rows: [], fault: null };
  for (const row of rows.slice(first)) take(row, { columns, header: head.header, skipped, body });
  const table = { ...body, ...head, columns, skipped: skipped.sort((one, other) => one - other), remarks: remarks.length, indexed: false };
  if (!table.fault && heads.length) fitHeader(table, heads);
  const cut = withoutEmpty(table);
  if (!cut.rows.length && !cut.fault) cut.fault = new CsvFault(1, "empty");
  if (cut.columns < 3 && !cut.fault) cut.fault = new CsvFault(cut.rows[0].line, "columns", { count: cut.columns });
  return cut;
}

/** Of rows, at most so many, evenly. */
export function every(rows, most) {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, index) => rows[Math.floor((index * rows.length) / most)]);
}

// --- where the data begin --------------------------------------------------------------------------

function isNumeric(cell) {
  return Boolean(parts(cell)) || Number.isFinite(dayOf(cell));
}

/** The columns that hold numbers or dates in most of the rows that say something there. */
function numericColumns(rows, columns) {
  return Array.from({ length: columns }, (_, column) => column).filter((column) => {
    const said = rows.filter(({ cells }) => !isMissing(cells[column]));
    return 2 * said.filter(({ cells }) => isNumeric(cells[column])).length > said.length;
  });
}

function fits({ cells }, columns) {
  return cells.length === columns || (cells.length > columns && cells.slice(columns).every((cell) => cell === ""));
}

// The first row with numbers where the columns have numbers; words above them are names, unless the words are those
// of the classes: then a number is wrong.
function firstRow(rows, columns, chosen) {
  const whole = rows.filter((row) => row.cells.length === columns);
  const some = every(whole, STUDIED);
  const numeric = numericColumns(some, columns);
  const texts = some[0] ? some[0].cells.map((_, column) => column).filter((column) => !numeric.includes(column)) : [];
  const seen = texts.map((column) => countOf(some, column));
  const hasNumbers = ({ cells }) => {
    const numbers = numeric.filter((column) => isNumeric(cells[column])).length;
    const empty = numeric.filter((column) => isMissing(cells[column])).length;
    return numbers > 0 && 2 * (numbers + empty) >= numeric.length;
  };
  const isData = (row) => fits(row, columns) && (!numeric.length || hasNumbers(row) || texts.some((column, index) => cell(row, column) && seen[index].get(cell(row, column)) > 1));
  const first = rows.findIndex(isData);
  if (chosen === "no") return Math.max(0, rows.findIndex((row) => fits(row, columns)));
  if (first < 0) return 0;
  if (chosen === "yes" && headRows(rows.slice(0, first), columns).length === 0) return Math.min(first + 1, rows.length - 1);
  if (chosen !== "yes" && isNamed(rows[first], numeric, texts, seen)) return Math.min(first + 1, rows.length - 1);
  return first;
}

function cell({ cells }, column) {
  return cells[column] ?? "";
}

function countOf(rows, column) {
  const counts = new Map();
  for (const row of rows) counts.set(cell(row, column), (counts.get(cell(row, column)) ?? 0) + 1);
  return counts;
}

// Names may be numbers, such as years: then another one gives them away.
function isNamed(row, numeric, texts, seen) {
  return texts.some((column, index) => NAMES.label.test(cell(row, column)) && seen[index].get(cell(row, column)) === 1) && !numeric.some((column) => /[.,]/.test(cell(row, column)));
}

// --- names -----------------------------------------------------------------------------------------

/** The rows right above the data that have names or units; others are titles. */
function headRows(above, columns) {
  const found = [];
  for (const row of above.toReversed()) {
    const full = row.cells.filter((text) => text !== "").length;
    const wide = fits(row, columns) || (row.cells.length === columns - 1 && (!found.length || found[0].cells.length === columns - 1));
    const prose = row.cells.some((text) => text.length > LONGEST_NAME) || found.some(({ cells }) => cells.join() === row.cells.join());
    if (!wide || prose || found.length === MOST_HEADERS || (full < 2 && !isUnits(row)) || (found.length && 2 * full < columns)) break;
    found.unshift(row);
  }
  return found;
}

function isUnits({ cells }) {
  const full = cells.filter((text) => text !== "");
  return full.length > 0 && full.every((text) => /^(?:\[.*\]|\(.*\)|<.*>|[-–—]|units?|einheit|단위)$/i.test(text) || UNITS.test(text) || KINDS.test(text));
}

function headed(heads, remarks, firstRow, columns, delimiter) {
  if (!heads.length) return remarked(remarks, firstRow, columns, delimiter);
  const isUnit = heads.length > 1 && isUnits(heads.at(-1));
  const rows = isUnit ? heads.slice(0, -1) : heads;
  const header = rows.at(-1).cells.slice(0);
  const above = rows.slice(0, -1).map(({ cells }) => cells);
  const joined = header.map((name, column) => [...new Set([...above.map((cells) => cells[column] ?? ""), name])].filter(Boolean).join(" "));
  const units = isUnit ? heads.at(-1).cells : [];
  return { header, names: joined.map((name, column) => withUnit(name, units[column] ?? "")), units: isUnit, joined: rows.length > 1 };
}

function withUnit(name, text) {
  const unit = text.replace(/^[[(<]\s*|\s*[\])>]$/g, "");
  return !unit || /^[-–—]$/.test(unit) || KINDS.test(unit) ? name : `${name} (${unit})`;
}

// The last remark before the data names the columns, if it has as many words (NumPy and gnuplot write so).
function remarked(remarks, firstRow, columns, delimiter) {
  const last = remarks.findLast(({ line }) => line < (firstRow?.line ?? 0));
  const text = last?.text.trim().replace(/^(?:[#%;]+|\/\/|--)\s*/, "") ?? "";
  const header = (delimiter === " " ? text.split(/[ \t]+/) : text.split(delimiter)).map((name) => name.trim());
  const known = delimiter !== " " || header.some((name) => Object.values(NAMES).some((pattern) => pattern.test(name)));
  const suits = header.length === columns && known && new Set(header).size === columns && !header.some((name) => name === "" || isNumeric(name));
  return suits ? { header, names: header, remark: last.line } : { header: null, names: [] };
}

// --- rows ------------------------------------------------------------------------------------------

function take(row, { columns, header, skipped, body }) {
  const { line, cells } = row;
  if (header && cells.length === header.length && cells.every((text, index) => text === header[index])) return void skipped.push(line);
  if (cells.length !== columns) {
    const full = cells.filter((text) => text !== "");
    if (full.length < 2 && !isNumeric(full[0] ?? "")) return void skipped.push(line); // a note
    if (!fits(row, columns)) {
      body.fault ??= new CsvFault(line, "cells", { count: cells.length, usual: columns });
      return;
    }
    cells.length = columns;
  }
  body.rows.push(row);
}

// A header with one cell less than the rows leaves the first one, the names of the rows, without a name (R writes so).
function fitHeader(table, heads) {
  const { header, names, rows } = table;
  const [{ line }] = heads.slice(-1);
  const usual = table.columns;
  while (header.length > table.columns && header.at(-1) === "") [header, names].forEach((cells) => cells.pop());
  while (table.columns > 1 && header.length < table.columns && rows.every(({ cells }) => cells.at(-1) === "")) {
    if (header.at(-1) === "") [header, names].forEach((cells) => cells.pop());
    rows.forEach(({ cells }) => cells.pop());
    table.columns -= 1;
  }
  while (header.length < table.columns && header[0] === "" && rows.every(({ cells }) => cells[0] === "")) {
    [header, names, ...rows.map(({ cells }) => cells)].forEach((cells) => cells.shift());
    table.columns -= 1;
  }
  if (header.length === table.columns) return;
  if (header.length === table.columns - 1 && isRowNames(rows)) {
    [header, names].forEach((cells) => cells.unshift(""));
    table.indexed = true;
  } else table.fault = new CsvFault(line, "cells", { count: header.length, usual });
}

function isRowNames(rows) {
  const cells = every(rows, 10 * STUDIED).map((row) => row.cells[0]);
  const numbers = cells.map(Number);
  const counts = cells.every((text, index) => /^\d+$/.test(text) && (index === 0 || numbers[index] > numbers[index - 1]));
  return new Set(cells).size === cells.length && (counts || cells.every((text) => !isNumeric(text)));
}

// Delimiters at the beginning or the end of every line make no columns.
function withoutEmpty(table) {
  const { rows, header, names, columns } = table;
  const kept = Array.from({ length: columns }, (_, column) => column).filter((column) => header?.[column] || rows.some(({ cells }) => cells[column] !== ""));
  if (kept.length === columns) return table;
  const only = (cells) => kept.map((column) => cells[column] ?? "");
  for (const row of rows) row.cells = only(row.cells);
  return { ...table, columns: kept.length, header: header && only(header), names: header ? only(names) : names };
}
