"""Several classes: the linear program's verdict on Kesler's construction, and proofs that hold."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from app.insight.certificate import verify
from app.insight.classes import separate_classes, verify_contests
from app.insight.separability import separate
from tests.insight.oracles import random_set


def random_classes(rng, classes, dimensions):
    """Points whose classes are those of linear scores, or nearly."""
    n = int(rng.integers(classes, 30))
    X = (
        rng.standard_normal((dimensions, n))
        if rng.random() < 0.5
        else rng.integers(-3, 4, (dimensions, n)).astype(float)
    )
    label = (rng.standard_normal((classes, dimensions)) @ X + rng.standard_normal((classes, 1))).argmax(
        axis=0
    )
    flipped = rng.random(n) < rng.choice([0, 0.1])
    return X, np.where(flipped, rng.integers(0, classes, n), label)


def ranked_by_linear_program(X, label, classes):
    rows = []
    for x, own in zip(np.vstack([X, np.ones(X.shape[1])]).T, label, strict=True):
        for rival in set(range(classes)) - {int(own)}:
            row = np.zeros((classes, len(x)))
            row[own], row[rival] = -x, x
            rows.append(row.reshape(-1))
    answer = linprog(np.zeros(len(rows[0])), A_ub=rows, b_ub=-np.ones(len(rows)), bounds=(None, None))
    assert answer.status in (0, 2), answer.message
    return answer.status == 0


@pytest.mark.parametrize(("classes", "dimensions"), [(3, 2), (4, 2), (3, 5), (6, 3)])
def test_the_verdict_is_the_linear_programs_and_can_be_checked(classes, dimensions):
    rng, verdicts = np.random.default_rng(classes), set()
    for _ in range(40):
        X, label = random_classes(rng, classes, dimensions)
        found = separate_classes(X, label, classes)
        verdicts.add(found.separable)
        assert found.separable == ranked_by_linear_program(X, label, classes)
        if found.separable:
            assert np.array_equal((found.scores @ np.vstack([X, np.ones(X.shape[1])])).argmax(axis=0), label)
        else:
            assert verify_contests(found, X, label, classes)
    assert verdicts == {True, False}


def test_two_classes_are_told_apart_as_by_a_cut():
    rng = np.random.default_rng(2)
    for _ in range(40):
        X, label = random_set(rng, 3)
        found, cut = separate_classes(X, label, 2), separate(X, label)
        assert (found.separable, found.margin) == (cut.separable, cut.margin)
        assert found.pairs[0].separation == cut


def test_each_pair_may_have_a_line_where_all_together_have_no_scores():
    """Rare: of such sets of nine random points it is one in a thousand, and this is the first."""
    X, label = np.random.default_rng(1097).standard_normal((2, 9)), np.arange(9) % 3
    found = separate_classes(X, label, 3)
    assert not found.separable and all(pair.separation.separable for pair in found.pairs)
    assert verify_contests(found, X, label, 3) and not ranked_by_linear_program(X, label, 3)


def test_a_pairs_evidence_names_points_of_the_whole_set():
    corners = np.array(list(product((0.0, 1), repeat=2))).T
    X = np.column_stack([[9, 9], [8, 9], corners])
    label = np.array([2, 2, 0, 1, 1, 0])
    found = separate_classes(X, label, 3)
    proof, cut = found.pairs[0].separation.certificate, found.pairs[1].separation
    assert verify(proof, X, label) and set(proof.points) == {2, 3, 4, 5}
    assert not found.separable and cut.separable and set(label[list(cut.support)]) == {0, 2}


@pytest.mark.parametrize("spoil", [
    lambda contest: replace(contest, weight=contest.weight + 1e-6),
    lambda contest: replace(contest, weight=-contest.weight),
    lambda contest: replace(contest, rival=2),
    lambda contest: replace(contest, point=4),
])  # fmt: skip
def test_a_false_proof_does_not_verify(spoil):
    X, label = np.array([[0.0, 0, 1, 1, 5], [0, 1, 0, 1, 5]]), np.array([0, 1, 1, 0, 2])
    found = separate_classes(X, label, 3)
    assert verify_contests(found, X, label, 3)
    spoiled = replace(found, contests=(spoil(found.contests[0]), *found.contests[1:]))
    assert not verify_contests(spoiled, X, label, 3)


def test_one_class_alone_has_no_margin():
    found = separate_classes(np.ones((2, 3)), np.zeros(3, int), 3)
    assert found.separable and found.margin is None
