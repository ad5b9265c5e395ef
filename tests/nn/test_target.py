"""The target counts a rare class as much as a frequent one."""

import doctest

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, recall_score

from app.nn import target


def test_the_examples_hold():
    assert doctest.testmod(target).failed == 0


@pytest.mark.parametrize("seed", range(40))
def test_balanced_accuracy_is_that_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    classes = int(rng.integers(2, 7))
    label = np.concatenate([np.arange(classes), rng.integers(classes, size=60)])
    answered = np.where(rng.random(len(label)) < 0.6, label, rng.integers(classes, size=len(label)))
    sizes = np.bincount(label, minlength=classes).tolist()
    right = np.bincount(label[answered == label], minlength=classes).tolist()
    assert target.balanced(right, sizes) == pytest.approx(balanced_accuracy_score(label, answered))
    recalls = recall_score(label, answered, average=None)
    assert target.all_found(right, sizes) == bool((recalls > 0.5).all())


@pytest.mark.parametrize("wrong", range(7))
def test_of_classes_of_one_size_it_is_accuracy_to_the_last_bit(wrong):
    for first in range(wrong + 1):
        right = (150 - first, 150 - (wrong - first))
        assert target.balanced(right, (150, 150)) == (300 - wrong) / 300
        assert target.meets(0.99, right, (150, 150)) == ((300 - wrong) / 300 >= 0.99)


def test_a_class_without_points_does_not_count():
    assert target.balanced((5, 0, 3), (5, 0, 4)) == 0.875


def test_a_class_that_is_mostly_wrong_meets_no_target():
    assert not target.meets(0.5, (100, 40), (100, 100)) and target.meets(0.5, (100, 51), (100, 100))
