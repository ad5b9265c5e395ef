"""The arithmetic of one point, against the engine, against central differences, and by hand."""

from fractions import Fraction

import numpy as np
import pytest

from app.insight import trace
from app.insight.trace import moved
from app.nn import boundary
from app.nn.activations import ACTIVATIONS
from app.nn.errors import BadSpelling, Unsuitable
from app.nn.network import CEILING
from tests.insight.subjects import subject
from tests.nn.gradients import numeric_gradient


@pytest.fixture(scope="module")
def seen():
    return subject()


@pytest.fixture(scope="module")
def told(seen):
    return trace.answer(seen, at="0.5,-0.25", label="1")


def small():
    """One tanh unit, 0.5·x - 2·y + 0.25, and the output 3·h1 - 1."""
    return moved(subject(trained=False, hidden="1"), np.array([0.5, -2.0, 0.25, 3.0, -1.0]))


def test_a_small_network_by_hand():
    told = trace.answer(small(), at="0.5,-0.25", label="")
    (unit,), (output,) = (layer["units"] for layer in told["layers"])
    assert unit["products"].tolist() == [0.25, 0.5] and unit["z"] == 1.0
    assert unit["a"] == pytest.approx(0.7615941559557649)
    assert output["z"] == pytest.approx(3 * 0.7615941559557649 - 1)
    assert unit["formula"] == "h1 = tanh(0.5·x - 2·y + 0.25) = tanh(1) = 0.7616"
    assert output["formula"] == "p = sigmoid(3·h1 - 1) = sigmoid(1.285) = 0.7833"
    assert told["loss"] is told["gradient"] is told["update"] is None


def test_a_small_networks_way_back_by_hand():
    """dL/dlogit = p - 1; through the weight 3 and the slope 1 - tanh²(1) to the first layer."""
    seen = small()
    told = trace.answer(seen, at="0.5,-0.25", label="1")
    h, p = np.tanh(1), told["probability"]
    first, last = told["gradient"]["layers"]
    assert told["loss"] == pytest.approx(-np.log(p))
    assert last["weights"][0] == pytest.approx([(p - 1) * h]) and last["biases"] == pytest.approx([p - 1])
    dz = (p - 1) * 3 * (1 - h * h)
    assert first["weights"][0] == pytest.approx([0.5 * dz, -0.25 * dz])
    rate = told["update"]["learning_rate"]
    assert rate == seen.task.solver.learning_rate
    assert told["update"]["layers"][0]["weights"][0] == pytest.approx(
        [0.5 - rate * 0.5 * dz, -2 + rate * 0.25 * dz]
    )


def test_every_sum_is_the_sum_of_its_products(told):
    for layer in told["layers"]:
        for unit in layer["units"]:
            assert unit["z"] == pytest.approx(unit["products"].sum() + unit["bias"], abs=1e-12)


def test_every_product_is_that_of_a_weight_and_what_is_below(told):
    below = np.array([entry["value"] for entry in told["inputs"]])
    for layer in told["layers"]:
        for unit in layer["units"]:
            assert unit["products"] == pytest.approx(unit["weights"] * below, rel=1e-15)
        below = np.array([unit["a"] for unit in layer["units"]])


@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS])
@pytest.mark.parametrize("classes", [2, 3])
def test_the_probability_is_the_engines_at_a_grid_point(name, classes):
    seen = subject(name, classes=classes, epochs=30, resolution=20)
    drawn = boundary.evaluate(seen.task.network, seen.state.theta, seen.grid)
    row, column = 4, 13
    told = trace.answer(seen, at=f"{seen.grid.x[column]},{seen.grid.y[row]}", label="")
    expected = drawn.z if classes == 2 else drawn.confidence
    assert told["probability"] == pytest.approx(float(expected[row, column]), abs=2e-4)
    assert sum(told["probabilities"]) == pytest.approx(1, abs=1e-12)
    if classes == 3:
        assert told["winner"] == seen.data.classes[int(drawn.z[row, column])]


def test_the_gradient_agrees_with_central_differences(seen, told):
    inputs = seen.inputs_at(np.array([[0.5], [-0.25]]))
    targets = np.array([[1.0]])
    numeric = numeric_gradient(lambda theta: trace.loss(moved(seen, theta), inputs, targets), seen.theta64)
    mine = np.concatenate(
        [np.column_stack([layer["weights"], layer["biases"]]).ravel() for layer in told["gradient"]["layers"]]
    )
    assert mine == pytest.approx(numeric, abs=1e-7)
    assert told["gradient"]["norm"] == pytest.approx(np.linalg.norm(numeric), rel=1e-6)
    assert told["gradient"]["check"]["weights"] == 105 and told["gradient"]["check"]["difference"] < 1e-7


def test_a_check_of_a_wrong_gradient_fails(seen):
    inputs, targets = seen.inputs_at(np.array([[0.5], [-0.25]])), np.array([[1.0]])
    assert trace.checked(seen, inputs, targets, np.zeros(105))["difference"] > 0.01


