"""What may be wrong with a training, read from its figures, each with what may help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

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
LINEAR: Change = {"activation": "identity"}
MILDER = (0.003, 0.03)  # L2 penalties to try against learning by heart


@dataclass(frozen=True)
class Finding:
    """One possible cause: its sentence, what the sentence names, and what may help, the likeliest first.

    sure: whether the figures alone prove it, whatever the remedies do; total: whether they prove that
    training cannot go on at all, so that it is the cause whatever helps.
    """

    code: str
    sentence: str
    values: dict[str, Any]
    remedies: tuple[Change, ...] = ()
    sure: bool = False
    total: bool = False


def all_of(
    subject: Subject, layers: Sequence[Answer], ratio: float | None, before: float
) -> Iterator[Finding]:
    """Everything that may be the cause, the surest first; layers, ratio: as `health` has them."""
    yield from _too_fast(subject)
    yield from _too_short(subject)
    yield from _restless(subject, before)
    yield from _held_back(subject)  # dead or saturated units may be what it has done
    if not subject.task.network.bends:  # a line may be all that it takes: has the best one been found?
        yield from _too_slow(subject)
    yield from _straight(subject, before)
    yield from _flat(subject, layers)
    yield from _alike(subject, layers)
    yield from _dead(subject, layers)
    yield from _saturated(subject, layers)
    yield from _vanishing(subject, ratio)
    if subject.task.network.bends:
        yield from _too_slow(subject)
    yield from _too_small(subject)
    yield from _unsuited(subject)
    yield from _bent(subject)
    yield from _several(subject)
    yield from _missed(subject)


def _too_fast(subject: Subject) -> Iterator[Finding]:
    """The loss overflowed: because of a rate that somebody named, or because of what the activation does."""
    if subject.state.status != "diverged":
        return
    task, epoch = subject.task, subject.state.epoch
    rate, usual = task.solver.learning_rate, trials.usual_rate(task)
    slower = tuple({"learning_rate": value} for value in (usual, rate / 10, rate / 100))
    bounded: Change = {"activation": "tanh"}
    if rate > usual and epoch:  # at epoch 0, no step was taken at that rate
        sentence = "At a learning rate of {rate}, the loss became too large for a number at epoch {epoch}."
        values = {"rate": rate, "epoch": epoch}
        yield Finding("diverged", sentence, values, (*slower, bounded), sure=True, total=True)
    else:
        sentence = "At epoch {epoch} the sums in the network became too large for numbers."
        values = {"epoch": epoch, "activation": _labels(subject)}
        yield Finding("overflow", sentence, values, (bounded, *slower[1:]), sure=True, total=True)


def _too_short(subject: Subject) -> Iterator[Finding]:
    if subject.task.epochs < SHORT and subject.state.status != "diverged":
        remedy: Change = {"epochs": trials.MOST_EPOCHS}
        yield Finding("short", "{epochs} epochs are too few.", {"epochs": subject.task.epochs}, (remedy,))


def _straight(subject: Subject, before: float) -> Iterator[Finding]:
    network = subject.task.network
    if network.bends:
        return
    hidden = larger(network.sizes[1:-1])
    bend: Change = {"activation": "tanh"}
    remedies = (bend, bend | {"hidden": hidden}) if network.activations else ({"hidden": hidden} | bend,)
    sentence = "Without a bend, all layers together can only weigh and add what they are shown: that gets "
    sentence += "{accuracy}."
    yield Finding("straight", sentence, {"accuracy": before}, remedies, sure=True)


def _flat(subject: Subject, layers: Sequence[Answer]) -> Iterator[Finding]:
    """A layer whose slope is zero wherever there is one: nothing up to it can learn from the loss."""
    flat = [
        index
        for index, (activation, layer) in enumerate(
            zip(subject.task.network.activations, layers, strict=False)
        )
        if is_flat(activation, layer["units"])
    ]
    if not flat:
        return
    number = flat[-1] + 1
    frozen = all(layer["unchanged"] for layer in layers[:number])
    sentence = "The slope of {activation} is zero, so no gradient of the loss reaches layer {layer} or any "
    sentence += "layer before it" + (": their weights stay exactly as initialised." if frozen else ".")
    values = {"activation": subject.task.network.activations[flat[-1]].label, "layer": number}
    remedies: tuple[Change, ...] = ({"activation": "sigmoid"}, {"activation": "tanh"})
    yield Finding("flat" if frozen else "flat_moved", sentence, values, remedies, sure=True, total=True)


def is_flat(activation: Activation, units: int) -> bool:
    """Whether an activation's slope is zero everywhere, that of a softmax without a rival included."""
    if activation.pullback is not None:
        return units == 1
    return not slopes(activation, PROBE).any()


