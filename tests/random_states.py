"""Random experiments for the tests of what is said of a run: all kinds of data, networks and settings.

Number n is the same experiment everywhere. Some are as the page has them, most are off in some way.
"""

from typing import Any

import numpy as np

from app.experiment import Experiment, Points, problems
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.nn.initializers import INITIALIZERS
from app.nn.losses import LOSSES
from app.nn.optimizers import OPTIMIZERS

NAMES = [entry.name for entry in ACTIVATIONS]
USUAL = ("identity", "relu", "tanh", "sigmoid", "leaky_relu", "sine")
HIDDEN = ("", "1", "2", "3", "4", "8", "8,8", "8,8", "8,8", "16", "4,4,4", "2,8", "32", "64,64")
FEATURES = ("x,y", "x,y", "x,y", "x,y,xy", "xx,yy", "x,y,xx,yy,xy", "x")


def state(number: int) -> Experiment:
    """Random experiment number `number`, from 0: canonical, of one activation, cheap enough for a test."""
    rng = np.random.default_rng([number, 15])
    while True:
        experiment = Experiment(**_fields(rng), points=_points(rng) if rng.random() < 0.15 else None)
        if not next(iter(problems(experiment)), None):
            return experiment.canonical()


def _fields(rng: np.random.Generator) -> dict[str, Any]:
    dataset = DATASETS[rng.integers(len(DATASETS))]
    low, high = dataset.classes
    activation = str(rng.choice(USUAL if rng.random() < 0.6 else NAMES))
    fields: dict[str, Any] = {
        "dataset": dataset.name,
        "classes": int(rng.integers(low, high + 1)) if rng.random() < 0.4 else low,
        "noise": float(rng.choice([0, 0, 0.05, 0.1, 0.2, 0.3, 0.5])),
        "samples": int(rng.choice([20, 40, 80, 160, 400])),
        "test_share": float(rng.choice([0, 0.25, 0.25, 0.5])),
        "data_seed": int(rng.integers(100)),
        "features": str(rng.choice(FEATURES)),
        "activation": (activation,),
        "hidden": str(rng.choice(HIDDEN)),
        "epochs": int(rng.choice([1, 20, 100, 300, 600, 1000])),
        "seed": int(rng.integers(100)),
        "target_accuracy": float(rng.choice([0, 0.8, 0.99, 0.99, 0.99, 1])),
        "resolution": 20,
    }
    return fields | (_settings(rng) if rng.random() < 0.6 else {})


def _settings(rng: np.random.Generator) -> dict[str, Any]:
    """Settings that somebody names, wise or not."""
    chances: dict[str, Any] = {
        "optimizer": str(rng.choice(["sgd", *(entry.name for entry in OPTIMIZERS)])),
        "learning_rate": float(rng.choice([1e-6, 0.001, 0.01, 0.1, 1, 10, 1000])),
        "initializer": str(rng.choice([entry.name for entry in INITIALIZERS])),
        "loss": str(rng.choice([entry.name for entry in LOSSES])),
        "batch_size": int(rng.choice([1, 8, 32])),
        "l1": float(rng.choice([0.001, 0.1, 1])),
        "l2": float(rng.choice([0.0001, 0.01, 1])),
        "dropout": float(rng.choice([0.05, 0.3, 0.9])),
        "activation_noise": float(rng.choice([0.05, 0.5, 2])),
    }
    shares = {"optimizer": 0.6, "learning_rate": 0.5}
    return {name: value for name, value in chances.items() if rng.random() < shares.get(name, 0.15)}


def _points(rng: np.random.Generator) -> Points:
    """Somebody's own points: clouds of unequal sizes, some of them on the same few spots."""
    classes = int(rng.integers(2, 5))
    sizes = [int(size) for size in rng.choice([3, 10, 40, 150], classes)]
    scale = 10.0 ** rng.integers(-3, 5, 2)
    x: list[float] = []
    y: list[float] = []
    names: list[str] = []
    for name, size in enumerate(sizes):
        cloud = rng.normal(rng.normal(0, 1.5, 2), rng.choice([0.2, 0.6, 1.5]), (size, 2))
        cloud = np.round(cloud, int(rng.choice([0, 3]))) * scale
        x += cloud[:, 0].tolist()
        y += cloud[:, 1].tolist()
        names += [f"class {name}"] * size
    return Points(tuple(x), tuple(y), tuple(names))
