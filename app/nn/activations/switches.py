"""Switches: activations that go from one level to another, and stay there."""

from dataclasses import replace

import numpy as np

from app.nn.activations.entry import Activation, Array

ONE, HALF = np.array(1, np.float32), np.array(0.5, np.float32)  # 0-d arrays: quicker in a ufunc than numbers


def _tanh(z: Array, a: Array, kept: Array) -> None:
    np.tanh(z, out=a)


def _tanh_slope(z: Array, a: Array, kept: Array) -> None:
    np.multiply(a, a, out=kept)
    np.subtract(ONE, kept, out=kept)


def sigmoid(z: Array, a: Array, kept: Array) -> None:
    """Write 1 / (1 + exp(-z)) into a."""
    np.multiply(z, HALF, out=a)  # sigmoid(z) = (1 + tanh(z/2)) / 2 never overflows, as exp(-z) would
    np.tanh(a, out=a)
    a += ONE
    a *= HALF


def _sigmoid_slope(z: Array, a: Array, kept: Array) -> None:
    np.subtract(ONE, a, out=kept)
    kept *= a


def _arctan(z: Array, a: Array, kept: Array) -> None:
    np.arctan(z, out=a)


def _arctan_slope(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=kept)
    kept += 1
    np.reciprocal(kept, out=kept)


def _softsign(z: Array, a: Array, kept: Array) -> None:
    np.abs(z, out=kept)
    kept += 1
    np.reciprocal(kept, out=kept)
    np.multiply(z, kept, out=a)


def _softsign_slope(z: Array, a: Array, kept: Array) -> None:
    kept *= kept  # the forward pass left 1 / (1 + |x|) there


def _hard_tanh(z: Array, a: Array, kept: Array) -> None:
    np.clip(z, -1, 1, out=a)


def _hard_tanh_slope(z: Array, a: Array, kept: Array) -> None:
    np.greater(z, -1, out=kept)
    kept *= z <= 1


def hard_sigmoid(z: Array, a: Array, kept: Array) -> None:
    """Write min(max(z/6 + 1/2, 0), 1) into a."""
    np.add(z, 3, out=a)
    a /= 6
    np.clip(a, 0, 1, out=a)


def hard_sigmoid_slope(z: Array, a: Array, kept: Array) -> None:
    """Write 1/6 into kept where the ramp is, else 0."""
    np.greater(z, -3, out=kept)
    kept *= z <= 3
    kept /= 6


def _binary_step(z: Array, a: Array, kept: Array) -> None:
    np.greater(z, 0, out=a)


def _binary_step_slope(z: Array, a: Array, kept: Array) -> None:
    kept.fill(0)


def _softmax(z: Array, a: Array, kept: Array) -> None:
    np.subtract(z, z.max(axis=0), out=a)
    np.exp(a, out=a)
    a /= a.sum(axis=0)


def _softmax_pullback(a: Array, delta: Array) -> None:
    delta -= (delta * a).sum(axis=0)
    delta *= a


_SIGMOID = Activation(
    name="sigmoid",
    label="Sigmoid",
    note="Squeezes any number into 0 to 1: a soft step. Deep stacks of it learn slowly, because "
    "its slope is never above 1/4.",
    formula="1 / (1 + exp(-x))",
    derivative="f(x) (1 - f(x))",
    range="(0, 1)",
    source="Rumelhart, Hinton & Williams 1986, Nature 323, p. 533, eq. 2",
    value=sigmoid,
    slope=_sigmoid_slope,
    spread=2.0,  # the sigmoid is a tanh of half the argument
    pace=2.0,
)

SWITCHES: tuple[Activation, ...] = (
    Activation(
        name="tanh",
        label="Tanh",
        note="A soft switch from -1 to 1, centred on zero: it bends a line smoothly, once.",
        formula="(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
        derivative="1 - f(x)²",
        range="(-1, 1)",
        source="LeCun et al. 1998, Efficient BackProp, section 4.4",
        value=_tanh,
        slope=_tanh_slope,
    ),
    _SIGMOID,
    replace(
        _SIGMOID,
        name="logistic",
        label="Logistic (the sigmoid)",
        note="Another name for the sigmoid: the two are one and the same function.",
        alias_of="sigmoid",
    ),
    Activation(
        name="arctan",
        label="Arctan",
        note="Like tanh with longer tails: it flattens out slowly, so far-away points still count.",
        formula="arctan(x)",
        derivative="1 / (1 + x²)",
        range="(-π/2, π/2)",
        source="Cybenko 1989, Math. Control Signals Systems 2, pp. 303-314 (a sigmoidal function)",
        value=_arctan,
        slope=_arctan_slope,
        pace=1.5,
    ),
    Activation(
        name="softsign",
        label="Softsign",
        note="A switch like tanh that closes more slowly still, and needs no exponential.",
        formula="x / (1 + |x|)",
        derivative="1 / (1 + |x|)²",
        range="(-1, 1)",
        source="Turian, Bergstra & Bengio 2009, NAACL, pp. 245-248",
        value=_softsign,
        slope=_softsign_slope,
        spread=1.5,
        pace=2.0,
    ),
    Activation(
        name="hard_tanh",
        label="Hard tanh",
        note="Tanh drawn with a ruler: three straight pieces and two corners.",
        formula="min(max(x, -1), 1)",
        derivative="1 if -1 < x < 1, else 0",
        range="[-1, 1]",
        source="Collobert et al. 2011, Journal of Machine Learning Research 12, pp. 2493-2537 (HardTanh)",
        value=_hard_tanh,
        slope=_hard_tanh_slope,
    ),
    Activation(
        name="hard_sigmoid",
        label="Hard sigmoid",
        note="The sigmoid drawn with a ruler: quick to compute, and quite flat outside -3 to 3.",
        formula="min(max(x/6 + 1/2, 0), 1)",
        derivative="1/6 if -3 < x < 3, else 0",
        range="[0, 1]",
        source="Howard et al. 2019, ICCV, section 5.2 (ReLU6(x + 3) / 6)",
        value=hard_sigmoid,
        slope=hard_sigmoid_slope,
        spread=3.0,  # it is a hard tanh of a third of the argument
        pace=2.0,
    ),
    Activation(
        name="binary_step",
        label="Binary step",
        note="Off or on, nothing between. Its slope is zero, so the layers before it cannot "
        "learn; only the output layer does.",
        formula="1 if x > 0, else 0",
        derivative="0",
        range="{0, 1}",
        source="McCulloch & Pitts 1943, Bulletin of Mathematical Biophysics 5, pp. 115-133",
        value=_binary_step,
        slope=_binary_step_slope,
    ),
)

SOFTMAX = Activation(
    name="softmax",
    label="Softmax",
    note="Makes the units of a layer compete: their outputs are positive and sum to 1. With "
    "three or more classes it is always the output.",
    formula="exp(x_i) / sum_j exp(x_j)",
    derivative="f_i (1 - f_i), and -f_i f_j for the others",
    range="(0, 1)",
    source="Bridle 1990, Neurocomputing (NATO ASI F68), pp. 227-236",
    value=_softmax,
    slope=_sigmoid_slope,
    spread=3.0,
    pace=2.5,
    pullback=_softmax_pullback,
)
