"""No sentence that the numbers beside it contradict: of random runs, each is checked against its own table.

Every sentence of `health` has a condition here, worked out from the network and the trials, not by the code
that chose the sentence; one without a condition fails. So do the facts that the page's sentences of
`collapse`, `ceiling` and `layers` are chosen by.
"""

from collections import Counter

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.spatial import cKDTree
from scipy.stats import binom

from app import experiment as experiments
from app.experiment import Experiment
from app.insight import Subject, collapse, diagnosis, health, layers, straight
from app.insight.overlap import best_possible, by_neighbours
from app.messages import DEFAULT, catalog
from app.nn import training
from app.nn.state import Moment
from tests import random_states

SAMPLE = range(0, 12)
ALL = range(12, 330)
ENDLESS = 100_000
USUAL = {"matrices": "", "depth": 0, "slope": 0.9}


def trained(experiment: Experiment) -> Subject:
    task = experiments.task(experiment, experiment.activation[-1])
    return experiments.subject(experiment, task, training.advance(task, training.start(task), ENDLESS))


class Case:
    """One run with what `health` says of it."""

    def __init__(self, seen: Subject) -> None:
        self.seen, self.answer = seen, health.answer(seen)
        self.told = self.answer["diagnosis"]
        self.values, self.remedy = self.told["values"], self.told["remedy_values"]
        self.tried = self.told["tried"]
        self.now: Moment = seen.state.final
        self.target = seen.task.target_accuracy or 0.99

    def layer(self) -> dict:
        return self.answer["layers"][self.values["layer"] - 1]

    def backed(self) -> bool:
        """A cause that the figures do not prove is one whose remedy did better, and was tried."""
        return self.told["verified"] and self.told["change"] in [one["change"] for one in self.tried]

    def gap(self) -> bool:
        """Whether so few right test points are less likely than 1 in 40: of all, or of one class."""
        if self.now.test_right is None:
            return False
        task, now = self.seen.task, self.now
        groups = [(sum(now.train_right), len(task.train), sum(now.test_right), len(task.test))]
        groups += list(zip(now.train_right, task.train.sizes, now.test_right, task.test.sizes, strict=True))
        return any(n and m and binom.cdf(k, m, max(r / n - 0.05, 0)) < 0.025 for r, n, k, m in groups)

    def reached(self) -> bool:
        """Whether the mean of the recalls is what was asked for."""
        pairs = [
            pair for pair in zip(self.now.train_right, self.seen.task.train.sizes, strict=True) if pair[1]
        ]
        return np.mean([right / of for right, of in pairs]) >= self.target - 1e-12


def overlaps(case: Case) -> bool:
    """By a tree of other points than those that were counted."""
    more = case.seen.more(2000)
    inputs = case.seen.inputs_at(more.X)[:-1].T
    near = cKDTree(inputs).query(inputs, k=16)[1]
    near = np.array([[other for other in row if other != own][:15] for own, row in enumerate(near)])
    votes = np.stack([(more.label[near] == k).sum(axis=1) for k in range(more.label.max() + 1)])
    share = float((votes.argmax(axis=0) == more.label).mean())
    return abs(share - case.values["share"]) < 0.005 and share < min(0.99, case.target)


def mixed(case: Case) -> bool:
    """Of own points, whose neighbours are told apart one by one."""
    inputs, label, count = case.seen.inputs[:-1].T, case.seen.label, case.values["neighbours"]
    assert case.seen.more is None and case.values["points"] == len(label)
    right = 0
    for own, place in enumerate(inputs):
        away = ((inputs - place) ** 2).sum(axis=1)
        away[own] = np.inf
        right += Counter(label[np.argsort(away, kind="stable")[:count]]).most_common(1)[0][0] == label[own]
    share = right / len(label)
    return abs(share - case.values["share"]) < 0.03 and case.values["share"] < min(0.99, case.target)


