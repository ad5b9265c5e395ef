// Somebody's table, read: the points in it, what was understood, and what could be chosen otherwise. Pure.

import { guessColumns, profiles } from "./table-columns.js";
import { readTable } from "./table-layout.js";
import { isEither } from "./table-numbers.js";
import { pointsOf } from "./table-points.js";
import { CsvFault } from "./table-cells.js";

const FEWEST_ROWS = 5; // a header and two points of two classes: less, without a number, is no table

const MOST_COLUMNS = 1000; // each is an option of three lists

const NO_TABLE = { line: 1, key: "no_table", values: {} };

/**
 * A reader that remembers its last table, so that another column of a long one is quickly there.
 * @returns {(text: string, choices: object) => object} `read`
 */
export function reader() {
  let last = { key: null, table: null, known: null };
  return (text, choices = {}) => {
    const key = JSON.stringify([choices.delimiter ?? "", choices.header ?? ""]);
    if (last.text !== text || last.key !== key) {
      last = { text, key, table: null, known: null };
      try {
        last.table = narrow(readTable(text, choices));
        last.known = profiles(last.table);
      } catch (fault) {
        last.fault = isWords(text, told(fault)) ? NO_TABLE : told(fault);
      }
    }
    return last.table ? understood(last.table, last.known, choices) : { fault: last.fault, points: null, notes: [], table: null, columns: null };
  };
}

/** The table, where a person can still choose among its columns. */
function narrow(table) {
  if (table.columns > MOST_COLUMNS) throw new CsvFault(1, "wide", { count: table.columns, most: MOST_COLUMNS });
  return table;
}

/**
 * What a text says.
 * @param {string} text
 * @param {{delimiter?: string, header?: "yes"|"no", reading?: string, dates?: "day"|"month", largest?: boolean, columns?: object,
 *   names?: string[]}} choices columns: {x, y, label}, taken where the table has these names
 * @returns {{fault: {line, key, values}|null, points: object|null, notes: {key, values}[], columns: {x, y, label},
 *   table: {names: string[], delimiter: string, header: boolean, rows: number, dates: boolean}|null, of: number}} dates: whether some could be read in two ways
 */
export function read(text, choices = {}) {
  return reader()(text, choices);
}

function understood(table, known, choices) {
  const names = Array.from({ length: table.columns }, (_, column) => table.names[column] || "");
  const guess = guessColumns(table, known);
  const same = choices.columns && JSON.stringify(choices.names) === JSON.stringify(names);
  const { others, ...columns } = same ? { ...choices.columns, others: [] } : guess;
  const about = { table: { names, delimiter: table.delimiter, header: Boolean(table.header), rows: table.rows.length, dates: hasDates(table, columns) }, columns };
  try {
    const { points, of, notes, readings, orders } = pointsOf(table, known, columns, choices);
    return { ...about, fault: null, points, of, readings, orders, notes: [...notes, ...aside(table, names, others)] };
  } catch (fault) {
    const nothing = { fault: told(fault), points: null, of: 0, readings: [], orders: [] };
    if (!same && isProse(table, known)) return { ...nothing, fault: NO_TABLE, notes: [], table: null, columns: null };
    return { ...about, ...nothing, notes: aside(table, names, others) };
  }
}

/** Whether there is a date in x or y of which day and month could change places. */
function hasDates({ rows }, { x, y }) {
  return rows.some(({ cells }) => isEither(cells[x]) || isEither(cells[y]));
}

/** Whether lines that differ in their cells have no digit either. */
function isWords(text, { key }) {
  return ["cells", "columns"].includes(key) && !/\d/.test(text);
}

/** Whether a text is nothing that columns of numbers could be found in: a sentence or two. */
function isProse({ rows, header }, known) {
  return rows.length + Number(Boolean(header)) < FEWEST_ROWS && known.every(({ kind }) => kind === "text");
}

function aside({ header, skipped, units, joined, indexed }, names, others) {
  const notes = [];
  if (!header) notes.push({ key: "no_header", values: {} });
  if (units) notes.push({ key: "units", values: {} });
  if (joined) notes.push({ key: "joined", values: {} });
  if (indexed) notes.push({ key: "indexed", values: {} });
  if (skipped.length) notes.push({ key: "skipped", values: { count: skipped.length, lines: skipped.slice(0, 3).join(", ") + (skipped.length > 3 ? ", …" : "") } });
  if (others.length) notes.push({ key: "others", values: { columns: others.map((column) => names[column] || String(column + 1)).join(", ") } });
  return notes;
}

function told(fault) {
  if (!(fault instanceof CsvFault)) throw fault;
  return { line: fault.line, key: fault.key, values: fault.values };
}
