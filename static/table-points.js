// The points in three columns of a table: rows without a value left out and counted, what cannot be read named. Pure.

import { NUMBER } from "./csv.js";
import { CsvFault, shown } from "./table-cells.js";
import { MOST_CLASSES } from "./table-columns.js";
import { dayOf, isEither, isMissing, isNameless, orderOf, parts, readingOf, study, unitOf, valueOf, written } from "./table-numbers.js";

export { MOST_CLASSES };
export const MOST_POINTS = 2000;
const FEWEST_POINTS = 4;
const MOST_LETTERS = 40; // of the name of a class or of a column
const SIGNS = { "'": "apostrophe", "’": "apostrophe", "‘": "apostrophe", "`": "apostrophe", "´": "apostrophe", _: "underscore" };

/**
 * The points in these columns, an even sample of them where there are too many.
 * @param {object} table as `readTable` reads it
 * @param {object[]} known its columns, by `profiles`
 * @param {{x: number, y: number, label: number}} columns
 * @param {{reading?: string, dates?: string, largest?: boolean, most?: number}} choices reading: of numbers, "." or ","; dates: what
 *   stands first in 1/5/2024, "day" or "month"; largest: of too many classes, take those with the most rows. The points' own columns are the names of x and y
 * @returns {{points: {x: number[], y: number[], label: number[], classes: string[], columns: string[]|null}, of: number,
 *   notes: {key: string, values: object}[], readings: string[], orders: string[]}} of: rows with points in them; notes: what is to be said
 */
export function pointsOf(table, known, columns, { reading, dates, largest = false, most = MOST_POINTS } = {}) {
  const { rows, names } = table;
  const nameOf = (column) => names[column] || String(column + 1);
  const left = new Map();
  const whole = rows.filter(({ cells }) => isWhole(cells, columns, left));
  const numbers = Object.fromEntries(["x", "y"].map((axis) => [axis, coordinates(whole, columns[axis], { table, known, reading, dates, name: nameOf(columns[axis]) })]));
  const points = whole.map((row, index) => ({ line: row.line, x: numbers.x.values[index], y: numbers.y.values[index], name: className(row, columns.label) }));
  const missing = [...left.values()].reduce((sum, count) => sum + count, 0);
  if (points.length < FEWEST_POINTS) throw few(rows, points, missing);
  const { kept, notes } = classesOf(points, largest, nameOf(columns.label));
  if (kept.length < FEWEST_POINTS) throw few(rows, kept, missing);
  if (kept.every(({ x, y }) => x === kept[0].x && y === kept[0].y)) throw new CsvFault(kept.at(-1).line, "spot");
  const classes = [...new Set(kept.map(({ name }) => name))].sort(byName);
  const drawn = sampled(kept, classes, most);
  const order = new Map(classes.map((name, index) => [name, index]));
  return {
    points: {
      x: drawn.map(({ x }) => x),
      y: drawn.map(({ y }) => y),
      label: drawn.map(({ name }) => order.get(name)),
      classes,
      columns: table.header && ["x", "y"].map((axis) => [...numbers[axis].called].slice(0, MOST_LETTERS).join("")),
    },
    of: kept.length,
    notes: [...lacking(left, missing), ...notes, ...saidOf(numbers)],
    readings: [...new Set(["x", "y"].map((axis) => numbers[axis].reading).filter(Boolean))],
    orders: [...new Set(["x", "y"].map((axis) => numbers[axis].order).filter(Boolean))],
  };
}

// --- rows ------------------------------------------------------------------------------------------

function isWhole(cells, { x, y, label }, left) {
  const lack = isMissing(cells[x]) ? x : isMissing(cells[y]) ? y : isNameless(cells[label]) ? label : -1;
  if (lack < 0) return true;
  left.set(cells[lack], (left.get(cells[lack]) ?? 0) + 1);
  return false;
}

