// Which columns of a table are x, y and the class, and the points in them, checked line by line. Pure.

import { CsvFault, NUMBER, numberOf, numericColumns, shown } from "./csv.js";

export const MOST_POINTS = 2000;
export const MOST_CLASSES = 6;
const FEWEST_POINTS = 4;
const MOST_LETTERS = 40; // of a class's name
const FARTHEST = 1e6;
const NAMES = { x: /^x\d?$/i, y: /^y\d?$/i, label: /^(label|class|target|species|category|group|z|라벨|레이블|클래스|분류|종류)$/i };

/** The columns that most likely hold x, y and the class, as {x, y, label}. */
export function guessColumns({ rows, header, columns }) {
  const every = Array.from({ length: columns }, (_, column) => column);
  const named = Object.fromEntries(Object.entries(NAMES).map(([name, pattern]) => [name, header ? header.findIndex((text) => pattern.test(text)) : -1]));
  const numeric = numericColumns(rows);
  const label = named.label >= 0 ? named.label : every.findLast((column) => !numeric.includes(column)) ?? columns - 1;
  const free = [...numeric, ...every].filter((column, index, all) => column !== label && all.indexOf(column) === index);
  const x = named.x >= 0 && named.x !== label ? named.x : free.find((column) => column !== named.y);
  const y = named.y >= 0 && named.y !== label ? named.y : free.find((column) => column !== x);
  return { x, y, label };
}

// --- points ----------------------------------------------------------------------------------------

/**
 * The points in these columns, an even sample of them where there are too many.
 * @returns {{x: number[], y: number[], label: number[], classes: string[], of: number}} of: how many rows there were
 */
export function pointsOf(table, columns, most = MOST_POINTS) {
  const { rows } = table;
  const nameOf = (column) => table.header?.[column] || String(column + 1);
  const points = rows.map((row) => ({
    line: row.line,
    x: coordinate(row, columns.x, nameOf),
    y: coordinate(row, columns.y, nameOf),
    name: className(row, columns.label, nameOf),
  }));
  const lines = linesOfClasses(points);
  if (points.length < FEWEST_POINTS) throw new CsvFault(points.at(-1).line, "few", { count: points.length, fewest: FEWEST_POINTS });
  checkClasses(points, lines);
  if (points.every(({ x, y }) => x === points[0].x && y === points[0].y)) throw new CsvFault(points.at(-1).line, "spot");
  const classes = [...lines.keys()].sort(byName);
  const kept = sampled(points, classes, most);
  return {
    x: kept.map(({ x }) => x),
    y: kept.map(({ y }) => y),
    label: kept.map(({ name }) => classes.indexOf(name)),
    classes,
    of: points.length,
  };
}

function coordinate({ line, cells }, column, nameOf) {
  const [text, name] = [cells[column], nameOf(column)];
  if (text === "") throw new CsvFault(line, "missing", { column: name });
  const value = numberOf(text);
  if (!Number.isFinite(value)) throw new CsvFault(line, "number", { text: shown(text), column: name });
  if (Math.abs(value) > FARTHEST) throw new CsvFault(line, "far", { text: shown(text), column: name });
  return value + 0; // no negative zero
}

function className({ line, cells }, column, nameOf) {
  const text = cells[column].toWellFormed?.() ?? cells[column];
  if (text === "") throw new CsvFault(line, "missing", { column: nameOf(column) });
  if ([...text].length > MOST_LETTERS) throw new CsvFault(line, "class_long", { text: shown(text), most: MOST_LETTERS });
  return text;
}

/** The lines on which each class stands first and second; the second is undefined where there is none. */
function linesOfClasses(points) {
  const lines = new Map();
  for (const { name, line } of points) {
    if (!lines.has(name) && lines.size === MOST_CLASSES) throw new CsvFault(line, "class_many", { text: shown(name), most: MOST_CLASSES });
    lines.set(name, [...(lines.get(name) ?? []), line].slice(0, 2));
  }
  return lines;
}

function checkClasses(points, lines) {
  if (lines.size < 2) throw new CsvFault(points.at(-1).line, "class_single", { text: shown(points[0].name) });
  for (const [name, seen] of lines) {
    if (seen.length < 2) throw new CsvFault(seen[0], "class_lonely", { text: shown(name) });
  }
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
