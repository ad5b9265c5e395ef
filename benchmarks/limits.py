"""What is beyond an activation, and why: the honest zeros of the table of who solves what.

tests/test_promises.py expects each of these to fail and everything else to succeed; docs/success.md
gives the reasons under its table.
"""

from dataclasses import dataclass

from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS

NAMES = tuple(entry.name for entry in ACTIVATIONS if not entry.alias_of)
SETS = tuple(entry.name for entry in DATASETS)


@dataclass(frozen=True)
class Limit:
    """These activations do not reach 99 % of the training points of these data sets with the defaults.

    Where some seeds do, `sometimes` says so, with {places} for the data sets and the counts of the table.
    """

    activations: tuple[str, ...]
    datasets: tuple[str, ...]
    reason: str
    sometimes: str = "Some get there on {places}."


LIMITS: tuple[Limit, ...] = (
    Limit(
        ("identity",),
        tuple(name for name in SETS if name not in ("gaussians", "iris")),
        "layers without a bend are one straight line, however many there are, and no line separates these "
        "points.",
    ),
    Limit(
        ("binary_step",),
        SETS,
        "its slope is zero, so gradient descent cannot move the hidden layers; only the output layer learns.",
        "That alone is enough on {places}.",
    ),
    Limit(
        ("quadratic",),
        ("spiral", "yin_yang", "sine"),
        "two layers of squares make a polynomial of degree 4 (those of cubes one of degree 9), and its "
        "boundary has too few turns to follow.",
        "It has enough of them on {places}.",
    ),
    Limit(
        NAMES,
        ("iris",),
        "the data are real, and some flowers of different species have the same petals to the millimetre. "
        "Whether 99 % can be reached depends on which flowers are kept for testing.",
        "It can on {places}.",
    ),
)

CANNOT = frozenset(
    (dataset, activation)
    for limit in LIMITS
    for dataset in limit.datasets
    for activation in limit.activations
)
