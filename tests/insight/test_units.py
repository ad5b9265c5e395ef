"""Unit maps: each unit as it is, and what is lost where a byte has to do."""

import numpy as np
import pytest

from app.insight.units import SIDE, packed, small_lattice, unit_maps
from app.nn import activations, datasets, features
from app.nn.network import Network


def test_a_map_is_the_activation_of_the_weighted_sum():
    network = Network((2, 1, 1), (activations.find("tanh"),))
    theta = np.array([2, -1, 0.5, 3, 0.25], np.float32)
    inputs = np.array([[0.0, 1.0, -1.0], [0.5, 0.0, 2.0], [1, 1, 1]], np.float32)
    first, hidden, output = unit_maps(network, theta, inputs)
    assert np.array_equal(first, inputs[:2])
    assert np.allclose(hidden, np.tanh([[0.0, 2.5, -3.5]]))
    assert np.allclose(output, 1 / (1 + np.exp(-(3 * hidden + 0.25))))


def test_the_probabilities_of_classes_add_up_to_one():
    network = Network((2, 3), ())
    maps = unit_maps(network, np.arange(9, dtype=np.float32), np.ones((3, 5), np.float32))
    assert np.allclose(maps[-1].sum(axis=0), 1) and (np.diff(maps[-1], axis=0) > 0).all()


@pytest.mark.parametrize("name", [entry.name for entry in activations.ACTIVATIONS])
def test_maps_are_finite_whatever_the_weights(name):
    network = Network((2, 4, 4, 1), (activations.find(name).bound(),) * 2)
    theta = np.full(network.parameters, 3e38, np.float32)
    theta[::2] *= -1
    assert all(np.isfinite(values).all() for values in unit_maps(network, theta, np.ones((3, 9), np.float32)))


def test_packed_values_are_right_to_half_a_step_and_zero_stays_zero():
    values = np.random.default_rng(0).normal(size=(5, 200)) * [[1e-9], [1], [1e6], [0], [1e60]]
    values[:, 7] = 0
    maps = packed(values)
    unpacked = maps.scale[:, None] * (maps.bytes.astype(float) - 128) / 127
    assert np.all(np.abs(unpacked - values) <= maps.scale[:, None] / 253)
    assert (unpacked[:, 7] == 0).all() and set(maps.bytes[:3].ravel()) & {1, 255} and maps.bytes.min() >= 1


def test_a_map_shows_the_square_of_the_picture():
    data = datasets.generate(datasets.find("spiral"), 40, 2, 0.0, 0.0, 0)
    grid = small_lattice(data, features.parse("x,y"), 2.0)
    assert len(grid.x) == len(grid.y) == SIDE and (grid.x[0], grid.y[-1]) == (-2, 2)
