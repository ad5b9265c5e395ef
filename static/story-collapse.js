// Two layers multiplied out: six weights to move, and the one layer that they are.

import { t } from "./messages.js";
import { asker } from "./story-ask.js";
import { number } from "./why-parts.js";

const THICK = 0.9; // px for each unit of a weight
const ROUNDING = 1e-12; // of the outputs' range

/** Let the weights be moved. */
export function start(section) {
  const dials = new Map([...section.querySelectorAll(".dials input")].map((dial) => [dial.id.replace("collapse-", ""), dial]));
  const value = (name) => Number(dials.get(name).value);
  const ask = asker(section, (told) => show(section, told));
  const change = () => {
    dials.forEach((dial, name) => {
      section.querySelector(`output[for="${dial.id}"]`).textContent = number(value(name));
      weigh(section, name, value(name));
    });
    const matrices = `${value("w11")},${value("w12")};${value("w21")},${value("w22")}/${value("z1")},${value("z2")}`;
    ask(`insight/collapse?matrices=${matrices}`);
  };
  dials.forEach((dial) => dial.addEventListener("input", change));
  change();
}

function show(section, { weights: [[first, second]], numbers, max_difference: apart, range }) {
  const [layers, product] = numbers.split(" = ");
  section.querySelector('[data-side="layers"]').textContent = layers;
  section.querySelector('[data-side="product"]').textContent = product;
  const difference = apart === 0 ? "0" : number(apart, 2);
  section.querySelector('[data-side="difference"]').textContent = apart <= ROUNDING * (range || 1) ? t("story.collapse.rounding", { difference }) : difference;
  weigh(section, "first", first);
  weigh(section, "second", second);
}

/** Draw a weight: its sign as a colour, its size as a width, and its number. */
function weigh(section, name, weight) {
  const wire = section.querySelector(`[data-wire="${name}"]`);
  wire.dataset.sign = weight < 0 ? "minus" : "plus";
  wire.setAttribute("stroke-width", 0.75 + THICK * Math.abs(weight));
  section.querySelector(`[data-weight="${name}"]`).textContent = number(weight);
}
