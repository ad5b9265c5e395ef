"""How layers fare: dead units, saturation, signs, gradients, and weights that never moved."""

import numpy as np
import pytest
from scipy import special

from app.insight import health
from app.insight.trace import moved
from app.nn import training
from app.nn.activations import ACTIVATIONS, find
from app.nn.objective import Objective, Weights
from tests.insight.subjects import subject


def layers(seen) -> list[dict]:
    return health.answer(seen)["layers"]


def test_every_layer_is_there_the_output_last():
    told = layers(subject(hidden="5,3", epochs=5))
    assert [(layer["layer"], layer["units"]) for layer in told] == [(1, 5), (2, 3), (3, 1)]
    assert told[-1]["activation"] == "sigmoid" and told[-1]["saturated"] is None


def test_gradient_norms_are_those_of_the_engine():
    seen = subject(hidden="6,4", epochs=40, optimizer="sgd")
    task, told = seen.task, layers(seen)
    for when, theta in (("start", training.start(task).theta), ("now", seen.state.theta)):
        weights = Weights(task.network, theta)
        engine = Objective(task, weights, task.train)
        engine.forward()
        engine.gradient()
        for layer, gradient in zip(told, weights.gradients, strict=True):
            assert layer["gradient_norm"][when] == pytest.approx(np.linalg.norm(gradient), rel=1e-3)


def test_the_ratio_is_of_the_first_layer_to_the_last():
    told = health.answer(subject(hidden="6,4", epochs=10))
    for word, when in (("gradient_ratio", "start"), ("gradient_ratio_now", "now")):
        first, last = (told["layers"][index]["gradient_norm"][when] for index in (0, -1))
        assert told[word] == pytest.approx(first / last)


def test_units_that_no_point_turns_on_are_dead():
    """The second and the fourth of four units are shut by their bias; leaky ReLU lets something through."""
    theta = np.array([1, 0, 0, 1, 1, -9, 0, 1, 0.1, -1, 0, -9, *[1] * 5], float)
    assert layers(moved(subject("relu", trained=False, hidden="4"), theta))[0]["dead"] == [2, 4]
    assert layers(moved(subject("leaky_relu", trained=False, hidden="4"), theta))[0]["dead"] == []


def test_a_dead_units_gradient_is_exactly_zero():
    theta = np.array([1, 0, 0, 1, 1, -9, 0, 1, 0.1, -1, 0, -9, *[1] * 5], float)
    gradient = health.Probe(moved(subject("relu", trained=False, hidden="4"), theta)).gradients[0]
    assert not gradient[[1, 3]].any() and gradient[[0, 2]].any(axis=1).all()


@pytest.mark.parametrize(("steepness", "low", "high"), [(0.01, 0, 0), (1e6, 0.99, 1)])
def test_saturation_is_the_share_of_flat_slopes(steepness, low, high):
    theta = np.array([steepness, 0.0, 0.0, 1.0, 0.0])
    told = layers(moved(subject("tanh", trained=False, hidden="1"), theta))[0]
    assert low <= told["saturated"] <= high


def test_a_saturated_slope_is_one_below_a_hundredth():
    """The slope of tanh, 1 - tanh², falls below .01 where |z| > artanh(√.99)."""
    edge = np.arctanh(np.sqrt(0.99))
    slopes = find("tanh").gradient(np.array([[-edge - 0.01, -edge + 0.01, edge - 0.01, edge + 0.01]]))
    assert health.saturated(find("tanh"), slopes) == 0.5


@pytest.mark.claim(id="C7")
def test_c7_activations_of_normal_sums_have_the_means_claimed():
    """C7: N(0,1) in: sigmoid .5, tanh 0, relu 1/√(2π) = .3989; by Gauss-Hermite quadrature and by cases."""
    nodes, weights = special.roots_hermitenorm(200)
    for name, claimed in {"sigmoid": 0.5, "tanh": 0.0, "relu": 0.3989}.items():
        mean = float(weights @ find(name)(nodes[None])[0]) / np.sqrt(2 * np.pi)
        assert mean == pytest.approx(claimed, abs=2e-3)


