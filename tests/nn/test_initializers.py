"""Initialisers: the statistics they promise."""

import numpy as np
import pytest

from app.experiment import Experiment, task
from app.nn import hinge, initializers, training
from app.nn.activations import ACTIVATIONS
from app.nn.initializers import INITIALIZERS
from app.nn.network import Network, Workspace, forward
from app.nn.spelling import parse


def filled(name: str, network: Network, seed: int = 0, n: int = 500):
    rng = np.random.default_rng(seed)
    inputs = np.vstack([rng.uniform(-1, 1, (network.sizes[0], n)), np.ones(n)]).astype(np.float32)
    targets = (inputs[:1] * inputs[1:2] > 0).astype(np.float32)
    theta = np.full(network.parameters, np.nan, np.float32)
    initializers.find(name).fill(network, theta, inputs, targets, rng)
    return theta, inputs


@pytest.mark.parametrize("entry", INITIALIZERS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("activation", [entry.name for entry in ACTIVATIONS])
def test_every_weight_is_set_to_a_number(entry, activation):
    theta, _ = filled(entry.name, Network((2, 8, 8, 1), parse(activation) * 2))
    assert np.isfinite(theta).all()


def test_xavier_spreads_evenly_up_to_its_limit():
    network = Network((60, 60), ())
    theta, _ = filled("xavier", network)
    W = network.layers(theta)[0]
    limit = np.sqrt(6 / 120)
    assert np.abs(W[:, :-1]).max() <= limit and not W[:, -1].any()
    assert W[:, :-1].std() == pytest.approx(limit / np.sqrt(3), rel=0.03)


def test_he_has_twice_the_variance_that_its_inputs_share():
    network = Network((60, 60), ())
    theta, _ = filled("he", network)
    assert network.layers(theta)[0][:, :-1].std() == pytest.approx(np.sqrt(2 / 60), rel=0.03)


def test_lecun_shares_one_variance_among_its_inputs():
    network = Network((60, 60), ())
    theta, _ = filled("lecun", network)
    assert network.layers(theta)[0][:, :-1].std() == pytest.approx(np.sqrt(1 / 60), rel=0.03)


@pytest.mark.parametrize("units", [7, 20, 33])
def test_orthogonal_turns_without_stretching(units):
    network = Network((20, units), ())
    theta, _ = filled("orthogonal", network)
    W = network.layers(theta)[0][:, :-1]
    product = W @ W.T if units <= 20 else W.T @ W
    assert product == pytest.approx(np.eye(min(units, 20)), abs=1e-5)


def test_orthogonal_prefers_no_direction():
    """The mean of many is 0: an algorithm's own signs would show in the first row and column."""
    network = Network((2, 2), ())
    mean = sum(network.layers(filled("orthogonal", network, seed, 4)[0])[0] for seed in range(400)) / 400
    assert np.abs(mean).max() < 0.15


@pytest.mark.parametrize(("name", "spread"), [("uniform", 1 / np.sqrt(3)), ("normal", 1.0)])
def test_the_plain_choices_take_no_heed_of_the_shape(name, spread):
    for inputs in (10, 60):
        network = Network((inputs, 300), ())
        theta, _ = filled(name, network)
        W = network.layers(theta)[0]
        assert W[:, :-1].std() == pytest.approx(spread, rel=0.05) and not W[:, -1].any()


def test_units_that_begin_at_zero_stay_alike_for_ever():
    chosen = task(
        Experiment(initializer="zeros", epochs=200, target_accuracy=0.0, dataset="circles"), "sigmoid"
    )
    ended = training.advance(chosen, training.start(chosen), 201)
    first, second, _ = chosen.network.layers(ended.theta)
    assert np.abs(second).max() > 0.01
    assert first == pytest.approx(np.tile(first[:1], (8, 1)), rel=1e-4)


def test_hinge_scales_every_unit_to_the_data():
    network = Network((2, 8, 8, 1), parse("tanh") * 2)
    theta, inputs = filled("hinge", network)
    work = Workspace(network, inputs.shape[1])
    forward(work, network.layers(theta), inputs)
    for z in work.z:
        assert z.std(axis=1) == pytest.approx(np.ones(8), rel=1e-3)


def sums(network: Network, theta, inputs) -> list:
    """Each hidden layer's weighted sums, (units, n), in float64, and what the sizes of their terms add up to."""
    a, found = inputs.astype(np.float64), []
    for W, activation in zip(network.layers(theta.astype(np.float64)), network.activations, strict=False):
        found.append((W @ a, np.abs(W) @ np.abs(a)))
        a = np.vstack([activation(found[-1][0]), a[-1:]])
    return found


RANDOM = np.random.default_rng(3)
PLACES = {
    "scattered": RANDOM.uniform(-1, 1, (2, 300)),
    "many": RANDOM.normal(size=(2, 2000)),
    "lattice": np.array(np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 5))).reshape(2, -1),
    "corners": np.tile([[-1.0, 1, -1, 1], [-1, 1, 1, -1]], 25),
    "flat": np.vstack([np.linspace(-1, 1, 40), np.zeros(40)]),
    "outlier": np.column_stack([RANDOM.uniform(-0.1, 0.1, (2, 99)), [14, -14]]),
    "pair": np.array([[-1.0, 1], [1, -1]]),
}
EVERY = [entry.name for entry in ACTIVATIONS] + [
    "tanh/binary_step/relu",
    "binary_step/sin/hard_tanh",
    "x*x - 1",
]


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("spelling", EVERY)
def test_hinge_bends_every_unit_halfway_between_two_sums(spelling, places):
    """No point lies on a bend, where rounding would decide on which side it is.

    Nothing here hangs on a result: a bend on a point fails on every processor.
    """
    X = PLACES[places]
    inputs = np.vstack([X, np.ones(X.shape[1])]).astype(np.float32)
    targets = (X[:1] * X[1:] > 0).astype(np.float32)
    parsed = parse(spelling)
    network = Network((2, 8, 8, 8, 1), parsed if len(parsed) == 3 else parsed * 3)
    theta = np.zeros(network.parameters, np.float32)
    initializers.find("hinge").fill(network, theta, inputs, targets, np.random.default_rng(1), 1.0)
    for z, terms in sums(network, theta, inputs):
        assert (np.abs(z) > CERTAIN * terms).all()
        below, above = np.where(z < 0, z, -np.inf).max(axis=1), np.where(z > 0, z, np.inf).min(axis=1)
        between = np.isfinite(below) & np.isfinite(above)
        assert above[between] == pytest.approx(-below[between], rel=0.02)


