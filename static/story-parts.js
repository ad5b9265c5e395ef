// A plane in a step's picture, and the points on it; the link from a step to the workbench.

import { symbols } from "./theme.js";
import { svg } from "./why-plot.js";

/** Where places of a box lie in a picture of that side, and back. */
export function plane(box, side = 400) {
  const scale = side / (box.right - box.left);
  const across = (x) => (x - box.left) * scale;
  const down = (y) => (box.top - y) * scale;
  return {
    side,
    box,
    x: across,
    y: down,
    place: (x, y) => ({ x: box.left + x / scale, y: box.top - y / scale }),
    path: (places) => `M${places.map(({ x, y }) => `${across(x).toFixed(1)},${down(y).toFixed(1)}`).join("L")}`,
  };
}

/** A point of a class, with that class's symbol. */
export function mark({ x, y, label }, on, radius) {
  const mark = svg("path", { class: `mark class-${"abcdef"[label]}`, d: symbols[label](radius) });
  moveTo(mark, { x, y }, on);
  return mark;
}

/** Put a point somewhere else. */
export function moveTo(mark, { x, y }, on) {
  mark.setAttribute("transform", `translate(${on.x(x).toFixed(1)} ${on.y(y).toFixed(1)})`);
}

/** Let the step's link open the workbench with this experiment, and the step's question below its pictures. */
export function leadTo(section, query) {
  const link = section.querySelector(".step-bench");
  link.href = `/?${query}${link.dataset.why && `&why=${link.dataset.why}`}`;
}
