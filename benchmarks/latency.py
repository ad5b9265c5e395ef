"""What a visitor waits for, in a real browser: `python -m benchmarks.latency [--write]`.

Headless Chromium and the app's own server with two workers share this machine. Nothing is asked for twice, so
no answer comes from a cache. The page itself marks when a change is made and when its picture is drawn; a
picture counts as seen with the frame after that.

1. From opening the page to its first picture, and to the one that answers to the pointer.
2. From one click, on a page that shows the straight line alone, to the solved spiral.
3. From choosing an activation to its boundary.
4. Pictures a second while a slider is dragged, and whether the last one is of the place where it was let go.
"""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.nn.activations import ACTIVATIONS
from benchmarks import command
from benchmarks.main_job import server
from benchmarks.tables import number, spread, table

VIEW = {"width": 1440, "height": 900}
OPENINGS, CLICKS, CHANGES = 7, 20, 60
DRAG = 3.0  # s that a slider is dragged for
MOVES = 60  # places a second that the pointer is at meanwhile, as a mouse sends them
GOAL_CHANGE, GOAL_SOLVED, GOAL_RATE = 200, 500, 8  # ms, ms, pictures a second

# The sliders that are dragged: what they are called here, the page's query, and where they are.
SLIDERS = {
    "noise": ("", '.slider[data-for="noise"]'),
    "points": ("", '.slider[data-for="samples"]'),
    "learning rate": ("optimizer=adam", '.slider[data-for="learning_rate"]'),
    "slope of leaky ReLU": ("activation=identity&activation=leaky_relu", '.parameter input[type="range"]'),
}

SEEN = """async () => {
    const seen = performance.now();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - seen;
}"""
MARK = "(name) => performance.getEntriesByName(`bendline:${name}`).at(-1)?.startTime ?? null"
DRAWN = "() => performance.getEntriesByName('bendline:drawn').map(({ startTime }) => startTime)"
IDLE = """() => document.querySelector("#pictures").ariaBusy !== "true"
    && document.querySelector("#pictures").dataset.drawn === location.search.slice(1)"""


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium, as the tests find it."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("BENDLINE_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def opened(page: Any, address: str) -> None:
    """The page, interactive."""
    page.goto(address)
    page.wait_for_function(f"() => ({DRAWN})().length")
    page.wait_for_load_state("networkidle")


def openings(chromium: Any, address: str) -> dict[str, list[float]]:
    """Seconds from the navigation to the first picture and to the interactive one, in a new profile each."""
    first, interactive = [], []
    for turn in range(OPENINGS + 1):
        page = chromium.new_context(viewport=VIEW).new_page()
        opened(page, f"{address}/?seed={turn}")
        paint = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
        if turn:  # the first one starts the workers and fills the caches of files
            first.append(page.evaluate(paint) / 1000)
            interactive.append(page.evaluate(MARK, "drawn") / 1000)
        page.context.close()
    return {"opening to the first picture": first, "opening to the interactive picture": interactive}


def changes(page: Any, address: str, names: Sequence[str], query: str) -> list[float]:
    """Seconds from each choice in the dropdown to the frame that shows its boundary."""
    opened(page, f"{address}/?{query}")
    times = []
    for name in names:
        before = len(page.evaluate(DRAWN))
        page.locator("select[name=activation]").select_option(name)
        page.wait_for_function(f"(before) => ({DRAWN})().length > before", arg=before)
        frame = page.evaluate(SEEN)
        times.append((page.evaluate(MARK, "drawn") - page.evaluate(MARK, "change") + frame) / 1000)
    return times


def clicks(page: Any, address: str) -> tuple[list[float], int]:
    """Seconds from one choice, on a page with the line alone, to the spiral; and how often it is solved."""
    times, solved = [], 0
    for seed in range(CLICKS):
        times += changes(page, address, ["tanh"], f"activation=identity&data_seed={seed + 500}")
        solved += int(float(page.locator(".score-value").last.inner_text().split()[0]) >= 99)
    return times, solved


def drag(page: Any, address: str, query: str, selector: str) -> tuple[float, bool]:
    """Pictures a second while a slider is dragged, and whether the last is of where it is let go."""
    opened(page, f"{address}/?{query}")
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    slider = page.locator(selector).first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    before = len(page.evaluate(DRAWN))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    began, moves = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < DRAG:
        there = abs((elapsed / 1.5) % 2 - 1)  # from end to end in a second and a half, and back
        page.mouse.move(box["x"] + box["width"] * (0.05 + 0.9 * there), box["y"] + box["height"] / 2)
        moves += 1
        time.sleep(max(0, moves / MOVES - (time.perf_counter() - began)))
    rate = (len(page.evaluate(DRAWN)) - before) / elapsed
    page.mouse.up()
    value = slider.input_value()
    page.wait_for_function(IDLE)
    return rate, slider.input_value() == value


def measure() -> dict[str, Any]:
    """All of it."""
    names = [entry.name for entry in ACTIVATIONS if entry.name not in ("identity", "tanh")]
    per_seed = [names[start : start + 10] for start in range(0, len(names), 10)]
    with server(workers=2) as address, browser() as chromium:
        waits = openings(chromium, address)
        page = chromium.new_page(viewport=VIEW)
        changes(page, address, names[:3], "seed=99")  # warm
        times: list[float] = []
        for seed in range(1000):
            times += changes(page, address, per_seed[seed % len(per_seed)], f"data_seed={seed + 100}")
            if len(times) >= CHANGES:
                break
        waits["another activation to its boundary"] = times
        waits["one click to the solved spiral"], solved = clicks(page, address)
        rates = {name: drag(page, address, query, selector) for name, (query, selector) in SLIDERS.items()}
    return {"waits": waits, "solved": solved, "rates": rates}


def section(figures: dict[str, Any]) -> str:
    """The section of RESULTS.md."""
    waits = [(name, len(times), *spread(times, 1e-3)) for name, times in figures["waits"].items()]
    rates = [(name, number(rate), "yes" if ok else "NO") for name, (rate, ok) in figures["rates"].items()]
    return (
        "## What a visitor waits for\n\n    python -m benchmarks.latency --write\n\n"
        "Headless Chromium and a server with two workers on the same two cores; nothing is asked for twice. "
        f"After the one click, {figures['solved']} of {CLICKS} spirals of other points are solved at 99 %. "
        f"Targets: a change of activation in {GOAL_CHANGE} ms, the click in {GOAL_SOLVED} ms, "
        f"a dragged slider {GOAL_RATE} pictures a second.\n\n"
        f"{table(('wait', 'times', 'median ms', 'p95 ms'), waits)}\n\n"
        f"{table(('slider, dragged', 'pictures a second', 'the last is the one let go'), rates)}"
    )


def main() -> None:
    """Measure, print and perhaps write."""
    command.told("latency", __doc__, lambda: section(measure()))



if __name__ == "__main__":
    main()
