"""What is wrong with a field, in words: the bound or the allowed set, what was sent, and the next step."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from app.api import codes, echo
from app.api.codes import coded
from app.api.echo import number, shown
from app.api.errors import Fault
from app.api.models import FEWEST_POINTS, SPECS
from app.api.strange import Strange
from app.api.weights import HEAVIEST
from app.experiment import MOST_ACTIVATIONS, MOST_LAYERS, MOST_UNITS, fields_shown
from app.nn.datasets import LEAST_SIDE
from app.points import FARTHEST, LONGEST, MOST_CLASSES, MOST_LETTERS, MOST_POINTS

_FIELDS = {spec.name: spec for spec in fields_shown()}


def repeated(name: str, values: list[str]) -> Fault:
    """A key that may stand once only."""
    twice = f"{echo.name(name)} stands in the query more than once. Send it once."
    return Fault(name, values, twice, code="repeated")


def strange(key: Strange, *, listing: bool) -> Fault:
    """A key that is none of those there are; `listing`: say which there are."""
    code, values = codes.unknown(key.near)
    near = f" Did you mean {key.near}?" if key.near else ""
    others = f" The fields are: {', '.join(key.known)}." if listing else ""
    message = f"There is no field called {shown(key.field)}.{near}{others}"
    return Fault(key.field, key.value, message, code=code, values=values)


def faults(error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """One fault for each field that pydantic found wrong, in the order they were sent."""
    by_name: dict[str, list[Any]] = {}
    for detail in error.errors(include_url=False):
        by_name.setdefault(_name(detail["loc"]), []).append(detail)
    for name, details in by_name.items():
        detail = _telling(details)
        code, values = coded(name, detail, model)
        yield Fault(name, _value(detail), _message(name, detail, model), code=code, values=values)


def _telling(details: list[Any]) -> Any:
    """Of a field that may be written in two ways, the complaint about the way that was tried."""
    wrong_way = ("string_type", "list_type", "int_type")
    return next((detail for detail in details if detail["type"] not in wrong_way), details[0])


def _name(location: tuple[int | str, ...]) -> str:
    """The field's name: points.x for an entry of x, activation for an entry of the list."""
    first, *rest = (str(part) for part in location)
    if first == "network":
        named = rest[:3] if rest[:1] == ["layers"] else rest[:2]
        return first + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in named)
    return ".".join([first, *rest[:1]]) if first == "points" else first


def _value(detail: Any) -> Any:
    return None if detail["type"] == "missing" else detail["input"]


def _message(name: str, detail: Any, model: type[BaseModel]) -> str:
    strict = bool(model.model_config.get("strict"))
    kind, sent = detail["type"], shown(detail["input"], quote=strict)
    field = detail["loc"][0]
    if field == "network":
        return _about_network(name, detail, sent)
    if kind == "missing":
        return f"{name} is missing. Send x, y and label, each with one entry for every point."
    if field == "points":
        return _about_points(name, kind, sent)
    if name == "activation":
        return _about_activation(kind, sent, model)
    if name == "units" and name not in SPECS.get(model, ()):
        return f"units must be true or false; you sent {sent}."
    spec = SPECS.get(model, _FIELDS).get(name)
    if spec is None:
        choices = " or ".join(get_args(model.model_fields[name].annotation))
        return f"{name} must be {choices}; you sent {sent}. Leave it out for the usual."
    if codes.is_empty(detail["input"]):
        return f"{name} is empty. {_next_step(spec)}"
    numeric = "minimum" in spec.metadata
    quoted = " without quotes" if strict and numeric and isinstance(detail["input"], str) else ""
    near = codes.meant(detail["input"], spec)
    meant = f"Did you mean {near}? " if near else ""
    return f"{name} {_must(spec, kind)}{quoted}; you sent {sent}. {meant}{_next_step(spec)}"


