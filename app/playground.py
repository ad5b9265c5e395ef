"""Links of TensorFlow Playground, as the nearest experiment here.

A link of https://playground.tensorflow.org holds its whole state behind the #; the page's script sends that
as a query (static/early.js). What a link leaves out is as Playground then has it; what has no counterpart
here is named to the visitor.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.experiment import MOST_LAYERS, MOST_UNITS
from app.experiment.cost import MOST_WORK, STEP_COST
from app.experiment.fields import MOST_SEED

FROM = ("from", "playground")  # the pair that marks a link whose keys could all be Bendline's own

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "identity"}
DATASETS = {"circle": "circles", "xor": "xor", "gauss": "gaussians", "spiral": "spiral"}
FEATURES = {
    "x": "x", "y": "y", "xSquared": "xx", "ySquared": "yy", "xTimesY": "xy", "sinX": "sin_x", "sinY": "sin_y",
}  # fmt: skip
PENALTIES = {"L1": "l1", "L2": "l2"}

# Everything that Playground writes, and what it takes where a link leaves it out.
USUAL = {
    "activation": "tanh", "regularization": "none", "batchSize": "10", "dataset": "circle",
    "regDataset": "reg-plane", "learningRate": "0.03", "regularizationRate": "0", "noise": "0",
    "networkShape": "4,2", "seed": "0",
    "showTestData": "false", "discretize": "false", "percTrainData": "50", "x": "true", "y": "true",
    "xTimesY": "false", "xSquared": "false", "ySquared": "false", "cosX": "false", "sinX": "false",
    "cosY": "false", "sinY": "false", "collectStats": "false", "tutorial": "", "problem": "classification",
    "initZero": "false", "hideText": "false",
}  # fmt: skip
SHARED = ("activation", "dataset", "noise", "seed")  # keys that Bendline has as well
UNSEEN = ("regDataset", "showTestData")  # nothing is lost: of other problems, or always so here
NOWHERE = ("cosX", "cosY", "discretize", "collectStats", "hideText")  # no counterpart, once they are on

SAMPLES = 500  # of a classification there
RADIUS = 5  # of its circle, square and spiral, where Bendline's have 1
EPOCHS = 1000
NAMED = 80  # characters of a value that is lost, with its name and what stands for it
LONGEST = 30  # characters of a value that is named as lost
LONG = MOST_WORK // 4  # about two seconds
ROOT_3 = math.sqrt(3)  # a uniform number from -a to a has the standard deviation a / sqrt(3)


def _between(low: float, high: float) -> float:
    """Playground moves a point evenly by up to this much; as a standard deviation here."""
    return (high - low) / 2 / ROOT_3 / RADIUS


def _cloud(noise: float) -> float:
    """Its clouds have the variance 0.5 + 7 noise and lie 4 sqrt(2) apart; ours lie 1.3 apart, with .16."""
    whole = 1.3 / (4 * math.sqrt(2)) * math.sqrt(0.5 + 7 * noise)
    return math.sqrt(max(whole**2 - 0.16**2, 0)) if noise else 0.0


NOISE: Mapping[str, Callable[[float], float]] = {
    "circle": lambda noise: _between(-RADIUS * noise, RADIUS * noise),
    "xor": lambda noise: _between(-RADIUS * noise, RADIUS * noise),
    "spiral": lambda noise: _between(-noise, noise),
    "gauss": _cloud,
}


@dataclass(frozen=True)
class Nearest:
    """The nearest experiment, as pairs of a query, and what of the link has no counterpart."""

    pairs: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]


def is_known(key: str) -> bool:
    """Whether it is a key of Playground's links; those that end in _hide hide its controls."""
    return key in USUAL or key.endswith("_hide")


def is_playground(query: Mapping[str, str]) -> bool:
    """Whether a link is Playground's: it has a key or a data set that only Playground has.

    >>> [is_playground(link) for link in ({"networkShape": "4,2"}, {"dataset": "gauss"}, {"dataset": "xor"})]
    [True, True, False]
    """
    theirs = query.get("dataset") in DATASETS.keys() - DATASETS.values()
    return theirs or FROM in query.items() or any(is_known(key) and key not in SHARED for key in query)


def nearest(query: Mapping[str, str]) -> Nearest:
    """The experiment of a link, by its own keys alone.

    >>> dict(nearest({"networkShape": "4,2", "dataset": "xor", "noise": "0"}).pairs)["hidden"]
    '4,2'
    """
    reading = _Reading({key: value.strip() for key, value in query.items() if is_known(key)})
    pairs = dict(reading.pairs())
    return Nearest((*pairs.items(), ("epochs", str(_epochs(pairs)))), tuple(reading.lost))


