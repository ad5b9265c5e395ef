"""Data sets: every entry draws what it promises."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.datasets import load_iris

from app.nn import datasets
from app.nn.datasets import DATASETS, adopt, available, generate, split
from app.nn.errors import UnknownName, Unsuitable

each = pytest.mark.parametrize(
    ("dataset", "classes"),
    [(entry, count) for entry in DATASETS for count in range(entry.classes[0], entry.classes[1] + 1)],
    ids=lambda value: getattr(value, "name", value),
)


@each
def test_points_are_balanced_and_inside_the_picture(dataset, classes):
    data = generate(dataset, 600, classes, noise=0.0, test_share=0.25, seed=0)
    assert data.X.shape == (2, available(dataset, 600, classes))
    assert np.isfinite(data.X).all() and np.abs(data.X).max() < 1.35
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
    error = 1 / np.sqrt(2 * still.X.size)  # of a standard deviation, of itself: iris has few points
    assert (moved.X - still.X).std() == pytest.approx(0.2, rel=3 * error)
    assert np.array_equal(still.label, moved.label)


# By nature: normal clouds meet, flowers overlap, moons and the spiral's inner ends come close.
NO_GAP = ("gaussians", "iris", "moons", "spiral")


@pytest.mark.parametrize(
    "dataset", [entry for entry in DATASETS if entry.name not in NO_GAP], ids=lambda entry: entry.name
)
def test_without_noise_a_gap_lies_between_two_classes(dataset):
    data = generate(dataset, 2000, 2, noise=0.0, test_share=0.0, seed=0)
    first, second = (data.X[:, data.label == value].T for value in (0, 1))
    assert cdist(first, second).min() > 0.04


# What each new set's class 1 is, said in another way than the code says it.
MEMBERS = {
    "rings": lambda x, y: np.abs(x * x + y * y - 5 / 18) < 1 / 6,
    "stripes": lambda x, y: np.sin(np.pi * (x + y)) < 0,
    "cross": lambda x, y: (x * x - 0.35**2) * (y * y - 0.35**2) < np.where(np.abs(x) + np.abs(y) < 0.7, 9, 0),
    "islands": lambda x, y: cdist(np.array([x, y]).T, datasets.shapes.ISLANDS).min(axis=1) < 0.32,
    "sine": lambda x, y: y > np.sin(x * np.pi) * np.cos(x * np.pi),
    "absolute": lambda x, y: (y + 0.5 > x) & (y + 0.5 > -x),
    "cubic": lambda x, y: y > np.cos(3 * np.arccos(x)) / 2,
}


@pytest.mark.parametrize("name", MEMBERS)
def test_class_1_is_what_the_name_says(name):
    data = generate(datasets.find(name), 1000, 2, 0.0, 0.0, seed=0)
    assert np.array_equal(data.label == 1, MEMBERS[name](*data.X))


def test_yin_turned_by_half_a_circle_is_yang():
    """Every point has the other class's points around its mirror image."""
    data = generate(datasets.find("yin_yang"), 2000, 2, 0.0, 0.0, seed=0)
    nearest = cdist(-data.X.T, data.X.T).argmin(axis=1)
    assert np.array_equal(data.label[nearest], 1 - data.label)


def test_with_three_classes_the_eyes_of_yin_and_yang_are_the_third():
    X, label = (lambda data: (data.X, data.label))(generate(datasets.find("yin_yang"), 900, 3, 0.0, 0.0, 0))
    assert np.hypot(np.abs(X[0, label == 2]) - 0.5, X[1, label == 2]).max() < 0.2


def test_the_heart_is_the_same_on_both_sides_and_has_a_notch_and_a_tip():
    data = generate(datasets.find("heart"), 2000, 2, 0.0, 0.0, seed=0)
    mirrored = cdist((data.X * [[-1], [1]]).T, data.X.T).argmin(axis=1)
    assert (data.label[mirrored] == data.label).all()
    x, y = data.X[:, data.label == 1]
    middle, top, bottom = np.abs(x) < 0.1, y > y.max() - 0.15, y < y.min() + 0.15
    assert y[middle].max() < y.max() - 0.05 and np.ptp(x[bottom]) < 0.5 < np.ptp(x[top])


def test_a_blade_of_the_pinwheel_is_one_sector_turned_on_its_way_out():
    data = generate(datasets.find("pinwheel"), 600, 6, 0.0, 0.0, seed=0)
    radius, angle = np.hypot(*data.X), np.arctan2(*data.X[::-1])
    back = (angle - 3.5 * radius + np.pi / 6) % (2 * np.pi)
    assert np.array_equal((back // (np.pi / 3)).astype(int), data.label)


def test_iris_is_fishers_table():
    """All 150 flowers against scikit-learn's copy, in centimetres."""
    data = generate(datasets.find("iris"), 2000, 3, 0.0, 0.0, seed=0)
    centimetres = data.X * [[2.95], [1.2]] + [[3.95], [1.3]]
    flowers = sorted(zip(data.label, *centimetres.round(1), strict=True))
    known = load_iris()
    assert flowers == sorted(zip(known.target, *known.data[:, 2:].T, strict=True))
    assert data.classes == tuple(known.target_names)


def test_of_real_flowers_there_are_no_more_than_were_measured_and_as_many_of_each_kind():
    iris = datasets.find("iris")
    few, many = (generate(iris, samples, 2, 0.0, 0.25, seed=3) for samples in (40, 400))
    assert few.classes == many.classes == ("versicolor", "virginica")
    assert list(np.bincount(few.label)) == [20, 20] and list(np.bincount(many.label)) == [50, 50]
    assert available(iris, 400, 3) == 150 and available(datasets.find("xor"), 400, 2) == 400


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
    assert list(data.center) == [20, 5] and list(data.scale) == [10, 0.5]


@pytest.mark.parametrize(
    "value", [0.0, 5.0, -5.0, 1e9, 1.7e9 + 0.1, 1e-6, 1e60, np.nextafter(1, 2) - 1, 0.1 + 0.2]
)
def test_an_axis_on_which_points_do_not_differ_has_a_sensible_range(value):
    low, high = adopt(
        np.array([value, value, np.nextafter(value, np.inf)]), np.arange(3.0), ["a", "b", "a"], 0, 0
    ).sides[0]
    assert low < value < high and high - low <= max(abs(value), 10)
    assert len(set(np.linspace(low, high, 300))) == 300


def test_labels_that_are_numbers_are_put_in_the_order_of_numbers():
    data = adopt(np.arange(3.0), np.arange(3.0), ["10", "9", "x"], 0.0, 0)
    assert data.classes == ("9", "10", "x")
