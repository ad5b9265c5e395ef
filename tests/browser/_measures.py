"""What is measured on a page: functions for the page itself to run."""

# Everything that moved by itself since the page began, as the browser's own measure has it.
WATCH_SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((one) => !one.hadRecentInput)))
  .observe({ type: "layout-shift", buffered: true });
"""
SHIFTED = """() => shifts.splice(0).map((one) => [one.value, one.sources.map(({ node }) =>
  node?.id || node?.className || node?.textContent || node?.nodeName).join(", ")])"""

# Controls that are smaller than 24 px, a label counted with what it labels; links within a sentence may be.
SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [role=tab]")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !one.closest("p, .unseen, .skip"))
  .map((one) => {
    const boxes = [one, ...(one.labels ?? [])].map((each) => each.getBoundingClientRect());
    const [width, height] = ["width", "height"].map((side) => Math.max(...boxes.map((box) => box[side])));
    return [one.id || one.className || one.outerHTML.slice(0, 60), width, height];
  })
  .filter(([, width, height]) => width > 1 && (width < 24 || height < 24))"""

UPRIGHT = "() => document.documentElement.scrollWidth <= innerWidth"

# WCAG 1.4.12: whoever spaces letters and lines further loses nothing.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
}"""
CUT_OFF = """() => [...document.querySelectorAll("h1, h2, h3, p, button, label, summary, th, td, dt, dd, li")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, svg, .timeline-speed"))
  .filter((one) => one.clientWidth && getComputedStyle(one).overflow === "hidden" && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.className || one.textContent.trim().slice(0, 40))"""

# Whether nothing lies over the whole of what has the focus (WCAG 2.4.11).
FOCUS_SEEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  one.scrollIntoView({ block: "nearest", behavior: "instant" }); // where it was, before something above it grew
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const places = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + x * (right - left), top + y * (bottom - top)]));
  const seen = places.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (one.contains(there) || there.contains(one) || [...(one.labels ?? [])].some((label) => label.contains(there)));
  });
  return [one.id || one.className?.baseVal || one.className || one.nodeName, seen];
}"""
