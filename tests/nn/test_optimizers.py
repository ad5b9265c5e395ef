"""Optimisers: first steps worked out by hand, and optima known from elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from app.experiment import Experiment, task
from app.nn import optimizers, training
from app.nn.errors import UnknownName
from app.nn.optimizers import OPTIMIZERS

RULES = [entry for entry in OPTIMIZERS if not entry.whole]


class Bowl:
    """The function a·theta²/2 summed, with its gradient and curvature; or any list of gradients."""

    def __init__(self, theta, stiffness=(1.0,), gradients=None):
        self.theta, self.stiffness, self.gradients = theta, np.asarray(stiffness), iter(gradients or ())
        self.given = gradients is not None

    def loss(self):
        return float((self.stiffness * self.theta**2).sum() / 2)

    evaluate = loss

    def gradient(self):
        return np.array([next(self.gradients)]) if self.given else self.stiffness * self.theta

    def gauss_newton(self, turn):
        return self.gradient(), np.diag(self.stiffness * np.ones_like(self.theta))


def steps(name: str, gradients: list[float], rate: float = 0.1) -> float:
    rule, theta = optimizers.find(name), np.array([1.0])
    slots, objective = np.zeros(rule.memory(1)), Bowl(theta, gradients=gradients)
    for t in range(1, len(gradients) + 1):
        rule.step(theta, objective, slots, rate, t)
    return float(theta[0])


def descend(name: str, theta: np.ndarray, stiffness, count: int) -> np.ndarray:
    rule, theta = optimizers.find(name), theta.copy()
    slots, objective = np.zeros(rule.memory(theta.size)), Bowl(theta, stiffness)
    for t in range(1, count + 1):
        rule.step(theta, objective, slots, rule.rate / (1 + t / 50) if not rule.whole else 1.0, t)
    return theta


def test_sgd_goes_rate_times_gradient_downhill():
    assert steps("sgd", [2.0, 2.0]) == pytest.approx(1 - 0.1 * 2 - 0.1 * 2)


def test_momentum_keeps_nine_tenths_of_its_last_step():
    assert steps("momentum", [2.0, 1.0]) == pytest.approx(1 - 0.1 * 2 - 0.1 * (0.9 * 2 + 1))


def test_nesterov_goes_where_its_momentum_will_lead():
    first = 2 + 0.9 * 2
    second = 1 + 0.9 * (0.9 * 2 + 1)
    assert steps("nesterov", [2.0, 1.0]) == pytest.approx(1 - 0.1 * first - 0.1 * second)


def test_nesterov_is_the_two_line_form_of_its_inventor():
    """Y = x - rate·grad(x), x = y + .9 (y - last y), on a bowl of stiffness 3."""
    x, y = 1.0, 1.0
    for _ in range(5):
        last, y = y, x - 0.1 * 3 * x
        x = y + 0.9 * (y - last)
    theta = np.array([1.0])
    rule, slots, objective = optimizers.find("nesterov"), np.zeros((1, 1)), Bowl(theta, (3.0,))
    for t in range(1, 6):
        rule.step(theta, objective, slots, 0.1, t)
    assert theta[0] == pytest.approx(x, abs=1e-12)


def test_rmsprop_divides_by_the_usual_size():
    square = 0.1 * 2**2
    after_one = 1 - 0.1 * 2 / square**0.5
    square = 0.9 * square + 0.1 * 1
    assert steps("rmsprop", [2.0, 1.0]) == pytest.approx(after_one - 0.1 / square**0.5, abs=1e-6)


def test_adam_takes_its_first_step_at_the_full_rate_whatever_the_gradient():
    assert steps("adam", [1e-3]) == pytest.approx(0.9, abs=1e-5)
    assert steps("adam", [-1e3]) == pytest.approx(1.1, abs=1e-5)


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_adam_takes_its_second_step_as_the_paper_says(name):
    first, second = 2.0, -1.0
    m = (0.9 * 0.1 * first + 0.1 * second) / (1 - 0.9**2)
    v = (0.95 * 0.05 * first**2 + 0.05 * second**2) / (1 - 0.95**2)
    assert steps(name, [first, second]) == pytest.approx(1 - 0.1 - 0.1 * m / (v**0.5 + 1e-8), abs=1e-7)


def test_rprop_grows_its_steps_while_the_sign_stays_and_rests_where_it_turns():
    """Steps .1, .12; the sign turns: half of it, not taken; then .06 the other way."""
    assert steps("rprop", [5.0]) == pytest.approx(0.9)
    assert steps("rprop", [5.0, 0.1]) == pytest.approx(0.9 - 0.12)
    assert steps("rprop", [5.0, 0.1, -3.0]) == pytest.approx(0.9 - 0.12)
    assert steps("rprop", [5.0, 0.1, -3.0, -1.0]) == pytest.approx(0.9 - 0.12 + 0.06)


def test_the_first_step_of_lbfgs_is_downhill_and_no_longer_than_one():
    assert descend("lbfgs", np.array([3.0, -4.0]), (1.0, 1.0), 1) == pytest.approx([3 - 0.6, -4 + 0.8])


def test_lbfgs_solves_a_bowl_of_few_dimensions_in_few_steps():
    """With exact steps a quasi-Newton method needs as many as there are dimensions; these are not."""
    stiffness = np.array([1.0, 10.0, 100.0])
    assert np.abs(descend("lbfgs", np.array([1.0, -2.0, 3.0]), stiffness, 25)).max() < 1e-5


def test_levenberg_marquardt_solves_a_damped_system():
    """On a bowl of stiffness 2 from 3: 3 - 6 / (2 + .02), and the damping falls to a third."""
    theta, rule = np.array([3.0]), optimizers.find("lm")
    slots = np.zeros(rule.memory(1))
    rule.step(theta, Bowl(theta, (2.0,)), slots, 1.0, 1)
    assert theta[0] == pytest.approx(3 - 6 / 2.02, abs=1e-12)
    assert slots == pytest.approx([0.02 / 3, 2])


def test_levenberg_marquardt_goes_back_and_damps_more_where_a_step_does_not_help():
    class Wall(Bowl):
        """Claims a curvature a hundred times too small, so that full steps overshoot."""

        def gauss_newton(self, turn):
            return self.gradient(), np.diag(self.stiffness / 100)

    theta, rule = np.array([1.0]), optimizers.find("lm")
    slots, objective = np.zeros(rule.memory(1)), Wall(theta, (1.0,))
    for t in range(1, 30):
        before = objective.loss()
        rule.step(theta, objective, slots, 1.0, t)
        assert objective.loss() <= before
    assert abs(theta[0]) < 1e-3 and slots[0] > 0.02


@pytest.mark.parametrize("rule", OPTIMIZERS, ids=lambda entry: entry.name)
def test_every_optimiser_finds_the_bottom_of_a_bowl(rule):
    count = 50 if rule.whole else 2000
    assert np.abs(descend(rule.name, np.array([3.0, -2.0]), (2.0, 2.0), count)).max() < 1e-2


@pytest.mark.parametrize("name", ["lbfgs", "lm"])
@pytest.mark.parametrize("dataset", ["xor", "moons", "circles"])
@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_searches_find_logistic_regression_s_optimum(name, dataset, l2):
    """scikit-learn minimises sum of losses + |w|²/2C: the same as ours where C = 1 / (n l2)."""
    experiment = Experiment(dataset=dataset, noise=0.2, hidden="", optimizer=name, l2=l2, epochs=300)
    chosen = task(replace(experiment, target_accuracy=0.0), "identity")
    ended = training.advance(chosen, training.start(chosen), 301)
    X, n = chosen.train.inputs[:2].T.astype(np.float64), len(chosen.train)
    best = LogisticRegression(C=1 / (n * l2) if l2 else 1e9, tol=1e-10, max_iter=2000).fit(
        X, chosen.train.label
    )
    expected = log_loss(chosen.train.label, best.predict_proba(X))
    assert ended.final.train_loss == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", ["lbfgs", "lm"])
@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
@pytest.mark.parametrize("classes", [2, 3])
def test_searches_never_raise_the_loss(name, loss, classes):
    chosen = task(Experiment(optimizer=name, loss=loss, classes=classes, epochs=25), "tanh")
    state, last = training.start(chosen), np.inf
    for _ in range(25):
        state = training.advance(chosen, state, 1)
        value = state.history.entries[-1][1].train_loss
        assert value <= last + 1e-6
        last = value
    assert last < 0.6 * state.history.entries[0][1].train_loss


def test_an_unknown_optimiser_is_refused():
    with pytest.raises(UnknownName, match="adam"):
        optimizers.find("adma")
