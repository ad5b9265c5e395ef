// What a result says in words; app/words.py says the same of the first one. Pure.

import { isolated, says, t, tOf } from "./messages.js";

export const LINEAR = "identity";
const NEARLY = 0.9; // of the training points, all classes counted alike
export const UNGROUPED = 10_000; // whole numbers below it are written without groups
const MOST_LOSS = 1_000_000; // beyond it, a loss is only said to be larger
const FREQUENT = 1.3; // times a fair share: from there on, the share of a class stands beside the number
const BEYOND = ["overlap", "mixed", "same_spot", "degree"]; // causes that no better training removes
const CERTAIN = 1.96; // standard errors: fewer may be chance
const SHARES = ["train", "test", "best", "share", "low", "high"]; // values of a verdict that are shares

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
  return activation === LINEAR ? t("heading.linear") : t("heading.with", { activation: spoken(activation, phrases) });
}

/** A share in percent: whole, but never 100 where something is missing. */
export function percent(share) {
  const nearest = Math.floor(100 * share + 0.5);
  const missing = share < 1 && nearest === 100;
  return t("number.percent", { share: missing ? (Math.floor(1000 * share) / 10).toFixed(1) : nearest });
}

/** A share in percent, in one piece. */
export function percentInOneLine(share) {
  return percent(share).replace(" ", "\u00a0");
}

/** A whole number, from five digits on in groups of three. */
export function whole(count) {
  return Math.abs(count) >= UNGROUPED ? grouped(String(count)) : String(count);
}

/** A number that is written out, its digits before the point in groups of three. */
export function grouped(digits) {
  return digits.replace(/^[^\d]*\d+/, (before) => before.replace(/\B(?=(?:\d{3})+$)/g, t("number.group")));
}

/** A loss with as many digits as mean something. */
export function loss(value) {
  if (value < 0.001) return "< 0.001";
  if (value > MOST_LOSS) return `> ${whole(MOST_LOSS)}`;
  return value < 10 ? value.toFixed(3) : whole(Math.floor(value + 0.5));
}

/** A time with as many digits as mean something. */
export function duration(milliseconds) {
  const [whole, tenths] = [milliseconds, milliseconds / 100].map((value) => Math.floor(value + 0.5));
  if (whole < 1) return "< 1 ms";
  if (whole < 1000) return `${whole} ms`;
  return tenths < 100 ? `${(tenths / 10).toFixed(1)} s` : `${Math.floor(milliseconds / 1000 + 0.5)} s`;
}

/** The one number under a picture, and what it counts. */
export function score(run) {
  const split = splitOf(run);
  return { value: percent(run.accuracy[split]), of: t(`score.${split}`) + largest(run, split) };
}

/** What always naming the most frequent class would get, where that is much more than a fair share. */
function largest({ verdict: told }, split) {
  if (!told) return ""; // of a run that is under way nothing is known of it yet
  const share = told.largest[split];
  return share > FREQUENT / told.recall.train.length ? t("score.largest", { share: percent(share) }) : "";
}

/** The points that count: those kept for testing, where there are any. */
export function splitOf({ accuracy }) {
  return accuracy.test === null ? "train" : "test";
}

/**
 * The picture for those who do not see it.
 * @param {string} heading what stands over it
 * @param {Map<string, string>} datasets what each data set is called in a sentence
 */
export function description({ experiment, data: { x } }, heading, datasets) {
  const dataset = datasets.get(experiment.dataset) ?? experiment.dataset;
  return t("heading.picture", { count: x.length, dataset, heading });
}

/** A class in words: its own name where the points came with names, else its colour. */
export function className(classes, k) {
  return areNumbered(classes) ? t(`figure.class.${"abcdef"[k]}`) : isolated(classes[k]);
}

/** Whether classes have no names but their numbers, 0, 1, ... in order: -1 and 1, or 0 and 2, are names. */
export function areNumbered(classes) {
  return classes.every((name, k) => name === String(k));
}

/** How a run ended and, where it went wrong, what to try. */
export function ending({ target_accuracy: wanted }, { status, epochs, accuracy, solver }) {
  const short = status === "finished" && wanted && (accuracy.train < wanted ? "ending.short" : "ending.short_balanced");
  const overflowed = status === "diverged" && !epochs && "ending.overflowed"; // no step was taken: the learning rate is not why
  return t(short || overflowed || `ending.${status}`, {
    epochs, accuracy: percent(accuracy.train), wanted: percent(wanted), rate: solver ? brief(solver.learning_rate) : "", // of a run that is under way nothing is known of it yet
  });
}

/** A setting's number as a person writes it. */
export function number(value) {
  return Math.abs(value) < 1e-4 && value !== 0 ? value.toFixed(20).replace(/0+$/, "") : String(value);
}

/** A number that was worked out, as short as it can be read: 0.075, not 0.07500000000000001. */
export function brief(value) {
  return number(Number(value.toPrecision(4)));
}

