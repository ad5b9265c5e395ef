"""When a training has what it was to reach: counted so that a rare class weighs as much as a frequent one.

Where 995 points are of one class and 5 of the other, an answer that is always the first is right for 99.5 %
of them, and has learned nothing. What counts is the balanced accuracy, the mean of the classes' recalls, and
that every class has more of its points right than wrong. Where all classes have as many points, balanced
accuracy is accuracy, to the last bit.

Source: Brodersen, Ong, Stephan & Buhmann 2010, ICPR, pp. 3121-3124 (balanced accuracy).
"""

from collections.abc import Sequence
from math import lcm

Counts = Sequence[int]  # one number for each class


def balanced(right: Counts, sizes: Counts) -> float:
    """The mean of the classes' recalls: of `sizes` points of each class, `right` are classified correctly.

    A class without points does not count. The mean is rounded once, so that no processor has another one.

    >>> balanced((995, 0), (995, 5)), balanced((148, 149), (150, 150))
    (0.5, 0.99)
    """
    there = [(count, size) for count, size in zip(right, sizes, strict=True) if size]
    common = lcm(*(size for _, size in there))
    return sum(count * (common // size) for count, size in there) / (common * len(there))


def all_found(right: Counts, sizes: Counts) -> bool:
    """Whether more points of each class are right than wrong.

    >>> all_found((995, 0), (995, 5)), all_found((995, 3), (995, 5))
    (False, True)
    """
    return all(2 * count > size for count, size in zip(right, sizes, strict=True) if size)


def meets(target: float, right: Counts, sizes: Counts) -> bool:
    """Whether the target is reached: in balanced accuracy, and with every class found."""
    return balanced(right, sizes) >= target and all_found(right, sizes)
