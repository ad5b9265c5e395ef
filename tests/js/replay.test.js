import { filmStates, frameAt, lastEpoch, playhead, resultAt, sameShare, stopsOf } from "/static/replay.js";
import { equal } from "./figure-assert.js";

const score = (value) => ({ train: value, test: value / 2 });

/** A run of so many epochs, in the grid that is `cells` a side, with frames at these epochs. */
function run(name, epochs, cells, stops = []) {
  const frames = stops.map((epoch) => ({ epoch, loss: score(100 - epoch), accuracy: score(epoch / epochs), z: [[epoch]] }));
  return { activation: name, status: "reached", epochs, loss: score(1), accuracy: score(1), boundary: { x: [cells], y: [cells], z: [[epochs]] }, history: { epoch: [0, epochs] }, frames };
}

const result = { experiment: {}, data: {}, runs: [run("identity", 6, 100), run("tanh", 20, 100)] };
const film = { runs: [run("identity", 6, 60, [0, 2, 4, 6]), run("tanh", 20, 60, [0, 4, 9, 20])] };

export const claims = {
  "all runs share the stops of the timeline": () => equal(stopsOf(film), [0, 4, 9, 20]),
  "at each stop, all runs that have not ended by then show that very epoch": () => {
    for (const stop of stopsOf(film)) {
      const others = resultAt(result, film, stop).runs.filter(({ status }) => status !== "reached");
      equal(others.map(({ epochs }) => epochs), others.map(() => stop));
    }
  },
  "the timeline ends with the run that ends last": () => equal(lastEpoch(result), 20),
  "a run shows its last frame by then": () => {
    equal([0, 3, 4, 8, 19, 20].map((epoch) => frameAt(film.runs[1].frames, epoch)), [0, 0, 1, 1, 2, 3]);
  },
  "picture, grid, loss, accuracy and epoch of a moment are one frame's": () => {
    const [, { epochs, boundary, loss, accuracy, status, activation }] = resultAt(result, film, 5).runs;
    equal([activation, epochs, boundary, status], ["tanh", 4, { x: [60], y: [60], z: [[4]] }, "training"]);
    equal([loss, accuracy], [score(96), score(0.2)]);
  },
  "a run that has ended stays at its end, as it was drawn there": () => {
    const [identity, tanh] = resultAt(result, film, 6).runs;
    equal([identity === result.runs[0], tanh === result.runs[1]], [true, false]);
  },
  "at the end everything is as it was drawn": () => equal(resultAt(result, film, 20), result),
  "at the beginning there are the initial weights": () => {
    const { runs } = resultAt(result, film, 0);
    equal(runs.map(({ epochs, status }) => [epochs, status]), [[0, "untrained"], [0, "untrained"]]);
  },
  "a film has the experiment's other fields, and a grid no finer than the picture's": () => {
    const states = (resolution) => filmStates(new Map([["noise", "0.1"], ["resolution", resolution], ["frames", "0"], ["encoding", "json"]]));
    const [first, second] = states("100").map((state) => Object.fromEntries(state));
    equal(first, { noise: "0.1", resolution: "60", frames: "40", encoding: "base64" });
    equal([second.frames, states("20")[0].get("resolution")], ["12", "20"]);
  },
  "playing goes ten stops a second, times its speed, and ends": () => {
    const after = (elapsed, speed, from = 0) => playhead({ from, elapsed, speed, count: 30 });
    equal([after(0, 1), after(99, 1), after(1000, 1), after(1000, 0.5), after(1000, 2, 5), after(9999, 4)], [0, 0, 10, 5, 25, 29]);
  },
  "a place keeps its share when the stops become others": () => {
    equal([sameShare(1, 2, 30), sameShare(0, 2, 30), sameShare(5, 11, 21), sameShare(0, 1, 30)], [29, 0, 10, 29]);
  },
};
