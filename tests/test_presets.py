"""Every preset keeps its promise: those that work do, those that fail do."""

import orjson
import pytest
from starlette.datastructures import QueryParams

from app.api.schema import asked_in_query
from app.jobs import work
from app.messages import DEFAULT, catalog, languages
from app.presets import PRESETS


def last_run(preset):
    experiment = asked_in_query(QueryParams(preset.query), "compare").experiment
    return orjson.loads(work.answer(experiment, "compare"))["runs"][-1]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_keeps_its_promise(preset):
    assert preset.kept(last_run(preset))


def test_a_promise_can_be_broken():
    spiral = next(preset for preset in PRESETS if preset.name == "spiral")
    run = {"accuracy": {"train": 0.9, "test": 0.9}, "status": "finished"}
    assert not spiral.kept(run) and spiral.kept({**run, "accuracy": {"train": 0.99, "test": None}})
    assert not spiral.kept({**run, "accuracy": {"train": 1.0, "test": 1.0}, "status": "diverged"})


def test_a_failure_is_promised_as_one():
    """What fails is bounded from above, or breaks down, or is wrong about new points."""
    for preset in PRESETS:
        assert preset.solves == (preset.above > 0.9 and preset.test_below == 1.0), preset.name


@pytest.mark.parametrize("language", [code for code in languages() if code != DEFAULT])
def test_every_preset_is_told_in_every_language(language):
    told = {key for key in catalog(language) if key.startswith("preset.")}
    assert told == {f"preset.{preset.name}.{part}" for preset in PRESETS for part in ("label", "reason")}
