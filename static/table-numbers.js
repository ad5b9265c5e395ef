// The numbers in cells, as people and their countries write them. Pure.
//
// A comma may be a decimal comma or stand between thousands, and one cell cannot tell. So a column is studied whole:
// each cell allows one reading or both, and what all of them allow is taken. What stays open is said.

/** Readings of a number: a decimal point with commas between thousands, or the other way round. */
export const READINGS = [".", ","];

const GROUPS = "'’‘`´_ \u00a0\u2007\u2009\u202f";
const CODES = "USD|EUR|GBP|CHF|JPY|KRW|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|RUB|TRY|MXN|ZAR";
const BEFORE = `(?:[A-Z]{0,3}\\p{Sc}|(?:${CODES})(?=[\\s\\d.,+-])|Rs\\.?|Fr\\.|kr\\.?)`;
const UNIT = "[\\p{L}%‰°\\p{Sc}\"′″](?:[\\p{L}\\p{N}\\p{Sc}%°./·^*⁻]|-(?=.)){0,14}";
const CELL = new RegExp(
  `^(\\()?([+-])?(${BEFORE})?\\s*([+-])?([.,]?\\d(?:[\\d.,${GROUPS}]*[\\d.,])?)(?:(?:e|\\s?[×x*]\\s?10\\^)([+-]?\\d+))?\\s*(${UNIT})?(\\))?(-)?$`,
  "iu",
);
const PLAIN = /^-?\d{1,15}$/;
const DECIMAL = /^-?\d+\.\d+$/;
const OPEN = /^[1-9]\d{0,2}\.\d{3}$/; // a decimal point, or one between thousands
const WIDE = /[\uff01-\uff5e]/g; // full-width forms, as East Asian keyboards write them
const MINUS = /[\u2212\u2010\u2011\u2013\ufe63]/g;

/**
 * What a cell that looks like a number is made of; null where it does not.
 * @returns {{body: string, negative: boolean, exponent: string, unit: string, turned: boolean, mask: number,
 *   simple: boolean}|null} turned: its
 *   minus is written as parentheses or behind it; mask: the readings it allows, 1 for a decimal point, 2 for a comma;
 *   simple: digits and at most one point, as most long tables have
 */
export function parts(text) {
  const plain = PLAIN.test(text);
  if (plain || DECIMAL.test(text)) {
    const negative = text.startsWith("-");
    const body = negative ? text.slice(1) : text;
    return { body, negative, exponent: "", unit: "", turned: false, mask: plain || OPEN.test(body) ? 3 : 1, simple: true };
  }
  const [, open, sign, before, signToo, body, exponent = "", unit, close, behind] = even(text).match(CELL) ?? [];
  const signs = [open, sign, signToo, behind].filter(Boolean);
  if (!body || Boolean(open) !== Boolean(close) || signs.length > 1 || (before && unit)) return null;
  const mask = (fits(body, ".", ",", !exponent) ? 1 : 0) | (fits(body, ",", ".", !exponent) ? 2 : 0);
  if (!mask) return null;
  const turned = Boolean(open || behind);
  return { body, negative: turned || signs[0] === "-", exponent, unit: (before ?? unit ?? "").trim(), turned, mask, simple: false };
}

function even(text) {
  const narrow = text.replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  return narrow.replace(MINUS, "-");
}

function fits(body, decimal, mark, mayGroup) {
  const [whole, rest = "", ...more] = body.split(decimal);
  if (more.length || /\D/.test(rest) || (!whole && !rest)) return false;
  return /^\d*$/.test(whole) || (mayGroup && isGrouped(whole, mark));
}

// Groups of three with one and the same sign between; or as in India, where only the last has three.
function isGrouped(whole, mark) {
  const signs = new Set(whole.replace(/\d/g, ""));
  const [sign] = signs;
  if (signs.size !== 1 || (sign !== mark && !GROUPS.includes(sign))) return false;
  const [first, ...others] = whole.split(sign);
  const last = others.pop();
  if (!/^[1-9]\d{0,2}$/.test(first) || last.length !== 3) return false;
  return others.every((group) => group.length === 3) || (sign !== "." && first.length < 3 && others.every((group) => group.length === 2));
}

/** The number in a cell's parts, in that reading; NaN where they do not allow it. */
export function valueOf({ body, negative, exponent, mask, simple }, reading) {
  if (!(mask & (reading === "." ? 1 : 2))) return NaN;
  if (simple && reading === ".") return negative ? 0 - Number(body) : Number(body);
  const [whole, rest = ""] = body.split(reading);
  const value = Number(`${whole.replace(/\D/g, "") || "0"}.${rest || "0"}e${exponent || "0"}`);
  return negative && value !== 0 ? -value : value;
}

// --- a column --------------------------------------------------------------------------------------

/** What the cells of a column have in common; `found` are their parts, null where a cell is no number. */
export function study(found) {
  const seen = { mask: 3, certain: [0, 0], commas: 0, points: 0, short: 0, hundreds: 0, long: 0, turned: 0, signs: new Set(), units: new Map(), count: 0 };
  for (const each of found) if (each) add(seen, each);
  return seen;
}

function add(seen, { body, mask, unit, turned, simple }) {
  seen.count += 1;
  seen.mask &= mask;
  seen.units.set(unit, (seen.units.get(unit) ?? 0) + 1);
  if (turned) seen.turned += 1;
  if (mask !== 3) seen.certain[mask - 1] += 1;
  const comma = body.includes(",");
  const point = body.includes(".");
  if (comma) seen.commas += 1;
  if (point) seen.points += 1;
  const other = simple ? undefined : body.match(/[^\d.,]/)?.[0];
  if (other) seen.signs.add(other);
  if (comma || point || other) return;
  if (body.length > 3) seen.long += 1;
  else seen.short += 1;
  if (body.length === 3) seen.hundreds += 1;
}

