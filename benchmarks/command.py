"""The commands that measure one thing and keep its section of RESULTS.md."""

import argparse
from collections.abc import Callable

from benchmarks.store import PAGE
from benchmarks.tables import placed


def told(name: str, doc: str | None, measured: Callable[[], str]) -> str:
    """Measure, print the section, and put it into RESULTS.md where --write asks for that; the section.

    name: of the module in benchmarks/, which stands in the marks around its section; doc: what --help says.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=doc)
    parser.add_argument("--write", action="store_true", help="write the tables into RESULTS.md")
    write = parser.parse_args().write
    text = measured()
    print(text)
    if write:
        begin = f"<!-- made by python -m benchmarks.{name} -->"
        PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), text, begin), encoding="utf-8")
    return text
