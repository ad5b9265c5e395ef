"""The figures of the audit, kept, and their section of RESULTS.md."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.audit import LANGUAGES, STATES
from benchmarks.audit.lighthouse import Verdict
from benchmarks.audit.tools import PACKAGES
from benchmarks.tables import END, placed, table

Figures = Mapping[str, Any]

FIGURES = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[1] / "RESULTS.md"
BEGIN = "<!-- made by python -m benchmarks.audit -->"
HEAD = f"""## The pages before strict judges

    python -m benchmarks.audit --write

The app as a user starts it, with two workers. Lighthouse ({PACKAGES[0]}, headless Chromium; its phone
has slow 4G and a processor four times slower): each figure is the median of {{runs}} runs. Targets:
performance 95 on a phone with at most 100 ms blocked, 98 on a desktop; 100 for the rest; layout shift 0.
"""
COLUMNS = (
    "page", "performance", "accessibility", "best practices", "SEO",
    "first paint, ms", "largest, ms", "blocked, ms", "shift", "",
)  # fmt: skip


def section(figures: Figures) -> str:
    """The section, from the parts that were measured."""
    parts = [HEAD.format(runs=figures["runs"])]
    if "lighthouse" in figures:
        parts.append(table(COLUMNS, [_row(Verdict(**one)) for one in figures["lighthouse"]]))
    if "arrival" in figures:
        parts.append(_arrival(figures["arrival"]))
    if "checker" in figures:
        count = len(STATES) * len(LANGUAGES)
        parts.append(
            f"The Nu HTML checker ({PACKAGES[1]}) finds {len(figures['checker'])} errors in {count} pages:"
            f" {len(STATES)} states in {len(LANGUAGES)} languages."
        )
    return "\n\n".join(part.strip() for part in parts)


def _row(one: Verdict) -> list[str]:
    scores = (one.performance, one.accessibility, one.best_practices, one.seo)
    times = (one.first, one.largest, one.blocked)
    name = f"`{one.page}` {one.language}, {one.form}"
    met = "met" if one.is_met else "not met"
    return [name, *(f"{value:.0f}" for value in (*scores, *times)), f"{one.shift:g}", met]


def _arrival(figures: Mapping[str, float]) -> str:
    opened, tapped = (f"{figures[name]:.0f} ms" for name in ("opened", "tapped"))
    return (
        f"Lighthouse touches nothing. Where a pointer can hover, Plotly comes by itself: {opened} after\n"
        "the page was opened, on loopback, its pictures answer. A phone shows the server's until it is\n"
        "touched, or for four seconds: with a processor four times slower, Plotly's are there\n"
        f"{tapped} after the first tap."
    )


def read() -> dict[str, Any]:
    """The last figures; nothing before the first run."""
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def write(figures: Figures) -> None:
    """Keep the figures, with the last ones of what was not measured, and write the section anew."""
    figures = read() | figures
    FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")


def page(text: str, figures: Figures) -> str:
    """The page with our section in it, at its end where there was none."""
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    return placed(text, section(figures), BEGIN)
