"""Whether a body from a store is the answer of that name: a store is shared, and others may write into it.

A name follows from the question, and a body repeats its question; so the name is made anew from the body.
The rest is looked at for its shape, so far that whoever reads it finds what it expects.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from app.experiment import Experiment, Points, fields_shown
from app.insight import INSIGHTS
from app.jobs.kinds import Inquiry, Kind
from app.jobs.naming import name_of

WHOLE = 4 * 2**20  # bytes of a body that is read whole, in 20 ms; of the few longer ones, its two ends
OPENING, AFTER = b'{"experiment":', b',"data":{'

NUMBER = (int, float)
MAYBE = (int, float, type(None))
SCORE = {"train": NUMBER, "test": MAYBE}
RUN = {
    "activation": str,
    "status": str,
    "message": str,
    "verdict": {"reason": str, "values": dict, "balanced": dict, "recall": dict, "largest": dict},
    "epochs": int,
    "solver": {
        "optimizer": str,
        "learning_rate": NUMBER,
        "schedule": str,
        "initializer": str,
        "restarts": int,
    },
    "loss": SCORE,
    "accuracy": SCORE,
    "parameters": int,
    "history": {
        "epoch": [NUMBER],
        "train_loss": [NUMBER],
        "test_loss": [MAYBE],
        "train_accuracy": [NUMBER],
        "test_accuracy": [MAYBE],
    },
    "frames": [{"epoch": int}],
    "network": {"input": dict, "layers": [{"weights": [[NUMBER]], "biases": [NUMBER], "activation": str}]},
}
DATA = {"x": [NUMBER], "y": [NUMBER], "label": [int], "split": [str], "classes": [str]}
GRIDS = ("z", "confidence", "margin")
PACKED = {"dtype": str, "bdata": str, "shape": str}


def fits(name: str, body: bytes) -> bool:
    """Whether that body can be the answer of that name."""
    try:
        said = orjson.loads(body if len(body) <= WHOLE else _beginning(body))
        experiment, kind = question_of(said)
        if name_of(experiment, kind) != name:
            return False
        return len(body) > WHOLE or _is_whole(said, experiment, kind)
    except (ValueError, KeyError, TypeError, AttributeError):  # whatever it lacks, it is no answer
        return False


def _beginning(body: bytes) -> bytes:
    """The question alone, of a body that is too long to be read whole. Raises ValueError."""
    if not body.startswith(OPENING) or not body.endswith(b"}"):
        raise ValueError("no answer")
    ending = b',"run":{}}' if body.find(b'"run":{', 0, WHOLE) > 0 else b',"runs":[]}'
    return body[: body.index(AFTER)] + ending


def question_of(said: Mapping[str, Any]) -> tuple[Experiment, Kind]:
    """The experiment and the kind of answer that a body repeats. Raises KeyError, TypeError, ValueError."""
    asked = dict(said["experiment"])
    activation, own = asked["activation"], asked.pop("points", None)
    asked["activation"] = (activation,) if isinstance(activation, str) else tuple(activation)
    if set(asked) != {spec.name for spec in fields_shown()}:
        raise ValueError("no experiment")
    points = Points(**{key: tuple(values) for key, values in own.items()}) if own else None
    return Experiment(**asked, points=points), _kind(said)


def _kind(said: Mapping[str, Any]) -> Kind:
    if "insight" not in said:
        return "compare" if "runs" in said else "boundary"
    if said["insight"] not in {insight.name for insight in INSIGHTS}:
        raise ValueError("no insight")
    return Inquiry(said["insight"], tuple(said["parameters"].items()))


def _is_whole(said: Mapping[str, Any], experiment: Experiment, kind: Kind) -> bool:
    """Whether everything is there, in the kinds of values that it has in answers."""
    if isinstance(kind, Inquiry):
        return all(field.name in said for field in kind.insight.fields)
    runs = said["runs"] if kind == "compare" else [said["run"]]
    points = {len(said["data"][name]) for name in ("x", "y", "label", "split")}
    return (
        has(said["data"], DATA)
        and points == {experiment.samples}
        and max(said["data"]["label"]) < len(said["data"]["classes"])
        and tuple(run["activation"] for run in runs) == experiment.activation
        and has(runs, [RUN])
        and all(_is_drawn(run["boundary"], experiment) for run in runs)
    )


def _is_drawn(boundary: Mapping[str, Any], experiment: Experiment) -> bool:
    """Whether there is a square of numbers, and of more than two classes those that belong to it."""
    side = experiment.resolution
    sides = [boundary["x"], boundary["y"]]
    if {len(values) for values in sides} != {side} or not has(sides, [[NUMBER]]):
        return False
    grids = [boundary[name] for name in GRIDS if boundary.get(name) is not None]
    if len(grids) != (1 if experiment.classes == 2 else 3):
        return False
    if experiment.encoding != "json":
        return has(grids, [PACKED])
    rows = [row for grid in grids for row in grid]
    return len(rows) == side * len(grids) and {len(row) for row in rows} == {side} and has(rows, [[NUMBER]])


def has(value: Any, shape: Any) -> bool:
    """Whether a value has a shape: {key: shape} has these keys at least, [shape] holds such alone.

    >>> has({"a": [1, 2.5], "b": None}, {"a": [NUMBER]}), has({"a": ["1"]}, {"a": [NUMBER]})
    (True, False)
    """
    if isinstance(shape, dict):
        parts = shape.items()
        return isinstance(value, dict) and all(key in value and has(value[key], part) for key, part in parts)
    if isinstance(shape, list):
        (part,) = shape
        if not isinstance(value, list):
            return False
        if isinstance(part, type | tuple):
            return set(map(type, value)) <= set(part if isinstance(part, tuple) else (part,))
        return all(has(item, part) for item in value)
    return isinstance(value, shape) and not isinstance(value, bool)