/** A probability as a threshold is said: 0.50, with further digits where it has some. */
export function probability(value) {
  const written = brief(value);
  return /\.\d\d/.test(written) ? written : value.toFixed(2);
}

/** With which numbers the first activation's curve is drawn, and which ones the next layers have. */
export function drawnFor([{ parameters }, ...others]) {
  const numbers = parameters.map(({ name, value }) => `${name} = ${value}`).join(", ");
  const drawn = numbers && t("bend.drawn", { numbers });
  const names = others.map(({ label }) => label).join(", ");
  return `${drawn} ${others.length ? t("bend.first", { names }) : ""}`.trim();
}

const WORDS = ["label", "note", "formula", "derivative", "range"]; // those that may be translated

/** An activation as the API describes it, in the page's language; a formula has the words of all formulas. */
export function activationIn(entry) {
  const written = entry.formula === entry.label;
  const name = written ? "formula" : entry.name.split("(")[0];
  const said = WORDS.map((word) => [word, tOf(`activation.${name}.${word}`, entry[word])]);
  return { ...entry, ...Object.fromEntries(said), ...(written ? { range: range(entry) } : {}) };
}

/** The values of a formula, known where its curve is drawn. */
function range({ range: text, curve: { x } }) {
  return t("bend.range", { interval: text.split(" for ")[0], low: x[0], high: x.at(-1) });
}

const FIELDS = ["field", "other"]; // values of a refusal that are names of fields
const CHOICES = ["loss", "optimizer"]; // values that are names of a choice, which has a label

/**
 * A refusal of the API in the page's language, if that has a sentence for it; else in English, marked so.
 * @param {Map<string, string>} labels
 * @returns {{text: string, lang: string}}
 */
export function refusal({ message, code, values, field, position }, labels) {
  const key = `fault.${code}`;
  if (!says(key)) return { text: isolating(atControl(message, labels), values), lang: t("language.code") === "en" ? "" : "en" };
  const said = Object.entries({ ...values, field, position }).map(([name, value]) => [name, called(name, value, labels)]);
  return { text: t(key, Object.fromEntries(said)), lang: "" };
}

/** A value of a refusal, as a sentence has it. */
function called(name, value, labels) {
  if (CHOICES.includes(name)) return tOf(`${name}.${value}.label`, value);
  return FIELDS.includes(name) ? labels.get(value) ?? value : value;
}

/** A sentence with these values in it, of which those that run from right to left stand for themselves. */
function isolating(message, values = {}) {
  const texts = Object.values(values ?? {}).filter((value) => value && typeof value === "string");
  return texts.reduce((said, value) => said.replaceAll(value, () => isolated(value)), message);
}

/** All that a problem says: of each field at fault, or of itself where none is. */
export function refusals(problem, labels) {
  const told = (problem.errors.length ? problem.errors : [problem]).map((each) => refusal(each, labels));
  return [...told, ...furtherFaults(problem)];
}

/** That there are more faults than the answer tells, if there are. */
export function furtherFaults({ errors, values }) {
  return errors.length && values?.more ? [{ text: t("notice.and_more", { more: values.more }), lang: "" }] : [];
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
  return capital(t("heading.page", { heading: heading(activation, phrases), dataset }));
}