def test_one_step_is_that_of_plain_gradient_descent(seen, told):
    theta = np.concatenate(
        [np.column_stack([layer["weights"], layer["biases"]]).ravel() for layer in told["update"]["layers"]]
    )
    slope = np.concatenate(
        [np.column_stack([layer["weights"], layer["biases"]]).ravel() for layer in told["gradient"]["layers"]]
    )
    assert theta == pytest.approx(seen.theta64 - told["update"]["learning_rate"] * slope, abs=1e-15)
    after = trace.forward(moved(seen, theta), seen.inputs_at(np.array([[0.5], [-0.25]])))
    assert told["update"]["loss"] == pytest.approx(-np.log(after["probabilities"][1]), rel=1e-9)
    assert told["update"]["probabilities"] == pytest.approx(after["probabilities"])


@pytest.mark.parametrize("label", ["0", "1"])
def test_a_small_step_lowers_the_loss(label):
    told = trace.answer(subject(learning_rate=1e-4, epochs=100, optimizer="sgd"), at="0.1,0.2", label=label)
    assert told["update"]["loss"] < told["loss"]


def test_the_text_holds_every_formula_and_every_step(told):
    lines = told["text"].splitlines()
    for layer in told["layers"]:
        assert all(unit["formula"] in lines for unit in layer["units"])
    assert sum("←" in line for line in lines) == 105
    assert all("nan" not in line for line in lines)


def test_units_of_formulas_and_of_no_bend_are_written_so_too():
    formula = trace.answer(subject("x**2", hidden="2", epochs=3), at="0,0", label="")
    assert formula["layers"][0]["units"][0]["formula"].startswith("h1 = [x**2](")
    straight = trace.answer(subject("identity", hidden="2", epochs=3), at="0,0", label="")
    assert straight["layers"][0]["units"][1]["formula"].count("=") == 2


def test_features_are_shown_as_the_network_gets_them():
    told = trace.answer(subject(features="x,xy,radius", epochs=5), at="0.6,-0.8", label="")
    assert [entry["value"] for entry in told["inputs"]] == pytest.approx([0.6, -0.48, 1.0])
    assert [entry["label"] for entry in told["inputs"]] == ["x", "x·y", "√(x²+y²)"]


def test_a_class_may_be_named_or_numbered():
    seen = subject(dataset="iris", classes=2, epochs=5)
    name = seen.data.classes[1]
    assert trace.answer(seen, at="0,0", label=name)["label"] == name
    assert trace.answer(seen, at="0,0", label="1")["label"] == name


@pytest.mark.parametrize("at", ["", "1", "1,2,3", "a,b", "nan,0", "0,inf", "1000001,0", "0,-1e7", ","])
def test_a_point_that_cannot_be_read_is_refused_with_an_example(seen, at):
    with pytest.raises(BadSpelling, match=r"at=0.5,-0.25") as refused:
        trace.check(seen, at=at, label="")
    assert refused.value.field == "at"


def test_a_class_that_is_not_there_is_refused_with_those_that_are(seen):
    with pytest.raises(Unsuitable, match="0, 1") as refused:
        trace.check(seen, at="0,0", label="blue")
    assert refused.value.field == "label"


FAR = "1000000,-1e6"


@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS])
def test_the_farthest_points_have_finite_numbers(name):
    told = trace.answer(subject(name, epochs=3, hidden="4,4"), at=FAR, label="")
    assert np.isfinite(told["probability"])


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS])
def test_a_step_from_the_farthest_points_is_told_unless_it_leaves_the_numbers(name, label):
    """A point that is wrong by 1e50 moves the weights as far, and the cube of what they give is beyond 1e60."""
    seen = subject(name, epochs=3, hidden="4,4")
    try:
        told = trace.answer(seen, at=FAR, label=str(label))
    except Unsuitable as refused:
        assert refused.code == "trace_far" and name == "cube"
        inputs = seen.inputs_at(np.array([[1e6], [-1e6]]))
        assert largest_logit_after_a_step(seen, inputs, label) > CEILING
    else:
        assert np.isfinite(told["gradient"]["norm"]) and np.isfinite(told["update"]["loss"])


def largest_logit_after_a_step(seen, inputs, label):
    """Of a network of cubes, in whole fractions, which have no largest number."""
    told = trace.backward(seen, inputs, label)
    a = [Fraction(value) for value in inputs[:-1, 0]]
    for layer in told["update"]["layers"]:
        sums = [
            sum(Fraction(weight) * value for weight, value in zip(row, a, strict=True)) + Fraction(bias)
            for row, bias in zip(layer["weights"], layer["biases"], strict=True)
        ]
        a = [z**3 for z in sums]
    return max(abs(z) for z in sums)


def test_where_numbers_end_a_nearer_point_is_asked_for():
    seen = subject("x**9", epochs=1, hidden="4,4,4")
    with pytest.raises(Unsuitable, match="nearer") as refused:
        trace.answer(seen, at="1e6,1e6", label="1")
    assert refused.value.field == "at"
