"""What a spelling names: described as the catalog does, drawn without training, refused with its place."""

from time import thread_time
from typing import Any

import httpx
import numpy as np
import pytest
from jsonschema import Draft202012Validator

from app.catalog import catalog
from app.nn.activations import ACTIVATIONS
from tests.nn.test_formula import HOSTILE

pytestmark = pytest.mark.anyio

URL = "/api/v1/activation"
SPELLINGS = ("tanh", "leaky_relu(0.2)", "tanh/relu", "max(0.1*x, x)")


async def spelled(client: httpx.AsyncClient, text: str) -> list[dict[str, Any]]:
    answer = await client.get(URL, params={"text": text})
    assert answer.status_code == 200, answer.text
    return answer.json()["activations"]


async def refused(client: httpx.AsyncClient, query: Any) -> dict[str, Any]:
    answer = await client.get(URL, params=query)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["message"] in answer.json()["detail"]
    return error


@pytest.mark.parametrize("entry", catalog()["activations"], ids=lambda entry: entry["name"])
async def test_a_name_is_described_as_the_catalog_does(client, entry):
    (shown,) = await spelled(client, entry["name"])
    for parameter in shown["parameters"]:
        assert parameter.pop("value") == parameter["default"]
        assert 50 <= (parameter["maximum"] - parameter["minimum"]) / parameter.pop("step") <= 500
    assert shown == entry


@pytest.mark.parametrize("entry", [entry for entry in ACTIVATIONS if entry.parameters], ids=lambda e: e.name)
async def test_parameters_have_the_values_of_the_spelling(client, entry):
    numbers = [parameter.maximum / 2 for parameter in entry.parameters]
    (shown,) = await spelled(client, f"{entry.name}({','.join(map(str, numbers))})")
    assert [parameter["value"] for parameter in shown["parameters"]] == numbers
    assert shown["name"].startswith(f"{entry.name}(") and shown["label"] == entry.label
    x = np.array(shown["curve"]["x"])
    assert shown["curve"]["y"] == pytest.approx(entry.bound(numbers)(x[None])[0], abs=1e-4)


async def test_layers_have_one_each(client):
    assert [one["name"] for one in await spelled(client, "tanh/elu(2)/x**2")] == ["tanh", "elu(2)", "x**2"]


async def test_a_formula_has_its_curve_and_its_slope(client):
    (shown,) = await spelled(client, "x**3 - x")
    x = np.array(shown["curve"]["x"])
    assert shown["name"] == shown["formula"] == "x**3-x" and shown["parameters"] == []
    assert shown["curve"]["y"] == pytest.approx(x**3 - x, abs=1e-4)
    assert shown["curve"]["slope"] == pytest.approx(3 * x**2 - 1, abs=1e-4)


async def test_spaces_and_capitals_mean_nothing(client):
    assert await spelled(client, " MAX( 0.1 * X, x ) ") == await spelled(client, "max(0.1*x,x)")


@pytest.mark.parametrize("text", [*SPELLINGS, *(entry.name for entry in ACTIVATIONS)])
async def test_what_is_described_can_be_trained(client, text):
    """The spelling of the answer's names, joined by slashes, asks for the same network."""
    name = "/".join(one["name"] for one in await spelled(client, text))
    fields = {"samples": 40, "epochs": 2, "resolution": 20, "hidden": "3,3"}
    runs = [
        (await client.get("/api/v1/boundary", params={**fields, "activation": each})).json()["run"]
        for each in (text, name)
    ]
    assert runs[0]["boundary"] == runs[1]["boundary"]


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("max(0.1*x, y)", 12, "y is not known here; the variable is x"),
        ("X + Y", 5, "y is not known here"),
        ("1/x", 2, "not a finite number at x = 0"),
        ("tanh/foo", 6, "Choose one of the catalog"),
        ("leaky_relu(7)", 1, "alpha of leaky_relu must be 0 to 1"),
        ("", 1, "max(0.1*x, x)"),
        ("x" * 201, 201, "200 characters"),
    ],
)
async def test_a_mistake_is_refused_with_its_place_and_the_next_step(client, text, position, words):
    error = await refused(client, {"text": text})
    assert (error["field"], error["value"], error["position"]) == (
        "text",
        text[:200] + "…" * (len(text) > 200),
        position,
    )
    assert words in error["message"]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({}, "text", "missing"),
        ({"text": "tanh", "foo": "1"}, "foo", "The fields are: text"),
        ({"txt": "tanh"}, "txt", "Did you mean text?"),
        ({"text": ["tanh", "relu"]}, "text", "more than once"),
        ({"text": "/".join(["sin"] * 7)}, "text", "6 hidden layers"),
    ],
)
async def test_the_query_is_strict(client, query, field, words):
    error = await refused(client, query)
    assert error["field"] == field and words in error["message"] and "position" not in error


async def test_no_attack_gets_in_or_takes_time(client):
    """Each takes a fraction of 50 ms of CPU and tells its place; the best of three rounds counts."""
    times: dict[str, float] = {}
    for _ in range(3):
        for text in HOSTILE:
            began = thread_time()
            error = await refused(client, {"text": text})
            spent = 1000 * (thread_time() - began)
            times[text] = min(spent, times.get(text, spent))
            assert error["field"] == "text" and error["position"] >= 1
    assert len(times) >= 40
    assert max(times.values()) < 50, times


async def test_it_needs_no_worker(client, monkeypatch):
    async def refuse(*arguments: object) -> None:
        raise AssertionError("nothing is trained for a curve")

    monkeypatch.setattr("app.jobs.runner.Runner.run", refuse)
    assert len(await spelled(client, "sin(x)/2")) == 1


async def test_a_known_answer_is_a_304(client):
    first = await client.get(URL, params={"text": "x**2"}, headers={"accept-encoding": "identity"})
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=3600"
    again = await client.get(URL, params={"text": "x**2"}, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await client.get(URL, params={"text": "x**4"})).headers["etag"].strip("W/") != tag


@pytest.mark.parametrize("text", SPELLINGS)
async def test_the_answer_is_as_described(client, text):
    schema = (await client.get("/api/openapi.json")).json()
    described = {"$ref": "#/components/schemas/ActivationAnswer", **schema}
    Draft202012Validator(described).validate((await client.get(URL, params={"text": text})).json())


async def test_the_examples_of_the_description_can_be_sent(client):
    operation = (await client.get("/api/openapi.json")).json()["paths"][URL]["get"]
    (text,) = operation["parameters"]
    assert set(operation["responses"]) == {"200", "304", "413", "414", "422", "431", "500"}
    for example in text["examples"].values():
        assert await spelled(client, example["value"])
