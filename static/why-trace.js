// One point, number by number: choose it, and see every product and every sum on its way through the network; with a
// class, also the way back and one step of learning.

import { placeText } from "./figure-frame.js";
import { t } from "./messages.js";
import { apart, backward, forward, lossLine, number, probabilityLines } from "./why-arithmetic.js";
import { chooser } from "./why-chooser.js";
import { beside, button, element, lead, live, paragraph, part, remark, unfolding } from "./why-parts.js";
import { className } from "./words.js";

export const claims = [];

export function view(body, { data, run, refetch, parameters, experiment, phrases }) {
  const [says, numbers] = [live(), part(claims)];
  const show = (answer) => {
    says.replaceChildren(...sentences(answer, data));
    numbers.replaceChildren(...arithmetic(answer, data, experiment, phrases));
  };
  const choice = chooser(data, run.boundary, (chosen) => refetch(asked(chosen, data.classes), show));
  choice.set(body.at, body.label === null ? null : data.classes.indexOf(body.label));
  show(body);
  if (!parameters.at || !choice.shows(body.at)) choice.start();
  return part(claims, beside(choice.picture, paragraph(t("why.trace.how")), choice.controls, says), numbers);
}

/** What to ask of a choice. A class goes by its name: a name may be another class's number. */
function asked({ x, y, k }, classes) {
  return k === null ? { at: `${x},${y}` } : { at: `${x},${y}`, label: classes[k] };
}

/** What the network says of the point, and how wrong that is. */
function sentences({ at, winner, probabilities, loss, label }, data) {
  const k = data.classes.indexOf(winner);
  const written = (value, [low, high]) => placeText(value, low, low + (high - low) / 10 || low + 1).replace("-", "−");
  const place = { x: written(at.x, ends(data.x)), y: written(at.y, ends(data.y)) };
  const says = t("why.trace.says", { ...place, name: className(data.classes, k), share: shareOf(probabilities[k]) });
  const wrong = label === null ? "" : t("why.trace.wrong", { name: className(data.classes, data.classes.indexOf(label)), loss: number(loss) });
  return [lead(`${says} ${wrong}`.trim()), element("ul", { class: "why-shares" }, ...probabilities.map((share, each) => bar(share, each, data)))];
}

function ends(values) {
  return [Math.min(...values), Math.max(...values)];
}

/** A share in percent, rounded to two decimals; what is not whole, or not nothing, is not written so. */
export function shareOf(share) {
  if (share > 0 && share < 1e-4) return `< ${t("number.percent", { share: 0.01 })}`;
  if (share < 1 && share > 1 - 1e-4) return `> ${t("number.percent", { share: 99.99 })}`;
  return t("number.percent", { share: number(Math.round(1e4 * share) / 100) });
}

function bar(share, k, data) {
  const filled = element("span", { class: `why-share class-${"abcdef"[k]}` });
  filled.style.setProperty("--share", share);
  return element("li", {}, element("span", {}, className(data.classes, k)), filled, element("span", {}, shareOf(share)));
}

// --- the arithmetic ----------------------------------------------------------------------------------

function arithmetic(body, data, { loss }, phrases) {
  const onward = [element("h3", {}, t("why.trace.forward")), paragraph(t("why.trace.forward_how")), ...(isShifted(body) ? [remark(t("why.trace.shifted"))] : []), ...forward(body, phrases), equations(probabilityLines(body))];
  const back = body.label === null ? [remark(t("why.trace.no_label"))] : learning(body, data, loss, phrases);
  return [...onward, ...back, text(body.text)];
}

/** Whether the network is shown other coordinates than the data's. */
function isShifted({ at, inputs }) {
  return inputs.some(({ name, value }) => name in at && Math.abs(value - at[name]) > 1e-9 * Math.abs(value));
}

function equations(lines) {
  return element("div", { class: "why-equations" }, ...lines);
}

function learning(body, data, kind, phrases) {
  const { gradient: { check }, update, loss, label, probabilities } = body;
  const k = data.classes.indexOf(label);
  const name = className(data.classes, k);
  const [before, after] = apart(loss, update.loss);
  const [share, later] = apart(100 * probabilities[k], 100 * update.probabilities[k]);
  const heading = t("why.trace.backward", { name });
  const step = { name, rate: number(update.learning_rate), before, after, share, later };
  return [
    element("h3", {}, heading),
    equations([lossLine(body, kind, k, name)]),
    paragraph(t("why.trace.backward_how")),
    ...backward(body, heading, phrases),
    lead(t("why.trace.step", step)),
    remark(t("why.trace.checked", { count: check.weights, difference: number(check.difference) })),
  ];
}

/** All of it as text, to be copied. */
function text(whole) {
  const done = element("span", { role: "status", class: "help" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(whole);
      done.textContent = t("why.trace.copied");
    } catch {
      done.textContent = t("why.trace.not_copied");
    }
  };
  const block = element("pre", { class: "why-formula", tabindex: "0", lang: "en", role: "group", "aria-label": t("why.trace.text") }, whole);
  return unfolding(t("why.trace.text"), claims, [block, element("p", {}, button(t("why.trace.copy"), copy), " ", done)]);
}
