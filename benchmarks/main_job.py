"""The main job, timed: `python -m benchmarks.main_job` with the app's own server on one core.

1. The default compare request, warm, for 20 seeds that were not asked for before.
2. From the choice in the dropdown to the drawn boundary, in headless Chromium, for 10 activations.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

SEEDS = range(100, 120)
CHANGES = ("relu", "sigmoid", "arctan", "silu", "sin", "elu", "gelu", "softplus", "leaky_relu", "tanh")


@contextmanager
def server(workers: int = 1) -> Iterator[str]:
    """The app as a process of its own; with one worker, bound to one core where the system can."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if workers == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/readyz")
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server did not get ready")


def compare(address: str) -> list[float]:
    """Milliseconds of the default compare request, for each seed."""
    with httpx.Client(base_url=address, timeout=60) as client:
        for seed in range(3):
            client.get("/api/v1/compare", params={"seed": seed})
        times = []
        for seed in SEEDS:
            began = time.perf_counter()
            client.get("/api/v1/compare", params={"seed": seed}).raise_for_status()
            times.append(1000 * (time.perf_counter() - began))
    return times


def redraw(address: str) -> list[float]:
    """Milliseconds from the change of the dropdown to the drawn boundary, for each activation."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("BENDLINE_BROWSER")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/?seed=77")
        page.wait_for_selector(".js-plotly-plot")
        times = [page.evaluate(MEASURE, name) for name in CHANGES]
        browser.close()
    return times


MEASURE = """async (name) => {
    const select = document.querySelector("select[name=activation]");
    const drawn = () =>
        [...document.querySelectorAll("[data-drawn]")].map((each) => each.dataset.drawn).join();
    const before = drawn();
    const began = performance.now();
    select.value = name;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
    while (drawn() === before || document.querySelector("[aria-busy=true]")) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - began;
}"""


def line(what: str, times: list[float]) -> str:
    """Median and extremes, as a row of a table."""
    return f"| {what} | {statistics.median(times):.0f} | {min(times):.0f} | {max(times):.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-browser", action="store_true", help="leave the browser out")
    options = parser.parse_args()
    with server() as address:
        rows = [line(f"default compare, {len(SEEDS)} new seeds, one core", compare(address))]
    if not options.no_browser:
        with server() as address:
            rows.append(line(f"dropdown to drawn boundary, {len(CHANGES)} activations", redraw(address)))
    print("| what | median ms | fastest | slowest |\n| --- | --- | --- | --- |", *rows, sep="\n")


if __name__ == "__main__":
    main()
