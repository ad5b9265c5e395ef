"""Formulas: exact derivatives, and nothing gets in that is not a formula."""

import ast
import time

import numpy as np
import pytest

from app.experiment import Experiment, task
from app.nn import training
from app.nn.activations import find
from app.nn.errors import BadSpelling, BendlineError
from app.nn.formula import ONE_ARGUMENT, TWO_ARGUMENTS, compile_formula
from app.nn.spelling import canonical, parse, read
from tests.nn.gradients import central_difference, disagreement

Z = np.array([np.linspace(-5.013, 5, 200)])

FORMULAS = [
    "x",
    "x**2",
    "x**3 - 2*x",
    "-x",
    "+x",
    "max(0.1*x, x)",
    "min(x, 1)",
    "abs(x)",
    "exp(-x**2)",
    "log(1 + exp(x))",
    "sqrt(x**2 + 1) - 1",
    "sin(x) + cos(2*x)",
    "tanh(x)/2",
    "x/(1+abs(x))",
    "1/(1+exp(-x))",
    "x*sigmoid(x)",
    "arctan(pi*x)",
    "e**0*x",
    "relu(x) - relu(-x)",
    "2/(x**2+1)",
    "sinh(x)/cosh(x)",
    "where(x>0.001,x,2*x)",
    "x**-2*0 + x",
    "(x+1)**0 * x",
    ".5*x",
]


@pytest.mark.parametrize("text", [text for text in FORMULAS if "x**-2" not in text])
def test_the_derivative_is_exact(text):
    (formula,) = parse(text)
    with np.errstate(all="raise", under="ignore"):
        assert disagreement(formula.gradient(Z), central_difference(formula, Z)) < 1e-6


def test_every_function_of_the_language_is_covered_by_a_formula():
    used = " ".join(FORMULAS)
    assert all(f"{name}(" in used for name in (*ONE_ARGUMENT, *TWO_ARGUMENTS))


@pytest.mark.parametrize(
    ("text", "name"),
    [("x**2", "quadratic"), ("max(0,x)", "relu"), ("1/(1+exp(-x))", "sigmoid"), ("sin(x)", "sin")],
)
def test_a_formula_agrees_with_the_catalog(text, name):
    (formula,) = parse(text)
    assert np.allclose(formula(Z), find(name)(Z), atol=1e-12)
    assert np.allclose(formula.gradient(Z), find(name).gradient(Z), atol=1e-12)


def test_a_formula_keeps_float32():
    assert compile_formula("max(0.1*x, x)")(Z.astype(np.float32)).dtype == np.float32


def test_a_straight_formula_does_not_bend():
    assert not compile_formula("2*x + 1").bends and compile_formula("abs(x)").bends


def test_slashes_divide_layers_only_beside_a_name():
    assert [entry.name for entry in parse("tanh/x**2")] == ["tanh", "x**2"]
    assert [entry.name for entry in parse("x/(1+abs(x))")] == ["x/(1+abs(x))"]
    assert [entry.name for entry in parse("sin/sin(x)/x")] == ["sin", "sin(x)", "x"]


@pytest.mark.claim(id="C4")
def test_a_network_of_own_units_solves_xor():
    experiment = Experiment(dataset="xor", hidden="4", activation=("x**2",))
    chosen = task(experiment, "x**2")
    assert training.advance(chosen, training.start(chosen), 2000).final.train_accuracy >= 0.99


HOSTILE = [
    "__import__('os').system('x')",
    "x.__class__",
    "().__class__.__bases__[0] if x else x",
    "eval('x')",
    "open('x')",
    "[x for x in range(10**9)]",
    "(lambda x: x)(x)",
    "x if x else x",
    "10**10**10*x",
    "x**x",
    "x**1e9",
    "x**17",
    "x**(9**9**9)",
    "(x:=1)",
    "x; x",
    "import x",
    "f'{x}'",
    "'x'*9999999999 + x",
    "x and x",
    "x or x",
    "not x",
    "x < 1",
    "x @ x",
    "x // 2",
    "x % 2",
    "x << 99",
    "~x",
    "x[0]",
    "{x}",
    "{x: x}",
    "*x",
    "x,x",
    "max(x)",
    "max(x,x,x)",
    "max(x, key=x)",
    "exp(*x)",
    "exp(**x)",
    "exp()",
    "abs",
    "x+abs",
    "getattr(x, 'real')",
    "x+1j",
    "True*x",
    "None+x",
    "...+x",
    "x+" * 99 + "x",
    "(" * 150 + "x" + ")" * 150,
    "x" * 10_000,
    "-" * 190 + "x",
    "x\x00",
    "x + 𝐱𝐱",
    "x + y",
    "1e999*x",
    "9" * 150 + "*x",
    "x**True",
    "x**-1e9",
    "yield x",
    "await x",
    "x!",
]


