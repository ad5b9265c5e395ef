"""Whatever is valid is trained, drawn, exported and run in a notebook: no failure, no NaN.

A few dozen are always tried; `-m slow` tries a thousand.
"""

import csv
import io
import itertools
import json
import math
import re
from xml.etree import ElementTree

import pytest

from app import takeaway
from app.assets import STATIC
from app.downloads import CHOICES, DOWNLOADS
from app.experiment import FOLLOWING, Experiment
from app.messages import ENGLISH, Messages
from app.nn.errors import Unsuitable
from app.picture import panel
from tests.api.test_random import MAY_BE_NULL, nulls
from tests.cells import shown_by
from tests.odd_experiments import KINDS, kind_of, odd

pytestmark = pytest.mark.anyio

PORTION = 25  # experiments in one test: enough of them to share the cores


def body_of(experiment: Experiment) -> dict:
    """What a POST takes, with the points where there are some."""
    values = experiment.values()
    if experiment.points is None:
        return values
    own = {name: value for name, value in vars(experiment.points).items() if value is not None}
    return {name: value for name, value in values.items() if name not in FOLLOWING} | {"points": own}


def cell_of(experiment: Experiment, folder) -> str:
    """The cell that the page offers: of an address or, where none holds the points, of a file."""
    try:
        return takeaway.offered(experiment, "http://test", ENGLISH)["notebook"]
    except Unsuitable:
        script = (STATIC / "takeaway.js").read_text("utf-8")
        cell = re.search(r"cellOfFile\(origin\) {\s+return `(.*?)`", script, re.DOTALL)[1]
        path = folder / "experiment.json"
        path.write_text(json.dumps(body_of(experiment)), "utf-8")
        address = "http://test/api/v1/compare"
        return cell.replace("${origin}${API}/compare", address).replace("${FILE}", str(path))


def drawn(svg: str) -> None:
    """A drawing is XML, and no number in it is none."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name not in ("href", "id") and not name.endswith("}href"):
                assert not re.search(r"\b(nan|inf|NaN|Infinity)\b", value), (element.tag, name, value)


def tabled(body: bytes) -> None:
    """A table has as many cells in every row, and its numbers are numbers."""
    rows = [*csv.reader(io.StringIO(body.decode()))]
    assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}
    for cell in itertools.chain(*rows[1:]):
        try:
            assert math.isfinite(float(cell))
        except ValueError:
            continue


async def tried(number: int, client, monkeypatch, folder) -> None:
    experiment = odd(number)
    answer = await client.post("/api/v1/compare", json=body_of(experiment))
    assert answer.status_code == 200, answer.text
    result = answer.json()
    numbers = [{**run, "verdict": {}} for run in result["runs"]]  # a verdict says what does not apply
    assert set(nulls(numbers)) <= MAY_BE_NULL, set(nulls(numbers))
    for run in result["runs"]:
        for axis in "xy":
            assert all(high > low for low, high in itertools.pairwise(run["boundary"][axis]))
        drawn(panel(result["data"], run, Messages("ko")))
    for download in DOWNLOADS:
        options = {name: CHOICES[name][number % len(CHOICES[name])] for name in download.options}
        body = download.write(result, options)
        if download.name.endswith("svg"):
            drawn(body.decode())
        elif download.name.endswith("png"):
            assert body.startswith(b"\x89PNG")
        else:
            tabled(body)
    (contour,) = (await shown_by(cell_of(experiment, folder), client, monkeypatch)).to_dict()["data"]
    assert contour["type"] == "contour"


SOME, ALL = range(2), range(2, 40)  # portions


@pytest.mark.parametrize("portion", [*SOME, *(pytest.param(each, marks=pytest.mark.slow) for each in ALL)])
async def test_whatever_is_valid_is_shown_and_taken_away(client, monkeypatch, tmp_path, portion):
    for number in range(PORTION * portion, PORTION * (portion + 1)):
        try:
            await tried(number, client, monkeypatch, tmp_path)
        except Exception as problem:
            problem.add_note(f"experiment {number}: {kind_of(number)}, {body_of(odd(number))}"[:2000])
            raise


def test_all_kinds_are_among_those_that_are_always_tried():
    assert {kind_of(number) for number in range(PORTION * len(SOME))} == {"catalog", *KINDS}