def _must(spec: Any, kind: str) -> str:
    if "minimum" in spec.metadata:
        low, high = number(spec.metadata["minimum"]), number(spec.metadata["maximum"])
        bounds = {"greater_than_equal": f"at least {low}", "less_than_equal": f"at most {high}"}
        return f"must be {bounds.get(kind, _noun(spec))}"
    if "choices" in spec.metadata and not spec.metadata.get("many"):
        return "must be one of its choices"
    if spec.name == "hidden":
        return f"must be 0 to {MOST_LAYERS} layers of 1 to {MOST_UNITS} units"
    return "must be a text or a list"


def _noun(spec: Any) -> str:
    return "a whole number" if isinstance(spec.default, int) else "a number"


def _next_step(spec: Any) -> str:
    meta = spec.metadata
    if "minimum" in meta:
        low, high = number(meta["minimum"]), number(meta["maximum"])
        return f"Choose {_noun(spec)} from {low} to {high}."
    if meta.get("choices"):
        several = "Name one or more of" if meta.get("many") else "Choose one of"
        return f"{several}: {', '.join(choice for choice, _ in meta['choices'])}."
    return f"Write it like {spec.default!r}."


def _about_activation(kind: str, sent: str, model: type[BaseModel]) -> str:
    single = isinstance(model.model_fields["activation"].default, str)
    if single:
        return f"activation must be one text, such as tanh; you sent {sent}. /api/v1/compare takes several."
    if kind in ("too_long", "too_short"):
        return f"activation must name 1 to {MOST_ACTIVATIONS} activations; you sent {sent}."
    return f"activation must be a text or a list of texts, such as tanh; you sent {sent}."


_ENTRIES = {"points.classes": f"2 to {MOST_CLASSES}", "points.box": "4", "points.columns": "2"}


def _about_points(name: str, kind: str, sent: str) -> str:
    if kind == "string_too_long":
        return f"points may have {LONGEST:,} characters in an address. Send more points as JSON, by POST."
    if kind in ("too_short", "too_long"):
        count = _ENTRIES.get(name, f"{FEWEST_POINTS} to {MOST_POINTS}")
        return f"{name} must have {count} entries; you sent {sent}."
    if name == "points":
        return f"points must be an object with x, y and label; you sent {sent}."
    if name in ("points.label", "points.classes"):
        return f"{name} must hold texts of 1 to {MOST_LETTERS} characters, or whole numbers; you sent {sent}."
    if name == "points.columns":
        return f"{name} must hold two texts of 1 to {MOST_LETTERS} characters; you sent {sent}."
    return f"{name} must hold finite numbers from {-FARTHEST:g} to {FARTHEST:g}; you sent {sent}."


def _about_network(name: str, detail: Any, sent: str) -> str:
    """What is wrong with given weights: the part, its row and column where there are any, what it must be."""
    part = [piece for piece in detail["loc"] if isinstance(piece, str)][-1]
    indices = [piece for piece in detail["loc"][3:] if isinstance(piece, int)]
    place = name + "".join(f"[{index}]" for index in indices)
    words = NETWORK.get(part, NETWORK["network"])
    if detail["type"] == "missing":
        return f"{name} is missing. Send {words}."
    return f"{place} is not right: {name} must be {words}; you sent {sent}."


_WEIGHT = f"finite numbers from {-HEAVIEST:g} to {HEAVIEST:g}"
NETWORK = {
    "network": "an object with layers, as run.network is in answers",
    "layers": f"a list of 1 to {MOST_LAYERS + 1} layers, each with weights, biases and activation",
    "weights": f"a list of 1 to {MOST_UNITS} rows, each of 1 to {MOST_UNITS} {_WEIGHT}",
    "biases": f"a list of 1 to {MOST_UNITS} {_WEIGHT}",
    "activation": "a text such as tanh, and sigmoid or softmax in the last layer",
    "input": "an object with features, center and scale",
    "features": "a list of names, such as x and y",
    "center": f"two finite numbers from {-FARTHEST:g} to {FARTHEST:g}",
    "scale": f"two numbers above 0, from {LEAST_SIDE:g} to {FARTHEST:g}",
}
