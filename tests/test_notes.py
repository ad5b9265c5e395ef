"""What the notes of the data sets and the reasons of the presets claim, by an experiment for each.

A data set or a preset without one fails: whoever writes a claim says here how it is shown.
"""

from collections.abc import Callable

import numpy as np
import pytest
from starlette.datastructures import QueryParams

from app import experiment as experiments
from app.api.schema import asked_in_query
from app.insight import Subject, health
from app.insight.ceiling import ceiling
from app.insight.separability import separate
from app.messages import catalog
from app.nn import datasets, training
from app.nn.datasets import DATASETS
from app.presets import PRESETS
from tests.insight.subjects import EPOCHS, subject

SEEDS = range(5)


def drawn(name: str, seed: int, classes: int = 2, samples: int = 300) -> datasets.Data:
    return datasets.generate(datasets.find(name), samples, classes, 0.0, 0.0, seed)


def best_line(name: str, seed: int) -> float:
    data = drawn(name, seed)
    return ceiling(data.X, data.label).accuracy


def no_line(name: str, most: float = 0.995) -> bool:
    return all(best_line(name, seed) <= most for seed in SEEDS[:2])


def learned(activation: str, name: str, hidden: str) -> list[float]:
    runs = [subject(activation, dataset=name, hidden=hidden, seed=seed, data_seed=seed) for seed in SEEDS]
    return [run.state.final.train_accuracy for run in runs]


def inside(name: str, classes: int = 2) -> bool:
    """Class 0 is nearer the centre than class 1, everywhere."""
    data = drawn(name, 0, classes)
    radius = np.hypot(*data.X)
    return radius[data.label == 0].max() < radius[data.label == 1].min() or (
        radius[data.label == 1].max() < radius[data.label == 0].min()
    )


def quarters() -> bool:
    data = drawn("xor", 0)
    side = data.X[0] * data.X[1] > 0
    return len({bool(value) for value in side[data.label == 0]}) == 1 and no_line("xor", 0.85)


def clouds() -> bool:
    """Two are separable by whatever seed, and no other set is."""
    others = [drawn(entry.name, 0, samples=100) for entry in DATASETS if entry.name != "gaussians"]
    alone = all(separate(data.X, data.label).certificate for data in others)
    return alone and all(best_line("gaussians", seed) == 1 for seed in SEEDS)


def enough(activation: str, name: str, hidden: str) -> bool:
    return np.median(learned(activation, name, hidden)) >= 0.99 and no_line(name)


def middle_ring() -> bool:
    data = drawn("rings", 0)
    radius = np.hypot(*data.X)
    for ring in (0, 1):
        low, high = radius[data.label == ring].min(), radius[data.label == ring].max()
        other = radius[data.label != ring]
        if ((other < low) | (other > high)).all() and (other < low).any() and (other > high).any():
            return True
    return False


def iris() -> bool:
    entry = datasets.find("iris")
    three = datasets.generate(entry, 1000, 3, 0.0, 0.0, 0)
    pair = datasets.generate(entry, 1000, 2, 0.0, 0.0, 0)
    return np.bincount(three.label).tolist() == [50, 50, 50] and ceiling(pair.X, pair.label).accuracy < 1


NOTES: dict[str, Callable[[], bool]] = {
    "spiral": lambda: no_line("spiral", 0.75),
    "xor": quarters,
    "circles": lambda: inside("circles"),
    "moons": lambda: no_line("moons"),
    "gaussians": clouds,
    "checkerboard": lambda: no_line("checkerboard", 0.7),
    "rings": middle_ring,
    "stripes": lambda: no_line("stripes", 0.8),
    "cross": lambda: no_line("cross"),
    "islands": lambda: no_line("islands"),
    "heart": lambda: no_line("heart"),
    "yin_yang": lambda: no_line("yin_yang") and datasets.find("yin_yang").classes == (2, 3),
    "pinwheel": lambda: no_line("pinwheel"),
    "sine": lambda: enough("sin", "sine", "3"),
    "absolute": lambda: enough("relu", "absolute", "2"),
    "cubic": lambda: enough("tanh", "cubic", "3"),
    "iris": iris,
}


@pytest.mark.parametrize("entry", DATASETS, ids=lambda entry: entry.name)
def test_what_a_data_sets_note_claims_is_shown(entry):
    assert NOTES[entry.name]()


def test_a_note_names_only_features_that_there_are():
    """No note promises what the form does not offer."""
    notes = [entry.note for entry in DATASETS]
    notes += [text for key, text in catalog("ko").items() if key.startswith("dataset.") and "note" in key]
    assert not [note for note in notes if "x³" in note]


# --- presets --------------------------------------------------------------------------------------


def runs(preset) -> list[Subject]:
    """All networks of a preset, trained."""
    asked = asked_in_query(QueryParams(preset.query), "compare").experiment
    found = []
    for activation in asked.activation:
        task = experiments.task(asked, activation)
        state = training.advance(task, training.start(task), EPOCHS)
        found.append(experiments.subject(asked, task, state))
    return found


def right(run: Subject) -> float:
    return run.state.final.train_accuracy


def bends(first: Subject, last: Subject) -> bool:
    return not first.task.network.bends and last.task.network.bends and right(first) < right(last)


def solved(sizes: tuple[int, ...]) -> Callable[..., bool]:
    return lambda first, last: (
        bends(first, last) and last.task.network.sizes[1:-1] == sizes and right(last) >= 0.97
    )


def only_the_output_learns(first: Subject, last: Subject) -> bool:
    told = health.answer(last)
    unchanged = [layer["unchanged"] for layer in told["layers"]]
    return unchanged == [True, True, False] and told["diagnosis"]["code"] == "flat"


def dead(leaky: Subject, relu: Subject) -> bool:
    """The cause that the table shows comes first."""
    told = health.answer(relu)
    gone = [len(layer["dead"]) for layer in told["layers"][:-1]]
    still = all(layer["gradient_norm"]["now"] == 0 for layer in told["layers"][:-1])
    worst = max(gone)
    return told["diagnosis"]["code"] == "dead" and told["diagnosis"]["values"]["dead"] == worst and still


REASONS: dict[str, Callable[..., bool]] = {
    "spiral": solved((8, 8)),
    "xor": solved((4,)),
    "features": lambda run: not run.task.network.bends and len(run.features) == 3 and right(run) >= 0.97,
    "circles": solved((2,)),
    "arms": lambda first, last: bends(first, last) and last.task.network.sizes[-1] == 3,
    "checkerboard": solved((16,)),
    "formula": lambda first, last: bends(first, last) and right(last) >= 0.97,
    "iris": lambda first, last: right(last) >= 0.97 and last.task.network.sizes[1:-1] == (4,),
    "depth": lambda run: not run.task.network.bends and len(run.layers) == 7,
    "step": only_the_output_learns,
    "zeros": lambda run: all(layer["gradients_alike"] for layer in health.answer(run)["layers"]),
    "small": lambda first, last: last.task.network.sizes[1:-1] == (2,) and right(last) < 0.9,
    "vanishing": lambda first, last: health.answer(last)["gradient_ratio"] < 1e-3,
    "dead": dead,
    "diverged": lambda first: first.state.status == "diverged" and first.state.epoch > 0,
    "overfitting": lambda first, last: health.answer(last)["diagnosis"]["code"] == "overfit",
}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_what_a_presets_reason_claims_is_shown(preset):
    assert REASONS[preset.name](*runs(preset))
