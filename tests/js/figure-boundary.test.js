import { useTexts } from "/static/messages.js";
import { boundaryFigure, className, decode, digitsFor } from "/static/figure-boundary.js";
import { equal, near } from "./figure-assert.js";
import { boundary, data, run, theme, three } from "./figure-fixtures.js";

const figure = () => boundaryFigure(data, run, theme);
const heat = (made) => made.data[0];

function typed(rows, Kind, dtype) {
  const bytes = new Uint8Array(new Kind(rows.flat()).buffer);
  return { dtype, bdata: btoa(String.fromCharCode(...bytes)), shape: `${rows.length}, ${rows[0].length}` };
}

export const claims = {
  "rows of numbers are their own decoding": () => equal(decode(boundary.z) === boundary.z, true),
  "typed arrays decode to the numbers they were made of": () => {
    const rows = [[0.5, 1, 0], [0.25, 0.125, 1]];
    equal(decode(typed(rows, Float32Array, "f4")).map((row) => [...row]), rows);
    equal(decode(typed([[1, 2], [3, 4]], Int32Array, "i4")).map((row) => [...row]), [[1, 2], [3, 4]]);
  },
  "a typed boundary makes the same figure": () => {
    const other = { ...run, boundary: { ...boundary, z: typed(boundary.z, Float64Array, "f8") } };
    const made = boundaryFigure(data, other, theme);
    equal(made.data[0].z.map((row) => [...row]), boundary.z);
    equal(made.data[1], figure().data[1]);
  },
  "probability runs from one class through the ground to the other": () => {
    const { zmin, zmax, colorscale } = heat(figure());
    equal([zmin, zmax], [0, 1]);
    equal(colorscale, [[0, "#6666ff"], [0.5, "#ffffff"], [1, "#ffb366"]]);
  },
  "the picture shows the grid and nothing beyond it": () => {
    const { xaxis, yaxis, margin } = figure().layout;
    equal([xaxis.range, yaxis.range], [[-1.15, 1.15], [-1.15, 1.15]]);
    equal(margin, { l: 0, r: 0, t: 0, b: 0 });
  },
  "the boundary is where both classes are as likely": () => {
    const { z, contours, line } = figure().data[1];
    equal([contours.start, contours.end], [0, 0]);
    equal(line, { color: "#000000", width: 2, smoothing: 0 });
    near(z[1][1], 0);
    near(z[1][2], Math.log(9) / 2);
    near(z[1][0], -Math.log(9) / 2);
  },
  "of three classes the line is where the winner has no more than the runner-up, as their own share tells": () => {
    const even = { ...three.run.boundary, z: [[0, 0, 1], [0, 0, 1], [0, 0, 1]], confidence: Array(3).fill([0.9, 0.6, 0.5]), margin: Array(3).fill([0.85, 0.3, 0.1]) };
    const { z } = boundaryFigure(three.data, { ...three.run, boundary: even }, theme).data[1];
    near(z[1][0], Math.log(0.9 / 0.05) / 2);
    near(z[1][1], Math.log(0.6 / 0.3) / 2);
    near(z[1][2], -Math.log(0.5 / 0.4) / 2);
  },
  "at another threshold the line is where its probability is, and the picture says so": () => {
    const made = boundaryFigure(data, run, theme, { threshold: 0.9 }); // C5
    const { z, contours } = made.data[1];
    near(contours.start, z[1][2]); // the grid's right edge has probability 0.9
    equal([contours.end === contours.start, made.layout.annotations.map(({ text }) => text)], [true, ["line at 0.90"]]);
    equal([figure().layout.annotations, boundaryFigure(three.data, three.run, theme, { threshold: 0.9 }).layout.annotations], [[], []]);
    equal(made.data[0], heat(figure()));
  },
  "certainty is finite": () => equal(figure().data[1].z.flat().every(Number.isFinite), true),
  "the pointer is told the likelier class and how likely it is": () => {
    const { text, hovertemplate } = heat(figure());
    equal([text[1][0], text[1][2], text[0][2]], ["90 % blue", "90 % orange", "100 % orange"]);
    equal(hovertemplate, "at (%{x:.1f}, %{y:.1f}): %{text}<extra></extra>");
  },
  "a place has as many decimals as the picture needs": () => equal([2.3, 2000, 0.1].map(digitsFor), [1, 0, 3]),
  "axes have a range each, and the names of their columns": () => {
    const named = { ...data, columns: ["age", "<income>"] };
    const wide = { ...run, boundary: { ...boundary, y: boundary.y.map((value) => 1e5 * value) } };
    const { layout: { xaxis, yaxis, annotations }, data: [{ hovertemplate }] } = boundaryFigure(named, wide, theme);
    equal([xaxis.range, yaxis.range.map(Math.round), yaxis.ticktext], [[-1.15, 1.15], [-115_000, 115_000], ["−100000", "0", "100000"]]);
    equal(annotations.map(({ text }) => text), ["age", "&lt;income&gt;"]);
    equal(hovertemplate, "age %{x:.1f}, &lt;income&gt; %{y:.0f}: %{text}<extra></extra>");
    equal(figure().layout.annotations, []);
  },
  "numbers that are not 0, 1, ... in order are names": () => {
    equal([["-1", "1"], ["0", "2"], ["1", "0"]].map((classes) => [className({ classes }, 0), className({ classes }, 1)]), [["-1", "1"], ["0", "2"], ["1", "0"]]);
  },
  "classes that came with names are called by them, shown as written": () => {
    equal(className({ classes: ["cat", "<dog>"] }, 1), "&lt;dog&gt;");
    equal(className(data, 1), "orange");
  },
  "other words make another language": () => {
    const texts = JSON.parse(document.getElementById("messages").textContent);
    useTexts({ ...texts, "figure.answer": "{name} {share} %", "figure.class.b": "주황" });
    const { text } = heat(figure());
    useTexts(texts);
    equal(text[1][2], "주황 90 %");
  },
  "a frame, or its number, takes the boundary's place": () => {
    const [byNumber, byItself] = [0, run.frames[0]].map((frame) => boundaryFigure(data, run, theme, { frame }));
    equal(heat(byNumber).z, run.frames[0].z);
    equal(byItself, byNumber);
  },
  "of three classes, each has a range of colours of its own": () => {
    const { z, zmin, zmax, colorscale } = heat(boundaryFigure(three.data, three.run, theme));
    equal([zmin, zmax, colorscale.length], [0, 3, 6]);
    equal(z[0].map(Math.floor), [0, 1, 2]);
    near(z[0][1], 1.2);
    equal(colorscale.map(([place]) => place), [0, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 1]);
  },
  "the line of a linear network follows its weights, however steep": () => {
    const input = { features: ["x", "y"], center: [0, 0.5], scale: [2, 1] };
    const layers = [
      { weights: [[0, 1], [-1, 0]], biases: [0, 0], activation: "identity" },
      { weights: [[900, 0], [0, 600], [0, 0]], biases: [0, 300, 0], activation: "softmax" },
    ];
    const drawn = (more) => boundaryFigure(three.data, { ...three.run, epochs: 7, network: { input, layers, ...more } }, theme).data[1].z;
    const logits = (x, y) => [900 * (y - 0.5), 300 - 300 * x, 0];
    const { x, y } = three.run.boundary;
    const wanted = y.map((up) => x.map((across) => (logits(across, up)[0] - Math.max(...logits(across, up).slice(1))) / 2));
    drawn().flat().forEach((value, index) => near(value, wanted.flat()[index], 1e-9));
    equal(drawn({ layers: [{ ...layers[0], activation: "tanh" }, layers[1]] }), boundaryFigure(three.data, three.run, theme).data[1].z);
    const early = { epoch: 3, ...three.run.boundary };
    equal(boundaryFigure(three.data, { ...three.run, epochs: 7, network: { input, layers } }, theme, { frame: early }).data[1].z, boundaryFigure(three.data, three.run, theme).data[1].z);
  },
  "of three classes, two are outlined, and the third by them": () => {
    const lines = boundaryFigure(three.data, three.run, theme).data.slice(1);
    equal(lines.map(({ z }) => z[0].map(Math.sign)), [[1, -1, -1], [-1, 1, -1]]);
  },
  "the figure is plain data": () => equal(structuredClone(figure()), figure()),
  "nothing that is given is changed": () => {
    const before = JSON.stringify([data, run, theme]);
    figure();
    equal(JSON.stringify([data, run, theme]) === before, true);
  },
};
