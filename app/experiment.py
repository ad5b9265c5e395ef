"""The experiment: the one frozen description of a run.

Form, page URL, API query, JSON body and cache key are all this one record. Each field's default,
bounds and words stand in the dataclass below; controls, schema and docs follow from them.
"""

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, field, fields, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import numpy as np

from app.insight.subject import Subject
from app.nn import (
    activations,
    boundary,
    datasets,
    features,
    initializers,
    losses,
    optimizers,
    schedules,
    solver,
    spelling,
)
from app.nn.activations import Activation
from app.nn.errors import BadSpelling, BendlineError, Unsuitable
from app.nn.network import Network
from app.nn.state import State
from app.nn.task import Examples, Task
from app.points import MOST_POINTS, Points, spelled

GROUPS = {
    "data": "Data",
    "network": "Network",
    "training": "Training",
    "view": "View",
}

MOST_ACTIVATIONS = 6
MOST_LAYERS = 6
MOST_UNITS = 64
MOST_SEED = 2**31 - 1
OWN = "points"  # what stands for the data set where somebody sent points
FOLLOWING = ("dataset", "samples", "noise", "classes")  # fields that follow from own points
MOST_WORK = 5_000_000_000  # weight-updates; the costliest experiment trains for about ten seconds
LEAST_EXTENT = 1e-9  # below it, neighbouring points of a picture are hardly different numbers
STEP_COST = 25_000  # what a step costs beyond its arithmetic, in the same unit: some 40 calls into NumPy


def _choices(catalog: tuple[Any, ...], *, auto: str = "") -> tuple[tuple[str, str], ...]:
    """(name, label) of each entry, `auto` first where there is one."""
    first = ((solver.AUTO, auto),) if auto else ()
    return (*first, *((entry.name, entry.label) for entry in catalog))


def _field(default: Any, group: str, label: str, help: str, **more: Any) -> Any:
    return field(default=default, metadata={"group": group, "label": label, "help": help, **more})


