"""Features: what each shows the network."""

import numpy as np
import pytest

from app.nn.errors import BadSpelling, UnknownName
from app.nn.features import FEATURES, inputs, parse


def test_every_feature_is_what_it_is_called():
    x, y = 0.5, -2.0
    expected = {
        "x": x, "y": y, "xx": 0.25, "yy": 4.0, "xy": -1.0, "sin_x": 1.0, "sin_y": 0.0, "radius": np.sqrt(4.25)
    }  # fmt: skip
    values = {entry.name: entry.function(np.array([x]), np.array([y]))[0] for entry in FEATURES}
    assert values == pytest.approx(expected, abs=1e-12)


def test_inputs_end_with_a_row_of_ones_for_the_bias():
    rows = inputs(parse("x,xy"), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert rows.dtype == np.float32
    assert rows.tolist() == [[1, 2], [3, 8], [1, 1]]


@pytest.mark.parametrize("text", ["", " , ", "x,x"])
def test_none_or_twice_the_same_is_refused(text):
    with pytest.raises(BadSpelling):
        parse(text)


def test_an_unknown_feature_is_refused():
    with pytest.raises(UnknownName, match="radius"):
        parse("x,z")


@pytest.mark.parametrize("entry", FEATURES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("largest", [1e-300, 1e19, 1e38, 1e120, 1e300, np.finfo(float).max])
def test_every_feature_is_finite_wherever_the_point_lies(entry, largest):
    """In the numbers that a network calculates with, and without a word of NumPy about it."""
    X = largest * np.array([[-1.0, 1.0, 0.0, 1.0], [1.0, -1.0, 5e-324, 0.0]])
    rows = inputs((entry,), X)
    assert np.isfinite(rows).all() and (rows[-1] == 1).all()


def test_what_is_near_is_left_as_it_is():
    rng = np.random.default_rng(0)
    X = rng.normal(0, 1000, (2, 50))
    for entry in FEATURES:
        assert np.array_equal(inputs((entry,), X, np.float64)[0], entry.function(*X))