@pytest.mark.claim(id="C7")
def test_c7_the_layers_mean_is_that_of_its_activations():
    """C7: a layer with N(0, 1) sums, of tanh about 0, of the sigmoid about 1/2."""
    means = {}
    for name in ("sigmoid", "tanh", "relu"):
        seen = subject(name, trained=False, dataset="gaussians", noise=0.5, samples=2000, hidden="64")
        rng = np.random.default_rng(0)
        W = rng.normal(size=(64, 3)) / np.maximum(seen.inputs.std(axis=1), 1e-9)[[0, 1, 0]] / np.sqrt(2)
        W[:, 2] = -W[:, :2] @ seen.inputs[:2].mean(axis=1)
        seen = moved(seen, np.concatenate([W.ravel(), np.ones(65)]))
        means[name] = layers(seen)[0]["mean"]
    assert means["sigmoid"] == pytest.approx(0.5, abs=0.02)
    assert means["tanh"] == pytest.approx(0, abs=0.04)
    assert means["relu"] == pytest.approx(0.3989, abs=0.08)


@pytest.mark.claim(id="C7")
@pytest.mark.parametrize(("name", "all_one"), [("sigmoid", True), ("relu", True), ("tanh", False)])
def test_c7_incoming_gradients_have_one_sign_but_for_tanh(name, all_one):
    """C7: what sigmoid and ReLU give is never negative, so all weights of the next unit move together."""
    told = layers(subject(name, trained=False, hidden="8,8"))
    for layer in told[1:]:
        assert (layer["same_sign"] == 1) == all_one
    assert all_one or told[1]["same_sign"] < 0.5


@pytest.mark.claim(id="C7")
def test_c7_the_share_is_what_counting_products_gives():
    """C7: against every weight's gradient of every sample, one by one."""
    rng = np.random.default_rng(1)
    delta, a = rng.normal(size=(3, 40)), rng.normal(size=(2, 40))
    delta[0, :7], a[0, 10:20] = 0, 0
    counted = [
        len({np.sign(d * below) for below in column} - {0}) <= 1
        for row in delta
        for d, column in zip(row, a.T, strict=True)
        if d
    ]
    assert health.same_sign(delta, a) == pytest.approx(np.mean(counted))
    assert health.same_sign(np.zeros((2, 4)), np.ones((2, 4))) is None


@pytest.mark.claim(id="C10")
@pytest.mark.parametrize("optimizer", ["auto", "sgd", "adam", "rmsprop"])
def test_c10_a_binary_step_keeps_its_hidden_weights_bit_for_bit(optimizer):
    """C10: only the output layer learns, whatever goes down the gradient."""
    seen = subject("binary_step", optimizer=optimizer, epochs=60)
    first, now = (
        seen.task.network.layers(theta) for theta in (training.start(seen.task).theta, seen.state.theta)
    )
    assert all(np.array_equal(before, after) for before, after in zip(first[:-1], now[:-1], strict=True))
    assert [layer["unchanged"] for layer in layers(seen)] == [True, True, False]


@pytest.mark.claim(id="C10")
def test_c10_a_later_attempt_began_with_other_weights_and_keeps_those():
    """C10: after a restart, the hidden weights are those that this attempt began with."""
    seen = subject("binary_step")
    assert seen.state.restarts > 0
    assert [layer["unchanged"] for layer in layers(seen)] == [True, True, False]


@pytest.mark.parametrize("name", ["tanh", "relu", "sigmoid", "elu"])
def test_what_learns_has_changed_weights(name):
    assert not any(layer["unchanged"] for layer in layers(subject(name, epochs=20)))


@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS])
@pytest.mark.parametrize("classes", [2, 3])
def test_every_number_is_finite_or_null(name, classes):
    def numbers(value):
        if isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from numbers(item)
        elif isinstance(value, float):
            yield value

    told = health.answer(subject(name, classes=classes, hidden="4,4", epochs=3, initializer="normal"))
    assert np.isfinite(list(numbers(told))).all()
    assert all(0 <= layer["saturated"] <= 1 for layer in told["layers"][:-1])
