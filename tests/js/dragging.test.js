// Claims about dragging.js: one task at a time, the newest place next, the last one always.

import { equal } from "./figure-assert.js";
import { follow } from "/static/dragging.js";

const turn = () => new Promise((resolve) => setTimeout(resolve));

/** Something that follows, and what it was told; each task lasts until `finish` is called. */
function slow() {
  const told = [];
  let done;
  const { move, stop } = follow((place, isFirst) => {
    told.push([place, isFirst]);
    return new Promise((resolve) => { done = resolve; });
  });
  return { told, move, stop, finish: async () => { done(); await turn(); } };
}

export const claims = {
  async "the first place is told at once, and of those that come meanwhile the newest"() {
    const { told, move, finish } = slow();
    move(1, true);
    move(2, false);
    move(3, false);
    equal(told, [[1, true]]);
    await finish();
    equal(told, [[1, true], [3, false]]);
    await finish();
    equal(told.length, 2);
  },

  async "a drag that begins while another is told stays the first of its own"() {
    const { told, move, finish } = slow();
    move(1, true);
    move(2, true);
    move(3, false);
    await finish();
    equal(told.at(-1), [3, true]);
  },

  async "what waits is forgotten when it is stopped, and the next move counts again"() {
    const { told, move, stop, finish } = slow();
    move(1, true);
    move(2, false);
    stop();
    await finish();
    equal(told, [[1, true]]);
    move(4, false);
    equal(told.at(-1), [4, false]);
  },

  async "a task that fails does not end it"() {
    const told = [];
    const { move } = follow(async (place) => {
      told.push(place);
      if (place === 1) throw new Error("one");
    });
    await move(1, true).catch(() => {});
    await move(2, false);
    equal(told, [1, 2]);
  },
};
