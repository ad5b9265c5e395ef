"""The ceiling: no line does better, and its line does as well."""

import warnings
from itertools import product

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.svm import LinearSVC

from app.insight import ceiling as sweep
from app.insight.ceiling import ceiling
from app.insight.certificate import verify
from app.nn.datasets import DATASETS, generate
from app.nn.errors import Unsuitable
from tests.insight.oracles import XOR, best_of_all_lines, margin_by_least_distance


def small_set(seed):
    """Few whole-number points on a small lattice, so that many coincide or lie in one line."""
    rng = np.random.default_rng(seed)
    reach = (1, 2, 3, 40)[seed % 4]
    X = rng.integers(-reach, reach + 1, (2, int(rng.integers(1, 12)))).astype(float)
    if seed % 5 == 0:
        X[1] = (seed % 2) * 2 * X[0] + 1  # every second one is level, where a turning line begins and ends
    return X, rng.integers(0, 2, X.shape[1])


def right(line, X, label):
    """How many points a line (a, b, c) has on their right sides."""
    a, b, c = line
    return int(np.count_nonzero((a * X[0] + b * X[1] + c > 0) == (label == 1)))


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_the_ceiling_is_that_of_all_lines(start):
    for seed in range(start, start + 50):
        X, label = small_set(seed)
        assert ceiling(X, label).correct == best_of_all_lines(X, label), seed


@pytest.mark.parametrize("offset", [0.1, 1e6 / 3])
def test_rounded_coordinates_have_the_ceiling_of_the_whole_numbers(offset):
    """Points in one line stay so when rounding has moved them by a hair."""
    for seed in range(100):
        X, label = small_set(seed)
        assert ceiling(X * 0.1 + offset, label).correct == best_of_all_lines(X, label), seed


def test_blocks_of_pivots_give_what_one_block_gives(monkeypatch):
    X, label = np.random.default_rng(0).standard_normal((2, 60)), np.arange(60) % 2
    whole = ceiling(X, label)
    monkeypatch.setattr(sweep, "BLOCK", 7 * 60)
    assert ceiling(X, label) == whole


def test_the_line_has_the_accuracy_and_the_gap_that_are_told():
    for seed in range(100):
        X, label = small_set(seed)
        answer = ceiling(X, label)
        a, b, c = answer.line
        assert right(answer.line, X, label) == answer.correct == answer.accuracy * answer.total
        assert np.hypot(a, b) == pytest.approx(1)
        assert np.abs(a * X[0] + b * X[1] + c).min() == pytest.approx(answer.gap) and answer.gap > 0.005


def linear_models(seed):
    yield LogisticRegression(C=1e3)
    yield LinearSVC(max_iter=500, random_state=seed)
    yield Perceptron(random_state=seed)
    yield LinearDiscriminantAnalysis()


def test_no_linear_model_does_better():
    two = [entry for entry in DATASETS if entry.classes[0] <= 2]
    for seed in range(50):
        entry = two[seed % len(two)]
        points = generate(entry, 40 + seed, 2, 0.02 * seed, 0.0, seed)
        best = ceiling(points.X, points.label).accuracy
        for model in linear_models(seed):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # whether they converged is their affair
                found = model.fit(points.X.T, points.label).score(points.X.T, points.label)
            assert found <= best + 1e-12, (entry.name, model)


@pytest.mark.claim(id="A6")
@pytest.mark.claim(id="A7")
def test_xor_has_three_of_four_points_right():
    """A6, A7."""
    answer = ceiling(*XOR)
    assert answer.accuracy == 0.75 and answer.correct == 3 and not answer.separable and answer.margin is None


@pytest.mark.claim(id="A6")
def test_the_certificate_of_xor_is_where_its_diagonals_cross():
    """A6."""
    X, label = XOR
    proof = ceiling(X, label).certificate
    assert proof.meeting == pytest.approx((0.5, 0.5)) and proof.weights == pytest.approx([0.5] * 4)
    assert proof.points == (0, 1, 2, 3) and verify(proof, X, label)


@pytest.mark.claim(id="A7")
def test_uniform_xor_tends_to_two_thirds():
    """A7: on the centres of k × k cells, which fill the square evenly, ever nearer from above."""
    for k in (10, 20, 40):
        middles = (2 * np.arange(k) + 1) / k - 1
        X = np.array(np.meshgrid(middles, middles)).reshape(2, -1)
        answer = ceiling(X, (X[0] * X[1] > 0).astype(int))
        assert 2 / 3 < answer.accuracy < 2 / 3 + 0.2 / k and len(answer.certificate.points) <= 4


@pytest.mark.claim(id="A7")
def test_uniform_xor_drawn_at_random_is_near_it():
    """A7: chance helps the best line a little, less with more points."""
    X = np.random.default_rng(7).uniform(-1, 1, (2, 2000))
    assert ceiling(X, (X[0] * X[1] > 0).astype(int)).accuracy == pytest.approx(2 / 3, abs=0.03)


def test_separable_points_have_the_widest_line():
    for seed in range(20):
        X = np.random.default_rng(seed).standard_normal((2, 30))
        label = (X[0] - 0.3 * X[1] > 0.2).astype(int)
        answer = ceiling(X, label)
        assert answer.accuracy == 1 and answer.separable and answer.certificate is None
        assert answer.margin == pytest.approx(margin_by_least_distance(X, label), rel=1e-6)
        assert answer.gap == pytest.approx(answer.margin)


def test_of_equally_good_lines_it_takes_one_with_a_wide_gap():
    """One point of class 1 sits among those of class 0; the far one can be had with a gap of 4."""
    X = np.array([[0.0, 1, 2, 3, 11], [0, 0, 0, 0, 0]])
    assert ceiling(X, np.array([0, 1, 0, 0, 1])).gap == pytest.approx(4)


@pytest.mark.parametrize("points", [1, 5])
def test_one_class_alone_needs_no_line_between(points):
    X = np.random.default_rng(1).standard_normal((2, points))
    for side in (0, 1):
        answer = ceiling(X, np.full(points, side))
        assert (answer.accuracy, answer.separable, answer.margin, answer.certificate) == (1, True, None, None)
        assert right(answer.line, X, np.full(points, side)) == points


def test_points_that_all_coincide_are_called_what_most_of_them_are():
    X, label = np.full((2, 5), 3.7), np.array([0, 1, 1, 0, 1])
    answer = ceiling(X, label)
    assert answer.correct == right(answer.line, X, label) == 3
    assert len(answer.certificate.points) == 2 and verify(answer.certificate, X, label)


def test_one_point_each_has_the_line_halfway():
    answer = ceiling(np.array([[0.0, 3], [0, 4]]), np.array([0, 1]))
    assert answer.margin == pytest.approx(2.5) and answer.line == pytest.approx((0.6, 0.8, -2.5))


def test_a_line_beside_all_points_only_where_none_between_them_is_as_good():
    ring = np.array(list(product((-1.0, 1), repeat=2))).T
    X, label = np.column_stack([ring, [0, 0]]), np.array([0, 0, 0, 0, 1])
    answer = ceiling(X, label)
    assert answer.correct == 4 and right(answer.line, X, label) == 4


@pytest.mark.parametrize("X", [np.zeros((2, 0)), np.array([[np.nan, 1], [0, 1]])])
def test_what_has_no_ceiling_is_refused(X):
    with pytest.raises(Unsuitable):
        ceiling(X, np.arange(X.shape[1]))
