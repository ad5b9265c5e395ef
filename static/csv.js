// Points as CSV, in a way that no spreadsheet runs and every reader gives back. Pure.

export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The points as CSV, as the server writes them: x and y by their names, label and, where it is known, split. */
export function writtenCsv({ x, y, label, classes, split, columns }) {
  const heads = [...(columns ?? ["x", "y"]).map(cell), "label", ...(split ? ["split"] : [])];
  const rows = x.map((_, index) => [x[index], y[index], cell(classes[label[index]]), ...(split ? [split[index]] : [])]);
  return [heads, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
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

/** A text as it was before `guarded`. */
export function unguarded(text) {
  return text.startsWith("'") && guarded(text.slice(1)) === text ? text.slice(1) : text;
}
