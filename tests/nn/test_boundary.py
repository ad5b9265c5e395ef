"""Boundaries: orientation, range, and the classes of a network known by heart."""

from dataclasses import replace

import numpy as np
import pytest

from app.experiment import Experiment, data, grid, task
from app.nn import boundary, features, training
from app.nn.datasets import adopt
from app.nn.network import Network
from app.nn.spelling import parse


def line(*weights: float) -> tuple[Network, np.ndarray]:
    """A network without hidden layers: logit = w1 x + w2 y + b."""
    return Network((2, 1), ()), np.array(weights, np.float32)


def test_z_belongs_to_x_across_and_y_up():
    lattice = grid(Experiment(resolution=20))
    across = boundary.evaluate(*line(10, 0, 0), lattice).z
    assert np.array_equal(across[0], across[-1]) and across[0, 0] < 0.01 and across[0, -1] > 0.99
    up = boundary.evaluate(*line(0, 10, 0), lattice).z
    assert np.array_equal(up[:, 0], up[:, -1]) and up[0, 0] < 0.01 and up[-1, 0] > 0.99


def test_values_are_probabilities_of_the_logit():
    lattice = grid(Experiment(resolution=20))
    z = boundary.evaluate(*line(2, -1, 0.5), lattice).z
    x, y = np.meshgrid(lattice.x, lattice.y)
    assert z == pytest.approx(1 / (1 + np.exp(-(2 * x - y + 0.5))), abs=1e-6)


def test_the_picture_is_a_square_around_all_points():
    lattice, points = grid(Experiment()), data(Experiment())
    assert lattice.x[0] == lattice.y[0] == -lattice.x[-1]
    assert lattice.x[-1] == pytest.approx(1.15 * np.abs(points.X).max())


def test_an_extent_is_taken_as_it_is():
    lattice = grid(Experiment(extent=3.0))
    assert (lattice.x[0], lattice.x[-1]) == (-3, 3)


def test_own_points_are_shown_around_their_own_centre():
    points = adopt(np.array([100.0, 300]), np.array([5.0, 7]), ["a", "b"], 0.0, 0)
    lattice = boundary.lattice(points, features.parse("x,y"), 20)
    assert lattice.x.mean() == pytest.approx(200) and lattice.y.mean() == pytest.approx(6)
    assert lattice.x[[0, -1]] == pytest.approx([85, 315]) and lattice.y[[0, -1]] == pytest.approx(
        [4.85, 7.15]
    )


def test_the_extent_is_half_the_width_and_the_height_goes_with_it():
    x, y, labels = np.array([100.0, 300]), np.array([5.0, 7]), ["a", "b"]
    assert boundary.sides(adopt(x, y, labels, 0, 0), 50) == pytest.approx(np.array([[150, 250], [5.5, 6.5]]))
    boxed = adopt(x, y, labels, 0, 0, box=(0, 400, 0, 10))
    assert boundary.sides(boxed, 100) == pytest.approx(np.array([[100, 300], [2.5, 7.5]]))


def test_weights_too_large_for_float32_still_give_probabilities():
    network = Network((2, 4, 1), parse("quadratic"))
    theta = np.full(network.parameters, 3e38, np.float32)
    z = boundary.evaluate(network, theta, grid(Experiment(resolution=20))).z
    assert np.isfinite(z).all() and z.min() >= 0 and z.max() <= 1


def test_with_three_classes_the_winner_comes_with_its_confidence_and_lead():
    experiment = Experiment(classes=3, resolution=30)
    chosen = task(experiment, "tanh")
    ended = training.advance(chosen, training.start(chosen), 2000)
    answer = boundary.evaluate(chosen.network, ended.theta, grid(experiment))
    assert set(np.unique(answer.z)) == {0, 1, 2}
    assert (answer.confidence >= 1 / 3).all() and (answer.confidence <= 1).all()
    assert (answer.margin >= 0).all() and (answer.margin <= answer.confidence).all()


@pytest.mark.claim(id="A5")
@pytest.mark.parametrize("depth", range(1, 7))
def test_the_boundary_of_linear_layers_is_a_straight_line(depth):
    """A5: the .5 crossings of a linear net of any depth lie on one line."""
    chosen = task(replace(Experiment(), hidden=",".join("4" * depth)), "identity")
    ended = training.advance(chosen, training.start(chosen), 2000)
    theta = ended.theta.astype(np.float64)
    whole = np.eye(3)
    for W in chosen.network.layers(theta)[:-1]:
        whole = np.vstack([W, [0, 0, *[0] * (W.shape[1] - 3), 1]]) @ whole
    a, b, c = (chosen.network.layers(theta)[-1] @ whole)[0]
    t = np.linspace(-1, 1, 50)
    on_line = np.array([-b * t - a * c / (a * a + b * b), a * t - b * c / (a * a + b * b), np.ones(50)])
    values = on_line
    for W in chosen.network.layers(theta)[:-1]:
        values = np.vstack([W @ values, np.ones(50)])
    logits = chosen.network.layers(theta)[-1] @ values
    assert np.abs(logits).max() / np.hypot(a, b) < 1e-9
