"""Training as a pure function, advanced in slices.

`start(task)` gives a State, `advance(task, state, epochs)` a later one. Neither changes its
arguments, both are deterministic, and k slices give bit for bit what one slice gives: all that
training remembers is in the State, and the random numbers of an epoch follow from the seed and
the epoch's number alone.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import cos, pi

import numpy as np

from app.nn.activations import Array
from app.nn.network import Network, Workspace, backward, calm_forward, forward
from app.nn.state import Moment, Record, State
from app.nn.task import Examples, Task


def start(task: Task) -> State:
    """The state before the first epoch."""
    theta = _first_weights(task, attempt=0)
    return State(
        theta,
        np.zeros((task.solver.optimizer.memory, theta.size), theta.dtype),
        theta,
        frames=Record(task.frames),
    )


def advance(task: Task, state: State, epochs: int) -> State:
    """The state up to `epochs` epochs later; the same state once the training has ended."""
    if state.status:
        return state
    later = state.copy()
    scratch = Scratch(task, later)
    with np.errstate(all="ignore"):  # a run that overflows is noticed by its loss, and says so
        for _ in range(epochs):
            _epoch(task, later, scratch)
            if later.status:
                break
    return later


def _first_weights(task: Task, attempt: int) -> Array:
    theta = np.zeros(task.network.parameters, task.train.inputs.dtype)
    rng = np.random.default_rng([task.seed, 2, attempt])
    task.solver.initializer.fill(task.network, theta, task.train.inputs, task.train.targets, rng)
    return theta


class Scratch:
    """The loop's buffers and views, which carry nothing from one epoch to the next."""

    def __init__(self, task: Task, state: State) -> None:
        self.gradient = np.empty_like(state.theta)
        self.layers = task.network.layers(state.theta)
        self.gradients = task.network.layers(self.gradient)
        self.train = _workspace(task.network, len(task.train), state.theta.dtype)
        self.test = _workspace(task.network, len(task.test), state.theta.dtype)


@lru_cache(maxsize=32)
def _workspace(network: Network, samples: int, dtype: np.dtype) -> Workspace:
    return Workspace(network, samples, dtype)


def _epoch(task: Task, state: State, scratch: Scratch) -> None:
    """Measure the weights as they are, decide what follows, and take one epoch's steps."""
    loss, accuracy = measure(task, scratch.train, scratch.layers, task.train)
    if not np.isfinite(loss):
        return _diverge(task, state)
    if _is_over(task, state, accuracy):
        return _finish(task, state, scratch, loss, accuracy)
    np.copyto(state.sound, state.theta)
    _record(task, state, scratch, loss, accuracy)
    if _is_stuck(task, state, accuracy):
        _restart(task, state, loss, accuracy)
    elif _should_settle(task, state, loss, accuracy):
        _settle(state, loss, accuracy)
    else:
        _descend(task, state, scratch)
    state.epoch += 1
    return None


def measure(task: Task, work: Workspace, layers: list[Array], examples: Examples) -> tuple[float, float]:
    """Mean loss and accuracy on those examples; leaves each example's dL/dlogits in `work.logits`."""
    return _score(task, forward(work, layers, examples.inputs), examples)


def _score(task: Task, logits: Array, examples: Examples) -> tuple[float, float]:
    if len(logits) == 1:
        right = np.count_nonzero((logits[0] > 0) == examples.positive)
    else:
        right = np.count_nonzero(logits.argmax(axis=0) == examples.label)
    return task.loss.error(logits, examples.targets), float(right) / len(examples)


def _reached(task: Task, accuracy: float) -> bool:
    return 0 < task.target_accuracy <= accuracy


def _is_over(task: Task, state: State, accuracy: float) -> bool:
    if state.epoch >= task.epochs:
        return True
    if state.settling_began is not None:
        return state.epoch - state.settling_began >= task.solver.settle
    return task.solver.settle == 0 and _reached(task, accuracy)


def _should_settle(task: Task, state: State, loss: float, accuracy: float) -> bool:
    if state.settling_began is not None or not task.solver.settle:
        return False
    if _reached(task, accuracy) or task.epochs - state.epoch <= task.solver.settle:
        return True
    return _has_stalled(task, state, loss)


PROGRESS = 0.999  # a loss above this share of an earlier one is no progress


def _has_stalled(task: Task, state: State, loss: float) -> bool:
    if loss < PROGRESS * state.mark[1]:
        state.mark = (state.epoch, loss)
    return 0 < task.solver.stalled <= state.epoch - state.mark[0]


def _is_stuck(task: Task, state: State, accuracy: float) -> bool:
    """Whether this attempt had its time and another one still has time to succeed."""
    solver = task.solver
    age, left = state.epoch - state.attempt_began, task.epochs - state.epoch
    may = state.settling_began is None and state.restarts < solver.restarts and 0 < task.target_accuracy
    return (
        may
        and age >= solver.patience
        and left >= solver.patience + solver.settle
        and not _reached(task, accuracy)
    )


