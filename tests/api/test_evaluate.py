"""POST /api/v1/evaluate: given weights, in the very form in which answers have them; nothing is trained."""

import base64
import copy
from itertools import pairwise
from typing import Any

import httpx
import numpy as np
import pytest
from jsonschema import Draft202012Validator

from app.nn.activations import ACTIVATIONS
from app.nn.datasets import FARTHEST, LEAST_SIDE
from app.nn.features import FEATURES
from tests.api.refusals import is_said_in_korean

pytestmark = pytest.mark.anyio

PATH = "/api/v1/evaluate"
QUICK = {"samples": 60, "epochs": 20, "resolution": 20}
OWN = {"x": [0, 1, 0, 1, 5], "y": [0, 1, 1, 0, 5.5], "label": ["no", "no", "yes", "yes", "maybe"]}
OWN = {name: [*values, values[-1]] for name, values in OWN.items()}  # each class on two points or more
XOR = [
    {"weights": [[1, 1], [1, -1]], "biases": [0, 0], "activation": "quadratic"},
    {"weights": [[8, -8]], "biases": [0], "activation": "sigmoid"},
]


def layer(units: int, inputs: int, activation: str = "tanh") -> dict[str, Any]:
    return {"weights": [[0.5] * inputs] * units, "biases": [0.1] * units, "activation": activation}


async def evaluated(client: httpx.AsyncClient, layers: list[dict], **fields: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={**QUICK, **fields, "network": {"layers": layers}})
    assert answer.status_code == 200, answer.text
    return answer.json()


def unpacked(array: dict[str, str]) -> np.ndarray:
    shape = [int(side) for side in array["shape"].split(", ")]
    return np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]).reshape(shape)


def values(maps: dict[str, Any]) -> np.ndarray:
    """What the bytes of a layer's maps stand for."""
    return np.array(maps["scale"])[:, None, None] * (unpacked(maps["maps"]).astype(float) - 128) / 127


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"activation": "leaky_relu(0.2)/max(x,x/(2+abs(x)))", "features": "x,y,xy,radius"},
        {"classes": 3, "encoding": "base64", "test_share": 0},
        {"hidden": "", "loss": "hinge"},
        {"points": OWN, "activation": "relu", "hidden": "3,2,3"},
        {"hidden": "64,64,64,64,64,64", "activation": "sin", "epochs": 3},
        {"optimizer": "lbfgs", "learning_rate": 1.0, "frames": 3, "samples": 2000},
    ],
)
async def test_a_runs_own_network_gives_the_runs_own_answer(client, fields):
    asked = {**QUICK, **fields}
    trained = (await client.post("/api/v1/boundary", json=asked)).json()
    answer = await client.post(PATH, json={**asked, "network": trained["run"]["network"]})
    again = answer.json()
    assert answer.status_code == 200, again
    for part in ("boundary", "accuracy", "loss", "network", "parameters"):
        assert again["run"][part] == trained["run"][part]
    assert again["data"] == trained["data"] and "units" not in again
    assert (again["run"]["status"], again["run"]["epochs"]) == ("evaluated", 0)


@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS])
async def test_every_activation_comes_back_as_it_went(client, name):
    asked = {**QUICK, "activation": name}
    trained = (await client.post("/api/v1/boundary", json=asked)).json()
    again = (await client.post(PATH, json={**asked, "network": trained["run"]["network"]})).json()
    assert again["run"]["boundary"] == trained["run"]["boundary"]
    assert again["run"]["activation"] == name


async def test_xor_is_solved_by_hand(client):
    """(x + y)² - (x - y)² = 4xy, so P(class 1) is the sigmoid of 32xy."""
    run = (await evaluated(client, XOR, dataset="xor", samples=400))["run"]
    assert run["accuracy"] == {"train": 1.0, "test": 1.0}
    x, y = np.meshgrid(run["boundary"]["x"], run["boundary"]["y"])
    assert np.allclose(run["boundary"]["z"], 1 / (1 + np.exp(-32 * x * y)), atol=1e-4)


