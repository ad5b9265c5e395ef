"""A8 as it is asked: the sixteen functions of two bits as JSON has them."""

import numpy as np
import pytest

from app.insight import functions


@pytest.fixture(scope="module")
def told():
    return functions.answer(None)  # of any experiment the same


@pytest.mark.claim(id="A8")
def test_a_line_computes_fourteen_of_the_sixteen(told):
    assert (told["separable"], told["total"], len(told["functions"])) == (14, 16, 16)
    assert [one["name"] for one in told["functions"] if not one["separable"]] == ["XOR", "XNOR"]


@pytest.mark.claim(id="A8")
def test_each_line_that_is_told_computes_its_table(told):
    x, y = told["corners"]["x"], told["corners"]["y"]
    for one in told["functions"]:
        a, b, c = one["line"]
        right = (a * x + b * y + c > 0) == np.array(one["table"], bool)
        assert right.mean() == one["accuracy"] == (1 if one["separable"] else 0.75)


def test_each_certificate_is_about_the_corners(told):
    """Both classes' means, with the weights that it names, are the one point that it names."""
    corners = np.array([told["corners"]["x"], told["corners"]["y"]])
    proofs = [(one["table"], one["certificate"]) for one in told["functions"] if one["certificate"]]
    assert len(proofs) == 2
    for table, proof in proofs:
        for side in (0, 1):
            mine = [i for i, label in enumerate(proof["label"]) if label == side]
            points, weights = [proof["points"][i] for i in mine], [proof["weights"][i] for i in mine]
            assert [table[point] for point in points] == [side] * len(mine)
            assert corners[:, points] @ weights == pytest.approx(proof["meeting"])
