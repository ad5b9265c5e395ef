import { changed, clamp, companions, numbersIn, readQuery, respelled, together, withChosen, writeQuery } from "/static/state.js";
import { equal } from "./figure-assert.js";

const fields = [
  { name: "dataset", initial: "spiral" },
  { name: "noise", initial: "0", numeric: true },
  { name: "activation", initial: ["identity", "tanh"], several: true },
  { name: "hidden", initial: "8,8" },
];
const initial = readQuery("", fields);
const written = (values) => writeQuery(changed(initial, values), fields);

export const claims = {
  "an empty query is the default state, and the other way round": () => {
    equal([...initial.values()], ["spiral", "0", ["identity", "tanh"], "8,8"]);
    equal(writeQuery(initial, fields), "");
  },
  "only what differs is written, in the fields' order": () => {
    equal(written({ hidden: "4", dataset: "xor" }), "dataset=xor&hidden=4");
  },
  "what was written is read again": () => {
    const state = changed(initial, { noise: "0.1", activation: ["relu", "max(0.1*x,x)", "tanh/elu"], hidden: "" });
    equal([...readQuery(writeQuery(state, fields), fields)], [...state]);
  },
  "an emptied text differs from its default": () => equal(written({ hidden: "" }), "hidden="),
  "a number is compared as a number": () => {
    equal(written({ noise: "0.0" }), "");
    equal(written({ noise: "0.10" }), "noise=0.10");
  },
  "a number that is none is written as it was typed": () => {
    equal(written({ noise: "" }), "noise=");
    equal(written({ noise: "much" }), "noise=much");
  },
  "commas, brackets, slashes and stars stay readable; the rest is escaped": () => {
    equal(written({ activation: ["tanh/leaky_relu(0.1)"] }), "activation=tanh/leaky_relu(0.1)");
    equal(written({ activation: ["x**2 + 1&y=2#%"] }), "activation=x**2%2B1%26y%3D2%23%25");
  },
  "spaces and capitals make no other experiment": () => {
    equal(written({ hidden: "8, 8", activation: ["identity", "Tanh"] }), "");
    equal(written({ hidden: " 4, 4 ", activation: ["max(0.1 * X, x)"] }), "activation=max(0.1*x,x)&hidden=4,4");
  },
  "keys that are no field are left out": () => equal(readQuery("?foo=1", fields).has("foo"), false),
  "the last activation is the chosen one": () => equal(withChosen(["identity", "tanh"], "relu"), ["identity", "relu"]),
  "three activations keep the first two": () => equal(withChosen(["a", "b", "c"], "d"), ["a", "b", "d"]),
  "an activation is there once": () => equal(withChosen(["identity", "tanh"], "identity"), ["identity"]),
  "a lone linear network is there to compare with": () => {
    equal(withChosen(["identity"], "tanh"), ["identity", "tanh"]);
    equal(companions(["tanh"]), []);
  },
  "a spelling takes another number, and leaves its default unwritten": () => {
    equal(respelled("leaky_relu", 0, ["0.2"], ["0.01"]), "leaky_relu(0.2)");
    equal(respelled("Leaky_ReLU ( 0.2 )", 0, ["0.3"], ["0.01"]), "leaky_relu(0.3)");
    equal(respelled("leaky_relu(0.2)", 0, ["0.010"], ["0.01"]), "leaky_relu");
    equal(respelled("two(1,2)", 0, ["1", "5"], ["1", "2"]), "two(1,5)");
  },
  "a spelling takes it in the layer that has it": () => {
    equal(respelled("tanh/(x/2)/elu(2)", 2, ["0.5"], ["1"]), "tanh/(x/2)/elu(0.5)");
  },
  "the numbers of a spelling are read layer by layer": () => {
    equal(["tanh", "elu(2)", "two(1, .5)", "tanh("].map((text) => numbersIn(text, 0)), [[], [2], [1, 0.5], []]);
    equal([numbersIn("tanh/(x/2)/elu(2)", 2), numbersIn("tanh", 3)], [[2], []]);
  },
  "the layers' activations are spelled together, a formula with a slash in brackets": () => {
    equal([together(["tanh", "tanh"]), together(["tanh", "relu"]), together(["x/2"])], ["tanh", "tanh/relu", "x/2"]);
    equal(together(["x/(1+abs(x))", "elu(2)"]), "(x/(1+abs(x)))/elu(2)");
  },
  "a number is brought between its bounds": () => {
    equal([1, 3, 9].map((value) => clamp(value, { least: 2, most: 6 })), [2, 3, 6]);
  },
};
