"""The record of one experiment: its one spelling, its values, its query string, the shape of its network."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

import numpy as np

from app.experiment.fields import Fields, fields_shown
from app.experiment.layers import parse_hidden
from app.nn import datasets, features, spelling
from app.nn.activations import Activation
from app.nn.network import Network
from app.points import Points, spelled

MOST_ACTIVATIONS = 6  # that one experiment compares
OWN = "points"  # what stands for the data set where somebody sent points
FOLLOWING = ("dataset", "samples", "noise", "classes")  # fields that follow from own points


@dataclass(frozen=True)
class Experiment(Fields):
    """One experiment: the fields of the table, and somebody's own points where there are some."""

    points: Points | None = None

    def canonical(self) -> "Experiment":
        """The same experiment in its one spelling: no spaces, lower case, points as many as there are.

        Raises UnknownName, BadSpelling.
        """
        counted: dict[str, Any]
        if self.points is None:
            counted = {"samples": datasets.available(datasets.find(self.dataset), self.samples, self.classes)}
        else:
            counted = {
                "points": self.points.canonical(),
                "dataset": OWN,
                "samples": len(self.points.x),
                "classes": len(set(self.points.label)),
                "noise": 0.0,
            }
        return replace(
            self,
            activation=tuple(spelling.canonical(text) for text in self.activation),
            hidden=",".join(str(units) for units in self.layers()),
            features=",".join(feature.name for feature in features.parse(self.features)),
            **counted,
        )

    def layers(self) -> tuple[int, ...]:
        """The units of each hidden layer. Raises BadSpelling."""
        return parse_hidden(self.hidden)

    def values(self) -> dict[str, Any]:
        """Every field but the points, as JSON values; the experiment as the answer repeats it."""
        values = asdict(replace(self, points=None))
        del values["points"]
        return values | {"activation": list(self.activation)}

    def query(self) -> str:
        """The query string of this experiment: what differs from the defaults, in the fields' order.

        Raises Unsuitable where an address cannot hold the points.
        """
        pairs = []
        for spec in fields_shown():
            if self.points is not None and spec.name in FOLLOWING:
                continue
            value = getattr(self, spec.name)
            if value != spec.default:
                several = value if isinstance(value, tuple) else (value,)
                pairs += [(spec.name, _written(item)) for item in several]
        if self.points is not None:
            pairs.append((OWN, spelled(self.points)))
        return urlencode(pairs, safe=",/()*")

    def network(self, activations: tuple[Activation, ...] = ()) -> Network:
        """The shape of the network, with these activations. Raises BadSpelling, UnknownName."""
        classes = self.classes if self.points is None else len(set(self.points.label))
        inputs, outputs = len(features.parse(self.features)), 1 if classes == 2 else classes
        return Network((inputs, *self.layers(), outputs), activations)


def _written(value: Any) -> str:
    """A value as a person writes it into an address: all digits of a number, and no exponent."""
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)
