// Somebody's own points as the text that stands for them in an address. Pure.
//
// app/points.py writes and reads the same text and says how it is made. Points are
// {x: number[], y: number[], label: number[], classes: string[], box: number[4] | null, columns?: [string, string]}:
// label counts in classes; box is the picture's own sides, [left, right, bottom, top], null where each axis fits the
// points; columns are the names of x and y, where they have some.

export const LONGEST = 6000; // characters that an address holds
const MOST_STEPS = 2 ** 24; // of a range: what the float32 of the training tells apart
const MOST_DECIMALS = 15;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const PLAIN = /^[A-Za-z0-9._-]+$/;
const RANGE = /^(-?\d{1,16}(?:\.\d{1,15})?)\.\.(-?\d{1,16}(?:\.\d{1,15})?)$/;

/** Whether the points have more digits than the text holds, however few they are. */
export function areFine({ x, y, box }) {
  return !axis(x, box ? box.slice(0, 2) : ends(x)) || !axis(y, box ? box.slice(2) : ends(y));
}

/** The text of the points; null where it cannot hold them as they are, or would be too long. */
export function spelled({ x, y, label, classes, box, columns }) {
  const [across, up] = [axis(x, box ? box.slice(0, 2) : ends(x)), axis(y, box ? box.slice(2) : ends(y))];
  if (!across || !up) return null;
  const width = widthOf(across, up, classes.length);
  const numbers = x.map((_, index) => (label[index] * up.steps + step(y[index], up)) * across.steps + step(x[index], across));
  const head = [box ? "b" : "a", written(across), written(up), classes.map(written64).join("/")];
  const tail = columns ? [columns.map(written64).join("/")] : [];
  const text = [...head, numbers.map((number) => digits(number, width)).join(""), ...tail].join(",");
  return text.length > LONGEST ? null : text;
}

function ends(values) {
  return [Math.min(...values), Math.max(...values)];
}

// The coarsest steps in which all values lie.
function axis(values, side) {
  const decimals = decimalsOf([...values, ...side]);
  if (decimals < 0) return null;
  const [low, high] = side.map((value) => Math.round(value * power(decimals)));
  return high - low < MOST_STEPS ? { low, high, decimals, steps: high - low + 1 } : null;
}

function decimalsOf(values) {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1) {
    const steps = values.map((value) => Math.round(value * power(decimals)));
    if (!steps.every(Number.isSafeInteger)) return -1;
    if (steps.every((step, index) => step / power(decimals) === values[index])) return decimals;
  }
  return -1;
}

function power(decimals) {
  return Number(`1e${decimals}`); // 10 ** decimals need not be exact
}

function step(value, { low, decimals }) {
  return Math.round(value * power(decimals)) - low;
}

function written({ low, high, decimals }) {
  return [low, high].map((end) => (end / power(decimals)).toFixed(decimals)).join("..");
}

function written64(name) {
  if (PLAIN.test(name)) return name;
  const bytes = String.fromCharCode(...new TextEncoder().encode(name));
  return `*${btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

function widthOf(across, up, classes) {
  let width = 1;
  while (64 ** width < across.steps * up.steps * classes) width += 1;
  return width;
}

function digits(number, width) {
  let [rest, text] = [number, ""];
  for (let place = 0; place < width; place += 1) {
    text = DIGITS[rest % 64] + text;
    rest = Math.floor(rest / 64); // numbers have up to 51 bits, and >> would cut them
  }
  return text;
}

/** The points that a text stands for; null where it is none. What is wrong with it, the server says. */
export function parse(text) {
  const [kind, x, y, names, body, called, ...more] = text.split(",");
  const [across, up] = [x, y].map(range);
  if (!["a", "b"].includes(kind) || body === undefined || more.length || !across || !up) return null;
  const classes = names.split("/").map(name);
  const columns = called?.split("/").map(name);
  if (columns && (columns.length !== 2 || !columns.every(Boolean))) return null;
  const width = widthOf(across, up, classes.length);
  const numbers = Array.from({ length: body.length / width }, (_, index) => numberIn(body.slice(index * width, (index + 1) * width)));
  const places = across.steps * up.steps * classes.length;
  if (classes.includes(null) || body.length % width || !numbers.every((number) => number >= 0 && number < places)) return null;
  const rows = numbers.map((number) => Math.floor(number / across.steps));
  return {
    x: numbers.map((number) => valueAt(number % across.steps, across)),
    y: rows.map((row) => valueAt(row % up.steps, up)),
    label: rows.map((row) => Math.floor(row / up.steps)),
    classes,
    box: kind === "b" ? [across, up].flatMap((side) => [valueAt(0, side), valueAt(side.steps - 1, side)]) : null,
    ...(columns ? { columns } : {}),
  };
}

function range(text) {
  const [, ...pair] = text?.match(RANGE) ?? [];
  const decimals = pair.map((end) => end.split(".")[1]?.length ?? 0);
  if (pair.length < 2 || decimals[0] !== decimals[1]) return null;
  const [low, high] = pair.map((end) => Number(end.replace(".", "")));
  return Number.isSafeInteger(low) && Number.isSafeInteger(high) && high >= low && high - low < MOST_STEPS ? { low, high, decimals: decimals[0], steps: high - low + 1 } : null;
}

function name(text) {
  if (!text.startsWith("*")) return text;
  try {
    const bytes = atob(text.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

function numberIn(text) {
  return [...text].reduce((sum, digit) => (DIGITS.includes(digit) ? sum * 64 + DIGITS.indexOf(digit) : NaN), 0);
}

function valueAt(index, { low, decimals }) {
  return (low + index) / power(decimals);
}

/** The values, rounded to as many decimals as an address can hold where the training could not tell that apart. */
export function rounded(values) {
  const [low, high] = ends(values);
  const exact = decimalsOf(values);
  const holds = (decimals) => (high - low) * power(decimals) < MOST_STEPS - 1 && Math.max(Math.abs(low), Math.abs(high)) * power(decimals) < 2 ** 53;
  let decimals = exact < 0 ? MOST_DECIMALS : exact;
  if (exact >= 0 && holds(exact)) return values;
  while (decimals > 0 && !holds(decimals)) decimals -= 1;
  if ((high - low) * power(decimals) < MOST_STEPS / 16) return values; // too small or too far for decimals: they are kept as they are
  return values.map((value) => Math.round(value * power(decimals)) / power(decimals) + 0);
}
