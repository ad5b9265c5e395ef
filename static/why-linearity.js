// Is it linear? The two numbers at which an activation gives itself away, or that it keeps sums and multiples.

import { formula, lead, number, part, remark, table } from "./why-parts.js";
import { spoken } from "./words.js";

export const claims = ["A1"];

const NOTHING = 1e-12; // gaps below this are rounding

export function view(body, context) {
  const { t, phrases } = context;
  const { verdict, additivity: { x, y }, additivity_gap: gap } = body;
  const activation = spoken(body.activation, phrases);
  return part(claims,
    lead(t(`why.linearity.${verdict}`, { activation, gap: number(gap), x: number(x), y: number(y) })),
    formula([...sums(body), "", ...multiples(body)].join("\n"), t("why.linearity.pairs")),
    ...traps(body, activation, t).map(remark),
    layers(body, context));
}

function sums({ additivity: { x, y, of_sum: ofSum, sum_of: sumOf } }) {
  return [`f(${number(x)} + ${bracketed(y)}) = ${number(ofSum, 5)}`, `f(${number(x)}) + f(${number(y)}) = ${number(sumOf, 5)}`];
}

function multiples({ homogeneity: { c, x, of_product: ofProduct, product_of: productOf } }) {
  return [`f(${number(c)} · ${bracketed(x)}) = ${number(ofProduct, 5)}`, `${number(c)} · f(${number(x)}) = ${number(productOf, 5)}`];
}

function bracketed(value) {
  return value < 0 ? `(${number(value)})` : number(value);
}

/** What is easily taken for linear: a function that keeps doubling, and a line that misses the origin. */
function traps({ verdict, doubled_gap: doubled, mirrored_gap: mirrored, affine_gap: affine }, activation, t) {
  if (verdict === "bends" && doubled < NOTHING && mirrored > NOTHING) return [t("why.linearity.trap", { activation, gap: number(mirrored) })];
  return verdict === "affine" ? [t("why.linearity.affine_trap", { gap: number(affine) })] : [];
}

/** Each layer's activation, where there are several. */
function layers({ layers: all, reach }, { t, phrases }) {
  if (all.length < 2) return null;
  return table({
    caption: t("why.linearity.layers", { reach }),
    columns: [t("why.layer"), t("why.activation"), "|f(x + y) − f(x) − f(y)|", "|f(c·x) − c·f(x)|"],
    rows: all.map(({ activation, additivity_gap: sum, homogeneity_gap: multiple }, index) => ({ name: String(index + 1), cells: [spoken(activation, phrases), number(sum), number(multiple)] })),
  });
}
