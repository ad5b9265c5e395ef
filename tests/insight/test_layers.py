"""B1: the hidden layers move the points until a flat cut separates them, if they bend."""

import numpy as np
import pytest

from app.insight import layers
from app.insight.certificate import Certificate, verify
from app.insight.classes import separate_classes
from app.nn.activations import ACTIVATIONS
from tests.insight.subjects import subject


@pytest.fixture(scope="module")
def xor():
    return subject("tanh", dataset="xor", hidden="4")


@pytest.fixture(scope="module")
def deep():
    return subject("tanh", hidden="8,8")


def verdicts(looked_at):
    return [layer["separable"] for layer in layers.answer(looked_at)["layers"]]


@pytest.mark.claim(id="B1")
@pytest.mark.parametrize("seed", range(3))
def test_b1_a_bent_layer_makes_xor_separable(seed):
    """B1: with its margin, and the output unit's own line divides the classes there."""
    looked_at = subject(
        "tanh", dataset="xor", hidden="4", noise=0.0, seed=seed, epochs=2000, target_accuracy=0.0
    )
    before, after = layers.answer(looked_at)["layers"]
    assert (before["separable"], after["separable"]) == (False, True)
    assert before["margin"] is None and after["margin"] > 0 and after["certificate"] is None
    train, (a, b, c) = ~looked_at.test, after["line"]
    right = (a * after["points"]["x"] + b * after["points"]["y"] + c > 0) == (looked_at.label == 1)
    assert right[train].all()


@pytest.mark.claim(id="B1")
@pytest.mark.parametrize("hidden", ["4", "2,2", "8,8"])
def test_b1_straight_layers_never_do(hidden):
    answer = layers.answer(subject("identity", dataset="xor", hidden=hidden))
    assert answer["first_separable"] is None
    assert len(answer["layers"]) == 1 + len(hidden.split(","))


@pytest.mark.claim(id="B1")
def test_b1_a_certificate_proves_what_it_says(xor):
    told = layers.answer(xor)["layers"][0]["certificate"]
    assert len(told["points"]) <= 4 and not xor.test[list(told["points"])].any()
    assert verify(Certificate(**told), xor.inputs[:-1], xor.label)


def test_two_units_are_shown_as_they_are():
    looked_at = subject("tanh", hidden="2,2")
    for space, layer in zip(layers.spaces(looked_at), layers.answer(looked_at)["layers"], strict=True):
        assert np.array_equal(layer["axes"], np.eye(2)) and len(layer["lines"]) == len(space.reads)
        assert layer["points"]["x"] == pytest.approx(space.a[0], abs=1e-4)
        for (a, b, c), W in zip(layer["lines"], space.reads, strict=True):
            assert np.array([a, b, c]) * np.hypot(*W[:2]) == pytest.approx(W)


def test_more_units_are_seen_along_two_directions_at_right_angles(deep):
    for space, layer in zip(layers.spaces(deep), layers.answer(deep)["layers"], strict=True):
        assert layer["axes"] @ layer["axes"].T == pytest.approx(np.eye(2))
        seen = np.array([layer["points"]["x"], layer["points"]["y"]])
        assert seen == pytest.approx(layer["axes"] @ space.a, abs=1e-3)


def test_the_output_units_line_is_the_networks_boundary(deep):
    """However many units there are, the picture is taken so that the cut is seen edgewise."""
    last = layers.answer(deep)["layers"][-1]
    a, b, c = last["line"]
    value = a * last["points"]["x"] + b * last["points"]["y"] + c
    logits = deep.logits(deep.inputs)[0]
    assert value * np.linalg.norm(deep.layers[-1][0, :-1]) == pytest.approx(logits, abs=1e-2)
    assert b == pytest.approx(0) and last["lines"] == [last["line"]]


def test_what_is_not_seen_edgewise_is_no_line_in_the_picture(deep):
    """Eight units of the next layer cut eight dimensions each in its own direction."""
    assert layers.answer(deep)["layers"][1]["lines"] == []


def test_the_widest_cut_divides_the_picture_where_there_is_one():
    looked_at = subject("tanh", dataset="gaussians", hidden="4,3", noise=0.0, test_share=0.0)
    told = layers.answer(looked_at)["layers"][:2]  # in the last space, the output's own line decides the view
    assert [layer["units"] for layer in told] == [2, 4]
    for layer in told:
        a, b, c = layer["cut"]
        value = a * layer["points"]["x"] + b * layer["points"]["y"] + c
        assert np.array_equal(value > 0, looked_at.label == 1)
        assert np.abs(value).min() == pytest.approx(layer["margin"], abs=1e-3)


def test_the_grid_is_the_inputs_lattice_moved(deep):
    first, *_, last = layers.answer(deep)["layers"]
    assert len(first["grid"]) == 2 * layers.LINES and len(first["grid"][0]["x"]) == layers.STEPS
    level, upright = first["grid"][0], first["grid"][layers.LINES]
    assert np.ptp(level["y"]) == 0 and np.ptp(level["x"]) > 1 and np.ptp(upright["x"]) == 0
    here = np.array([last["grid"][5]["x"], last["grid"][5]["y"]])
    lattice = layers.grid_lines(deep.grid.x, deep.grid.y)[:, 5 * layers.STEPS : 6 * layers.STEPS]
    moved = deep.passes(deep.inputs_at(lattice))[-2][1]
    assert here == pytest.approx(last["axes"] @ moved, abs=1e-3)


def test_three_outputs_have_their_three_lines_in_the_picture():
    looked_at = subject("tanh", dataset="spiral", classes=3, hidden="8")
    layer, weights = layers.answer(looked_at)["layers"][-1], looked_at.layers[-1]
    assert len(layer["lines"]) == 3 and layer["line"] is None and len(layer["pairs"]) == 3
    logits = looked_at.logits(looked_at.inputs)
    a, b, c = layer["lines"][0]
    apart = (a * layer["points"]["x"] + b * layer["points"]["y"] + c) * np.linalg.norm(
        (weights[1] - weights[0])[:-1]
    )
    assert apart == pytest.approx(logits[1] - logits[0], abs=1e-2)


def test_the_verdict_is_about_the_training_points(deep):
    train = ~deep.test
    for space, verdict in zip(layers.spaces(deep), verdicts(deep), strict=True):
        assert verdict == separate_classes(space.a[:, train], deep.label[train], 2).separable


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("hidden", ["", "1", "3"])
def test_every_activation_and_width_has_finite_pictures(entry, hidden):
    looked_at = subject(entry.name, trained=False, hidden=hidden, samples=40)
    for layer in layers.answer(looked_at)["layers"]:
        assert (
            np.isfinite([layer["points"]["x"], layer["points"]["y"]]).all()
            and np.isfinite(layer["axes"]).all()
        )
        assert np.isfinite([[line["x"], line["y"]] for line in layer["grid"]]).all()