def on_one_spot(case: Case) -> bool:
    places: dict[tuple, Counter] = {}
    train = ~case.seen.test
    for row, label in zip(case.seen.inputs[:-1, train].T, case.seen.label[train], strict=True):
        places.setdefault(tuple(row), Counter())[label] += 1
    best = sum(max(counts.values()) for counts in places.values()) / train.sum()
    shared = sum(sum(counts.values()) for counts in places.values() if len(counts) > 1)
    share, points = case.values["share"], case.values["points"]
    return abs(best - share) < 1e-9 and share < case.target and shared == points


def frozen(case: Case, number: int) -> bool:
    network, state = case.seen.task.network, case.seen.state
    attempts = [training.initial_weights(case.seen.task, attempt) for attempt in range(state.restarts + 1)]
    now = network.layers(state.theta)
    return all(
        any(np.array_equal(network.layers(theta)[index], now[index]) for theta in attempts)
        for index in range(number)
    )


def flat(case: Case) -> bool:
    """No gradient of the loss reaches the layers up to it."""
    return all(layer["gradient_norm"]["now"] == 0 for layer in case.answer["layers"][: case.values["layer"]])


def dead(case: Case) -> bool:
    """Counted from both sides of each sum: a unit whose slope is zero is flat there."""
    index = case.values["layer"] - 1
    activation, z = case.seen.task.network.activations[index], health.Probe(case.seen).passed[index][0]
    sides = [np.abs(activation(z + step) - activation(z)) / 1e-6 for step in (-1e-6, 1e-6)]
    gone = int((np.minimum(*sides) < 1e-5).all(axis=1).sum())
    return case.values["dead"] == len(case.layer()["dead"]) <= gone and case.values["units"] == len(z)


def alike(case: Case) -> bool:
    W = case.seen.layers[case.values["layer"] - 1]
    return bool((W == W[0]).all()) and case.layer()["gradients_alike"]


CAUSES = {
    "healthy": lambda case: (
        case.reached() and not case.gap() and not any(layer["dead"] for layer in case.answer["layers"])
    ),
    "scarred": lambda case: (
        case.reached()
        and case.values["dead"] == sum(len(layer["dead"]) for layer in case.answer["layers"]) > 0
    ),
    "overfit": lambda case: case.gap(),
    "unclear": lambda case: not case.reached() or case.seen.state.status == "diverged",
    "by_heart": lambda case: (
        all(one["test_accuracy"] <= case.now.test_accuracy for one in case.tried
            if one["accuracy"] >= case.now.train_accuracy + 0.02)
        and any(one["accuracy"] > case.now.train_accuracy for one in case.tried)
    ),
    "overlap": overlaps,
    "mixed": mixed,
    "bent": lambda case: case.backed() and case.told["change"] == {"activation": "identity"},
    "same_spot": on_one_spot,
    "missed": lambda case: 2 * case.values["right"] <= case.values["of"],
    "straight": lambda case: one_layer(case.seen),
    "flat": lambda case: flat(case) and frozen(case, case.values["layer"]),
    "flat_moved": lambda case: flat(case) and not frozen(case, case.values["layer"]),
    "alike": alike,
    "dead": dead,
    "saturated": lambda case: case.layer()["saturated"] == case.values["share"] > 0.75 and case.backed(),
    "vanishing": lambda case: case.answer["gradient_ratio"] == case.values["share"] < 1e-3 and case.backed(),
    "held_back": lambda case: (
        getattr(case.seen.task, case.values["field"]) == case.values["value"] > 0 and case.backed()
    ),
    "restless": lambda case: (
        case.backed() and case.told["change"]["learning_rate"] < case.seen.task.solver.learning_rate
    ),
    "short": lambda case: case.backed() and case.told["change"]["epochs"] > case.seen.task.epochs,
    "slow": lambda case: case.backed() and not case.reached(),
    "small": lambda case: case.backed() and "hidden" in case.told["change"],
    "unsuited": lambda case: case.backed() and case.told["change"]["activation"] == "tanh",
    "several": lambda case: (
        case.backed()
        and not any(one["reached"] for one in case.tried if one["change"] != case.told["change"])
    ),
    "diverged": lambda case: (
        case.seen.state.status == "diverged" and case.values["rate"] == case.seen.task.solver.learning_rate
    ),
    "overflow": lambda case: case.seen.state.status == "diverged",
}  # fmt: skip


