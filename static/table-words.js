// What was understood of a table, in one line.

import { t } from "./messages.js";
import { ENCODINGS } from "./table-encoding.js";

const LEFT_OUT = ["missing", "missing_words", "lonely", "largest"];

/** The name of a column; its number where it has none. */
export function columnName(names, column) {
  return names[column] || t("own.column", { number: column + 1 });
}

/**
 * The line: how many rows, which are left out, the columns, and every reading that could have been another.
 * @param {object} reading as `read` gives it
 * @param {{encoding: string}} file the encoding of its bytes; empty of a text
 */
export function understoodIn({ table, columns, notes, points, of }, { encoding }) {
  const left = notes.filter(({ key }) => LEFT_OUT.includes(key));
  const others = notes.filter(({ key }) => !LEFT_OUT.includes(key));
  const names = Object.fromEntries(Object.entries(columns).map(([axis, column]) => [axis, columnName(table.names, column)]));
  const sampled = points && points.x.length < of ? [t("table.sampled", { count: points.x.length })] : [];
  const parts = [
    [t("table.rows", { count: table.rows }), ...left.map(said), ...sampled].join(", "),
    t("table.columns", names),
    ...others.map(said),
    ...(encoding && encoding !== "utf-8" ? [t("table.encoding", { encoding: ENCODINGS[encoding] })] : []),
  ];
  return `${parts.join("; ")}.`;
}

function said({ key, values: { sign, column, ...values } }) {
  const text = t(`table.${key}`, { ...values, sign: sign && t(`table.sign_${sign}`) });
  return column ? `${column}: ${text}` : text;
}

/** What a delimiter is called. */
export function delimiterName(sign) {
  const names = { "\t": "tab", ";": "semicolon", ",": "comma", "|": "bar", " ": "space" };
  return names[sign] ? t(`table.sign_${names[sign]}`) : sign;
}