@dataclass(frozen=True)
class Experiment:
    """One experiment; the defaults are the page's first picture.

    The metadata of a field: group, label, help; minimum, maximum, step for numbers; choices for
    names; `rare` where its control is folded away.
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
        "Another number draws other points of the same kind.",
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
        "First weights",
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
        "The size of a step; 0 takes the optimiser's own.",
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
        "Training accuracy that is good enough; 0 never stops early.",
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
        "Another number starts from other weights.",
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
        "Half a side of the picture, in the data's units; 0 fits the points.",
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
    points: Points | None = field(default=None, metadata={"group": "own"})

    def canonical(self) -> "Experiment":
        """The same experiment in its one spelling: no spaces, lower case, points as many as there are.

        Raises UnknownName, BadSpelling.
        """
        counted: dict[str, Any]
        if self.points is None:
            counted = {"samples": datasets.available(datasets.find(self.dataset), self.samples, self.classes)}
        else:
            counted = {
                "points": self.points.canonical(),
                "dataset": OWN,
                "samples": len(self.points.x),
                "classes": len(set(self.points.label)),
                "noise": 0.0,
            }
        return replace(
            self,
            activation=tuple(_squeezed(text) for text in self.activation),
            hidden=",".join(str(units) for units in self.layers()),
            features=",".join(feature.name for feature in features.parse(self.features)),
            **counted,
        )

    def layers(self) -> tuple[int, ...]:
        """The units of each hidden layer. Raises BadSpelling."""
        return parse_hidden(self.hidden)

    def values(self) -> dict[str, Any]:
        """Every field but the points, as JSON values; the experiment as the answer repeats it."""
        values = asdict(replace(self, points=None))
        del values["points"]
        return values | {"activation": list(self.activation)}

    def query(self) -> str:
        """The query string of this experiment: what differs from the defaults, in the fields' order.

        Raises Unsuitable where an address cannot hold the points.
        """
        pairs = []
        for spec in fields_shown():
            if self.points is not None and spec.name in FOLLOWING:
                continue
            value = getattr(self, spec.name)
            if value != spec.default:
                several = value if isinstance(value, tuple) else (value,)
                pairs += [(spec.name, _written(item)) for item in several]
        if self.points is not None:
            pairs.append((OWN, spelled(self.points)))
        return urlencode(pairs, safe=",/()*")

    def problems(self) -> Iterator[BendlineError]:
        """What fits badly together, each with the field at fault; none where the experiment can run."""
        checks = (
            self._check_data,
            self._check_network,
            self._check_optimizer,
            self._check_view,
            self._check_work,
        )
        for check in checks:
            try:
                check()
            except BendlineError as problem:
                yield problem
                return

    def _check_data(self) -> None:
        features.parse(self.features)
        if self.points is None:
            low, high = datasets.find(self.dataset).classes
            if not low <= self.classes <= high:
                can = "{least} to {most}" if high > low else "exactly {least}"
                raise Unsuitable(
                    f"The {{dataset}} data set has {can} classes. Set classes to {{most}}.",
                    "classes",
                    code="classes",
                    dataset=self.dataset,
                    least=low,
                    most=high,
                )

    def _check_network(self) -> None:
        layers = self.layers()
        for text in self.activation:
            _for_layers(spelling.parse(_squeezed(text)), len(layers), text)

    def _check_optimizer(self) -> None:
        if self.optimizer == solver.AUTO:
            return
        rule = optimizers.find(self.optimizer)
        if rule.whole:
            for name in ("batch_size", "dropout", "activation_noise"):
                if getattr(self, name):
                    raise Unsuitable(
                        "{rule} compares the loss before and after a step, so it needs all points "
                        "and no chance in it. Set {other} to 0, or take another optimizer.",
                        name,
                        code="whole_steps",
                        rule=rule.label,
                        other=name,
                    )
        if rule.curved and not losses.find(self.loss).curved:
            raise Unsuitable(
                "The {loss} loss has no curvature, which {rule} needs. "
                "Take another loss, or another optimizer.",
                "loss",
                code="no_curvature",
                loss=self.loss,
                rule=rule.label,
            )
        weights = self.network().parameters
        if 0 < rule.most_weights < weights:
            raise Unsuitable(
                "{rule} solves for all weights at once, and can do so for {most}; "
                "this network has {weights}. Take fewer units, or another optimizer.",
                "hidden",
                code="weights",
                rule=rule.label,
                most=rule.most_weights,
                weights=weights,
            )

    def _check_view(self) -> None:
        if 0 < self.extent < LEAST_EXTENT:
            raise Unsuitable(
                "extent is half a side of the picture and must be {least} or more, "
                "or 0, which fits the points.",
                "extent",
                code="extent",
                least=f"{LEAST_EXTENT:g}",
            )

    def network(self, activations: tuple[Activation, ...] = ()) -> Network:
        """The shape of the network, with these activations. Raises BadSpelling, UnknownName."""
        classes = self.classes if self.points is None else len(set(self.points.label))
        inputs, outputs = len(features.parse(self.features)), 1 if classes == 2 else classes
        return Network((inputs, *self.layers(), outputs), activations)

    def _check_work(self) -> None:
        if self.work() > MOST_WORK:
            raise Unsuitable(
                "This asks for {times} times the work that one request may cost. "
                "Lower epochs, raise batch_size, or take fewer units, points, frames or activations.",
                "epochs",
                code="work",
                times=f"{self.work() / MOST_WORK:.3g}",
            )

    def work(self) -> int:
        """An upper bound on the arithmetic, in weight-updates: one weight, one point, there and back."""
        samples = self.samples if self.points is None else len(self.points.x)
        batch = min(self.batch_size or samples, samples)
        steps = self.epochs * -(-samples // batch)
        cells = self.resolution**2 * (1 + self.frames)
        weights = self.network().parameters
        step = weights * batch + STEP_COST
        if self.optimizer != solver.AUTO:
            step = optimizers.find(self.optimizer).cost(step, weights, batch)
        return len(self.activation) * (steps * step + weights * cells // 3)


def parse_hidden(text: str) -> tuple[int, ...]:
    """Read the units of each hidden layer.

    >>> parse_hidden("8, 8")
    (8, 8)
    """
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise BadSpelling(
            "Write the units of each hidden layer as whole numbers with commas, such as 8,8.",
            "hidden",
            code="hidden",
        )
    layers = tuple(int(part) for part in parts)
    if len(layers) > MOST_LAYERS:
        message = "There can be at most {most} hidden layers, not {count}."
        raise BadSpelling(message, "hidden", code="layers", most=MOST_LAYERS, count=len(layers))
    if not all(1 <= units <= MOST_UNITS for units in layers):
        raise BadSpelling("Each hidden layer has 1 to {most} units.", "hidden", code="units", most=MOST_UNITS)
    return layers


def _written(value: Any) -> str:
    """A value as a person writes it into an address: all digits of a number, and no exponent."""
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _for_layers(entries: tuple[Activation, ...], layers: int, text: str) -> tuple[Activation, ...]:
    """One entry for each hidden layer: a single one serves them all."""
    if len(entries) == 1:
        return entries * layers
    if len(entries) != layers:
        message = "{text} names {count} activations for {layers} hidden layers."
        raise Unsuitable(
            message, "activation", code="per_layer", text=text, count=len(entries), layers=layers
        )
    return entries


def fields_shown() -> tuple[Field, ...]:
    """The experiment's fields that a control, a query key and a line in the docs stand for."""
    return tuple(spec for spec in fields(Experiment) if spec.metadata["group"] in GROUPS)