async def test_one_weight_more_or_less_is_seen(client):
    changed = copy.deepcopy(XOR)
    changed[1]["weights"][0][0] = -8
    before, after = [(await evaluated(client, layers, dataset="xor"))["run"] for layers in (XOR, changed)]
    assert before["boundary"]["z"] != after["boundary"]["z"] and before["loss"] != after["loss"]


async def test_the_experiment_follows_from_the_network(client):
    layers = [layer(3, 2, " TANH"), layer(2, 3, "x/(1+abs(x))"), layer(1, 2, "sigmoid")]
    body = await evaluated(client, layers, hidden="8,8,8", activation="relu")
    assert body["experiment"]["hidden"] == "3,2"
    assert body["experiment"]["activation"] == body["run"]["activation"] == "tanh/(x/(1+abs(x)))"
    trained = await client.get(
        "/api/v1/boundary",
        params={**QUICK, **{name: body["experiment"][name] for name in ("hidden", "activation")}},
    )
    assert [each["activation"] for each in trained.json()["run"]["network"]["layers"]] == [
        "tanh",
        "(x/(1+abs(x)))",
        "sigmoid",
    ]


async def test_other_points_are_shown_as_the_network_was_shown_its_own(client):
    """Center and scale belong to the network: here x - 1 is what decides."""
    given = {"features": ["x"], "center": [1, 0], "scale": [0.5, 1]}
    network = {"input": given, "layers": [{"weights": [[3]], "biases": [0], "activation": "sigmoid"}]}
    body = (await client.post(PATH, json={**QUICK, "network": network, "units": True})).json()
    drawn = body["run"]["boundary"]
    assert np.allclose(drawn["z"], 1 / (1 + np.exp(-6 * (np.array(drawn["x"]) - 1))), atol=1e-4)
    assert body["run"]["network"]["input"] == given and body["experiment"]["features"] == "x"
    x = 2 * (np.array(body["units"]["x"]) - 1)
    assert np.allclose(values(body["units"]["input"])[0, 0], x, atol=np.abs(x).max() / 200)


@pytest.mark.parametrize("side", [LEAST_SIDE, FARTHEST])
async def test_a_scale_may_be_what_refusals_give_as_its_bounds(client, side):
    layers = [{"weights": [[3, 1]], "biases": [0], "activation": "sigmoid"}]
    for scale, status in ((side, 200), (side * (10 if side > 1 else 0.1), 422)):
        given = {"features": ["x", "y"], "center": [0, 0], "scale": [scale, 1]}
        answer = await client.post(PATH, json={**QUICK, "network": {"input": given, "layers": layers}})
        assert answer.status_code == status, answer.text
        if status == 422:
            assert "from 1e-60 to 1e+60" in answer.json()["detail"]


@pytest.mark.parametrize("classes", [2, 3])
async def test_unit_maps_are_what_each_unit_answers(client, classes):
    last = layer(1, 2, "sigmoid") if classes == 2 else layer(3, 2, "softmax")
    first = {"weights": [[2, -1, 0], [0, 0, 1]], "biases": [0.5, -0.1], "activation": "relu"}
    body = await evaluated(client, [first, last], features="x,y,xy", classes=classes, units=True)
    units = body["units"]
    x, y = np.meshgrid(units["x"], units["y"])
    hidden = [np.maximum(2 * x - y + 0.5, 0), np.maximum(x * y - 0.1, 0)]
    assert np.allclose(values(units["input"]), [x, y, x * y], atol=0.01)
    assert np.allclose(values(units["layers"][0]), hidden, atol=0.02)
    outputs = values(units["layers"][1])
    if classes == 3:
        assert np.allclose(outputs, 1 / 3, atol=1e-6)  # three outputs of the same weights
    else:
        z = 0.5 * (hidden[0] + hidden[1]) + 0.1
        assert np.allclose(outputs[0], 1 / (1 + np.exp(-z)), atol=0.01)