def _alike(subject: Subject, layers: Sequence[Answer]) -> Iterator[Finding]:
    for index, (W, layer) in enumerate(zip(subject.layers[:-1], layers, strict=False)):
        if len(W) > 1 and (W == W[0]).all() and layer["gradients_alike"]:
            sentence = "All units of layer {layer} are alike, and so are their gradients: they stay alike."
            own: Change = {"initializer": AUTO}
            best: Change = {"initializer": AUTO, "optimizer": AUTO, "learning_rate": 0.0}
            remedies = tuple({name: 0.0} for name in ("l1", "l2") if getattr(subject.task, name))
            yield Finding("alike", sentence, {"layer": index + 1}, (*remedies, own, best), sure=True)
            return


def _dead(subject: Subject, layers: Sequence[Answer]) -> Iterator[Finding]:
    """Units whose slope is zero at every point; of a whole layer, no gradient is left for those before it."""
    hidden = [
        (layer, activation)
        for layer, activation in zip(layers, subject.task.network.activations, strict=False)
        if layer["dead"] and not is_flat(activation, layer["units"])
    ]
    if not hidden:
        return
    layer, activation = hidden[deadest([Dead(len(each["dead"]), each["units"]) for each, _ in hidden]) or 0]
    dead, units = len(layer["dead"]), layer["units"]
    values = {"activation": activation.label, "dead": dead, "units": units, "layer": layer["layer"]}
    sentence = "{dead} of {units} {activation} units in layer {layer} are dead: their slope is zero at every "
    sentence += "training point, so no gradient gets through."
    rate, usual = subject.task.solver.learning_rate, trials.usual_rate(subject.task)
    slower = ({"learning_rate": usual},) if rate > usual else ()
    remedies = ({"activation": "leaky_relu"}, *slower, *_fresh(subject))
    is_pulled = any(getattr(subject.task, name) for name in PULLS)  # penalties move dead units, too
    yield Finding(
        "dead", sentence, values, remedies, sure=2 * dead > units, total=dead == units and not is_pulled
    )


@dataclass(frozen=True)
class Dead:
    """How many of a layer's units are dead."""

    dead: int
    units: int


def dead_units(subject: Subject) -> list[Dead]:
    """How many units of each hidden layer have slope zero at every training point; a softmax has none."""
    passed = subject.passes(subject.inputs[:, ~subject.test])
    found = []
    for activation, (z, _) in zip(subject.task.network.activations, passed, strict=False):
        gone = 0 if activation.pullback is not None else int((~slopes(activation, z).any(axis=1)).sum())
        found.append(Dead(gone, len(z)))
    return found


def deadest(layers: Sequence[Dead]) -> int | None:
    """Which layer has the largest share of its units dead, the first of several; None where none is."""
    worst = max(range(len(layers)), key=lambda index: layers[index].dead / layers[index].units, default=None)
    return worst if worst is not None and layers[worst].dead else None


def _fresh(subject: Subject) -> tuple[Change, ...]:
    """The data-dependent start, where the run had another one."""
    return () if subject.task.solver.initializer.name == "hinge" else ({"initializer": AUTO},)


def _saturated(subject: Subject, layers: Sequence[Answer]) -> Iterator[Finding]:
    hidden = [layer for layer in layers[:-1] if len(layer["dead"]) < layer["units"]]
    worst = max(hidden, key=lambda layer: layer["saturated"], default=None)
    if worst is not None and worst["saturated"] > SATURATED:
        values = {"layer": worst["layer"], "share": worst["saturated"]}
        sentence = "Layer {layer} is saturated: {share} of its slopes are below a hundredth of the steepest."
        yield Finding("saturated", sentence, values, (*_fresh(subject), {"activation": "leaky_relu"}))


def _vanishing(subject: Subject, ratio: float | None) -> Iterator[Finding]:
    if ratio is not None and ratio < VANISHED and len(subject.layers) > 2:
        sentence = "The gradient vanishes: at the start, the first layer's gradient was only {share} of the "
        sentence += "last one's."
        remedies = (*_fresh(subject), {"activation": "tanh"}, {"activation": "leaky_relu"})
        yield Finding("vanishing", sentence, {"share": ratio}, remedies)


