"""Numbers of a body are finite, and as short as they can be."""

import numpy as np
import pytest

from app.experiment import Experiment
from app.jobs import body
from app.nn.boundary import Boundary


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_json_cannot_hold_is_an_error(value):
    """Orjson would write null for it and say nothing."""
    with pytest.raises(FloatingPointError):
        body.short(value)
    with pytest.raises(FloatingPointError):
        body.finite(np.array([0.0, value]))
    with pytest.raises(FloatingPointError):
        body.picture(Boundary(np.array([[0.5, value]])), "json")


@pytest.mark.parametrize(
    ("value", "text"), [(1 / 3, b"0.333333"), (1e40 / 3, b"3.33333e+39"), (None, b"null")]
)
def test_losses_have_six_digits(value, text):
    assert body.encode(body.short(value)) == text


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_z_has_four_decimals_whatever_it_was_computed_in(dtype):
    drawn = Boundary(np.array([[1 / 3, 2 / 3], [1e-9, 1]], dtype=dtype))
    assert body.encode(body.picture(drawn, "json")["z"]) == b"[[0.3333,0.6667],[0.0,1.0]]"


def test_boundary_repeats_its_one_activation_as_a_text():
    asked = body.asked(Experiment(activation=("sin",)), "boundary")
    assert asked["activation"] == "sin" and "points" not in asked
