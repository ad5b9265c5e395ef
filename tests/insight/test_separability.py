"""Separability: the linear program's verdict, the support vector machine's margin, proofs that hold."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.svm import SVC

from app.insight.separability import separate, verify
from app.nn.errors import Unsuitable
from tests.insight.oracles import XOR, margin_by_least_distance, random_set, separable_by_linear_program


def sets(count, dimensions, seed):
    rng = np.random.default_rng(seed)
    return [random_set(rng, dimensions) for _ in range(count)]


@pytest.mark.parametrize("dimensions", [1, 2, 3, 5, 8])
def test_the_verdict_is_the_linear_programs(dimensions):
    verdicts = []
    for X, label in sets(100, dimensions, seed=dimensions):
        verdicts.append(separate(X, label).separable)
        assert verdicts[-1] == separable_by_linear_program(X, label)
    assert 8 <= sum(verdicts) <= 92  # the sets are of both kinds


@pytest.mark.parametrize("dimensions", [1, 2, 3, 8])
def test_the_margin_is_the_least_distance(dimensions):
    for X, label in sets(40, dimensions, seed=dimensions):
        found = separate(X, label)
        if found.separable:
            assert found.margin == pytest.approx(margin_by_least_distance(X, label), rel=1e-6)


@pytest.mark.parametrize("dimensions", [2, 8])
def test_the_margin_is_a_hard_support_vector_machines(dimensions):
    rng = np.random.default_rng(dimensions)
    for _ in range(10):
        X = rng.standard_normal((dimensions, 60))
        label = (X[0] > 0).astype(int)
        X[0] += label
        machine = SVC(kernel="linear", C=1e10, tol=1e-9).fit(X.T, label)
        assert separate(X, label).margin == pytest.approx(1 / np.linalg.norm(machine.coef_), rel=1e-6)


@pytest.mark.parametrize("dimensions", [1, 2, 3, 8])
def test_the_hyperplane_separates_and_the_certificate_holds(dimensions):
    for X, label in sets(60, dimensions, seed=10 + dimensions):
        found = separate(X, label)
        if found.separable:
            value = found.normal @ X + found.offset
            assert np.array_equal(value > 0, label == 1) and np.linalg.norm(found.normal) == pytest.approx(1)
            assert np.abs(value[list(found.support)]) == pytest.approx(found.margin)
            assert np.abs(value).min() == pytest.approx(found.margin)
        else:
            assert verify(found.certificate, X, label) and len(found.certificate.points) <= dimensions + 2


def test_many_points_in_many_dimensions():
    rng = np.random.default_rng(5)
    X, label = rng.standard_normal((64, 2000)), np.arange(2000) % 2
    found = separate(X, label)
    assert not found.separable and verify(found.certificate, X, label)
    X[0] += 12 * label
    found = separate(X, label)
    assert found.separable and np.array_equal(found.normal @ X + found.offset > 0, label == 1)


def test_a_hairs_breadth_between_the_classes_is_found():
    """Saturated units are so near to each other; a linear program's tolerance calls them one."""
    X = np.array([[0.0, 1, 0.5], [0, 0, 1e-10]])
    assert separate(X, np.array([0, 0, 1])).margin == pytest.approx(5e-11, rel=1e-4)


def test_hulls_that_touch_are_not_separable():
    X = np.array([[0.0, 2, 1], [0, 2, 1]])
    proof = separate(X, np.array([0, 0, 1])).certificate
    assert proof.points == (0, 1, 2) and proof.weights == pytest.approx((0.5, 0.5, 1))


def test_the_answer_moves_and_grows_with_the_points():
    X = np.random.default_rng(3).standard_normal((2, 20))
    label = (X[0] > 0).astype(int)
    here, there = separate(X, label), separate(1e5 * X + 1e6, label)
    assert there.margin == pytest.approx(1e5 * here.margin) and there.normal == pytest.approx(here.normal)
    assert there.support == here.support


@pytest.mark.parametrize("spoil", [
    lambda proof: replace(proof, weights=(0.6, *proof.weights[1:])),
    lambda proof: replace(proof, weights=(0.6, 0.4, *proof.weights[2:])),
    lambda proof: replace(proof, weights=(1.5, -0.5, *proof.weights[2:])),
    lambda proof: replace(proof, meeting=(0.5, 0.5001)),
    lambda proof: replace(proof, label=(1, 0, 0, 1)),
    lambda proof: replace(proof, points=proof.points[:2] + proof.points[:2]),
])  # fmt: skip
def test_a_false_certificate_does_not_verify(spoil):
    X, label = XOR
    proof = separate(X, label).certificate
    assert verify(proof, X, label) and not verify(spoil(proof), X, label)


def test_one_class_alone_is_separable_without_a_margin():
    found = separate(np.ones((2, 3)), np.array([1, 1, 1]))
    assert found.separable and found.margin is None and found.normal is None


def test_points_that_are_not_finite_are_refused():
    with pytest.raises(Unsuitable):
        separate(np.array([[np.inf, 0]]), np.array([0, 1]))
