"""Every preset keeps its promise: those that work do, those that fail do."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import orjson
import pytest
from starlette.datastructures import QueryParams

from app import experiment as experiments
from app.api.schema import asked_in_query
from app.insight import Subject, health, straight, trials, verdict
from app.jobs import work
from app.messages import DEFAULT, catalog, languages
from app.nn import training
from app.presets import PRESETS


def last_run(preset):
    experiment = asked_in_query(QueryParams(preset.query), "compare").experiment
    return orjson.loads(work.answer(experiment, "compare"))["runs"][-1]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_keeps_its_promise(preset):
    assert preset.kept(last_run(preset))


def test_a_promise_can_be_broken():
    spiral = next(preset for preset in PRESETS if preset.name == "spiral")
    run = {"accuracy": {"train": 0.9, "test": 0.9}, "status": "finished"}
    assert not spiral.kept(run) and spiral.kept({**run, "accuracy": {"train": 0.99, "test": None}})
    assert not spiral.kept({**run, "accuracy": {"train": 1.0, "test": 1.0}, "status": "diverged"})


def test_a_failure_is_promised_as_one():
    """What fails is bounded from above, or breaks down, or is wrong about new points."""
    for preset in PRESETS:
        assert preset.solves == (preset.above > 0.9 and preset.test_below == 1.0), preset.name


@pytest.mark.parametrize("language", [code for code in languages() if code != DEFAULT])
def test_every_preset_is_told_in_every_language(language):
    told = {key for key in catalog(language) if key.startswith("preset.")}
    assert told == {f"preset.{preset.name}.{part}" for preset in PRESETS for part in ("label", "reason")}


# --- each sentence is true of its numbers ----------------------------------------------------------


def trained(preset, index: int = -1, **changes) -> Subject:
    """One of the preset's networks at its end; `changes` are made to its experiment first."""
    experiment = replace(preset.experiment(), **changes).canonical()
    task = experiments.task(experiment, experiment.activation[index])
    return experiments.subject(experiment, task, training.advance(task, training.start(task), 100_000))


def hidden(seen: Subject) -> tuple[int, ...]:
    return seen.task.network.sizes[1:-1]


def right(seen: Subject) -> float:
    return seen.state.final.train_accuracy


def order(seen: Subject) -> int:
    """The degree of the polynomial that the network is along lines through the picture, up to 4; else 5."""
    ends = np.random.default_rng(1).uniform(-1, 1, (2, 2, 40))
    places = np.stack([ends[0] + step * (ends[1] - ends[0]) for step in np.linspace(0, 1, 7)], axis=1)
    shown = seen.inputs_at(places.reshape(2, -1) * seen.data.scale[:, None] + seen.data.center[:, None])
    logits = seen.logits(shown).reshape(-1, 7, 40)
    gone = [np.abs(np.diff(logits, n=n + 1, axis=1)).max() < 1e-6 * np.abs(logits).max() for n in range(5)]
    return gone.index(True) if True in gone else 5


def spiral(preset) -> None:
    line, bent = trained(preset, 0), trained(preset)
    assert hidden(bent) == hidden(line) == (8, 8) and order(line) == 1 and order(bent) == 5


def xor(preset) -> None:
    line, bent = trained(preset, 0), trained(preset)
    assert verdict.judge(line).reason == "no_line" and hidden(bent) == (4,)
    assert bent.task.network.activations[0].label == "ReLU" and right(bent) >= 0.99


def features(preset) -> None:
    seen = trained(preset)
    assert not seen.task.network.bends and [one.name for one in seen.features] == ["x", "y", "xy"]
    assert right(seen) >= 0.99 and verdict.judge(trained(preset, features="x,y")).reason == "no_line"


def circles(preset) -> None:
    seen = trained(preset)
    radius = np.hypot(*seen.data.X)
    inner, outer = (
        radius[seen.label == k] for k in sorted((0, 1), key=lambda k: radius[seen.label == k].mean())
    )
    assert inner.max() < outer.min(), "a circle is between them"
    assert hidden(seen) == (2,) and order(seen) == 2 and right(seen) >= 0.99


def arms(preset) -> None:
    seen = trained(preset)
    outputs = seen.passes(seen.inputs)[-1][1]
    assert len(outputs) == len(seen.data.classes) == 3 and np.allclose(outputs.sum(axis=0), 1)


