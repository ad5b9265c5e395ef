"""The verdict on a run: whether it separates the classes and, where it does not, why not.

One function judges, for the API, the page and the pictures: the reasons are `yes`, `no_line`, `too_small`,
`not_trained`, `overfitted` and `not_yet`. docs/verdict.md defines them and says in which order they are asked
for. Everything here follows from the run itself; remedy.py trains again to see what helps.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.insight import chance, trials
from app.insight.classes import separate_classes
from app.insight.entry import Answer
from app.insight.gradients import slopes
from app.insight.logistic import logistic
from app.insight.separability import separate
from app.insight.subject import Subject
from app.nn.activations import Activation, Array
from app.nn.solver import AUTO
from app.nn.state import Moment
from app.nn.target import Counts, balanced, meets
from app.nn.task import Task

GOOD = 0.99  # balanced training accuracy that counts as a yes where no target is set
MARGIN = 0.05  # more of the training points than of the test points may be right before that is worth a word
SHORT = 300  # epochs: what one attempt takes
PROGRESS = 0.95  # of the loss that there was a quarter of the epochs earlier: below it, training still gains
FAST = 3  # times the usual learning rate
PENALISED = 0.1  # of what training makes small: penalties below that share hold nothing back
DISTURBED = 0.1  # dropout, or deviation of the activation noise, below which a run counts as undisturbed
PROBE = np.linspace(-3, 3, 601)[None]

REASONS = ("yes", "no_line", "too_small", "not_trained", "overfitted", "not_yet")


@dataclass(frozen=True)
class Verdict:
    """A reason, what it comes from (`cause`, empty where the reason says it all), and the numbers to tell it.

    proof: what shows `no_line` to be true, of the points numbered as in the data.
    """

    reason: str
    cause: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    proof: Answer | None = None


def judge(subject: Subject) -> Verdict:
    """The verdict on a training that has ended, or on weights that somebody chose."""
    task, state = subject.task, subject.state
    assert state.final is not None, "a run is judged when its training has ended"
    diverged = state.status == "diverged"
    if not task.network.bends and (diverged or not reached(task, state.final)):
        return _straight(subject)
    if diverged:
        return _broken(subject)
    if reached(task, state.final):
        return gap(task, state.final) or Verdict("yes")
    learned = gap(task, state.final) if _knows_something(task, state.final) else None
    return learned or _crowded(subject) or _unfinished(subject) or _small(subject)


def told(task: Task, moment: Moment, verdict: Verdict) -> Answer:
    """A verdict as JSON has it, with the numbers that it was reached by."""
    parts = {"train": (moment.train_right, task.train.sizes), "test": (moment.test_right, task.test.sizes)}
    shares = {
        name: None if right is None else _recalls(right, sizes) for name, (right, sizes) in parts.items()
    }
    means = {
        name: None if right is None else balanced(right, sizes) for name, (right, sizes) in parts.items()
    }
    largest = int(np.argmax(task.train.sizes))
    return {
        "reason": verdict.reason,
        "cause": verdict.cause,
        "values": verdict.values,
        "target": task.target_accuracy or GOOD,
        "balanced": means,
        "recall": shares,
        "largest": {
            "label": largest,
            "train": task.train.sizes[largest] / len(task.train),
            "test": task.test.sizes[largest] / len(task.test) if len(task.test) else None,
        },
        "proof": verdict.proof,
    }


def reached(task: Task, moment: Moment) -> bool:
    """Whether the target is met, all classes counted alike; without one, whether 99 % are."""
    return meets(task.target_accuracy or GOOD, moment.train_right, task.train.sizes)


def _recalls(right: Counts, sizes: Counts) -> list[float | None]:
    return [count / size if size else None for count, size in zip(right, sizes, strict=True)]


# --- what test points say --------------------------------------------------------------------------


def gap(task: Task, moment: Moment) -> Verdict | None:
    """Overfitted, where chance does not explain what the test points lack: of all, or of one class."""
    if moment.test_right is None:
        return None
    train, test = moment.train_right, moment.test_right
    groups = [(None, sum(train), len(task.train), sum(test), len(task.test))]
    groups += [
        (k, *group)
        for k, group in enumerate(zip(train, task.train.sizes, test, task.test.sizes, strict=True))
    ]
    for part, learned, shown, right, of in groups:
        if shown and of and chance.at_most(right, of, learned / shown - MARGIN) < chance.TAIL:
            low, high = chance.interval(right, of)
            values = {"train": learned / shown, "test": right / of, "right": right, "of": of}
            return Verdict(
                "overfitted",
                "class" if part is not None else "",
                {"label": part, **values, "low": low, "high": high},
            )
    return None


def _knows_something(task: Task, moment: Moment) -> bool:
    """Whether training got more than half of what is beyond always naming the most frequent class."""
    guessed = max(task.train.sizes) / len(task.train)
    return moment.train_accuracy > (1 + guessed) / 2


# --- straight networks -----------------------------------------------------------------------------


def _straight(subject: Subject) -> Verdict:
    """Of a network that draws straight lines only: no line can, or this run has not found it."""
    inputs, label = subject.inputs[:-1, ~subject.test], subject.label[~subject.test]
    numbers, plane = np.flatnonzero(~subject.test), _is_plane(subject)
    kind = "line" if plane else "features"
    proof = _proof(inputs, label, len(subject.data.classes), numbers)
    if proof is not None and not (plane and _some_line_will_do(subject, inputs, label)):
        return Verdict("no_line", kind, {"points": len(label)}, proof)
    if subject.state.status == "diverged":
        return _broken(subject)
    unfinished = _unfinished(subject)
    if unfinished is None and _is_narrow(subject):
        return _small(subject)
    return unfinished or Verdict("not_trained", kind, {"epochs": _epochs(subject)})


def _is_narrow(subject: Subject) -> bool:
    """Whether a hidden layer has too few units for the scores of all classes to be any linear ones."""
    features, *hidden, outputs = subject.task.network.sizes
    return min(hidden, default=features) < min(features, max(outputs - 1, 1))


def _is_plane(subject: Subject) -> bool:
    """Whether the network is shown x and y, nothing else: a line in these features is one in the picture."""
    return {feature.name for feature in subject.features} <= {"x", "y"}


def _proof(inputs: Array, label: Array, classes: int, numbers: Array) -> Answer | None:
    """Why no hyperplane, or no linear scores, of the features, (d, n), tell the classes apart, if so."""
    if classes == 2:
        certificate = separate(inputs, label).certificate
        if certificate is None:
            return None
        return {
            "points": [int(numbers[point]) for point in certificate.points],
            "rivals": [1 - side for side in certificate.label],
            "weights": [float(weight) for weight in certificate.weights],
        }
    ranking = separate_classes(inputs, label, classes)
    if ranking.separable:
        return None
    return {
        "points": [int(numbers[contest.point]) for contest in ranking.contests],
        "rivals": [contest.rival for contest in ranking.contests],
        "weights": [contest.weight for contest in ranking.contests],
    }


def _some_line_will_do(subject: Subject, inputs: Array, label: Array) -> bool:
    """Whether a line is known that meets the target without separating all: that of logistic regression."""
    if len(subject.data.classes) > 2 or len(inputs) != 2:
        return False
    optimum = logistic(inputs, label)
    if optimum is None:
        return False
    a, b, c = optimum.line
    hits = (a * inputs[0] + b * inputs[1] + c > 0) == (label == 1)
    right = tuple(int(np.count_nonzero(hits & (label == k))) for k in (0, 1))
    return meets(subject.task.target_accuracy or GOOD, right, subject.task.train.sizes)


# --- points that nothing can separate --------------------------------------------------------------


def _crowded(subject: Subject) -> Verdict | None:
    """Too many points of different classes that look the same to the network, for any network at all."""
    train, sizes = subject.task.train, subject.task.train.sizes
    _, spot = np.unique(train.inputs, axis=1, return_inverse=True)
    counts = np.zeros((int(spot.max()) + 1, len(sizes)), int)
    np.add.at(counts, (spot.reshape(-1), train.label), 1)
    shared = int(counts[(counts > 0).sum(axis=1) > 1].sum())
    if not shared:
        return None
    there = np.maximum(sizes, 1)
    best = float((counts / there).max(axis=1).sum() / np.count_nonzero(sizes))
    if best >= (subject.task.target_accuracy or GOOD):
        return None
    return Verdict("too_small", "same_spot", {"points": shared, "best": best})


# --- training that went wrong, or not far enough ---------------------------------------------------


def _broken(subject: Subject) -> Verdict:
    """The loss overflowed, because of a rate above the usual one or because of what the activation does."""
    rate, usual = subject.task.solver.learning_rate, trials.usual_rate(subject.task)
    values = {"rate": rate, "usual": usual, "epoch": _epochs(subject)}
    return Verdict("not_trained", "diverged" if rate > usual else "overflow", values)


def _unfinished(subject: Subject) -> Verdict | None:
    """The first thing in the run's own figures that kept it from its end; None where it had a fair chance."""
    for find in FINDINGS:
        verdict = find(subject)
        if verdict is not None:
            return verdict
    return None


