"""The catalog: every choice there is, with its words and its curve, made from the entries themselves."""

from functools import cache
from math import floor, log10
from typing import Any

import numpy as np

from app.experiment import GROUPS, MOST_ACTIVATIONS, fields_shown
from app.insight import INSIGHTS, Insight
from app.nn.activations import ACTIVATIONS, Activation, Parameter
from app.nn.datasets import DATASETS, Dataset
from app.nn.features import FEATURES
from app.nn.initializers import INITIALIZERS
from app.nn.losses import LOSSES
from app.nn.optimizers import OPTIMIZERS
from app.nn.schedules import SCHEDULES
from app.nn.spelling import Spelled

CURVE = np.linspace(-4, 4, 81)  # where an activation's curve is drawn
FINE = np.linspace(-4, 4, 321)  # where a formula's is, which may wind more than any of the catalog


@cache
def catalog() -> dict[str, Any]:
    """Every choice and every field, as JSON values."""
    return {
        "activations": [_activation(entry) for entry in ACTIVATIONS],
        "datasets": [_dataset(entry) for entry in DATASETS],
        "optimizers": [_words(entry) | {"learning_rate": entry.rate} for entry in OPTIMIZERS],
        "schedules": [_words(entry) for entry in SCHEDULES],
        "initializers": [_words(entry) for entry in INITIALIZERS],
        "losses": [_words(entry) for entry in LOSSES],
        "features": [_words(entry) for entry in FEATURES],
        "insights": [_insight(entry) for entry in INSIGHTS],
        "fields": [_field(spec) for spec in fields_shown()],
    }


def _words(entry: Any) -> dict[str, Any]:
    """What every entry has: its name for machines, and its words for people."""
    return {word: getattr(entry, word, "") for word in ("name", "label", "note", "formula", "source")}


def _activation(entry: Activation) -> dict[str, Any]:
    return _words(entry) | {
        "derivative": entry.derivative,
        "range": entry.range,
        "bends": entry.bends,
        "alias_of": entry.alias_of,
        "parameters": [vars(parameter) for parameter in entry.parameters],
        "curve": curve(entry),
    }


def described(spelled: Spelled) -> dict[str, Any]:
    """An activation as somebody wrote it, in the catalog's words, its parameters with value and step."""
    entry, bound = spelled.entry, spelled.bound
    parameters = zip(entry.parameters, spelled.numbers, strict=True)
    return _activation(entry) | {
        "name": bound.name,
        "bends": bound.bends,
        "parameters": [
            vars(parameter) | {"value": value, "step": _step(parameter)} for parameter, value in parameters
        ],
        "curve": curve(bound, CURVE if entry in ACTIVATIONS else FINE),
    }


def _step(parameter: Parameter) -> float:
    """A power of ten that makes fifty to five hundred steps."""
    return 10.0 ** floor(log10((parameter.maximum - parameter.minimum) / 50))


def curve(entry: Activation, x: np.ndarray = CURVE) -> dict[str, list[float]]:
    """F and f' over [-4, 4]; of softmax, the first of two units whose other one is at 0."""
    z = np.vstack([x, np.zeros_like(x)]) if entry.pullback else x[None]
    value, slope = entry.bound()(z)[0], entry.bound().gradient(z)[0]
    return {"x": _rounded(x), "y": _rounded(value), "slope": _rounded(slope)}


def _rounded(values: np.ndarray) -> list[float]:
    return [float(value) for value in np.round(values, 4) + 0.0]  # + 0.0 turns -0.0 into 0.0


def _dataset(entry: Dataset) -> dict[str, Any]:
    return _words(entry) | {"classes": list(entry.classes)}


def _insight(entry: Insight) -> dict[str, Any]:
    return {
        **{word: getattr(entry, word) for word in ("name", "label", "note")},
        "parameters": [_field(spec) for spec in entry.parameters],
        "fields": [{"name": said.name, "help": said.help} for said in entry.fields],
    }


def _field(spec: Any) -> dict[str, Any]:
    meta = spec.metadata
    kind = {int: "integer", float: "number"}.get(type(spec.default), "text")
    return {
        "name": spec.name,
        "label": meta["label"],
        "help": meta["help"],
        "group": meta["group"],
        "group_label": GROUPS.get(meta["group"], ""),
        "kind": "choice" if "choices" in meta and not meta.get("many") else kind,
        "default": list(spec.default) if isinstance(spec.default, tuple) else spec.default,
        "minimum": meta.get("minimum"),
        "maximum": meta.get("maximum"),
        "step": meta.get("step"),
        "choices": [{"name": name, "label": label} for name, label in meta.get("choices", ())],
        "most": MOST_ACTIVATIONS if spec.name == "activation" else 1,
        "rare": meta.get("rare", False),
    }
