// What all figures are made of: layout, axes, ticks. Pure.

export const TEXT = 11; // px, of ticks and names

export const config = { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false };

/** A text as Plotly has to be given it to show it as it is: it reads some HTML, and %{...}. */
export function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("%{", "%\u200b{");
}

/** A layout without margins, so that positions are shares of the box; nothing in it moves but the hover label. */
export function layout(theme, more) {
  const font = { family: theme.font, color: theme.ink };
  return {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    showlegend: false,
    dragmode: false,
    hovermode: "closest",
    paper_bgcolor: theme.ground,
    plot_bgcolor: theme.ground,
    font: { ...font, size: TEXT },
    hoverlabel: { bgcolor: theme.ground, bordercolor: theme.ink, font: { ...font, size: 13 } },
    ...more,
  };
}

/** An axis that has labels in this colour at these places, [[value, text], ...], and nothing else. */
export function axis(labels, color, more) {
  return {
    fixedrange: true,
    showgrid: false,
    zeroline: false,
    ticks: "", // a mark before "1" looks like a minus sign
    tickmode: "array",
    tickvals: labels.map(([value]) => value),
    ticktext: labels.map(([, text]) => text),
    tickfont: { color, size: TEXT },
    ...more,
  };
}

/** Two to five round numbers between low and high. */
export function ticks(low, high) {
  const most = (high - low) / 2;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = power * [5, 2, 1].find((factor) => factor * power <= most * (1 + 1e-9));
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(15)));
}

const MOST_DIGITS = 7; // of a tick's number; of longer ones all but the first say how much they are beyond it

/** The texts of an axis's ticks, rising: short, and each different from the others. */
export function tickTexts(values) {
  const [first, step] = [values[0], values[1] - values[0]];
  const largest = Math.max(...values.map(Math.abs));
  if (values.length < 2 || Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step)) < MOST_DIGITS) return values.map(tickText);
  return values.map((value) => (value === first ? tickText(first) : `+${tickText(Number((value - first).toPrecision(6)))}`));
}

/** The format in which Plotly writes a place on an axis: enough digits to tell a hundred places apart. */
export function placeFormat(low, high) {
  const [span, largest] = [high - low, Math.max(Math.abs(low), Math.abs(high))];
  if (largest < 1e6 && span >= 2e-5) return `.${digitsFor(span)}f`;
  return `.${Math.min(Math.floor(Math.log10(largest / span)) + 3, 17)}~g`;
}

/** A place on an axis from low to high, in a sentence. */
export function placeText(value, low, high) {
  const format = placeFormat(low, high);
  const digits = Number.parseInt(format.slice(1), 10);
  return format.endsWith("f") ? value.toFixed(digits) : String(Number(value.toPrecision(digits)));
}

/** A place on an axis, in as many decimals as tell a thousand places apart in a picture of that width. */
export function shortened(value, width) {
  const decimals = Math.min(Math.max(3 - Math.floor(Math.log10(width / 2)), 0), 100);
  return Number(value.toFixed(decimals)) + 0; // no -0
}

/** How many decimals tell places apart in a picture of that width. */
export function digitsFor(span) {
  return Math.min(Math.max(1 - Math.floor(Math.log10(span / 2)), 0), 6);
}

const LONG = 28; // letters of a column's name in a picture

/** A column's name, cut where it would fill the picture. */
export function shortName(name) {
  const letters = [...name];
  return letters.length > LONG ? `${letters.slice(0, LONG - 1).join("")}…` : name;
}

/** A tick's number that fits beside an axis, whatever its size. */
export function short(value) {
  if (Math.abs(value) < 10_000) return tickText(value);
  const exponent = Math.abs(value).toFixed(0).length - 1;
  return `${tickText(Number((value / 10 ** exponent).toPrecision(3)))}e${exponent}`;
}

/** A number as it stands at a tick, with a true minus sign. */
export function tickText(value) {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6)) return String(value).replace("-", "−");
  const [digits, exponent] = Number(value.toPrecision(15)).toExponential().split("e");
  return `${digits}e${Number(exponent)}`.replaceAll("-", "−");
}
