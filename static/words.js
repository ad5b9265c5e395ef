// What a result says in words; app/words.py says the same of the first one. Pure.

export const LINEAR = "identity";
const GOOD = 0.99; // the training accuracy that counts as a yes where no target is set
const NEARLY = 0.9;

/**
 * An activation of a query in words; a formula stays as it was written.
 * @param {Map<string, string>} phrases what each name is called in a sentence
 */
export function spoken(activation, phrases) {
  const parts = namedParts(activation, phrases);
  return parts.map(({ name, numbers }) => `${phrases.get(name)} ${numbers}`.trim()).join(" / ") || activation;
}

/** The catalog's name of the activation, of the first layer's where each has its own; none of a formula. */
export function firstName(activation, phrases) {
  return namedParts(activation, phrases)[0]?.name ?? "";
}

/** Name and numbers of each layer's activation; nothing where there is a formula among them. */
function namedParts(activation, phrases) {
  const matches = activation.split("/").map((part) => part.match(/^([a-z_][a-z_\d]*)(\([-+.,e\d]*\))?$/));
  const named = matches.every((match) => match && phrases.has(match[1]));
  return named ? matches.map(([, name, numbers = ""]) => ({ name, numbers })) : [];
}

/** What stands over a picture. */
export function heading(activation, phrases) {
  return activation === LINEAR ? "without activation" : `with ${spoken(activation, phrases)}`;
}

/** A share in percent: whole, but never 100 where something is missing. */
export function percent(share) {
  const whole = Math.floor(100 * share + 0.5);
  return share < 1 && whole === 100 ? `${(Math.floor(1000 * share) / 10).toFixed(1)} %` : `${whole} %`;
}

/** A loss with as many digits as mean something. */
export function loss(value) {
  if (value < 0.001) return "< 0.001";
  if (value > 1e6) return "> 1 000 000";
  return value.toFixed(value < 10 ? 3 : 0);
}

/** The one number under a picture, and what it counts. */
export function score({ accuracy }) {
  const tested = accuracy.test !== null;
  return { value: percent(tested ? accuracy.test : accuracy.train), of: `of the ${points(tested)} classified right` };
}

function points(tested) {
  return tested ? "test points" : "training points";
}

/** The picture for those who do not see it. */
export function description({ experiment, data: { x } }, run, phrases) {
  return `${x.length} points of ${experiment.dataset}, and the boundary ${heading(run.activation, phrases)}`;
}

/** With which numbers the first activation's curve is drawn, and which ones the next layers have. */
export function drawnFor([{ parameters }, ...others]) {
  const numbers = parameters.map(({ name, value }) => `${name} = ${value}`).join(", ");
  const drawn = numbers && `The curve is drawn for ${numbers}.`;
  const rest = others.length ? `The first layer has it; then follow: ${others.map(({ label }) => label).join(", ")}.` : "";
  return `${drawn} ${rest}`.trim();
}

/**
 * A refusal of the API in the page's words: for the names of fields, what their controls are called. A name
 * that is an ordinary word, too, is replaced where it begins a sentence.
 * @param {Map<string, string>} labels
 */
export function atControl(message, labels) {
  return message.replace(/\b[a-z]\w*/g, (name, at) => {
    const begins = at === 0 || message.slice(at - 2, at) === ". ";
    return labels.has(name) && (begins || name.includes("_")) ? labels.get(name) : name;
  });
}

/** The page's title, which is also its name in the browser's history. */
export function title(activation, dataset, phrases) {
  return `${capital(heading(activation, phrases))}: ${dataset} · Bendline`;
}

function capital(sentence) {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** The rows of the small table: accuracy and loss, for training and for testing. */
export function figures({ accuracy, loss: losses }) {
  const parts = ["train", "test"].filter((part) => accuracy[part] !== null);
  return parts.map((part) => ({ part, accuracy: percent(accuracy[part]), loss: loss(losses[part]) }));
}

/** The answer to the page's question in a word or two: whether the last network separates the points. */
export function verdict({ experiment, runs }) {
  const { status, accuracy } = runs.at(-1);
  if (status === "diverged") return "The training broke down.";
  if (accuracy.train >= (experiment.target_accuracy || GOOD)) return "Yes.";
  return accuracy.train >= NEARLY ? "Almost." : "No.";
}

/** One sentence that says what the pictures show. */
export function answer({ runs }, phrases) {
  const last = runs.at(-1);
  const clauses = [last, ...runs.slice(0, -1)].map((run) => `${heading(run.activation, phrases)} ${score(run).value}`);
  const [first, ...rest] = clauses;
  const opening = `${capital(first)} of the ${points(last.accuracy.test !== null)} are classified right`;
  return `${[opening, ...rest].join(", ")}.`;
}

/**
 * Each group of controls in a few words.
 * @param {Map<string, string>} optimizers what each optimiser is called
 */
export function summaries({ experiment, runs }, optimizers) {
  const run = runs.at(-1);
  return {
    data: data(experiment),
    network: `${shape(experiment)}, ${run.parameters} weights`,
    training: training(experiment, run, optimizers),
    view: `${experiment.resolution} × ${experiment.resolution} grid`,
  };
}

function data({ samples, classes, noise }) {
  const many = classes > 2 ? ` in ${classes} classes` : "";
  return `${samples} points${many}, ${noise ? `noise ${noise}` : "no noise"}`;
}

function shape({ features, hidden, classes }) {
  const layers = hidden ? hidden.split(",") : [];
  return [features.split(",").length, ...layers, classes === 2 ? 1 : classes].join("-");
}

function training({ optimizer }, { solver, epochs }, optimizers) {
  const automatic = optimizer === "auto" ? "automatic: " : "";
  return `${automatic}${optimizers.get(solver.optimizer)} ${solver.learning_rate}, ${epochs} epoch${epochs === 1 ? "" : "s"}`;
}