def _by_hand(subject: Subject) -> Verdict | None:
    return Verdict("not_trained", "weights") if not subject.state.status else None


def _out_of_time(subject: Subject) -> Verdict | None:
    values = {"epochs": _epochs(subject)}
    return Verdict("not_yet", "stopped", values) if subject.state.status == "stopped" else None


def _alike(subject: Subject) -> Verdict | None:
    """Units that are all the same, and so are their gradients."""
    for index, W in enumerate(subject.layers[:-1]):
        if len(W) > 1 and (W == W[0]).all():
            return Verdict("not_trained", "alike", {"layer": index + 1, "units": len(W)})
    return None


def _flat(subject: Subject) -> Verdict | None:
    level = _level(subject)
    return Verdict("not_trained", "flat", {"activation": level.name}) if level else None


def _level(subject: Subject) -> Activation | None:
    """An activation whose slope is zero wherever it has one, so that no gradient comes through."""
    layers = zip(subject.task.network.activations, subject.task.network.sizes[1:-1], strict=True)
    return next((activation for activation, units in layers if _is_level(activation, units)), None)


def _is_level(activation: Activation, units: int) -> bool:
    if activation.pullback is not None:
        return units == 1  # the only unit of a softmax always has it all
    return not slopes(activation, PROBE).any()


