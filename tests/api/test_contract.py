"""The shapes that people's programs depend on."""

import base64
from math import isfinite
from typing import Any

import httpx
import numpy as np
import pytest

from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.nn.initializers import INITIALIZERS
from app.nn.losses import LOSSES
from app.nn.optimizers import OPTIMIZERS
from app.nn.schedules import SCHEDULES

pytestmark = pytest.mark.anyio

QUICK = {"samples": 40, "epochs": 20, "resolution": 20}
RUN = {
    "activation", "status", "message", "epochs", "solver", "loss", "accuracy", "verdict", "parameters", "boundary",
    "history", "frames", "network",
}  # fmt: skip
OWN = {"x": [0, 1, 0, 1, 5], "y": [0, 1, 1, 0, 5.5], "label": ["no", "no", "yes", "yes", "yes"]}


async def boundary(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.get("/api/v1/boundary", params={**QUICK, **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def posted(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/boundary", json={**QUICK, **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_boundary_is_one_run_with_the_data_and_the_experiment(client):
    body = await boundary(client)
    assert set(body) == {"experiment", "data", "run"}
    assert set(body["data"]) == {"x", "y", "label", "split", "classes"}
    assert {len(body["data"][name]) for name in ("x", "y", "label", "split")} == {40}
    assert set(body["run"]) == RUN


async def test_the_experiment_is_repeated_as_it_was_understood(client):
    experiment = (await boundary(client, hidden=" 4 , 4", activation=" TANH "))["experiment"]
    assert (experiment["hidden"], experiment["activation"], experiment["samples"]) == ("4,4", "tanh", 40)


async def test_a_compare_has_the_runs_in_the_order_asked(client):
    asked = ["sin", "identity", "relu"]
    answer = await client.get("/api/v1/compare", params={**QUICK, "activation": asked})
    body = answer.json()
    assert set(body) == {"experiment", "data", "runs"}
    assert [run["activation"] for run in body["runs"]] == asked == body["experiment"]["activation"]


async def test_compare_draws_identity_beside_tanh_unless_asked_otherwise(client):
    body = (await client.get("/api/v1/compare", params=QUICK)).json()
    assert [run["activation"] for run in body["runs"]] == ["identity", "tanh"]


async def test_a_run_of_compare_is_the_run_of_boundary(client):
    pair = (await client.get("/api/v1/compare", params=QUICK)).json()
    assert pair["runs"][1] == (await boundary(client, activation="tanh"))["run"]


@pytest.mark.parametrize("activation", [entry.name for entry in ACTIVATIONS])
async def test_every_activation_of_the_catalog_draws_a_boundary(client, activation):
    run = (await boundary(client, activation=activation))["run"]
    assert run["network"]["layers"][0]["activation"] == activation
    assert np.shape(run["boundary"]["z"]) == (20, 20)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        *(("dataset", entry.name) for entry in DATASETS),
        *(("optimizer", entry.name) for entry in OPTIMIZERS),
        *(("schedule", entry.name) for entry in SCHEDULES),
        *(("initializer", entry.name) for entry in INITIALIZERS),
        *(("loss", entry.name) for entry in LOSSES),
    ],
)
async def test_every_choice_of_the_catalog_draws_a_boundary(client, field, name):
    body = await boundary(client, **{field: name})
    assert body["experiment"][field] == name
    assert body["run"]["solver"].get(field, name) == name


async def test_z_is_a_probability_with_four_decimals(client):
    z = np.array((await boundary(client))["run"]["boundary"]["z"])
    assert z.min() >= 0 and z.max() <= 1
    assert np.array_equal(z, z.round(4))


async def test_the_grid_rises_along_both_axes(client):
    drawn = (await boundary(client, extent=2))["run"]["boundary"]
    for axis in (drawn["x"], drawn["y"]):
        assert len(axis) == 20 and np.all(np.diff(axis) > 0)
        assert (axis[0], axis[-1]) == (-2, 2)


async def test_the_network_in_the_answer_computes_its_own_boundary(client):
    """Whoever follows the weights by hand gets z: rows are y, columns are x, biases are added."""
    run = (await boundary(client, features="x,y,xy", hidden="5,3", activation="tanh"))["run"]
    x, y = np.meshgrid(run["boundary"]["x"], run["boundary"]["y"])
    given, (*hidden, last) = run["network"]["input"], run["network"]["layers"]
    x, y = ((value - c) / s for value, c, s in zip((x, y), given["center"], given["scale"], strict=True))
    a = np.array([x, y, x * y]).reshape(3, -1)
    for layer in hidden:
        a = np.tanh(np.array(layer["weights"]) @ a + np.array(layer["biases"])[:, None])
    z = 1 / (1 + np.exp(-(np.array(last["weights"]) @ a + np.array(last["biases"])[:, None])))
    assert last["activation"] == "sigmoid"
    assert np.allclose(z.reshape(20, 20), run["boundary"]["z"], atol=2e-4)


async def test_parameters_counts_the_weights_and_biases(client):
    run = (await boundary(client, hidden="4,3"))["run"]
    counted = sum(np.size(layer["weights"]) + np.size(layer["biases"]) for layer in run["network"]["layers"])
    assert run["parameters"] == counted == (2 + 1) * 4 + (4 + 1) * 3 + (3 + 1)


async def test_accuracy_is_what_the_drawn_network_gets_right(client):
    body = await boundary(client, dataset="gaussians", test_share=0, epochs=300)
    assert body["run"]["accuracy"] == {"train": 1.0, "test": None}
    assert body["run"]["loss"]["test"] is None and set(body["data"]["split"]) == {"train"}
    assert set(body["run"]["history"]["test_loss"]) == {None}


async def test_the_history_ends_where_the_run_ends(client):
    run = (await boundary(client, epochs=300, samples=100))["run"]
    history = run["history"]
    assert {len(column) for column in history.values()} == {len(history["epoch"])}
    assert history["epoch"] == sorted(set(history["epoch"])) and history["epoch"][-1] == run["epochs"]
    assert history["train_loss"][-1] == run["loss"]["train"]
    assert history["test_accuracy"][-1] == run["accuracy"]["test"]


async def test_frames_lead_up_to_the_boundary(client):
    run = (await boundary(client, frames=5, optimizer="adam", epochs=60))["run"]
    epochs = [frame["epoch"] for frame in run["frames"]]
    assert (
        epochs == sorted(set(epochs)) and (epochs[0], epochs[-1]) == (0, run["epochs"]) and len(epochs) <= 6
    )
    assert run["frames"][-1]["z"] == run["boundary"]["z"] != run["frames"][0]["z"]
    assert all(run["frames"][-1][name] == run[name] for name in ("loss", "accuracy"))


async def test_a_frame_is_what_a_training_of_that_length_ends_with(client):
    """Picture and numbers are of the very same weights."""
    plain = {"optimizer": "adam", "target_accuracy": 0, "resolution": 20}
    frames = (await boundary(client, **plain, frames=8, epochs=60))["run"]["frames"]
    for frame in frames[1:-1]:
        run = (await boundary(client, **plain, epochs=frame["epoch"]))["run"]
        assert frame["z"] == run["boundary"]["z"]
        assert (frame["loss"], frame["accuracy"]) == (run["loss"], run["accuracy"])


async def test_three_classes_name_the_winner_and_how_sure_it_is(client):
    body = await boundary(client, classes=3, frames=2)
    drawn = body["run"]["boundary"]
    assert body["data"]["classes"] == ["0", "1", "2"] and set(np.unique(drawn["z"])) <= {0, 1, 2}
    confidence, margin = np.array(drawn["confidence"]), np.array(drawn["margin"])
    assert confidence.min() >= 0.3333 and confidence.max() <= 1
    assert margin.min() >= 0 and np.all(margin <= confidence)
    assert body["run"]["network"]["layers"][-1]["activation"] == "softmax"
    assert set(body["run"]["frames"][0]) == {"epoch", "loss", "accuracy", "z", "confidence", "margin"}


def unpacked(array: dict[str, str]) -> np.ndarray:
    shape = tuple(int(side) for side in array["shape"].split(", "))
    return np.frombuffer(base64.b64decode(array["bdata"]), f"<{array['dtype']}").reshape(shape)


@pytest.mark.parametrize(("classes", "dtype"), [(2, "f4"), (3, "u1")])
async def test_base64_holds_the_same_numbers(client, classes, dtype):
    plain = (await boundary(client, classes=classes, frames=1))["run"]
    packed = (await boundary(client, classes=classes, frames=1, encoding="base64"))["run"]
    assert packed["boundary"]["z"]["dtype"] == dtype
    for drawn, typed in ((plain["boundary"], packed["boundary"]), (plain["frames"][0], packed["frames"][0])):
        for name in {"z", "confidence", "margin"} & set(drawn):
            assert np.array_equal(unpacked(typed[name]), np.array(drawn[name], unpacked(typed[name]).dtype))


async def test_own_points_keep_their_names_and_places(client):
    body = await posted(client, points=OWN, test_share=0)
    assert body["data"]["classes"] == ["no", "yes"] and body["data"]["label"] == [0, 0, 1, 1, 1]
    assert (body["data"]["x"], body["data"]["y"]) == (OWN["x"], OWN["y"])
    assert body["experiment"]["points"] == OWN and body["experiment"]["samples"] == 5


async def test_labels_may_be_whole_numbers(client):
    body = await posted(client, points={**OWN, "label": [10, 10, 9, 9, 9]})
    assert body["data"]["classes"] == ["9", "10"]


async def test_a_body_may_write_lists_as_lists(client):
    body = await posted(client, hidden=[4, 4], features=["x", "xy"], learning_rate=1)
    same = await boundary(client, hidden="4,4", features="x,xy", learning_rate=1)
    assert body == same


async def test_no_hidden_layer_is_an_empty_text(client):
    run = (await boundary(client, hidden=""))["run"]
    assert len(run["network"]["layers"]) == 1


async def test_a_run_that_diverges_says_so_with_finite_numbers(client):
    fields = {"optimizer": "sgd", "learning_rate": 1000, "activation": "quadratic", "epochs": 200}
    run = (await boundary(client, **fields))["run"]
    assert run["status"] == "diverged" and 0 < run["epochs"] <= 200
    assert f"epoch {run['epochs']}" in run["message"] and "smaller learning rate than 1000" in run["message"]
    assert isfinite(run["loss"]["train"]) and np.isfinite(run["boundary"]["z"]).all()


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"dataset": "gaussians", "epochs": 500}, "reached", "Reached"),
        ({"target_accuracy": 0}, "finished", "Finished after 20 epochs"),
        ({"dataset": "spiral", "samples": 200}, "finished", "short of the 99 % asked for"),
    ],
)
async def test_a_run_tells_in_a_sentence_how_it_ended(client, fields, status, words):
    run = (await boundary(client, **fields))["run"]
    assert run["status"] == status and words in run["message"]


async def test_the_catalog_lists_every_choice_and_field(client):
    body = (await client.get("/api/v1/catalog")).json()
    assert set(body) == {
        "activations", "datasets", "optimizers", "schedules", "initializers", "losses", "features",
            "insights", "fields",
    }  # fmt: skip
    assert [entry["name"] for entry in body["activations"]] == [entry.name for entry in ACTIVATIONS]
