// The few assertions that the modules' tests need, and what runs them.

export function equal(actual, expected) {
  const [seen, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (seen !== wanted) throw new Error(`${seen} is not ${wanted}`);
}

export function near(actual, expected, tolerance = 1e-6) {
  if (!(Math.abs(actual - expected) <= tolerance)) throw new Error(`${actual} is not near ${expected}`);
}

export function throws(action, part) {
  try {
    action();
  } catch (error) {
    if (error.message.includes(part)) return;
    throw new Error(`"${error.message}" does not say "${part}"`);
  }
  throw new Error("nothing was thrown");
}

/** Run a module's claims; the failed ones as "claim: what went wrong", and how many there are. */
export async function run(url) {
  const { claims } = await import(url);
  const failed = [];
  for (const [claim, test] of Object.entries(claims)) {
    try {
      await test();
    } catch (error) {
      failed.push(`${claim}: ${error.message}`);
    }
  }
  return { failed, count: Object.keys(claims).length };
}
