// The state of the page: one value for each field, as text, and the query string that stands for it. Pure.
//
// A field is {name, initial, numeric, several}: `initial` is the text of its default, a list where it may stand
// several times. A state is a Map from each field's name to its text, or list of texts.

import { LINEAR } from "./words.js";

/** What stands for the data set where there are own points, and their field; these fields follow from them. */
export const OWN = "points";
const FOLLOWING = ["dataset", "samples", "noise", "classes"];

/** The state that a query string stands for; keys that are no field are left out. */
export function readQuery(search, fields) {
  const query = new URLSearchParams(search);
  const state = new Map(fields.map((field) => [field.name, queried(query, field)]));
  if (!query.get(OWN)) return state;
  // A data set's name takes the place of points: the form of a page without scripts may send both.
  return query.has("dataset") && query.get("dataset") !== OWN ? changed(state, { [OWN]: "" }) : changed(state, { dataset: OWN });
}

function queried(query, { name, initial, several }) {
  if (!query.has(name)) return initial;
  return several ? query.getAll(name) : query.getAll(name).at(-1); // as the server reads it
}

/** The query string of a state: what differs from the defaults, in the fields' order. */
export function writeQuery(state, fields) {
  const own = state.get("dataset") === OWN;
  const written = fields.filter(({ name }) => (own ? !FOLLOWING.includes(name) : name !== OWN));
  return written.flatMap((field) => pairs(field, state.get(field.name))).join("&");
}

function pairs(field, value) {
  if (isInitial(field, value)) return [];
  return [value].flat().map((text) => `${field.name}=${encoded(spelled(field, text))}`);
}

// No value has a space that means anything, and activations are read in small letters.
function spelled({ several }, text) {
  return several ? squeezed(text) : text.replace(/\s+/g, "");
}

function isInitial(field, value) {
  const { initial, numeric, several } = field;
  if (several) return value.map((text) => spelled(field, text)).join("\n") === initial.join("\n");
  if (spelled(field, value) === initial) return true;
  return numeric && value.trim() !== "" && Number(value) === Number(initial);
}

// As the server writes it, so that one experiment has one address; commas and brackets stay readable.
function encoded(text) {
  const safe = encodeURIComponent(text).replace(/[!'~]/g, (sign) => (sign === "~" ? sign : percentEncoded(sign)));
  return safe.replaceAll("%2C", ",").replaceAll("%2F", "/");
}

function percentEncoded(sign) {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** The same state with some values replaced. */
export function changed(state, values) {
  return new Map([...state, ...Object.entries(values)]);
}

/** The activations that stay where the last one is chosen anew: a lone linear network is there to compare with. */
export function companions(activations) {
  const others = activations.slice(0, -1);
  return others.length || activations.at(-1) !== LINEAR ? others : [LINEAR];
}

/** The activations after `chosen` took the last place; each is there once. */
export function withChosen(activations, chosen) {
  return [...companions(activations).filter((other) => other !== chosen), chosen];
}

/**
 * A spelling with other numbers for one layer's activation; its defaults need not be written.
 * @param {string} text such as "tanh/leaky_relu(0.1)"
 */
export function respelled(text, layer, numbers, defaults) {
  const parts = layersOf(text);
  const [name] = parts[layer].split("(");
  const usual = numbers.every((number, index) => Number(number) === Number(defaults[index]));
  parts[layer] = usual ? name : `${name}(${numbers.join(",")})`;
  return parts.join("/");
}

/** The numbers that a spelling has for one layer's activation; those it leaves out are not among them. */
export function numbersIn(text, layer) {
  const inside = layersOf(text)[layer]?.match(/\(([^()]*)\)$/)?.[1] ?? "";
  return inside.split(",").filter(Boolean).map(Number);
}

/** A spelling cut at each slash that stands outside brackets. */
function layersOf(text) {
  let depth = 0;
  const marked = [...squeezed(text)].map((sign) => {
    depth += { "(": 1, ")": -1 }[sign] ?? 0;
    return sign === "/" && depth === 0 ? "\n" : sign;
  });
  return marked.join("").split("\n");
}

/** One spelling for the activations of all layers: the name alone where they all have it. */
export function together(names) {
  const apart = names.map((name) => (layersOf(name).length > 1 ? `(${name})` : name));
  return names.every((name) => name === names[0]) ? names[0] : apart.join("/");
}

/**
 * An activation as the server spells it: without spaces, in small letters. A space between two values stays, as the
 * sign of a product may have been left out there; what else mathematicians write, the server spells out.
 */
export function squeezed(text) {
  return text.trim().replace(/\s+/g, " ").replace(/ ?([-+*/,()<>=]) ?/g, (whole, sign, at, all) => keepsSpace(whole, sign, at, all)).toLowerCase();
}

// Before a bracket that opens, or behind one that closes: "x/2 (1 + x)" is a product, "leaky_relu (0.1)" is none.
function keepsSpace(whole, sign, at, all) {
  const before = sign === "(" && whole.startsWith(" ") && /[\dx)²³]$/i.test(all.slice(0, at)) ? " " : "";
  const after = sign === ")" && whole.endsWith(" ") && /^[\w(|√π]/i.test(all.slice(at + whole.length)) ? " " : "";
  return before + sign + after;
}

/** The number nearest to `value` that a data set can have classes of. */
export function clamp(value, { least, most }) {
  return Math.min(Math.max(value, least), most);
}
