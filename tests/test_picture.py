"""The pictures that the server draws say what the numbers say."""

import gzip
import re
from base64 import b64decode, b64encode
from io import BytesIO
from time import perf_counter
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from app import picture
from app.catalog import catalog
from app.picture.boundary import LETTERS, certainty, decode, evidence, point_size, spot_sizes, symbol
from app.picture.curves import CURVE_RANGE, CurveScale, LossScale
from app.picture.frame import UNITS, rounded, tick_texts, ticks

SIDE = 41
GRID = np.linspace(-1.15, 1.15, SIDE).tolist()
HISTORY = {"epoch": [0, 10, 20], "train_loss": [0.7, 0.1, 0.01], "test_loss": [0.7, 0.2, 0.05]}


def rows(function):
    """A function of x and y on the grid."""
    x, y = np.meshgrid(GRID, GRID)
    return np.round(function(x, y), 4).tolist()


def run(z, activation="tanh", test=0.5, **boundary):
    return {
        "activation": activation,
        "status": "finished",
        "epochs": 20,
        "accuracy": {"train": 0.996, "test": test},
        "loss": {"train": 0.01, "test": 0.05},
        "history": HISTORY,
        "boundary": {"x": GRID, "y": GRID, "z": z, **boundary},
    }


def points(count=12, classes=2):
    rng = np.random.default_rng(0)
    return {
        "x": rng.uniform(-1, 1, count).tolist(),
        "y": rng.uniform(-1, 1, count).tolist(),
        "label": [index % classes for index in range(count)],
        "split": ["test" if index % 4 == 3 else "train" for index in range(count)],
        "classes": [str(k) for k in range(classes)],
    }


SLANTED = rows(lambda x, y: 1 / (1 + np.exp(-8 * (x - 0.23))))


@pytest.fixture
def panel():
    return parsed(picture.panel(points(), run(SLANTED)))


def parsed(svg):
    return ElementTree.fromstring(svg)


def line(root):
    """The coordinates of the boundary, (n, 2), from 0 to 1, y upwards."""
    drawn = root.find(".//path[@class='line']").get("d")
    numbers = np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", drawn), dtype=float).reshape(-1, 2) / UNITS
    return np.column_stack([numbers[:, 0], 1 - numbers[:, 1]])


def mask(root, letter):
    """How sure the picture shows that class to be, (R, R), 0 to 1, the first row lowest."""
    image = next(mask for mask in root.iter("mask") if mask.get("id").endswith(letter))[0]
    file = BytesIO(b64decode(image.get("href").partition(",")[2]))
    return np.asarray(Image.open(file))[::-1] / 255


# --- the boundary --------------------------------------------------------------------------------


def test_the_line_is_where_both_classes_are_as_likely(panel):
    assert line(panel)[:, 0] == pytest.approx((0.23 + 1.15) / 2.3, abs=1e-3)


def test_up_is_up():
    """A network that is sure of the upper part colours the upper part, and its line lies at that height."""
    root = parsed(picture.panel(points(), run(rows(lambda x, y: 1 / (1 + np.exp(-20 * (y - 0.5)))))))
    assert mask(root, "b")[-1].min() == 1 and mask(root, "b")[0].max() == 0
    assert line(root)[:, 1] == pytest.approx((0.5 + 1.15) / 2.3, abs=1e-3)


def test_a_steep_boundary_is_no_staircase():
    """Where probability is a step, its logit still tells where between two grid points the line runs."""
    root = parsed(picture.panel(points(), run(rows(lambda x, y: 1 / (1 + np.exp(-60 * (x - 0.3 * y)))))))
    x, y = (2.3 * line(root) - 1.15).T
    assert np.abs(x - 0.3 * y).max() < 0.004


def test_uncertain_looks_empty_and_certain_full(panel):
    lead = np.abs(2 * np.array(SLANTED) - 1)
    shown = mask(panel, "a") + mask(panel, "b")
    assert np.abs(shown - lead).max() <= 0.5 / 255 + 1e-6


