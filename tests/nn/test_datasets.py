"""Data sets: every entry draws what it promises."""

import numpy as np
import pytest

from app.nn import datasets
from app.nn.datasets import DATASETS, adopt, generate, split
from app.nn.errors import UnknownName, Unsuitable

each = pytest.mark.parametrize(
    ("dataset", "classes"),
    [(entry, count) for entry in DATASETS for count in range(entry.classes[0], entry.classes[1] + 1)],
    ids=lambda value: getattr(value, "name", value),
)


@each
def test_points_are_balanced_and_inside_the_picture(dataset, classes):
    data = generate(dataset, 600, classes, noise=0.0, test_share=0.25, seed=0)
    assert data.X.shape == (2, 600) and np.isfinite(data.X).all() and np.abs(data.X).max() < 1.35
    counts = np.bincount(data.label, minlength=classes)
    assert len(counts) == classes and counts.max() - counts.min() <= 1


@each
def test_the_same_seed_draws_the_same_points_and_another_seed_others(dataset, classes):
    first, again, other = (generate(dataset, 100, classes, 0.1, 0.25, seed) for seed in (3, 3, 4))
    assert np.array_equal(first.X, again.X) and np.array_equal(first.test, again.test)
    assert not np.array_equal(first.X, other.X)


@each
def test_noise_moves_each_coordinate_by_its_standard_deviation(dataset, classes):
    still, moved = (generate(dataset, 2000, classes, noise, 0.0, seed=1) for noise in (0.0, 0.2))
    assert (moved.X - still.X).std() == pytest.approx(0.2, rel=0.05)
    assert np.array_equal(still.label, moved.label)


def test_a_third_class_on_xor_is_refused_with_what_xor_can():
    with pytest.raises(Unsuitable, match="exactly 2 classes, not 3") as refusal:
        generate(datasets.find("xor"), 100, 3, 0.0, 0.0, 0)
    assert refusal.value.field == "classes"


def test_xor_belongs_to_the_product_of_its_signs():
    data = generate(datasets.find("xor"), 500, 2, 0.0, 0.0, seed=2)
    assert np.array_equal(data.label == 1, data.X[0] * data.X[1] < 0) or np.array_equal(
        data.label == 1, data.X[0] * data.X[1] > 0
    )
    assert len({(x > 0, y > 0) for x, y in data.X.T}) == 4


def test_the_checkerboard_changes_colour_from_cell_to_cell():
    data = generate(datasets.find("checkerboard"), 900, 2, 0.0, 0.0, seed=0)
    column, row = np.floor((data.X + 1) * 1.5).astype(int)
    assert set(column) == set(row) == {0, 1, 2}
    assert np.array_equal((column + row) % 2, data.label)


def test_each_spiral_arm_winds_outwards():
    data = generate(datasets.find("spiral"), 400, 2, 0.0, 0.0, seed=0)
    arm = data.X[:, data.label == 0]
    radius = np.hypot(*arm)
    angle = np.unwrap(np.arctan2(*arm[::-1])[np.argsort(radius)])
    assert angle[-1] - angle[0] == pytest.approx(2 * np.pi * 1.75 * (radius.max() - radius.min()), rel=1e-6)


def test_an_unknown_data_set_is_refused_with_the_names_there_are():
    with pytest.raises(UnknownName, match="spiral, xor"):
        datasets.find("spirals")


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.9])
def test_the_split_keeps_that_share_of_each_class(share):
    label = np.arange(400) % 3
    test = split(label, share, seed=0)
    for value in range(3):
        assert test[label == value].mean() == pytest.approx(share, abs=0.01)


def test_the_split_never_takes_a_whole_class():
    label = np.array([0, 0, 1, 1])
    assert set(label[~split(label, 0.9, seed=0)]) == {0, 1}


def test_own_points_keep_their_labels_and_say_how_they_are_scaled():
    data = adopt(np.array([10.0, 20, 30]), np.array([5.0, 5, 5]), ["b", "a", "b"], 0.0, 0)
    assert data.classes == ("a", "b") and list(data.label) == [1, 0, 1]
    assert list(data.center) == [20, 5] and list(data.scale) == [10, 1]


def test_labels_that_are_numbers_are_put_in_the_order_of_numbers():
    data = adopt(np.arange(3.0), np.arange(3.0), ["10", "9", "x"], 0.0, 0)
    assert data.classes == ("9", "10", "x")