def _epochs(pairs: Mapping[str, str]) -> int:
    """Playground trains until it is stopped; here for 1000 epochs, fewer where they take long."""
    features = len(pairs["features"].split(","))
    units = [features, *map(int, filter(None, pairs["hidden"].split(","))), 1]
    weights = sum((before + 1) * after for before, after in pairwise(units))
    batch = int(pairs["batch_size"])
    epoch = -(-SAMPLES // batch) * (weights * batch + STEP_COST)
    return max(min(EPOCHS, LONG // epoch // 10 * 10), 10)


class _Reading:
    """A link that is being read: each value as Playground would take it, and what could not be taken."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self.sent = sent
        self.lost: list[str] = []

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The experiment's fields."""
        dataset = self._choice("dataset", DATASETS)
        noise = self._number("noise", 0, 50) / 100
        seed = self._seed()
        yield "dataset", DATASETS[dataset]
        yield "samples", str(SAMPLES)
        yield "noise", _text(min(round(NOISE[dataset](noise), 2), 0.5))
        yield "test_share", _text(round(1 - self._number("percTrainData", 10, 90) / 100, 2))
        yield "data_seed", seed
        yield "features", self._features()
        yield "activation", ACTIVATIONS[self._choice("activation", ACTIVATIONS)]
        yield "hidden", self._hidden()
        if self._is_on("initZero"):
            yield "initializer", "zeros"
        yield "loss", "squared_error"
        yield "optimizer", "sgd"
        yield "learning_rate", _text(self._number("learningRate", 1e-5, 10))
        yield "batch_size", _text(int(self._number("batchSize", 1, 2000)))
        yield from self._penalty()
        yield "seed", seed
        self._name_the_rest()

    def _value(self, key: str) -> str:
        return self.sent.get(key, "") or USUAL[key]

    def _lose(self, key: str, instead: str = "") -> None:
        sent = self.sent[key] if len(self.sent[key]) <= LONGEST else f"{self.sent[key][: LONGEST - 1]}…"
        self.lost.append(f"{key}={sent}{f' → {instead}' if instead else ''}")

    def _choice(self, key: str, choices: Mapping[str, str]) -> str:
        value = self._value(key)
        if value in choices:
            return value
        self._lose(key, USUAL[key])
        return USUAL[key]

    def _number(self, key: str, low: float, high: float) -> float:
        """The number nearest to what was sent that Bendline can have; 0 stays 0 where that is the usual."""
        number = _read(self._value(key))
        if number is None:
            self._lose(key, USUAL[key])
            return float(USUAL[key])
        fitting = min(max(number, low), high)
        if fitting != number:
            self._lose(key, _text(fitting))
        return fitting

    def _seed(self) -> str:
        """Its seeds are texts such as 0.48133; a whole number that is another for another seed."""
        number = _read(self._value("seed"))
        if number is None:
            self._lose("seed", "0")
            return "0"
        return str(round(abs(number) * 100_000) % MOST_SEED)

    def _is_on(self, key: str) -> bool:
        return self._value(key) != "false"  # as Playground reads it

    def _features(self) -> str:
        chosen = [ours for theirs, ours in FEATURES.items() if self._is_on(theirs)]
        if chosen:
            return ",".join(chosen)
        self.lost.append("x=false, y=false → x,y")
        return "x,y"

    def _hidden(self) -> str:
        text = self.sent.get("networkShape", USUAL["networkShape"])
        layers = [part.strip() for part in text.split(",") if part.strip()]
        if not all(re.fullmatch(r"[0-9]{1,9}", part) for part in layers):
            self._lose("networkShape", USUAL["networkShape"])
            return USUAL["networkShape"]
        units = [str(int(part)) for part in layers]
        nearest = [str(min(max(int(part), 1), MOST_UNITS)) for part in layers[:MOST_LAYERS]]
        if nearest != units:
            self._lose("networkShape", ",".join(nearest))
        return ",".join(nearest)

    def _penalty(self) -> Iterator[tuple[str, str]]:
        kind, rate = self._value("regularization"), self._number("regularizationRate", 0, 1)
        if kind in PENALTIES and rate:
            yield PENALTIES[kind], _text(rate)
        elif kind not in PENALTIES and kind != "none":
            self._lose("regularization")

    def _name_the_rest(self) -> None:
        if self._value("problem") != "classification":
            self._lose("problem")
        if self._value("tutorial"):
            self._lose("tutorial")
        for key in self.sent:
            on = self._is_on(key) if key in NOWHERE else key.endswith("_hide") and self.sent[key] == "true"
            if on and self.sent[key]:
                self._lose(key)


def _read(text: str) -> float | None:
    """The finite number that a text is, in the digits of a link."""
    if not re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,3})?\.?", text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def _text(number: float) -> str:
    return f"{number:.10g}"
