"""Keys that no field has: found before anything else is looked at, and beyond a few of them only counted.

Pydantic would make an error of each, with a copy of its place; of 90 000 that takes seconds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel

from app.api.errors import MOST_FAULTS

LONGEST_MEANT = 32  # letters: twice the longest name of a field
MOST_MEANT = 8  # keys for which a near one is looked for, which takes a tenth of a millisecond


@dataclass(frozen=True)
class Strange:
    """One such key: where it stands, its value, the keys that there are, and one that may have been meant."""

    field: str
    value: Any
    known: tuple[str, ...]
    near: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it stands in the request itself, and not in one of its parts."""
        return "." not in self.field


@dataclass(frozen=True)
class Sorted:
    """What was sent under known keys, the first of the others, and how many others there are."""

    known: dict[str, Any]
    strange: tuple[Strange, ...]
    count: int


def sorted_out(values: Mapping[str, Any], model: type[BaseModel]) -> Sorted:
    """The values that the model has fields for, and the keys that it has not, in all its parts."""
    known, strange, count = _split(values, model, "")
    return Sorted(known, tuple(islice(strange, MOST_FAULTS)), count)


def among(values: Mapping[str, Any], known: Sequence[str]) -> Iterator[Strange]:
    """Each key that is none of those known."""
    return _named(values, tuple(known), "")


def _split(
    values: Mapping[str, Any], model: type[BaseModel], place: str
) -> tuple[dict[str, Any], Iterator[Strange], int]:
    fields = model.model_fields
    known = {name: values[name] for name in fields if name in values}
    count = len(values) - len(known)
    found = [_named(values, tuple(fields), place)] if count else []
    for name, value in known.items():
        part = part_of(fields[name].annotation)
        if part is None:
            continue
        known[name], strange, more = _within(value, part, f"{place}{name}")
        count += more
        found.append(strange)
    return known, (one for strange in found for one in strange), count


def _within(value: Any, part: type[BaseModel], place: str) -> tuple[Any, Iterator[Strange], int]:
    """The same of what a field holds: an object of its own, or a list of such; anything else as it is."""
    if isinstance(value, Mapping):
        return _split(value, part, f"{place}.")
    if not isinstance(value, list) or len(value) > MOST_FAULTS:  # a longer list is refused as such
        return value, iter(()), 0
    items = [_item(item, part, f"{place}[{index}].") for index, item in enumerate(value)]
    strange = (one for _, found, _ in items for one in found)
    return [item for item, _, _ in items], strange, sum(count for _, _, count in items)


def _item(value: Any, part: type[BaseModel], place: str) -> tuple[Any, Iterator[Strange], int]:
    return _split(value, part, place) if isinstance(value, Mapping) else (value, iter(()), 0)


def _named(values: Mapping[str, Any], known: tuple[str, ...], place: str) -> Iterator[Strange]:
    keys = (key for key in values if key not in known)
    for index, key in enumerate(keys):
        near = _near(key, known) if index < MOST_MEANT else ""
        yield Strange(place + key, values[key], known, near)


def _near(key: str, known: tuple[str, ...]) -> str:
    return "".join(get_close_matches(key, known, 1)) if len(key) <= LONGEST_MEANT else ""


def part_of(annotation: Any) -> type[BaseModel] | None:
    """The model that a field's type is, or is made of; none of a plain one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((part for inner in get_args(annotation) if (part := part_of(inner))), None)
