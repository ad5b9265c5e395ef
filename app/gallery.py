"""The gallery: presets with their reasons, and one choice against all others as small pictures.

GET /gallery?by=activations&dataset=xor shows every activation on one data set, by=datasets&activation=relu
every data set with one activation. The pictures come one after the other, from /api/v1/picture.svg.
With `points`, somebody's own points are one more data set.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import Response

from app import language, links, pages, words
from app.api.errors import Refused
from app.api.schema import asked_in_query
from app.experiment import OWN, Experiment, Points
from app.messages import Messages
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.presets import PRESETS, Preset

router = APIRouter(include_in_schema=False)

EMPTY = QueryParams()

SIDE = 40  # of a small picture's grid: drawn smoothly, and quickly there
SCRIPTS = ("appearance.js", "gallery.js", "language.js", "link-note.js", "main-gallery.js", "messages.js")


@dataclass(frozen=True)
class Shown:
    """What the gallery shows: every one of `by`, with the other of dataset and activation fixed.

    points: somebody's own, which are the data set where that is `points`.
    """

    by: str = "activations"
    dataset: str = "spiral"
    activation: str = "tanh"
    points: Points | None = None


CHOICES = {
    "by": ("activations", "datasets"),
    "dataset": tuple(entry.name for entry in DATASETS),
    "activation": tuple(entry.name for entry in ACTIVATIONS),
}


@router.get("/gallery")
async def gallery(request: Request) -> Response:
    """The page; an address that names what is not there shows the default instead, and says so."""
    t = language.messages(request)
    sent = {name: request.query_params.get(name, "") for name in CHOICES}
    known: dict[str, Any] = {name: value for name, value in sent.items() if value in CHOICES[name]}
    own = request.query_params.get(OWN, "")
    points, note = await run_in_threadpool(read, own, t)
    if points and "dataset" not in known:
        known["dataset"] = OWN
    shown = Shown(points=points, **known)
    own, address = own if points else "", links.address(request.url)
    draw = partial(render, shown, t, address, own, note, request.query_params)
    return await request.app.state.pages.page(request, t, draw)


def read(text: str, t: Messages) -> tuple[Points | None, words.Told]:
    """Somebody's own points, as the page writes them into an address, or why there are none."""
    if pages.KEPT.fullmatch(text):
        return None, words.Told(t("page.gallery_kept"))
    if not text:
        return None, NOTHING
    try:
        return asked_in_query(QueryParams({OWN: text}), "compare").experiment.points, NOTHING
    except Refused as refusal:
        return None, words.refusal(t, refusal.faults[0], {})


NOTHING = words.Told("")


def render(
    shown: Shown,
    t: Messages,
    address: str,
    own: str = "",
    note: words.Told = NOTHING,
    query: QueryParams = EMPTY,
) -> str:
    """The gallery as a page. own: the text of somebody's points; note: why they are not shown.

    query: all that the link asks for.
    """
    choices = CHOICES | {"dataset": (*CHOICES["dataset"], OWN)}
    lang = language.named(query.get(language.KEY, ""))
    return pages.whole(
        "gallery.html",
        t,
        address,
        lang=lang,
        lang_asked=lang,
        notes=links.notes(t, links.Link(QueryParams(), aside=links.strange(query, {**choices, OWN: None}))),
        clean=clean(shown, own, lang),
        title=f"{t('gallery.title')} · Bendline",
        shown=shown,
        tiles=[*tiles(shown, t)],
        presets=[preset(entry, t) for entry in PRESETS],
        datasets=[*([(OWN, t("own.title"))] if own else []), *_datasets(t)],
        own=own,
        note=note,
        activations=[
            (entry.name, t.of(f"activation.{entry.name}.label", entry.label)) for entry in ACTIVATIONS
        ],
        modules=SCRIPTS,
    )


def clean(shown: Shown, own: str, lang: str) -> str:
    """The gallery's address that asks for what is shown, and for nothing else."""
    asked = {"by": shown.by, "dataset": shown.dataset, "activation": shown.activation}
    pairs = [pair for pair in (asked | {OWN: own, language.KEY: lang}).items() if pair[1]]
    return f"/gallery?{urlencode(pairs, safe=',/()')}"


def _datasets(t: Messages) -> Iterator[tuple[str, str]]:
    yield from ((entry.name, t.of(f"dataset.{entry.name}.label", entry.label)) for entry in DATASETS)


def tiles(shown: Shown, t: Messages) -> Iterator[dict[str, str]]:
    """One small picture for each entry of the catalog that is gone through."""
    if shown.by == "activations":
        for activation in ACTIVATIONS:
            label = t.of(f"activation.{activation.name}.label", activation.label)
            yield tile(label, replace(_data(shown), activation=(activation.name,)))
    else:
        for dataset in DATASETS:
            label = t.of(f"dataset.{dataset.name}.label", dataset.label)
            yield tile(label, Experiment(dataset=dataset.name, activation=(shown.activation,)))


def _data(shown: Shown) -> Experiment:
    if shown.dataset == OWN:
        return Experiment(points=shown.points)
    return Experiment(dataset=shown.dataset)


def tile(label: str, experiment: Experiment) -> dict[str, str]:
    """A small picture: `query` draws it, `href` opens the experiment beside a straight line."""
    (activation,) = experiment.activation
    beside = "" if activation == words.LINEAR else f"activation={words.LINEAR}&"
    query = experiment.query()
    return {
        "label": label,
        "query": f"{query}&resolution={SIDE}",
        "href": "/?" + query.replace("activation=", f"{beside}activation="),
    }


def preset(entry: Preset, t: Messages) -> dict[str, Any]:
    """A preset in the page's language."""
    return {
        "label": t.of(f"preset.{entry.name}.label", entry.label),
        "reason": t.of(f"preset.{entry.name}.reason", entry.reason),
        "href": f"/?{entry.query}",
        "query": f"{entry.query}&resolution={SIDE}",
        "solves": entry.solves,
    }
