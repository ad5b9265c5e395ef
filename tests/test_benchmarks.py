"""The benchmarks measure what they say: the same work, sound statistics, and tables that follow from figures."""

import json
import math
import sys
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import peers, store
from benchmarks.parts import Options, check, epoch
from benchmarks.parts.solve import Contender
from benchmarks.peers import HINGE, OURS, SAME, Missing, Setting
from benchmarks.peers.bendline import Bendline, Settled
from benchmarks.plot import plot
from benchmarks.report import section
from benchmarks.tables import BEGIN, END, number, placed
from benchmarks.timing import alternate, percentile, slope
from benchmarks.work import PLAIN, Problem, spiral


@pytest.fixture(scope="module")
def c():
    try:
        return peers.load(peers.C)[0]
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def problem() -> Problem:
    return spiral(3, PLAIN)


def logits(weights: list, points: np.ndarray) -> np.ndarray:
    """A tanh network, written once more in float64."""
    a = points.T.astype(np.float64)
    for W, b in weights[:-1]:
        a = np.tanh(W @ a + b[:, None])
    W, b = weights[-1]
    return (W @ a + b[:, None])[0]


def loss(problem: Problem, theta: np.ndarray) -> float:
    z = logits(peers.split(problem, theta), problem.points)
    return float(np.mean(np.logaddexp(0, z) - problem.labels * z))


# --- the C kernel ---------------------------------------------------------------------------------


def test_the_kernel_leaves_the_processes_arithmetic_alone(c):
    """A library linked with -Ofast turns off subnormal numbers for all who live in its process."""
    tiny = np.array([sys.float_info.min]) / 2
    assert tiny[0] > 0


@pytest.mark.parametrize("hidden", ["8,8", "5", "3,7,6"])
def test_the_kernels_first_step_is_adams_on_central_differences(c, hidden):
    """Adam's first step is rate · g / (|g| + epsilon), and its mean (1 - beta 1) · g."""
    problem = Problem(replace(PLAIN, hidden=hidden, samples=420))  # more than a block
    trainer = c(problem)
    trainer.start(SAME, 0)
    before = trainer.theta.astype(np.float64)
    trainer.train(1)
    steps = 1e-5 * np.eye(len(before))
    gradient = (
        np.array([loss(problem, before + step) - loss(problem, before - step) for step in steps]) / 2e-5
    )
    assert trainer.mean / (1 - peers.BETA_1) == pytest.approx(gradient, rel=1e-3, abs=2e-6)
    moved = np.abs(gradient) > 1e-4
    assert moved.mean() > 0.5
    assert (trainer.theta - before)[moved] == pytest.approx(-SAME.rate * np.sign(gradient[moved]), abs=1e-4)


def test_the_kernels_losses_are_ours(c, problem):
    options = Options(seeds=1, quick=True, peers={OURS: (Bendline,), peers.C: (c,)})
    (difference,) = check.measure(options).values()
    assert difference < check.TOLERANCE


def test_the_kernel_goes_on_where_it_stands(c, problem):
    one, two = c(problem), c(problem)
    one.start(SAME, 3)
    two.start(SAME, 3)
    one.train(12)
    two.train(5)
    two.train(7)
    assert np.array_equal(one.theta, two.theta)


def test_the_kernel_answers_as_the_network_does(c, problem):
    trainer = c(problem)
    trainer.start(SAME, 3)
    points = (
        np.random.default_rng(0).uniform(-3, 3, (1001, 2)).astype(np.float32)
    )  # not a multiple of a block
    expected = 1 / (1 + np.exp(-logits(peers.split(problem, trainer.theta), points)))
    assert trainer.probabilities(points) == pytest.approx(expected, abs=1e-5)


def test_a_different_beta_2_is_noticed(c, problem):
    """The check can fail."""
    ours, other = Bendline(problem), c(problem)
    ours.start(SAME, 3)
    other.start(Setting(SAME.rate, 0.999, HINGE), 3)
    pairs = zip(other.losses(40), ours.losses(40), strict=True)
    assert max(abs(theirs / mine - 1) for theirs, mine in pairs) > check.TOLERANCE


# --- the bare loop --------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", ["8,8", "5", "3,7,6"])
def test_the_bare_loop_takes_our_steps(hidden):
    problem = Problem(replace(PLAIN, hidden=hidden))
    bare, ours = peers.load(peers.BARE)[0](problem), Bendline(problem)
    bare.start(SAME, 3)
    ours.start(SAME, 3)
    bare.train(40)
    ours.train(40)
    assert bare.probabilities(problem.points) == pytest.approx(ours.probabilities(problem.points), abs=1e-3)


