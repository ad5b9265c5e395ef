"""The text of somebody's own points: it loses nothing, is as short as promised, and says where it is damaged."""

import base64
import string
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.experiment import Experiment, data, grid, task
from app.nn.errors import BadSpelling, Unsuitable
from app.points import DIGITS, LONGEST, Points, parse, spelled

XOR = Points((0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0), ("no", "no", "yes", "yes"))
TEXT = "a,0..1,0..1,no/yes,ADGF"


def drawn(count: int, classes: int = 2, decimals: int = 3) -> Points:
    """Points as somebody draws them, in a box of the usual size."""
    steps = [(index * 7919) % (2300 * 10 ** (decimals - 3)) for index in range(count)]
    x = tuple(round(step / 10**decimals - 1.15, decimals) for step in steps)
    names = tuple(str(k) for k in range(classes))
    return Points(
        x, x[::-1], tuple(names[k % classes] for k in range(count)), None, (-1.15, 1.15, -1.15, 1.15)
    )


def test_the_text_is_worked_out_by_hand():
    """(class * 2 + y) * 2 + x of the four corners: 0, 3, 6, 5."""
    assert spelled(XOR) == TEXT and [DIGITS[n] for n in (0, 3, 6, 5)] == list("ADGF")
    assert parse(TEXT) == XOR


def test_the_digits_are_those_of_base64url():
    every = bytes(int("".join(f"{n:06b}" for n in range(64))[i : i + 8], 2) for i in range(0, 384, 8))
    assert base64.urlsafe_b64encode(every).decode() == DIGITS


coordinates = st.tuples(st.integers(-(10**7), 10**7), st.integers(0, 2**24 - 1), st.integers(0, 6))
labels = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


@st.composite
def own_points(draw) -> Points:
    """Points on steps of a power of ten, of whatever names and order, with or without a box."""

    def axis(count: int) -> tuple[list[float], float, float]:
        low, span, decimals = draw(coordinates)
        far = min(10 ** (decimals + 12), 2**53 - 1)  # in steps
        span = min(span, 2 * far)
        low = min(max(low, -far), far - span)
        steps = draw(st.lists(st.integers(low, low + span), min_size=count, max_size=count))
        return [step / 10**decimals for step in steps], low / 10**decimals, (low + span) / 10**decimals

    names = draw(st.lists(labels, min_size=2, max_size=6, unique=True))
    label = draw(st.lists(st.sampled_from(names), max_size=30)) + names * 2
    (x, *across), (y, *up) = axis(len(label)), axis(len(label))
    order = draw(st.none() | st.permutations(names).map(tuple))
    box = draw(st.sampled_from([None, (*across, *up)]))
    return Points(tuple(x), tuple(y), tuple(label), order, box, draw(st.none() | st.tuples(labels, labels)))


