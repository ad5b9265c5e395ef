"""What may be wrong with a training, read from its figures, each with what may help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.insight import trials
from app.insight.entry import Answer
from app.insight.gradients import slopes
from app.insight.subject import Subject
from app.insight.trials import Change
from app.nn.activations import Activation
from app.nn.solver import AUTO

PROBE = np.linspace(-3, 3, 601)[None]  # where activations are at their steepest, or steep enough
SATURATED = 0.75  # of a layer's slopes; of ReLU's, one half is usual
VANISHED = 1e-3  # of the last layer's gradient reaches the first
RESTLESS = 3  # times the usual learning rate
SHORT = 300  # epochs: what one attempt takes
LARGER = 8  # units that each layer gets at least, where there were too few
PULLS = ("l1", "l2", "dropout", "activation_noise")


@dataclass(frozen=True)
class Finding:
    """One possible cause: its sentence, what the sentence names, and what may help, the likeliest first.

    sure: whether the figures alone prove it, whatever the remedies do.
    """

    code: str
    sentence: str
    values: dict[str, Any]
    remedies: tuple[Change, ...] = ()
    sure: bool = False


def accuracy(subject: Subject, chosen: NDArray[np.bool_]) -> float:
    """The share of these points, (n,), that get their own class."""
    logits, label = subject.logits(subject.inputs[:, chosen]), subject.label[chosen]
    answered = logits[0] > 0 if len(logits) == 1 else logits.argmax(axis=0)
    return float((answered == label).mean())


def all_of(
    subject: Subject, layers: Sequence[Answer], ratio: float | None, before: float
) -> Iterator[Finding]:
    """Everything that may be the cause, the surest first; layers, ratio: as `health` has them."""
    yield from _too_fast(subject)
    yield from _too_short(subject)
    yield from _restless(subject)
    yield from _straight(subject, before)
    yield from _flat(subject)
    yield from _alike(subject)
    yield from _dead(subject, layers)
    yield from _saturated(subject, layers)
    yield from _vanishing(subject, ratio)
    yield from _held_back(subject)
    yield from _too_slow(subject)
    yield from _too_small(subject)
    yield from _unsuited(subject)


def _too_fast(subject: Subject) -> Iterator[Finding]:
    """The loss overflowed: because of a rate that somebody named, or because of what the activation does."""
    if subject.state.status != "diverged":
        return
    task, epoch = subject.task, subject.state.epoch
    rate, usual = task.solver.learning_rate, trials.usual_rate(task)
    slower = tuple({"learning_rate": value} for value in (usual, rate / 10, rate / 100))
    bounded: Change = {"activation": "tanh"}
    if rate > usual:
        sentence = "A learning rate of {rate} is too large: at epoch {epoch} the loss became too large for a "
        sentence += "number."
        yield Finding("diverged", sentence, {"rate": rate, "epoch": epoch}, (*slower, bounded), sure=True)
    else:
        sentence = "At epoch {epoch} the sums of {activation} became too large for numbers."
        values = {"epoch": epoch, "activation": _labels(subject)}
        yield Finding("overflow", sentence, values, (bounded, *slower[1:]), sure=True)


def _too_short(subject: Subject) -> Iterator[Finding]:
    if subject.task.epochs < SHORT and subject.state.status != "diverged":
        remedy: Change = {"epochs": trials.MOST_EPOCHS}
        yield Finding("short", "{epochs} epochs are too few.", {"epochs": subject.task.epochs}, (remedy,))


def _straight(subject: Subject, before: float) -> Iterator[Finding]:
    network = subject.task.network
    if network.bends:
        return
    hidden = _larger(network.sizes[1:-1])
    bend: Change = {"activation": "tanh"}
    remedies = (bend, bend | {"hidden": hidden}) if network.activations else ({"hidden": hidden} | bend,)
    sentence = "Without a bend, all layers together draw one straight line, which gets {accuracy}."
    if any(feature.name not in ("x", "y") for feature in subject.features):
        sentence = "Without a bend, the features can only be weighed and added, which gets {accuracy}."
    yield Finding("straight", sentence, {"accuracy": before}, remedies, sure=True)


def _flat(subject: Subject) -> Iterator[Finding]:
    """Activations whose slope is zero wherever there is one: nothing before them can learn."""
    activations = subject.task.network.activations
    level = [activation for activation in activations if _is_flat(activation)]
    if level and level[-1] is activations[-1]:
        sentence = "The slope of {activation} is zero, so no gradient comes through: the layers before it "
        sentence += "keep their first weights, bit for bit."
        remedies: tuple[Change, ...] = ({"activation": "sigmoid"}, {"activation": "tanh"})
        yield Finding("flat", sentence, {"activation": level[-1].label}, remedies, sure=True)


def _is_flat(activation: Activation) -> bool:
    return activation.pullback is None and not slopes(activation, PROBE).any()


def _alike(subject: Subject) -> Iterator[Finding]:
    for index, W in enumerate(subject.layers[:-1]):
        if len(W) > 1 and (W == W[0]).all():
            sentence = "All units of layer {layer} are alike, and so are their gradients: they stay alike."
            own: Change = {"initializer": AUTO}
            best: Change = {"initializer": AUTO, "optimizer": AUTO, "learning_rate": 0.0}
            yield Finding("alike", sentence, {"layer": index + 1}, (own, best), sure=True)
            return


def _dead(subject: Subject, layers: Sequence[Answer]) -> Iterator[Finding]:
    alive = [activation for activation in subject.task.network.activations if not _is_flat(activation)]
    hidden = [layer for layer in layers[:-1] if layer["activation"] in {entry.name for entry in alive}]
    worst = max(hidden, key=lambda layer: len(layer["dead"]) / layer["units"], default=None)
    if worst is None or not worst["dead"]:
        return
    values = {
        "activation": next(entry.label for entry in alive if entry.name == worst["activation"]),
        "dead": len(worst["dead"]),
        "units": worst["units"],
        "layer": worst["layer"],
    }
    sentence = "{activation} died in {dead} of {units} units of layer {layer}: no point gets through to them."
    yield Finding("dead", sentence, values, ({"activation": "leaky_relu"}, *_fresh(subject)), sure=True)


def _fresh(subject: Subject) -> tuple[Change, ...]:
    """The data-dependent start, where the run had another one."""
    return () if subject.task.solver.initializer.name == "hinge" else ({"initializer": AUTO},)


def _saturated(subject: Subject, layers: Sequence[Answer]) -> Iterator[Finding]:
    hidden = [layer for layer in layers[:-1] if len(layer["dead"]) < layer["units"]]
    worst = max(hidden, key=lambda layer: layer["saturated"], default=None)
    if worst is not None and worst["saturated"] > SATURATED:
        values = {"layer": worst["layer"], "share": worst["saturated"]}
        sentence = "Layer {layer} is saturated: {share} of its slopes are next to nothing."
        yield Finding("saturated", sentence, values, (*_fresh(subject), {"activation": "leaky_relu"}))


def _vanishing(subject: Subject, ratio: float | None) -> Iterator[Finding]:
    if ratio is not None and ratio < VANISHED and len(subject.layers) > 2:
        sentence = "The gradient vanishes: at the start, the first layer's was {share} of the last one's."
        remedies = (*_fresh(subject), {"activation": "tanh"}, {"activation": "leaky_relu"})
        yield Finding("vanishing", sentence, {"share": ratio}, remedies)


def _held_back(subject: Subject) -> Iterator[Finding]:
    for name in PULLS:
        if value := getattr(subject.task, name):
            sentence = "{field} {value} holds the network back."
            yield Finding("held_back", sentence, {"field": name, "value": value}, ({name: 0.0},))


def _restless(subject: Subject) -> Iterator[Finding]:
    """No overflow, but steps so large that they jump over what they look for."""
    rate, usual = subject.task.solver.learning_rate, trials.usual_rate(subject.task)
    if rate > RESTLESS * usual and subject.state.status != "diverged":
        sentence = "A learning rate of {rate} is too large: in {epochs} epochs the steps did not settle."
        values = {"rate": rate, "epochs": subject.state.epoch}
        yield Finding("restless", sentence, values, ({"learning_rate": usual},))


def _too_slow(subject: Subject) -> Iterator[Finding]:
    solver = subject.task.solver
    if solver.wishes.optimizer == AUTO and not solver.wishes.learning_rate:
        return
    rate, usual = solver.learning_rate, trials.usual_rate(subject.task)
    sentence = "{optimizer} at a learning rate of {rate} did not get there in {epochs} epochs."
    values = {"optimizer": solver.optimizer.label, "rate": rate, "epochs": subject.state.epoch}
    ours: Change = {"optimizer": AUTO, "learning_rate": 0.0}
    yield Finding("slow", sentence, values, (*({"learning_rate": usual},) * (rate != usual), ours))


def _too_small(subject: Subject) -> Iterator[Finding]:
    hidden = subject.task.network.sizes[1:-1]
    if hidden and subject.task.network.bends:
        sentence = "Hidden layers of {hidden} units are too small for these points."
        values = {"hidden": trials.spelled(subject.task.network)}
        yield Finding("small", sentence, values, ({"hidden": _larger(hidden)},))


def _larger(hidden: Sequence[int]) -> str:
    """Twice the units, 8 at the least, in two layers at the least."""
    units = [min(max(LARGER, 2 * count), 64) for count in hidden]
    return ",".join(str(count) for count in (units + 2 * [LARGER])[: max(2, len(units))])


def _unsuited(subject: Subject) -> Iterator[Finding]:
    activations = subject.task.network.activations
    if subject.task.network.bends and any(activation.name != "tanh" for activation in activations):
        sentence = "{activation} does not bend in a way that suits these points."
        other: Change = {"activation": "tanh"}
        remedies = (other, other | {"hidden": _larger(subject.task.network.sizes[1:-1])})
        yield Finding("unsuited", sentence, {"activation": _labels(subject)}, remedies)


def _labels(subject: Subject) -> str:
    labels = dict.fromkeys(activation.label for activation in subject.task.network.activations)
    return " and ".join(labels)
