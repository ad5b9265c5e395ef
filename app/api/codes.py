"""What is wrong with a field, by a code and values: for a page that says it in its own words and language.

words.py says the same in English sentences; the page has sentences of its own, the texts
`fault.<code>` of its catalogs.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from app.api.echo import SHOWN, number, shown
from app.api.errors import ALIKE
from app.api.models import FEWEST_POINTS, MOST_TEXT, SPECS
from app.api.weights import HEAVIEST
from app.experiment import MOST_ACTIVATIONS, fields_shown
from app.points import FARTHEST, LONGEST, MOST_CLASSES, MOST_LETTERS, MOST_POINTS

Coded = tuple[str, Mapping[str, Any]]

_FIELDS = {spec.name: spec for spec in fields_shown()}
_COUNTS = ("too_short", "too_long")


def coded(name: str, detail: Any, model: type[BaseModel]) -> Coded:
    """Code and values of what pydantic found wrong with the field of that name."""
    kind, sent = detail["type"], _sent(detail["input"])
    field = detail["loc"][0]
    if field == "network":
        return _of_network(detail, sent)
    if field == "points":
        return _of_points(name, kind, sent)
    if name == "activation":
        return _of_activation(kind, sent, model)
    if name == "hidden":
        return "hidden", {}
    if name == "units" and name not in SPECS.get(model, ()):
        return "truth", {"sent": sent}
    return _of_field(name, sent, detail["input"], model)


def unknown(near: str) -> Coded:
    """A key that is none of those there are, and the one that was meant, perhaps."""
    return ("unknown_near", {"near": near}) if near else ("unknown", {})


def _of_field(name: str, sent: str, value: Any, model: type[BaseModel]) -> Coded:
    spec = SPECS.get(model, _FIELDS).get(name)
    if spec is None:
        return "choice", {"choices": ", ".join(get_args(model.model_fields[name].annotation)), "sent": sent}
    if "minimum" in spec.metadata:
        low, high = number(spec.metadata["minimum"]), number(spec.metadata["maximum"])
        whole = isinstance(spec.default, int)
        if is_empty(value):
            return "whole_empty" if whole else "number_empty", {"low": low, "high": high}
        return "whole" if whole else "number", {"low": low, "high": high, "sent": sent}
    choices = ", ".join(choice for choice, _ in spec.metadata.get("choices", ()))
    if not choices:
        return "text", {"sent": sent}
    if is_empty(value):
        return "choice_empty", {"choices": choices}
    near = meant(value, spec)
    told = {"choices": choices, "sent": sent}
    return ("choice_near", {**told, "near": near}) if near else ("choice", told)


def is_empty(value: Any) -> bool:
    """Whether nothing was sent but blanks, as from a field that somebody emptied."""
    return isinstance(value, str) and not value.strip()


def meant(value: Any, spec: Any) -> str:
    """The choice that somebody may have meant; none where nothing is alike."""
    choices = [choice for choice, _ in spec.metadata.get("choices", ())]
    alike = (
        get_close_matches(value.strip().lower(), choices, 1, ALIKE)
        if isinstance(value, str) and len(value) <= SHOWN
        else []
    )
    return "".join(alike)


def _of_activation(kind: str, sent: str, model: type[BaseModel]) -> Coded:
    if kind == "string_too_long":
        return "long", {"most": MOST_TEXT}
    if isinstance(model.model_fields["activation"].default, str):
        return "activation_single", {"sent": sent}
    return "activations", {"most": MOST_ACTIVATIONS, "sent": sent}


def _of_points(name: str, kind: str, sent: str) -> Coded:
    part = name.partition(".")[2]
    if kind == "string_too_long":
        return "points_long", {"most": f"{LONGEST:,}"}
    if kind == "missing":
        return "points_part", {"part": part}
    if not part:
        return "points_form", {"sent": sent}
    if kind in _COUNTS:
        low, high = {"classes": (2, MOST_CLASSES), "box": (4, 4), "columns": (2, 2)}.get(
            part, (FEWEST_POINTS, MOST_POINTS)
        )
        return "points_entries", {"part": part, "low": low, "high": high, "count": sent}
    if part == "columns":
        return "points_columns", {"most": MOST_LETTERS, "sent": sent}
    if part in ("label", "classes"):
        return "points_names", {"most": MOST_LETTERS, "sent": sent}
    return "points_number", {"low": number(-FARTHEST), "high": number(FARTHEST), "sent": sent}


def _of_network(detail: Any, sent: str) -> Coded:
    part = [piece for piece in detail["loc"] if isinstance(piece, str)][-1]
    if detail["type"] == "missing":
        return "network_missing", {}
    if part in ("weights", "biases") and not isinstance(detail["input"], list):
        return "weight", {"low": number(-HEAVIEST), "high": number(HEAVIEST), "sent": sent}
    return "network_part", {"sent": sent}


def _sent(value: Any) -> str:
    """What was sent, in a sentence of any language: of a list, how many."""
    return str(len(value)) if isinstance(value, list) else shown(value, quote=False)
