"""The server under load: `python -m benchmarks.load`, in about ten minutes; with --quick in one.

Starts servers of its own on this machine, asks them more than they can do at once, and says what came of it.
Prints a table; `--write` puts it into RESULTS.md. Ends with 1 where a target was not met.
"""

import argparse
import asyncio
import os
import time

from benchmarks.load import Options, Row, report, server

CORES = 2


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", help=f"parts to measure, of {','.join(report.PARTS)}")
    parser.add_argument("--quick", action="store_true", help="measure little")
    parser.add_argument("--write", action="store_true", help="write the table into RESULTS.md")
    chosen = parser.parse_args()
    chosen.only = chosen.only.split(",") if chosen.only else list(report.PARTS)
    if unknown := set(chosen.only) - set(report.PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; choose of {', '.join(report.PARTS)}")
    if chosen.quick and chosen.write:
        parser.error("quick figures are not worth keeping: leave out --quick, or --write")
    if not (server.PROC / "self" / "stat").exists():
        parser.error("it looks into /proc, which only Linux has")
    return chosen


def main() -> int:
    """Measure, print and perhaps write; 1 where a target was not met."""
    chosen = arguments()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])  # inherited by all that it starts
    figures: dict[str, list[Row]] = {}
    for name in chosen.only:
        began = time.perf_counter()
        figures[name] = asyncio.run(report.PARTS[name](Options(chosen.quick)))
        print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
    print(f"\n{report.table(figures)}")
    if chosen.write:
        report.write(figures)
    return int(any(row.met is False for rows in figures.values() for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
