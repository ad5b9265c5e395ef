"""The verdict: each reason where it is due, and what it claims checked by other means."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.spatial import cKDTree
from scipy.stats import binomtest
from sklearn.metrics import recall_score
from starlette.datastructures import QueryParams

from app import experiment as experiments
from app.api.schema import asked_in_query
from app.experiment import Experiment, Points
from app.insight import Subject, health, verdict
from app.nn import solver, training
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
    ("optimizer=sgd&learning_rate=10&activation=relu", "not_trained", "rate"),
    ("optimizer=sgd&learning_rate=1000&activation=relu", "not_trained", "rate"),
    ("optimizer=adam&learning_rate=1&initializer=he&activation=relu", "not_trained", "rate"),
    ("dataset=circles&optimizer=adam&learning_rate=0.1&initializer=he&activation=relu&hidden=4&seed=2&epochs=400",
     "not_trained", "dead"),
    ("activation=quadratic&optimizer=sgd&learning_rate=1000", "not_trained", "diverged"),
    ("optimizer=sgd&learning_rate=0.000001", "not_trained", "settings"),
    ("initializer=zeros", "not_trained", "alike"),
    ("activation=binary_step", "not_trained", "flat"),
    ("l1=1", "not_trained", "held_back"),
    ("activation=tanh&l1=0.5", "not_trained", "held_back"),
    ("activation=tanh&l2=0.5", "not_trained", "held_back"),
    ("activation=tanh&optimizer=adam&l2=1", "not_trained", "held_back"),
    ("activation=relu&l1=0.5", "not_trained", "held_back"),
    ("activation=relu&dropout=0.8", "not_trained", "held_back"),
    ("activation=relu&activation_noise=2", "not_trained", "held_back"),
    ("activation=tanh&l2=1&learning_rate=0.000001", "not_trained", "settings"),
    ("initializer=zeros&l2=1", "not_trained", "alike"),
    ("dropout=0.9&hidden=4", "not_trained", "held_back"),
    ("dataset=moons&noise=0.3", "not_trained", "overlap"),
    ("dataset=moons&noise=0.3&epochs=100", "not_trained", "overlap"),
    ("dataset=gaussians&noise=0.5&activation=relu", "not_trained", "overlap"),
    ("dataset=gaussians&noise=0.5&activation=relu&classes=3", "not_trained", "overlap"),
    ("activation=quadratic", "not_trained", "degree"),
    ("activation=2*x&hidden=1&dataset=gaussians&classes=4", "too_small", "units"),
    ("activation=sinc&hidden=64,64&dataset=spiral&noise=0.5", "overfitted", ""),
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
    assert (judged.reason, judged.cause, judged.values["best"]) == ("not_trained", "same_spot", 0.5)


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
        shares = dead_shares(subject)
        assert shares[values["layer"] - 1] == max(shares) == values["dead"] / values["units"] > 0.5
    if judged.cause in ("dead", "settings", "start"):
        assert task.solver.learning_rate <= 3 * values_usual(subject), "the rate is to be named first"
        assert max(task.dropout, task.activation_noise) < 0.1, "what disturbs it is to be named first"
    if judged.cause == "held_back":
        assert getattr(task, values["field"]) == values["value"] > 0
        assert values["field"] in ("dropout", "activation_noise") or penalised(subject)
    if judged.cause in ("overlap", "mixed"):
        share = by_tree(subject, values["points"], values["neighbours"])
        assert abs(share - values["share"]) < 0.005 and values["share"] < min(0.99, wanted)
        assert final.train_accuracy >= values["share"] - 0.04
    if judged.cause == "degree":
        assert is_polynomial(subject, values["degree"])
    if judged.reason == "too_small":
        wishes = task.solver.wishes
        larger = [int(units) for units in values["try"].split(",")]
        assert sum(larger) > sum(task.network.sizes[1:-1]) and len(larger) >= len(task.network.sizes) - 2
        if subject.more is not None:  # where the classes overlap, more units learn by heart
            share = by_tree(subject, 2000, 15)
            assert share > min(0.99, wanted) - 0.005 or final.train_accuracy < share - 0.035
        assert (not task.l1 and not task.l2) or not penalised(subject)
        assert (wishes.optimizer, wishes.learning_rate, wishes.initializer) == ("auto", 0, "auto")
        assert task.epochs >= 300 and values["epochs"] == final.epoch
    if judged.cause == "same_spot":
        assert best_by_places(subject) == pytest.approx(values["best"]) and values["best"] < wanted
    return judged.reason


def dead_shares(subject: Subject) -> list[float]:
    """Of each hidden layer, the share of units that no step of a millionth to either side moves."""
    passed, shares = subject.passes(subject.inputs[:, ~subject.test]), []
    for activation, (z, _) in zip(subject.task.network.activations, passed, strict=False):
        sides = [np.abs(activation(z + step) - activation(z)) / 1e-6 for step in (-1e-6, 1e-6)]
        gone = (np.minimum(*sides) < 1e-9).all(axis=1)
        shares.append(0.0 if activation.pullback else float(gone.mean()))
    return shares


def values_usual(subject: Subject) -> float:
    """The rate that the same task has where nobody names one."""
    wishes = vars(subject.task.solver.wishes) | {"learning_rate": 0.0}
    task = subject.task
    exact = not (task.batch_size or task.dropout or task.activation_noise)
    return solver.choose(task.network, **wishes, epochs=task.epochs, exact=exact).learning_rate


def penalised(subject: Subject) -> bool:
    """Whether penalties are a tenth and more of what is made small, at the end or of the weights at the start."""
    task = subject.task
    first = training.initial_weights(task, subject.state.restarts)
    shares = []
    for theta in (first, subject.state.theta):
        W = np.concatenate([layer[:, :-1].ravel() for layer in task.network.layers(theta.astype(float))])
        pull = task.l1 * np.abs(W).sum() + task.l2 / 2 * (W**2).sum()
        shares.append(pull / (pull + subject.state.final.train_loss))
    return max(shares) > 0.0999


def by_tree(subject: Subject, points: int, count: int) -> float:
    """The share of points whose class most of their nearest neighbours have, of fresh ones or of their own."""
    if subject.more is None:
        chosen = np.unique(np.linspace(0, len(subject.label) - 1, points).astype(int))
        inputs, label = subject.inputs[:-1, chosen].T, subject.label[chosen]
    else:
        more = subject.more(points)
        inputs, label = subject.inputs_at(more.X)[:-1].T, more.label
    near = cKDTree(inputs).query(inputs, k=count + 1)[1]
    others = np.array([[other for other in row if other != own][:count] for own, row in enumerate(near)])
    votes = np.stack([(label[others] == k).sum(axis=1) for k in range(label.max() + 1)])
    return float((votes.argmax(axis=0) == label).mean())


def is_polynomial(subject: Subject, degree: int) -> bool:
    """Whether on lines through the picture the differences of that order and one more vanish, and no lower ones."""
    rng = np.random.default_rng(0)
    first, second = rng.uniform(-1, 1, (2, 2, 50))
    steps = np.linspace(0, 1, degree + 2)
    lines = np.stack([first + step * (second - first) for step in steps], axis=1)
    shown = np.vstack([lines.reshape(2, -1), np.ones(lines[0].size)])
    logits = subject.logits(shown).reshape(-1, degree + 2, 50)
    left, before = (np.abs(np.diff(logits, n=n, axis=1)).max() for n in (degree + 1, degree))
    return bool(left < 1e-6 * np.abs(logits).max() < before)


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


@pytest.mark.parametrize(("query", "reason", "cause"), CASES)
def test_what_is_claimed_of_each_case_holds(query, reason, cause):
    assert check(subject_of(query)) == reason


def test_labels_that_follow_nothing_are_said_to_be_mixed():
    """2500 rows of somebody's own, coins thrown for their classes: no units help there."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 2500))
    names = tuple("ab"[coin] for coin in rng.integers(0, 2, 2500))
    subject = trained(Experiment(points=Points(tuple(x), tuple(y), names), epochs=300).canonical(), "tanh")
    judged = verdict.judge(subject)
    assert (judged.reason, judged.cause) == ("not_trained", "mixed") and judged.values["share"] < 0.55
    check(subject)


def test_the_layer_with_most_dead_units_is_named():
    """Three of four in the first layer, all four in the second: the second explains it."""
    seen = subject_of("dataset=circles&activation=relu&hidden=4,4&epochs=300")
    W = [layer.copy() for layer in seen.layers]
    W[0][:3, -1] = -99
    W[1][:, -1] = -99
    theta = np.concatenate([layer.ravel() for layer in W]).astype(np.float32)
    final = training.measured(seen.task, replace(seen.state, theta=theta))[0]
    broken = replace(seen, state=replace(seen.state, theta=theta, final=final, status="finished"))
    judged = verdict.judge(broken)
    assert (judged.cause, judged.values["layer"], judged.values["dead"]) == ("dead", 2, 4)
    assert health.answer(broken)["diagnosis"]["values"] == {**judged.values, "activation": "ReLU"}


@pytest.mark.parametrize("number", SAMPLE)
def test_what_is_claimed_of_a_random_run_holds(number):
    check(trained(random_states.state(number)))


@pytest.mark.slow
def test_what_is_claimed_of_hundreds_of_random_runs_holds():
    reasons = [check(trained(random_states.state(number))) for number in ALL]
    assert set(reasons) == set(verdict.REASONS), "every reason is met"
