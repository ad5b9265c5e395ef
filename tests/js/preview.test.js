import { previews } from "/static/preview.js";
import { wrongWord } from "/static/spelling.js";
import { equal } from "./figure-assert.js";

/** What became of texts that are typed `gap` ms apart; asking takes `takes` ms, and texts with a ? are wrong. */
async function typing(texts, { gap = 0, takes = 0 } = {}) {
  const seen = [];
  const preview = previews({
    ask: async (text) => {
      seen.push(`ask ${text}`);
      await pause(takes);
      if (text.includes("?")) throw new Error(text);
      return text.toUpperCase();
    },
    onGood: (answer) => seen.push(answer),
    onWrong: ({ message }) => seen.push(`wrong ${message}`),
    pause: 20,
    patience: 60,
  });
  for (const text of texts) {
    preview.request(text);
    await pause(gap);
  }
  return { seen, preview };
}

function pause(duration) {
  return new Promise((resolve) => setTimeout(resolve, duration));
}

export const claims = {
  "while somebody types, nothing is asked": async () => {
    const { seen } = await typing(["a", "ab", "abc"]);
    await pause(100);
    equal(seen, ["ask abc", "ABC"]);
  },
  "an answer that comes late is not shown": async () => {
    const { seen } = await typing(["a", "ab"], { gap: 40, takes: 60 });
    await pause(150);
    equal(seen, ["ask a", "ask ab", "AB"]);
  },
  "a mistake is told after some patience": async () => {
    const { seen } = await typing(["a?"]);
    await pause(35);
    equal(seen, ["ask a?"]);
    await pause(100);
    equal(seen, ["ask a?", "wrong a?"]);
  },
  "a mistake that is mended in time is not told": async () => {
    const { seen } = await typing(["a?", "a"], { gap: 40 });
    await pause(100);
    equal(seen, ["ask a?", "ask a", "A"]);
  },
  "nothing comes after it was stopped": async () => {
    const { seen, preview } = await typing(["a"], { gap: 30, takes: 60 });
    preview.stop();
    await pause(100);
    equal(seen, ["ask a"]);
  },
  "the whole name that is wrong is marked, or one sign, or a space at the end": () => {
    equal([wrongWord("max(x, yy)", 7), wrongWord("x^2", 1), wrongWord("x+", 2)], ["yy", "^", " "]);
  },
};
