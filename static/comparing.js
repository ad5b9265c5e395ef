// Comparing: activations that join the pictures, those that leave them, and all numbers side by side.

import { t } from "./messages.js";
import { comparison, heading } from "./words.js";

const MOST = 6; // activations that one experiment compares

/** Let people add and remove activations: onChange gets the new list, the one that is asked about last. */
export function startComparing(document, activations, onChange) {
  const select = document.getElementById("compare-with");
  select.addEventListener("change", () => {
    const list = activations();
    const added = select.value;
    select.selectedIndex = 0;
    onChange([...list.slice(0, -1), added, list.at(-1)]);
  });
  document.querySelector(".panels").addEventListener("click", ({ target }) => {
    if (!target.matches(".remove") || target.closest("[data-remix]")) return;
    const panels = [...document.querySelectorAll(".panel")];
    const index = panels.indexOf(target.closest(".panel"));
    onChange(activations().filter((_, place) => place !== index));
    document.getElementById("pictures").focus({ preventScroll: true });
  });
}

/** Bring the choice, the buttons and the table up to date with a result. */
export function showComparison(document, result, phrases) {
  const { activation } = result.experiment;
  offer(document.getElementById("compare-with"), activation, phrases);
  document.querySelectorAll(".panel:not([data-remix]) .remove").forEach((button, index) => {
    button.hidden = activation.length < 2;
    button.setAttribute("aria-label", t("comparing.remove", { what: heading(activation[index], phrases) }));
  });
  const table = document.querySelector(".comparison");
  table.hidden = false;
  table.querySelector("tbody").replaceChildren(...comparison(result, phrases).map(row));
}

function offer(select, activations, phrases) {
  const [first] = select.options;
  const others = [...phrases].filter(([name]) => name && !activations.includes(name));
  select.replaceChildren(first, ...others.map(([name, text]) => new Option(text, name)));
  select.selectedIndex = 0;
  select.disabled = activations.length >= MOST;
}

function row([head, ...cells]) {
  const line = document.createElement("tr");
  const name = Object.assign(document.createElement("th"), { scope: "row", textContent: head });
  line.append(name, ...cells.map((textContent) => Object.assign(document.createElement("td"), { textContent })));
  return line;
}