@lru_cache(maxsize=16)
def data(experiment: Experiment) -> datasets.Data:
    """The experiment's points."""
    own = experiment.points
    if own is not None:
        x, y = np.array(own.x), np.array(own.y)
        share, seed = experiment.test_share, experiment.data_seed
        return datasets.adopt(x, y, own.label, share, seed, own.order(), own.box or ())
    return datasets.generate(
        datasets.find(experiment.dataset),
        experiment.samples,
        experiment.classes,
        experiment.noise,
        experiment.test_share,
        experiment.data_seed,
    )


@lru_cache(maxsize=16)
def grid(experiment: Experiment) -> boundary.Grid:
    """The lattice of the experiment's picture."""
    return boundary.lattice(
        data(experiment), features.parse(experiment.features), experiment.resolution, experiment.extent
    )


@lru_cache(maxsize=16)
def task(experiment: Experiment, activation: str) -> Task:
    """The training of one of the experiment's activations, every name resolved."""
    points = data(experiment)
    entries = _for_layers(spelling.parse(activation), len(experiment.layers()), activation)
    network = experiment.network(entries)
    inputs = features.inputs(features.parse(experiment.features), boundary.normalized(points, points.X))
    examples = Examples.of(inputs, points.label, len(points.classes))
    return Task(
        network=network,
        train=examples.take(~points.test),
        test=examples.take(points.test),
        loss=losses.find(experiment.loss),
        solver=solver.choose(
            network,
            experiment.optimizer,
            experiment.initializer,
            experiment.learning_rate,
            experiment.schedule,
            experiment.epochs,
            exact=not (experiment.batch_size or experiment.dropout or experiment.activation_noise),
        ),
        epochs=experiment.epochs,
        batch_size=experiment.batch_size,
        target_accuracy=experiment.target_accuracy,
        l1=experiment.l1,
        l2=experiment.l2,
        dropout=experiment.dropout,
        activation_noise=experiment.activation_noise,
        seed=experiment.seed,
        frames=experiment.frames,
    )


def subject(experiment: Experiment, task: Task, state: State) -> Subject:
    """What an insight looks at: one of the experiment's trainings, as far as it has come."""
    shown = features.parse(experiment.features)
    return Subject(task, data(experiment), grid(experiment), state, shown)
