"""How figures are written, and where their section stands in RESULTS.md."""

import math
from collections.abc import Iterable, Sequence

from benchmarks.timing import median, percentile

BEGIN, END = "<!-- made by python -m benchmarks -->", "<!-- end -->"


def number(value: float) -> str:
    """Three digits that count; a run that did not succeed has no number.

    >>> number(1234.5), number(0.01234), number(math.inf)
    ('1234', '0.0123', '-')
    """
    if not math.isfinite(value):
        return "-"
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:.{digits}f}"


def spread(seconds: Sequence[float], unit: float) -> tuple[str, str]:
    """Median and p95 in that unit (of seconds)."""
    return number(median(seconds) / unit), number(percentile(seconds, 0.95) / unit)


def ratio(seconds: Sequence[float], ours: Sequence[float]) -> str:
    """How many times our median another's is."""
    return number(median(seconds) / median(ours))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; all columns but the first are figures, and stand to the right."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def placed(page: str, section: str, begin: str = BEGIN) -> str:
    """The page with that section between its two marks."""
    before, rest = page.split(begin)
    after = rest.partition(END)[2]
    return f"{before}{begin}\n\n{section}\n\n{END}{after}"
