"""The models of a request, made from the table of fields: query strings in text, bodies strictly typed.

Nothing here names a field of the experiment but the few that are written in more than one way.
"""

from dataclasses import Field as Spec
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    StrictInt,
    StrictStr,
    create_model,
)

from app.experiment import MOST_ACTIVATIONS, MOST_LAYERS, MOST_UNITS, fields_shown
from app.insight import INSIGHTS, Insight
from app.nn.activations import ACTIVATIONS
from app.nn.spelling import is_number
from app.points import EXACT, FARTHEST, LONGEST, MOST_CLASSES, MOST_LETTERS, MOST_POINTS

MOST_TEXT = 200  # characters: an activation of six layers, with parameters, has a hundred
FEWEST_POINTS = 4
DEFAULT_ACTIVATION = "tanh"  # of /boundary and of insights, which look at one

Text = Annotated[str, Field(max_length=MOST_TEXT)]
ActivationText = Annotated[
    str,
    Field(
        max_length=MOST_TEXT,
        json_schema_extra={
            "anyOf": [{"enum": [entry.name for entry in ACTIVATIONS]}, {"pattern": "[^a-z_]"}]
        },
    ),
]
Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)]
# Of a long list, one wrong entry is told: finding all of them costs more than reading the whole request.
Coordinates = Annotated[list[Coordinate], Field(min_length=FEWEST_POINTS, max_length=MOST_POINTS), FailFast()]
Label = Annotated[StrictStr, Field(min_length=1, max_length=MOST_LETTERS)] | StrictInt
Column = Annotated[StrictStr, Field(min_length=1, max_length=MOST_LETTERS)]
Labels = Annotated[list[Label], Field(min_length=FEWEST_POINTS, max_length=MOST_POINTS), FailFast()]
Units = Annotated[int, Field(ge=1, le=MOST_UNITS)]


class OwnPoints(BaseModel):
    """One's own points, to be separated in place of a data set; x, y and label have one length."""

    model_config = ConfigDict(extra="forbid", strict=True)

    x: Coordinates = Field(description="Horizontal coordinates.", examples=[[0.1, 0.9, 0.2, 0.8]])
    y: Coordinates = Field(description="Vertical coordinates.", examples=[[0.1, 0.9, 0.8, 0.2]])
    label: Labels = Field(
        description=f"The class of each point: 2 to {MOST_CLASSES} different texts or whole numbers, "
        "each on two points or more.",
        examples=[["no", "no", "yes", "yes"]],
    )
    classes: Annotated[list[Label], Field(min_length=2, max_length=MOST_CLASSES)] | None = Field(
        None,
        description="The labels in the order that the classes, and their colours, are to have; left out, "
        "in the order of their names, numbers before words.",
        examples=[["yes", "no"]],
    )
    box: Annotated[list[Coordinate], Field(min_length=4, max_length=4)] | None = Field(
        None,
        description="The picture's own sides, [left, right, bottom, top], in which all points lie; left out, "
        "each axis fits the points. It changes the picture alone, and nothing of the training.",
        examples=[[-1.15, 1.15, -1.15, 1.15]],
    )
    columns: Annotated[list[Column], Field(min_length=2, max_length=2)] | None = Field(
        None, description="What x and y are: the names on the picture's axes.", examples=[["age", "income"]]
    )


_IN_TEXT = Field(
    "",
    max_length=LONGEST,
    description="One's own points, as the page writes them into its address: `a,` or `b,`, the ranges of x "
    "and of y, the names of the classes, and every point as a number in base64url; docs/points.md has the "
    "whole of it. `dataset`, `samples`, `noise` and `classes` then follow from them. What does not fit into "
    f"{LONGEST:,} characters is sent by POST.",
    examples=["a,0..1,0..1,no/yes,ADGF"],
)
_OWN = Field(
    None,
    description="One's own points; `dataset`, `samples`, `noise` and `classes` then follow from them.",
    examples=[{"x": [0, 1, 0, 1], "y": [0, 1, 1, 0], "label": ["no", "no", "yes", "yes"]}],
)


_ON_DEADLINE = Field(
    "problem",
    description="What to answer when there is no time left: a problem (504), or the runs as far as they are, "
    "`stopped`. Such an answer is not kept.",
    examples=["problem"],
)


def _number(spec: Spec) -> dict[str, Any]:
    """The bounds of a number; none for other fields."""
    if "minimum" not in spec.metadata:
        return {}
    bounds = {"ge": spec.metadata["minimum"], "le": spec.metadata["maximum"]}
    return bounds | ({"allow_inf_nan": False} if isinstance(spec.default, float) else {})


