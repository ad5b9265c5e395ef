"""Certificates in fractions, with no rounding at all.

Whether two classes' hulls meet is a linear program: are there weights that fulfil the equations of a
certificate? Here it is solved by the simplex method in rational numbers, so that what it answers is
proved: weights, or that there are none. A float is a rational number, too, so any data will do; on
whole numbers the fractions are short.

Sources: Dantzig 1963, Linear Programming and Extensions, ch. 5 (the first phase) and 9 (the inverse of
the basis); Bland 1977, Mathematics of Operations Research 2, pp. 103-107 (the rule that never circles).
"""

from collections.abc import Iterator
from fractions import Fraction

from app.insight.certificate import Certificate
from app.insight.separability import separate
from app.nn.activations import Array
from app.nn.datasets import Labels

Column = list[Fraction]


def exact_certificate(X: Array, label: Labels) -> Certificate | None:
    """The certificate of points X, (d, n), and classes label, (n,), in Fractions; None where a cut exists."""
    if not (label == 0).any() or not (label == 1).any():
        return None
    rough = separate(X, label).certificate
    guess = rough.points if rough else ()  # asked first, they are usually the answer
    order = [*guess, *sorted(set(range(len(label))) - set(guess))]
    weights = _simplex([_column(X[:, i], label[i]) for i in order])
    if weights is None:
        return None
    found = dict(sorted((order[i], weight) for i, weight in weights.items()))
    meeting = [
        sum(weight * Fraction(float(row[i])) for i, weight in found.items() if label[i] == 0) for row in X
    ]
    return Certificate(
        tuple(found), tuple(int(label[i]) for i in found), tuple(found.values()), tuple(meeting)
    )


def _column(place: Array, side: int) -> Column:
    """What one point contributes to the equations, whose right side is (1, 1, 0, ..., 0)."""
    sign = 1 if side == 1 else -1
    return [Fraction(int(side == 0)), Fraction(int(side == 1)), *(sign * Fraction(float(x)) for x in place)]


def _simplex(columns: list[Column]) -> dict[int, Fraction] | None:
    """Positive weights on some columns whose sum is (1, 1, 0, ..., 0); None where there are none.

    The basis begins with one artificial unit column, named by a number below 0, for each equation, and
    what they weigh together is made as small as can be. A column comes in where that makes it smaller.
    """
    size = len(columns[0])
    basis = list(range(-size, 0))
    inverse = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    weights = [Fraction(1), Fraction(1), *[Fraction(0)] * (size - 2)]
    while any(weight for name, weight in zip(basis, weights, strict=True) if name < 0):
        artificial = [row for name, row in zip(basis, inverse, strict=True) if name < 0]
        prices = [sum(entries) for entries in zip(*artificial, strict=True)]
        entering = next(_worthwhile(prices, columns), None)
        if entering is None:
            return None
        change = [_product(row, columns[entering]) for row in inverse]
        leaving = min((weights[i] / change[i], basis[i], i) for i in range(size) if change[i] > 0)[2]
        _pivot(inverse, weights, change, leaving)
        basis[leaving] = entering
    return {name: weight for name, weight in zip(basis, weights, strict=True) if name >= 0 and weight}


def _worthwhile(prices: Column, columns: list[Column]) -> Iterator[int]:
    return (index for index, column in enumerate(columns) if _product(prices, column) > 0)


def _product(row: Column, column: Column) -> Fraction:
    return sum((a * b for a, b in zip(row, column, strict=True) if a and b), Fraction(0))


def _pivot(inverse: list[Column], weights: Column, change: Column, leaving: int) -> None:
    """Bring the inverse of the basis and its weights, in place, to where one column has been replaced."""
    share = 1 / change[leaving]
    inverse[leaving] = [entry * share for entry in inverse[leaving]]
    weights[leaving] *= share
    for i, amount in enumerate(change):
        if i != leaving and amount:
            pairs = zip(inverse[i], inverse[leaving], strict=True)
            inverse[i] = [entry - amount * pivot for entry, pivot in pairs]
            weights[i] -= amount * weights[leaving]
