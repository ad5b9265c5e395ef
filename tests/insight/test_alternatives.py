"""D1, D2 and D3: a network beside what knows the shape, within the points and beyond them."""

import numpy as np
import pytest

from app.insight import alternatives
from app.insight.direct import PROBLEMS
from tests.insight.subjects import subject

CLAIM = {"polynomial": "D1", "fourier": "D2", "exponential": "D3"}
each_problem = pytest.mark.parametrize(
    "problem", [pytest.param(entry.name, marks=pytest.mark.claim(id=CLAIM[entry.name])) for entry in PROBLEMS]
)


@each_problem
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_network_does_well_between_the_points_and_fails_beyond(problem, seed):
    """Beyond them the direct solution is as good as between them; whichever weights the network began with."""
    told = alternatives.answer(subject(trained=False, seed=seed), problem=problem, units=24, degree=2)
    direct, network, height = told["direct"], told["network"], np.ptp(told["data"]["y"])
    assert network["error_inside"] < 0.02 * height and network["error_outside"] > 0.5 * height
    assert direct["error_inside"] < 1e-11 and direct["error_outside"] < 1e-10


@each_problem
def test_the_errors_are_those_of_the_curves(problem):
    told = alternatives.answer(subject(trained=False), problem=problem, units=12, degree=2)
    x, (low, high) = told["x"], told["range"]
    assert x[0] < low and x[-1] > high
    last = told["data"]["x"][-1]
    for one in (told["direct"], told["network"]):
        off, inside = np.abs(one["y"] - told["y"]), (x >= low) & (x <= last)
        assert one["error_inside"] == off[inside].max() and one["error_outside"] == off[~inside].max()


def test_more_units_come_nearer_and_cost_more_numbers():
    few, many = (
        alternatives.answer(subject(trained=False), problem="fourier", units=units, degree=2)["network"]
        for units in (8, 32)
    )
    assert many["error_inside"] < few["error_inside"] / 5
    assert (few["weights"], many["weights"]) == (25, 97)


def test_each_problem_is_a_choice():
    (parameter,) = [spec for spec in alternatives.ALTERNATIVES.parameters if spec.name == "problem"]
    assert [name for name, _ in parameter.choices] == list(CLAIM)