function capital(sentence) {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** The rows of the small table: accuracy and loss, for training and for testing. */
export function figures({ accuracy, loss: losses }) {
  const parts = ["train", "test"].filter((part) => accuracy[part] !== null);
  return parts.map((part) => ({ part: t(`part.${part}`), accuracy: percent(accuracy[part]), loss: loss(losses[part]) }));
}

/** The rows of the table that compares all runs; a dash where there are no test points, or a time is not known. */
export function comparison({ runs, took = [] }, phrases) {
  const orDash = (written) => (value) => (value === null ? "–" : written(value));
  return runs.map(({ activation, accuracy, loss: losses, epochs, parameters }, index) => [
    spoken(activation, phrases),
    ...[accuracy.train, accuracy.test].map(orDash(percent)),
    ...[losses.train, losses.test].map(orDash(loss)),
    String(epochs),
    orDash(duration)(took[index] ?? null),
    whole(parameters),
  ]);
}

/** Whether a run is not at its end: the server judges those that are. */
export function isUnderWay({ status }) {
  return status === "training" || status === "untrained";
}

/** The answer to the page's question in a word or two: whether the last network separates the points. */
export function verdict({ runs }) {
  const run = runs.at(-1);
  if (isUnderWay(run)) return t("verdict.not_yet");
  const { reason: found, cause, balanced, target } = run.verdict;
  const nearly = NEARLY <= balanced.train && balanced.train < target;
  const no = ["no_line", "too_small"].includes(found) || BEYOND.includes(cause);
  return t(`verdict.${no && nearly ? "almost" : no ? "no" : found}`);
}

/**
 * Why the last network does not separate the points, with the numbers of its verdict; nothing of a yes.
 * @param {{phrases: Map, optimizers: Map}} names what each activation and each optimiser is called
 */
export function reason({ runs, data: { classes } }, { phrases, optimizers }) {
  const run = runs.at(-1);
  if (isUnderWay(run)) return t(`verdict.why.not_yet.${run.status}`);
  const { reason: found, cause, values, recall } = run.verdict;
  if (found === "yes") return "";
  const which = cause === "held_back" ? `held_back_${values.field}` : cause || "all";
  const said = Object.entries(values).map(([name, value]) => [name, valued(name, value, { classes, phrases, optimizers })]);
  const named = Object.fromEntries(said);
  return `${t(`verdict.why.${found}.${which}`, { ...named, name: named.label ?? "" })} ${missed(recall.train, classes)}`.trim();
}

/** Hidden layers with more units, as the field has them, where these did not do and more may. */
export function larger(run) {
  return isUnderWay(run) ? "" : run.verdict.values.try ?? "";
}

/** A number or a name of a verdict, as a sentence has it. */
function valued(name, value, { classes, phrases, optimizers }) {
  if (SHARES.includes(name)) return percentInOneLine(value);
  if (name === "label") return value === null ? "" : className(classes, value);
  if (name === "optimizer") return optimizers.get(value) ?? value;
  if (name === "activation") return spoken(value, phrases);
  if (name === "hidden" || name === "try") return value.replaceAll(",", ", ");
  return typeof value === "number" ? brief(value) : String(value);
}

/** The classes of which no training point is right. */
function missed(recalls, classes) {
  const names = recalls.flatMap((recall, k) => (recall === 0 ? [className(classes, k)] : []));
  if (!names.length) return "";
  return t(names.length === 1 ? "verdict.missed" : "verdict.missed_several", { names: names.join(", ") });
}

/** One sentence that says what the pictures show; on the way, of each run after how many epochs, where these differ. */
export function answer(result, phrases) {
  const { runs } = result;
  const last = runs.at(-1);
  const timed = runs.some(isUnderWay) && runs.some(({ epochs }) => epochs !== last.epochs);
  const told = (run) => clause(run, phrases, timed);
  const others = runs.slice(0, -1).map((run) => t("answer.other", { clause: told(run) })).join("");
  const said = capital(t(`answer.${splitOf(last)}`, { first: told(last), others }));
  return `${said} ${lineDoes(result)}`.trim();
}

/** That it takes no activation, where the linear network beside the last one does as well or better. */
function lineDoes({ runs, data }) {
  const last = runs.at(-1);
  const line = runs.slice(0, -1).find(({ activation }) => activation === LINEAR);
  if (!line?.verdict || last.activation === LINEAR || isUnderWay(line) || isUnderWay(last)) return "";
  const split = splitOf(last);
  const [mine, its] = [last, line].map((run) => run.accuracy[split]);
  if (line.verdict.reason === "yes" && its >= mine) return t(its > mine ? "answer.line_better" : "answer.line_does");
  const more = split === "test" && its > mine && isBeyondChance(its, mine, data.split.filter((part) => part === "test").length);
  return more ? t("answer.line_ahead") : "";
}

/** Whether two shares of so many points differ by more than 1.96 standard errors, as of separate samples. */
function isBeyondChance(high, low, count) {
  const mean = (high + low) / 2;
  return (high - low) ** 2 > CERTAIN ** 2 * mean * (1 - mean) * 2 / count;
}

function clause(run, phrases, timed) {
  const [linear, { epochs }] = [run.activation === LINEAR, run];
  const values = { activation: spoken(run.activation, phrases), score: percentInOneLine(run.accuracy[splitOf(run)]), epochs };
  if (timed) return t(linear ? "answer.linear_at" : "answer.with_at", values);
  return t(linear ? "answer.linear" : "answer.with", values);
}

/**
 * Each group of controls in a few words.
 * @param {Map<string, string>} optimizers what each optimiser is called
 */
export function summaries({ experiment, runs }, optimizers) {
  const run = runs.at(-1);
  return {
    data: data(experiment),
    network: t("summary.network", { shape: shape(experiment), weights: whole(run.parameters) }),
    training: training(experiment, run, optimizers),
    view: t("summary.view", { side: experiment.resolution }),
  };
}

function data({ samples, classes, noise }) {
  const disturbed = noise ? t("summary.noise", { noise: number(noise) }) : t("summary.no_noise");
  return t(classes > 2 ? "summary.classes" : "summary.data", { samples, classes, noise: disturbed });
}

function shape({ features, hidden, classes }) {
  const layers = hidden ? hidden.split(",") : [];
  return [features.split(",").length, ...layers, classes === 2 ? 1 : classes].join("-");
}

function training({ optimizer }, { solver, epochs }, optimizers) {
  const rate = brief(solver.learning_rate);
  const how = t("summary.training", { optimizer: optimizers.get(solver.optimizer), rate, epochs });
  return optimizer === "auto" ? t("summary.automatic", { training: how }) : how;
}
