"""Whatever is wrong with a request, the answer is a problem that names the field; nothing else suffers."""

import json
from typing import Any

import httpx
import pytest

from tests.api.refusals import is_said_in_korean

pytestmark = pytest.mark.anyio

GOOD = {"x": [0, 1, 0, 1], "y": [0, 1, 1, 0], "label": ["a", "a", "b", "b"]}

QUERIES = {
    "unknown key": ("foo=1", "foo", "no field called"),
    "misspelt key": ("epoch=1", "epoch", "Did you mean epochs?"),
    "repeated single key": ("samples=20&samples=40", "samples", "more than once"),
    "not a number": ("samples=many", "samples", "whole number; you sent many"),
    "not a whole number": ("samples=20.5", "samples", "whole number"),
    "too large": ("samples=9999", "samples", "at most 2000; you sent 9999. Choose a whole number from 20"),
    "too small": ("resolution=1", "resolution", "at least 20"),
    "NaN": ("noise=nan", "noise", "must be a number"),
    "infinity": ("learning_rate=inf", "learning_rate", "number from 0 to 10000"),
    "empty number": ("samples=", "samples", "samples is empty. Choose a whole number from 20"),
    "empty choice": ("dataset=", "dataset", "Choose one of: spiral"),
    "misspelt data set": ("dataset=sprial", "dataset", "Did you mean spiral? Choose one of"),
    "misspelt activation": ("activation=tahn", "activation", "Did you mean tanh?"),
    "misspelt feature": ("features=x,radus", "features", "no feature called 'radus'. Did you mean radius?"),
    "numbers alone": ("activation=1/0", "activation", "divides by 0"),
    "a formula without x": ("activation=1/2", "activation", "'1/2' has no x"),
    "too fast a formula": ("activation=exp(exp(exp(x)))", "activation", "grows too fast"),
    "a number for nothing": ("activation=relu(1)", "activation", "relu takes no parameters; you gave 1."),
    "two numbers for one": ("activation=elu(1,2)", "activation", "elu takes 1 parameter; you gave 2."),
    "unknown data set": ("dataset=mnist", "dataset", "Choose one of: spiral, xor"),
    "unknown optimiser": ("optimizer=newton", "optimizer", "adam"),
    "unknown activation": ("activation=foo", "activation", "no activation called 'foo'. Choose one of the catalog"),
    "dangerous formula": ("activation=__import__('os').system(x)", "activation", ""),
    "empty activation": ("activation=", "activation", ""),
    "wrong parameter": ("activation=leaky_relu(9)", "activation", "alpha"),
    "two for three layers": ("hidden=4,4,4&activation=tanh/relu", "activation", "2 activations for 3"),
    "bad hidden": ("hidden=8x8", "hidden", "8,8"),
    "wide hidden": ("hidden=65", "hidden", "64"),
    "deep hidden": ("hidden=1,1,1,1,1,1,1", "hidden", "6"),
    "unknown feature": ("features=x,z", "features", "radius"),
    "no feature": ("features=", "features", ""),
    "too many classes": ("dataset=xor&classes=3", "classes", "exactly 2"),
    "over the work bound": ("hidden=64,64,64,64,64,64&samples=2000&epochs=5000", "epochs", "times the work"),
    "over the size bound": ("frames=60&resolution=300&epochs=10&samples=40", "frames", "one answer holds"),
    "a picture of next to nothing": ("extent=1e-300", "extent", "or 0, which fits the points"),
    "too long a text": ("activation=" + "x" * 500, "activation", ""),
}  # fmt: skip
BODIES: dict[str, tuple[Any, str, str]] = {
    "unknown key": ({"foo": 1}, "foo", "no field called"),
    "number as text": ({"samples": "400"}, "samples", "without quotes; you sent '400'"),
    "truth for a number": ({"samples": True}, "samples", "whole number"),
    "fraction for a whole number": ({"samples": 40.5}, "samples", "whole number"),
    "nothing for a number": ({"noise": None}, "noise", "number"),
    "huge number": ({"seed": 10**30}, "seed", "from 0 to 2147483647"),
    "list for a choice": ({"dataset": ["xor"]}, "dataset", "one of"),
    "text for a list of units": ({"hidden": {"a": 1}}, "hidden", "layers"),
    "wide hidden": ({"hidden": [65]}, "hidden", "64"),
    "a list": ([1], "body", "object"),
    "a number": (3, "body", "object"),
    "points as list": ({"points": [1]}, "points", "object"),
    "points without labels": ({"points": {"x": [0] * 4, "y": [0] * 4}}, "points.label", "missing"),
    "points with more": ({"points": {**GOOD, "z": []}}, "points.z", "no field"),
    "empty points": ({"points": {"x": [], "y": [], "label": []}}, "points.x", "4 to 2000"),
    "many points": ({"points": {**GOOD, "x": [0] * 2001}}, "points.x", "4 to 2000"),
    "one class": ({"points": {**GOOD, "label": ["a"] * 4}}, "points.label", "2 to 6 different"),
    "a lonely point": ({"points": {**GOOD, "label": ["a", "a", "a", "b"]}}, "points.label", "single point"),
    "too many kinds": (
        {"points": {"x": list(range(14)), "y": [0] * 14, "label": [n // 2 for n in range(14)]}},
        "points.label",
        "2 to 6 different",
    ),
    "fractions as labels": ({"points": {**GOOD, "label": [0.5, 0.5, 1, 1]}}, "points.label", "whole numbers"),
    "lengths differ": ({"points": {**GOOD, "y": [0, 1, 1, 0, 1]}}, "points.y", "5 entries"),
    "text as coordinate": ({"points": {**GOOD, "x": ["0", "1", "0", "1"]}}, "points.x", "finite numbers"),
    "far away": ({"points": {**GOOD, "x": [0, 1, 0, 1e300]}}, "points.x", "1e+60"),
    "all on one spot": ({"points": {**GOOD, "x": [1] * 4, "y": [2] * 4}}, "points.x", "one spot"),
    "next to one spot": (
        {"points": {**GOOD, "x": [0, 0, 0, 1e-300], "y": [0] * 4}},
        "points.x",
        "closer than 1e-60",
    ),
    "neighbouring floats": (
        {"points": {**GOOD, "x": [1.7e9, 1.7e9, 1.7e9, 1.7e9 + 1e-4], "y": [0] * 4}},
        "points.x",
        "closer than 0.0017",
    ),
    "a box too wide": ({"points": GOOD | {"box": [-1, 2, -1, 1e10]}}, "points.box", "1e+09 wide"),
    "a box of one number": (
        {"points": GOOD | {"x": [1.7e9] * 4, "box": [1.7e9 - 1e-7, 1.7e9 + 1e-7, 0, 1]}},
        "points.box",
        "rising by 0.0017",
    ),
    "an extent too wide": ({"points": {**GOOD, "x": [0, 0, 0, 1e-8]}, "extent": 1000}, "extent", "at most"),
    "an extent of one number": (
        {"points": GOOD | {"x": [1.7e9, 1.7e9 + 1] * 2}, "extent": 1e-6},
        "extent",
        "0.00085 or more",
    ),
    "a single column": ({"points": {**GOOD, "columns": ["age"]}}, "points.columns", "2 entries"),
    "a column that is no text": ({"points": {**GOOD, "columns": ["age", 5]}}, "points.columns", "two texts"),
}


def check(answer: httpx.Response, status: int, field: str, words: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors", "request_id", "code", "values"}
    assert problem["status"] == status
    (error,) = [error for error in problem["errors"] if error["field"] == field]
    assert set(error) - {"position"} == {"field", "value", "message", "code", "values"}
    assert words in error["message"] and error["message"] in problem["detail"]
    assert len(json.dumps(error["value"])) < 300
    is_said_in_korean(error)


@pytest.mark.parametrize("kind", ["boundary", "compare"])
@pytest.mark.parametrize("case", QUERIES)
async def test_a_query_that_cannot_be_run_is_refused(client, case, kind):
    query, field, words = QUERIES[case]
    check(await client.get(f"/api/v1/{kind}?{query}"), 422, field, words)


@pytest.mark.parametrize(
    ("query", "words"), [("dataset=xor&classes=3", "꼭 2개"), ("samples=1", "20에서 2000까지")]
)
async def test_the_page_says_it_in_its_own_language(client, query, words):
    """Where both bounds are one number, it is one in the sentence, too."""
    answer = await client.get(f"/?{query}", headers={"Accept-Language": "ko"})
    assert answer.status_code == 422 and words in answer.text


@pytest.mark.parametrize("kind", ["boundary", "compare"])
@pytest.mark.parametrize("case", BODIES)
async def test_a_body_that_cannot_be_run_is_refused(client, case, kind):
    body, field, words = BODIES[case]
    check(await client.post(f"/api/v1/{kind}", json=body), 422, field, words)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b'{"samples": 40,}', b"\xff\xfe", b"[" * 100_000,
        b'{"points": {"x": [NaN, 1, 0, 1], "y": [0, 1, 1, 0], "label": [0, 0, 1, 1]}}',
        b'{"noise": Infinity}',
    ],
)  # fmt: skip
async def test_what_is_not_json_is_refused_with_its_place(client, text):
    answer = await client.post(
        "/api/v1/boundary", content=text, headers={"content-type": "application/json; charset=utf-8"}
    )
    check(answer, 400, "body", "not JSON")
    assert "line 1, column" in answer.json()["detail"]


async def test_a_formula_that_cannot_be_read_is_named_with_its_place(client):
    """Of several activations, the one at fault; the place is that in the text as it was sent."""
    answer = await client.get("/api/v1/compare", params={"activation": ["tanh", "Max(0.1 * x, y)"]})
    (error,) = answer.json()["errors"]
    assert (error["field"], error["value"], error["position"]) == ("activation", "Max(0.1 * x, y)", 14)


async def test_every_field_at_fault_is_named_at_once(client):
    answer = await client.get("/api/v1/compare?samples=1&noise=9&dataset=q")
    assert {error["field"] for error in answer.json()["errors"]} == {"samples", "noise", "dataset"}


@pytest.mark.parametrize("activations", [["tanh", "tanh"], ["tanh", " TANH"], ["tanh"] * 7])
async def test_an_activation_is_compared_once(client, activations):
    answer = await client.get("/api/v1/compare", params={"activation": activations})
    check(answer, 422, "activation", "")
    check(await client.post("/api/v1/compare", json={"activation": activations}), 422, "activation", "")


async def test_more_activations_than_fit_are_counted(client):
    names = ["tanh", "relu", "sin", "silu", "gelu", "elu", "arctan"]
    answer = await client.post("/api/v1/compare", json={"activation": names})
    check(answer, 422, "activation", "1 to 6 activations; you sent 7 of them")


async def test_boundary_takes_one_activation(client):
    check(await client.get("/api/v1/boundary?activation=tanh&activation=relu"), 422, "activation", "once")
    answer = await client.post("/api/v1/boundary", json={"activation": ["tanh"]})
    check(answer, 422, "activation", "/api/v1/compare takes several")


async def test_a_post_takes_no_query(client):
    check(await client.post("/api/v1/compare?samples=40", json={}), 422, "samples", "inside the JSON body")


@pytest.mark.parametrize("headers", [{"content-type": "text/plain"}, {"content-type": ""}, {}])
async def test_a_body_of_another_kind_is_refused(client, headers):
    answer = await client.post("/api/v1/compare", content=b"{}", headers=headers)
    assert answer.status_code == 415 and "application/json" in answer.json()["detail"]


async def chunks(count: int):
    for _ in range(count):
        yield b" " * 2**18


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_two_megabytes_are_too_much(client, method):
    """With a Content-Length, and without one."""
    json_type = {"content-type": "application/json"}
    for content in (b" " * 2**21, chunks(8)):
        answer = (
            await client.request(method, "/api/v1/boundary?seed=77", content=content, headers=json_type)
            if method == "GET"
            else await client.post("/api/v1/boundary", content=content, headers=json_type)
        )
        assert answer.status_code == 413 and answer.json()["status"] == 413
        assert "1 048 576 bytes" in answer.json()["detail"]


async def test_a_megabyte_is_read_to_its_end(client):
    text = b'{"samples": 40, "epochs": 1, "resolution": 20}'.ljust(2**20)
    answer = await client.post("/api/v1/boundary", content=text, headers={"content-type": "application/json"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/api/v1/nothing", 404), ("/static/no", 404)]
)
async def test_an_unknown_address_is_a_problem(client, path, status):
    answer = await client.get(path)
    assert answer.status_code == status == answer.json()["status"]
    assert path in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/compare", "GET, POST, HEAD"),
        ("DELETE", "/api/v1/catalog", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
    ],
)
async def test_another_method_is_told_which_there_are(client, method, path, allowed):
    answer = await client.request(method, path)
    assert answer.status_code == 405 and answer.headers["allow"] == allowed
    assert allowed in answer.json()["detail"]


async def test_long_values_are_cut_short(client):
    answer = await client.post("/api/v1/compare", json={"dataset": "q" * 10_000})
    check(answer, 422, "dataset", "…")
    assert len(answer.content) < 1500


async def test_after_all_that_the_app_still_works(client):
    answer = await client.get("/api/v1/boundary", params={"samples": 40, "epochs": 2, "resolution": 20})
    assert answer.status_code == 200
