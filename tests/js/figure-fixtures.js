// A theme and results small enough to be worked out by hand.

export const theme = {
  ground: "#ffffff", ink: "#000000", muted: "#777777", line: "#cccccc", accent: "#0000ff", font: "sans-serif",
  palette: ["#0000ff", "#ff8000", "#00ff00", "#800080", "#ff0000", "#804000"],
};

export const data = {
  x: [-1, 1, 0, 0.5],
  y: [0, 0, 1, -1],
  label: [0, 1, 1, 0],
  split: ["train", "train", "test", "train"],
  classes: ["0", "1"],
};

const side = [-1.15, 0, 1.15];

export const boundary = { x: side, y: side, z: [[0, 0.5, 1], [0.1, 0.5, 0.9], [0.25, 0.5, 0.75]] };

export const history = { epoch: [0, 10, 20], train_loss: [0.7, 0.1, 0.01], test_loss: [0.7, 0.2, 0.05] };

export const run = { activation: "tanh", boundary, history, epochs: 20, frames: [{ epoch: 0, z: [[0, 0, 0], [0, 0, 0], [0, 0, 0]] }] };

export const three = {
  data: { x: [0], y: [0], label: [2], split: ["train"], classes: ["0", "1", "2"] },
  run: {
    boundary: {
      x: side, y: side,
      z: [[0, 1, 2], [0, 1, 2], [0, 1, 2]],
      confidence: [[1, 0.5, 0.8], [1, 0.5, 0.8], [1, 0.5, 0.8]],
      margin: [[1, 0.2, 0.7], [1, 0.2, 0.7], [1, 0.2, 0.7]],
    },
    frames: [],
  },
};
