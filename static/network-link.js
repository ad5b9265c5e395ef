// Weights that were edited by hand, in a link: weights=3:0.5,17:-2,a1:relu says which numbers differ from the trained
// ones, counted through all layers (weights row by row, then biases), and which layers have another activation. Pure.

const LONGEST = 1800; // characters: an address of two thousand works everywhere
const PLAIN = /^[a-z_][a-z_\d]*$/; // an activation that needs no brackets

/** The text for a link; empty where nothing is edited, null where a link cannot hold it. */
export function writeEdits(trained, network) {
  const [before, now] = [numbersOf(trained), numbersOf(network)];
  const numbers = now.flatMap((value, index) => (value === before[index] ? [] : [`${index}:${value}`]));
  const layers = network.layers.flatMap(({ activation }, index) => (activation === trained.layers[index].activation ? [] : [[index, activation]]));
  const text = [...numbers, ...layers.map(([index, activation]) => `a${index}:${activation}`)].join(",");
  return text.length > LONGEST || layers.some(([, activation]) => !PLAIN.test(activation)) ? null : text;
}

/** The trained network with the edits of a link; null where they do not fit it. */
export function readEdits(trained, text) {
  const numbers = numbersOf(trained);
  const activations = trained.layers.map(({ activation }) => activation);
  for (const item of text.split(",")) {
    const [, layer, index, value] = item.match(/^(a?)(\d{1,5}):(.+)$/) ?? [];
    const list = layer ? activations : numbers;
    if (value === undefined || Number(index) >= list.length - Number(Boolean(layer))) return null; // the last layer keeps its own
    if (layer ? !PLAIN.test(value) : !/^-?\d*\.?\d+(e[-+]?\d{1,3})?$/.test(value)) return null;
    list[index] = layer ? value : Number(value);
  }
  if (!numbers.every(Number.isFinite)) return null;
  return withNumbers(trained, numbers, activations);
}

/** The trained network with the numbers of a file that was downloaded here; null where they do not fit it. */
export function readFile(trained, text) {
  let layers;
  try {
    const body = JSON.parse(text);
    ({ layers } = body.network ?? body);
    const [wanted, found] = [trained.layers, layers].map((each) => JSON.stringify(each.map(shapeOf)));
    if (wanted !== found) return null;
  } catch {
    return null; // no JSON, or something else than layers of weights
  }
  const network = withNumbers(trained, numbersOf({ layers }), [...layers.slice(0, -1), trained.layers.at(-1)].map(({ activation }) => activation));
  const isWhole = numbersOf(network).every(Number.isFinite) && network.layers.every(({ activation }) => typeof activation === "string");
  return isWhole ? network : null;
}

function shapeOf({ weights, biases }) {
  return [weights.map((row) => row.length), biases.length];
}

function numbersOf({ layers }) {
  return layers.flatMap(({ weights, biases }) => [...weights.flat(), ...biases]);
}

function withNumbers(network, numbers, activations) {
  let at = 0;
  const next = (count) => numbers.slice(at, (at += count));
  const layers = network.layers.map((layer, index) => ({
    ...layer, activation: activations[index], weights: layer.weights.map((row) => next(row.length)), biases: next(layer.biases.length),
  }));
  return { ...network, layers };
}
