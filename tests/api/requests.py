"""Random valid requests, drawn from the table of fields: what a test could not think of by itself."""

import random
from collections.abc import Iterator
from dataclasses import Field
from typing import Any

from app.experiment import Experiment, fields_shown
from app.nn import losses, optimizers
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.nn.solver import AUTO

# What keeps a thousand requests inside a minute; every other field has its whole range.
SMALL = {"samples": (20, 120), "epochs": (1, 40), "resolution": (20, 32), "frames": (0, 3)}
FORMULAS = ("x**2", "max(0.1*x, x)", "x/(1+abs(x))", "exp(-x*x)", "sin(x)/2")
BOUNDS = 0.15  # the share of numbers that are exactly a bound


def query(rng: random.Random) -> list[tuple[str, str]]:
    """The pairs of one query for /api/v1/compare: about half of the fields, the others at their defaults."""
    chosen = {
        spec.name: _text(spec, rng) for spec in fields_shown() if rng.random() < 0.5 or spec.name in SMALL
    }
    _fit_classes(chosen, rng)
    hidden = _hidden(rng)
    chosen |= {"hidden": ",".join(map(str, hidden))}
    chosen.pop("activation", None)
    _fit_optimizer(chosen)
    return [*chosen.items(), *(("activation", text) for text in _activations(rng, len(hidden)))]


def _text(spec: Field, rng: random.Random) -> str:
    choices = [name for name, _ in spec.metadata.get("choices", ())]
    if spec.metadata.get("many"):
        return ",".join(rng.sample(choices, rng.randint(1, len(choices))))
    if choices:
        return rng.choice(choices)
    if "minimum" in spec.metadata:
        return str(_number(spec, rng))
    return str(spec.default)


def _number(spec: Field, rng: random.Random) -> Any:
    low, high = SMALL.get(spec.name, (spec.metadata["minimum"], spec.metadata["maximum"]))
    if rng.random() < BOUNDS:
        return rng.choice((low, high))
    return rng.randint(low, high) if isinstance(spec.default, int) else round(rng.uniform(low, high), 3)


def _fit_classes(chosen: dict[str, str], rng: random.Random) -> None:
    dataset = next(entry for entry in DATASETS if entry.name == chosen.get("dataset", "spiral"))
    chosen["classes"] = str(rng.randint(*dataset.classes))


def _fit_optimizer(chosen: dict[str, str]) -> None:
    """Leave out what the optimiser refuses, and the optimiser where it refuses the whole network."""
    if chosen.get("optimizer", AUTO) == AUTO:
        return
    rule = optimizers.find(chosen["optimizer"])
    if rule.whole:
        for name in ("batch_size", "dropout", "activation_noise"):
            chosen.pop(name, None)
    if rule.curved and not losses.find(chosen.get("loss", "cross_entropy")).curved:
        del chosen["loss"]
    shape = Experiment(
        hidden=chosen["hidden"], features=chosen.get("features", "x,y"), classes=int(chosen["classes"])
    )
    if 0 < rule.most_weights < shape.network().parameters:
        del chosen["optimizer"]


def _hidden(rng: random.Random) -> list[int]:
    return [rng.choice((1, 2, 3, 8, 16)) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 6)))]


def _activations(rng: random.Random, layers: int) -> Iterator[str]:
    names = [entry.name for entry in ACTIVATIONS]
    texts = [*names, *FORMULAS, "leaky_relu(0.3)", "elu(2)"]
    if layers:
        texts.append("/".join(rng.choice(names) for _ in range(layers)) if layers > 1 else "silu(2)")
    yield from rng.sample(texts, rng.choice((1, 1, 2)))
