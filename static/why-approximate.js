// As a polynomial: how much of what the network has learned one explains, degree by degree, and how far the sigmoid's
// Taylor series reaches.

import { t } from "./messages.js";
import { boundaryPlot, contour } from "./why-maps.js";
import { beside, element, formula, lead, live, number, paragraph, part, remark, slider, table, unfolding } from "./why-parts.js";
import { curve, plot, points, segments, svg, text } from "./why-plot.js";
import { percent } from "./words.js";

export const claims = ["B6"];

const MOST = { degree: 10, taylor_degree: 25 };
const WINDOW = { x: [-5, 5], y: [-0.5, 1.5] }; // of the sigmoid and its series
const WIDE = { width: 360, height: 260 };

export function view(body, { refetch, data, run }) {
  const [fit, series] = [told(body, explained, (answer) => polynomial(answer, data, run)), told(body, wrong, ({ taylor: answer }) => taylor(answer))];
  const chosen = { ...body.parameters };
  const set = (name, use) => (value) => {
    chosen[name] = value;
    refetch({ ...chosen }, use);
  };
  return part([],
    paragraph(t("why.approximate.how")),
    slider({ name: t("why.approximate.degree"), min: 1, max: MOST.degree, step: 1, value: chosen.degree, onInput: set("degree", fit.show) }),
    ...fit.elements,
    element("section", { class: "why-part", "data-claim": claims.join(" ") },
      element("h3", {}, t("why.approximate.taylor")),
      slider({ name: t("why.approximate.taylor_degree"), min: 1, max: MOST.taylor_degree, step: 2, value: chosen.taylor_degree, onInput: set("taylor_degree", series.show) }),
      ...series.elements));
}

/** A sentence that is read out when it changes, and what is drawn below it: both of an answer, and of later ones. */
function told(body, sentence, drawn) {
  const [says, place] = [live(), part([])];
  const show = (answer) => {
    says.replaceChildren(lead(sentence(answer)));
    place.replaceChildren(...drawn(answer));
  };
  show(body);
  return { elements: [says, place], show };
}

// --- the polynomial for the network ------------------------------------------------------------------

function explained({ degree, r2, agreement, terms }) {
  return t("why.approximate.explains", { degree, terms: terms.at(-1), r2: percent(r2.at(-1)), agreement: percent(agreement.at(-1)) });
}

function polynomial({ x, y, z, degree, r2, agreement, terms, formula: formulas }, data, run) {
  const picture = boundaryPlot({ x, y, z }, data.classes, { label: t("why.approximate.picture", { degree }) });
  points(picture, data);
  if (data.classes.length === 2) segments(picture, contour(run.boundary), "line thin");
  return [
    beside(picture.element, bars(r2), remark(t(data.classes.length === 2 ? "why.approximate.lines" : "why.approximate.colours"))),
    unfolding(t("why.numbers"), [], [
      table({
        caption: t("why.approximate.table"),
        columns: ["degree", "terms", "r2", "agreement"].map((head) => t(`why.approximate.head_${head}`)),
        rows: r2.map((value, each) => ({ name: String(each), cells: [String(terms[each]), percent(value), percent(agreement[each])] })),
      }),
      paragraph(t("why.approximate.formula", { degree: Math.min(degree, 3) })),
      formula(formulas.join("\n\n").replaceAll("-", "−")),
    ]),
  ];
}

/** R² of each degree as a bar; the places of degrees that have not been fitted are free. */
function bars(r2) {
  const picture = plot({ x: [-0.9, MOST.degree + 0.9], y: [-0.12, 1.12], label: t("why.approximate.picture_bars", { list: r2.map(percent).join(", ") }), ...WIDE });
  picture.element.classList.add("bare");
  r2.forEach((value, degree) => {
    const [[left, top], [right, bottom]] = [picture.place(degree - 0.35, value), picture.place(degree + 0.35, 0)];
    picture.add(svg("rect", { class: degree === r2.length - 1 ? "column chosen" : "column", x: left, y: top, width: right - left, height: Math.max(bottom - top, 0) }));
    picture.add(text((left + right) / 2, top - 5, percent(value), "middle"));
  });
  for (let degree = 0; degree <= MOST.degree; degree += 1) picture.add(text(picture.place(degree, 0)[0], picture.place(0, 0)[1] + 14, degree, "tick middle"));
  picture.add(text(5, 14, t("why.approximate.bars"), "tick"));
  curve(picture, [-0.9, MOST.degree + 0.9], [0, 0], "axis");
  return picture.element;
}

// --- the sigmoid's series -----------------------------------------------------------------------------

function wrong({ taylor: { degree, errors: [near, , far] } }) {
  return t("why.approximate.errors", { degree, near: number(near.error, 2), far: number(far.error), reach: far.reach });
}

function taylor({ degree, formula: written, errors, radius, z, sigmoid, polynomial: values, geometric }) {
  const picture = plot({ ...WINDOW, label: t("why.approximate.picture_taylor", { degree }), names: ["z", ""], ...WIDE });
  for (const edge of [-radius, radius]) {
    curve(picture, [edge, edge], WINDOW.y, "dashed");
    picture.add(text(picture.place(edge, 0)[0] + 4, 14, edge < 0 ? "−π" : "π", "tick"));
  }
  curve(picture, z, sigmoid);
  curve(picture, z, values, "series");
  return [
    beside(picture.element,
      table({
        caption: t("why.approximate.errors_table", { degree }),
        columns: ["where", "error", "radius"].map((head) => t(`why.approximate.head_${head}`)),
        rows: errors.map(({ reach, error }) => ({ name: `|z| ≤ ${reach}`, cells: [number(error), t(reach < radius ? "why.approximate.inside" : "why.approximate.outside")] })),
      }),
      remark(t("why.approximate.curves")),
      remark(t("why.approximate.poles"))),
    formula(`σ(z) ≈ ${written.replaceAll("-", "−")}`, t("why.approximate.series")),
    otherSeries(geometric),
  ];
}

function otherSeries({ terms, z, sum, sigmoid }) {
  return table({
    caption: t("why.approximate.geometric", { terms }),
    columns: ["z", t("why.approximate.head_sum"), t("why.approximate.head_sigmoid")],
    rows: z.map((each, index) => ({ name: number(each), cells: [number(sum[index]), number(sigmoid[index])] })),
  });
}
