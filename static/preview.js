// When to ask about what is being typed: after a short pause, for the newest text only. Pure but for its timers.

const PAUSE = 120; // ms after the last key until the server is asked
const PATIENCE = 450; // ms after the last key until somebody is told of a mistake: who still types is not interrupted

/**
 * Ask about texts; onGood(answer, text) or onWrong(problem, text) is called for the newest one alone.
 * @param {{ask: (text: string, signal: AbortSignal) => Promise, onGood: Function, onWrong: Function}} tasks
 * @returns {{request: (text: string) => Promise<void>, stop: () => void}}
 */
export function previews({ ask, onGood, onWrong, pause = PAUSE, patience = PATIENCE }) {
  let flight = new AbortController();
  const stop = () => flight.abort();

  async function request(text) {
    stop();
    const { signal } = (flight = new AbortController());
    const patient = waited(patience, signal);
    patient.catch(() => {}); // it may be given up before anybody waits for it
    try {
      await waited(pause, signal);
      const answer = await ask(text, signal);
      if (!signal.aborted) onGood(answer, text);
    } catch (problem) {
      await patient.then(() => onWrong(problem, text), () => {});
    }
  }
  return { request, stop };
}

function waited(duration, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, duration);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
