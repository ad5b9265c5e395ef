"""Training: determinism, the ways it can end, and what the solver promises."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from app.experiment import Experiment, task
from app.nn import training
from app.nn.datasets import DATASETS
from app.nn.network import Workspace, calm_forward, forward
from app.nn.optimizers import OPTIMIZERS
from app.nn.state import HISTORY, Film, Record
from app.nn.task import Examples

FOREVER = 10**6


def run(experiment: Experiment, activation: str):
    chosen = task(experiment, activation)
    return chosen, training.advance(chosen, training.start(chosen), FOREVER)


def same(one, other) -> bool:
    return pickle.dumps(one) == pickle.dumps(other)


COURSES = {
    "default": {},
    "restarts": {"activation": ("relu",), "seed": 3, "hidden": "6,6"},
    "mini-batches": {"optimizer": "momentum", "batch_size": 32, "epochs": 40},
    "noise": {"activation_noise": 0.2, "epochs": 40, "target_accuracy": 0.0},
    "penalties": {"l1": 0.001, "l2": 0.01, "epochs": 150},
    "frames": {"frames": 7, "epochs": 130},
    "three classes": {"classes": 3, "epochs": 150},
    "dropout": {"dropout": 0.3, "epochs": 60, "target_accuracy": 0.0},
    "dropout in mini-batches": {"dropout": 0.2, "activation_noise": 0.1, "batch_size": 50, "epochs": 25},
    "schedule": {"schedule": "one_cycle", "epochs": 80},
    "L-BFGS": {"optimizer": "lbfgs", "epochs": 60},
    "Levenberg-Marquardt": {"optimizer": "lm", "epochs": 70, "hidden": "3"},
    "diverging": {"optimizer": "sgd", "learning_rate": 1000.0, "activation": ("quadratic",)},
}


@pytest.mark.parametrize("changes", COURSES.values(), ids=COURSES)
@pytest.mark.parametrize("slice_length", [1, 37])
def test_slices_give_bit_for_bit_what_one_run_gives(changes, slice_length):
    experiment = Experiment(**changes)
    chosen, whole = run(experiment, experiment.activation[-1])
    state = training.start(chosen)
    while not state.status:
        state = pickle.loads(pickle.dumps(training.advance(chosen, state, slice_length)))
    assert np.array_equal(state.theta, whole.theta) and state.history == whole.history
    assert same([state.final, state.status, state.restarts], [whole.final, whole.status, whole.restarts])
    assert same(state.frames.entries, whole.frames.entries)


def test_advance_leaves_the_state_it_was_given_alone():
    chosen = task(Experiment(), "tanh")
    state = training.start(chosen)
    before = pickle.dumps(state)
    training.advance(chosen, state, 50)
    assert pickle.dumps(state) == before


def test_an_ended_training_does_not_go_on():
    chosen, ended = run(Experiment(epochs=20), "tanh")
    assert training.advance(chosen, ended, 50) is ended


def test_a_state_is_a_few_kilobytes():
    chosen = task(Experiment(frames=20), "tanh")
    assert len(pickle.dumps(training.advance(chosen, training.start(chosen), 150))) < 60_000


def test_everything_is_computed_in_float32():
    chosen, ended = run(Experiment(epochs=20), "tanh")
    assert {array.dtype for array in (ended.theta, ended.slots, chosen.train.inputs)} == {
        np.dtype(np.float32)
    }


def test_one_epoch_of_sgd_is_one_step_down_the_gradient():
    """Logistic regression by hand: dL/dw = mean((p - t) x)."""
    experiment = Experiment(hidden="", optimizer="sgd", learning_rate=0.5, initializer="xavier", epochs=1)
    chosen = task(experiment, "identity")
    first = training.start(chosen)
    X, t = chosen.train.inputs.astype(float), chosen.train.targets.astype(float)
    p = 1 / (1 + np.exp(-first.theta.astype(float) @ X))
    expected = first.theta - 0.5 * ((p - t) @ X.T)[0] / X.shape[1]
    assert training.advance(chosen, first, 1).theta == pytest.approx(expected, abs=1e-6)


def test_l2_pulls_on_weights_and_leaves_biases_alone():
    experiment = Experiment(
        hidden="", optimizer="sgd", learning_rate=1.0, l2=0.5, initializer="xavier", epochs=1
    )
    plain, pulled = (task(replace(experiment, l2=l2), "identity") for l2 in (0.0, 0.5))
    start = training.start(plain)
    difference = training.advance(plain, start, 1).theta - training.advance(pulled, start, 1).theta
    assert difference == pytest.approx(0.5 * start.theta * [1, 1, 0], abs=1e-6)


def test_l1_pulls_by_the_sign():
    experiment = Experiment(hidden="", optimizer="sgd", learning_rate=1.0, initializer="xavier", epochs=1)
    plain, pulled = (task(replace(experiment, l1=l1), "identity") for l1 in (0.0, 0.25))
    start = training.start(plain)
    difference = training.advance(plain, start, 1).theta - training.advance(pulled, start, 1).theta
    assert difference == pytest.approx(0.25 * np.sign(start.theta) * [1, 1, 0], abs=1e-6)


@pytest.mark.claim(id="C3")
def test_no_activation_noise_is_bit_equal_to_the_base():
    base, quiet = Experiment(epochs=60), Experiment(epochs=60, activation_noise=0.0)
    assert np.array_equal(run(base, "tanh")[1].theta, run(quiet, "tanh")[1].theta)


@pytest.mark.claim(id="C3")
def test_activation_noise_changes_the_course_the_same_way_each_time():
    noisy = Experiment(epochs=60, activation_noise=0.3)
    first, again = run(noisy, "tanh")[1], run(noisy, "tanh")[1]
    assert np.array_equal(first.theta, again.theta)
    assert not np.array_equal(first.theta, run(Experiment(epochs=60), "tanh")[1].theta)


def test_no_dropout_is_bit_equal_to_the_base():
    base, quiet = Experiment(epochs=60), Experiment(epochs=60, dropout=0.0)
    assert np.array_equal(run(base, "tanh")[1].theta, run(quiet, "tanh")[1].theta)


def test_dropout_changes_the_course_the_same_way_each_time():
    experiment = Experiment(epochs=60, dropout=0.3)
    first, again = run(experiment, "tanh")[1], run(experiment, "tanh")[1]
    assert np.array_equal(first.theta, again.theta)
    assert not np.array_equal(first.theta, run(Experiment(epochs=60), "tanh")[1].theta)


def test_dropout_leaves_the_output_right_on_average():
    """A linear network's mean output under many masks is its output without one."""
    chosen = task(Experiment(dropout=0.4, hidden="8"), "identity")
    theta, rng = training.start(chosen).theta, np.random.default_rng(0)
    work, n = Workspace(chosen.network, len(chosen.train), theta.dtype, True), len(chosen.train)
    layers, inputs = chosen.network.layers(theta), chosen.train.inputs
    mean = np.mean(
        [forward(work, layers, inputs, training.disturbance(chosen, n, rng)).copy() for _ in range(4000)],
        axis=0,
    )
    whole = calm_forward(chosen.network, theta, inputs)
    assert np.abs(mean - whole).max() < 0.06 * np.abs(whole).max()


