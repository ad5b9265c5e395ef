// Layers without a bend are one layer: the product, what it leaves unsaid of a network that bends, two examples.

import { bar, element, figure, formula, isPlane, lead, live, number, paragraph, part, remark, share, slider, table, unfolding } from "./why-parts.js";
import { curve, plot, ring } from "./why-plot.js";
import { spoken } from "./words.js";

export const claims = ["A2", "A3", "A4", "A5"];

const WEIGHTS = [["w11", 2], ["w12", -1], ["w21", 0.5], ["w22", 3], ["z1", 4], ["z2", -2]]; // the worked example's
const DEEPEST = 1000;
const DECADES = 50; // as many powers of ten as the chain's picture shows above and below 1

/** What a network comes to, and the same worked through by hand. */
export function view(body, context) {
  const { t } = context;
  return element("div", {},
    body.collapses ? exactly(body, context) : body.straight ? here(body, context) : nearly(body, context),
    worked(context),
    deep(context),
    remark(t("why.collapse.affine")));
}

/** The one layer that the network is. */
function exactly({ symbols, formula: numbers, max_difference: difference, range, residual }, { t, run, experiment }) {
  const shape = shapeOf(run.network, experiment);
  const alone = run.network.layers.length === 1;
  const plain = isPlane(experiment);
  const words = alone ? t("why.collapse.alone") : t("why.collapse.exact", { shape: shape.join("-"), one: `${shape[0]}-${shape.at(-1)}` });
  const straight = residual === null || !plain ? null : remark(t("why.collapse.straight", { residual: number(residual) }));
  return part(["A2", "A5"],
    lead(`${words} ${t(!plain ? "why.collapse.features" : run.network.layers.at(-1).biases.length > 1 ? "why.collapse.lines" : "why.collapse.line")}`),
    alone ? null : formula(symbols.replace(" with ", "\n"), t("why.collapse.symbols")),
    formula(numbers, t("why.collapse.numbers")),
    remark(t("why.collapse.difference", { difference: number(difference), range: number(range) })),
    straight);
}

/** The one layer that a network which could bend is over this picture. */
function here({ formula: numbers, max_difference: difference, range, sums }, { t, phrases }) {
  const straight = sums.every((layer) => layer.straight);
  const met = sums.map(({ layer, activation, low, high }) => ({ name: String(layer), cells: [spoken(activation, phrases), t("why.collapse.from_to", { low: number(low), high: number(high) })] }));
  return part(["A2"],
    lead(`${t("why.collapse.here")} ${t(straight ? "why.collapse.here_sums" : "why.collapse.here_output")}`),
    table({ caption: t("why.collapse.sums"), columns: [t("why.layer"), t("why.activation"), t("why.collapse.sums_reach")], rows: met }),
    formula(numbers, t("why.collapse.numbers")),
    remark(t("why.collapse.apart", { difference: number(difference), range: number(range) })));
}

/** The plane that fits a network best which is none. */
function nearly({ symbols, formula: numbers, max_difference: difference, range, r2 }, { t }) {
  return part(["A2"],
    lead(t("why.collapse.bends", { share: share(r2) })),
    bar({ name: t("why.collapse.explained"), value: r2, text: share(r2) }),
    formula(symbols, t("why.collapse.symbols")),
    formula(numbers, t("why.collapse.numbers")),
    remark(t("why.collapse.apart", { difference: number(difference), range: number(range) })));
}

function shapeOf({ layers }) {
  return [layers[0].weights[0].length, ...layers.map(({ biases }) => biases.length)];
}

// --- by hand ------------------------------------------------------------------------------------------

/** Two inputs, two units, one output: both sides of the equation, with weights that can be moved. */
function worked({ t, memory, refetch }) {
  memory.weights ??= WEIGHTS.map(([, value]) => value);
  const place = live();
  const show = () => refetch({ matrices: matricesOf(memory.weights) }, (body) => place.replaceChildren(...equation(body, t)), "matrices");
  const sliders = WEIGHTS.map(([name], index) => slider({
    name, min: -5, max: 5, step: 0.5, value: memory.weights[index],
    onInput: (value) => { memory.weights[index] = value; show(); },
  }));
  return unfolding(t("why.collapse.worked"), ["A3"], [paragraph(t("why.collapse.worked_text")), element("div", { class: "why-sliders" }, ...sliders), place], show);
}

function matricesOf([w11, w12, w21, w22, z1, z2]) {
  return `${w11},${w12};${w21},${w22}/${z1},${z2}`;
}

function equation({ symbols, numbers, max_difference: difference }, t) {
  const lines = [symbols, numbers].map((text) => text.replace(" = ", "\n  = "));
  return [formula(lines.join("\n\n"), t("why.collapse.both")), remark(t("why.collapse.tried", { difference: number(difference) }))];
}

// --- a thousand layers --------------------------------------------------------------------------------

function deep({ t, memory, refetch }) {
  memory.chain ??= { depth: DEEPEST, slope: 0.9 };
  const place = live();
  const show = () => refetch({ ...memory.chain }, ({ chain, numbers }) => place.replaceChildren(...product(chain, numbers, t)), "chain");
  const turned = (name) => (value) => { memory.chain[name] = value; show(); };
  return unfolding(t("why.collapse.deep"), ["A4"], [
    paragraph(t("why.collapse.deep_text")),
    element("div", { class: "why-sliders" },
      slider({ name: t("why.collapse.depth"), min: 1, max: DEEPEST, step: 1, value: memory.chain.depth, onInput: turned("depth") }),
      slider({ name: t("why.collapse.slope"), min: -1.5, max: 1.5, step: 0.01, value: memory.chain.slope, onInput: turned("slope") })),
    place,
  ], show);
}

/** The chain's product, and where it stands on a scale of powers of ten. */
function product({ log10, depth }, numbers, t) {
  const label = t("why.collapse.chain", { numbers });
  const figures = [figure(numbers, t("why.collapse.product")), log10 === null ? null : remark(t("why.collapse.logarithm", { logarithm: number(log10, 5) }))];
  if (log10 === null) return figures.filter(Boolean);
  const picture = plot({ x: [0, 1.05 * DEEPEST], y: [-DECADES, DECADES], label, width: 480, height: 200, names: [t("why.collapse.layers"), "log₁₀"] });
  curve(picture, [0, 1.05 * DEEPEST], [0, 0], "axis");
  curve(picture, [0, depth], [0, log10]);
  ring(picture, depth, log10);
  return [...figures, picture.element];
}
