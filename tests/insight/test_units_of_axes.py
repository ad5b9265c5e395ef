"""Insights about points in any units: the same as about the same points in [-1, 1], up to those units."""

import numpy as np
import pytest

from app.insight import affine, autoencoder, crossings, straight
from app.points import Points
from tests.insight.subjects import subject

UNITS = {  # center and half a range of x, then of y
    "age and income": ((40.0, 20.0), (5e4, 5e4)),
    "seconds and metres": ((1.7e9, 3.0), (2e-6, 1e-6)),
    "far from each other": ((-1e12, 1e12), (1e-30, 1e-30)),
}


def places(count: int = 40) -> tuple[np.ndarray, tuple[str, ...]]:
    """Points whose outermost are at -1 and 1 on both axes; a slanted line has most on their sides."""
    rng = np.random.default_rng(3)
    X = rng.uniform(-1, 1, (2, count))
    X[:, :4] = [[-1, 1, -1, 1], [-1, -1, 1, 1]]
    label = (X[0] + 0.7 * X[1] + rng.normal(0, 0.3, count) > 0).astype(int)
    return X, tuple(map(str, label))


def seen(units, **more):
    X, label = places()
    (cx, sx), (cy, sy) = units
    x, y = cx + sx * X[0], cy + sy * X[1]
    points = Points(tuple(x.tolist()), tuple(y.tolist()), label)
    return subject(points=points, epochs=40, test_share=0.0, resolution=30, **more)


PLAIN = ((0.0, 1.0), (0.0, 1.0))


@pytest.fixture(params=UNITS)
def units(request):
    return UNITS[request.param]


def test_the_best_line_is_the_same_line(units):
    own, plain = (straight.answer(seen(each)) for each in (units, PLAIN))
    assert own["accuracy"] == plain["accuracy"] and own["separable"] == plain["separable"]
    assert own["logistic"]["loss"] == pytest.approx(plain["logistic"]["loss"], abs=1e-6)
    X, label = places()
    (cx, sx), (cy, sy) = units
    for name in (own, own["logistic"]):
        a, b, c = name["line"]
        at_center = a * cx + b * cy + c
        right = (a * sx * X[0] + b * sy * X[1] + at_center > 0) == (np.array(label) == "1")
        assert abs(right.mean() - name["accuracy"]) <= 1 / len(label)  # its own point may be a rounding away
    x, y = own["certificate"]["meeting"]
    assert [(x - cx) / sx, (y - cy) / sy] == pytest.approx(plain["certificate"]["meeting"], abs=1e-4)


def test_a_straight_boundary_is_as_straight(units):
    told = seen(units, activation="identity")
    assert affine.straightness(told, told.logits(told.grid_inputs)) < 1e-6


def test_points_are_squeezed_as_well(units):
    own, plain = (autoencoder.answer(seen(each), shape="points", units=2) for each in (units, PLAIN))
    assert own["eigenvalues"] == pytest.approx(plain["eigenvalues"], rel=1e-5)
    assert own["line"]["error"] == pytest.approx(plain["line"]["error"], rel=1e-5)
    assert np.ptp(own["points"]["x"]) == pytest.approx(2 * units[0][1])


def test_a_units_crossing_is_fine_on_both_axes(units):
    told = seen(units)
    for unit in crossings.answer(told, side=20)["layers"][0]["units"]:
        ends = unit["crossing"].reshape(-1, 2).T
        line = np.array([unit["line"][name] for name in "abc"])
        (cx, sx), (cy, sy) = units
        away = line[0] * (ends[0] - cx) + line[1] * (ends[1] - cy) + (line[0] * cx + line[1] * cy + line[2])
        assert np.abs(away).max(initial=0) < 0.01 * np.hypot(line[0] * sx, line[1] * sy)