def test_a_binary_step_moves_its_output_layer_only():
    chosen = task(Experiment(epochs=100, target_accuracy=0.0), "binary_step")
    start = training.start(chosen)
    end = training.advance(chosen, start, 100)
    for index, (before, after) in enumerate(
        zip(chosen.network.layers(start.theta), chosen.network.layers(end.theta), strict=True)
    ):
        assert np.array_equal(before, after) == (index < 2)


def test_a_run_that_diverges_says_when_and_keeps_finite_weights():
    experiment = Experiment(optimizer="sgd", learning_rate=1000.0)
    _, ended = run(experiment, "quadratic")
    assert ended.status == "diverged" and 0 < ended.final.epoch < 100
    assert np.isfinite(ended.theta).all()
    moment = ended.final
    assert all(
        np.isfinite([moment.train_loss, moment.test_loss, moment.train_accuracy, moment.test_accuracy])
    )


def test_a_run_that_cannot_even_start_is_diverged_at_epoch_0():
    experiment = Experiment(hidden="64,64,64,64,64,64", initializer="he", optimizer="sgd")
    chosen, ended = run(experiment, "quadratic")
    huge = replace(
        chosen, train=Examples(chosen.train.inputs * 1e6, chosen.train.targets, chosen.train.label)
    )
    ended = training.advance(huge, training.start(huge), 10)
    assert (ended.status, ended.final.epoch) == ("diverged", 0) and np.isfinite(ended.final.train_loss)


