// A network as a drawing: where its units and weights lie, how wide and of which sign each weight is. Pure.
//
// Layers are counted from the inputs, which are layer 0. A weight is {layer, unit, input}, as network.layers
// has it: layers[layer - 1].weights[unit][input]; a unit's bias is layers[layer - 1].biases[unit].

export const MOST = 8; // units of a layer that are drawn; of a larger one the first, and how many more there are
const PITCH = 54; // px, from one unit of a layer to the next
const SIZE = { wide: 46, narrow: 38 }; // px, a unit's side
const HEAD = { least: 88, most: 128 }; // px, what stands above a layer
const NARROW = 560; // px: less, and the drawing is that of a phone
const FAN = 20; // px, over which the weights spread where they reach a unit
const THIN = 0.6; // px, of a weight of 0
const THICK = 6; // px, of the largest

/**
 * The drawing of a network in a place of that width; both as large as needed.
 * @param {object} network of an answer: {input: {features}, layers: [{weights, biases, activation}]}
 */
export function networkFigure(network, width) {
  const form = width < NARROW ? "narrow" : "wide";
  const counts = [network.input.features.length, ...network.layers.map(({ biases }) => biases.length)];
  const head = Math.min(Math.max(Math.floor(width / counts.length), HEAD.least), HEAD.most);
  const whole = Math.max(width, counts.length * head);
  const step = (whole - head) / (counts.length - 1);
  const columns = counts.map((count, layer) => column(count, layer, head / 2 + layer * step, SIZE[form]));
  return { width: whole, height: MOST * PITCH, head, size: SIZE[form], columns, links: links(network, columns) };
}

function column(count, layer, x, size) {
  const shown = count > MOST ? MOST - 1 : count;
  const top = ((MOST - Math.min(count, MOST)) * PITCH) / 2 + PITCH / 2;
  const units = Array.from({ length: shown }, (_, unit) => ({ id: `${layer}.${unit}`, layer, unit, x, y: top + unit * PITCH, size }));
  return { layer, x, count, units, more: count - shown, moreY: top + shown * PITCH };
}

function links(network, columns) {
  const largest = largestWeight(network);
  return columns.slice(1).flatMap((to, index) =>
    to.units.flatMap((target) =>
      columns[index].units.map((source) => link(source, target, columns[index].units.length, weightOf(network, target.layer, target.unit, source.unit), largest)),
    ),
  );
}

function link(source, target, sources, weight, largest) {
  const share = Math.abs(weight) / largest;
  const [x0, y0, x1] = [source.x + source.size / 2, source.y, target.x - target.size / 2];
  const y1 = target.y + (source.unit - (sources - 1) / 2) * (FAN / Math.max(sources, 4));
  const middle = (x0 + x1) / 2;
  return {
    id: `${target.layer}.${target.unit}.${source.unit}`,
    layer: target.layer, unit: target.unit, input: source.unit,
    weight,
    sign: Math.sign(weight),
    width: round(THIN + share * (THICK - THIN)),
    strength: round(0.3 + 0.7 * share),
    from: [x0, y0], to: [x1, y1],
    path: `M${round(x0)},${round(y0)}C${round(middle)},${round(y0)} ${round(middle)},${round(y1)} ${round(x1)},${round(y1)}`,
  };
}

function round(value) {
  return Math.round(100 * value) / 100;
}

/** The largest absolute weight, against which all are drawn; at least 1, so that a tame network looks tame. */
export function largestWeight({ layers }) {
  return layers.reduce((most, { weights }) => weights.flat().reduce((found, weight) => Math.max(found, Math.abs(weight)), most), 1);
}

/** One weight; without an input, the unit's bias. */
export function weightOf({ layers }, layer, unit, input) {
  const { weights, biases } = layers[layer - 1];
  return input === undefined ? biases[unit] : weights[unit][input];
}

/** The same network with another weight or, without an input, another bias. */
export function withWeight(network, { layer, unit, input }, value) {
  const changed = (numbers, at) => numbers.map((number, index) => (index === at ? value : number));
  const layers = network.layers.map((each, index) => {
    if (index !== layer - 1) return each;
    if (input === undefined) return { ...each, biases: changed(each.biases, unit) };
    return { ...each, weights: each.weights.map((row, at) => (at === unit ? changed(row, input) : row)) };
  });
  return { ...network, layers };
}

