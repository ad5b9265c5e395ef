"""The models of given weights: what POST /api/v1/evaluate takes besides an experiment's fields."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, FailFast, Field, StrictStr, create_model

from app.api.models import BODIES, FARTHEST, ActivationText, Coordinate
from app.experiment import MOST_LAYERS, MOST_UNITS
from app.nn.datasets import LEAST_SIDE

HEAVIEST = 3.4028235e38  # the largest float32, as answers write it
MOST_INPUTS = 8  # features

Weight = Annotated[float, Field(ge=-HEAVIEST, le=HEAVIEST, allow_inf_nan=False)]
Row = Annotated[list[Weight], Field(min_length=1, max_length=MOST_UNITS), FailFast()]
Rows = Annotated[list[Row], Field(min_length=1, max_length=MOST_UNITS), FailFast()]
Scale = Annotated[float, Field(ge=LEAST_SIDE, le=FARTHEST, allow_inf_nan=False)]
STRICT = ConfigDict(extra="forbid", strict=True)


class GivenLayer(BaseModel):
    """One layer with given weights: activation(weights · input + biases)."""

    model_config = STRICT

    weights: Rows = Field(
        description="A row for each unit, with a number for each of its inputs.", examples=[[[1, 1]]]
    )
    biases: Row = Field(description="One for each unit.", examples=[[-0.5]])
    activation: ActivationText = Field(
        description="The layer's activation; of the last one, sigmoid with two classes, softmax with more.",
        examples=["sigmoid"],
    )


class GivenInput(BaseModel):
    """What the first layer is given: the features of (point - center) / scale."""

    model_config = STRICT

    features: Annotated[list[StrictStr], Field(min_length=1, max_length=MOST_INPUTS)] = Field(
        description="The features, in order.", examples=[["x", "y"]]
    )
    center: Annotated[list[Coordinate], Field(min_length=2, max_length=2)] = Field(
        description="Subtracted from x and y.", examples=[[0, 0]]
    )
    scale: Annotated[list[Scale], Field(min_length=2, max_length=2)] = Field(
        description="Divides x and y.", examples=[[1, 1]]
    )


class GivenNetwork(BaseModel):
    """A network with given weights, in the very form that `run.network` has in answers."""

    model_config = STRICT

    input: GivenInput | None = Field(
        None,
        description="From a point to the first layer; left out: the experiment's features, the data's scale.",
        examples=[{"features": ["x", "y"], "center": [0, 0], "scale": [1, 1]}],
    )
    layers: Annotated[list[GivenLayer], Field(min_length=1, max_length=MOST_LAYERS + 1)] = Field(
        description="From the first to the output.",
        examples=[[{"weights": [[1, 1]], "biases": [-0.5], "activation": "sigmoid"}]],
    )


_NETWORK = Field(
    description="The network. `hidden`, `activation` and `features` follow from it.",
    examples=[{"layers": [{"weights": [[1, 1]], "biases": [-0.5], "activation": "sigmoid"}]}],
)
_UNITS = Field(False, description="Whether to answer with each unit's own map, too.", examples=[True])


def _body() -> type[BaseModel]:
    """The fields of one run, and a network in the place of its training."""
    base = BODIES["boundary"]
    fields: dict[str, Any] = {name: (field.annotation, field) for name, field in base.model_fields.items()}
    del fields["on_deadline"]
    fields |= {"network": (GivenNetwork, _NETWORK), "units": (bool, _UNITS)}
    model = create_model("EvaluateBody", __config__={**base.model_config, "title": "EvaluateBody"}, **fields)
    model.__doc__ = "What a POST of /api/v1/evaluate takes; all but `network` may be left out."
    return model


EvaluateBody = _body()
