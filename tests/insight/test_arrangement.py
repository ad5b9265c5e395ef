"""Lines in a window: counted by hand, by Steiner's formula, and by looking at a fine grid."""

import numpy as np
import pytest

from app.insight.arrangement import most_regions, regions

SQUARE = (-1.0, 1.0, -1.0, 1.0)
WIDE = (-1e9, 1e9, -1e9, 1e9)

BY_HAND = {
    "nothing": ([], 1),
    "one": ([(1, 0, 0)], 2),
    "two that cross": ([(1, 0, 0), (0, 1, 0)], 4),
    "two parallels": ([(1, 0, 0.25), (1, 0, -0.25)], 3),
    "three through one point": ([(1, 0, 0), (0, 1, 0), (1, 1, 0)], 6),
    "a triangle": ([(1, 0, 0.25), (0, 1, 0.25), (1, 1, -0.25)], 7),
    "the same one twice": ([(1, 2, 0.5), (-2, -4, -1.0)], 2),
    "no line at all": ([(0, 0, 1), (1, 0, 0)], 2),
    "one that passes by": ([(1, 0, 3), (0, 1, 0)], 2),
    "two that cross outside": ([(0, 1, 0), (0.1, 1, 0.5)], 3),
    "one along the edge": ([(1, 0, 1), (0, 1, 0)], 2),
    "one that touches a corner": ([(1, 1, 2)], 1),
    "two that cross on the edge": ([(1, 1, 0), (1, 0.5, -0.5)], 3),
}


@pytest.mark.parametrize("case", BY_HAND)
def test_regions_are_those_that_a_person_counts(case):
    lines, expected = BY_HAND[case]
    assert regions(lines, SQUARE) == expected


@pytest.mark.claim(id="B2")
@pytest.mark.parametrize("count", [1, 2, 5, 9, 16])
def test_b2_lines_at_random_reach_the_bound_and_never_pass_it(count):
    """B2: n lines make at most 1 + n + n(n-1)/2 regions, and where all of them meet, that many."""
    lines = np.random.default_rng(count).normal(size=(count, 3)).tolist()
    assert regions(lines, WIDE) == most_regions(count) == 1 + count + count * (count - 1) // 2
    assert regions(lines, SQUARE) <= most_regions(count)


@pytest.mark.parametrize("seed", range(8))
def test_a_fine_grid_shows_as_many_patterns_of_signs(seed):
    """Few lines, so that no region is smaller than the grid's cells but by bad luck."""
    lines = np.random.default_rng(seed).normal(size=(4, 3))
    side = np.linspace(-1, 1, 1201)[1:-1]
    x, y = np.meshgrid(side, side)
    signs = sum((a * x + b * y + c > 0).astype(int) << bit for bit, (a, b, c) in enumerate(lines))
    assert regions(lines.tolist(), SQUARE) == len(np.unique(signs))


def test_what_floats_cannot_tell_apart_is_told_apart():
    """Three lines that miss one point by 2^-60: seven regions, not six."""
    miss = 2.0**-60
    lines = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0, miss)]
    assert regions(lines, SQUARE) == 7
    assert regions([*lines[:2], (1.0, 1.0, 0.0)], SQUARE) == 6
