"""The verdict: each reason where it is due, and what it claims checked by other means."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import binomtest
from sklearn.metrics import recall_score
from starlette.datastructures import QueryParams

from app import experiment as experiments
from app.api.schema import asked_in_query
from app.experiment import Experiment, Points
from app.insight import Subject, verdict
from app.nn import training
from app.presets import PRESETS
from tests import random_states

SAMPLE = range(0, 24)
ALL = range(24, 360)
ENDLESS = 100_000


def trained(experiment: Experiment, activation: str = "") -> Subject:
    task = experiments.task(experiment, activation or experiment.activation[-1])
    return experiments.subject(experiment, task, training.advance(task, training.start(task), ENDLESS))


def subject_of(query: str) -> Subject:
    return trained(asked_in_query(QueryParams(query), "compare").experiment)


CASES = [
    ("", "yes", ""),
    ("dataset=gaussians&activation=identity", "yes", ""),
    ("activation=identity", "no_line", "line"),
    ("activation=identity&optimizer=sgd&learning_rate=10", "no_line", "line"),
    ("activation=identity&epochs=1", "no_line", "line"),
    ("activation=silu(0)&dataset=xor", "no_line", "line"),
    ("hidden=&dataset=circles", "no_line", "line"),
    ("hidden=&classes=3", "no_line", "line"),
    ("dataset=xor&features=xx,yy&activation=identity&hidden=", "no_line", "features"),
    ("dataset=xor&features=x,y,xy&activation=identity&hidden=", "yes", ""),
    ("hidden=2", "too_small", "units"),
    ("optimizer=sgd&learning_rate=10&activation=relu", "not_trained", "dead"),
    ("optimizer=adam&learning_rate=1&initializer=he&activation=relu", "not_trained", "dead"),
    ("activation=quadratic&optimizer=sgd&learning_rate=1000", "not_trained", "diverged"),
    ("optimizer=sgd&learning_rate=0.000001", "not_trained", "settings"),
    ("initializer=zeros", "not_trained", "alike"),
    ("activation=binary_step", "not_trained", "flat"),
    ("l1=1", "not_trained", "held_back"),
    ("dropout=0.9&hidden=4", "not_trained", "held_back"),
    ("epochs=1", "not_trained", "short"),
    ("dataset=gaussians&activation=softmax&hidden=1", "not_trained", "flat"),
    ("epochs=20", "not_yet", "epochs"),
    ("dataset=circles&initializer=xavier&optimizer=sgd&learning_rate=0.1&epochs=400", "not_yet", "epochs"),
    ("dataset=moons&noise=0.3&activation=tanh&hidden=16,16", "overfitted", ""),
    ("dataset=moons&noise=0.5&samples=60&hidden=32,32&target_accuracy=1", "overfitted", ""),
]  # fmt: skip


@pytest.mark.parametrize(("query", "reason", "cause"), CASES)
def test_each_reason_where_it_is_due(query, reason, cause):
    judged = verdict.judge(subject_of(query))
    assert (judged.reason, judged.cause) == (reason, cause)


def test_every_reason_is_among_the_cases():
    assert {reason for _, reason, _ in CASES} == set(verdict.REASONS)


def rare(few: int = 5, many: int = 995) -> Points:
    """A cloud, and a few points of another class right in it."""
    x, y = np.random.default_rng(0).normal(size=(2, many + few))
    return Points(tuple(x), tuple(y), ("often",) * many + ("rare",) * few)


def test_who_never_finds_a_class_gets_no_yes_however_rare_it_is():
    subject = trained(Experiment(points=rare(), activation=("identity",)).canonical())
    final = subject.state.final
    assert final.train_accuracy > 0.99 and final.train_right[1] == 0
    assert subject.state.status == "finished" and verdict.judge(subject).reason == "no_line"


def test_training_does_not_stop_where_a_class_is_not_found():
    subject = trained(Experiment(points=rare(), activation=("tanh",), hidden="4", epochs=400).canonical())
    assert subject.state.epoch == 400 or subject.state.final.train_right[1] >= 3


def test_no_network_separates_points_that_share_their_places():
    spots = np.repeat([0.0, 1, 2, 3], 10)
    names = tuple("ab"[int(k % 2)] for k in range(40))
    subject = trained(
        Experiment(points=Points(tuple(spots), tuple(spots), names), test_share=0.0).canonical()
    )
    judged = verdict.judge(subject)
    assert (judged.reason, judged.cause, judged.values["best"]) == ("too_small", "same_spot", 0.5)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets_that_work_get_a_yes_and_the_others_a_reason(preset):
    experiment = preset.experiment().canonical()
    assert (verdict.judge(trained(experiment)).reason == "yes") == preset.solves


# --- what a verdict claims, by other means ---------------------------------------------------------


def answered(subject: Subject) -> np.ndarray:
    """Every training point's class, layer by layer with the network's own weights."""
    task = subject.task
    a = task.train.inputs
    with np.errstate(all="ignore"):
        for W, activation in zip(
            task.network.layers(subject.state.theta), (*task.network.activations, None), strict=True
        ):
            z = W @ a
            a = z if activation is None else np.vstack([activation(z), a[-1:]])
    return (a[0] > 0).astype(int) if len(a) == 1 else a.argmax(axis=0)


def linearly_separable(X: np.ndarray, label: np.ndarray, classes: int) -> bool:
    """Whether linear scores w_k·x + b_k can have each point's own class ahead by 1: a linear program."""
    lifted = np.vstack([X, np.ones(X.shape[1])])
    rows = []
    for point, own in zip(lifted.T, label, strict=True):
        for rival in set(range(classes)) - {own}:
            row = np.zeros((classes, len(point)))
            row[own], row[rival] = -point, point
            rows.append(row.ravel())
    found = linprog(np.zeros(len(rows[0])), A_ub=rows, b_ub=-np.ones(len(rows)), bounds=(None, None))
    return found.status == 0