def most(case: Case, word: str) -> float:
    return max(one[word] or 0.0 for one in case.tried)


REMEDIES = {
    "nothing": lambda case: case.reached() and not case.tried,
    "solved": lambda case: chosen(case)["reached"],
    "helped": lambda case: chosen(case)["accuracy"] > case.now.train_accuracy,
    "fits": lambda case: (
        chosen(case)["reached"]
        and case.remedy["test"] < case.remedy["accuracy"]
        and not any(better(one, case.now) for one in case.tried)
    ),
    "generalises": lambda case: case.remedy["test"] == most(case, "test_accuracy") > case.now.test_accuracy,
    "no_more": lambda case: (
        case.remedy["accuracy"] == most(case, "accuracy")
        and names_the_best(case, "accuracy")
        and not any(one["reached"] for one in case.tried)
        and not any(better(one, case.now) for one in case.tried)
    ),
    "no_more_test": lambda case: (
        case.remedy["test"] == most(case, "test_accuracy") < case.now.test_accuracy + 0.02
        and names_the_best(case, "test_accuracy")
        and (case.reached() or not any(one["reached"] for one in case.tried))
    ),
    "untried": lambda case: not case.tried,
    "nothing_to_try": lambda case: not case.tried,
}


def names_the_best(case: Case, word: str) -> bool:
    """The sentence names the change that came out best, and how many were tried."""
    named = [one for one in case.tried if one["change"] == case.remedy["change"]]
    return named[0][word] == most(case, word) and case.remedy["count"] == len(case.tried)


def better(trial: dict, now: Moment) -> bool:
    more = trial["accuracy"] >= now.train_accuracy + 0.02
    return more and (now.test_accuracy is None or trial["test_accuracy"] >= now.test_accuracy + 0.02)


def chosen(case: Case) -> dict:
    (trial,) = [one for one in case.tried if one["change"] == case.told["change"]]
    assert {"accuracy": trial["accuracy"], "before": case.now.train_accuracy}.items() <= case.remedy.items()
    if case.now.test_accuracy is not None:
        tested = {"test": trial["test_accuracy"], "test_before": case.now.test_accuracy}
        assert tested.items() <= case.remedy.items()
    return trial


def one_layer(seen: Subject) -> bool:
    """Whether half way between two places the network says the mean of what it says at both."""
    rng, n = np.random.default_rng(1), seen.grid_inputs.shape[1]
    first, second = seen.grid_inputs[:, rng.integers(n, size=(2, 300))].swapaxes(0, 1)
    a, b, middle = (seen.logits(inputs) for inputs in (first, second, (first + second) / 2))
    return bool(np.abs(middle - (a + b) / 2).max() <= 1e-6 * max(np.abs(a).max(), np.abs(b).max(), 1e-30))


def check_collapse(seen: Subject) -> None:
    told = collapse.answer(seen, **USUAL)
    assert told["collapses"] == (not seen.task.network.bends)
    if told["collapses"]:
        assert one_layer(seen) and told["max_difference"] <= 1e-9 * max(told["range"], 1), "that is rounding"
    elif told["straight"]:
        assert one_layer(seen) or told["range"] == 0
    else:
        assert told["r2"] < 1, "the rest is what the bend buys"