# --- the engines ----------------------------------------------------------------------------------


def test_scikit_learn_begins_where_it_is_told_and_takes_the_same_steps(problem):
    (best, usual) = pytest.importorskip("benchmarks.peers.scikit").TRAINERS
    found = check.measure(Options(1, True, {OURS: (Bendline,), peers.SCIKIT: (best, usual)}))
    assert len(found) == 2 and max(found.values()) < check.TOLERANCE


def test_scikit_learns_search_takes_the_steps_of_its_fit(problem):
    trainer = pytest.importorskip("benchmarks.peers.scikit").ScikitLearn(problem)
    trainer.start(Setting(0.05, 0.95, "own"), 3)
    for _ in range(15):
        trainer.step()
    stepped = trainer.probabilities(problem.points)
    trainer.start(Setting(0.05, 0.95, "own"), 3)
    trainer.train(15)
    assert trainer.probabilities(problem.points) == pytest.approx(stepped, abs=1e-4)


@pytest.mark.parametrize(("name", "module"), [(peers.PYTORCH, "torch"), (peers.JAX, "jax")])
def test_what_is_not_installed_is_skipped_with_a_word(monkeypatch, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"benchmarks.peers.{peers.MODULES[name]}", raising=False)
    found, missing = peers.load_all()
    assert name not in found and OURS in found
    assert missing[name] == "not installed"


def test_without_a_compiler_the_kernel_is_skipped_with_a_word(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    monkeypatch.delitem(sys.modules, "benchmarks.peers.c", raising=False)
    found, missing = peers.load_all()
    assert peers.C not in found and missing[peers.C] == "no compiler"


@pytest.mark.parametrize("trainer", [Bendline, Settled])
def test_a_timed_run_of_ours_ends_where_its_search_said(trainer):
    run = Contender("ours", trainer).race(5)
    problem = spiral(5)
    ours = trainer(problem)
    ours.start(SAME, 5)
    ours.train(run["epochs"] + trainer.notices)
    right = (ours.probabilities(problem.points) > 0.5) == (problem.labels == 1)
    assert right.mean() >= 0.99 and run["seconds"] > 0
    assert ours.state.settling_began is not None
    assert bool(ours.state.status) == (trainer is Settled)


# --- statistics -----------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.95, 1.0])
@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_percentiles_are_numpys(count, share):
    values = np.random.default_rng(count).exponential(size=count).tolist()
    assert percentile(values, share) == pytest.approx(np.percentile(values, 100 * share))


def test_a_failed_run_is_infinitely_slow():
    assert percentile([1, 2, math.inf], 0.5) == 2
    assert percentile([1, 2, math.inf], 0.95) == math.inf


def test_the_slope_is_numpys_fit_of_the_logarithms():
    rng = np.random.default_rng(0)
    sizes = [100, 200, 400, 800]
    times = [size**0.9 * rng.uniform(0.9, 1.1) for size in sizes]
    assert slope(sizes, times) == pytest.approx(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def test_works_alternate_and_the_first_round_is_not_counted():
    order = []
    works = {name: lambda name=name: lambda: order.append(name) for name in "ab"}
    times = alternate(works, rounds=2)
    assert "".join(order) == "ababab"
    assert [len(found) for found in times.values()] == [2, 2]


# --- the report -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.0123, "0.0123"), (9.99, "9.99"), (73, "73.0"), (1234.5, "1234")]
)
def test_numbers_have_three_digits_that_count(value, text):
    assert number(value) == text


def test_a_section_replaces_the_one_before_and_nothing_else():
    page = f"above\n\n{BEGIN}\n\nold\n\n{END}\n\nbelow\n"
    assert placed(page, "new") == f"above\n\n{BEGIN}\n\nnew\n\n{END}\n\nbelow\n"


def test_the_tables_and_the_plot_follow_from_the_kept_figures():
    results = json.loads(store.RESULTS.read_text(encoding="utf-8"))
    page = store.PAGE.read_text(encoding="utf-8")
    assert placed(page, section(results)) == page, "run: python -m benchmarks"
    assert store.PLOT.read_text(encoding="utf-8") == plot(results["parts"]["solve"])


def test_an_epoch_is_measured_for_every_engine(monkeypatch):
    monkeypatch.setattr(epoch, "EPOCHS", 2)
    figures = epoch.measure(Options(1, True, {OURS: (Bendline,)}))
    assert list(figures) == [Bendline.label] and all(took > 0 for took in figures[Bendline.label])
    assert "| 1.00 |" in epoch.report(figures)
