"""JAX, compiled: all epochs in one call, or one call for each epoch."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)  # one thread, as for everybody; XLA reads it when it is loaded

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import BETA_1, EPSILON, HINGE, Setting, Trainer, glorot, hinge, split
from benchmarks.work import Problem

Tree = list


def _logits(layers: Tree, points: jax.Array) -> jax.Array:
    """Feature-major, as ours: points (2, n)."""
    a = points
    for W, b in layers[:-1]:
        a = jnp.tanh(W @ a + b[:, None])
    W, b = layers[-1]
    return (W @ a + b[:, None])[0]


def _loss(layers: Tree, points: jax.Array, targets: jax.Array) -> jax.Array:
    z = _logits(layers, points)
    return jnp.mean(jnp.maximum(z, 0) - targets * z + jnp.log1p(jnp.exp(-jnp.abs(z))))


def _step(state: tuple, points: jax.Array, targets: jax.Array, rate: float, beta_2: float) -> tuple:
    """One step of Adam: the new state, and the loss before it."""
    layers, means, squares, t = state
    loss, gradients = jax.value_and_grad(_loss)(layers, points, targets)
    t = t + 1
    first, second = 1 / (1 - BETA_1**t), 1 / (1 - beta_2**t)
    means = jax.tree.map(lambda m, g: BETA_1 * m + (1 - BETA_1) * g, means, gradients)
    squares = jax.tree.map(lambda v, g: beta_2 * v + (1 - beta_2) * g * g, squares, gradients)
    layers = jax.tree.map(
        lambda w, m, v: w - rate * first * m / (jnp.sqrt(second * v) + EPSILON), layers, means, squares
    )
    return (layers, means, squares, t), loss


@jax.jit
def _steps(
    state: tuple, epochs: int, points: jax.Array, targets: jax.Array, rate: float, beta_2: float
) -> tuple:
    """Any number of steps by the same compiled code: `epochs` is an argument, not a constant."""

    def body(_: int, state: tuple) -> tuple:
        return _step(state, points, targets, rate, beta_2)[0]

    return jax.lax.fori_loop(0, epochs, body, state)


_one_step = jax.jit(_step)
_probabilities = jax.jit(lambda layers, points: jax.nn.sigmoid(_logits(layers, points.T)))


class JaxLoop(Trainer):
    """All epochs in one compiled loop (`lax.fori_loop`)."""

    label = "JAX, warm, compiled loop"
    starts = ("Glorot", HINGE)

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.points = jnp.asarray(problem.points.T)
        self.targets = jnp.asarray(problem.labels, jnp.float32)

    def start(self, setting: Setting, seed: int) -> None:
        if setting.start == HINGE:
            layers = split(self.problem, hinge(self.problem, seed))
        else:
            layers = glorot(self.problem.sizes, seed)
        layers = jax.device_put(layers)
        zeros = [(np.zeros(W.shape, np.float32), np.zeros(b.shape, np.float32)) for W, b in layers]
        self.state = (layers, jax.device_put(zeros), jax.device_put(zeros), np.float32(0))
        self.constants = (self.points, self.targets, np.float32(setting.rate), np.float32(setting.beta_2))

    def train(self, epochs: int) -> None:
        self.state = jax.block_until_ready(_steps(self.state, epochs, *self.constants))

    def losses(self, epochs: int) -> list[float]:
        found = []
        for _ in range(epochs):
            self.state, loss = _one_step(self.state, *self.constants)
            found.append(float(loss))
        return found

    def probabilities(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(_probabilities(self.state[0], points))


class JaxSteps(JaxLoop):
    """One call of a compiled step for each epoch, as most training loops are written."""

    label = "JAX, warm, one call a step"

    def train(self, epochs: int) -> None:
        for _ in range(epochs):
            self.state, _ = _one_step(self.state, *self.constants)
        jax.block_until_ready(self.state)


TRAINERS = (JaxLoop, JaxSteps)
