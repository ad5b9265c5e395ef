"""What the page offers to take away: the notebook's cell runs for every kind of experiment that the page shows."""

import numpy as np
import pytest

from app import takeaway
from app.experiment import Experiment, Points
from app.messages import ENGLISH
from app.nn.datasets import DATASETS
from app.picture.boundary import decode
from tests.cells import shown_by

pytestmark = pytest.mark.anyio

QUICK = {"epochs": 5, "resolution": 20, "samples": 60}
SETS = [(entry.name, classes) for entry in DATASETS for classes in sorted(set(entry.classes))]
NAMES = ("-1", "1", "<b>&amp;</b>", "🙂", 'a"b', "c\\d")


def own(classes: int) -> Points:
    label = NAMES[:classes] * 3
    x = tuple(1.7e9 + index for index in range(len(label)))
    return Points(x, tuple(float(index**2) for index in range(len(label))), label, NAMES[:classes])


async def check(experiment: Experiment, client, monkeypatch) -> None:
    """The cell draws the grid that the API answers."""
    cell = takeaway.offered(experiment.canonical(), "http://test", ENGLISH)["notebook"]
    figure = (await shown_by(cell, client, monkeypatch)).to_dict()
    answer = await client.get(f"/api/v1/compare?{experiment.canonical().query()}")
    boundary = answer.json()["runs"][-1]["boundary"]
    (drawn,) = figure["data"]
    assert drawn["type"] == "contour" and [*drawn["x"]] == boundary["x"] and [*drawn["y"]] == boundary["y"]
    assert np.array_equal(decode(boundary["z"]), decode(drawn["z"]))


@pytest.mark.parametrize(("dataset", "classes"), SETS)
async def test_the_notebooks_cell_draws_every_data_set(client, monkeypatch, dataset, classes):
    await check(Experiment(dataset=dataset, classes=classes, **QUICK), client, monkeypatch)


@pytest.mark.parametrize("classes", [2, 3, 6])
async def test_the_notebooks_cell_draws_own_points(client, monkeypatch, classes):
    await check(Experiment(points=own(classes), epochs=5, resolution=20), client, monkeypatch)


@pytest.mark.parametrize("classes", [2, 6])
async def test_the_notebooks_cell_draws_typed_arrays_and_frames(client, monkeypatch, classes):
    names = ("identity", "max(0.1*x, x)", "tanh/relu")
    more = {"activation": names, "hidden": "4,4", "encoding": "base64", "frames": 3}
    await check(Experiment(classes=classes, **QUICK, **more), client, monkeypatch)