def test_each_class_colours_only_where_it_wins(panel):
    wins = np.array(SLANTED) > 0.5
    assert mask(panel, "a")[wins].max() == 0 and mask(panel, "b")[~wins].max() == 0


def test_of_three_classes_each_has_its_colour_and_the_third_no_line_of_its_own():
    winner = rows(lambda x, y: np.digitize(x, [-0.4, 0.4]))
    sure = rows(lambda x, y: np.abs(np.abs(x) - 0.4))
    data = points(12, classes=3)
    root = parsed(
        picture.panel(
            data, run(winner, margin=sure, confidence=rows(lambda x, y: 0.5 + np.abs(np.abs(x) - 0.4) / 2))
        )
    )
    assert [mask(root, letter).max() > 0 for letter in "abc"] == [True] * 3
    places = np.unique(np.round(line(root)[:, 0], 2))
    assert places == pytest.approx([0.33, 0.67], abs=0.01)


def test_evidence_is_finite_and_against_all_others():
    field = certainty({"z": [[0, 0.5], [1, 0.25]]}, 2)
    assert np.isfinite(evidence(field, 1)).all()
    assert (evidence(field, 1) == -evidence(field, 0)).all()


def linear_run(weights):
    """What the API tells of the network whose sums of three classes are weights @ (x, y, 1)."""
    across = np.linspace(-1.15, 1.15, SIDE)
    x, y = np.meshgrid(across, across)
    sums = np.einsum("kf,frc->krc", weights, np.stack([x, y, np.ones_like(x)]))
    shares = np.exp(sums - sums.max(axis=0))
    shares /= shares.sum(axis=0)
    ranked = np.sort(shares, axis=0)
    grids = [sums.argmax(axis=0), ranked[-1] - ranked[-2], ranked[-1]]
    z, margin, confidence = (np.round(grid, 4).tolist() for grid in grids)
    return run(z, activation="identity", margin=margin, confidence=confidence)


def linear_network(weights):
    """The same network as the API tells it, with a hidden layer that turns the plane and inputs that are moved."""
    turn, center, scale = np.array([[0.6, -0.8], [0.8, 0.6]]), np.array([0.1, -0.2]), np.array([2.0, 0.5])
    outer = weights[:, :2] @ np.diag(scale) @ turn.T
    layers = [
        {"weights": turn.tolist(), "biases": [0.0, 0.0], "activation": "identity"},
        {
            "weights": outer.tolist(),
            "biases": (weights[:, 2] + weights[:, :2] @ center).tolist(),
            "activation": "softmax",
        },
    ]
    given = {"features": ["x", "y"], "center": center.tolist(), "scale": scale.tolist()}
    return {"input": given, "layers": layers}


@pytest.mark.parametrize(("steep", "told"), [(1, False), (1, True), (60, True), (4000, True)])
def test_the_lines_of_a_linear_network_are_straight_for_three_classes(steep, told):
    """Between each two of them the weights say where, also where probability is a step from cell to cell."""
    weights = np.array([[3.0, 1.0, 0.5], [-2.0, 4.0, 0.0], [0.5, -5.0, 0.3]])
    made = linear_run(steep * weights)
    made |= {"network": linear_network(steep * weights)} if told else {}
    drawn = 2.3 * line(parsed(picture.panel(points(12, classes=3), made))) - 1.15
    sums = np.column_stack([drawn, np.ones(len(drawn))]) @ weights.T
    ranked, gaps = np.sort(sums, axis=1), []
    # Where all three meet, the grid cannot tell who is second.
    for first, second, third in ranked[:, ::-1]:
        gaps += [first - second] if second - third > 0.25 else []
    assert len(gaps) > 40 and max(gaps) < 0.002


