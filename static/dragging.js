// While a slider is dragged, the newest place is asked for as soon as the answer for the one before is there.
//
// To give up each request for the next one would draw nothing until the hand stops: a mouse tells of sixty places a
// second, and an answer takes longer. So none is given up, and those in between are left out.

/**
 * Let a task follow something that moves faster than it.
 * @param {(place, isFirst: boolean) => Promise} task
 * @returns {{move: (place, isFirst: boolean) => Promise<void>, stop: () => void}}
 */
export function follow(task) {
  let [running, waiting] = [false, null];

  async function move(place, isFirst) {
    waiting = [place, isFirst || Boolean(waiting?.[1])]; // what was left out may have been the first
    if (running) return;
    running = true;
    try {
      while (waiting) await task(...taken());
    } finally {
      running = false;
    }
  }

  function taken() {
    const next = waiting;
    waiting = null;
    return next;
  }

  return { move, stop: () => { waiting = null; } };
}
