"""Our engine beside the others: `python -m benchmarks` (with `pip install .[bench]`).

Measures, writes the figures to results.json, and from them the tables in RESULTS.md and the plot in docs/.
What is not installed is skipped with a word. `--only epoch,solve` measures those parts anew and keeps the
others' last figures; `--quick` measures little, to try it, and writes nothing.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")

# The threads have to be set before NumPy is loaded.
import argparse
import time

from benchmarks import store
from benchmarks.parts import Options
from benchmarks.parts.check import TOLERANCE
from benchmarks.peers import load_all
from benchmarks.report import PARTS, part


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=50, help="spirals to solve (50)")
    parser.add_argument("--only", help=f"parts to measure, of {','.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="measure little and write nothing")
    chosen = parser.parse_args()
    chosen.only = chosen.only.split(",") if chosen.only else list(PARTS)
    if unknown := set(chosen.only) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; choose of {', '.join(PARTS)}")
    return chosen


def main() -> int:
    """Measure, print and write; 1 where an engine does not do the same work as ours."""
    chosen = arguments()
    peers, missing = load_all()
    for name, reason in missing.items():
        print(f"{name}: skipped, {reason}\n")
    options = Options(min(chosen.seeds, 3) if chosen.quick else chosen.seeds, chosen.quick, peers)
    figures = {}
    for name in chosen.only:
        began = time.perf_counter()
        figures[name] = PARTS[name].measure(options)
        print(part(name, figures[name]), f"\n({time.perf_counter() - began:.0f} s)\n", sep="\n", flush=True)
    if not chosen.quick:
        store.write(store.merged(figures, missing, options.seeds))
    return int(any(difference > TOLERANCE for difference in figures.get("check", {}).values()))


if __name__ == "__main__":
    raise SystemExit(main())