def test_a_network_that_bends_is_drawn_from_its_probabilities():
    weights = np.array([[3.0, 1.0, 0.5], [-2.0, 4.0, 0.0], [0.5, -5.0, 0.3]])
    made, network = linear_run(weights), linear_network(-weights)
    network["layers"][0]["activation"] = "tanh"
    assert picture.panel(points(12, classes=3), made | {"network": network}) == picture.panel(
        points(12, classes=3), made
    )


def test_typed_arrays_make_the_same_picture():
    z = np.array(SLANTED)
    typed = {"dtype": "f8", "bdata": b64encode(z.tobytes()).decode(), "shape": f"{SIDE}, {SIDE}"}
    assert (decode(typed) == z).all()
    assert picture.panel(points(), run(typed)) == picture.panel(points(), run(SLANTED))


def test_a_flat_answer_has_colour_and_no_line():
    root = parsed(picture.panel(points(), run(rows(lambda x, y: 0 * x + 0.9))))
    assert line(root).size == 0
    assert mask(root, "b").min() == pytest.approx(0.8, abs=0.01)


# --- the points ----------------------------------------------------------------------------------


def test_every_point_is_drawn_once_in_its_class_and_split():
    data = points(40, classes=6)
    flat = rows(lambda x, y: 0 * x)
    root = parsed(picture.panel(data, run(flat, margin=flat, confidence=[[0.5] * SIDE] * SIDE)))
    drawn = {group.get("class"): len(group) for group in root.iter("g")}
    for k, letter in enumerate(LETTERS):
        for split in ("train", "test"):
            wanted = sum(pair == (k, split) for pair in zip(data["label"], data["split"], strict=True))
            assert drawn[f"{split} class-{letter}"] == wanted


def test_a_point_stands_where_its_coordinates_are():
    data = {
        "x": [-1.15, 0.23, 1.15],
        "y": [1.15, 0.0, 0.0],
        "label": [0, 1, 2],
        "split": ["train"] * 3,
        "classes": ["0", "1", "2"],
    }
    flat = rows(lambda x, y: 0 * x)
    root = parsed(picture.panel(data, run(flat, margin=flat, confidence=[[0.5] * SIDE] * SIDE)))
    (circle,), (square,) = (group for group in root.iter("g") if len(group) == 1 and group[0].tag != "use")
    assert (circle.get("cx"), circle.get("cy")) == ("0.00%", "0.00%")
    assert (square.get("x"), square.get("y")) == ("60.00%", "50.00%")
    (use,) = root.iter("use")
    assert (use.get("x"), use.get("y")) == ("100.00%", "50.00%")


def test_points_of_several_classes_on_one_spot_are_all_seen():
    data = {
        "x": [0.0, 0.0, 0.0, 0.5, 0.5],
        "y": [0.0] * 5,
        "label": [2, 0, 1, 0, 0],
        "split": ["train", "test", "train", "train", "train"],
        "classes": ["0", "1", "2"],
    }
    flat = rows(lambda x, y: 0 * x)
    root = parsed(picture.panel(data, run(flat, margin=flat, confidence=[[0.5] * SIDE] * SIDE)))
    shared = [path for svg in root.iter("svg") if svg.get("x") == "50.00%" for path in svg]
    assert [path.get("class") for path in shared] == ["test class-a", "train class-b", "train class-c"]
    sizes = [np.abs(np.array(re.findall(r"-?[\d.]+", path.get("d")), float)[:2]).max() for path in shared]
    assert sizes == pytest.approx([1.5 * 4.5, 1.1 * 0.9 * 4.5, 0.7 * 1.3 * 4.5], abs=0.01)
    assert len(list(root.iter("circle"))) == 2  # of one class, they hide nothing but each other
    assert np.isnan(spot_sizes(np.array([10.0, 10.5]), np.array([5.0, 5.0]), np.array([0, 1]))).all()


def test_a_square_lies_around_its_point():
    groups = parsed(picture.panel(points(40), run(SLANTED))).iter("g")
    squares = next(group for group in groups if group.get("class") == "train class-b")
    half = float(squares[0].get("width")) / 2
    assert squares[0].get("height") == squares[0].get("width")
    assert squares.get("transform") == f"translate({-half:.2f} {-half:.2f})"