function lacking(left, count) {
  if (!count) return [];
  const words = [...left.keys()].filter(Boolean).slice(0, 3);
  return [words.length ? { key: "missing_words", values: { count, words: words.map((word) => `“${word}”`).join(", ") } } : { key: "missing", values: { count } }];
}

function few(rows, points, missing) {
  const values = { count: points.length, fewest: FEWEST_POINTS, missing };
  return new CsvFault(rows.at(-1).line, missing ? "few_left" : "few", values);
}

// --- numbers ---------------------------------------------------------------------------------------

function coordinates(rows, column, { table, known, reading, dates, name }) {
  if (known[column].kind === "day") return days(rows, column, name, dates);
  const found = rows.map(({ cells }) => parts(cells[column]));
  const seen = study(found);
  const unit = unitOf(seen);
  const others = known.filter((other, index) => index !== column && other.kind === "number").map((other) => other.seen);
  const taken = readingOf(seen, { chosen: reading, others, delimiter: table.delimiter });
  const values = found.map((each, index) => number(each, rows[index], { ...taken, unit, column, name, mask: seen.mask }));
  return { ...taken, values, unit, seen, name, called: unit && !name.includes(unit) ? `${name} (${unit})` : name };
}

function number(each, { line, cells }, { reading, unit, column, name, mask }) {
  const text = shown(cells[column]);
  if (!each) throw new CsvFault(line, Number.isFinite(dayOf(cells[column])) || /^\d+[-/.]\d+[-/.]\d+/.test(text) ? "date" : "number", { text, column: name });
  if (each.unit !== unit) throw new CsvFault(line, "unit", { text, column: name });
  const value = valueOf(each, reading);
  if (Number.isNaN(value)) throw new CsvFault(line, mask === 0 ? (reading === "." ? "mixed_point" : "mixed_comma") : "reading", { text, column: name });
  if (!Number.isFinite(value)) throw new CsvFault(line, "number", { text, column: name });
  return value + 0; // no negative zero
}

// Where slashes stand between, the column tells what comes first: 31/5/2024. Where no date does, somebody has to.
function days(rows, column, name, chosen) {
  const texts = rows.map(({ cells }) => cells[column]);
  const order = texts.some(isEither) ? chosen ?? orderOf(texts) : "";
  const found = texts.map((text) => dayOf(text, order));
  const wrong = found.findIndex((day) => !Number.isFinite(day));
  if (wrong >= 0) {
    const swaps = isEither(texts[wrong]) && ["day", "month"].every((each) => Number.isFinite(dayOf(texts[wrong], each)));
    throw new CsvFault(rows[wrong].line, swaps ? "date_open" : "date", { text: shown(texts[wrong]), column: name });
  }
  const first = Math.floor(found.reduce((least, day) => Math.min(least, day), Infinity));
  return { values: found.map((day) => Number((day - first).toFixed(6))), since: written(first), order, name, called: `${name} (+${written(first)})` };
}

// --- what is said of them --------------------------------------------------------------------------

// Once for both columns where it holds for both; with the column's name where the other one is read otherwise.
function saidOf({ x, y }) {
  const [ofX, ofY] = [x, y].map(notesOf);
  if (x.name === y.name) return ofX;
  const isIn = (notes, note) => notes.some((other) => JSON.stringify(other) === JSON.stringify(note));
  const alone = (mine, others, { name }) => mine.filter((note) => !isIn(others, note)).map(({ key, values }) => {
    const clear = key !== "unit" && !key.startsWith("days") && others.every((other) => other.key === "unit");
    return { key, values: clear ? values : { ...values, column: name } };
  });
  return [...ofX.filter((note) => isIn(ofY, note)), ...alone(ofX, ofY, x), ...alone(ofY, ofX, y)];
}

