"""A lecture hall that opens the link at once: pages, and everything that a browser fetches for them."""

import asyncio
import gzip
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from benchmarks.load import Options, Row, client, server
from benchmarks.load.answering import slices
from benchmarks.load.client import Answer

PAGE = "/"
LATER = ("/api/v1/activation?text=tanh", "/api/v1/compare")  # what its scripts ask for by themselves
AT_ONCE = 6  # connections of a browser to one server
BROWSER = "Accept-Encoding: gzip\r\n"


@dataclass
class Visit:
    """What one browser was answered: the page itself, and how many of the rest came as they should."""

    page: Answer
    fetched: int = 0
    failed: list[str] = field(default_factory=list)


async def opening(options: Options) -> list[Row]:
    """Everybody for the first time, and once more with a browser that kept what it may keep."""
    visitors = options.count(200, 20)
    async with server.app(slice_ms=10_000) as app:
        before = await slices(app.port) or 0
        first, seconds, cost = await _all(app, [""] * visitors)
        trained = (await slices(app.port) or 0) - before
        tags = [visit.page.headers.get("etag", '"no"') for visit in first]
        again, seconds_again, cost_again = await _all(app, tags)
    fetched = sum(visit.fetched for visit in first) + visitors
    failed = sum(len(visit.failed) + (visit.page.status != 200) for visit in first)
    same = len({visit.page.body for visit in first}) == 1
    unchanged = sum(visit.page.status == 304 for visit in again)
    return [
        Row(
            f"{visitors} new visitors open the page at once, {fetched} requests",
            f"{failed} failed, {trained:g} trained; all within {seconds:.1f} s, "
            f"{cost:.0f} ms of a core for each visitor",
            "none failed, the page's two networks trained once",
            not failed and same and trained == 1,
        ),
        Row(
            "they open it again",
            f"{unchanged} of {visitors} told that nothing changed; all within {seconds_again:.1f} s, "
            f"{cost_again:.1f} ms of a core for each",
            "all told so",
            unchanged == visitors and not any(visit.failed for visit in again),
        ),
    ]


async def _all(app: server.Server, tags: Sequence[str]) -> tuple[list[Visit], float, float]:
    """A visit for each tag that a browser kept; the seconds, and the milliseconds of a core for each."""
    began, spent = time.perf_counter(), app.spent()
    visits = await asyncio.gather(*(_visit(app.port, tag) for tag in tags))
    return visits, time.perf_counter() - began, 1000 * (app.spent() - spent) / len(tags)


async def _visit(port: int, tag: str) -> Visit:
    """What a browser does: the page, then all that it names, over a few connections.

    One that was here before, and kept the page under that tag, has kept its files as well.
    """
    known = f"If-None-Match: {tag}\r\n" if tag else ""
    async with client.connected(port) as connection:
        visit = Visit(await connection.ask(PAGE, headers=BROWSER + known))
        if visit.page.status == 200:
            paths = iter((*_named(visit.page), *LATER))
            await asyncio.gather(*(_fetch(port, paths, visit) for _ in range(AT_ONCE)))
    return visit


async def _fetch(port: int, paths: Iterator[str], visit: Visit) -> None:
    """One after the other, till there are no more."""
    async with client.connected(port) as connection:
        for path in paths:
            answer = await connection.ask(path, headers=BROWSER)
            visit.fetched += 1
            if answer.status != 200:
                visit.failed.append(path)


def _named(page: Answer) -> list[str]:
    """The addresses of this server that a page's head names."""
    head = unescape(gzip.decompress(page.body).decode().partition("</head>")[0])
    values = re.findall(r'\b(?:href|src|data-modules|data-plotly)="(/[^"]*)"', head)
    return list(dict.fromkeys(address for value in values for address in value.split()))