def check(subject: Subject) -> str:
    """Whether what is claimed of a run holds; the reason that it was given."""
    judged, task, final = verdict.judge(subject), subject.task, subject.state.final
    told = verdict.told(task, final, judged)
    train, classes = ~subject.test, len(subject.data.classes)
    label, guess = subject.label, answered(subject)
    if subject.state.status != "diverged":
        recalls = recall_score(label[train], guess, average=None, labels=range(classes), zero_division=0)
        assert told["recall"]["train"] == pytest.approx(
            list(recalls), abs=1.5 / min(np.bincount(label[train]))
        )
    wanted, values = task.target_accuracy or 0.99, judged.values
    if judged.reason == "yes":
        assert told["balanced"]["train"] >= wanted and min(told["recall"]["train"]) > 0.5
        assert subject.state.status != "diverged"
    else:
        assert judged.reason == "overfitted" or subject.state.status != "reached"
    if judged.reason == "no_line":
        assert not linearly_separable(subject.inputs[:-1, train], label[train], classes)
        assert verify(judged.proof, subject)
    if judged.reason == "overfitted":
        chosen = slice(None) if values["label"] is None else values["label"]
        low, high = binomtest(values["right"], values["of"]).proportion_ci(0.95, "exact")
        assert values["train"] - high > 0.05 and values["low"] == pytest.approx(low, abs=1e-9)
        counted = np.array(final.test_right)[chosen].sum(), np.array(task.test.sizes)[chosen].sum()
        assert counted == (values["right"], values["of"])
    if judged.reason in ("yes", "not_yet", "too_small") and final.test_right is not None:
        gap = (
            final.train_accuracy
            - binomtest(sum(final.test_right), len(task.test)).proportion_ci(0.95, "exact").high
        )
        assert gap <= 0.05 or final.train_accuracy <= (1 + max(task.train.sizes) / len(task.train)) / 2
    if judged.reason == "not_yet":
        assert values["after"] < 0.95 * values["before"] and values["since"] < values["epochs"]
    if judged.cause == "dead":
        z = subject.passes(subject.inputs[:, train])[values["layer"] - 1][0]
        assert len(z) == values["units"] and 2 * values["dead"] > values["units"]
    if judged.reason == "too_small" and judged.cause == "units":
        wishes = task.solver.wishes
        assert (wishes.optimizer, wishes.learning_rate, wishes.initializer) == ("auto", 0, "auto")
        assert task.epochs >= 300 and values["epochs"] == final.epoch
    if judged.cause == "same_spot":
        assert best_by_places(subject) == pytest.approx(values["best"]) and values["best"] < wanted
    return judged.reason


def verify(proof: dict, subject: Subject) -> bool:
    """Multiplying and adding: of both sides of the proof the weighted sums are the same."""
    train_points = np.vstack([subject.inputs[:-1], np.ones(len(subject.label))])
    balance = np.zeros((len(subject.data.classes), len(train_points)))
    for point, rival, weight in zip(proof["points"], proof["rivals"], proof["weights"], strict=True):
        assert weight > 0 and rival != subject.label[point] and not subject.test[point]
        balance[subject.label[point]] += weight * train_points[:, point]
        balance[rival] -= weight * train_points[:, point]
    return bool((np.abs(balance) < 1e-8 * max(1, np.abs(train_points).max())).all())


def best_by_places(subject: Subject) -> float:
    """The best balanced accuracy of any function of what the network is shown, place by place."""
    shown, label = subject.task.train.inputs.T, subject.task.train.label
    sizes, best = np.bincount(label), 0.0
    for place in {tuple(row) for row in shown}:
        here = label[(shown == place).all(axis=1)]
        best += max(np.count_nonzero(here == k) / size for k, size in enumerate(sizes) if size)
    return best / np.count_nonzero(sizes)


@pytest.mark.parametrize("number", SAMPLE)
def test_what_is_claimed_of_a_random_run_holds(number):
    check(trained(random_states.state(number)))


@pytest.mark.slow
def test_what_is_claimed_of_hundreds_of_random_runs_holds():
    reasons = [check(trained(random_states.state(number))) for number in ALL]
    assert set(reasons) == set(verdict.REASONS), "every reason is met"