/** The unit that most cells of a studied column have; empty where that is none. */
export function unitOf({ units }) {
  return [...units].reduce((best, next) => (next[1] > best[1] ? next : best), ["", 0])[0];
}

/**
 * In which reading a studied column is taken.
 * @param {object} seen by `study`
 * @param {{chosen?: string, others: object[], delimiter: string}} around what somebody chose, the other columns, and
 *   what stands between the cells
 * @returns {{reading: string, open: boolean}} open: the other reading would do, too
 */
export function readingOf(seen, { chosen, others, delimiter }) {
  if (chosen) return { reading: chosen, open: false };
  if (seen.mask === 1 || seen.mask === 2) return { reading: READINGS[seen.mask - 1], open: false };
  if (seen.mask === 0) return { reading: seen.certain[1] > seen.certain[0] ? "," : ".", open: false };
  if (!seen.commas && !seen.points) return { reading: ".", open: false };
  const votes = READINGS.filter((_, index) => others.some(({ mask }) => mask === index + 1));
  const guess = likely(seen, delimiter);
  return votes.length === 1 ? { reading: votes[0], open: votes[0] !== guess } : { reading: guess, open: true };
}

// Groups of three everywhere, and some short number without: these are thousands. A point needs a number of hundreds
// for that, because decimals of three digits are usual beside a plain 2; so does a comma where cells end in semicolons.
function likely({ commas, points, short, hundreds, long }, delimiter) {
  if (commas >= points) {
    const thousands = !long && (short > 0 || delimiter !== ";");
    return thousands && (delimiter !== ";" || hundreds > 0) ? "." : ",";
  }
  return !long && hundreds > 0 ? "," : ".";
}

// --- dates -----------------------------------------------------------------------------------------

const CLOCK = "(?:[T ]+(\\d{1,2}):(\\d{2})(?::(\\d{2}(?:[.,]\\d+)?))?\\s*(Z|[+-]\\d{2}:?\\d{2})?)?";
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${CLOCK}$`);
const DAY_FIRST = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})${CLOCK}$`);
const EITHER_FIRST = new RegExp(`^(\\d{1,2})([-/])(\\d{1,2})\\2(\\d{4})${CLOCK}$`);
const DAY = 86_400_000; // milliseconds

/**
 * The days since 1970 of a date, with or without a time; NaN of what is none, and of one that can be read in two ways
 * (1/5/2024) unless its order is told.
 * @param {string} text such as 2024-05-01, 1.5.2024 or 31/5/2024
 * @param {"day"|"month"|""} order what stands first where slashes or dashes stand between
 */
export function dayOf(text, order = "") {
  const found = dateIn(text, order);
  if (!found) return NaN;
  const { year, month, day, clock: [hour = 0, minute = 0, second = "0", zone = "Z"] } = found;
  const time = Date.UTC(year, month - 1, day, hour, minute) + 1000 * Number(second.replace(",", "."));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== Number(day) || hour > 24 || minute > 59) return NaN;
  const [, sign, hours, minutes] = zone.match(/([+-])(\d{2}):?(\d{2})/) ?? [null, "+", 0, 0];
  return (time - Number(`${sign}1`) * (hours * 60 + Number(minutes)) * 60_000) / DAY;
}

function dateIn(text, order) {
  const first = text.match(YEAR_FIRST);
  if (first) return { year: first[1], month: first[3], day: first[4], clock: first.slice(5) };
  const last = text.match(DAY_FIRST);
  if (last) return { year: last[3], month: last[2], day: last[1], clock: last.slice(4) };
  const either = order && text.match(EITHER_FIRST);
  if (!either) return null;
  const [day, month] = order === "day" ? [either[1], either[3]] : [either[3], either[1]];
  return { year: either[4], month, day, clock: either.slice(5) };
}

/** Whether a text is a date of which day and month could change places. */
export function isEither(text) {
  return EITHER_FIRST.test(text) && ["day", "month"].some((order) => Number.isFinite(dayOf(text, order)));
}

/** What stands first in the dates of a column, where one of them tells: a day beyond 12; empty where none does, or they differ. */
export function orderOf(texts) {
  const orders = ["day", "month"].filter((order) => texts.every((text) => !isEither(text) || Number.isFinite(dayOf(text, order))));
  return orders.length === 1 ? orders[0] : "";
}

/** A day as it is written. */
export function written(day) {
  return new Date(Math.floor(day) * DAY).toISOString().slice(0, 10);
}

// --- nothing ---------------------------------------------------------------------------------------

const NOTHING = /^(?:|n\/?a|#n\/a|<na>|nan|null|nil|none|missing|[-–—]+|\.{1,3}|…|\?+|\*|\\n|#(?:null|div\/0|value|ref|name|num)[!?]?|k\. ?a\.|결측|없음|해당 ?없음|미상)$/i;
const NO_NAME = /^(?:|n\/?a|#n\/a|<na>|nan|null|[-–—]|\.|\?+|\\n|#(?:null|div\/0|value|ref|name|num)[!?]?)$/i;

/** Whether a cell where a number should be says that there is none. */
export function isMissing(text) {
  const sign = text.charCodeAt(0);
  if (sign > 0x2f && sign < 0x3a) return false; // a digit
  return text === "" || (text.length < 10 && NOTHING.test(text));
}

/** The same of a cell with a class, where more words are names. */
export function isNameless(text) {
  return text === "" || (text.length < 10 && NO_NAME.test(text));
}
