"""What the page offers to take away of an experiment: addresses of files, a command line, a notebook's cell.

static/takeaway.js makes the same of an experiment that is drawn later; a test in a browser compares the two.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from app import words
from app.experiment import Experiment
from app.messages import Messages

COMPARE = "/api/v1/compare"

NOTEBOOK = """import httpx
import plotly.graph_objects as go

url = "{url}"
runs = httpx.get(url, params={params}, timeout=60).json()["runs"]
go.Figure(go.Contour({{axis: runs[-1]["boundary"][axis] for axis in "xyz"}}))"""


NOTHING: dict[str, Any] = {
    "query": "", "pictures": [], "terminal": "", "notebook": "", "gallery": "/gallery",
}  # fmt: skip
NAME = re.compile(r"[a-z_][a-z_\d]*")  # of an activation, without numbers and formulas


def offered(experiment: Experiment, origin: str, t: Messages) -> dict[str, Any]:
    """The offers for an experiment; origin is the server's own address, such as https://example.org."""
    query, url = experiment.query(), origin + COMPARE
    return {
        "address": f"{origin}/{'?' if query else ''}{query}",
        "card": f"{origin}/api/v1/picture.png?{'&'.join(filter(None, (query, 'layout=card')))}",
        "query": query,
        "pictures": [*_pictures(experiment, t)],
        "terminal": f"curl -s '{url}{'?' if query else ''}{query}'",
        "notebook": NOTEBOOK.format(url=url, params=params(query)),
        "gallery": gallery(query, experiment.activation[-1]),
    }


def gallery(query: str, activation: str) -> str:
    """The gallery's address with the same data, and the same activation where that is a plain name.

    >>> gallery("dataset=xor&activation=tanh&activation=relu&seed=3", "relu"), gallery("", "x**2")
    ('/gallery?dataset=xor&activation=relu', '/gallery')
    """
    data = [pair for pair in query.split("&") if pair.startswith(("dataset=", "points="))]
    pairs = [*data, *([f"activation={activation}"] if NAME.fullmatch(activation) else [])]
    return f"/gallery?{'&'.join(pairs)}" if pairs else "/gallery"


def _pictures(experiment: Experiment, t: Messages) -> list[Mapping[str, str]]:
    """All pictures on one sheet, then each by itself; a single one is all of them."""
    together = {"heading": t("takeaway.together"), "activation": "", "query": experiment.query()}
    if len(experiment.activation) == 1:
        return [{**together, "heading": words.heading(t, experiment.activation[0])}]
    alone = [
        {
            "heading": words.heading(t, activation),
            "activation": activation,
            "query": replace(experiment, activation=(activation,)).query(),
        }
        for activation in experiment.activation
    ]
    return [together, *alone]


def params(query: str) -> str:
    """A query string as Python writes it for httpx.

    >>> params("dataset=xor&activation=tanh&activation=relu")
    '{"dataset": "xor", "activation": ["tanh", "relu"]}'
    """
    values: dict[str, list[str]] = {}
    for key, value in parse_qsl(query):
        values.setdefault(key, []).append(value)
    return "{" + ", ".join(f"{_quoted(key)}: {_listed(several)}" for key, several in values.items()) + "}"


def _listed(values: list[str]) -> str:
    quoted = [_quoted(value) for value in values]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
