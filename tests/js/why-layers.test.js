import { compare } from "/static/api.js";
import { mean, verdict, view } from "/static/why-layers.js";
import * as logic from "/static/why-logic.js";
import * as units from "/static/why-units.js";
import { equal, near } from "./figure-assert.js";

const QUICK = "dataset=xor&hidden=4&samples=100&resolution=20&activation=";
const ask = async (name, activation) => (await fetch(`/api/v1/insight/${name}?${QUICK}${activation}`)).json();
const answers = new Map();
const asked = (name, activation = "tanh") => answers.get(name + activation) ?? answers.set(name + activation, ask(name, activation)).get(name + activation);
const data = compare(`${QUICK}tanh`).then((result) => result.data);
const phrases = new Map([["tanh", "하이퍼볼릭 탄젠트"], ["sigmoid", "시그모이드"]]);
const context = async () => ({ data: await data, phrases });

export const claims = {
  "a bend makes XOR separable, with its margin; without one no space is": async () => { // B1
    const said = (body) => body.layers.map(verdict);
    const [bent, straight] = [await asked("layers"), await asked("layers", "identity")];
    const margin = Number(bent.layers[1].margin.toPrecision(2));
    equal(said(bent), ["No line separates them: at the cross, weighted means of both classes coincide.", `A hyperplane separates them, margin ${margin}.`]);
    equal(said(straight).map((text) => text.startsWith("No ")), [true, true]);
  },
  "both means of a proof are the one place that it names": async () => {
    const [{ certificate, points }] = (await asked("layers")).layers;
    const sides = [0, 1].map((side) => certificate.points.flatMap((point, index) => (certificate.label[index] === side ? [{ point, weight: certificate.weights[index] }] : [])));
    sides.map((members) => mean(members, points)).forEach((place) => place.forEach((value, index) => near(value, certificate.meeting[index], 1e-4)));
  },
  "each space is drawn with its points, its grid and what reads it": async () => {
    const root = view(await asked("layers"), await context());
    const counts = [...root.querySelectorAll(".why-space")].map((space) => [".points path", ".warp", ".line", ".ring", ".meeting"].map((name) => space.querySelectorAll(name).length));
    equal(counts, [[100, 18, 4, 4, 1], [100, 18, 1, 0, 0]]);
    equal(root.dataset.claim, "B1");
  },
  "the regions stand beside the most that so many lines can make": async () => { // B2
    const { regions } = await asked("units");
    equal([regions.lines, regions.bound], [4, 11]);
    equal(units.counted(regions)[1].includes("1 + 4 + 6 = 11"), true);
    equal(units.counted({ ...regions, method: "grid", bound: null }).length, 2);
  },
  "every unit has its map, its line and its equation": async () => {
    const root = units.view(await asked("units"), await context());
    equal([...root.querySelectorAll(".why-maps figure strong")].map((name) => name.textContent), ["h1", "h2", "h3", "h4", "p"]);
    equal(root.querySelectorAll(".why-maps .line").length, 5);
    equal([...root.querySelectorAll("h3")].map((head) => head.textContent), ["Layer 1: 4 하이퍼볼릭 탄젠트 units", "Output: 1 시그모이드 unit"]);
    equal(units.equation({ a: 1, b: -2, c: 0.5 }), "1·x − 2·y + 0.5 = 0");
  },
  "steep units make XOR, softer ones say by how much they miss it": async () => { // B2
    const body = await asked("logic");
    equal(logic.said(body).includes("4.54·10⁻⁵") || logic.said(body).includes("4.55·10⁻⁵"), true);
    equal(logic.said({ outputs: [0.1, 0.8, 0.8, 0.1], parameters: { steepness: 5 } }).includes("0.2"), true);
    equal(logic.written(body.units[1]), "NAND = σ(−20·x − 20·y + 30)");
    const cells = [...logic.view(body, {}).querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent));
    equal(cells[1], ["(0, 1)", "0.99995", "0.99995", "0.99995", "1"]);
  },
};
