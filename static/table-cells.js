// A text cut into rows and cells, and the sign that stands between the cells. Pure.

import { unguarded } from "./csv.js";
import { parts } from "./table-numbers.js";

/** The signs that may stand between cells, in the order in which they are taken where two suit. */
export const DELIMITERS = ["\t", ";", ",", "|", " "];

const MOST_ROWS = 1_000_000;
const SNIFFED = 300; // lines at the beginning, and as many in the middle, that the delimiter is told from
const REMARK = /^\s*(?:#(?!N\/A|NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!)|%|\/\/|--\s)/;
const REMARK_OR_SEMICOLON = /^\s*(?:#(?!N\/A|NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!)|%|;|\/\/|--\s)/;
const RULE = /^[\s|+:─│┼═=-]*[-─═=]{3}[\s|+:─│┼═=-]*$/; // below a header in Markdown, around a table in a terminal
const BARE = /^[(]?[+\-−]?\p{Sc}?(?:\d+(?:[ .,'’_\u00a0\u2009\u202f]\d+)*\.?|[.,]\d+)(?:e[+-]?\d+)?(?:[%°\p{Sc}]?[\p{L}²³/]{0,4}| ?[cmkµ]?[mgl][²³]?)[)]?$/iu;
const OTHER = /[\t;,|]/; // in a cell that is no number, where another sign than that stands between the cells
const WORD_AND_NUMBER = /(?:^|\s)[(+\-−]?\p{Sc}?\d\S*\s|\s[(+\-−]?\p{Sc}?\d\S*$/u;
const SINGLE = /(?:^|[\t;,| ])'[^'\r\n]*'\s*(?:$|[\t;,|\r\n ])/m;

/** Something that is wrong with a text; `key` and `values` are those of the message csv.<key>, line among them. */
export class CsvFault extends Error {
  constructor(line, key, values = {}) {
    super(`line ${line}: ${key}`);
    Object.assign(this, { line, key, values: { line, ...values } });
  }
}

/** A cell in a sentence, cut short. */
export function shown(text) {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}

// --- rows ------------------------------------------------------------------------------------------

/**
 * The rows of a text: those with cells, and its remarks.
 * @returns {{rows: {line: number, cells: string[]}[], remarks: {line: number, text: string}[]}}
 */
export function records(text, delimiter, { quote = '"', remarks: withRemarks = true } = {}) {
  const rows = [];
  const remarks = [];
  const remark = delimiter === ";" ? REMARK : REMARK_OR_SEMICOLON;
  const [nextLine, nextReturn, nextQuote] = ["\n", "\r", quote].map((sign) => finder(text, sign));
  let [at, line] = [0, 1];
  while (at < text.length) {
    const end = Math.min(nextLine(at), nextReturn(at));
    const row = { line, cells: [] };
    if (nextQuote(at) < end) {
      const begin = text.slice(at, end);
      if (withRemarks && remark.test(begin)) remarks.push({ line, text: begin });
      else [at, line] = quotedRow(text, at, row, delimiter, quote);
      if (!row.cells.length) at = end;
    } else {
      const whole = text.slice(at, end);
      if (RULE.test(whole)) row.cells = [];
      else if (withRemarks && remark.test(whole)) remarks.push({ line, text: whole });
      else row.cells = cut(whole, delimiter);
      at = end;
    }
    if (row.cells.some((cell) => cell !== "")) rows.push(row);
    if (rows.length > MOST_ROWS) throw new CsvFault(line, "rows", { most: MOST_ROWS });
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    line += 1;
  }
  return { rows, remarks };
}

/** Where that sign stands next, at or behind a place; looked for once, however often it is asked. */
function finder(text, sign) {
  let found = -1;
  return (at) => {
    if (found < at) found = text.indexOf(sign, at);
    if (found < 0) found = text.length;
    return found;
  };
}

function cut(whole, delimiter) {
  if (delimiter === " ") return whole.trim().split(/ +/);
  return whole.split(delimiter).map(plain);
}

/** A cell without blanks around it; one that `guarded` wrote is as it was. */
function plain(text) {
  const own = unguarded(text);
  if (own !== text) return own;
  const cell = text.trim();
  return cell.startsWith('="') && cell.endsWith('"') ? cell.slice(2, -1) : cell; // as Excel keeps zeros in front
}

// Quotes hold delimiters and ends of lines; two of them, or one behind a backslash, are one in the text.
function quotedRow(text, start, row, delimiter, quote) {
  let [at, line] = [start, row.line];
  for (;;) {
    while (text[at] === " ") at += 1;
    const cell = text[at] === quote ? quoted(text, at, line, delimiter, quote) : bare(text, at, delimiter);
    row.cells.push(cell.value);
    [at, line] = [cell.end, line + (cell.lines ?? 0)];
    if (delimiter === " ") while (text[at] === " ") at += 1;
    if (at >= text.length || text[at] === "\n" || text[at] === "\r") return [at, line];
    if (delimiter !== " ") at += 1;
  }
}

function bare(text, at, delimiter) {
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { value: plain(text.slice(at, end)), end };
}

function quoted(text, at, line, delimiter, quote) {
  const ends = (place) => place >= text.length || [delimiter, "\n", "\r"].includes(text[place]);
  let [end, value] = [at + 1, ""];
  for (;;) {
    const next = text.indexOf(quote, end);
    if (next < 0) throw new CsvFault(line, "open_quote");
    value += text.slice(end, next);
    end = next + 1;
    const escaped = value.endsWith("\\") && !ends(end);
    if (escaped) value = value.slice(0, -1);
    else if (text[end] === quote) end += 1;
    else break;
    value += quote;
  }
  if (delimiter !== " ") while (text[end] === " ") end += 1;
  const lines = value.split(/\r\n|\r|\n/).length - 1;
  if (!ends(end)) throw new CsvFault(line + lines, "after_quote", { text: shown(text.slice(end, end + 20).split(/[\r\n]/)[0]) });
  return { value: plain(value), end, lines };
}

// --- what stands between the cells -----------------------------------------------------------------

/** The delimiter and the quotes with which the text makes the best table. */
export function sniffed(text, delimiters = DELIMITERS) {
  const part = sample(text);
  const quotes = !part.includes('"') && SINGLE.test(part) ? ["'", '"'] : ['"'];
  const ways = quotes.flatMap((quote) => delimiters.map((delimiter) => ({ delimiter, quote })));
  const scores = ways.map((way) => [score(part, way), way]);
  return scores.reduce((best, next) => (next[0] > best[0] ? next : best))[1];
}

// Lines of the beginning and of the middle: a preface may be long.
function sample(text) {
  const first = text.split(/\r\n|\r|\n/, 2 * SNIFFED);
  if (first.length < 2 * SNIFFED) return text;
  const middle = Math.max(text.indexOf("\n", text.length / 2), 0);
  const more = text.slice(middle + 1, middle + 1 + 100 * SNIFFED).split(/\r\n|\r|\n/, SNIFFED);
  return [...first, ...more.slice(0, -1)].join("\n");
}

// As many rows alike as possible, counting those with numbers, and of two that are equal in that, the more numbers.
function score(text, { delimiter, quote }) {
  try {
    const { rows } = records(text, delimiter, { quote });
    const width = usualWidth(rows);
    if (width < 2) return 0;
    const weights = rows.map(weight);
    const alike = rows.map(({ cells }, index) => (cells.length === width ? weights[index] : 0));
    const cells = rows.filter((row) => row.cells.length === width).flatMap((row) => row.cells);
    const numbers = cells.filter(isBare).length;
    const uncut = sum(cells.map((cell) => (isBare(cell) ? 0 : OTHER.test(cell) ? 2 : Number(WORD_AND_NUMBER.test(cell)))));
    return (width > 2 ? 2 : 1) + sum(alike) / sum(weights) + (numbers - uncut) / cells.length / 2;
  } catch {
    return 0.5; // a quote is wrong, which is told once it is clear what the delimiter is
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function isBare(cell) {
  return BARE.test(cell) && parts(cell) !== null;
}

function weight({ cells }) {
  return cells.filter(isBare).length || 0.05;
}

/** How many cells most rows have; a row counts by the numbers in it, so that prose before a table does not. */
export function usualWidth(rows) {
  const votes = new Map();
  for (const row of rows) votes.set(row.cells.length, (votes.get(row.cells.length) ?? 0) + weight(row));
  return [...votes].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}