def _dead(subject: Subject) -> Verdict | None:
    """A layer with more than half of its units dead: their slope is zero at every training point."""
    passed = subject.passes(subject.inputs[:, ~subject.test])
    for index, activation in enumerate(subject.task.network.activations):
        if activation.pullback is not None:
            continue
        dead = int(np.count_nonzero(~slopes(activation, passed[index][0]).any(axis=1)))
        units = len(passed[index][0])
        if 2 * dead > units:
            values = {"activation": activation.name, "dead": dead, "units": units, "layer": index + 1}
            return Verdict("not_trained", "dead", values)
    return None


def _too_fast(subject: Subject) -> Verdict | None:
    rate, usual = subject.task.solver.learning_rate, trials.usual_rate(subject.task)
    if rate <= FAST * usual:
        return None
    return Verdict("not_trained", "rate", {"rate": rate, "usual": usual, "epochs": _epochs(subject)})


def _gaining(subject: Subject) -> Verdict | None:
    """The loss was still falling: by 5 % and more in the last quarter of the epochs."""
    task, state = subject.task, subject.state
    if task.solver.wishes.optimizer == AUTO and _epochs(subject) >= SHORT:
        return None  # a full automatic run ends with a settling that always makes the loss a little smaller
    assert state.final is not None
    past = [moment for epoch, moment in state.history.entries if epoch <= 0.75 * state.final.epoch]
    if past and state.final.train_loss < PROGRESS * past[-1].train_loss:
        values = {"epochs": state.final.epoch, "before": past[-1].train_loss, "after": state.final.train_loss}
        return Verdict("not_yet", "epochs", values | {"since": past[-1].epoch})
    return None


def _held_back(subject: Subject) -> Verdict | None:
    task, final = subject.task, subject.state.final
    assert final is not None
    for name in ("dropout", "activation_noise"):
        if getattr(task, name) >= DISTURBED:
            value = getattr(task, name)
            return Verdict("not_trained", "held_back", {"field": name, "value": value, "share": value})
    penalty = task.penalty(subject.state.theta)
    if penalty > PENALISED * (penalty + final.train_loss):
        name = "l1" if task.l1 >= task.l2 else "l2"
        values = {"field": name, "value": getattr(task, name)}
        return Verdict("not_trained", "held_back", values | {"share": penalty / (penalty + final.train_loss)})
    return None


def _short(subject: Subject) -> Verdict | None:
    epochs = subject.task.epochs
    return Verdict("not_trained", "short", {"epochs": epochs}) if epochs < SHORT else None


def _named(subject: Subject) -> Verdict | None:
    """Settings that somebody named: a single attempt, that automatic settings may do better than."""
    solver = subject.task.solver
    wishes = solver.wishes
    if (wishes.optimizer, wishes.learning_rate, wishes.schedule) != (AUTO, 0.0, AUTO):
        values = {
            "optimizer": solver.optimizer.name,
            "rate": solver.learning_rate,
            "epochs": _epochs(subject),
        }
        return Verdict("not_trained", "settings", values)
    if wishes.initializer != AUTO:
        return Verdict(
            "not_trained", "start", {"initializer": wishes.initializer, "epochs": _epochs(subject)}
        )
    return None


FINDINGS: tuple[Callable[[Subject], Verdict | None], ...] = (
    _by_hand,
    _out_of_time,
    _alike,
    _flat,
    _dead,
    _too_fast,
    _gaining,
    _held_back,
    _short,
    _named,
)


def _epochs(subject: Subject) -> int:
    return subject.state.final.epoch if subject.state.final else subject.state.epoch


# --- what is left ----------------------------------------------------------------------------------


def _small(subject: Subject) -> Verdict:
    """All went well, and it is not enough: these units do not get there."""
    values = {
        "hidden": trials.spelled(subject.task.network),
        "attempts": subject.state.restarts + 1,
        "epochs": _epochs(subject),
    }
    return Verdict("too_small", "units", values)