def checkerboard(preset) -> None:
    seen = trained(preset)
    x, y = np.floor((seen.data.X / np.abs(seen.data.X).max() + 1) * 1.4999).astype(int)
    squares = {(i, j): set(seen.label[(x == i) & (y == j)].tolist()) for i in range(3) for j in range(3)}
    assert all(squares[i, j] == {(i + j) % 2 ^ min(squares[0, 0])} for i, j in squares), (
        "nine squares, by turns"
    )
    assert hidden(seen) == (16,) and right(seen) >= 0.99
    slopes = np.diff(seen.task.network.activations[0](np.linspace(-3, 3, 6001)[None])[0]) * 1000
    assert np.abs(np.diff(slopes)).max() < 0.001, "no kink"


def formula(preset) -> None:
    seen, x = trained(preset), np.linspace(-3, 3, 60)[None]
    activation = seen.task.network.activations[0]
    assert np.allclose(activation(x), x / (1 + np.abs(x))) and np.allclose(
        activation.gradient(x), (1 + np.abs(x)) ** -2
    )


def iris(preset) -> None:
    seen = trained(preset)
    assert len(seen.data.classes) == 3 and hidden(seen) == (4,) and 0.95 < right(seen) < 1


def depth(preset) -> None:
    seen, alone = trained(preset), trained(preset, hidden="")
    assert len(hidden(seen)) == 6 and order(seen) == order(alone) == 1
    best = straight.answer(alone)["train"]["accuracy"]
    assert max(right(seen), right(alone)) <= best < preset.below + 1e-9


def step(preset) -> None:
    seen = trained(preset)
    layers = health.answer(seen)["layers"]
    assert [layer["unchanged"] for layer in layers] == [True, True, False]
    assert not seen.task.network.activations[0].gradient(np.linspace(-3, 3, 60)[None]).any()


def zeros(preset) -> None:
    seen = trained(preset)
    first = seen.task.network.layers(training.initial_weights(seen.task, 0))
    assert not any(W[:, :-1].any() for W in first)
    assert all((W == W[0]).all() for W in seen.layers[:-1])
    assert all(layer["gradients_alike"] for layer in health.answer(seen)["layers"][:-1])


def small(preset) -> None:
    seen = trained(preset)
    assert hidden(seen) == (2,) and right(trained(preset, hidden="8,8")) >= 0.99 > 0.9 > right(seen)


def vanishing(preset) -> None:
    seen, x = trained(preset), np.linspace(-9, 9, 2001)[None]
    assert np.isclose(seen.task.network.activations[0].gradient(x).max(), 0.25) and len(hidden(seen)) == 6
    assert 1e-4 < health.answer(seen)["gradient_ratio"] < 1e-3


def dead(preset) -> None:
    seen, leaky = trained(preset), trained(preset, 0)
    layers = seen.passes(seen.inputs[:, ~seen.test])[:-1]
    gone = [(a == 0).all(axis=1) & (z <= 0).all(axis=1) for z, a in layers]
    assert max(layer.mean() for layer in gone) > 0.5 and right(leaky) >= 0.99
    assert seen.task.solver.learning_rate > 3 * trials.usual_rate(seen.task), "long steps"


def diverged(preset) -> None:
    run = last_run(preset)
    assert run["solver"]["learning_rate"] == 1000 and run["status"] == "diverged"
    assert f"epoch {run['epochs']}" in run["message"]


def overfitting(preset) -> None:
    seen = trained(preset)
    final, noisy = seen.state.final, trained(preset, noise=0.0)
    assert final.train_accuracy == 1 and 0.28 < 1 - final.test_accuracy < 1 / 3
    assert len(seen.task.train) < 50 < seen.task.network.parameters and noisy.state.final.test_accuracy > 0.9
    assert verdict.judge(seen).reason == "overfitted"


TRUE: dict[str, Callable] = {
    check.__name__: check
    for check in (
        *(
            spiral,
            xor,
            features,
            circles,
            arms,
            checkerboard,
            formula,
            iris,
            depth,
            step,
            zeros,
            small,
            vanishing,
        ),
        *(dead, diverged, overfitting),
    )
}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_what_a_preset_says_is_true_of_its_numbers(preset):
    TRUE[preset.name](preset)


NUMBERS = {
    "circles": "two squaring units", "checkerboard": "sixteen smooth units", "zeros": "stay identical",
    "vanishing": "less than a thousandth", "overfitting": "nearly a third", "iris": "Four units", "xor": "four of them",
    "depth": "a single one", "small": "Two units", "spiral": "Two layers of eight",
}  # fmt: skip


def test_the_numbers_that_are_checked_are_those_of_the_sentences():
    reasons = {preset.name: preset.reason for preset in PRESETS}
    assert all(words in reasons[name] for name, words in NUMBERS.items())