/** The same network with other activations in its hidden layers. */
export function withActivations(network, names) {
  const last = network.layers.length - 1;
  return { ...network, layers: network.layers.map((layer, index) => (index < last ? { ...layer, activation: names[index] } : layer)) };
}

/** How many weights and biases two networks of one shape do not share. */
export function differences(one, other) {
  const numbers = ({ layers }) => layers.flatMap(({ weights, biases }) => [...weights.flat(), ...biases]);
  const wanted = numbers(other);
  return numbers(one).filter((number, index) => number !== wanted[index]).length;
}

/** Whether two networks of one shape have other activations. */
export function isRemixed(one, other) {
  return one.layers.some(({ activation }, index) => activation !== other.layers[index].activation);
}

/** Whether two networks of one shape differ at all. */
export function isOther(one, other) {
  return isRemixed(one, other) || differences(one, other) > 0;
}

// --- finding one's way ---------------------------------------------------------------------------

/** The middle of a weight's line. */
export function middleOf({ from, to }) {
  return along({ from, to }, 0.5);
}

function along({ from: [x0, y0], to: [x1, y1] }, t) {
  const middle = (x0 + x1) / 2;
  const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
  return [a * x0 + (b + c) * middle + d * x1, (a + b) * y0 + (c + d) * y1];
}

const STEPS = Array.from({ length: 25 }, (_, index) => index / 24);

/** The weight whose line is nearest to a place, if it is within reach; the narrower way counts, not the line's width. */
export function nearestLink({ links }, x, y, reach) {
  let [best, least] = [null, reach];
  for (const each of links) {
    if (x < each.from[0] || x > each.to[0]) continue;
    const distance = Math.min(...STEPS.map((t) => along(each, t)).map(([a, b]) => Math.hypot(a - x, b - y)));
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}

/**
 * Where an arrow key leads from a unit or a weight. From a unit it is up and down to its neighbours, and left and
 * right to the weights it reads and those that read it; from a weight, left and right to its two units, and up
 * and down to the other weights of the unit from which it was reached.
 * @param {string} id of a unit "layer.unit", or of a weight "layer.unit.input"
 * @param {string} key ArrowUp, ArrowDown, ArrowLeft or ArrowRight
 * @param {"in"|"out"} side whether a weight was reached as one that its target reads, or from its source
 */
export function neighbour(figure, id, key, side = "in") {
  const [layer, unit, input] = id.split(".").map(Number);
  const turn = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
  if (input === undefined) {
    if (turn) return { id: within(figure, layer, unit + turn) ?? id, side };
    const next = key === "ArrowLeft" ? figure.links.find((each) => each.layer === layer && each.unit === unit) : figure.links.find((each) => each.layer === layer + 1 && each.input === unit);
    return { id: next?.id ?? id, side: key === "ArrowLeft" ? "in" : "out" };
  }
  if (key === "ArrowLeft") return { id: `${layer - 1}.${input}`, side };
  if (key === "ArrowRight") return { id: `${layer}.${unit}`, side };
  const next = side === "in" ? `${layer}.${unit}.${input + turn}` : `${layer}.${unit + turn}.${input}`;
  return { id: figure.links.some((each) => each.id === next) ? next : id, side };
}

function within({ columns }, layer, unit) {
  return columns[layer].units[unit]?.id;
}

// --- a unit's own map ----------------------------------------------------------------------------

/**
 * The pixels of a unit's map, row by row from the top, as an ImageData holds them.
 * @param {Uint8Array} bytes side² of them, row by row from the bottom, 128 for 0
 * @param {number[][]} colours of each byte, [r, g, b]
 */
export function mapPixels(bytes, colours) {
  const side = Math.sqrt(bytes.length);
  const pixels = new Uint8ClampedArray(4 * bytes.length);
  for (let row = 0; row < side; row += 1) {
    for (let across = 0; across < side; across += 1) {
      const colour = colours[bytes[(side - 1 - row) * side + across]];
      pixels.set([...colour, 255], 4 * (row * side + across));
    }
  }
  return pixels;
}

/** The colours of the 256 bytes: share(value) of a colour, value from -1 to 1, over the ground. */
export function mapColours(mixed, colourOf) {
  return Array.from({ length: 256 }, (_, byte) => {
    const { colour, share } = colourOf((byte - 128) / 127);
    return mixed(colour, Math.min(Math.max(share, 0), 1));
  });
}
