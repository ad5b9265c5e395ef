"""The verdict on a run: whether it separates the classes and, where it does not, why not.

One function judges, for the API, the page and the pictures: the reasons are `yes`, `no_line`, `too_small`,
`not_trained`, `overfitted` and `not_yet`. docs/verdict.md defines them and says in which order they are asked
for. Everything here follows from the run itself; remedy.py trains again to see what helps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from app.insight import chance, findings, overlap, trials
from app.insight.classes import separate_classes
from app.insight.entry import Answer
from app.insight.logistic import logistic
from app.insight.separability import separate
from app.insight.subject import Subject
from app.nn import training
from app.nn.activations import Activation, Array
from app.nn.network import Network
from app.nn.solver import AUTO
from app.nn.state import Moment
from app.nn.target import Counts, balanced, meets
from app.nn.task import Task

GOOD = 0.99  # balanced training accuracy that counts as a yes where no target is set
MARGIN = 0.05  # more of the training points than of the test points may be right before that is worth a word
SHORT = 300  # epochs: what one attempt takes
HIGHEST = 5  # degree of a polynomial that is looked for in an activation
EXACT = 1e-9  # of its values: what rounding may leave of an activation that is a polynomial
PROGRESS = 0.95  # of the loss that there was a quarter of the epochs earlier: below it, training still gains
FAST = 3  # times the usual learning rate
SLOW = 0.1  # of the usual learning rate: below it, weights hardly move
PENALISED = 0.1  # of what training makes small: penalties below that share hold nothing back
PENALTIES = ("l1", "l2")
DISTURBED = 0.1  # dropout, or deviation of the activation noise, below which a run counts as undisturbed

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
    return overfitted(task, state.final) or _crowded(subject) or _unfinished(subject) or _small(subject)


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


def overfitted(task: Task, moment: Moment) -> Verdict | None:
    """A gap, where training has learned something that may fail to carry over."""
    return gap(task, moment) if reached(task, moment) or _knows_something(task, moment) else None


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
    if best >= _wanted(subject):
        return None
    return Verdict("not_trained", "same_spot", {"points": shared, "best": best})


def _overlapping(subject: Subject) -> Verdict | None:
    """Neighbours of other classes, where this training gets about as much right as neighbours do."""
    final = subject.state.final
    assert final is not None
    for cause, measure in (("overlap", overlap.measured), ("mixed", overlap.mixed)):
        seen = measure(subject)
        if seen is not None and overlap.explains(seen, final.train_accuracy, _wanted(subject)):
            return Verdict("not_trained", cause, vars(seen))
    return None


def _wanted(subject: Subject) -> float:
    return subject.task.target_accuracy or GOOD


# --- training that went wrong, or not far enough ---------------------------------------------------


def _broken(subject: Subject) -> Verdict:
    """The loss overflowed, because of a rate above the usual one or because of what the activation does.

    At epoch 0, no step was taken at that rate.
    """
    rate, usual, epoch = subject.task.solver.learning_rate, trials.usual_rate(subject.task), _epochs(subject)
    cause = "diverged" if rate > usual and epoch else "overflow"
    return Verdict("not_trained", cause, {"rate": rate, "usual": usual, "epoch": epoch})


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


def _born_alike(subject: Subject) -> Verdict | None:
    """Units that were all the same from the start, and so were their gradients."""
    return _alike(subject) if _same_rows(_first(subject)) is not None else None


def _alike(subject: Subject) -> Verdict | None:
    """Units that are all the same, and so are their gradients."""
    layer = _same_rows(subject.layers)
    if layer is None:
        return None
    return Verdict("not_trained", "alike", {"layer": layer + 1, "units": len(subject.layers[layer])})


def _same_rows(layers: Sequence[Array]) -> int | None:
    """The first hidden layer of several units with one and the same weights."""
    alike = (index for index, W in enumerate(layers[:-1]) if len(W) > 1 and (W == W[0]).all())
    return next(alike, None)


def _first(subject: Subject) -> list[Array]:
    """The weights that the last attempt began with."""
    task = subject.task
    return task.network.layers(training.initial_weights(task, subject.state.restarts).astype(np.float64))


def _flat(subject: Subject) -> Verdict | None:
    level = _level(subject)
    return Verdict("not_trained", "flat", {"activation": level.name}) if level else None


def _level(subject: Subject) -> Activation | None:
    """An activation whose slope is zero wherever it has one, so that no gradient comes through."""
    layers = zip(subject.task.network.activations, subject.task.network.sizes[1:-1], strict=True)
    return next((activation for activation, units in layers if findings.is_flat(activation, units)), None)


def _dead(subject: Subject) -> Verdict | None:
    """The layer with most units dead, their slope zero at every training point, where those are over half."""
    layers = findings.dead_units(subject)
    worst = findings.deadest(layers)
    if worst is None or 2 * layers[worst].dead <= layers[worst].units:
        return None
    name = subject.task.network.activations[worst].name
    return Verdict("not_trained", "dead", {"activation": name, **vars(layers[worst]), "layer": worst + 1})


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
    name = _too_heavy(subject)
    return name and Verdict("not_trained", "held_back", {"field": name, "value": getattr(task, name)})


def _too_heavy(subject: Subject) -> str | None:
    """The penalty that keeps the weights small, if it is much of what training makes small, or was.

    Of weights that a penalty has shrunk, it is small itself: there that of the initial weights counts.
    """
    task, final = subject.task, subject.state.final
    assert final is not None
    if task.solver.learning_rate < SLOW * trials.usual_rate(task) or final.epoch < trials.FEWEST:
        return None  # the weights may be small because they have hardly moved
    first = training.initial_weights(task, subject.state.restarts)
    pulls = {name: [_pull(task, name, theta) for theta in (first, subject.state.theta)] for name in PENALTIES}
    before, now = (sum(values) for values in zip(*pulls.values(), strict=True))
    least = PENALISED / (1 - PENALISED) * final.train_loss
    if now > least or (before > least and now < before / 2):
        return max(pulls, key=lambda name: max(pulls[name]))
    return None


def _pull(task: Task, name: str, theta: Array) -> float:
    """What one of the penalties is by itself."""
    return replace(task, **{other: 0.0 for other in PENALTIES if other != name}).penalty(theta)


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
    _overlapping,
    _flat,
    _born_alike,
    _too_fast,
    _held_back,
    _alike,
    _dead,
    _gaining,
    _short,
    _named,
)


def _epochs(subject: Subject) -> int:
    return subject.state.final.epoch if subject.state.final else subject.state.epoch


# --- what is left ----------------------------------------------------------------------------------


def _small(subject: Subject) -> Verdict:
    """All went well, and it is not enough: more units may get there, where more are of any use."""
    network = subject.task.network
    hidden, larger = trials.spelled(network), findings.larger(network.sizes[1:-1])
    values = {"hidden": hidden, "attempts": subject.state.restarts + 1, "epochs": _epochs(subject)}
    degree = _degree(network)
    if degree and min(network.sizes[1:-1]) >= findings.LARGER and larger.count(",") == hidden.count(","):
        return Verdict("not_trained", "degree", values | {"degree": degree})
    if larger == hidden:
        return Verdict("not_trained", "attempts", values)
    return Verdict("too_small", "units", values | {"try": larger})


def _degree(network: Network) -> int | None:
    """The degree of the polynomial that all layers make, whatever their units; None of others."""
    degrees = [_power(activation) for activation in network.activations]
    return int(np.prod(degrees)) if degrees and all(degrees) else None


def _power(activation: Activation) -> int:
    """The degree of an activation that is a polynomial of a low one; 0 of any other."""
    if activation.pullback is not None:
        return 0
    y = activation(findings.PROBE)[0].astype(np.float64)
    if not np.isfinite(y).all():
        return 0
    fits = (np.polynomial.Chebyshev.fit(findings.PROBE[0], y, power) for power in range(1, HIGHEST + 1))
    apart = [np.abs(fit(findings.PROBE[0]) - y).max() for fit in fits]
    return next((k + 1 for k, gap in enumerate(apart) if gap <= EXACT * np.abs(y).max()), 0)
