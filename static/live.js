// The result of a training that is under way, put together from the news of it. Pure.

import { underWay } from "./replay.js";

/** The result before anything is trained, from a `question`; a run of which nothing is known yet is null. */
export function begun({ experiment, data }) {
  return { experiment, data, runs: experiment.activation.map(() => null) };
}

/** The result after one more `frame`: its boundary, its numbers, and the loss curve that much longer. */
export function grown(result, { run: index, activation, epoch, loss, accuracy, boundary }) {
  const history = longer(result.runs[index]?.history ?? NOTHING, epoch, loss, accuracy);
  const run = { activation, ...underWay(epoch), loss, accuracy, boundary, history };
  return { ...result, runs: result.runs.map((other, place) => (place === index ? run : other)) };
}

const NOTHING = { epoch: [], train_loss: [], test_loss: [], train_accuracy: [], test_accuracy: [] };

function longer(history, epoch, loss, accuracy) {
  const row = { epoch, train_loss: loss.train, test_loss: loss.test, train_accuracy: accuracy.train, test_accuracy: accuracy.test };
  return Object.fromEntries(Object.entries(history).map(([name, column]) => [name, [...column, row[name]]]));
}
