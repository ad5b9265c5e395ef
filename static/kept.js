// Points that are too many for an address: this tab keeps them, and the address has their name. They go by POST.

const PREFIX = "kept-";
const MOST_KEPT = 12; // sets of points; a stroke makes a new one, and "back" leads to the old ones

/** Keep points; the name that stands for them in the address. */
export function keep(points) {
  const text = JSON.stringify(points);
  const name = `${PREFIX}${points.x.length}-${hash(text)}`;
  try {
    const names = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && key !== name);
    names.slice(0, Math.max(0, names.length - MOST_KEPT + 1)).forEach((key) => sessionStorage.removeItem(key));
    sessionStorage.setItem(name, text);
  } catch {
    // A browser that refuses storage keeps them until the page is left.
  }
  memory.set(name, points);
  return name;
}

const memory = new Map();

/** Whether that is a name of kept points, whoever keeps them. */
export function isKept(text) {
  return text.startsWith(PREFIX);
}

/** The points of that name; null where this tab has none. */
export function kept(name) {
  if (!isKept(name)) return null;
  if (memory.has(name)) return memory.get(name);
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

/** Whether a query names points that this tab has not, because another one drew them. */
export function isLost(query) {
  const name = new URLSearchParams(query).get("points") ?? "";
  return isKept(name) && !kept(name);
}

// FNV-1a, 32 bits: names only have to differ.
function hash(text) {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}

const TEXTS = ["hidden", "activation", "features"]; // fields whose text may look like a number

/** The JSON body that asks for what a query with kept points asks for; null of any other query. */
export function bodyOf(query) {
  const pairs = new URLSearchParams(query);
  const points = kept(pairs.get("points") ?? "");
  if (!points) return null;
  const body = {};
  for (const key of new Set(pairs.keys())) {
    const text = pairs.get(key);
    const number = text.trim() !== "" && Number.isFinite(Number(text)) && !TEXTS.includes(key);
    body[key] = key === "activation" ? pairs.getAll(key) : number ? Number(text) : text;
  }
  const { x, y, label, classes, box, columns } = points;
  body.points = { x, y, label: label.map((k) => classes[k]), classes, ...(box ? { box } : {}), ...(columns ? { columns } : {}) };
  return JSON.stringify(body);
}