def test_each_class_has_a_symbol_of_its_own():
    assert len({symbol(k, 3) for k in range(6)}) == 6


def test_few_points_are_large_and_many_small():
    assert [round(point_size(count), 1) for count in (20, 400, 2000)] == [9, 6, 3.2]


@pytest.mark.parametrize("half", np.geomspace(0.001, 1e5, 60))
def test_there_are_two_to_six_ticks(half):
    assert 2 <= len(ticks(-half, half)) <= 6


@pytest.mark.parametrize("middle", [0, 1e-40, 1e-6, 40, 5e4, 1.7e9, 1.7e18, -1e60])
@pytest.mark.parametrize("part", [1e-11, 1e-9, 1e-6, 1e-3, 0.5, 3])
def test_ticks_are_different_from_each_other_however_near_they_lie(middle, part):
    half = abs(middle) * part or part
    places = ticks(middle - half, middle + half)
    assert 2 <= len(places) <= 6 and len(set(places)) == len(set(tick_texts(places))) == len(places)
    assert all(abs(place - middle) <= half + 8 * np.spacing(abs(middle) + half) for place in places)


def test_the_axes_have_the_names_of_the_columns():
    named = points() | {"columns": ["<age>", "y" * 40]}
    root = parsed(picture.panel(named, run(SLANTED)))
    names = [label.text for label in root.iter("text") if "axis-name" in label.get("class")]
    assert names == ["<age>", "y" * 27 + "…"]
    assert "axis-name" not in picture.panel(points(), run(SLANTED))


# --- words ---------------------------------------------------------------------------------------


def test_the_picture_says_what_it_shows(panel):
    assert panel.get("role") == "img"
    assert panel.find("title").text == "The decision boundary of tanh"
    assert panel.find("desc").text == "It has 99.6 % of the training points right, and 50 % of the test points."


def test_without_test_points_nothing_is_said_of_them():
    root = parsed(picture.panel(points(), run(SLANTED, test=None)))
    assert root.find("desc").text == "It has 99.6 % of the training points right."


def test_what_a_visitor_wrote_stays_text():
    hostile = '"><script>alert(1)</script>&'
    made = run(SLANTED, activation=hostile)
    for svg in (picture.panel(points(), made), picture.loss_curve(made)):
        assert hostile in parsed(svg).find("title").text
        assert "<script" not in svg


def test_no_style_attribute_is_written():
    """The content security policy would refuse it."""
    entry = catalog()["activations"][0]
    made = run(SLANTED)
    for svg in (picture.panel(points(), made), picture.loss_curve(made), picture.curve(entry)):
        assert "style=" not in svg


def test_two_pictures_on_a_page_share_no_names():
    one, other = (picture.panel(points(), run(SLANTED, activation=name)) for name in ("tanh", "relu"))
    names = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (one, other)]
    assert names[0] and names[0].isdisjoint(names[1])


# --- curves --------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", catalog()["activations"], ids=lambda entry: entry["name"])
def test_every_activation_has_its_curve(entry):
    root = parsed(picture.curve(entry))
    assert root.find("title").text == f"{entry['label']} and its slope"
    drawn = {path.get("class"): path.get("d").count(",") for path in root.iter("path")}
    assert drawn["curve"] == drawn["slope"] == len(entry["curve"]["x"])


ALONG = np.linspace(-4, 4, 81)


@pytest.mark.parametrize("entry", catalog()["activations"], ids=lambda entry: entry["name"])
def test_the_activations_of_the_catalog_can_be_compared(entry):
    """They are drawn over one range."""
    assert CurveScale.of(entry["curve"]["y"]) == CURVE_RANGE


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (lambda x: 10 * x, -44, 44),
        (lambda x: 2 * x**3, -140.8, 140.8),
        (lambda x: 5 + 0 * x, -0.25, 5.25),
        (lambda x: 10 * np.exp(-x * x), -0.5, 10.5),
        (lambda x: np.clip(5 * x, -3, 3), -3.3, 3.3),
        (lambda x: np.maximum(0, 3 * x), *CURVE_RANGE),
    ],
)
def test_a_curve_that_is_hardly_in_the_common_range_is_shown_whole(function, low, high):
    """tests/js/figure-curves.test.js claims the same of the same curves."""
    assert CurveScale.of(function(ALONG)) == pytest.approx((low, high))


