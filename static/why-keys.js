// Tabs by keyboard: the arrows move between them, Enter opens one. Pure but for the focus.

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

/** Let the arrow keys, Home and End move the focus along a list of tabs, round its ends. */
export function followKeys(list) {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.children].filter(({ hidden }) => !hidden);
    const next = nextOf(tabs.indexOf(event.target), event.key, tabs.length);
    if (next === null) return;
    event.preventDefault();
    tabs[next].focus();
  });
}

/** Where a key leads from place `at` of `count`; null where it leads nowhere. */
export function nextOf(at, key, count) {
  const step = STEPS[key];
  if (at < 0 || step === undefined) return null;
  return Number.isFinite(step) ? (at + step + count) % count : step < 0 ? 0 : count - 1;
}