UNSEEN = {
    "x#<script>": 2, "max(x,0)#)/tanh": 9, "x # type: ignore": 3, "tanh/x#": 7, "x;": 2, "x\\\n+1": 2, "2 * x #": 7,
    "exp(-x^2)#": 10, "tanh#": 5, "leaky_relu(0.1)#": 16, "max(x, 0,)": 10, "exp(x,)": 7,
}  # fmt: skip


@pytest.mark.parametrize("text", UNSEEN)
def test_what_pythons_parser_passes_over_is_refused_where_it_stands(text):
    """A comment for one: else anything may follow, and one function has many names."""
    with pytest.raises(BendlineError) as refusal:
        read(text)
    assert refusal.value.position == UNSEEN[text]
    code = "formula_unfinished" if "," in text and ")#" not in text else "formula_strange"
    assert refusal.value.code == code


def test_no_sign_but_a_zero_can_be_added_without_another_meaning():
    for text in ("x**2", "max(0.1*x,x)", "tanh(x)/2"):
        for place in range(len(text) + 1):
            for sign in set(map(chr, range(33, 127))) - {"0"}:
                longer = text[:place] + sign + text[place:]
                try:
                    parse(longer)
                except BendlineError:
                    continue
                assert ast.dump(ast.parse(canonical(longer))) != ast.dump(ast.parse(text)), longer


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_formula_is_refused_at_once(text):
    began = time.perf_counter()
    with pytest.raises(BendlineError) as refusal:
        parse(text)
    assert time.perf_counter() - began < 1
    assert refusal.value.field == "activation" and len(str(refusal.value)) < 400
    assert 1 <= refusal.value.position <= min(len(text), 200) + 1


@pytest.mark.claim(id="C4")
@pytest.mark.parametrize(("text", "position"), [("x + y", 5), ("x + open(x)", 5), ("(x", 1), ("2*x**x", 6)])
def test_a_refusal_names_the_position(text, position):
    with pytest.raises(BadSpelling, match=f"position {position}\\."):
        parse(text)


MISTAKES = {
    "max(0.1*x, y)": (12, "y is not known here; the variable is x"),
    "tan(x) + x": (1, "There is no function called tan, at position 1. Did you mean tanh?"),
    "1/2x": (4, "Write 2*x to multiply"),
    "where(x, 1, 2)": (7, "Write x > 0"),
    "where(x > 0)": (1, "where takes a condition and two values"),
    "0,5*x": (2, "Write a decimal number as 0.5"),
    "max(0.1*x, x": (4, "never closed"),
    "x + 1)": (6, "never opened"),
    "2*x +": (6, "not finished"),
    "x + abs": (5, "Write abs(x)"),
    "x + max(x)": (5, "max takes two values"),
    "exp(x, x)": (1, "exp takes one value"),
    "1234567*x": (1, "at most"),
    "tanh(y)": (6, "y is not known here"),
    "tanh/x + y": (10, "y is not known here"),
    "x + log( x )": (5, "not a finite number at x = 0"),
    "1 / (X - 2)": (3, "not a finite number at x = 2"),
    "relu / foo": (8, "no activation called 'foo'"),
    " tahn": (2, "Did you mean tanh?"),
    "relu/leaky_relu(9)": (6, "alpha of leaky_relu must be 0 to 1"),
    "": (1, "is not an activation"),
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place_in_what_was_typed(text):
    position, words = MISTAKES[text]
    with pytest.raises(BendlineError) as refusal:
        read(text)
    assert words in str(refusal.value)
    assert refusal.value.position == position


def test_where_a_formula_grows_too_large_is_told():
    with pytest.raises(BadSpelling, match="at most 80 parts") as refusal:
        read("x+" * 60 + "x")
    assert 20 < refusal.value.position < 121


def test_the_range_of_a_formula_is_that_of_its_values():
    assert compile_formula("max(-1, min(x, 2))").range == "[-1, 2] for x from -4 to 4"


@pytest.mark.parametrize(
    ("text", "where"), [("log(x)", "0"), ("1/x", "0"), ("sqrt(x)", "0"), ("1/(x-2)", "2")]
)
def test_a_formula_without_a_value_everywhere_is_refused_with_the_x(text, where):
    with pytest.raises(BadSpelling, match=f"at x = -?{where}"):
        parse(text)
