"""Every formula that the catalog shows can be typed as it is shown, and one ASCII spelling remains."""

import doctest

import numpy as np
import pytest

from app.nn import notation, spelling
from app.nn.activations import ACTIVATIONS
from app.nn.errors import BadSpelling
from app.nn.spelling import canonical, read

X = np.concatenate([np.linspace(-6, 6, 201), [-3.0, -1.0, 0.0, 1.0, 3.0]])
ROUNDED = {"selu": 1e-3, "gelu": 1e-3}  # the numbers of their formulas are rounded, or it is an approximation


def test_the_examples_hold():
    assert doctest.testmod(notation).failed == doctest.testmod(spelling).failed == 0


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_a_formula_of_the_catalog_gives_the_values_of_its_activation(entry):
    (found,) = read(entry.formula)
    shape = X if entry.name != "softmax" else np.vstack([X, -X])
    np.testing.assert_allclose(
        found.bound(shape),
        entry.bound()(shape),
        atol=ROUNDED.get(entry.name, 1e-12),
        rtol=ROUNDED.get(entry.name, 1e-12),
    )


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_the_spelling_that_remains_is_ascii_and_stays(entry):
    text = canonical(entry.formula)
    assert text.isascii() and " " not in text and canonical(text) == text
    assert canonical(entry.name) == entry.name
    read(text)


@pytest.mark.parametrize("number", ["0.1", ".1", "0.10", "1e-1", "+0.1"])
def test_equal_numbers_are_one_spelling(number):
    assert canonical(f"tanh/Leaky_ReLU( {number} )") == "tanh/leaky_relu(0.1)"
    assert canonical("elu(1.0)") == "elu(1)" and canonical("elu(1.0)*x") == "elu(1.0)*x"


SAME = [
    ("exp(−x²)", "exp(-x**2)"),
    ("EXP( - X^2 )", "exp(-x**2)"),
    ("2x", "2*x"),
    ("2 x", "2*x"),
    ("2(x+1)", "2*(x+1)"),
    ("(x+1)(x-1)", "(x+1)*(x-1)"),
    ("x(x+1)", "x*(x+1)"),
    ("x sin(x)", "x*sin(x)"),
    ("3πx", "3*pi*x"),
    ("x·|x|", "x*abs(x)"),
    ("||x|-1|", "abs(abs(x)-1)"),
    ("|x||x|", "abs(x)*abs(x)"),
    ("√2 x", "sqrt(2)*x"),
    ("√(x²+1)", "sqrt(x**2+1)"),
    ("⅓x³", "(1/3)*x**3"),
    ("ln(1+eˣ)", "log(1+e**(x))"),
    ("σ(x)·x", "sigmoid(x)*x"),
    ("x if x ≥ 0 else 0.1x", "where(x>=0,x,0.1*x)"),
    ("0 if x < -1, 1 if x > 1, else x", "where(x<-1,0,where(x>1,1,x))"),
    ("(x if x>0 else 0) + 1", "(where(x>0,x,0))+1"),
    ("x²⁺¹", "x**2+1"),
    ("ｍａｘ（０，ｘ）", "max(0,x)"),
    ("x⁻²", "x**-2"),
    ("1e-3x", "1e-3*x"),
    ("x²/tanh", "x**2/tanh"),
    ("Leaky_ReLU( 0.2 )", "leaky_relu(0.2)"),
    ("x/3 + 1/2 ", "x/3+1/2"),
]


@pytest.mark.parametrize(("typed", "spelled"), [pair for pair in SAME if pair[0] != "x²⁺¹"])
def test_notation_has_one_spelling(typed, spelled):
    assert canonical(typed) == spelled and canonical(spelled) == spelled


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("where(x>0,2,x)", [2.0, -2.0]),
        ("gelu(x)*0 + sinh(x)", np.sinh([3.0, -2.0])),
        ("e^(-x)", np.exp([-3.0, 2.0])),
    ],
)
def test_what_a_formula_may_hold_besides(typed, value):
    (found,) = read(typed)
    z = np.array([3.0, -2.0])
    np.testing.assert_allclose(found.bound(z), value)
    step = 1e-6
    slope = (found.bound(z + step) - found.bound(z - step)) / (2 * step)
    np.testing.assert_allclose(found.bound.gradient(z), slope, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("exp(−y²)", 6),
        ("|x| + foo(x)", 7),
        ("√(x² + q)", 8),
        ("1/2x", 4),
        ("2 3", 3),
        ("x if y > 0 else 1", 6),
    ],
)
def test_a_fault_is_shown_where_it_was_typed(typed, position):
    with pytest.raises(BadSpelling) as refused:
        read(typed)
    assert refused.value.position == position


@pytest.mark.parametrize(
    ("typed", "near"),
    [("tahn(x)", "tanh"), ("swish(x)", "silu"), ("sigmiod(x)", "sigmoid"), ("sqr(x)", "sqrt"), ("gleu(x)", "gelu"),
     ("sihn(x)", "sinh")],
)  # fmt: skip
def test_a_hint_names_what_was_meant(typed, near):
    with pytest.raises(BadSpelling) as refused:
        read(typed)
    assert f"Did you mean {near}?" in str(refused.value)


def test_what_is_like_nothing_has_no_hint():
    for typed in ("arcsin(x)", "erf(x)", "foo(x)"):
        with pytest.raises(BadSpelling) as refused:
            read(typed)
        assert "Did you mean" not in str(refused.value)


def test_the_unused_side_of_a_choice_may_be_anything():
    """Warnings are errors here: sin(x)/x divides by 0 at 0, and exp(x) is too large for float32 at 100."""
    (found,) = read("sin(x) / x, and 1 at 0")
    assert found.bound(np.zeros(2)).tolist() == [1, 1] and found.bound.gradient(np.zeros(2)).tolist() == [
        0,
        0,
    ]
    (found,) = read("x if x > 0, else exp(x) - 1")
    assert found.bound(np.array([100.0], np.float32)).tolist() == [100]
