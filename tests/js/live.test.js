import { eventsOf } from "/static/events.js";
import { begun, grown } from "/static/live.js";
import { equal } from "./figure-assert.js";

/** The events of a text that comes in pieces of so many bytes. */
async function events(text, size) {
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size));
  const seen = [];
  for await (const event of eventsOf(new Blob(pieces).stream())) seen.push(event);
  for await (const event of eventsOf(streamOf(pieces))) seen.push(event);
  return seen;
}

function streamOf(pieces) {
  return new ReadableStream({
    start(controller) {
      pieces.forEach((piece) => controller.enqueue(piece));
      controller.close();
    },
  });
}

const question = { experiment: { activation: ["identity", "tanh"] }, data: { x: [1] } };
const frame = (run, epoch) => ({ run, activation: question.experiment.activation[run], epoch, loss: { train: 1 / epoch, test: null }, accuracy: { train: 0.5, test: null }, boundary: { z: epoch } });

export const claims = {
  "events come whole however the text is cut, and comments are passed over": async () => {
    const text = ':\n\nevent: progress\ndata: {"a":"b: 한 {}"}\n\n:\n\nevent: result\ndata: [1]\n\n';
    const wanted = [{ name: "progress", data: { a: "b: 한 {}" } }, { name: "result", data: [1] }];
    for (const size of [1, 2, 7, 1000]) equal(await events(text, size), [...wanted, ...wanted]);
  },
  "what was cut off by a lost connection is no event": async () => equal(await events('event: frame\ndata: {"a":1', 5), []),
  "of a run that has not begun nothing is known": () => equal(begun(question), { ...question, runs: [null, null] }),
  "a frame is its run's picture and numbers, and makes its loss curve longer": () => {
    const [first, second] = [frame(1, 4), frame(1, 8)].reduce(grown, begun(question)).runs;
    equal([first, second.activation, second.epochs, second.boundary, second.status], [null, "tanh", 8, { z: 8 }, "training"]);
    equal([second.history.epoch, second.history.train_loss, second.history.test_loss], [[4, 8], [0.25, 0.125], [null, null]]);
  },
  "a run that has ended keeps its last frame while the next one trains": () => {
    const { runs } = [frame(0, 4), frame(1, 8)].reduce(grown, begun(question));
    equal(runs.map(({ epochs }) => epochs), [4, 8]);
  },
};
