"""What a shared store gives is looked at: a body that is not the answer of its name is a miss."""

import doctest
import random

import orjson
import pytest
from starlette.datastructures import QueryParams

from app.api.schema import asked_in_query
from app.experiment import Experiment, Points
from app.insight import INSIGHTS
from app.jobs import body, looked, work
from app.jobs.answer import Answer, compressed
from app.jobs.kinds import Inquiry
from app.jobs.looked import fits, question_of
from app.jobs.naming import name_of
from tests.api import requests

pytestmark = pytest.mark.anyio

SMALL = {"samples": 40, "epochs": 3, "resolution": 20}
OWN = Points(
    (0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0), ("1", "1", "run", "run"), ("run", "1"), (-1.0, 2.0, -1.0, 2.0)
)
EXPERIMENTS = {
    "two classes": Experiment(**SMALL),
    "three classes": Experiment(**SMALL, dataset="gaussians", classes=3, activation=("tanh", "x**2")),
    "base64": Experiment(**SMALL, encoding="base64", frames=2, activation=("tanh",)),
    "no test points": Experiment(**SMALL, test_share=0.0),
    "diverged": Experiment(**SMALL, optimizer="sgd", learning_rate=10_000.0, activation=("x**2",)),
    "own points": Experiment(epochs=3, resolution=20, points=OWN),
}  # fmt: skip


@pytest.fixture(scope="module", params=EXPERIMENTS)
def kept(request) -> tuple[Experiment, str, bytes]:
    experiment = EXPERIMENTS[request.param].canonical()
    return experiment, name_of(experiment, "compare"), work.answer(experiment, "compare")


def test_the_examples_hold():
    assert doctest.testmod(looked).failed == 0


def test_an_answer_fits_its_name_and_no_other(kept):
    experiment, name, text = kept
    assert fits(name, text)
    assert not fits(name_of(experiment, "boundary"), text)
    assert not fits(name[::-1], text)


def test_any_part_that_is_missing_or_of_another_kind_is_seen(kept):
    """Whatever key is taken away, or has something else in its place, nobody is given it."""
    _, name, text = kept
    places = list(keys(orjson.loads(text), ()))
    for place in places:
        for wrong in (None, {}, "x", [], [None], True):
            said = orjson.loads(text)
            holder, last = at(said, place[:-1]), place[-1]
            if (
                holder[last] == wrong
                or type(holder[last]) is type(wrong) is str
                or (last, wrong) == ("frames", [])
            ):
                continue
            holder[last] = wrong
            if place[0] in ("experiment", "data") or last in looked.RUN:
                assert not fits(name, orjson.dumps(said)), (place, wrong)
        if place[0] == "experiment" or place[-1] in looked.RUN:
            said = orjson.loads(text)
            del at(said, place[:-1])[place[-1]]
            assert not fits(name, orjson.dumps(said)), place


def keys(value, place):
    """The places of all keys that are not inside of lists of numbers."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if place in (("runs",),) else ()
    for key, item in items:
        if len(place) < 4:
            yield (*place, key)
            yield from keys(item, (*place, key))


def at(value, place):
    for key in place:
        value = value[key]
    return value


def wrong(text: bytes) -> dict[str, bytes]:
    """Bodies that are no answer, though they are well packed."""
    return {
        "{}": b"{}", "nothing": b"", "HTML": b"<!DOCTYPE html><title>x</title>", "null": b"null", "a list": b"[]", "a text": b'"x"', "truncated": text[:-1], "half": text[: len(text) // 2],
        "closed too early": text[:300] + b"]}", "doubled": text + text, "NaN": text.replace(b'"z":[[', b'"z":[[NaN,'), "a ragged grid": text.replace(b'"z":[[', b'"z":[[0,'),
        "no runs": text[: text.index(b'"runs":')] + b'"runs":[]}', "deep": b'{"experiment":' + b"[" * 2000, "a text in the grid": text.replace(b'"z":[[', b'"z":[["<b>",'),
    }  # fmt: skip


def test_what_is_no_answer_does_not_fit():
    experiment = EXPERIMENTS["two classes"].canonical()
    text = work.answer(experiment, "compare")
    for case, other in wrong(text).items():
        assert not fits(name_of(experiment, "compare"), other), case


def test_a_long_body_is_known_by_its_ends(monkeypatch, kept):
    _, name, text = kept
    monkeypatch.setattr(looked, "WHOLE", len(text) - 1)
    assert (
        fits(name, text)
        and not fits(name[::-1], text)
        and not fits(name, b" " + text)
        and not fits(name, text[:-1])
    )


def test_every_question_is_found_again_in_its_answer():
    """Over random experiments, whatever their fields, a name can be made anew from the body."""
    rng = random.Random(15)
    for _ in range(150):
        experiment = asked_in_query(QueryParams(requests.query(rng)), "compare").experiment
        said = orjson.loads(body.opening(experiment, "compare") + body.closing("compare"))
        assert question_of(said) == (experiment, "compare")


@pytest.mark.parametrize("insight", INSIGHTS, ids=lambda insight: insight.name)
def test_every_inquiry_is_found_again_in_its_answer(insight):
    """Its parameters are part of its name, too."""
    experiment = asked_in_query(QueryParams({"activation": "tanh"}), insight.name)
    assert isinstance(experiment.kind, Inquiry)
    head = {"experiment": body.asked(experiment.experiment, experiment.kind), "insight": insight.name}
    text = body.encode(
        head | {"parameters": experiment.kind.chosen} | {said.name: 0 for said in insight.fields}
    )
    assert fits(name_of(experiment.experiment, experiment.kind), text)
    assert not fits(
        name_of(experiment.experiment, experiment.kind),
        body.encode(head | {"parameters": experiment.kind.chosen}),
    )


class Wrong:
    """A store in which somebody else has written."""

    hits = misses = errors = 0

    def __init__(self, text: bytes) -> None:
        self.text = text

    async def get(self, name: str) -> Answer:
        return Answer(self.text, compressed(self.text))

    def was_wrong(self) -> None:
        self.errors += 1

    def put(self, name: str, answer: Answer) -> None:
        """It keeps what it has."""

    async def close(self) -> None:
        """Nothing is open."""


PATHS = (
    "/",
    "/api/v1/compare",
    "/api/v1/boundary",
    "/api/v1/picture.svg",
    "/api/v1/points.csv",
    f"/api/v1/insight/{INSIGHTS[0].name}",
    "/api/v1/compare/events",
)


async def test_nobody_is_given_what_is_wrong(app, client, monkeypatch):
    """Neither the page nor an address of the API: it is trained anew. Under an address of a result there is nothing."""
    cache = app.state.runner.cache
    other = work.answer(EXPERIMENTS["two classes"].canonical(), "compare")
    query = "samples=40&epochs=4&resolution=20&activation=tanh"
    right = {path: (await client.get(f"{path}?{query}")).text for path in PATHS}
    monkeypatch.setattr(cache, "fits", fits)
    for text in (*wrong(other).values(), other):
        monkeypatch.setattr(cache, "store", Wrong(text))
        app.state.pages._memory.clear()
        for path in PATHS[:: 1 if text in (b"{}", other) else 3]:
            cache.memory.clear()
            answer = await client.get(f"{path}?{query}")
            assert answer.status_code == 200
            if path not in ("/", "/api/v1/compare/events"):  # they tell how long it took
                assert answer.text == right[path]
        assert (await client.get(f"/api/v1/results/{'0' * 24}")).status_code == 404
        assert cache.store.errors > 0