def _restart(task: Task, state: State, loss: float, accuracy: float) -> None:
    _remember(state, loss, accuracy)
    state.restarts += 1
    state.attempt_began = state.epoch
    state.theta[:] = _first_weights(task, state.restarts)
    state.slots[:] = 0
    state.steps = 0


def _settle(state: State, loss: float, accuracy: float) -> None:
    """Begin to lower the learning rate, from the best weights of all attempts."""
    if state.best is not None and state.best_score > (accuracy, -loss):
        state.theta[:] = state.best
        state.slots[:] = 0
        state.steps = 0
    _remember(state, loss, accuracy)
    state.settling_began = state.epoch


def _remember(state: State, loss: float, accuracy: float) -> None:
    if (accuracy, -loss) > state.best_score:
        state.best, state.best_score = state.theta.copy(), (accuracy, -loss)


def _finish(task: Task, state: State, scratch: Scratch, loss: float, accuracy: float) -> None:
    if state.best is not None and state.best_score[0] > accuracy:
        state.theta[:] = state.best
        loss, accuracy = measure(task, scratch.train, scratch.layers, task.train)
    _record(task, state, scratch, loss, accuracy)
    state.final = _moment(task, state, scratch, loss, accuracy)
    state.status = "reached" if _reached(task, accuracy) else "finished"


def _diverge(task: Task, state: State) -> None:
    """End the run at this epoch, with the last weights that gave a finite loss."""
    state.theta[:] = state.sound
    loss, accuracy = _calm_measure(task, state.theta, task.train)
    test = _calm_measure(task, state.theta, task.test) if len(task.test) else (None, None)
    state.final = Moment(state.epoch, loss, accuracy, *test)
    state.status = "diverged"


def _calm_measure(task: Task, theta: Array, examples: Examples) -> tuple[float, float]:
    """The same measures where float32 overflows."""
    return _score(task, calm_forward(task.network, theta, examples.inputs), examples)


def _record(task: Task, state: State, scratch: Scratch, loss: float, accuracy: float) -> None:
    if state.frames.wants(state.epoch):
        state.frames = state.frames.add(state.epoch, state.theta.copy())
    if state.history.wants(state.epoch):
        state.history = state.history.add(state.epoch, _moment(task, state, scratch, loss, accuracy))


def _moment(task: Task, state: State, scratch: Scratch, loss: float, accuracy: float) -> Moment:
    if not len(task.test):
        return Moment(state.epoch, loss, accuracy, None, None)
    test_loss, test_accuracy = measure(task, scratch.test, scratch.layers, task.test)
    if not np.isfinite(test_loss):
        test_loss, test_accuracy = _calm_measure(task, state.theta, task.test)
    return Moment(state.epoch, loss, accuracy, test_loss, test_accuracy)


def _rate(task: Task, state: State) -> float:
    """The learning rate: constant, then along half a cosine to zero while settling."""
    rate = task.solver.learning_rate
    if state.settling_began is None or not task.solver.settle:
        return rate
    done = (state.epoch - state.settling_began) / task.solver.settle
    return rate * (1 + cos(pi * done)) / 2


def _descend(task: Task, state: State, scratch: Scratch) -> None:
    """One epoch: a step down the gradient for each batch."""
    rate = _rate(task, state)
    for batch, work in _passes(task, state, scratch):
        work.logits *= 1 / len(batch)
        backward(work, scratch.layers, scratch.gradients, batch.inputs, work.logits)
        _penalise(task, state.theta, scratch.gradient)
        state.steps += 1
        task.solver.optimizer.step(state.theta, scratch.gradient, state.slots, rate, state.steps)


def _passes(task: Task, state: State, scratch: Scratch) -> Iterator[tuple[Examples, Workspace]]:
    """Each batch after its forward pass, its dL/dlogits in the workspace."""
    whole = not 0 < task.batch_size < len(task.train)
    if whole and not task.activation_noise:
        yield task.train, scratch.train  # measuring the epoch was its forward pass
        return
    rng = np.random.default_rng([task.seed, 3, state.epoch])
    disturb = _disturbance(task.activation_noise, rng) if task.activation_noise else None
    order = rng.permutation(len(task.train))
    size = len(order) if whole else task.batch_size
    for first in range(0, len(order), size):
        batch = task.train.take(order[first : first + size])
        work = _workspace(task.network, len(batch), state.theta.dtype)
        task.loss.error(forward(work, scratch.layers, batch.inputs, disturb), batch.targets)
        yield batch, work


def _disturbance(sigma: float, rng: np.random.Generator) -> Callable[[Array], None]:
    def disturb(z: Array) -> None:
        z += sigma * rng.standard_normal(z.shape, np.float32)

    return disturb


def _penalise(task: Task, theta: Array, gradient: Array) -> None:
    """Add the gradient of l1 · sum |w| + l2/2 · sum w², biases left out."""
    if task.l2:
        gradient += task.l2 * task.pulled * theta
    if task.l1:
        gradient += task.l1 * task.pulled * np.sign(theta)
