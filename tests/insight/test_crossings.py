"""Each unit's map, line and sides, and the regions that the first layer cuts."""

from base64 import b64decode

import numpy as np
import pytest

from app.insight import crossings
from app.insight.arrangement import most_regions
from app.insight.trace import moved
from app.nn import network as networks
from tests.insight.subjects import subject


def unpacked(typed: dict) -> np.ndarray:
    shape = [int(side) for side in typed["shape"].split(",")]
    return np.frombuffer(b64decode(typed["bdata"]), typed["dtype"]).reshape(shape)


@pytest.fixture(scope="module")
def seen():
    return subject()


@pytest.fixture(scope="module")
def told(seen):
    return crossings.answer(seen, side=40)


def test_every_unit_is_there_the_outputs_too(seen, told):
    assert [len(layer["units"]) for layer in told["layers"]] == [8, 8, 1]
    assert [layer["activation"] for layer in told["layers"]] == ["tanh", "tanh", "sigmoid"]


def test_a_map_is_what_the_engine_computes_there(seen, told):
    x, y = np.meshgrid(told["x"], told["y"])
    inputs = np.array([x.ravel(), y.ravel(), np.ones(x.size)], np.float32)
    work = networks.workspace(seen.task.network, x.size, np.float32, place="test of maps")
    logits = networks.forward(work, seen.task.network.layers(seen.state.theta), inputs)
    engine = [*work.f, 1 / (1 + np.exp(-logits))]
    for layer, values in zip(told["layers"], engine, strict=True):
        for unit, expected in zip(layer["units"], values, strict=True):
            drawn = unit["scale"] * (unpacked(unit["map"]).astype(float) - 128) / 127
            assert drawn.ravel() == pytest.approx(expected, abs=unit["scale"] / 250)


def test_points_are_on_the_side_that_the_line_says(seen, told):
    x, y = seen.data.X
    for unit in told["layers"][0]["units"]:
        a, b, c = unit["line"].values()
        on = a * x + b * y + c > 0
        assert np.array_equal(unpacked(unit["sides"]), on)
        assert unit["positive_share"] == on.mean()


def test_the_crossing_of_a_first_unit_lies_on_its_line(told):
    for unit in told["layers"][0]["units"]:
        a, b, c = unit["line"].values()
        x, y = unit["crossing"].reshape(-1, 2).T
        assert np.abs(a * x + b * y + c).max() < 1e-3 * np.hypot(a, b)


def test_the_crossing_of_a_later_unit_is_where_its_sum_is_zero(seen, told):
    """At the ends of the segments, found by straight lines between grid points a tenth of a unit apart."""
    for index in (1, 2):
        for number, unit in enumerate(told["layers"][index]["units"]):
            ends = unit["crossing"].reshape(-1, 2).T
            z = seen.passes(seen.inputs_at(ends))[index][0][number]
            whole = seen.passes(seen.grid_inputs)[index][0][number]
            assert np.median(np.abs(z)) < 0.01 * np.ptp(whole)


def test_the_accuracy_follows_from_the_outputs_sides(seen, told):
    (output,) = told["layers"][-1]["units"]
    right = unpacked(output["sides"])[~seen.test] == seen.label[~seen.test]
    assert right.mean() == pytest.approx(seen.state.final.train_accuracy)


def test_lines_are_in_the_units_of_ones_own_points():
    """The features' order, and points far from the origin, change nothing about the line in the plane."""
    seen = subject(trained=False, features="y,x", hidden="5")
    told = crossings.answer(seen, side=20)
    for unit, W in zip(told["layers"][0]["units"], seen.layers[0], strict=True):
        assert [unit["line"][name] for name in "bac"] == pytest.approx(W.tolist())


def test_where_features_bend_there_is_no_line():
    told = crossings.answer(subject(trained=False, features="x,y,xx"), side=20)
    assert all(unit["line"] is None for unit in told["layers"][0]["units"])
    assert told["regions"]["method"] == "grid" and told["regions"]["bound"] is None


@pytest.mark.claim(id="B2")
@pytest.mark.parametrize("hidden", ["1", "3", "8", "16"])
def test_b2_regions_stay_within_the_bound_and_the_grid_sees_no_more(hidden):
    """B2: the exact count against the patterns of signs on a fine grid, which can only miss some."""
    seen = subject(hidden=hidden, epochs=20)
    told = crossings.answer(seen, side=10)["regions"]
    z = seen.passes(seen.grid_inputs)[0][0]
    patterns = len({tuple(column) for column in (z > 0).T})
    assert patterns <= told["count"] <= told["bound"] == most_regions(int(hidden))
    assert told["count"] <= patterns + told["lines"]


def test_two_units_set_by_hand_cut_four_regions():
    seen = moved(subject(trained=False, hidden="2"), np.array([1.0, 0, 0, 0, 1, 0, 1, 1, 0]))
    told = crossings.answer(seen, side=11)
    assert told["regions"] == {"count": 4, "bound": 4, "lines": 2, "method": "exact"}
    assert told["layers"][0]["units"][0]["line"] == {"a": 1.0, "b": 0.0, "c": 0.0}


def test_the_unit_of_a_softmax_is_on_where_it_leads():
    seen = subject("softmax", classes=3, hidden="4", epochs=50)
    told, passed = crossings.answer(seen, side=20), seen.passes(seen.inputs)
    for layer, (_, a) in zip(told["layers"], passed, strict=True):
        sides = np.array([unpacked(unit["sides"]) for unit in layer["units"]])
        assert np.array_equal(sides.argmax(axis=0), a.argmax(axis=0)) and (sides.sum(axis=0) == 1).all()


@pytest.mark.parametrize("radius", [0.3, 0.7])
def test_a_circle_is_found_as_a_circle(radius):
    axis = np.linspace(-1, 1, 81)
    x, y = np.meshgrid(axis, axis)
    segments = crossings.crossing(axis, axis, x * x + y * y - radius**2)
    ends = segments.reshape(-1, 2)
    assert np.hypot(*ends.T) == pytest.approx(radius, abs=1e-3)
    length = np.hypot(*(segments[:, :2] - segments[:, 2:]).T).sum()
    assert length == pytest.approx(2 * np.pi * radius, rel=1e-2)


def test_nothing_crosses_where_all_is_on_one_side():
    axis = np.linspace(0, 1, 5)
    assert crossings.crossing(axis, axis, np.ones((5, 5))).shape == (0, 4)
