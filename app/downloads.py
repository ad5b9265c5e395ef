"""What can be taken away: the pictures of a comparison as files, its numbers as tables.

Each is one entry of DOWNLOADS, at /api/v1/<name>?<the query of /api/v1/compare>; routes, their description
and the page's links follow. The comparison itself comes from the runner, as everywhere: what is shown on
the page is in the cache, and trains nothing.
"""

import asyncio
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from io import StringIO
from typing import Any
from urllib.parse import quote
from weakref import WeakValueDictionary

import orjson
from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from app import words
from app.api import caching, documentation
from app.api.errors import Fault, Refused
from app.api.leaving import unless_gone
from app.api.problems import CLIENT_GONE
from app.api.schema import asked_in_query
from app.experiment import Experiment
from app.jobs.cache import Memory
from app.jobs.naming import name_of
from app.jobs.once import Once
from app.messages import ENGLISH
from app.picture import palette, raster, sheet, svg
from app.picture.boundary import decode

Result = Mapping[str, Any]
Options = Mapping[str, str]

router = APIRouter()

# A drawing carries its style and its pictures inside; it may fetch and run nothing.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
FINE = 2.0  # pixels for each px of a PNG's sheet: sharp on a good screen, and on paper
AT_ONCE = 2  # files that are written at the same time
MOST_FINE = 3  # pictures on a sheet that is drawn so finely
CHOICES: dict[str, tuple[str, ...]] = {"theme": palette.THEMES, "layout": tuple(sheet.LAYOUTS)}


@dataclass(frozen=True)
class Download:
    """One kind of file: its name and media type, and how a result is written as one.

    options are keys of CHOICES that its query may have besides the experiment.
    """

    name: str
    media_type: str
    note: str
    write: Callable[[Result, Options], bytes]
    options: tuple[str, ...] = field(default=())


# --- pictures --------------------------------------------------------------------------------------


def laid_out(result: Result, options: Options) -> sheet.Sheet:
    """The sheet of a result, with its words."""
    t = ENGLISH  # the one font of a PNG has Latin letters alone
    experiment, runs = result["experiment"], result["runs"]
    captions = [sheet.Caption(words.heading(t, run["activation"]), _score(run)) for run in runs]
    summary = words.summaries(t, result)
    source = " · ".join(["Bendline", experiment["dataset"], summary["data"], summary["network"]])
    asked = {"activation": words.spoken(t, experiment["activation"][-1]), "dataset": experiment["dataset"]}
    title = f"{t('page.question', **asked)} {words.verdict(t, result)}"
    return sheet.LAYOUTS[options["layout"]](runs, captions, title, source)


def _score(run: Mapping[str, Any]) -> str:
    score = words.score(ENGLISH, run)
    return f"{score['value']} {score['of']}"


def _svg(result: Result, options: Options) -> bytes:
    return svg.svg(laid_out(result, options), result["data"], _theme(options)).encode()


def _png(result: Result, options: Options) -> bytes:
    page = laid_out(result, options)
    fine = options["layout"] == "figure" and len(page.places) <= MOST_FINE
    return raster.png(page, result["data"], _theme(options), FINE if fine else 1.0)


def _theme(options: Options) -> palette.Theme:
    return "dark" if options["theme"] == "dark" else "light"


# --- tables ----------------------------------------------------------------------------------------


