"""Certificates in fractions: every equation holds exactly, and the verdict is beyond doubt."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from app.insight.certificate import verify
from app.insight.exact import exact_certificate
from app.insight.separability import separate
from tests.insight.oracles import XOR, random_set


def whole_sets(dimensions, count=40):
    rng = np.random.default_rng(dimensions)
    for _ in range(count):
        X, label = random_set(rng, dimensions)
        yield np.rint(4 * X), label


@pytest.mark.parametrize("dimensions", [1, 2, 3, 5])
def test_on_whole_numbers_all_equations_hold_exactly(dimensions):
    proved = 0
    for X, label in whole_sets(dimensions):
        proof = exact_certificate(X, label)
        if proof is None:
            continue
        proved += 1
        for side in (0, 1):
            mine = [i for i, other in enumerate(proof.label) if other == side]
            weights = [proof.weights[i] for i in mine]
            assert (
                all(isinstance(weight, Fraction) and weight > 0 for weight in weights) and sum(weights) == 1
            )
            assert all(label[proof.points[i]] == side for i in mine)
            for row, place in zip(X, proof.meeting, strict=True):
                assert sum(proof.weights[i] * int(row[proof.points[i]]) for i in mine) == place
        assert len(proof.points) <= dimensions + 2 and verify(proof, X, label)
    assert proved >= 5


@pytest.mark.parametrize("dimensions", [1, 2, 3, 5])
def test_the_verdict_in_floats_is_the_exact_one(dimensions):
    for X, label in whole_sets(dimensions):
        assert separate(X, label).separable == (exact_certificate(X, label) is None)


def test_floats_are_taken_as_the_fractions_that_they_are():
    """0.1 + 0.2 is not 0.3, and the point halfway is not quite halfway."""
    X, label = np.array([[0.1, 0.3, 0.2]]), np.array([0, 0, 1])
    proof = exact_certificate(X, label)
    assert verify(proof, X, label) and proof.weights[0] != Fraction(1, 2)
    assert float(proof.weights[0]) == pytest.approx(0.5)


@pytest.mark.claim(id="A6")
def test_xor_meets_halfway():
    """A6."""
    proof = exact_certificate(*XOR)
    assert proof.weights == (Fraction(1, 2),) * 4 and proof.meeting == (Fraction(1, 2),) * 2


def test_the_least_change_of_an_exact_weight_is_noticed():
    X, label = XOR
    proof = exact_certificate(X, label)
    least = Fraction(1, 10**30)
    weights = (proof.weights[0] + least, proof.weights[1] - least, *proof.weights[2:])
    assert not verify(replace(proof, weights=weights), X, label)


def test_the_simplex_needs_no_good_guess(monkeypatch):
    """Where floats cannot tell, the fractions still can."""
    monkeypatch.setattr("app.insight.exact.separate", lambda X, label: separate(X[:, :0], label[:0]))
    for X, label in whole_sets(3, count=20):
        proof = exact_certificate(X, label)
        assert (proof is None) == separate(X, label).separable
        assert proof is None or verify(proof, X, label)


def test_one_class_alone_has_no_certificate():
    assert exact_certificate(np.ones((2, 3)), np.zeros(3, int)) is None
