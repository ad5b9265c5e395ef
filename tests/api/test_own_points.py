"""One's own points in an address: the same as in JSON, and refused with their place."""

import pytest

from app.points import LONGEST, Points, spelled
from tests.api.refusals import is_said_in_korean

pytestmark = pytest.mark.anyio

QUICK = {"epochs": 20, "resolution": 20, "test_share": 0}
OWN = {"x": [0.5, 1, 0.25, 1, 5], "y": [0, 1, 1, 0, 5.5], "label": ["no", "no", "개 1", "개 1", "개 1"]}
ORDER = ["개 1", "no"]
BOX = [-1, 6, -1, 6]


def text(own: dict) -> str:
    names = ("x", "y", "label", "classes", "box")
    return spelled(Points(*(tuple(own[name]) if name in own else None for name in names)))


@pytest.mark.parametrize(
    "own", [OWN, OWN | {"classes": ORDER}, OWN | {"box": BOX}, OWN | {"classes": ORDER, "box": BOX}]
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
