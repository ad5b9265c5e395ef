"""What somebody may send who wants to see the server fail: names, values and bodies, made from the live models."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from orjson import Fragment
from pydantic import BaseModel

from app.api.models import BODIES, QUERIES
from app.api.strange import part_of
from app.api.weights import EvaluateBody

LARGEST = 16 * 1024  # bytes of a refusal
SPELLINGS = (
    "٠١",
    "２０",
    "1_0",
    " 1",
    "+1",
    "1e5",
    "0x1",
    "1e999",
    "nan",
    "-0",
    "²",
    "",
    "\0",
    "𝟙",
    "1" * 5000,
)
ODD_NAMES = (
    "{}Shape",
    "{}s",
    "{}_",
    "{}.x",
    "{}[0]",
    "x{}",
    "_{}",
    "{}\0",
    "{} ",
    "{}=",
    "ⓧ{}",
    "{}😀",
    "{}\r\nX: 1",
)


def names() -> list[str]:
    """The name of every field of every model, and of their parts."""
    found: dict[str, None] = {}
    for model in (*QUERIES.values(), *BODIES.values(), EvaluateBody):
        found |= dict.fromkeys(_within(model))
    return list(found)


def _within(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        part = part_of(field.annotation)
        if part is not None:
            yield from _within(part)


def routes(app: FastAPI, method: str) -> list[str]:
    """The addresses of the API that take this method, those that stand for several with a name that is none."""
    paths = app.openapi()["paths"]
    return [path.replace("{name}", "none") for path, methods in paths.items() if method in methods]


def odd(name: str) -> list[str]:
    """Names that begin or end with that of a field, and are none."""
    known = set(names())
    return [text for form in ODD_NAMES if (text := form.format(name)) not in known]


def nested(depth: int, opening: str = "[") -> Fragment:
    """A value that many levels deep, as text: no encoder writes one that is deep enough."""
    closing = {"[": "]"}.get(opening, "}")
    return Fragment(f"{opening * depth}1{closing * depth}".encode())


def batches(texts: list[str], size: int = 20) -> list[list[str]]:
    """The texts, as many at a time as one refusal tells of."""
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def siblings(count: int) -> dict[str, int]:
    """That many keys that no field has."""
    return {f"k{index}": 1 for index in range(count)}


POINTS = {"x": [0, 1, 0, 1], "y": [0, 1, 1, 0], "label": ["a", "a", "b", "b"]}
LAYER = {"weights": [[1, 1]], "biases": [0], "activation": "sigmoid"}
INPUT = {"features": ["x", "y"], "center": [0, 0], "scale": [1, 1]}


def crowded(more: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Bodies of /evaluate with more keys than there are, in each of the objects they are made of."""
    network = {"input": INPUT, "layers": [LAYER]}
    return {
        "body": {"network": network, **more},
        "points": {"network": network, "points": {**POINTS, **more}},
        "network": {"network": {**network, **more}},
        "input": {"network": {**network, "input": {**INPUT, **more}}},
        "layer": {"network": {**network, "layers": [{**LAYER, **more}]}},
    }
