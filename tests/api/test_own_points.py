"""One's own points in an address: the same as in JSON, and refused with their place."""

import itertools

import pytest

from app.points import LONGEST, Points, spelled
from tests.api.refusals import is_said_in_korean

pytestmark = pytest.mark.anyio

QUICK = {"epochs": 20, "resolution": 20, "test_share": 0}
OWN = {"x": [0.5, 1, 0.25, 1, 5], "y": [0, 1, 1, 0, 5.5], "label": ["no", "no", "개 1", "개 1", "개 1"]}
ORDER = ["개 1", "no"]
BOX = [-1, 6, -1, 6]


def text(own: dict) -> str:
    names = ("x", "y", "label", "classes", "box", "columns")
    return spelled(Points(*(tuple(own[name]) if name in own else None for name in names)))


@pytest.mark.parametrize(
    "own",
    [
        *(OWN, OWN | {"classes": ORDER}, OWN | {"box": BOX}, OWN | {"classes": ORDER, "box": BOX}),
        OWN | {"columns": ["age", "수입"]},
    ],
)
@pytest.mark.parametrize("kind", ["boundary", "compare"])
async def test_an_address_gives_the_answer_that_json_gives_byte_for_byte(client, kind, own):
    got = await client.get(f"/api/v1/{kind}", params=QUICK | {"points": text(own)})
    posted = await client.post(f"/api/v1/{kind}", json=QUICK | {"points": own})
    assert got.status_code == 200 and got.content == posted.content
    assert got.json()["experiment"]["points"] == own


async def test_an_answer_names_its_classes_in_the_order_asked(client):
    body = (
        await client.get("/api/v1/boundary", params=QUICK | {"points": text(OWN | {"classes": ORDER})})
    ).json()
    assert body["data"]["classes"] == ORDER and body["data"]["label"] == [1, 1, 0, 0, 0]


async def test_the_experiment_of_an_answer_can_be_sent_again(client):
    body = (await client.post("/api/v1/compare", json=QUICK | {"points": OWN})).json()
    again = await client.post("/api/v1/compare", json=body["experiment"])
    assert again.json() == body
    assert (
        await client.get("/api/v1/compare", params=QUICK | {"dataset": "points", "points": text(OWN)})
    ).json() == body


async def test_an_address_with_points_is_named_and_watched_like_any_other(client):
    fields = QUICK | {"points": text(OWN)}
    first = await client.get("/api/v1/compare", params=fields)
    again = await client.get(
        "/api/v1/compare", params=fields, headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304
    watched = await client.get("/api/v1/compare/events", params=fields)
    assert watched.text.rpartition("data: ")[2].strip() == first.text


AGES = {"x": [20, 60, 20, 60], "y": [0, 1e5, 1e5, 0], "label": [0, 0, 1, 1]}


async def drawn(client, points, **fields):
    body = (await client.post("/api/v1/boundary", json=QUICK | fields | {"points": points})).json()
    return body, body["run"]["boundary"]


async def test_each_axis_has_a_range_of_its_own(client):
    body, boundary = await drawn(client, AGES)
    assert [boundary["x"][0], boundary["x"][-1]] == pytest.approx([17, 63])
    assert [boundary["y"][0], boundary["y"][-1]] == pytest.approx([-7500, 107500])
    assert body["run"]["network"]["input"]["scale"] == [20, 5e4] and "columns" not in body["data"]


async def test_a_box_is_the_pictures_sides_and_changes_no_training(client):
    sides = [0, 100, -1e5, 3e5]
    free, _ = await drawn(client, AGES)
    boxed, boundary = await drawn(client, AGES | {"box": sides, "columns": ["age", "income"]})
    assert [boundary["x"][0], boundary["x"][-1], boundary["y"][0], boundary["y"][-1]] == sides
    assert boxed["run"]["network"] == free["run"]["network"] and boxed["run"]["loss"] == free["run"]["loss"]
    assert boxed["data"]["columns"] == ["age", "income"]


ODD = {
    "Unix times seconds apart": [1.7e9, 1.7e9 + 1, 1.7e9 + 2, 1.7e9 + 3],
    "nanoseconds": [1.7e18, 1.7e18 + 4e6, 1.7e18 + 8e6, 1.7e18 + 12e6],
    "prices": [1e9, 2e9, 3e9, 4e9],
    "micrometres": [1e-6, 2e-6, 3e-6, 4e-6],
    "next to nothing": [1e-40, 2e-40, 3e-40, 4e-40],
    "astronomical": [-1e60, -5e59, 5e59, 1e60],
    "negative": [-4e12, -3e12, -2e12, -1e12],
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("other", ["constant", "micrometres"])
async def test_points_of_any_size_are_trained_on_as_if_they_lay_around_zero(client, kind, other):
    """Cut at its middle, a column of two classes is separated whatever its unit is."""
    x, y = ODD[kind], ODD.get(other, [1e6] * 4)
    points = {"x": x + x, "y": y + y[::-1], "label": [0, 0, 1, 1] * 2}
    body, boundary = await drawn(client, points, epochs=500, target_accuracy=1)
    assert body["run"]["accuracy"]["train"] == 1 and body["data"]["x"] == points["x"]
    assert all(high > low for axis in "xy" for low, high in itertools.pairwise(boundary[axis]))


XOR = "a,0..1,0..1,no/yes,"


@pytest.mark.parametrize(
    ("fields", "field", "words", "position"),
    {
        "garbled": ({"points": XOR + "AD!F"}, "points", "at position 22", 22),
        "too long": ({"points": XOR + "A" * LONGEST}, "points", "by POST", None),
        "one class": ({"points": XOR + "ADAD"}, "points", "2 to 6 different", None),
        "a lonely point": ({"points": XOR + "ADDG"}, "points", "single point", None),
        "three points": ({"points": XOR + "ADG"}, "points", "fewest", None),
        "an idle class": ({"points": "a,0..1,0..1,no/yes/z,ADGF"}, "points", "points.classes", None),
        "one spot": ({"points": XOR + "AAEE"}, "points", "one spot", None),
        "a flat box": ({"points": "b,0..1,0..0,no/yes,ABCD"}, "points", "rising", None),
        "a data set as well": ({"points": XOR + "ADGF", "dataset": "xor"}, "dataset", "leave one", None),
        "only the name": ({"dataset": "points"}, "points", "missing", None),
    }.values(),
)  # fmt: skip
async def test_points_of_an_address_are_refused_with_their_place(client, fields, field, words, position):
    answer = await client.get("/api/v1/compare", params=fields)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    is_said_in_korean(error)
    assert error["field"] == field and words.lower() in error["message"].lower()
    assert error.get("position") == position


@pytest.mark.parametrize(
    ("more", "field", "words"),
    {
        "an order with a stranger": ({"classes": ["no", "개 1", "z"]}, "points.classes", "once"),
        "an order that lacks one": ({"classes": ["no", "yes"]}, "points.classes", "once"),
        "an order that is none": ({"classes": "no"}, "points.classes", "texts"),
        "half a box": ({"box": [0, 1]}, "points.box", "4 entries"),
        "a box inside out": ({"box": [6, -1, -1, 6]}, "points.box", "rising"),
        "a small box": ({"box": [0, 1, 0, 1]}, "points.box", "outside"),
        "only the name": ({}, "points", "missing"),
    }.values(),
)  # fmt: skip
async def test_order_and_box_are_checked(client, more, field, words):
    fields = {"points": OWN | more} if more else {"points": None, "dataset": "points"}
    answer = await client.post("/api/v1/compare", json=fields)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    is_said_in_korean(error)
    assert error["field"] == field and words in error["message"]
