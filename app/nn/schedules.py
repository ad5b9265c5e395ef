"""Learning-rate schedules: how the rate changes over a training.

Each is a function of the share of the epochs that are over, from 0 to 1, and gives the share of the
learning rate to use, from 0 to 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from app.nn.errors import UnknownName


@dataclass(frozen=True)
class Schedule:
    """One course of the learning rate."""

    name: str
    label: str
    note: str
    formula: str
    source: str
    share: Callable[[float], float]


def cosine(done: float) -> float:
    """Half a wave of the cosine, from 1 down to 0."""
    return (1 + cos(pi * done)) / 2


BRISK = 1.5  # times the usual rate: 60 epochs of settling then do what 100 do without


def settling(done: float) -> float:
    """How a training comes to rest: brisk steps for half of the time, then half a cosine down to 0.

    Source: Hägele et al. 2024, arXiv:2405.18392, section 3 (a constant rate and a cooldown).
    """
    return BRISK * (1 if done < 0.5 else cosine(2 * done - 1))


WARM, COLD = 0.3, 0.04  # of the epochs to rise in, and of the rate to rise from


def _one_cycle(done: float) -> float:
    if done < WARM:
        return COLD + (1 - COLD) * (1 - cosine(done / WARM))
    return cosine((done - WARM) / (1 - WARM))


def _step(done: float) -> float:
    return 0.1 ** min(int(3 * done), 2)


SCHEDULES: tuple[Schedule, ...] = (
    Schedule(
        name="constant",
        label="Constant",
        note="The same rate from the first epoch to the last.",
        formula="1",
        source="Robbins & Monro 1951, Annals of Mathematical Statistics 22, pp. 400-407",
        share=lambda done: 1.0,
    ),
    Schedule(
        name="cosine",
        label="Cosine",
        note="Falls along half a wave, slowly at first and slowly at the end.",
        formula="(1 + cos(π s)) / 2, s the share of the epochs that are over",
        source="Loshchilov & Hutter 2017, ICLR, eq. 5",
        share=cosine,
    ),
    Schedule(
        name="one_cycle",
        label="One cycle",
        note="Warms up for three tenths of the epochs, then falls to nothing.",
        formula="from 1/25 up to 1 and down to 0, both along half a cosine",
        source="Smith & Topin 2018, arXiv:1708.07120, section 3",
        share=_one_cycle,
    ),
    Schedule(
        name="step",
        label="Steps",
        note="A tenth of the rate after each third of the epochs.",
        formula="0.1^floor(3 s), s the share of the epochs that are over",
        source="He et al. 2016, CVPR, section 3.4 (divided by 10 in stages)",
        share=_step,
    ),
)

_BY_NAME = {entry.name: entry for entry in SCHEDULES}


def find(name: str) -> Schedule:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("schedule", name, tuple(_BY_NAME))
    return _BY_NAME[name]
