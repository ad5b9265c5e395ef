// Repeat over seeds: the same experiment from several seeds, with each one's small picture.

import { t } from "./messages.js";
import { classColour, image, signedColour, unpacked } from "./why-maps.js";
import { beside, element, lead, live, number, paragraph, part, slider, table, unfolding } from "./why-parts.js";
import { curve, note, plot, ring } from "./why-plot.js";
import { loss, percent } from "./words.js";

export const claims = [];

const MOST = 50; // seeds
const INTERVAL = { width: 320, height: 72 }; // px

export function view(body, { data, refetch, apply }) {
  const [says, place] = [live(), part(claims)];
  let last = body;
  const show = (answer) => {
    last = answer;
    says.replaceChildren(lead(rate(answer.success)));
    delete place.dataset.stale;
    place.replaceChildren(...pictures(answer, data, apply));
  };
  const onInput = (seeds) => {
    says.replaceChildren(lead(t("why.repeat.training", { seeds })));
    place.dataset.stale = "";
    refetch({ seeds }, show).then((refused) => refused && show(last));
  };
  show(body);
  return part(claims,
    paragraph(t("why.repeat.how")),
    slider({ name: t("why.repeat.seeds"), min: 1, max: MOST, step: 1, value: body.parameters.seeds, onInput }),
    says, place);
}

function pictures({ success, accuracy, epochs, runs, pictures: all }, data, apply) {
  return [
    beside(interval(success), ...typical(accuracy, epochs)),
    paragraph(t("why.repeat.pick")),
    element("ul", { class: "why-seeds" }, ...runs.seed.map((_, index) => seed(runs, index, small(all, index, data), apply))),
    unfolding(t("why.numbers"), claims, [numbers(runs)]),
  ];
}

/** How often it succeeds, in sentences. */
export function rate({ count, of, rate: share, low, high, target }) {
  return t("why.repeat.rate", { count, of, target: percent(target), rate: percent(share), low: percent(low), high: percent(high) });
}

function typical({ train, test }, epochs) {
  const ofTrain = t("why.repeat.train", { median: percent(train.median), lowest: percent(train.lowest) });
  const ofTest = test && t("why.repeat.test", { median: percent(test.median), lowest: percent(test.lowest) });
  return [ofTrain, ofTest, t("why.repeat.epochs", { median: number(epochs.median), lowest: epochs.lowest, highest: epochs.highest })].filter(Boolean).map(paragraph);
}

/** The rate of success as a ring, and between which rates the true one lies. */
function interval({ rate: share, low, high }) {
  const picture = plot({ x: [-0.08, 1.08], y: [-1, 1], label: t("why.repeat.interval", { rate: percent(share), low: percent(low), high: percent(high) }), ...INTERVAL });
  picture.element.classList.add("level");
  curve(picture, [0, 1], [0, 0], "axis");
  curve(picture, [low, high], [0, 0], "line");
  for (const end of [low, high]) curve(picture, [end, end], [-0.2, 0.2], "line");
  ring(picture, share, 0, "solid");
  for (const each of [0, 0.5, 1]) note(picture, each, 0, percent(each), "tick middle", [0, 26]);
  return picture.element;
}

/** One seed's picture, which leads to the experiment from that seed. */
function seed({ seed: numbers, train_accuracy: accuracies, status, reached }, index, src, apply) {
  const [own, accuracy, good] = [numbers[index], accuracies[index], reached[index]];
  const query = new URLSearchParams(location.search);
  query.set("seed", own);
  const said = status[index] === "diverged" ? t("why.repeat.diverged") : percent(accuracy);
  const link = element("a", { href: `/?${query}`, "data-good": good },
    element("img", { src, alt: "", width: 24, height: 24 }),
    element("span", {}, t("why.repeat.seed", { seed: own })),
    element("span", {}, `${good ? "✓" : "✗"} ${said}`, element("span", { class: "unseen" }, t(good ? "why.repeat.good" : "why.repeat.bad"))));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    apply({ seed: String(own) });
  });
  return element("li", {}, link);
}

function small(all, index, { classes }) {
  const [, rows, columns] = all.shape.split(",").map(Number);
  const bytes = unpacked(all).subarray(index * rows * columns, (index + 1) * rows * columns);
  if (classes.length === 2) return image(bytes, signedColour);
  return image(bytes.map((k) => 128 + k), classColour);
}

function numbers({ seed: seeds, train_accuracy: train, test_accuracy: test, train_loss: losses, epochs, restarts }) {
  const orDash = (value, written) => (value === null ? "–" : written(value));
  return table({
    caption: t("why.repeat.table"),
    columns: ["seed", "train", "test", "loss", "epochs", "restarts"].map((head) => t(`why.repeat.head_${head}`)),
    rows: seeds.map((own, index) => ({
      name: String(own),
      cells: [orDash(train[index], percent), orDash(test[index], percent), orDash(losses[index], loss), String(epochs[index]), String(restarts[index])],
    })),
  });
}
