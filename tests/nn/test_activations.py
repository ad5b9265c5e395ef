"""Activations: their derivatives, their claims, and how they are written."""

import numpy as np
import pytest
from scipy import special, stats

from app.nn.activations import ACTIVATIONS, SOFTMAX, find
from app.nn.errors import BadSpelling, UnknownName
from app.nn.spelling import parse
from tests.nn.gradients import central_difference, disagreement

ELEMENTWISE = [entry for entry in ACTIVATIONS if entry.pullback is None]
CORNERS = (-3.0, -1.0, 0.0, 1.0, 3.0, 6.0)  # where one may be; no difference quotient is taken across it

by_name = pytest.mark.parametrize("entry", ELEMENTWISE, ids=lambda entry: entry.name)


def away_from_corners() -> np.ndarray:
    z = np.linspace(-6, 6, 401)
    return z[np.all([np.abs(z - corner) > 1e-3 for corner in CORNERS], axis=0)][None]


@pytest.mark.claim(id="C1")
@by_name
def test_the_derivative_agrees_with_central_differences(entry):
    z, activation = away_from_corners(), entry.bound()
    assert disagreement(activation.gradient(z), central_difference(activation, z)) < 1e-6


@by_name
def test_the_checker_notices_a_derivative_that_is_a_thousandth_off(entry):
    z, activation = away_from_corners(), entry.bound()
    wrong = activation.gradient(z) * 1.001
    if entry.name == "binary_step":
        wrong = activation.gradient(z) + 0.001  # a thousandth of zero is no error
    assert disagreement(wrong, central_difference(activation, z)) > 1e-6


@by_name
def test_at_a_corner_the_slope_is_that_on_the_left(entry):
    corners, step, activation = np.array([CORNERS]), 1e-6, entry.bound()
    left = (activation(corners) - activation(corners - step)) / step
    assert np.abs(activation.gradient(corners) - left).max() < 1e-4


@pytest.mark.parametrize(
    "text", ["leaky_relu(0)", "leaky_relu(0.3)", "leaky_relu(1)", "elu(0.5)", "elu(3)", "silu(0)", "silu(4)"]
)
def test_derivatives_hold_for_other_parameters(text):
    (activation,), z = parse(text), away_from_corners()
    assert disagreement(activation.gradient(z), central_difference(activation, z)) < 1e-6


def test_softmax_pulls_a_gradient_back_like_its_jacobian():
    rng = np.random.default_rng(0)
    z, delta = rng.normal(size=(5, 7)), rng.normal(size=(5, 7))
    step, expected = 1e-6, np.empty((5, 7))
    for unit in range(5):
        move = np.zeros((5, 1))
        move[unit] = step
        expected[unit] = (delta * (SOFTMAX(z + move) - SOFTMAX(z - move))).sum(axis=0) / (2 * step)
    SOFTMAX.pullback(SOFTMAX(z), delta)
    assert disagreement(delta, expected) < 1e-6


def selu_of_the_paper(z: np.ndarray) -> np.ndarray:
    """SELU with its two numbers not typed but solved for: N(0, 1) comes out with mean 0 and variance 1.

    Source: Klambauer et al. 2017, eq. 14.
    """
    below = np.exp(0.5) * special.ndtr(-1)  # E[exp(x); x < 0], and of exp(2x):
    below_twice = np.exp(2) * special.ndtr(-2)
    alpha = stats.norm.pdf(0) / (0.5 - below)
    scale = 1 / np.sqrt(0.5 + alpha**2 * (below_twice - 2 * below + 0.5))
    return scale * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


ORACLES = {
    "sigmoid": special.expit,
    "logistic": special.expit,
    "tanh": np.tanh,
    "arctan": np.arctan,
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(z)),
    "identity": lambda z: z,
    "binary_step": lambda z: np.where(z > 0, 1.0, 0.0),
    "quadratic": lambda z: z**2,
    "sin": np.sin,
    "softplus": lambda z: np.logaddexp(0, z),
    "silu": lambda z: z * special.expit(z),
    "gelu": lambda z: z * special.ndtr(z),
    "softsign": lambda z: np.where(z > 0, 1, -1) * (1 - 1 / (1 + np.abs(z))),
    "hard_tanh": lambda z: (np.abs(z + 1) - np.abs(z - 1)) / 2,
    "hard_sigmoid": lambda z: (np.abs(z + 3) - np.abs(z - 3)) / 12 + 0.5,
    "hard_swish": lambda z: np.piecewise(z, [z < -3, z > 3], [0, lambda z: z, lambda z: z * (z + 3) / 6]),
    "relu6": lambda z: (np.abs(z) - np.abs(z - 6)) / 2 + 3,
    "selu": selu_of_the_paper,
    "mish": lambda z: z * np.tanh(np.logaddexp(0, z)),
    "bent_identity": lambda z: 1.5 * z + (np.exp(-np.arcsinh(z)) - 1) / 2,
    "absolute": lambda z: np.sqrt(z**2),
    "cube": lambda z: np.polyval([1, 0, 0, 0], z),
    "sinc": lambda z: np.sinc(z / np.pi),
    "gaussian": lambda z: np.sqrt(2 * np.pi) * stats.norm.pdf(np.sqrt(2) * z),
}


