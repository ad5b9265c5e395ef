// What the story's small pictures are made of: shapes in SVG, a plane to put places on, numbers as they are read.

import { symbols } from "./theme.js";

const SVG = "http://www.w3.org/2000/svg";

/** One shape, with its attributes, and the text or the shapes inside it. */
export function shape(tag, attributes = {}, ...inside) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

/** Where places of a box lie in a picture of that side, and back. */
export function plane(box, side = 400) {
  const scale = side / (box.right - box.left);
  return {
    side,
    box,
    x: (x) => (x - box.left) * scale,
    y: (y) => (box.top - y) * scale,
    place: (x, y) => ({ x: box.left + x / scale, y: box.top - y / scale }),
    path: (places) => `M${places.map(({ x, y }) => `${((x - box.left) * scale).toFixed(1)},${((box.top - y) * scale).toFixed(1)}`).join("L")}`,
  };
}

/** A point of a class, with that class's symbol. */
export function mark({ x, y, label }, on, radius) {
  return shape("path", { class: `mark class-${"abcdef"[label]}`, d: symbols[label](radius), transform: `translate(${on.x(x).toFixed(1)} ${on.y(y).toFixed(1)})` });
}

/** A number with so many digits that mean something, and a true minus sign. */
export function digits(value, count = 3) {
  const text = value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6) ? power(value, count) : String(Number(value.toPrecision(count)));
  return text.replace("-", "−");
}

/** A very small or a very large number: 1.5·10⁻⁷. */
export function power(value, count = 2) {
  const [mantissa, exponent] = value.toExponential(count - 1).split("e");
  return `${mantissa}·10${raised(Number(exponent))}`;
}

function raised(number) {
  return [...String(number)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");
}