def test_history_is_evenly_spaced_and_never_longer_than_a_screen_can_show():
    _, ended = run(Experiment(epochs=1500, target_accuracy=0.0), "identity")
    epochs = [epoch for epoch, _ in ended.history.entries]
    assert len(epochs) <= HISTORY and epochs[0] == 0
    assert len(set(np.diff(epochs))) == 1


@pytest.mark.parametrize("test_share", [0.25, 0.5])
def test_test_points_have_no_say(test_share):
    """Half for training and half for testing: the same arrays would do for both, and must not."""
    chosen = task(Experiment(test_share=test_share, epochs=40, target_accuracy=0.0), "tanh")
    without = replace(chosen, test=chosen.test.take(np.array([], int)))
    ends = [training.advance(one, training.start(one), 50).theta for one in (chosen, without)]
    assert np.array_equal(*ends)


def test_a_record_drops_every_second_entry_when_it_is_full():
    record = Record(4)
    for epoch in range(9):
        if record.wants(epoch):
            record.add(epoch, str(epoch))
    assert [epoch for epoch, _ in record.entries] == [0, 4, 8]


def filmed(capacity: int, epochs: int) -> list[int]:
    film = Film(capacity)
    for epoch in range(epochs):
        if film.wants(epoch):
            film.add(epoch, epoch)
    return [epoch for epoch, _ in film.entries]


@pytest.mark.parametrize("epochs", [1, 2, 61, 1000, 5000])
@pytest.mark.parametrize("capacity", [1, 2, 30, 60])
def test_a_film_begins_with_the_initial_weights_and_fills_half_of_its_places(capacity, epochs):
    kept = filmed(capacity, epochs)
    assert kept[0] == 0 and min(capacity / 2, epochs) <= len(kept) <= capacity


def test_a_film_is_denser_early():
    kept = np.array(filmed(40, 2000))
    assert np.ptp(np.diff(np.sqrt(kept))) < 2, (
        "its steps are even in the square root, as far as epochs are whole"
    )
    assert np.sum(kept < 500) == pytest.approx(len(kept) / 2, abs=2)


def test_films_of_different_length_show_the_same_epochs():
    short, long = set(filmed(30, 150)), set(filmed(30, 5000))
    assert {epoch for epoch in long if epoch < 150} <= short


def test_a_named_optimiser_is_taken_at_its_word():
    for rule in OPTIMIZERS:
        solver = task(Experiment(optimizer=rule.name, initializer="he"), "tanh").solver
        assert (solver.optimizer.name, solver.learning_rate) == (rule.name, rule.rate)
        assert solver.settle == solver.restarts == 0


WISHES = {
    "nothing": {},
    "batches": {"batch_size": 50},
    "noise": {"activation_noise": 0.1},
    "dropout": {"dropout": 0.1},
    "a rate": {"learning_rate": 0.1},
    "a schedule": {"schedule": "step"},
}


@pytest.mark.parametrize("wish", WISHES)
def test_a_linear_network_is_left_to_rprop_where_nothing_speaks_against_it(wish):
    names = [task(Experiment(**WISHES[wish]), name).solver.optimizer.name for name in ("identity", "tanh")]
    assert names == ["adam" if WISHES[wish] else "rprop", "adam"]


def test_reaching_the_target_settles_before_it_stops():
    chosen, ended = run(Experiment(), "tanh")
    assert ended.status == "reached"
    assert ended.final.epoch - ended.settling_began == chosen.solver.settle


@pytest.mark.parametrize("hidden", ["", "8,8"])
@pytest.mark.parametrize("dataset", [entry.name for entry in DATASETS if entry.name != "gaussians"])
def test_the_linear_network_is_as_good_as_logistic_regression(dataset, hidden):
    """Its failure is the mathematics, not the optimiser: its loss is the convex optimum's."""
    chosen, ended = run(Experiment(dataset=dataset, hidden=hidden), "identity")
    X = chosen.train.inputs[:2].T
    best = LogisticRegression(C=1e8, tol=1e-10, max_iter=1000).fit(X, chosen.train.label)
    assert ended.final.train_loss - log_loss(chosen.train.label, best.predict_proba(X)) < 5e-5
