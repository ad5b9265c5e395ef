"""Insights as HTTP: each is asked, answered, described, kept and refused as a boundary is."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from app.api.models import BODIES, QUERIES
from app.experiment import Experiment, fields_shown
from app.insight import INSIGHTS, Insight
from app.jobs import work
from app.jobs.kinds import Inquiry, spelled, trainings
from app.jobs.naming import name_of
from tests.api.refusals import is_said_in_korean

pytestmark = pytest.mark.anyio

QUICK = {"samples": 40, "epochs": 10, "resolution": 20, "hidden": "4"}
OWN = {"x": [0, 1, 0, 1], "y": [0, 1, 1, 0], "label": ["no", "no", "yes", "yes"]}
THREE = {"x": [0, 1, 0, 1, 2, 2], "y": [0, 1, 1, 0, 0, 1], "label": ["a", "a", "b", "b", "c", "c"]}
REFUSALS = {"413", "414", "422", "431", "500", "503", "504"}
every_insight = pytest.mark.parametrize("insight", INSIGHTS, ids=lambda insight: insight.name)


def path(insight: Insight) -> str:
    return f"/api/v1/insight/{insight.name}"


def defaults(insight: Insight) -> Inquiry:
    return Inquiry(insight.name, tuple((spec.name, spec.default) for spec in insight.parameters))


@pytest.fixture(scope="module")
async def schema(client) -> dict[str, Any]:
    return (await client.get("/api/openapi.json")).json()


@every_insight
async def test_the_answer_is_as_described(client, schema, insight):
    answer = await client.get(path(insight), params=QUICK)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    common = ["experiment", "insight", "parameters"]
    assert list(body) == [*common, *(said.name for said in insight.fields)]
    assert body["insight"] == insight.name and body["experiment"]["samples"] == 40
    assert body["parameters"] == {spec.name: spec.default for spec in insight.parameters}
    model = {"$ref": f"#/components/schemas/{insight.name.title()}Answer"}
    Draft202012Validator({**model, **schema}).validate(body)


@every_insight
async def test_the_same_question_is_answered_once(client, insight):
    query = {**QUICK, "seed": 11}
    first = await client.get(path(insight), params=query)
    again = await client.get(path(insight), params={**query, "noise": "0.0"})
    assert 'desc="hit"' in again.headers["server-timing"] and again.content == first.content
    tag = first.headers["etag"]
    known = await client.get(path(insight), params=query, headers={"if-none-match": tag})
    assert (known.status_code, known.headers["etag"]) == (304, tag)
    assert first.headers["cache-control"] == "public, max-age=3600"


@every_insight
async def test_a_post_takes_own_points_and_names_its_result(client, insight):
    body = {**QUICK, "samples": 20, "points": OWN}
    answer = await client.post(path(insight), json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["experiment"]["points"]["label"] == OWN["label"]
    assert (await client.get(answer.headers["location"])).content == answer.content


@every_insight
async def test_points_of_three_classes_are_answered_or_refused_in_clear_words(client, insight):
    more = {"seeds": 1} if insight.name in ("repeat", "race") else {}
    answer = await client.post(path(insight), json={**QUICK, "points": THREE, **more})
    if answer.status_code == 200:
        assert answer.json()["experiment"]["points"]["label"] == THREE["label"]
    else:
        (error,) = answer.json()["errors"]
        assert answer.status_code == 422 and (error["field"], error["value"]) == ("classes", 3)
        assert "two classes, but there are 3" in error["message"] and "Take points of two" in error["message"]


@every_insight
def test_slices_add_up_to_the_bytes_of_one(insight):
    experiment = replace(Experiment(), activation=("tanh",), **QUICK).canonical()
    whole, pieces, job = work.answer(experiment, defaults(insight)), [], None
    while not pieces or job is not None:
        step = work.advance(experiment, defaults(insight), job, 0)
        pieces.append(step.text)
        job = step.job
    assert b"".join(pieces) == whole
    assert len(pieces) >= 1 + trainings(experiment, defaults(insight))


@every_insight
async def test_every_parameter_is_described_with_its_words_bounds_and_default(schema, insight):
    described = schema["paths"][path(insight)]["get"]
    shown = {entry["name"]: entry for entry in described["parameters"]}
    assert list(shown) == [
        *(spec.name for spec in fields_shown()),
        "points",
        *(spec.name for spec in insight.parameters),
    ]
    for spec in insight.parameters:
        assert spec.help in shown[spec.name]["description"]
        field = shown[spec.name]["schema"]
        assert field["default"] == spec.default
        assert (field.get("minimum"), field.get("maximum")) == (spec.minimum, spec.maximum)
        if spec.choices:
            assert field["enum"] == [name for name, _ in spec.choices]
    assert described["description"] == insight.note and described["summary"] == insight.label


@every_insight
async def test_what_a_request_can_meet_is_declared(schema, insight):
    described = schema["paths"][path(insight)]
    assert set(described["get"]["responses"]) == {"200", "304", *REFUSALS}
    assert set(described["post"]["responses"]) == {"200", "400", "415", *REFUSALS}


@every_insight
async def test_the_examples_of_parameters_can_be_sent(client, schema, insight):
    for entry in schema["paths"][path(insight)]["get"]["parameters"][-len(insight.parameters) :]:
        answer = await client.get(path(insight), params={**QUICK, entry["name"]: entry["example"]})
        assert answer.status_code == 200, answer.text


def test_no_parameter_has_the_name_of_a_field():
    taken = {spec.name for spec in fields_shown()} | {"points", "on_deadline"}
    assert not [spec for insight in INSIGHTS for spec in insight.parameters if spec.name in taken]
    assert len(QUERIES) == len(BODIES) == len(INSIGHTS) + 2


async def test_the_catalog_lists_every_insight(client):
    listed = (await client.get("/api/v1/catalog")).json()["insights"]
    assert [entry["name"] for entry in listed] == [insight.name for insight in INSIGHTS]
    for entry, insight in zip(listed, INSIGHTS, strict=True):
        assert entry["label"] and entry["note"]
        assert [spec["name"] for spec in entry["parameters"]] == [spec.name for spec in insight.parameters]
        assert [said["name"] for said in entry["fields"]] == [said.name for said in insight.fields]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_insight_is_a_problem_that_lists_those_there_are(client, method):
    answer = await client.request(method, "/api/v1/insight/linearty")
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (404, 404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "'linearty'" in problem["detail"] and "Did you mean linearity?" in problem["detail"]
    assert all(insight.name in problem["detail"] for insight in INSIGHTS)
    nothing = (await client.request(method, "/api/v1/insight/nothing")).json()["detail"]
    assert "Did you mean" not in nothing, "no insight is called anything like it"


async def refused(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    answer = await client.get(url)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    is_said_in_korean(error)
    return error


async def test_what_does_not_apply_says_why_and_what_to_do(client):
    error = await refused(client, "/api/v1/insight/linearity?hidden=")
    assert (error["field"], error["value"]) == ("hidden", "")
    assert "Set hidden" in error["message"]


async def asked(client: httpx.AsyncClient, query: str) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/insight/{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.claim(id="A1")
async def test_a1_linearity_can_be_asked_of_any_spelling(client):
    """A1."""
    assert (await asked(client, "linearity?activation=relu"))["additivity_gap"] == 3
    assert (await asked(client, "linearity?activation=2*x%2B1"))["verdict"] == "affine"


@pytest.mark.claim(id="A3")
async def test_a3_the_worked_example_can_be_asked(client):
    """A3: without any training."""
    said = await asked(client, "collapse?matrices=2,-1;.5,3/4,-2")
    assert said["weights"] == [[7, -10]] and said["max_difference"] <= 1e-13


@pytest.mark.claim(id="A4")
async def test_a4_a_thousand_layers_can_be_asked(client):
    """A4."""
    for slope, value in ((0.9, 1.748e-46), (0.99, 4.317e-5), (1.01, 20959.16)):
        said = await asked(client, f"collapse?depth=1000&slope={slope}")
        assert said["chain"]["value"] == pytest.approx(value, rel=2e-4)


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("collapse?matrices=1,2;3", "matrices", "1,2;3"),
        ("collapse?matrices=1,2&depth=3", "depth", 3),
        ("threshold?classes=3", "classes", 3),
        ("threshold?split=test&test_share=0", "split", "test"),
        ("threshold?split=some", "split", "some"),
        ("repeat?seeds=51", "seeds", "51"),
        ("autoencoder?units=20", "units", "20"),
        ("pieces?units=99", "units", "99"),
        ("alternatives?units=60", "units", "60"),
        ("repeat?seeds=50&hidden=64,64&epochs=2000", "epochs", 2000),
    ],
)
async def test_a_refusal_names_field_value_and_next_step(client, query, field, value):
    error = await refused(client, f"/api/v1/insight/{query}")
    assert (error["field"], error["value"]) == (field, value)
    assert len(error["message"]) > 30
    if field == "units":
        most = {"autoencoder": 16, "pieces": 64, "alternatives": 48}[query.partition("?")[0]]
        said = f"units must be at most {most}; you sent {value}. Choose a whole number from 1 to {most}."
        assert error["message"] == said


async def test_a_refused_question_is_refused_again(client):
    """A refusal is no answer, and is not kept."""
    for _ in range(2):
        assert (await refused(client, "/api/v1/insight/threshold?classes=4"))["value"] == 4


async def test_several_trainings_are_given_up_when_the_client_leaves(app):
    """Between two slices, whichever seed it is at."""
    runner = app.state.runner
    endless = replace(Experiment(), activation=("tanh",), hidden="32,32", epochs=500, target_accuracy=0.0)
    with runner.admit(endless.canonical(), Inquiry("repeat", (("seeds", 20),))) as ticket:
        while ticket.flight.job is None or not ticket.flight.job.answers:
            await asyncio.sleep(0.02)
        assert not ticket.flight.task.done()
    await asyncio.wait({ticket.flight.task}, timeout=10)
    assert ticket.flight.task.cancelled() and len(ticket.flight.job.answers) < 20


async def test_an_insight_is_about_one_activation(client):
    error = await refused(client, "/api/v1/insight/linearity?activation=tanh&activation=relu")
    assert error["field"] == "activation" and "more than once" in error["message"]


async def test_an_unknown_field_is_refused(client):
    error = await refused(client, "/api/v1/insight/linearity?on_deadline=partial")
    assert error["field"] == "on_deadline" and "There is no field" in error["message"]


def test_each_parameter_is_part_of_an_answers_name():
    experiment = Experiment(activation=("tanh",)).canonical()
    names = {
        name_of(experiment, kind)
        for kind in (
            "boundary",
            "compare",
            *map(defaults, INSIGHTS),
            *(
                Inquiry(insight.name, ((spec.name, "another"),))
                for insight in INSIGHTS
                for spec in insight.parameters
            ),
        )
    }
    assert len(names) == 2 + len(INSIGHTS) + sum(len(insight.parameters) for insight in INSIGHTS)
    assert spelled(Inquiry("units", (("at", "1,2"), ("k", 3)))) == "insight/units?at=1%2C2&k=3"