CERTAIN = (
    32 * np.finfo(np.float32).eps
)  # the sign of a sum that is a larger share of its terms is no rounding


def test_hinge_puts_units_that_are_alike_for_all_points_to_one_side():
    network = Network((2, 8, 8, 1), parse("relu") * 2)
    theta = np.zeros(network.parameters, np.float32)
    inputs = np.ones((3, 6), np.float32)
    initializers.find("hinge").fill(
        network, theta, inputs, np.zeros((1, 6), np.float32), np.random.default_rng(0), 1.0
    )
    for z, _ in sums(network, theta, inputs):
        assert z == pytest.approx(np.ones((8, 6)), abs=1e-4)


def test_hinge_turns_the_first_units_evenly_around_the_circle():
    network = Network((2, 8, 1), parse("tanh"))
    W = network.layers(filled("hinge", network)[0])[0]
    angles = np.sort(np.arctan2(W[:, 1], W[:, 0]) % np.pi)
    assert np.array_equal(np.floor(angles * 8 / np.pi), np.arange(8))


def test_hinge_keeps_candidates_that_say_more_together_than_chance_would():
    """What a least squares fit of the output leaves unexplained, over second layers of eight units."""
    rng = np.random.default_rng(0)
    f, sides = rng.normal(size=(60, 150)), rng.choice((-1.0, 1.0), (1, 150))
    chosen = hinge._telling(f, sides, 8)
    assert len(set(chosen)) == 8
    assert unexplained(f[chosen], sides) < min(
        unexplained(f[rng.permutation(60)[:8]], sides) for _ in range(200)
    )


def test_hinge_chooses_first_what_correlates_most_and_nothing_twice():
    rng = np.random.default_rng(1)
    f = rng.normal(size=(30, 100))
    sides = np.sign(f[17] + 0.1 * rng.normal(size=100))[None]
    chosen = hinge._telling(np.vstack([f, f[17:18], 2 * f[17:18] + 1]), sides, 10)
    assert chosen[0] in (17, 30, 31) and len({17, 30, 31} & set(chosen)) == 1 and len(set(chosen)) == 10


def test_hinge_chooses_different_candidates_even_where_all_are_alike():
    assert sorted(hinge._telling(np.ones((5, 20)), np.ones((1, 20)), 4)) == [0, 1, 2, 3]


def unexplained(f, sides):
    A = np.column_stack([f.T, np.ones(f.shape[1])])
    return float(np.linalg.lstsq(A, sides[0], rcond=None)[1][0])


def test_hinge_fits_the_output_to_the_targets_better_than_guessing():
    network = Network((2, 8, 1), parse("tanh"))
    theta, inputs = filled("hinge", network)
    logits = forward(Workspace(network, inputs.shape[1]), network.layers(theta), inputs)
    right = (logits[0] > 0) == (inputs[0] * inputs[1] > 0)
    assert right.mean() > 0.7
