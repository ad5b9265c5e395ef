// Points squeezed into one number each and rebuilt from it, without a bend and with one.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { number } from "./why-parts.js";
import { plot, points, segments } from "./why-plot.js";

const DOT = 5; // px

/** Let points and units be chosen. */
export function start(section) {
  const dial = section.querySelector(".dials input");
  const ask = asker(section, (told) => {
    section.querySelector(".chart").replaceChildren(drawn(told));
    const errors = { line: told.line.error, linear: told.linear.error, tanh: told.tanh.error };
    section.querySelector(".reading-note").textContent = t("story.narrow.said", mapped(errors, (error) => number(error)));
  });
  const change = () => {
    section.querySelector(".dials output").textContent = dial.value;
    ask(`insight/autoencoder?shape=${section.querySelector("[type=radio]:checked").value}&units=${dial.value}`);
  };
  section.querySelectorAll("input").forEach((input) => input.addEventListener("input", change));
  change();
}

function mapped(values, change) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

/** The points, and from each a thread to where it came back. */
function drawn({ points: data, linear, tanh }) {
  const span = (values) => [Math.min(...values), Math.max(...values)];
  const [x, y] = [span(data.x), span(data.y)];
  const half = 0.6 * Math.max(x[1] - x[0], y[1] - y[0]);
  const around = ([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half];
  const picture = plot({ x: around(x), y: around(y), width: 400, height: 400, label: t("story.narrow.picture") });
  const threads = (back) => data.x.map((each, index) => [each, data.y[index], back.x[index], back.y[index]]);
  segments(picture, threads(linear), "thread");
  points(picture, { ...data, label: data.x.map(() => 1) }, DOT);
  for (const [back, name] of [[linear, "accent"], [tanh, "line"]]) segments(picture, dots(back, half / 200), name);
  return picture.element;
}

/** Places as short strokes. */
function dots({ x, y }, size) {
  return x.map((each, index) => [each - size, y[index], each + size, y[index]]);
}