function notesOf({ seen, reading, open, unit, since, order }) {
  if (since) return [{ key: order ? `days_${order}` : "days", values: { since } }];
  const sign = { comma: seen.commas, point: seen.points };
  const used = (name) => sign[name] > 0;
  const notes = [];
  const thousands = [reading === "." ? used("comma") && "comma" : used("point") && "point", ...[...seen.signs].map((mark) => SIGNS[mark] ?? "space")].filter(Boolean);
  for (const name of new Set(thousands)) notes.push({ key: open && ["comma", "point"].includes(name) ? "open_thousands" : "thousands", values: { sign: name } });
  if (reading === "," && used("comma")) notes.push({ key: open && !used("point") ? "open_decimal" : "decimal", values: { sign: "comma" } });
  if (reading === "." && used("point") && open && !used("comma")) notes.push({ key: "open_decimal", values: { sign: "point" } });
  if (unit) notes.push({ key: "unit", values: { unit } });
  if (seen.turned) notes.push({ key: "turned", values: {} });
  return notes;
}

// --- classes ---------------------------------------------------------------------------------------

function className({ line, cells }, column) {
  const text = cells[column].toWellFormed?.() ?? cells[column];
  if (text.length > MOST_LETTERS && [...text].length > MOST_LETTERS) throw new CsvFault(line, "class_long", { text: shown(text), most: MOST_LETTERS });
  return text;
}

// Classes of one row are left out where two others remain; of too many, somebody may take the largest.
function classesOf(points, largest, column) {
  const counts = new Map();
  for (const { name } of points) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (counts.size < 2) throw new CsvFault(points.at(-1).line, "class_single", { text: shown(points[0].name) });
  const whole = [...counts.keys()].filter((name) => counts.get(name) > 1);
  if (whole.length < 2) throw lonely(points, counts, column);
  const alone = [...counts.keys()].filter((name) => counts.get(name) === 1);
  if (whole.length > MOST_CLASSES && !largest) throw tooMany(points, counts.size, column);
  if (whole.length + alone.length > MOST_CLASSES && alone.length > Math.max(whole.length, points.length / 20) && !largest) throw tooMany(points, counts.size, column);
  const taken = new Set(whole.toSorted((one, other) => counts.get(other) - counts.get(one)).slice(0, MOST_CLASSES));
  const kept = points.filter(({ name }) => taken.has(name));
  const notes = [];
  if (alone.length) notes.push({ key: "lonely", values: { count: alone.length, names: alone.slice(0, 3).map((name) => `“${shown(name)}”`).join(", ") + (alone.length > 3 ? ", …" : "") } });
  if (whole.length > MOST_CLASSES) notes.push({ key: "largest", values: { most: MOST_CLASSES, count: points.length - kept.length - alone.length } });
  return { kept, notes };
}

function lonely(points, counts, column) {
  const { line, name } = points.find((point) => counts.get(point.name) === 1);
  if (counts.size > MOST_CLASSES) return tooMany(points, counts.size, column);
  return new CsvFault(line, "class_lonely", { text: shown(name) });
}

function tooMany(points, count, column) {
  const seen = new Set();
  const { line, name } = points.find((point) => seen.add(point.name).size > MOST_CLASSES);
  return new CsvFault(line, "class_many", { text: shown(name), most: MOST_CLASSES, count, column });
}

// As the server puts classes in order: numbers before words.
function byName(one, other) {
  const [a, b] = [one, other].map((text) => (NUMBER.test(text) ? Number(text) : NaN));
  if (Number.isNaN(a) !== Number.isNaN(b)) return Number.isNaN(a) ? 1 : -1;
  if (a !== b && !Number.isNaN(a)) return a - b;
  return one < other ? -1 : 1;
}

// Of each class its share, two at the least, evenly over the file.
function sampled(points, classes, most) {
  if (points.length <= most) return points;
  const kept = classes.flatMap((name) => {
    const mine = points.filter((point) => point.name === name);
    const count = Math.max(2, Math.floor(((most - 2 * classes.length) * mine.length) / points.length));
    return Array.from({ length: count }, (_, index) => mine[Math.floor((index * mine.length) / count)]);
  });
  return kept.sort((one, other) => one.line - other.line);
}
