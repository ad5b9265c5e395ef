// When the page begins to draw by itself: when there is nothing better to do, and when somebody can use it.

const SIGNS = ["pointerdown", "touchstart", "keydown", "focusin", "wheel", "scroll"];
const PATIENCE = 4000; // ms; who only reads gets the pictures that can be used, too

/** Do something once the page is there and the browser idle. */
export function whenIdle(task) {
  const idle = () => (globalThis.requestIdleCallback ? requestIdleCallback(task, { timeout: 300 }) : setTimeout(task, 200));
  if (document.readyState === "complete") idle();
  else addEventListener("load", idle, { once: true });
}

/**
 * A promise that is kept when pictures that answer are worth their price. Where a pointer can hover over them, at
 * once. On a phone, which has to work for them and cannot hover, with the first touch or after a while.
 */
export function whenWanted() {
  if (matchMedia("(hover: hover)").matches) return Promise.resolve();
  return new Promise((resolve) => {
    const arrived = new AbortController();
    const arrive = () => {
      arrived.abort();
      resolve();
    };
    for (const sign of SIGNS) addEventListener(sign, arrive, { capture: true, passive: true, signal: arrived.signal });
    setTimeout(arrive, PATIENCE);
  });
}