# Texts that a spreadsheet would run, and outer blanks that readers trim; static/csv.js has the same patterns.
_RISKY = re.compile(r"'*[=+\-@\0\uff1d\uff0b\uff0d\uff20\s]|.*\s\Z", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?", re.IGNORECASE)


def guarded(cell: object) -> object:
    """A text that a spreadsheet takes for a text, by an apostrophe before it; numbers stay numbers.

    >>> guarded("=HYPERLINK(A1)"), guarded("-1.5"), guarded(-1.5), guarded("oak")
    ("'=HYPERLINK(A1)", '-1.5', -1.5, 'oak')
    """
    risky = isinstance(cell, str) and _RISKY.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if risky else cell


def _table(rows: Iterable[Iterable[object]]) -> bytes:
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(map(guarded, row) for row in rows)  # RFC 4180
    return file.getvalue().encode()


def _points(result: Result, _: Options) -> bytes:
    data = result["data"]
    labels = [data["classes"][index] for index in data["label"]]
    rows = zip(data["x"], data["y"], labels, data["split"], strict=True)
    return _table([(*_columns(data), "label", "split"), *rows])


def _columns(data: Mapping[str, Any]) -> Sequence[str]:
    """What x and y are called."""
    return data.get("columns") or ("x", "y")


def _boundary(result: Result, _: Options) -> bytes:
    """x, y, and for each run P(class 1); with more than two classes the winner and its probability."""
    classes, grid = result["data"]["classes"], result["runs"][0]["boundary"]
    across, up = _columns(result["data"])
    columns: list[tuple[str, list[Any]]] = [
        (across, [x for _ in grid["y"] for x in grid["x"]]),
        (up, [y for y in grid["y"] for _ in grid["x"]]),
    ]
    for run in result["runs"]:
        name, z = run["activation"], decode(run["boundary"]["z"]).ravel().tolist()
        if len(classes) == 2:
            columns.append((f"{name}: P({classes[1]})", z))
        else:
            columns.append((f"{name}: class", [classes[int(winner)] for winner in z]))
            columns.append((f"{name}: P", decode(run["boundary"]["confidence"]).ravel().tolist()))
    heads, values = zip(*columns, strict=True)
    return _table([heads, *zip(*values, strict=True)])


def _history(result: Result, _: Options) -> bytes:
    columns = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
    return _table([("activation", *columns), *_histories(result, columns)])


def _histories(result: Result, columns: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for run in result["runs"]:
        for row in zip(*(run["history"][column] for column in columns), strict=True):
            yield run["activation"], *row


DOWNLOADS: tuple[Download, ...] = (
    Download(
        "picture.svg",
        "image/svg+xml",
        "The pictures, with their captions, as a drawing that stands by itself.",
        _svg,
        ("theme", "layout"),
    ),
    Download(
        "picture.png",
        "image/png",
        "The pictures, with their captions; layout=card is the preview of a link, 1200 by 630 pixels.",
        _png,
        ("theme", "layout"),
    ),
    Download("points.csv", "text/csv", "The points: x, y, label, split.", _points),
    Download("boundary.csv", "text/csv", "The grid: x, y, and each network's answer.", _boundary),
    Download("history.csv", "text/csv", "Loss and accuracy over the epochs.", _history),
)


# --- the routes ------------------------------------------------------------------------------------


def _route(download: Download) -> Callable[[Request], Any]:
    async def get(request: Request) -> Response:
        options, query = _split(request.query_params, download.options)
        experiment = asked_in_query(query, "compare").experiment
        # As the page asks for it, so that what the page shows is not trained again.
        plain = replace(experiment, encoding="json", frames=0)
        answer = await unless_gone(request.receive, request.app.state.runner.run(plain, "compare"))
        if answer is None:
            return Response(status_code=CLIENT_GONE)
        spelled = f"{name_of(plain, 'compare')} {download.name} {sorted(options.items())}"
        write = partial(_written, download, answer.body, options)
        file = await unless_gone(request.receive, request.app.state.files.get(spelled, write))
        if file is None:
            return Response(status_code=CLIENT_GONE)
        if caching.is_known(request, file.tag):
            return caching.not_modified(request, file.tag)
        name = disposition(file_name(download, experiment))
        own = {"Content-Disposition": name, "Content-Security-Policy": ALONE}
        headers = caching.headers(request, file.tag) | own
        return FileSent(file, headers, download.media_type)

    get.__doc__ = download.note
    return get


@dataclass(frozen=True)
class File:
    """A file as it is sent, and its strong ETag."""

    body: bytes
    tag: str

    @property
    def size(self) -> int:
        """The bytes that keeping it takes."""
        return len(self.body)


class FileSent(Response):
    """The answer that sends a file; as long as it is under way, others are sent the same one."""

    def __init__(self, file: File, headers: dict[str, str], media_type: str) -> None:
        super().__init__(file.body, headers=headers, media_type=media_type)
        self.file = file


class Files:
    """The files that there is room for, those that are being sent, and those that are being written.

    Each is written once for all who ask at the same time, few at a time: a table of ten megabytes takes ten
    times as much while it is written.
    """

    def __init__(self, capacity: int) -> None:
        self._kept: Memory[File] = Memory(capacity)
        self._sent: WeakValueDictionary[str, File] = WeakValueDictionary()
        self._writing: Once[File] = Once()
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def get(self, name: str, write: Callable[[], bytes]) -> File:
        """The file of that name."""
        known = self._kept.get(name) or self._sent.get(name)
        return known or await self._writing.do(name, partial(self._write, name, write))

    async def _write(self, name: str, write: Callable[[], bytes]) -> File:
        async with self._turn:
            body = await asyncio.to_thread(write)
        file = self._sent[name] = File(body, caching.tag(body))
        self._kept.put(name, file)
        return file


def _written(download: Download, body: bytes, options: Options) -> bytes:
    return download.write(orjson.loads(body), options)


def _split(query: QueryParams, names: tuple[str, ...]) -> tuple[Options, QueryParams]:
    """The options, their first choice where they are left out, and the rest of the query. Raises Refused."""
    options = {}
    for name in names:
        sent = query.getlist(name)
        if len(sent) > 1 or not set(sent) <= set(CHOICES[name]):
            text = f"{name} must be one of: {', '.join(CHOICES[name])}. Name it once, or leave it out."
            values = {"choices": ", ".join(CHOICES[name]), "sent": sent[-1]}
            raise Refused(Fault(name, sent[-1], text, code="choice", values=values))
        options[name] = sent[0] if sent else CHOICES[name][0]
    return options, QueryParams([pair for pair in query.multi_items() if pair[0] not in names])


def file_name(download: Download, experiment: Experiment) -> str:
    """What the file is called when it is saved: letters and digits of the experiment, and its kind."""
    kind, _, ending = download.name.partition(".")
    words = [experiment.dataset, *(re.sub(r"\W+", "", text)[:20] for text in experiment.activation), kind]
    return f"bendline-{'-'.join(word for word in words if word)}.{ending}"


def disposition(name: str) -> str:
    """The header that names a file: in ASCII for all, and as it is for those who read it (RFC 6266).

    >>> print(disposition("größe.png"))
    inline; filename="gr__e.png"; filename*=UTF-8''gr%C3%B6%C3%9Fe.png
    """
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    whole = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    return f'inline; filename="{plain}"{whole}'


for _download in DOWNLOADS:
    _choices = {name: CHOICES[name] for name in _download.options}
    _described = documentation.taking_away(_download.name, _download.media_type, _download.note, _choices)
    router.get(f"/api/v1/{_download.name}", **_described)(_route(_download))
