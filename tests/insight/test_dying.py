"""C9: ReLU units can die, and those that leak cannot."""

import numpy as np
import pytest

from app.insight import dying
from app.nn.activations import find
from tests.insight.subjects import subject
from tests.nn.gradients import numeric_gradient


@pytest.fixture(scope="module")
def seen():
    return subject("elu", trained=False)


def rows(seen, bias: float) -> dict[str, dict]:
    return {row["activation"]: row for row in dying.answer(seen, bias=bias)["rows"]}


@pytest.mark.claim(id="C9")
@pytest.mark.parametrize(("bias", "share"), [(0.0, 0.0), (-10.0, 1.0)])
def test_c9_relu_units_die_of_a_low_bias(seen, bias, share):
    """C9: 64 units, inputs ±1: at bias 0 none are dead, at -10 all."""
    assert rows(seen, bias)["relu"]["dead_share"] == share


@pytest.mark.claim(id="C9")
@pytest.mark.parametrize("bias", [0.0, -1.0, -5.0, -10.0])
@pytest.mark.parametrize("name", ["leaky_relu", "elu"])
def test_c9_leaky_relu_and_elu_units_never_do(seen, name, bias):
    """C9: leaky and ELU: none, and each unit still gets a gradient."""
    row = rows(seen, bias)[name]
    assert row["dead_share"] == 0 and (row["gradient"] > 0).all()


@pytest.mark.claim(id="C9")
@pytest.mark.parametrize("bias", [-0.5, -2.0, -10.0])
def test_c9_the_dead_get_a_gradient_of_exactly_zero(seen, bias):
    """C9: exactly 0 for the dead, and for nobody else."""
    row = rows(seen, bias)["relu"]
    assert np.array_equal(np.flatnonzero(row["gradient"] == 0) + 1, row["dead"])


def test_the_dead_are_those_whose_largest_sum_is_not_above_zero(seen):
    """Over the corners ±1 the largest of w·x is |w1| + |w2|."""
    told = dying.answer(seen, bias=-1.5)
    reach = np.abs(told["weights"]).sum(axis=1)
    assert told["rows"][0]["dead"].tolist() == (np.flatnonzero(reach <= 1.5) + 1).tolist()
    expected = [(reach + bias <= 0).mean() for bias in told["bias"]]
    assert told["rows"][0]["dead_share_at"] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "tanh"])
def test_the_gradient_is_the_slope_of_the_error(name):
    weights, bias = np.random.default_rng(2).normal(size=(3, 2)), -0.3
    targets = np.array([0, 1, 1, 0])

    def error(theta):
        W = theta.reshape(3, 3)
        said = find(name).bound()(W[:, :2] @ dying.CORNERS + W[:, 2:]).mean(axis=0)
        return float(((said - targets) ** 2).mean())

    theta = np.column_stack([weights, np.full(3, bias)]).ravel()
    numeric = np.linalg.norm(numeric_gradient(error, theta).reshape(3, 3), axis=1)
    assert dying.hidden_gradient(find(name).bound(), weights, bias) == pytest.approx(numeric, abs=1e-8)
