"""Keeps the figures in results.json, and everything that is made from them in step with it."""

import json
import platform
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.parts import Figures
from benchmarks.plot import plot
from benchmarks.report import section
from benchmarks.tables import placed

HERE = Path(__file__).parent
RESULTS, PAGE, PLOT = HERE / "results.json", HERE / "RESULTS.md", HERE.parent / "docs" / "benchmarks.svg"
PACKAGES = ("numpy", "jax", "torch", "scikit-learn")


def read() -> Figures:
    """The last figures; nothing before the first run."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"parts": {}}


def merged(figures: Figures, missing: Mapping[str, str], seeds: int) -> Figures:
    """The last figures with these in the place of their parts."""
    parts = read()["parts"] | figures
    return {"seeds": seeds, "versions": _versions(), "missing": dict(missing), "parts": parts}


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def write(results: Figures) -> None:
    """Write the figures, the section of the page and the plot."""
    text = json.dumps(_rounded(results), indent=1)
    text = re.sub(r"\[[^][{}]*\]", lambda found: " ".join(found[0].split()), text)  # a list is a line
    RESULTS.write_text(text + "\n", encoding="utf-8")
    results = read()  # what is written follows from what is kept
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), section(results)), encoding="utf-8")
    if "solve" in results["parts"]:
        PLOT.write_text(plot(results["parts"]["solve"]), encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    return value
