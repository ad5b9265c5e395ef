"""The section of RESULTS.md, made from the figures alone."""

from types import ModuleType

from benchmarks.parts import Figures, check, epoch, grid, growth, marquardt, setup, solve

PARTS: dict[str, ModuleType] = {
    "check": check,
    "epoch": epoch,
    "solve": solve,
    "grid": grid,
    "setup": setup,
    "growth": growth,
    "marquardt": marquardt,
}


def part(name: str, figures: Figures) -> str:
    """One part's heading, words and table."""
    module = PARTS[name]
    return f"### {module.TITLE}\n\n{module.report(figures)}"


def section(results: Figures) -> str:
    """The whole section, of the parts that were measured."""
    parts = [part(name, results["parts"][name]) for name in PARTS if name in results["parts"]]
    return "\n\n".join((_head(results), *parts))


def _head(results: Figures) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    skipped = "".join(f" Skipped: {name}, {reason}." for name, reason in results["missing"].items())
    return (
        "## Beside other engines\n\n    python -m benchmarks\n\n"
        f"One run of one process, engine after engine in turn, {results['seeds']} seeds, one thread, CPU "
        f"time, float32 throughout where nothing else is said. {versions}.{skipped} The raw figures are in "
        "[results.json](results.json), a plot in [docs/benchmarks.md](../docs/benchmarks.md)."
    )
