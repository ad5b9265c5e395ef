// Comparing: activations that join the pictures, those that leave them, and all numbers side by side.

import { t } from "./messages.js";
import { squeezed } from "./state.js";
import { comparison, heading } from "./words.js";

const MOST = 6; // activations that one experiment compares

/** Let people add and remove activations: onChange gets the new list, the one that is asked about last. */
export function startComparing(document, activations, phrases, onChange) {
  const select = document.getElementById("compare-with");
  offer(select, activations(), phrases);
  name(document, activations());
  select.addEventListener("change", () => {
    const list = activations();
    const added = select.value;
    select.selectedIndex = 0;
    if (list.includes(added) || list.length >= MOST) return; // the answer to the last choice is on its way
    onChange([...list.slice(0, -1), added, list.at(-1)]);
    offer(select, activations(), phrases);
  });
  document.querySelector(".panels").addEventListener("click", ({ target }) => {
    if (!target.matches(".remove") || target.closest("[data-remix]")) return;
    const kept = activations().filter((activation) => squeezed(activation) !== target.dataset.activation);
    if (kept.length) onChange(kept);
    document.getElementById("pictures").focus({ preventScroll: true });
  });
}

/** Bring the choice alone up to date, where nothing is drawn of what was asked for. */
export function offerOthers(document, activations, phrases) {
  offer(document.getElementById("compare-with"), activations, phrases);
}

/** Bring the choice, the buttons and the table up to date with a result; `asked` are its activations as they were written. */
export function showComparison(document, result, asked, phrases) {
  const { activation } = result.experiment;
  offer(document.getElementById("compare-with"), activation, phrases);
  name(document, asked);
  document.querySelectorAll(".panel:not([data-remix]) .remove").forEach((button, index) => {
    button.hidden = activation.length < 2;
    button.setAttribute("aria-label", t("comparing.remove", { what: heading(activation[index], phrases) }));
  });
  const table = document.querySelector(".comparison");
  table.hidden = false;
  table.querySelector("tbody").replaceChildren(...comparison(result, phrases).map(row));
}

/** Tell each button which activation it removes: the pictures may be older than the list. */
function name(document, asked) {
  document.querySelectorAll(".panel:not([data-remix]) .remove").forEach(({ dataset }, index) => { dataset.activation = squeezed(asked[index]); });
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
