"""C8: what of a gradient reaches the first of many layers, before any training."""

from itertools import pairwise

import numpy as np
import pytest

from app.insight import vanishing
from app.nn.activations import find
from tests.insight.subjects import subject


@pytest.fixture(scope="module")
def seen():
    return subject(trained=False)


@pytest.fixture(scope="module")
def ratios(seen):
    told = vanishing.answer(seen, depth=10, width=8, first_weights="xavier")
    return {row["activation"]: row["gradient_ratio"] for row in told["rows"]}


@pytest.mark.claim(id="C8")
def test_c8_the_sigmoids_gradients_vanish(ratios):
    """C8: ten layers of eight, Xavier: about 1e-7 of the last layer's gradient reaches the first."""
    assert 1e-8 < ratios["sigmoid"] < 1e-6


@pytest.mark.claim(id="C8")
@pytest.mark.parametrize("name", ["relu", "tanh"])
def test_c8_those_of_relu_and_tanh_do_not(ratios, name):
    """C8: about as much as the last layer's, for tanh, too: it does not vanish at the start."""
    assert 0.2 < ratios[name] < 5


@pytest.mark.claim(id="C8")
def test_c8_each_layer_of_sigmoids_takes_its_part(seen):
    """C8: a slope is 1/4 at the most, so the ratio falls with every layer."""
    found = [
        vanishing.answer(seen, depth=depth, width=8, first_weights="xavier")["rows"][0]["gradient_ratio"]
        for depth in (2, 4, 6, 8)
    ]
    assert all(deeper < 0.2 * before for before, deeper in pairwise(found))


def by_hand(name: str, depth: int, inputs, targets, weights) -> list[float]:
    """Textbook backpropagation with a loop over layers, of networks without biases."""
    a, z = [inputs], []
    for W in weights:
        z.append(W @ a[-1])
        a.append(find(name)(z[-1]) if len(z) <= depth else z[-1])
    delta = (1 / (1 + np.exp(-z[-1])) - targets) / inputs.shape[1]
    norms = []
    for index in range(depth, -1, -1):
        norms.append(np.linalg.norm(delta @ a[index].T))
        if index:
            delta = (weights[index].T @ delta) * find(name).gradient(z[index - 1])
    return norms[::-1]


@pytest.mark.parametrize("name", ["sigmoid", "relu", "tanh"])
def test_the_lengths_are_those_of_textbook_backpropagation(seen, name):
    rng = np.random.default_rng([seen.task.seed, 3])
    limits = [np.sqrt(6 / (2 + 5)), np.sqrt(6 / (5 + 5)), np.sqrt(6 / (5 + 1))]
    shapes = [(5, 2), (5, 5), (1, 5)]
    weights = [rng.uniform(-limit, limit, shape) for limit, shape in zip(limits, shapes, strict=True)]
    chosen = np.flatnonzero(~seen.test)[: vanishing.POINTS]
    expected = by_hand(name, 2, seen.inputs[:2, chosen], seen.label[None, chosen], weights)
    lengths = vanishing.lengths(seen, find(name).bound(), 2, 5, "xavier", seed=3)
    assert lengths[0] == pytest.approx(expected, rel=1e-9)


def test_the_experiments_own_activation_is_among_them():
    told = vanishing.answer(subject("softsign", trained=False), depth=3, width=4, first_weights="he")
    assert [row["activation"] for row in told["rows"]] == ["sigmoid", "tanh", "relu", "softsign"]
    assert all(len(row["norms"]) == 4 for row in told["rows"])


@pytest.mark.parametrize("initializer", ["zeros", "normal", "hinge"])
def test_every_start_gives_finite_numbers(seen, initializer):
    told = vanishing.answer(seen, depth=30, width=2, first_weights=initializer)
    for row in told["rows"]:
        assert np.isfinite([row["gradient_ratio"], *row["quartiles"], *row["norms"]]).all()


@pytest.mark.parametrize("name", ["sigmoid", "relu", "tanh"])
def test_the_signals_are_the_slopes_of_the_loss_by_each_sum(seen, name):
    """Moving a layer's sums a little moves the loss by the signal: differences instead of backpropagation."""
    rng = np.random.default_rng([seen.task.seed, 3])
    limits = [np.sqrt(6 / (2 + 5)), np.sqrt(6 / (5 + 5)), np.sqrt(6 / (5 + 1))]
    weights = [
        rng.uniform(-limit, limit, shape)
        for limit, shape in zip(limits, [(5, 2), (5, 5), (1, 5)], strict=True)
    ]
    chosen = np.flatnonzero(~seen.test)[: vanishing.POINTS]
    inputs, label = seen.inputs[:2, chosen], seen.label[chosen]

    def losses(layer: int, unit: int, step: float) -> np.ndarray:
        a = inputs
        for index, W in enumerate(weights):
            z = W @ a
            if index == layer:
                z[unit] += step
            a = find(name)(z)
        return np.logaddexp(0, np.where(label == 1, -z[0], z[0]))

    h = 1e-6
    expected = [
        np.sqrt(
            sum(
                np.sum(((losses(layer, unit, h) - losses(layer, unit, -h)) / (2 * h)) ** 2)
                for unit in range(len(W))
            )
        )
        / len(chosen)
        for layer, W in enumerate(weights)
    ]
    lengths = vanishing.lengths(seen, find(name).bound(), 2, 5, "xavier", seed=3)
    assert lengths[1] == pytest.approx(expected, rel=1e-4)
