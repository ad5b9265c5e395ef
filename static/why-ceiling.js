// The best of all straight lines on these points, and why there is none that divides them: a proof by arithmetic.

import { beside, element, formula, isPlane, lead, number, paragraph, part, remark, share, table } from "./why-parts.js";
import { area, curve, line, over, points, ring } from "./why-plot.js";
import { className } from "./words.js";

export const claims = ["A6", "A7", "A9"];

export function view(body, context) {
  const shown = element("div", { class: "why-part" }, picture(body, context), comparison(body, context));
  return element("div", {}, sentence(body, context), beside(shown, ...proof(body, context)));
}

/** The points, the line, and the place where the classes meet. */
function picture({ line: best, certificate, accuracy }, { t, data, run }) {
  const plane = over(run.boundary, t("why.ceiling.picture", { accuracy: share(accuracy) }));
  points(plane, data);
  if (certificate) for (const k of [0, 1]) hull(plane, corners(certificate, data, k), k);
  line(plane, best);
  if (certificate) ring(plane, ...certificate.meeting);
  return plane.element;
}

/** What a class's points of the proof have between them: a place, a piece of a line or a triangle. */
function hull(plane, places, k) {
  const [x, y] = [places.map((place) => place.x), places.map((place) => place.y)];
  if (places.length === 1) return ring(plane, x[0], y[0], `class-${"ab"[k]}`);
  if (places.length === 2) return curve(plane, x, y, `hull class-${"ab"[k]}`);
  area(plane, x, y, `hull class-${"ab"[k]}`);
}

function corners({ points: numbers, label, weights }, { x, y }, k) {
  return numbers.flatMap((point, index) => (label[index] === k ? [{ point, x: x[point], y: y[point], weight: weights[index] }] : []));
}

/** The ceiling in a sentence. */
function sentence({ accuracy, correct, total, separable, margin }, { t }) {
  if (!separable) return part(["A7"], lead(t("why.ceiling.best", { accuracy: share(accuracy), correct, total })));
  return part(["A7"], lead(margin === null ? t("why.ceiling.alone") : t("why.ceiling.separable", { margin: number(margin) })));
}

/** Both classes' means that are one place, each written out. */
function proof({ certificate }, { t, data }) {
  if (!certificate) return [];
  const sums = [0, 1].map((k) => `${className(data.classes, k)}:\n  ${sum(corners(certificate, data, k))}\n  = ${at(certificate.meeting[0], certificate.meeting[1])}`);
  return [part(["A6"],
    paragraph(t("why.ceiling.proof", { first: className(data.classes, 0), second: className(data.classes, 1) })),
    formula(sums.join("\n"), t("why.ceiling.means")),
    remark(t("why.ceiling.check")))];
}

function sum(places) {
  return places.map(({ x, y, weight }) => `${number(weight, 4)}·${at(x, y)}`).join("\n  + ");
}

function at(x, y) {
  return `(${number(x, 4)}, ${number(y, 4)})`;
}

/** The ceiling beside the network, for all points and for each part of them. */
function comparison(body, { t, bends, experiment }) {
  const parts = [["all", body], ["train", body.train], ["test", body.test]].filter(([, part]) => part);
  const plain = isPlane(experiment);
  const counted = table({
    caption: t("why.ceiling.table"),
    columns: [t("why.ceiling.points"), t("why.ceiling.line"), t("why.ceiling.logistic"), t("why.ceiling.network")],
    rows: parts.map(([name, { accuracy, logistic, network }]) => ({ name: t(`why.ceiling.${name}`), cells: [share(accuracy), logistic.finite ? share(logistic.accuracy) : "–", share(network)] })),
  });
  const endless = parts.some(([, { logistic }]) => !logistic.finite);
  const told = bends ? (body.network > body.accuracy ? "bends" : "below") : plain ? "straight" : "features";
  const words = { network: share(body.network), line: share(body.accuracy), more: Math.round((body.network - body.accuracy) * body.total) };
  return part(["A9"], counted, remark(t(`why.ceiling.network_${told}`, words)), endless ? remark(t("why.ceiling.endless")) : null);
}