@settings(max_examples=150, deadline=None)
@given(own_points())
def test_reading_gives_back_what_was_written(points):
    text = spelled(points)
    assert parse(text) == points.canonical()
    assert spelled(parse(text)) == text  # one text for one set of points


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(TEXT)),
    st.integers(0, 3),
    st.text(st.sampled_from(TEXT + string.printable), max_size=3),
)
def test_a_text_that_is_tampered_with_is_read_or_refused_with_its_place(start, length, other):
    text = TEXT[:start] + other + TEXT[start + length :]
    try:
        parse(text)
    except BadSpelling as problem:
        assert problem.field == "points" and 1 <= problem.position <= len(text) + 1
        assert str(problem.position) in str(problem)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    {
        "nothing": ("", 1, "five"),
        "half": ("a,0..1", 7, "five"),
        "another kind": ("c,0..1,0..1,a/b,AAAA", 1, "neither a nor b"),
        "no range": ("a,0-1,0..1,a/b,AAAA", 3, "range"),
        "uneven decimals": ("a,0..1.5,0..1,a/b,AAAA", 3, "decimals"),
        "a falling range": ("a,0..1,1..0,a/b,AAAA", 8, "falls"),
        "a long range": ("a,0..1,9007199254740993..9007199254740994,a/b,AAAA", 8, "digits"),
        "a single column": ("a,0..1,0..1,a/b,AAAA,age", 22, "such as age/income"),
        "a strange column": ("a,0..1,0..1,a/b,AAAA,age/ü", 26, "column cannot be read"),
        "a long column": (f"a,0..1,0..1,a/b,AAAA,age/{'b' * 41}", 22, "1 to 40 letters"),
        "seven parts": ("a,0..1,0..1,a/b,AAAA,age/income,more", 37, "five or six"),
        "too many steps": ("a,0.00000000..1.00000000,0..1,a/b,AAAA", 3, "steps"),
        "one class": ("a,0..1,0..1,a,AAAA", 13, "2 to 6"),
        "a class twice": ("a,0..1,0..1,a/a,AAAA", 13, "name of its own"),
        "a strange name": ("a,0..1,0..1,a/ü,AAAA", 15, "cannot be read"),
        "a name that is no UTF-8": ("a,0..1,0..1,a/*_w,AAAA", 15, "cannot be read"),
        "a long name": (f"a,0..1,0..1,a/{'b' * 41},AAAA", 13, "40 letters"),
        "a strange digit": ("a,0..1,0..1,no/yes,AD+F", 22, "no digit"),
        "a cut body": ("a,0.0..9.9,0.0..9.9,no/yes,AAAB", 32, "inside point 2"),
        "outside": ("a,0..1,0..1,no/yes,ADGI", 23, "point 4 lies outside"),
        "too many points": ("a,0..1,0..1,no/yes," + "A" * 2001, 20, "2,000"),
        "too long": (TEXT + "A" * LONGEST, LONGEST + 1, "by POST"),
    }.values(),
)  # fmt: skip
def test_a_damaged_text_is_refused_where_it_is_damaged(text, position, words):
    with pytest.raises(BadSpelling, match=words) as refusal:
        parse(text)
    assert refusal.value.position == position


def test_a_drawn_point_takes_four_digits_and_fourteen_hundred_fit():
    assert len(spelled(drawn(1400))) - len(spelled(drawn(1399))) == 4
    assert len(spelled(drawn(1400, classes=3))) <= LONGEST


def test_what_does_not_fit_is_refused_not_rounded():
    with pytest.raises(Unsuitable, match="an address holds 6,000") as refusal:
        spelled(drawn(1600))
    assert refusal.value.field == "points"
    with pytest.raises(Unsuitable, match="more digits"):
        spelled(Points((0.0, 1 / 3, 0.0, 1.0), XOR.y, XOR.label))


def test_an_order_of_classes_that_follows_from_their_names_is_not_written():
    assert Points(*XOR.__dict__.values()).canonical().classes is None
    assert Points(XOR.x, XOR.y, XOR.label, ("no", "yes")).canonical() == XOR
    assert Points(XOR.x, XOR.y, XOR.label, ("yes", "no")).canonical().classes == ("yes", "no")


def test_the_order_of_the_classes_is_that_of_their_numbers():
    points = data(Experiment(points=Points(XOR.x, XOR.y, XOR.label, ("yes", "no"))).canonical())
    assert points.classes == ("yes", "no") and list(points.label) == [1, 1, 0, 0]


def test_a_box_is_the_picture_whatever_is_drawn_in_it():
    points = Points((0.1, 0.2, 0.1, 0.2), XOR.y, XOR.label, None, (-1.15, 1.15, -2, 3))
    lattice = grid(Experiment(points=points).canonical())
    assert (lattice.x[0], lattice.x[-1], lattice.y[0], lattice.y[-1]) == (-1.15, 1.15, -2, 3)


def test_a_box_changes_nothing_of_the_training():
    points = Points((20.0, 60, 20, 60), (0.0, 1e5, 1e5, 0), XOR.label)
    free = Experiment(points=points).canonical()
    boxed = Experiment(points=replace(points, box=(0.0, 1e5, 0.0, 1e5))).canonical()
    shown = [task(experiment, "tanh").train.inputs for experiment in (free, boxed)]
    assert np.array_equal(*shown) and np.abs(shown[0]).max() == 1


def test_a_text_without_names_of_columns_is_as_it_was():
    named = replace(XOR, columns=("age", "수입 (€)"))
    assert spelled(named) == f"{TEXT},age/*7IiY7J6FICjigqwp" and parse(spelled(named)) == named
    assert spelled(XOR) == TEXT


def test_an_experiment_with_points_names_nothing_that_follows_from_them():
    experiment = Experiment(points=XOR, activation=("relu",), noise=0.3, dataset="xor").canonical()
    assert experiment.query() == f"activation=relu&points={TEXT}"
