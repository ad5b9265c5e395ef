"""A8: of sixteen functions of two bits a line computes fourteen."""

import numpy as np
import pytest

from app.insight.booleans import INPUTS, boolean_functions
from app.insight.certificate import verify

FUNCTIONS = boolean_functions()
SPELLED = {
    "AND": "x and y", "OR": "x or y", "XOR": "x != y",
    "NAND": "not (x and y)", "NOR": "not (x or y)", "XNOR": "x == y", "TRUE": "True", "FALSE": "False",
}  # fmt: skip


@pytest.mark.claim(id="A8")
def test_a8_a_line_computes_fourteen_of_sixteen():
    assert len({function.table for function in FUNCTIONS}) == 16
    assert sum(function.best.separable for function in FUNCTIONS) == 14


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_table_is_what_the_name_says(function):
    spelled = SPELLED.get(function.name, function.name.lower())
    assert function.table == tuple(int(eval(spelled, {"x": x, "y": y})) for x, y in INPUTS)


@pytest.mark.claim(id="A8")
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a8_its_line_computes_it_or_its_certificate_says_why_not(function):
    X, label, (a, b, c) = np.array(INPUTS, float).T, np.array(function.table), function.best.line
    computed = (a * X[0] + b * X[1] + c > 0).astype(int)
    assert np.array_equal(computed, label) == function.best.separable
    assert function.best.separable or verify(function.best.certificate, X, label)
