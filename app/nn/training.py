"""Training as a pure function, advanced in slices.

`start(task)` gives a State, `advance(task, state, epochs)` a later one. Neither changes its
arguments, both are deterministic, and k slices give bit for bit what one slice gives: all that
training remembers is in the State, and the random numbers of an epoch follow from the seed and
the epoch's number alone.
"""

from collections.abc import Iterator
from contextlib import suppress
from math import isfinite

import numpy as np

from app.nn.activations import Array
from app.nn.network import CALM, Disturbance, calm_forward
from app.nn.objective import Objective, Weights, right
from app.nn.schedules import settling
from app.nn.state import HISTORY, STRIDE, Film, Moment, Record, Snapshot, State
from app.nn.target import Counts, balanced
from app.nn.task import Examples, Task

Measured = tuple[float, Counts]  # the mean loss, and how many of each class are right


def start(task: Task) -> State:
    """The state before the first epoch."""
    theta = initial_weights(task, attempt=0)
    return State(
        theta,
        np.zeros(task.solver.optimizer.memory(theta.size), theta.dtype),
        theta,
        history=Record(HISTORY, stride=min(STRIDE, 1 + task.epochs // HISTORY)),
        frames=Film(task.frames),
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


def measured(task: Task, state: State) -> tuple[Moment, Array]:
    """How a training that is under way does, and the very weights that do so."""
    moment = _calm_moment(task, state.epoch, state.theta)
    if isfinite(moment.train_loss):
        return moment, state.theta
    return _calm_moment(task, state.epoch, state.sound), state.sound


def evaluated(task: Task, theta: Array) -> Moment:
    """How a network with these weights, (P,), does: measured as a training measures itself, at epoch 0."""
    state = State(theta, theta[:0], theta)
    scratch = Scratch(task, state)
    with np.errstate(all="ignore"):
        scratch.train.forward()
        return _moment(state, scratch)


def stop(task: Task, state: State) -> State:
    """The state as it stands, ended before its time, with the best weights it has."""
    if state.status:
        return state
    later = state.copy()
    later.final, later.theta[:] = measured(task, state)
    if state.best is not None and state.best_score > _score_of(task, later.final):
        later.theta[:] = state.best
        later.final = _calm_moment(task, state.epoch, state.best)
    later.status = "stopped"
    return later


def initial_weights(task: Task, attempt: int) -> Array:
    """What an attempt begins with, (P,), all finite; attempts count from 0.

    Where the activation's values overflow, what was fitted to them is no number, and 0 stands for it: the
    first look at the loss then finds the overflow.
    """
    theta = np.zeros(task.network.parameters, task.train.inputs.dtype)
    rng = np.random.default_rng([task.seed, 2, attempt])
    train, solver = task.train, task.solver
    with np.errstate(all="ignore"), suppress(np.linalg.LinAlgError):
        solver.initializer.fill(task.network, theta, train.inputs, train.targets, rng, solver.spread)
    theta[~np.isfinite(theta)] = 0
    return theta


class Scratch:
    """The loop's buffers and views, which carry nothing from one epoch to the next."""

    def __init__(self, task: Task, state: State) -> None:
        self.weights = Weights(task.network, state.theta)
        self.train = Objective(task, self.weights, task.train)
        self.test = Objective(task, self.weights, task.test, place="test") if len(task.test) else None


def _epoch(task: Task, state: State, scratch: Scratch) -> None:
    """Measure the weights as they are, decide what follows, and take one epoch's steps."""
    train = scratch.train
    train.forward()
    if not train.is_finite():
        return _diverge(task, state)
    if _is_over(task, state, train):
        return _finish(task, state, scratch)
    np.copyto(state.sound, state.theta)
    _record(state, scratch)
    if _is_stuck(task, state, train):
        _restart(task, state, train)
    elif _should_settle(task, state, train):
        _settle(state, train)
    else:
        _descend(task, state, scratch)
    state.epoch += 1
    return None


def _reached(task: Task, train: Objective) -> bool:
    if task.target_accuracy > 0 and train.meets(task.target_accuracy):
        return True
    return task.target_loss > 0 and train.error() <= task.target_loss


def _is_over(task: Task, state: State, train: Objective) -> bool:
    if state.epoch >= task.epochs:
        return True
    if state.settling_began is not None:
        return state.epoch - state.settling_began >= task.solver.settle
    return task.solver.settle == 0 and _reached(task, train)


def _should_settle(task: Task, state: State, train: Objective) -> bool:
    if state.settling_began is not None or not task.solver.settle:
        return False
    if _reached(task, train) or task.epochs - state.epoch <= task.solver.settle:
        return True
    # Only where the loss is known already, for the record.
    return task.solver.stalled > 0 and state.history.wants(state.epoch) and _has_stalled(task, state, train)


PROGRESS = 0.999  # a loss above this share of an earlier one is no progress


def _has_stalled(task: Task, state: State, train: Objective) -> bool:
    loss = train.error()
    if loss < PROGRESS * state.mark[1]:
        state.mark = (state.epoch, loss)
    return task.solver.stalled <= state.epoch - state.mark[0]


def _is_stuck(task: Task, state: State, train: Objective) -> bool:
    """Whether this attempt had its time and another one still has time to succeed."""
    solver = task.solver
    age, left = state.epoch - state.attempt_began, task.epochs - state.epoch
    may = state.settling_began is None and state.restarts < solver.restarts and 0 < task.target_accuracy
    return (
        may
        and age >= solver.patience
        and left >= solver.patience + solver.settle
        and not _reached(task, train)
    )


def _restart(task: Task, state: State, train: Objective) -> None:
    _remember(state, train)
    state.restarts += 1
    state.attempt_began = state.epoch
    state.theta[:] = initial_weights(task, state.restarts)
    state.slots[:] = 0
    state.steps = 0


def _settle(state: State, train: Objective) -> None:
    """Begin to come to rest, from the best weights of all attempts."""
    if state.best is not None and state.best_score > _score(train):
        state.theta[:] = state.best
        state.slots[:] = 0
        state.steps = 0
    _remember(state, train)
    state.settling_began = state.epoch


def _remember(state: State, train: Objective) -> None:
    score = _score(train)
    if score > state.best_score:
        state.best, state.best_score = state.theta.copy(), score


def _score(train: Objective) -> tuple[float, float]:
    """What makes some weights better than others: more right, all classes alike, or else a smaller loss."""
    return train.balanced(), -train.error()


def _score_of(task: Task, moment: Moment) -> tuple[float, float]:
    return balanced(moment.train_right, task.train.sizes), -moment.train_loss


def _finish(task: Task, state: State, scratch: Scratch) -> None:
    train = scratch.train
    if state.best is not None and state.best_score[0] > train.balanced():
        state.theta[:] = state.best
        train.forward()
    _record(state, scratch)
    state.final = _moment(state, scratch)
    state.status = "reached" if _reached(task, train) else "finished"


def _diverge(task: Task, state: State) -> None:
    """End the run at this epoch, with the last weights that gave a finite loss."""
    state.theta[:] = state.sound
    state.final = _calm_moment(task, state.epoch, state.theta)
    state.status = "diverged"


def _calm_moment(task: Task, epoch: int, theta: Array) -> Moment:
    train = _calm_measure(task, theta, task.train)
    return _moment_of(task, epoch, train, _calm_measure(task, theta, task.test) if len(task.test) else None)


def _calm_measure(task: Task, theta: Array, examples: Examples) -> Measured:
    """Where float32 overflows."""
    logits = calm_forward(task.network, theta, examples.inputs)
    return task.loss.form(len(logits)).value(logits, examples.targets), right(logits, examples)


def _moment_of(task: Task, epoch: int, train: Measured, test: Measured | None) -> Moment:
    """What was measured, and the shares of all points that follow from it."""
    loss, hits = train
    if test is None:
        return Moment(epoch, loss, _share(hits, task.train), None, None, hits)
    return Moment(epoch, loss, _share(hits, task.train), test[0], _share(test[1], task.test), hits, test[1])


def _share(hits: Counts, examples: Examples) -> float:
    return sum(hits) / len(examples)


def _record(state: State, scratch: Scratch) -> None:
    on_film, in_history = state.frames.wants(state.epoch), state.history.wants(state.epoch)
    if not on_film and not in_history:
        return
    moment = _moment(state, scratch)
    if on_film:
        state.frames.add(state.epoch, Snapshot(moment, state.theta.copy()))
    if in_history:
        state.history.add(state.epoch, moment)


def _moment(state: State, scratch: Scratch) -> Moment:
    train, test = scratch.train, scratch.test
    if test is None:
        return _moment_of(train.task, state.epoch, _measure(state, train), None)
    test.forward()
    return _moment_of(train.task, state.epoch, _measure(state, train), _measure(state, test))


def _measure(state: State, objective: Objective) -> Measured:
    """Those numbers after a forward pass; of finite logits, too, the losses may overflow."""
    if objective.is_finite() and isfinite(error := objective.error()):
        return error, objective.right()
    return _calm_measure(objective.task, state.theta, objective.examples)


def _rate(task: Task, state: State) -> float:
    """The learning rate: along its schedule and, while settling, down to zero."""
    rate = task.solver.learning_rate * task.solver.schedule.share(state.epoch / task.epochs)
    if state.settling_began is None:
        return rate
    return rate * settling((state.epoch - state.settling_began) / task.solver.settle)


def _descend(task: Task, state: State, scratch: Scratch) -> None:
    """One epoch: a step down the gradient for each batch."""
    rate = _rate(task, state)
    for objective in _passes(task, state, scratch):
        state.steps += 1
        task.solver.optimizer.step(state.theta, objective, state.slots, rate, state.steps)
        task.decay(state.theta, rate)


def _passes(task: Task, state: State, scratch: Scratch) -> Iterator[Objective]:
    """The objective of each batch, with its forward pass done."""
    whole = not 0 < task.batch_size < len(task.train)
    calm = not task.activation_noise and not task.dropout
    if whole and calm:
        yield scratch.train  # measuring the epoch was its forward pass
        return
    rng = np.random.default_rng([task.seed, 3, state.epoch])
    order = rng.permutation(len(task.train))
    size = len(order) if whole else task.batch_size
    for first in range(0, len(order), size):
        batch = task.train.take(order[first : first + size])
        shaken = CALM if calm else disturbance(task, len(batch), rng)
        objective = Objective(task, scratch.weights, batch, shaken)
        objective.forward()
        yield objective


def disturbance(task: Task, samples: int, rng: np.random.Generator) -> Disturbance:
    """Noise for the sums, and masks that drop activations and make up for them with the others.

    Source: Srivastava et al. 2014, JMLR 15, section 10, p. 1952 (scaled while training).
    """
    shapes = [(units, samples) for units in task.network.sizes[1:-1]]
    noise = masks = None
    if sigma := np.float32(task.activation_noise):
        noise = [sigma * rng.standard_normal(shape, np.float32) for shape in shapes]
    if share := np.float32(1 - task.dropout):
        masks = [(rng.random(shape, np.float32) < share) / share for shape in shapes] if share < 1 else None
    return Disturbance(noise, masks)
