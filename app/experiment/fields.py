"""The table of fields: what an experiment has, each with its default, bounds and words.

Controls, query keys, the API's models and the docs follow from it.
"""

from dataclasses import Field, dataclass, field, fields
from typing import Any

from app.nn import activations, datasets, features, initializers, losses, optimizers, schedules, solver
from app.points import MOST_POINTS

GROUPS = {
    "data": "Data",
    "network": "Network",
    "training": "Training",
    "view": "View",
}

MOST_SEED = 2**31 - 1


def _choices(catalog: tuple[Any, ...], *, auto: str = "") -> tuple[tuple[str, str], ...]:
    """(name, label) of each entry, `auto` first where there is one."""
    first = ((solver.AUTO, auto),) if auto else ()
    return (*first, *((entry.name, entry.label) for entry in catalog))


def _field(default: Any, group: str, label: str, help: str, **more: Any) -> Any:
    return field(default=default, metadata={"group": group, "label": label, "help": help, **more})


@dataclass(frozen=True)
class Fields:
    """All that a control, a query key and a line in the docs stand for.

    The defaults are the page's first picture. The metadata of a field: group, label, help; minimum,
    maximum, step for numbers; choices for names; `rare` where its control is folded away.
    """

    dataset: str = _field(
        "spiral", "data", "Data set", "Which points to separate.", choices=_choices(datasets.DATASETS)
    )
    samples: int = _field(
        400,
        "data",
        "Points",
        "How many points, training and test together.",
        minimum=20,
        maximum=MOST_POINTS,
        step=20,
    )
    noise: float = _field(
        0.0,
        "data",
        "Noise",
        "How far points stray, as a standard deviation in the picture's units.",
        minimum=0.0,
        maximum=0.5,
        step=0.01,
    )
    classes: int = _field(
        2,
        "data",
        "Classes",
        "How many classes, where the data set can have more than two.",
        minimum=2,
        maximum=6,
        step=1,
    )
    test_share: float = _field(
        0.25,
        "data",
        "Test share",
        "The share of the points kept out of training, to test on.",
        minimum=0.0,
        maximum=0.9,
        step=0.05,
        rare=True,
    )
    data_seed: int = _field(
        0,
        "data",
        "Data seed",
        "Change it for a new sample of the same kind.",
        minimum=0,
        maximum=MOST_SEED,
        step=1,
    )
    features: str = _field(
        "x,y",
        "data",
        "Features",
        "What the network is shown of a point, separated by commas.",
        choices=_choices(features.FEATURES),
        many=True,
        rare=True,
    )
    activation: tuple[str, ...] = _field(
        ("identity", "tanh"),
        "network",
        "Activation",
        "The bend of the hidden units: a name, leaky_relu(0.1), or one for each layer, tanh/relu.",
        choices=_choices(activations.ACTIVATIONS),
    )
    hidden: str = _field(
        "8,8", "network", "Hidden layers", "Units of each hidden layer, separated by commas; empty for none."
    )
    initializer: str = _field(
        "auto",
        "network",
        "Initial weights",
        "How the weights are chosen before training.",
        choices=_choices(initializers.INITIALIZERS, auto="Automatic"),
        rare=True,
    )
    loss: str = _field(
        "cross_entropy",
        "training",
        "Loss",
        "What training makes small.",
        choices=_choices(losses.LOSSES),
        rare=True,
    )
    optimizer: str = _field(
        "auto",
        "training",
        "Optimiser",
        "How the weights follow the gradient; automatic also settles and restarts.",
        choices=_choices(optimizers.OPTIMIZERS, auto="Automatic"),
    )
    learning_rate: float = _field(
        0.0,
        "training",
        "Learning rate",
        "The size of a step; 0 (automatic) uses the optimiser's default.",
        minimum=0.0,
        maximum=10_000.0,
        step=0.01,
    )
    schedule: str = _field(
        "auto",
        "training",
        "Schedule",
        "How the learning rate changes over the epochs.",
        choices=_choices(schedules.SCHEDULES, auto="Automatic"),
        rare=True,
    )
    batch_size: int = _field(
        0,
        "training",
        "Batch size",
        "Points a step looks at; 0 is all of them.",
        minimum=0,
        maximum=MOST_POINTS,
        step=1,
        rare=True,
    )
    epochs: int = _field(
        1000,
        "training",
        "Epochs",
        "How often to go through the training points, at the most.",
        minimum=1,
        maximum=5000,
        step=50,
    )
    target_accuracy: float = _field(
        0.99,
        "training",
        "Stop at accuracy",
        "Training accuracy that is good enough, the mean over the classes; 0 never stops early.",
        minimum=0.0,
        maximum=1.0,
        step=0.01,
    )
    l1: float = _field(
        0.0,
        "training",
        "L1 penalty",
        "Pulls weights to exactly zero.",
        minimum=0.0,
        maximum=1.0,
        step=0.001,
        rare=True,
    )
    l2: float = _field(
        0.0, "training", "L2 penalty", "Keeps weights small.", minimum=0.0, maximum=1.0, step=0.001, rare=True
    )
    dropout: float = _field(
        0.0,
        "training",
        "Dropout",
        "The share of the hidden units that is left out, at random, in each step of training.",
        minimum=0.0,
        maximum=0.9,
        step=0.05,
        rare=True,
    )
    activation_noise: float = _field(
        0.0,
        "training",
        "Activation noise",
        "Random disturbance of each unit's sum while training, as a standard deviation.",
        minimum=0.0,
        maximum=2.0,
        step=0.05,
        rare=True,
    )
    seed: int = _field(
        0,
        "training",
        "Weight seed",
        "Change it for new initial weights.",
        minimum=0,
        maximum=MOST_SEED,
        step=1,
    )
    resolution: int = _field(
        100,
        "view",
        "Resolution",
        "Points along each side of the picture's grid.",
        minimum=20,
        maximum=300,
        step=10,
    )
    extent: float = _field(
        0.0,
        "view",
        "Extent",
        "Half the width of the picture, in the data's units; 0 fits the points.",
        minimum=0.0,
        maximum=1000.0,
        step=0.25,
        rare=True,
    )
    frames: int = _field(
        0,
        "view",
        "Frames",
        "Pictures of the boundary to keep on the way.",
        minimum=0,
        maximum=60,
        step=1,
        rare=True,
    )
    encoding: str = _field(
        "json",
        "view",
        "Encoding",
        "How z is written: numbers, or base64 of float32.",
        choices=(("json", "JSON numbers"), ("base64", "base64")),
        rare=True,
    )


def fields_shown() -> tuple[Field, ...]:
    """The fields, in the order of the table."""
    return fields(Fields)
