// The questions of "Why?": which insight answers each, which module shows its answer, and where it fits.

/**
 * A question a line. Its module exports view(body, context) -> Element and claims, the ids of what it shows; `step` is
 * the step of the story that tells of it.
 *
 * rank(state) says where it stands among those of a state: up to FITTING it is about what can be seen there, later
 * ones are further reading, and 0 does not apply. milder(problem), where there is one, gives the parameters with which
 * a refused question may be asked again, or null. The state: {experiment, run, bends, failed, classes, layers}, where
 * `layers` counts hidden ones and `failed` says that a network that could have solved it did not.
 */
export const views = [
  { name: "collapse", step: "collapse", load: () => import("./why-collapse.js"), rank: ({ bends }) => (bends ? 8 : 1) },
  { name: "linearity", step: "bench", load: () => import("./why-linearity.js"), rank: ({ bends, layers }) => layers && (bends ? 5 : 3) },
  { name: "ceiling", step: "line", load: () => import("./why-ceiling.js"), rank: ({ bends, classes }) => classes === 2 && (bends ? 3 : 2) },
  { name: "layers", step: "space", load: () => import("./why-layers.js"), rank: ({ bends, layers }) => (layers ? (bends ? 1 : 3) : 9) },
  { name: "units", step: "ifs", load: () => import("./why-units.js"), rank: ({ bends }) => (bends ? 2 : 9) },
  { name: "trace", load: () => import("./why-trace.js"), rank: () => 4 },
  { name: "threshold", load: () => import("./why-threshold.js"), rank: ({ classes }) => (classes === 2 ? 7 : 0) },
  { name: "repeat", load: () => import("./why-repeat.js"), rank: ({ failed }) => (failed ? 4 : 7), milder: fewerSeeds },
  { name: "approximate", load: () => import("./why-approximate.js"), rank: () => 11 },
  { name: "logic", step: "ifs", load: () => import("./why-logic.js"), rank: () => 10 },
  { name: "health", step: "dead", load: () => import("./why-health.js"), rank: ({ bends, failed }) => (failed ? 0.5 : bends ? 11 : 6) },
  { name: "vanishing", step: "vanish", load: () => import("./why-vanishing.js"), rank: () => 12 },
  { name: "dying", step: "dead", load: () => import("./why-dying.js"), rank: () => 13 },
];

export const FITTING = 4;

/** As many seeds as may be trained from, where more were too much work. */
export function fewerSeeds({ errors: [{ code, values } = {}] }) {
  if (code !== "trainings") return null;
  const seeds = Math.floor(values.count / Number(values.times));
  return seeds >= 1 && seeds < values.count ? { seeds } : null;
}

/** The names of those that apply to a state, what fits it best first; whether each is about what can be seen. */
export function questionsFor(state, all = views) {
  const ranked = all.map((view) => ({ ...view, at: view.rank(state) })).filter(({ at }) => at > 0);
  return ranked.sort((a, b) => a.at - b.at).map(({ name, at }) => ({ name, fits: at <= FITTING }));
}

/** What the questions are chosen by: one run of a result. */
export function stateOf({ experiment, data }, run, bends) {
  return {
    experiment, run, bends,
    failed: run.status === "diverged" || (bends && run.verdict.reason !== "yes"),
    classes: data.classes.length,
    layers: run.network.layers.length - 1,
  };
}
