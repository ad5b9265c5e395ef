"""The catalog: every entry is there, with words and a curve."""

import json

import numpy as np
import pytest

from app.catalog import CURVE, catalog, curve
from app.experiment import fields_shown
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS


def names(kind: str) -> list[str]:
    return [entry["name"] for entry in catalog()[kind]]


def test_every_entry_and_field_is_listed_in_order():
    assert names("activations") == [entry.name for entry in ACTIVATIONS]
    assert names("datasets") == [entry.name for entry in DATASETS]
    assert names("fields") == [spec.name for spec in fields_shown()]


def test_it_is_plain_json_without_nan():
    json.dumps(catalog(), allow_nan=False)


@pytest.mark.parametrize(
    "kind", ["activations", "datasets", "optimizers", "schedules", "initializers", "losses", "features"]
)
def test_every_choice_has_a_name_a_label_and_a_sentence(kind):
    for entry in catalog()[kind]:
        assert entry["name"] and entry["label"] and entry["note"].endswith(".")


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_every_activation_has_its_curve(entry):
    drawn = curve(entry)
    assert len(drawn["x"]) == len(drawn["y"]) == len(drawn["slope"]) == len(CURVE)
    if entry.pullback is None:
        assert drawn["y"] == pytest.approx(entry.bound()(CURVE[None])[0], abs=1e-4)
    else:
        assert drawn["y"] == pytest.approx(1 / (1 + np.exp(-CURVE)), abs=1e-4)