def _choice(spec: Spec) -> Any:
    """The type of one of the field's choices."""
    return Literal[tuple(name for name, _ in spec.metadata["choices"])]


def _type(spec: Spec) -> Any:
    if "choices" in spec.metadata and not spec.metadata.get("many"):
        return _choice(spec)
    return Text if isinstance(spec.default, str) else type(spec.default)


def _documented(spec: Spec, kind: Any, default: Any, **more: Any) -> tuple[Any, Any]:
    example = spec.metadata.get("example") or (default if default != "" else spec.default)
    words = f"{spec.metadata['label']}: {spec.metadata['help']}"
    return kind, Field(default, description=words, examples=[example], **more)


def _activation(spec: Spec, *, several: bool, json: bool) -> tuple[Any, Any]:
    if not several:
        return _documented(spec, ActivationText, DEFAULT_ACTIVATION)
    texts = Annotated[list[ActivationText], Field(min_length=1, max_length=MOST_ACTIVATIONS)]
    default: Any = spec.default
    return _documented(spec, ActivationText | texts if json else texts, list(default))


def _in_digits(value: Any) -> Any:
    """A number of an address as it stands there, if it is written in the digits 0 to 9, without 1_0."""
    if isinstance(value, str) and not is_number(value.strip()):
        raise ValueError("no number")
    return value


def _whole(value: Any) -> Any:
    """A number of a body; 1.0 is 1, as in an address: JSON has one kind of number."""
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < EXACT
    return int(value) if is_whole else value


def _written(spec: Spec, *, several: bool, json: bool) -> tuple[Any, Any]:
    """Type and default of one field, where some may be written in two ways."""
    if spec.name == "activation":
        return _activation(spec, several=several, json=json)
    if json and spec.name == "hidden":
        layers = Annotated[list[Units], Field(max_length=MOST_LAYERS)]
        return _documented(spec, Text | layers, spec.default)
    if json and spec.metadata.get("many"):
        names = Annotated[list[_choice(spec)], Field(max_length=len(spec.metadata["choices"]))]  # type: ignore[misc]
        return _documented(spec, Text | names, spec.default)
    kind = _type(spec)
    if "minimum" in spec.metadata:
        kind = Annotated[kind, BeforeValidator(_whole if json else _in_digits)]
    return _documented(spec, kind, spec.default, **_number(spec))


Written = dict[str, tuple[Any, Any]]

_LATE: Written = {"on_deadline": (Literal["problem", "partial"], _ON_DEADLINE)}


def _model(name: str, path: str, more: Written, *, several: bool, json: bool) -> type[BaseModel]:
    """What a query or a body of that path may hold: an experiment's fields and `more`."""
    fields = {spec.name: _written(spec, several=several, json=json) for spec in fields_shown()}
    own = {"points": (OwnPoints | None, _OWN) if json else (str, _IN_TEXT)}
    config = ConfigDict(extra="forbid", strict=json, allow_inf_nan=False, title=name)
    model = create_model(name, __config__=config, **fields, **own, **more)  # type: ignore[call-overload]
    model.__doc__ = (
        f"What {'a POST' if json else 'a GET'} of /api/v1/{path} takes; every field may be left out."
    )
    return model


def _of_insight(insight: Insight, *, json: bool) -> type[BaseModel]:
    name = f"{insight.name.title()}{'Body' if json else 'Query'}"
    more = {spec.name: _written(spec, several=False, json=json) for spec in insight.parameters}
    return _model(name, f"insight/{insight.name}", more, several=False, json=json)


def _models(*, json: bool) -> dict[str, type[BaseModel]]:
    kind = "Body" if json else "Query"
    return {
        "boundary": _model(f"Boundary{kind}", "boundary", _LATE, several=False, json=json),
        "compare": _model(f"Compare{kind}", "compare", _LATE, several=True, json=json),
        **{insight.name: _of_insight(insight, json=json) for insight in INSIGHTS},
    }


# By what is asked for: boundary, compare, or the name of an insight.
QUERIES = _models(json=False)
BODIES = _models(json=True)

SPECS: dict[type[BaseModel], dict[str, Any]] = {
    model: {spec.name: spec for spec in (*fields_shown(), *insight.parameters)}
    for insight in INSIGHTS
    for model in (QUERIES[insight.name], BODIES[insight.name])
}
