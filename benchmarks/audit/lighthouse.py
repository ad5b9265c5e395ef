"""What Lighthouse says: its four scores, and the times that the first of them is made of."""

import json
import os
import subprocess
from dataclasses import dataclass
from statistics import median

from benchmarks.audit import tools

FORMS = ("mobile", "desktop")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {
    "first": "first-contentful-paint",
    "largest": "largest-contentful-paint",
    "blocked": "total-blocking-time",
    "shift": "cumulative-layout-shift",
}
FLAGS = "--headless=new --no-sandbox --disable-gpu"
MOUSE = (  # as a desktop has one; headless Chromium has none
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2"
    ",primaryPointerType=4,availablePointerTypes=4"
)
SECONDS = 180
TRIES = 3  # on a busy machine it sometimes loses its own recording


@dataclass(frozen=True)
class Verdict:
    """A page as Lighthouse sees it: scores out of 100, paints and blocking in ms, layout shift.

    Each is the median of some runs: a machine that others use slows single ones down.
    """

    page: str
    language: str
    form: str
    performance: float
    accessibility: float
    best_practices: float
    seo: float
    first: float
    largest: float
    blocked: float
    shift: float

    @property
    def is_met(self) -> bool:
        """Whether the page is as good as it has to be."""
        fast = (
            self.performance >= 95 and self.blocked <= 100
            if self.form == "mobile"
            else self.performance >= 98
        )
        return fast and self.shift == 0 and min(self.accessibility, self.best_practices, self.seo) == 100


def judge(address: str, page: str, language: str, form: str, runs: int) -> Verdict:
    """The medians of so many runs. Raises tools.Missing where Lighthouse cannot run at all."""
    seen = [_run(f"{address}{page}", language, form) for _ in range(runs)]
    return Verdict(page, language, form, *(median(values) for values in zip(*seen, strict=True)))


def _run(url: str, language: str, form: str) -> list[float]:
    command = [
        str(tools.MODULES / ".bin" / "lighthouse"),
        url,
        "--quiet",
        "--output=json",
        f"--chrome-flags={FLAGS} {MOUSE if form == 'desktop' else ''}",
        f"--extra-headers={json.dumps({'Accept-Language': language})}",
        *(["--preset=desktop"] if form == "desktop" else []),
    ]
    environment = {**os.environ, "CHROME_PATH": tools.browser()}
    for _ in range(TRIES):
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment)
        if done.returncode == 0:
            return _figures(json.loads(done.stdout))
    raise tools.Missing(f"Lighthouse ended with {done.stderr.strip().splitlines()[-1:]}")


def _figures(report: dict) -> list[float]:
    scores = [round(100 * report["categories"][name]["score"]) for name in CATEGORIES]
    times = [report["audits"][name]["numericValue"] for name in TIMES.values()]
    return [*scores, *times[:-1], round(times[-1], 4)]
