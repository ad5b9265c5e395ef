"""Kinks and pieces of one-dimensional ReLU networks, against the network itself on a fine grid."""

import numpy as np
import pytest

from app.insight.kinks import interpolant, polyline, sawtooth
from app.nn.activations import find
from app.nn.network import Network, calm_forward


def network_of(layers, x):
    """What the engine's own forward pass says of places x, (n,)."""
    relu = find("relu").bound()
    network = Network((1, *(len(W) for W in layers)), (relu,) * (len(layers) - 1))
    theta = np.concatenate([W.ravel() for W in layers])
    return calm_forward(network, theta, np.vstack([x, np.ones_like(x)]))[0]


def random_layers(rng, *units):
    return [
        rng.normal(size=(rows, columns + 1)) for columns, rows in zip((1, *units), (*units, 1), strict=True)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_the_line_through_the_corners_is_the_network(seed):
    layers = random_layers(np.random.default_rng(seed), 6, 5, 4)
    x = np.linspace(-3, 3, 2001)
    assert polyline(layers, -3, 3)(x) == pytest.approx(network_of(layers, x), abs=1e-10)


@pytest.mark.parametrize("seed", range(8))
def test_every_corner_bends_and_no_other_place_does(seed):
    """Slopes of the network itself, within each piece and between neighbours."""
    layers = random_layers(np.random.default_rng(seed), 6, 5)
    line = polyline(layers, -3, 3)
    thirds = np.array([line.x[:-1] + np.diff(line.x) * share for share in (0.1, 0.5, 0.9)])
    low, middle, high = network_of(layers, thirds.ravel()).reshape(thirds.shape)
    slope = (high - low) / (thirds[2] - thirds[0])
    assert middle - low == pytest.approx(high - middle, abs=1e-9)
    assert (np.abs(np.diff(slope)) > 1e-9 * np.abs(slope).max()).all()


def test_one_layer_of_units_has_a_piece_more_than_units():
    """As many as it can have: each unit bends the line once."""
    layers = [np.column_stack([np.ones(7), -np.arange(1, 8) / 8]), np.arange(1.0, 9.0)[None]]
    assert polyline(layers, 0, 1).pieces == 8


def test_a_line_that_never_bends_is_one_piece():
    assert polyline([np.array([[1.0, 5.0]]), np.array([[-2.0, 1.0]])], 0, 1).pieces == 1
    assert polyline([np.zeros((3, 2)), np.zeros((1, 4))], -1, 1).pieces == 1


def test_the_interpolant_goes_through_its_points():
    rng = np.random.default_rng(1)
    x, y = np.cumsum(rng.random(9)), rng.normal(size=9)
    assert network_of(interpolant(x, y), x) == pytest.approx(y, abs=1e-12)
    assert len(interpolant(x, y)[0]) == 8


@pytest.mark.parametrize("depth", range(1, 11))
def test_the_sawtooth_goes_up_and_down_between_0_and_1(depth):
    """Its corners are exactly the multiples of 2^-depth, 0 and 1 in turn."""
    line = polyline(sawtooth(depth), 0, 1)
    assert np.array_equal(line.x, np.arange(2**depth + 1) / 2**depth)
    assert np.array_equal(line.y, np.arange(2**depth + 1) % 2)
    assert np.array_equal(network_of(sawtooth(depth), line.x), line.y)