async def test_the_answer_is_as_described(client):
    schema = (await client.get("/api/openapi.json")).json()
    operation = schema["paths"][PATH]["post"]
    assert set(operation["responses"]) == {
        "200",
        "400",
        "413",
        "414",
        "415",
        "422",
        "431",
        "500",
        "503",
        "504",
    }
    validator = Draft202012Validator({"$ref": "#/components/schemas/EvaluateAnswer", **schema})
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    for example in examples.values():
        answer = await client.post(PATH, json=example["value"])
        validator.validate(answer.json())
        assert answer.json()["run"]["accuracy"]["test"] == 1 and "units" in answer.json()


async def test_an_evaluation_is_not_kept(app, client):
    body = {**QUICK, "network": {"layers": [layer(1, 2, "sigmoid")]}}
    first, second = [await client.post(PATH, json=body) for _ in range(2)]
    assert first.content == second.content and first.headers["cache-control"] == "no-store"
    assert 'desc="hit"' not in second.headers["server-timing"] and "location" not in second.headers


async def test_the_heaviest_weights_give_finite_answers(client):
    heavy = [{"weights": [[3.4028235e38, -3.4028235e38]] * 2, "biases": [-3.4e38, 3.4e38], "activation": "quadratic"},
             {"weights": [[3.4e38, -3.4e38]], "biases": [0], "activation": "sigmoid"}]  # fmt: skip
    for loss in ("cross_entropy", "squared_error", "hinge"):
        body = await evaluated(client, heavy, units=True, loss=loss)
        assert np.isfinite(body["run"]["boundary"]["z"]).all() and body["run"]["loss"]["train"] < 1e300
        assert np.isfinite(body["units"]["layers"][0]["scale"]).all()


async def test_what_only_concerns_training_is_not_asked(client):
    """Five thousand epochs of so large a network would be refused, if they were to be trained."""
    sizes = [2, 64, 64, 64, 64, 64, 64, 1]
    layers = [layer(units, inputs, "sigmoid") for inputs, units in pairwise(sizes)]
    body = await evaluated(client, layers, samples=2000, epochs=5000, optimizer="lm")
    assert body["run"]["epochs"] == 0 and body["run"]["parameters"] == 192 + 5 * 64 * 65 + 65


GOOD = [layer(3, 2), layer(1, 3, "sigmoid")]


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """A good network with one thing wrong."""
    network: dict[str, Any] = {"layers": copy.deepcopy(GOOD)}
    *above, last = path
    place: Any = network
    for key in above:
        place = place[key]
    place[last] = to
    return network


