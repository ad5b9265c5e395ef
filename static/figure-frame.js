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
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** A tick's number that fits beside an axis, whatever its size. */
export function short(value) {
  if (Math.abs(value) < 10_000) return tickText(value);
  const exponent = Math.abs(value).toFixed(0).length - 1;
  return `${tickText(Number((value / 10 ** exponent).toPrecision(3)))}e${exponent}`;
}

/** A number as it stands at a tick, with a true minus sign. */
export function tickText(value) {
  return String(value).replace("-", "−");
}