def _held_back(subject: Subject) -> Iterator[Finding]:
    for name in PULLS:
        if value := getattr(subject.task, name):
            sentence = "{field} {value} holds the network back."
            yield Finding("held_back", sentence, {"field": name, "value": value}, ({name: 0.0},))


def _restless(subject: Subject, before: float) -> Iterator[Finding]:
    """No overflow, but steps so large that they jump over what they look for."""
    rate, usual = subject.task.solver.learning_rate, trials.usual_rate(subject.task)
    if rate > RESTLESS * usual and subject.state.status != "diverged":
        sentence = "A learning rate of {rate} is too large: {accuracy} are right after {epochs} epochs."
        values = {"rate": rate, "accuracy": before, "epochs": subject.state.epoch}
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
    more = larger(hidden)
    if subject.task.network.bends and more != trials.spelled(subject.task.network):
        sentence = (
            "This network (units per hidden layer: {hidden}) does worse on these points than a larger one."
        )
        values = {"hidden": trials.spelled(subject.task.network)}
        yield Finding("small", sentence, values, ({"hidden": more},))


def larger(hidden: Sequence[int]) -> str:
    """Twice the units, 8 at the least, in two layers at the least."""
    units = [min(max(LARGER, 2 * count), 64) for count in hidden]
    return ",".join(str(count) for count in (units + 2 * [LARGER])[: max(2, len(units))])


def _unsuited(subject: Subject) -> Iterator[Finding]:
    activations = subject.task.network.activations
    if subject.task.network.bends and any(activation.name != "tanh" for activation in activations):
        sentence = "Another network does better on these points than {activation} "
        sentence += "(units per hidden layer: {hidden})."
        other: Change = {"activation": "tanh"}
        remedies = (other, other | {"hidden": larger(subject.task.network.sizes[1:-1])})
        values = {"activation": _labels(subject), "hidden": trials.spelled(subject.task.network)}
        yield Finding("unsuited", sentence, values, remedies)


def _bent(subject: Subject) -> Iterator[Finding]:
    """Bends that learn what does not carry over, where a line does better."""
    if subject.task.network.bends:
        yield Finding("bent", "Without a bend, the network does better on these points.", {}, (LINEAR,))


def _several(subject: Subject) -> Iterator[Finding]:
    """Everything that was named, left to the automatic choice at once."""
    task, wishes = subject.task, subject.task.solver.wishes
    change: dict[str, Any] = {name: 0.0 for name in PULLS if getattr(task, name)}
    if any(activation.name != "tanh" for activation in task.network.activations) or not task.network.bends:
        change["activation"] = "tanh"
    more = larger(task.network.sizes[1:-1])
    if more != trials.spelled(task.network):
        change["hidden"] = more
    if wishes.optimizer != AUTO:
        change["optimizer"] = AUTO
    if wishes.learning_rate:
        change["learning_rate"] = 0.0
    if wishes.initializer != AUTO:
        change["initializer"] = AUTO
    if task.epochs < trials.MOST_EPOCHS:
        change["epochs"] = trials.MOST_EPOCHS
    if len(change) > 1:
        sentence = "No single change that was tried gets the training there."
        yield Finding("several", sentence, {}, (change,))


def _missed(subject: Subject) -> Iterator[Finding]:
    """A class of whose points most are wrong, however many of all are right."""
    final = subject.state.final
    if final is None:
        return
    for label, (right, of) in enumerate(zip(final.train_right, subject.task.train.sizes, strict=True)):
        if 2 * right <= of:
            values = {"label": label, "name": subject.data.classes[label], "right": right, "of": of}
            sentence = "Of the {of} training points of class {name}, {right} are right."
            yield Finding("missed", sentence, values, sure=True)
            return


def by_heart(subject: Subject) -> Iterator[Change]:
    """What may help where the test points lag behind: penalties, or a smaller network."""
    task = subject.task
    yield from ({"l2": value} for value in MILDER if value > task.l2)
    if task.network.bends:
        yield LINEAR
    smaller = ",".join(str(max(2, count // 2)) for count in task.network.sizes[1:-1])
    if smaller != trials.spelled(task.network):
        yield {"hidden": smaller}
    if len(task.network.activations) > 1:
        yield {"hidden": smaller.split(",")[0]}
    if task.dropout < 0.1 and task.network.activations:
        yield {"dropout": 0.1}
    if any(activation.name != "tanh" for activation in task.network.activations):
        yield {"activation": "tanh"}


def _labels(subject: Subject) -> str:
    labels = dict.fromkeys(activation.label for activation in subject.task.network.activations)
    return " and ".join(labels)
