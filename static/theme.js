// The page's colours, read from its custom properties. No other script names a colour.

const NAMES = ["ground", "ink", "muted", "line", "accent"];
const CLASSES = ["a", "b", "c", "d", "e", "f"];

/** Each class's symbol, circle to pentagon: the outline with that radius around (0, 0). The server draws the same. */
export const symbols = [
  (r) => `M${r},0A${r},${r} 0 1,1 0,${-r}A${r},${r} 0 0,1 ${r},0Z`,
  polygon([1, 1], [1, -1], [-1, -1], [-1, 1]),
  polygon([1.3, 0], [0, 1.3], [-1.3, 0], [0, -1.3]),
  polygon([-1.155, 0.5], [1.155, 0.5], [0, -1]),
  polygon(
    [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4],
    [-1.2, -0.4], [-0.4, -0.4], [-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4],
  ),
  polygon([0, -1], [0.951, -0.309], [0.588, 0.809], [-0.588, 0.809], [-0.951, -0.309]),
];

function polygon(...corners) {
  return (r) => `M${corners.map(([x, y]) => `${x * r},${y * r}`).join("L")}Z`;
}

/**
 * The theme in force at an element.
 * @returns {{ground, ink, muted, line, accent, font, palette: string[]}} colours as #rrggbb
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const names = [...NAMES, ...CLASSES.map((name) => `class-${name}`)];
  const colours = resolved(element, new Map(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])));
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, colours.get(name)])),
    palette: CLASSES.map((name) => colours.get(`class-${name}`)),
    font: style.getPropertyValue("--font").trim() || style.fontFamily,
  };
}

/** `share` of the second colour in the first, both #rrggbb: as if it lay over it, that opaque. */
export function mix(under, over, share) {
  const [from, to] = [channels(under), channels(over)];
  return hex(from.map((value, index) => value + share * (to[index] - value)));
}

// A custom property is text until it is used: the browser has to work out light-dark() and color-mix(). It does so
// for all of them at once, if they are all there before the first is asked for.
function resolved(element, texts) {
  const place = element.ownerDocument.createElement("span");
  const probes = new Map([...texts].map(([name, text]) => [name, place.appendChild(probe(element, text))]));
  element.append(place);
  try {
    return new Map([...texts].map(([name, text]) => [name, plainColour(probes.get(name), text, name)]));
  } finally {
    place.remove();
  }
}

function probe(element, text) {
  const span = element.ownerDocument.createElement("span");
  span.style.forcedColorAdjust = "none"; // the classes keep their colours where the system has its own
  span.style.color = text;
  return span;
}

function plainColour(span, text, name) {
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toLowerCase();
  const computed = text && span.style.color ? getComputedStyle(span).color : "";
  return parsed(computed, `--${name}: ${text}`);
}

function parsed(computed, source) {
  const numbers = (computed.match(/[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  if (computed.startsWith("rgb")) return hex(numbers.slice(0, 3));
  if (computed.startsWith("color(srgb ")) return hex(numbers.slice(0, 3).map((value) => 255 * value));
  throw new Error(`The colour "${source}" is not one that a picture can be drawn in.`);
}

/** The red, green and blue of #rrggbb, 0 to 255. */
export function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

function hex(values) {
  return "#" + values.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("");
}
