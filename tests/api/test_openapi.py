"""The description of the API is valid, complete, and true of the answers."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.api.models import OwnPoints
from app.experiment import fields_shown
from app.insight import INSIGHTS
from app.nn.activations import ACTIVATIONS

pytestmark = pytest.mark.anyio

QUICK = {"samples": 40, "epochs": 10, "resolution": 20}
PATHS = ("/api/v1/boundary", "/api/v1/compare")


@pytest.fixture(scope="module")
async def schema(client) -> dict[str, Any]:
    return (await client.get("/api/openapi.json")).json()


def validator(schema: dict[str, Any], model: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{model}", **schema})


async def test_the_description_is_valid_openapi(schema):
    assert schema["openapi"].startswith("3.1")
    validate(schema)


@pytest.mark.parametrize("path", PATHS)
async def test_every_field_is_a_parameter_with_its_words_bounds_and_default(schema, path):
    parameters = {entry["name"]: entry for entry in schema["paths"][path]["get"]["parameters"]}
    assert list(parameters) == [*(spec.name for spec in fields_shown()), "points", "on_deadline"]
    for spec in fields_shown():
        shown = parameters[spec.name]
        assert spec.metadata["help"] in shown["description"] and "example" in shown
        assert shown["schema"].get("minimum") == spec.metadata.get("minimum")
        assert shown["schema"].get("maximum") == spec.metadata.get("maximum")
        if spec.name != "activation":
            assert shown["schema"]["default"] == spec.default
        if "choices" in spec.metadata and not spec.metadata.get("many") and spec.name != "activation":
            assert shown["schema"].get("enum", [shown["schema"].get("const")]) == [
                name for name, _ in spec.metadata["choices"]
            ]


async def test_the_activations_are_listed_from_the_catalog(schema):
    (shown,) = (
        entry["schema"]
        for entry in schema["paths"][PATHS[0]]["get"]["parameters"]
        if entry["name"] == "activation"
    )
    assert shown["anyOf"][0]["enum"] == [entry.name for entry in ACTIVATIONS]


@pytest.mark.parametrize(
    "model",
    ["BoundaryBody", "CompareBody", "OwnPoints", "BoundaryAnswer", "CompareAnswer", "Data", "Run", "Solver",
     "Score", "Verdict", "Recall", "Largest", "Proof", "Boundary", "History", "Frame", "TrainedNetwork", "Layer", "Input", "TypedArray", "Catalog",
     *(f"{entry.name.title()}{kind}" for entry in INSIGHTS for kind in ("Body", "Answer")),
     "CatalogEntry", "CatalogField", "CatalogInsight", "EvaluateBody", "GivenNetwork", "GivenLayer", "GivenInput", "EvaluateAnswer",
     "EvaluatedRun", "UnitMaps", "LayerMaps", "ActivationAnswer", "SpelledActivation", "Parameter", "Curve", "Status", "Problem", "ProblemError"],
)  # fmt: skip
async def test_every_field_of_every_model_has_words_and_an_example(schema, model):
    described = schema["components"]["schemas"][model]
    assert described["description"]
    for name, field in described["properties"].items():
        assert field.get("description"), name
        assert field.get("examples"), name
        for example in field.get("examples", ()):
            if name not in ("run", "runs"):  # shortened there: the whole one is in Run itself
                Draft202012Validator({**schema, **field}).validate(example)


async def test_no_model_is_left_out_of_the_check_above(schema):
    checked = test_every_field_of_every_model_has_words_and_an_example.pytestmark[0].args[1]
    assert set(schema["components"]["schemas"]) == set(checked)


async def test_every_failure_is_described_as_a_problem(schema):
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["operationId"] and operation["summary"] and operation["description"]
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], (path, status)


@pytest.mark.parametrize("path", PATHS)
async def test_what_a_request_can_meet_is_declared(schema, path):
    refusals = {"413", "414", "422", "431", "500", "503", "504"}
    assert set(schema["paths"][path]["get"]["responses"]) == {"200", "304", *refusals}
    assert set(schema["paths"][path]["post"]["responses"]) == {"200", "400", "415", *refusals}


async def test_a_result_is_described_as_what_a_post_answers(client, schema):
    described = schema["paths"]["/api/v1/results/{name}"]["get"]
    assert set(described["responses"]) == {"200", "304", "404", "413", "414", "431", "500"}
    (parameter,) = described["parameters"]
    for path in PATHS:
        headers = schema["paths"][path]["post"]["responses"]["200"]["headers"]
        assert "ETag" not in headers
        answer = await client.post(path, json=QUICK)
        assert set(headers) <= {name.title().replace("Etag", "ETag") for name in answer.headers}
        name = answer.headers["location"].rpartition("/")[2]
        Draft202012Validator(parameter["schema"]).validate(name)
        result = (await client.get(answer.headers["location"])).json()
        content = described["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, **content}).validate(result)


@pytest.mark.parametrize(
    "more", [{}, {"classes": 3, "frames": 2}, {"encoding": "base64", "frames": 1}, {"test_share": 0}]
)
async def test_the_answers_are_as_described(client, schema, more):
    for path, model in zip(PATHS, ("BoundaryAnswer", "CompareAnswer"), strict=True):
        body = (await client.get(path, params={**QUICK, **more})).json()
        validator(schema, model).validate(body)


async def test_the_catalog_and_problems_are_as_described(client, schema):
    validator(schema, "Catalog").validate((await client.get("/api/v1/catalog")).json())
    validator(schema, "Problem").validate((await client.get("/api/v1/compare?samples=q")).json())
    validator(schema, "Status").validate((await client.get("/healthz")).json())


@pytest.mark.parametrize("path", PATHS)
async def test_the_examples_of_bodies_can_be_sent(client, schema, path):
    examples = schema["paths"][path]["post"]["requestBody"]["content"]["application/json"]["examples"]
    for example in examples.values():
        answer = await client.post(path, json={**example["value"], "epochs": 5, "resolution": 20})
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", PATHS)
async def test_the_examples_of_parameters_can_be_sent(client, schema, path):
    for entry in schema["paths"][path]["get"]["parameters"]:
        fields = {"epochs": 5, "resolution": 20, "samples": 40, entry["name"]: entry["example"]}
        assert (await client.get(path, params=fields)).status_code == 200, entry["name"]


def test_the_example_of_own_points_is_an_experiment():
    OwnPoints(**{name: field.examples[0] for name, field in OwnPoints.model_fields.items()})
