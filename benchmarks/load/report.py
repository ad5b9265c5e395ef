"""The parts by name, and the section of RESULTS.md, made from the figures that are kept."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks.load import Options, Row, answering, disturbed, hostile, lasting, opening
from benchmarks.tables import END, placed

PARTS: dict[str, Callable[[Options], Awaitable[list[Row]]]] = {
    "uncached": answering.uncached,
    "cached": answering.cached,
    "oneflight": answering.oneflight,
    "opening": opening.opening,
    "kills": disturbed.kills,
    "leavers": disturbed.leavers,
    "deadline": disturbed.deadline,
    "sigterm": disturbed.sigterm,
    "nonreaders": hostile.nonreaders,
    "halves": hostile.halves,
    "doors": hostile.doors,
    "heavy": hostile.heavy,
    "unread": hostile.unread,
    "memory": lasting.memory,
}
FIGURES = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[1] / "RESULTS.md"
BEGIN = "<!-- made by python -m benchmarks.load -->"
HEAD = """## Under load

    python -m benchmarks.load --write

Servers that the command starts on its own machine, with two workers; they, the clients and what they are
compared with share two cores. What is said of processes comes from /proc. The rows from `nonreaders` to
`unread` were measured while other programs kept the cores busy: their limits count, not their times.

    python3 dev.py test tests/api/test_schemathesis.py -m slow

A thousand examples of each of the 53 operations, made by schemathesis from the API's own description, within
ten minutes: no server error, no undescribed status, no answer that breaks its schema."""


def table(figures: dict[str, list[Row]]) -> str:
    """The rows of the parts that were measured, part after part."""
    lines = ["| part | what | figure | target | |", "| --- | --- | --- | --- | --- |"]
    for name in PARTS:
        lines += [f"| {' | '.join((name, *row.cells()))} |" for row in figures.get(name, ())]
    return "\n".join(lines)


def read() -> dict[str, list[Row]]:
    """The last figures; nothing before the first run."""
    if not FIGURES.exists():
        return {}
    kept: dict[str, list[dict[str, Any]]] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {name: [Row(**values) for values in rows] for name, rows in kept.items()}


def write(figures: dict[str, list[Row]]) -> None:
    """Keep the figures, and those of the parts that were not measured now; write the section anew."""
    figures = read() | figures
    kept = {name: [row.values() for row in rows] for name, rows in figures.items()}
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")


def page(text: str, figures: dict[str, list[Row]]) -> str:
    """The page with our section in it, at its end where there was none."""
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    return placed(text, f"{HEAD}\n\n{table(figures)}", BEGIN)