MALFORMED: dict[str, tuple[Any, str, str]] = {
    "no network": (None, "network", "an object with layers"),
    "a list": ([], "network", "an object with layers"),
    "no layers": ({}, "network.layers", "missing"),
    "empty layers": ({"layers": []}, "network.layers", "1 to 7 layers"),
    "eight layers": ({"layers": [layer(2, 2)] * 8}, "network.layers", "1 to 7 layers"),
    "a layer without biases": ({"layers": [{"weights": [[1, 1]], "activation": "sigmoid"}]}, "network.layers[0].biases", "missing"),
    "a layer with more": (changed("layers", 1, "bias", to=1), "network.layers[1].bias", "weights, biases, activation"),
    "a network with more": (changed("weights", to=1), "network.weights", "input, layers"),
    "text for a number": (changed("layers", 1, "weights", 0, 2, to="1"), "network.layers[1].weights", "weights[0][2] is not right"),
    "truth for a number": (changed("layers", 0, "biases", 1, to=True), "network.layers[0].biases", "biases[1] is not right"),
    "nothing for a number": (changed("layers", 0, "biases", 1, to=None), "network.layers[0].biases", "finite numbers"),
    "beyond float32": (changed("layers", 0, "weights", 1, 0, to=1e39), "network.layers[0].weights", "3.40282e+38"),
    "a row too long": (changed("layers", 0, "weights", 1, to=[1, 2, 3]), "network.layers[0].weights", "3 numbers in row 1; expected 3 × 2: for each unit, one for each feature (x,y)"),
    "all rows too short": (changed("layers", 1, "weights", to=[[1, 2]]), "network.layers[1].weights", "2 numbers in row 0; expected 1 × 3: for each unit, one for each unit of layer 0"),
    "too many biases": (changed("layers", 0, "biases", to=[0] * 4), "network.layers[0].biases", "4 numbers; expected 3"),
    "too many outputs": (changed("layers", 1, to=layer(2, 3, "sigmoid")), "network.layers[1].weights", "2 rows; expected 1, because the last layer answers for 2 classes"),
    "another output": (changed("layers", 1, "activation", to="softmax"), "network.layers[1].activation", "must be sigmoid, because it is the last layer"),
    "unknown activation": (changed("layers", 0, "activation", to="tahn"), "network.layers[0].activation", "Did you mean tanh?"),
    "two activations": (changed("layers", 0, "activation", to="tanh/relu"), "network.layers[0].activation", "names 2 activations"),
    "too wide": (changed("layers", 0, to=layer(65, 2)), "network.layers[0].weights", "1 to 64 rows"),
    "unknown feature": (changed("input", to={"features": ["z"], "center": [0, 0], "scale": [1, 1]}), "features", "radius"),
    "other features": (changed("input", to={"features": ["x"], "center": [0, 0], "scale": [1, 1]}), "network.layers[0].weights", "expected 3 × 1"),
    "no scale": (changed("input", to={"features": ["x", "y"], "center": [0, 0], "scale": [0, 1]}), "network.input.scale", "above 0"),
    "too much text": ({"layers": [layer(1, 2, f"x{' ' * 9}+1.{'1' * 120}"), layer(1, 1, f"x-1.{'1' * 120}"), layer(1, 1, "sigmoid")]}, "network.layers", "more than 200 characters together"),
}  # fmt: skip


@pytest.mark.parametrize("case", MALFORMED)
async def test_malformed_weights_are_named_with_what_is_expected(client, case):
    network, field, words = MALFORMED[case]
    answer = await client.post(PATH, json={**QUICK, "network": network})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = [error for error in answer.json()["errors"] if error["field"] == field]
    is_said_in_korean(error)
    assert words in error["message"] and error["message"] in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "network", "missing"),
        ({"network": {"layers": XOR}, "units": "yes"}, "units", "true or false"),
        ({"network": {"layers": XOR}, "on_deadline": "partial"}, "on_deadline", "no field"),
        ({"network": {"layers": XOR}, "activation": "tahn"}, "activation", "Did you mean tanh?"),
        ({"network": {"layers": XOR}, "hidden": "8x8"}, "hidden", "8,8"),
        ({"network": {"layers": XOR}, "samples": 10**9}, "samples", "at most 2000"),
        ({"network": {"layers": XOR}, "dataset": "xor", "classes": 3}, "classes", "exactly 2"),
        ({"network": {"layers": XOR}, "classes": 3}, "network.layers[1].weights", "expected 3"),
    ],
)  # fmt: skip
async def test_other_fields_are_checked_as_ever(client, body, field, words):
    answer = await client.post(PATH, json=body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    is_said_in_korean(error)
    assert error["field"] == field and words in error["message"]


async def test_there_is_no_get(client):
    answer = await client.get(PATH)
    assert answer.status_code == 405 and answer.headers["allow"] == "POST"


@pytest.mark.parametrize("name", [entry.name for entry in FEATURES])
async def test_every_feature_has_its_map(client, name):
    layers = [layer(1, 1, "sigmoid")]
    body = await evaluated(client, layers, features=name, units=True)
    assert unpacked(body["units"]["input"]["maps"]).shape == (1, 40, 40)
    assert len(np.unique(values(body["units"]["input"]))) > 2
