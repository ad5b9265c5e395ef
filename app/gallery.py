"""The gallery: presets with their reasons, and one choice against all others as small pictures.

GET /gallery?by=activations&dataset=xor shows every activation on one data set, by=datasets&activation=relu
every data set with one activation. The pictures come one after the other, from /api/v1/picture.svg.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from app import language, pages, words
from app.experiment import Experiment
from app.messages import Messages
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.presets import PRESETS, Preset

router = APIRouter(include_in_schema=False)

SIDE = 40  # of a small picture's grid: drawn smoothly, and quickly there
SCRIPTS = ("appearance.js", "gallery.js", "language.js", "main-gallery.js", "messages.js")


@dataclass(frozen=True)
class Shown:
    """What the gallery shows: every one of `by`, with the other of dataset and activation fixed."""

    by: str = "activations"
    dataset: str = "spiral"
    activation: str = "tanh"


CHOICES = {
    "by": ("activations", "datasets"),
    "dataset": tuple(entry.name for entry in DATASETS),
    "activation": tuple(entry.name for entry in ACTIVATIONS),
}


@router.get("/gallery")
async def gallery(request: Request) -> Response:
    """The page; an address that names what is not there shows the default instead."""
    t = language.messages(request)
    sent = {name: request.query_params.get(name, "") for name in CHOICES}
    shown = Shown(**{name: value for name, value in sent.items() if value in CHOICES[name]})
    page = await run_in_threadpool(render, shown, t, pages.address(request))
    headers = {"Cache-Control": "no-cache", "Content-Language": t.language, "Vary": language.VARY}
    return HTMLResponse(page, headers=headers)


def render(shown: Shown, t: Messages, address: str) -> str:
    """The gallery as a page."""
    return pages.whole(
        "gallery.html",
        t,
        address,
        title=f"{t('gallery.title')} · Bendline",
        shown=shown,
        tiles=[*tiles(shown, t)],
        presets=[preset(entry, t) for entry in PRESETS],
        datasets=[(entry.name, t.of(f"dataset.{entry.name}.label", entry.label)) for entry in DATASETS],
        activations=[
            (entry.name, t.of(f"activation.{entry.name}.label", entry.label)) for entry in ACTIVATIONS
        ],
        modules=SCRIPTS,
    )


def tiles(shown: Shown, t: Messages) -> Iterator[dict[str, str]]:
    """One small picture for each entry of the catalog that is gone through."""
    if shown.by == "activations":
        for activation in ACTIVATIONS:
            label = t.of(f"activation.{activation.name}.label", activation.label)
            yield tile(label, Experiment(dataset=shown.dataset, activation=(activation.name,)))
    else:
        for dataset in DATASETS:
            label = t.of(f"dataset.{dataset.name}.label", dataset.label)
            yield tile(label, Experiment(dataset=dataset.name, activation=(shown.activation,)))


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