def test_a_slope_that_is_nowhere_in_the_picture_keeps_its_name_inside():
    drawn = {"x": [-4, 0, 4], "y": [0, 0.1, 0], "slope": [50, -50, 50]}
    root = parsed(picture.curve({"label": "steep", "note": "", "curve": drawn}))
    (name,) = (text for text in root.iter("text") if text.get("class") == "slope-name")
    assert all(0 <= float(name.get(axis).rstrip("%")) <= 100 for axis in "xy")


def test_each_loss_has_a_line_with_its_name():
    root = parsed(picture.loss_curve(run(SLANTED)))
    assert {path.get("class") for path in root.iter("path")} == {"axis", "loss-train", "loss-test"}
    texts = [text.text for text in root.iter("text")]
    assert texts == ["0.01", "loss", "0.7", "0", "epoch 20", "test", "training"]


def test_without_test_points_there_is_one_loss():
    made = run(SLANTED) | {"history": HISTORY | {"test_loss": [None] * 3}}
    assert [path.get("class") for path in parsed(picture.loss_curve(made)).iter("path")] == [
        "axis",
        "loss-train",
    ]


def test_runs_that_are_compared_have_one_scale():
    flat = run(SLANTED) | {"history": {"epoch": [0, 50], "train_loss": [0.7, 0.6], "test_loss": None}}
    svgs = [parsed(picture.loss_curve(one, [run(SLANTED), flat])) for one in (run(SLANTED), flat)]
    labels = [[text.text for text in svg.iter("text") if "quiet" in text.get("class")] for svg in svgs]
    assert labels[0] == labels[1] == ["0.01", "loss", "0.7", "0", "epoch 50"]


@pytest.mark.parametrize(
    ("loss", "words"), [(0, "0"), (0.693, "0.69"), (0.00852, "0.009"), (0.0000031, "3e−6"), (4e30, "4e30")]
)
def test_a_loss_is_short_enough_to_stand_beside_the_axis(loss, words):
    """The same five as in the test of the script's pictures."""
    assert rounded(loss) == words


@pytest.mark.parametrize("losses", [[0.0], [0.0, 0.0], [1.0, 0.0], [3e30, 1e-9], [0.5] * 3, []])
def test_any_losses_can_be_drawn(losses):
    history = {"epoch": list(range(len(losses))), "train_loss": losses, "test_loss": None}
    assert np.isfinite(LossScale.of([{"history": history}]).share(np.array(losses))).all()
    assert "nan" not in picture.loss_curve(run(SLANTED) | {"history": history})


# --- cost ----------------------------------------------------------------------------------------


def test_two_pictures_are_small_and_quick():
    """About 8 ms and 20 kB under gzip; the bounds leave room for a busy machine."""
    x, y = np.meshgrid(*[np.linspace(-1.15, 1.15, 100)] * 2)
    z = np.round(1 / (1 + np.exp(-9 * np.sin(5 * x) * np.cos(4 * y))), 4).tolist()
    made = run(z) | {
        "boundary": {"x": np.linspace(-1.15, 1.15, 100), "y": np.linspace(-1.15, 1.15, 100), "z": z}
    }
    data, times = points(400), []
    for _ in range(5):
        start = perf_counter()
        svgs = [picture.panel(data, made | {"activation": name}) for name in ("identity", "tanh")]
        times.append(perf_counter() - start)
    assert min(times) < 0.05
    assert len(gzip.compress("".join(svgs).encode())) < 60_000
