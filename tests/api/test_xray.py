"""Looking into a network over HTTP: what one insight says agrees with what other answers say."""

from typing import Any

import httpx
import numpy as np
import pytest

pytestmark = pytest.mark.anyio

SMALL = {"hidden": "6", "dataset": "xor", "samples": 100, "resolution": 20, "epochs": 200}


async def told(client: httpx.AsyncClient, name: str, **query: Any) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/insight/{name}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refusal(client: httpx.AsyncClient, name: str, **query: Any) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/insight/{name}", params=query)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    return error


@pytest.mark.parametrize("activation", ["tanh", "relu", "x**2"])
@pytest.mark.parametrize(("row", "column"), [(0, 0), (7, 12), (19, 3)])
async def test_a_traced_point_has_the_boundarys_probability(client, activation, row, column):
    query = {**SMALL, "activation": activation}
    boundary = (await client.get("/api/v1/boundary", params=query)).json()["run"]["boundary"]
    at = f"{boundary['x'][column]},{boundary['y'][row]}"
    traced = await told(client, "trace", **query, at=at)
    assert traced["probability"] == pytest.approx(boundary["z"][row][column], abs=2e-4)
    assert traced["parameters"] == {"at": at, "label": ""} and traced["loss"] is None


async def test_a_traced_label_brings_the_way_back(client):
    traced = await told(client, "trace", **SMALL, at="0.5,0.5", label="1")
    assert traced["label"] == "1" and traced["update"]["loss"] < traced["loss"]
    assert traced["gradient"]["check"]["difference"] < 1e-6
    assert [len(layer["biases"]) for layer in traced["gradient"]["layers"]] == [6, 1]


@pytest.mark.parametrize("at", ["", "1", "nan,0", "2e6,0"])
async def test_a_point_that_is_none_is_refused_with_an_example(client, at):
    error = await refusal(client, "trace", **SMALL, at=at)
    assert (error["field"], error["value"]) == ("at", at) and "at=0.5,-0.25" in error["message"]


async def test_a_class_that_is_not_there_is_refused(client):
    error = await refusal(client, "trace", **SMALL, label="blue")
    assert (error["field"], error["value"]) == ("label", "blue") and "0, 1" in error["message"]


@pytest.mark.claim(id="C10")
async def test_c10_health_says_what_a_binary_step_left_alone(client):
    """C10: hidden weights unchanged bit for bit, and only the output layer learned."""
    health = await told(client, "health", **SMALL, activation="binary_step")
    assert [layer["unchanged"] for layer in health["layers"]] == [True, False]
    assert health["diagnosis"]["code"] in ("flat", "healthy", "scarred")


async def test_a_remedy_is_one_click_away(client):
    """The change that a diagnosis names, sent as it is, reaches what it promises."""
    query = {**SMALL, "activation": "identity"}
    diagnosis = (await told(client, "health", **query))["diagnosis"]
    assert diagnosis["code"] == "straight" and diagnosis["verified"]
    run = (await client.get("/api/v1/boundary", params=query | diagnosis["change"])).json()["run"]
    assert run["accuracy"]["train"] == pytest.approx(diagnosis["accuracy"], abs=1e-6)


async def test_a_diverged_run_gets_a_rate_that_works(client):
    query = {**SMALL, "activation": "quadratic", "optimizer": "sgd", "learning_rate": 50}
    run = (await client.get("/api/v1/boundary", params=query)).json()["run"]
    diagnosis = (await told(client, "health", **query))["diagnosis"]
    assert run["status"] == "diverged" and diagnosis["code"] == "diverged" and diagnosis["verified"]
    assert diagnosis["values"] == {"rate": 50.0, "epoch": run["epochs"]}


@pytest.mark.claim(id="C8")
async def test_c8_gradients_vanish_in_ten_layers_of_sigmoids(client):
    """C8: sigmoid about 1e-7; tanh and ReLU not."""
    rows = (await told(client, "vanishing", **SMALL, depth=10, first_weights="xavier"))["rows"]
    ratios = {row["activation"]: row["gradient_ratio"] for row in rows}
    assert ratios["sigmoid"] < 1e-5 and min(ratios["tanh"], ratios["relu"]) > 0.1


@pytest.mark.claim(id="C9")
@pytest.mark.parametrize(("bias", "share"), [(0, 0.0), (-10, 1.0)])
async def test_c9_a_low_bias_kills_every_relu(client, bias, share):
    """C9: none at 0, all at -10; leaky ReLU and ELU never."""
    rows = {row["activation"]: row for row in (await told(client, "dying", **SMALL, bias=bias))["rows"]}
    assert rows["relu"]["dead_share"] == share
    assert rows["leaky_relu"]["dead_share"] == rows["elu"]["dead_share"] == 0


@pytest.mark.claim(id="B2")
async def test_b2_soft_gates_have_the_outputs_claimed(client):
    """B2: at steepness 20."""
    outputs = (await told(client, "logic", **SMALL, steepness=20))["outputs"]
    assert outputs == pytest.approx([4.54e-5, 0.99995, 0.99995, 4.54e-5], abs=1e-5)


@pytest.mark.claim(id="B6")
async def test_b6_the_taylor_polynomial_is_as_wrong_as_claimed(client):
    """B6: 1.9e-5, .0078, 2.14."""
    series = (await told(client, "approximate", **SMALL, taylor_degree=7))["taylor"]
    errors = [entry["error"] for entry in series["errors"]]
    assert errors == pytest.approx([1.9e-5, 0.0078, 2.14], rel=0.03)


async def test_the_units_of_the_default_network_fit_into_300_kilobytes(client):
    answer = await client.get("/api/v1/insight/units")
    assert len(answer.content) < 300_000
    regions = answer.json()["regions"]
    assert regions["method"] == "exact" and 1 < regions["count"] <= regions["bound"] == 37


async def test_polynomials_of_a_linear_network_end_at_degree_one(client):
    told_of = await told(client, "approximate", **SMALL, activation="identity", degree=2)
    assert np.allclose(told_of["r2"], [0, 1, 1], atol=1e-9)