def check_ceiling(seen: Subject) -> None:
    told = straight.answer(seen)
    for part in filter(None, (told, told["train"], told["test"])):
        assert part["accuracy"] == part["correct"] / part["total"]
        assert part["separable"] == (part["accuracy"] == 1 and part["certificate"] is None)
        if not seen.task.network.bends and {feature.name for feature in seen.features} <= {"x", "y"}:
            assert part["network"] <= part["accuracy"], "never above the best line"
        if proof := part["certificate"]:
            means = []
            for side in (0, 1):
                share = np.array(
                    [w for w, k in zip(proof["weights"], proof["label"], strict=True) if k == side]
                )
                chosen = [p for p, k in zip(proof["points"], proof["label"], strict=True) if k == side]
                assert (share > 0).all() and share.sum() == pytest.approx(1)
                assert (seen.label[chosen] == side).all()
                means.append(seen.data.X[:, chosen] @ share)
            assert np.abs(means[0] - means[1]).max() <= 1e-7 * np.abs(seen.data.X).max(), (
                "one and the same place"
            )


def check_layers(seen: Subject) -> None:
    told = layers.answer(seen)["layers"]
    assert [layer["separable"] for layer in told] == [layer["margin"] is not None for layer in told]
    for layer, space in zip(told, layers.spaces(seen), strict=True):
        if len(seen.data.classes) > 2:
            continue
        assert layer["separable"] == (layer["certificate"] is None)
        if not layer["separable"]:
            continue
        a, sign = space.a[:, ~seen.test], 2 * seen.label[~seen.test] - 1
        a = (a - a.mean(axis=1, keepdims=True)) / max(np.abs(a - a.mean(axis=1, keepdims=True)).max(), 1e-300)
        rows = -sign[:, None] * np.column_stack([a.T, np.ones(len(sign))])
        found = linprog(np.zeros(len(a) + 1), rows, -np.ones(len(sign)), bounds=(None, None))
        assert found.status == 0, "a cut separates them"


def check(number: int) -> tuple[str, str]:
    case = Case(trained(random_states.state(number)))
    cause, remedy = case.told["code"], case.told["remedy_code"]
    assert CAUSES[cause](case), (number, case.told)
    assert REMEDIES[remedy](case), (number, case.told)
    assert case.told["before"] == case.now.train_accuracy
    if any(one["reached"] for one in case.tried) and not case.reached():
        assert case.told["verified"], (number, "a training that got there is offered")
    check_collapse(case.seen)
    if len(case.seen.data.classes) == 2:
        check_ceiling(case.seen)
    check_layers(case.seen)
    return cause, remedy


@pytest.mark.parametrize("number", SAMPLE)
def test_what_is_said_of_a_random_run_is_true(number):
    check(number)


@pytest.mark.slow
def test_what_is_said_of_hundreds_of_random_runs_is_true():
    said = Counter(word for number in ALL for word in check(number))
    assert len(said) > 15, said


def test_every_sentence_has_a_condition_and_stands_in_the_catalog():
    texts = {key.removeprefix("why.health.") for key in catalog(DEFAULT) if key.startswith("why.health.")}
    assert texts >= set(CAUSES) | set(REMEDIES) - {"nothing"}
    assert set(REMEDIES) == set(diagnosis.REMEDIES)
    assert texts - set(CAUSES) - set(REMEDIES) == WORDS


WORDS = {
    "apply", "both", "change", "changed", "column_dead", "column_gradient", "column_learned", "column_mean",
    "column_saturated", "column_sign", "dead_units", "epochs", "just_now", "layers", "none_dead", "on_test",
    "one_sign", "own_activation", "own_initializer", "own_learning_rate", "own_optimizer", "ratio", "setting", "test", "train",
    "tried", "tried_caption", "unchanged", "untrained", "with_epochs", "with_hidden", "with_learning_rate",
}  # fmt: skip


def test_neighbours_and_spots_are_counted():
    rng = np.random.default_rng(0)
    apart = np.concatenate([rng.normal(0, 0.1, (2, 100)), rng.normal(3, 0.1, (2, 100))], axis=1)
    label = np.repeat([0, 1], 100)
    assert by_neighbours(apart, label, 5) == 1 and by_neighbours(apart, label[rng.permutation(200)], 5) < 0.7
    assert best_possible(np.array([[0.0, 0.0, 0.0, 1.0]]), np.array([0, 0, 1, 1])) == (0.75, 3)
