// Which columns of a table are x, y and the class. Pure.

import { every } from "./table-layout.js";
import { INDEX, NAMES } from "./table-names.js";
import { dayOf, isEither, isMissing, isNameless, parts, study, unitOf } from "./table-numbers.js";

export const MOST_CLASSES = 6;
const STUDIED = 2000; // rows, evenly from the table
const MANY = 20; // rows from which on a column of few whole numbers is no measurement
const LONG_ID = 4; // digits

/**
 * What is known of each column.
 * @returns {{kind: "number"|"day"|"text", values: Map<string, number>, few: boolean, whole: boolean, index: boolean, seen: object}[]}
 *   values: the cells and how often they occur; few: they could be classes; index: it only tells rows apart
 */
export function profiles({ rows, header, columns }) {
  const some = every(rows, STUDIED);
  return Array.from({ length: columns }, (_, column) => profile(some, column, header?.[column]));
}

function profile(rows, column, name) {
  const cells = rows.map((row) => row.cells[column]);
  const said = cells.filter((text) => !isMissing(text));
  const found = said.map(parts);
  const seen = study(found);
  const numbers = seen.units.get(unitOf(seen)) ?? 0;
  const days = numbers ? 0 : said.filter((text) => Number.isFinite(dayOf(text)) || isEither(text)).length;
  const kind = 2 * numbers > said.length ? "number" : 2 * days > said.length ? "day" : "text";
  const values = new Map();
  for (const text of cells) if (!isNameless(text)) values.set(text, (values.get(text) ?? 0) + 1);
  const whole = kind === "number" && found.every((each) => each && /^\d+(?:[.,]0*)?$/.test(each.body) && !each.exponent);
  const often = [...values.values()].filter((count) => count > 1).length;
  const few = values.size > 1 && often > 1 && values.size <= MOST_CLASSES + Math.floor(cells.length / MANY / 2) && often <= MOST_CLASSES;
  return { kind, values, few, whole, seen, index: tellsApart({ name, said, values, whole, kind, column, few }) };
}

// Row names, numbers that count, and the numbers of files and people.
function tellsApart({ name, said, values, whole, kind, column, few }) {
  if (said.length < 2 || kind === "day" || few) return false;
  const unique = values.size === said.length;
  if (name !== undefined && INDEX.test(name)) return unique || name === "";
  if (!unique) return false;
  if (kind === "text") return true;
  if (!whole) return false;
  const numbers = said.map(Number);
  if (numbers.every((number, index) => index === 0 || number > numbers[index - 1]) && numbers.at(-1) - numbers[0] <= said.length) return true;
  return name === undefined && column === 0 && said.length > LONG_ID && said.every((text) => text.length === said[0].length && text.length >= LONG_ID);
}

/**
 * The columns that most likely hold x, y and the class.
 * @returns {{x: number, y: number, label: number, others: number[]}} others: what could be the class as well
 */
export function guessColumns(table, known = profiles(table)) {
  const { label, others } = guessLabel(table, known);
  const every = known.map((_, column) => column).filter((column) => column !== label);
  const rank = (column) => {
    const { kind, index, few, whole, values } = known[column];
    if (kind === "text") return index ? 6 : 5;
    if (values.size < 2) return 4;
    if (index) return 3;
    if (kind === "day") return 2;
    return few && whole && table.rows.length >= MANY ? 1 : 0;
  };
  const free = every.toSorted((one, other) => rank(one) - rank(other) || one - other);
  const named = (pattern) => (table.header ? every.filter((column) => pattern.test(table.header[column]) && known[column].kind !== "text") : []);
  const [x = -1] = named(NAMES.x);
  const [y = -1] = named(NAMES.y).filter((column) => column !== x);
  const takenX = x >= 0 ? x : free.find((column) => column !== y);
  const takenY = y >= 0 ? y : free.find((column) => column !== takenX);
  const [first, second] = x < 0 && y < 0 ? [takenX, takenY].toSorted((one, other) => one - other) : [takenX, takenY];
  return { x: first, y: second, label, others };
}

function guessLabel({ header, columns, rows }, known) {
  const every = known.map((_, column) => column);
  const named = header ? every.filter((column) => NAMES.label.test(header[column]) || isTarget(header, column)) : [];
  const suits = (column) => known[column].few;
  const leaves = (column) => every.filter((other) => other !== column && known[other].kind !== "text").length >= 2;
  const [best] = named.filter(suits).toSorted((one, other) => byName(header, one) - byName(header, other));
  if (best !== undefined) return { label: best, others: [] };
  const texts = every.filter((column) => known[column].kind === "text" && !known[column].index);
  const words = texts.filter(suits);
  if (words.length) return { label: words.at(-1), others: [] };
  const whole = every.filter((column) => known[column].whole && suits(column) && leaves(column) && 2 * known[column].values.size <= rows.length);
  if (whole.length && !named.length && !texts.length) return byValues(whole, known);
  const label = named.at(-1) ?? texts.at(-1) ?? every.findLast((column) => known[column].kind === "text") ?? columns - 1;
  return { label, others: [] };
}

// “y” is the class where x1 and x2 are there; “species” says more than “type”.
function isTarget(header, column) {
  return /^y$/i.test(header[column]) && header.some((name) => /^x_?1$/i.test(name)) && header.some((name) => /^x_?[02]$/i.test(name));
}

function byName(header, column) {
  return /^(?:type|kind|group|z|typ|tipo|gruppe|그룹|구분)$/i.test(header[column]) ? 1 : 0;
}

// Of columns with few whole numbers, one whose values no other has, then one that counts from 0, then the last.
function byValues(whole, known) {
  const signs = whole.map((column) => [...known[column].values.keys()].map(Number).sort((one, other) => one - other).join());
  const alone = whole.filter((_, index) => signs.filter((sign) => sign === signs[index]).length === 1);
  const from = alone.length ? alone : whole;
  const counted = from.filter((column) => [...known[column].values.keys()].map(Number).toSorted((one, other) => one - other).every((value, index) => value === index));
  const label = (counted.length ? counted : from).at(-1);
  return { label, others: whole.filter((column) => column !== label) };
}