@by_name
def test_values_agree_with_an_independent_definition(entry):
    z = np.linspace(-20, 20, 801)[None]
    tolerance = 5e-4 if entry.name == "gelu" else 1e-12  # GELU is the paper's tanh approximation
    assert np.abs(entry.bound()(z) - ORACLES[entry.name](z)).max() < tolerance


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_values_and_slopes_stay_numbers_of_the_same_type(entry, dtype):
    z = np.array([[-1e4, -88.0, -1.0, 0.0, 1.0, 88.0, 1e4]], dtype)
    with np.errstate(under="ignore"):
        value, slope = entry.bound()(z), entry.bound().gradient(z)
    assert np.isfinite(value).all() and np.isfinite(slope).all()
    assert value.dtype == slope.dtype == dtype


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_near_zero_the_slope_of_sinc_is_its_series(dtype):
    """(cos x - sin x / x) / x loses all its digits there; -x/3 + x³/30 is right to x⁵."""
    z = np.array([[-1e-2, -1e-5, -1e-30, 0, 1e-30, 1e-8, 1e-3, 0.09]], dtype)
    assert find("sinc").gradient(z) == pytest.approx(-z / 3 + z**3 / 30, rel=1e-5, abs=1e-12)
    assert find("sinc")(z) == pytest.approx(1 - z**2 / 6, rel=1e-5)


@by_name
def test_the_derivative_is_right_in_float32_too(entry):
    z = away_from_corners()
    exact = entry.bound().gradient(z)
    assert entry.bound().gradient(z.astype(np.float32)) == pytest.approx(exact, rel=1e-4, abs=2e-5)


@pytest.mark.claim(id="C1")
def test_logistic_is_the_sigmoid_and_says_so():
    logistic, sigmoid, z = find("logistic"), find("sigmoid"), np.linspace(-9, 9, 999)
    assert logistic.alias_of == "sigmoid" and "sigmoid" in logistic.label.lower()
    assert np.array_equal(logistic(z), sigmoid(z))


@pytest.mark.claim(id="C6")
def test_c6_the_slope_of_the_sigmoid_is_a_quarter_at_most():
    """C6: s(1 - s) is exactly .25 at 0, and that is its maximum."""
    assert find("sigmoid").gradient(np.linspace(-5, 5, 10_001)).max() == 0.25


@pytest.mark.claim(id="C6")
def test_c6_the_sigmoids_slope_reuses_its_value():
    """C6: f' = f (1 - f), to the last digits."""
    z = np.linspace(-9, 9, 1001)
    value = find("sigmoid")(z)
    assert find("sigmoid").gradient(z) == pytest.approx(value * (1 - value), abs=1e-16)


@pytest.mark.claim(id="C11")
def test_c11_rows_of_softmax_sum_to_one():
    """C11: with any number of classes, and however far apart their sums are."""
    for classes in range(2, 7):
        z = np.random.default_rng(classes).normal(size=(classes, 50)) * 10.0 ** np.arange(-25, 25)
        assert np.allclose(SOFTMAX(z).sum(axis=0), 1, atol=1e-15) and (SOFTMAX(z) >= 0).all()


@pytest.mark.claim(id="C11")
def test_c11_softmax_of_two_is_the_sigmoid_of_their_difference():
    """C11: the softmax is the sigmoid's many-class child."""
    z = np.random.default_rng(1).normal(size=(2, 50))
    assert np.allclose(SOFTMAX(z)[0], special.expit(z[0] - z[1]), atol=1e-15)
    assert np.allclose(SOFTMAX(z).sum(axis=0), 1, atol=1e-15)


def test_every_name_and_label_is_there_once():
    for word in ("name", "label"):
        words = [getattr(entry, word) for entry in ACTIVATIONS]
        assert len(set(words)) == len(words)


def test_every_entry_has_words_for_people():
    for entry in ACTIVATIONS:
        assert entry.note.endswith(".") and entry.formula and entry.derivative and entry.source


@pytest.mark.claim(id="C1")
def test_the_source_page_names_are_all_there():
    named = "identity binary_step sigmoid logistic tanh arctan relu leaky_relu elu softmax quadratic"
    assert set(named.split()) <= {entry.name for entry in ACTIVATIONS}


@pytest.mark.claim(id="C2")
def test_leaky_relu_is_relu_at_0_and_a_straight_line_at_1():
    z = np.linspace(-3, 3, 61)
    (zero,), (one,) = parse("leaky_relu(0)"), parse("leaky_relu(1)")
    assert np.array_equal(zero(z), find("relu")(z)) and zero.bends
    assert np.array_equal(one(z), z) and not one.bends


@pytest.mark.claim(id="C2")
def test_swish_of_0_is_half_of_x():
    z = np.linspace(-3, 3, 61)
    (zero,) = parse("silu(0)")
    assert np.array_equal(zero(z), z / 2)


def test_one_can_be_written_for_each_layer():
    assert [entry.name for entry in parse(" tanh / relu ")] == ["tanh", "relu"]


@pytest.mark.parametrize("text", ["", "tanh(", "tanh(1)", "leaky_relu(2)", "leaky_relu(nan)", "1+1"])
def test_what_cannot_be_read_is_refused_with_a_reason(text):
    with pytest.raises(BadSpelling) as refusal:
        parse(text)
    assert refusal.value.field == "activation"


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(UnknownName, match=r"'tahn'\. Did you mean tanh\?") as caught:
        parse("tahn")
    assert str(caught.value.values["known"]).startswith("identity, tanh")
