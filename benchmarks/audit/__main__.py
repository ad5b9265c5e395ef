"""The pages before strict judges: `python -m benchmarks.audit`, in about ten minutes.

Starts the app as a user does, and asks Lighthouse (needs Node.js), the Nu HTML checker (needs Java) and a
stopwatch about its pages. Who is missing is skipped with a word. Prints the figures; `--write` puts them into
RESULTS.md. Ends with 1 where a target was not met.
"""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import httpx

from benchmarks.audit import LANGUAGES, PAGES, arrival, checker, lighthouse, report, tools
from benchmarks.main_job import server


def _lighthouse(address: str, runs: int) -> list[dict[str, Any]]:
    tools.install()
    verdicts = []
    for form in lighthouse.FORMS:
        for page in PAGES:
            for language in LANGUAGES:
                verdict = lighthouse.judge(address, page, language, form, runs)
                print(verdict, flush=True)
                verdicts.append(asdict(verdict))
    return verdicts


def _checker(address: str, runs: int) -> list[str]:
    tools.install()
    return checker.errors(address)


PARTS: dict[str, Callable[[str, int], Any]] = {
    "lighthouse": _lighthouse,
    "arrival": arrival.milliseconds,
    "checker": _checker,
}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.audit",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", help=f"judges to ask, of {','.join(PARTS)}")
    parser.add_argument("--runs", type=int, default=3, help="whose median counts (3)")
    parser.add_argument("--write", action="store_true", help="write the figures into RESULTS.md")
    chosen = parser.parse_args()
    chosen.only = chosen.only.split(",") if chosen.only else list(PARTS)
    if unknown := set(chosen.only) - set(PARTS):
        parser.error(f"no such judge: {', '.join(sorted(unknown))}; choose of {', '.join(PARTS)}")
    return chosen


def main() -> int:
    """Ask, print and perhaps write; 1 where a target was not met."""
    chosen = arguments()
    figures: dict[str, Any] = {"runs": chosen.runs}
    with server(workers=2) as address:
        for page in PAGES:
            httpx.get(f"{address}{page}", timeout=60)  # its first visitor is not the judge
        for name in chosen.only:
            try:
                figures[name] = PARTS[name](address, chosen.runs)
            except tools.Missing as reason:
                print(f"{name}: skipped, {reason}")
    print(f"\n{report.section(figures)}", *figures.get("checker", ()), sep="\n")
    if chosen.write:
        report.write(figures)
    slow = [one for one in figures.get("lighthouse", ()) if not lighthouse.Verdict(**one).is_met]
    return int(bool(slow or figures.get("checker") or figures.get("arrival", {}).get("opened", 0) > 1500))


if __name__ == "__main__":
    raise SystemExit(main())
