// A training as a film: which frame is shown when, and the result as it was at that time. Pure.
//
// A film is the same result with frames, perhaps in a coarser grid. Its frames say the numbers of the very weights
// that they show, so a moment's picture and numbers always belong to the same step.

const FRAMES = 40; // asked for: half of them are there at the least
const FEW = 12; // asked for where that would be too much work
const RESOLUTION = 60; // of a frame at the most: a frame is seen for a tenth of a second
const FRAME = 100; // ms, at speed 1

/** What to ask for, in turn, to have the film of a result: a state of the form each. */
export function filmStates(state) {
  const resolution = String(Math.min(RESOLUTION, Number(state.get("resolution"))));
  return [FRAMES, FEW].map((frames) => new Map([...state, ["frames", String(frames)], ["resolution", resolution], ["encoding", "base64"]]));
}

/**
 * The stops of the timeline, rising: the epochs of which every run that has not ended by then has a frame, so that no
 * moment shows two times. The film of a longer run has no frame that a shorter run's lacks (app/nn/state.py).
 */
export function stopsOf({ runs }) {
  const films = runs.map(({ frames }) => new Set(frames.map(({ epoch }) => epoch)));
  const shown = (epoch) => films.every((epochs) => epochs.has(epoch) || epoch > Math.max(...epochs));
  return [...new Set(films.flatMap((epochs) => [...epochs]))].filter(shown).sort((a, b) => a - b);
}

/** The last epoch of all runs. */
export function lastEpoch({ runs }) {
  return Math.max(...runs.map(({ epochs }) => epochs));
}

/** The result as it was at that epoch; a run that had ended by then is as it is. */
export function resultAt(result, film, epoch) {
  return { ...result, runs: result.runs.map((run, index) => (epoch < run.epochs ? runAt(run, film.runs[index], epoch) : run)) };
}

function runAt(run, { frames, boundary }, epoch) {
  const { epoch: epochs, loss, accuracy, ...picture } = frames[frameAt(frames, epoch)];
  return { ...run, ...underWay(epochs), loss, accuracy, boundary: { ...boundary, ...picture } };
}

/** The index of the frame that a run shows at that epoch: the last one by then. */
export function frameAt(frames, epoch) {
  return Math.max(frames.findLastIndex((frame) => frame.epoch <= epoch), 0);
}

/** What a run says of itself when it is not at its end. */
export function underWay(epoch) {
  return { epochs: epoch, status: epoch ? "training" : "untrained" };
}

/** Whether a run is not at its end; words.js asks the same, for pages that have no film. */
export function isUnderWay({ status }) {
  return status === "training" || status === "untrained";
}

/** Where the film is after so many ms of playing from a stop. */
export function playhead({ from, elapsed, speed, count }) {
  return Math.min(from + Math.floor((elapsed * speed) / FRAME), count - 1);
}

/** The same place on a timeline of other stops: by its share, and the ends are the ends. */
export function sameShare(index, count, otherCount) {
  return count > 1 ? Math.round((index / (count - 1)) * (otherCount - 1)) : otherCount - 1;
}
