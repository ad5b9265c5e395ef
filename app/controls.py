"""What the page's controls are made of: the catalog's fields and choices, in the visitor's words.

The entries have their English words themselves; those of another language stand in its catalog of texts,
under keys made of the entry's kind and name: `dataset.xor.label`, `field.noise.help`, `group.data.label`.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from app import words
from app.catalog import catalog
from app.experiment import GROUPS
from app.messages import Messages

ASKED = ("dataset", "activation")  # the fields that stand in the question
RATES = tuple(float(f"{lead}e{power}") for power in range(-4, 1) for lead in (1, 1.5, 2, 3, 5, 7))
SLIDERS: dict[str, tuple[float, ...]] = {  # the fields that have one, and its places if not evenly apart
    "noise": (),
    "samples": (),
    "learning_rate": (0.0, *RATES, 10.0),  # automatic, and then as ratios
}
KINDS = {"features": "feature"}  # of a field's choices, where it is not called as the field is
WORDS = ("label", "note", "help", "formula", "derivative", "range")  # those that may be translated
FORMULA = "formula"  # stands for the name of whatever somebody wrote


@cache
def fields(t: Messages) -> tuple[dict[str, Any], ...]:
    """The catalog's fields, with what a control needs besides: first texts, choices in plain words."""
    return tuple(_for_control(t, entry) for entry in catalog()["fields"])


def _for_control(t: Messages, entry: Mapping[str, Any]) -> dict[str, Any]:
    default = entry["default"]
    several = default if isinstance(default, list) else [default]
    return {
        **entry_in(t, "field", entry),
        "initial": [value if isinstance(value, str) else words.number(value) for value in several],
        "asked": entry["name"] in ASKED,
        "slider": entry["name"] in SLIDERS,
        "places": [words.number(value) for value in SLIDERS.get(entry["name"], ())],
        "choices": [_choice(t, entry["name"], choice) for choice in entry["choices"]],
    }


def _choice(t: Messages, field: str, choice: Mapping[str, str]) -> dict[str, Any]:
    asked = field in ASKED
    classes = {entry["name"]: entry["classes"] for entry in catalog()["datasets"]}
    return {
        **entry_in(t, KINDS.get(field, field), choice),
        "phrase": words.phrase(t, field, choice["name"], choice["label"]) if asked else "",
        "classes": classes.get(choice["name"]) if field == "dataset" else None,
    }


def groups(t: Messages, faulty: Iterable[str]) -> list[dict[str, Any]]:
    """The groups of controls below the picture; one with a fault among its fields is open."""
    return [_group(t, name, set(faulty)) for name in GROUPS]


def _group(t: Messages, name: str, faulty: set[str]) -> dict[str, Any]:
    mine = [entry for entry in fields(t) if entry["group"] == name and not entry["asked"]]
    rare = [entry for entry in mine if entry["rare"]]
    return {
        "name": name,
        "label": t.of(f"group.{name}.label", GROUPS[name]),
        "common": [entry for entry in mine if not entry["rare"]],
        "rare": rare,
        "problem": any(entry["name"] in faulty for entry in mine),
        "rare_problem": any(entry["name"] in faulty for entry in rare),
    }


def entry_in(t: Messages, kind: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the catalog in the visitor's words; `name` is what it is called there."""
    name = entry["name"]
    said = {word: t.of(f"{kind}.{name}.{word}", entry[word]) for word in WORDS if word in entry}
    return {**entry, **said}


def activation_in(t: Messages, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An activation as it was spelled, in the visitor's words; a formula has those of all formulas."""
    written = entry["formula"] == entry["label"]
    name = FORMULA if written else entry["name"].partition("(")[0]
    said = entry_in(t, "activation", {**entry, "name": name})
    return {**said, "name": entry["name"]} | ({"range": _range(t, entry)} if written else {})


def _range(t: Messages, entry: Mapping[str, Any]) -> str:
    """The values of a formula, known where its curve is drawn."""
    x = entry["curve"]["x"]
    interval, _, _ = entry["range"].partition(" for ")
    return t("bend.range", interval=interval, low=words.number(x[0]), high=words.number(x[-1]))
