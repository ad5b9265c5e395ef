"""Ramps: activations that hold back what is below zero and go on rising above it."""

from math import pi, sqrt

import numpy as np

from app.nn.activations.entry import Activation, Array, Parameter
from app.nn.activations.switches import hard_sigmoid, hard_sigmoid_slope, sigmoid


def _relu(z: Array, a: Array, kept: Array) -> None:
    np.maximum(z, 0, out=a)


def _relu_slope(z: Array, a: Array, kept: Array) -> None:
    np.greater(z, 0, out=kept)


def _leaky_relu(z: Array, a: Array, kept: Array, alpha: float) -> None:
    np.greater(z, 0, out=kept)
    kept *= 1 - alpha
    kept += alpha
    np.multiply(z, kept, out=a)


def _leaky_relu_slope(z: Array, a: Array, kept: Array, alpha: float) -> None:
    pass  # the forward pass left the slope in `kept`


def _relu6(z: Array, a: Array, kept: Array) -> None:
    np.clip(z, 0, 6, out=a)


def _relu6_slope(z: Array, a: Array, kept: Array) -> None:
    np.greater(z, 0, out=kept)
    kept *= z <= 6


def _elu(z: Array, a: Array, kept: Array, alpha: float) -> None:
    np.minimum(z, 0, out=kept)
    np.exp(kept, out=kept)
    kept *= alpha
    np.maximum(z, 0, out=a)
    a += kept
    a -= alpha


def _elu_slope(z: Array, a: Array, kept: Array, alpha: float) -> None:
    np.copyto(kept, 1, where=z > 0)  # elsewhere alpha·exp(z) is there already


# Klambauer et al. 2017, eq. 14: with these, mean 0 and variance 1 stay so from layer to layer.
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


def _selu(z: Array, a: Array, kept: Array) -> None:
    _elu(z, a, kept, _SELU_ALPHA)
    a *= _SELU_SCALE


def _selu_slope(z: Array, a: Array, kept: Array) -> None:
    _elu_slope(z, a, kept, _SELU_ALPHA)
    kept *= _SELU_SCALE


def _softplus(z: Array, a: Array, kept: Array) -> None:
    np.abs(z, out=kept)
    np.negative(kept, out=kept)
    np.exp(kept, out=kept)  # exp(-|z|) never overflows
    np.maximum(z, 0, out=a)
    a += np.log1p(kept)


def _softplus_slope(z: Array, a: Array, kept: Array) -> None:
    np.subtract(z, a, out=kept)  # softplus(z) - z = softplus(-z) = -log(sigmoid(z))
    np.exp(kept, out=kept)


def _silu(z: Array, a: Array, kept: Array, beta: float) -> None:
    np.multiply(z, beta, out=a)
    sigmoid(a, kept, a)
    np.multiply(z, kept, out=a)


def _silu_slope(z: Array, a: Array, kept: Array, beta: float) -> None:
    rest = np.subtract(1, kept)
    rest *= a
    rest *= beta
    kept += rest


def _hard_swish(z: Array, a: Array, kept: Array) -> None:
    hard_sigmoid(z, kept, a)
    np.multiply(z, kept, out=a)


def _hard_swish_slope(z: Array, a: Array, kept: Array) -> None:
    rest = np.empty_like(z)
    hard_sigmoid_slope(z, a, rest)
    rest *= z
    kept += rest  # the product rule: the forward pass left the hard sigmoid in `kept`


_MISH_FLAT = 20  # beyond it tanh(softplus(z)) is 1 in float64, and exp(2z) is far from float32's end


def _mish(z: Array, a: Array, kept: Array) -> None:
    np.minimum(z, _MISH_FLAT, out=kept)
    np.exp(kept, out=kept)
    np.add(kept, 2, out=a)
    a *= kept
    a /= a + 2  # tanh(log(1 + u)) = (u² + 2u) / (u² + 2u + 2)
    a *= z


def _mish_slope(z: Array, a: Array, kept: Array) -> None:
    """With u = exp(z) in `kept` and d = u² + 2u + 2: f' = (u² + 2u + 4 z u (1 + u) / d) / d."""
    square = np.add(kept, 2)
    square *= kept
    below = square + 2
    rest = np.add(kept, 1, out=a)
    rest *= kept
    rest /= below  # before z comes in: u² z would be large
    rest *= z
    rest *= 4
    np.add(square, rest, out=kept)
    kept /= below


_GELU_SCALE = sqrt(2 / pi)
_GELU_CUBIC = 0.044715  # Hendrycks & Gimpel 2016, section 2: fitted to the normal distribution


def _gelu(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=kept)
    kept *= _GELU_SCALE * _GELU_CUBIC
    kept += _GELU_SCALE
    kept *= z
    np.tanh(kept, out=kept)
    np.add(kept, 1, out=a)
    a *= z
    a *= 0.5


def _gelu_slope(z: Array, a: Array, kept: Array) -> None:
    inner = np.multiply(z, z)
    inner *= 3 * _GELU_SCALE * _GELU_CUBIC
    inner += _GELU_SCALE
    inner *= z
    inner *= 1 - kept * kept
    kept += inner
    kept += 1
    kept *= 0.5


def _bent_identity(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=kept)
    kept += 1
    np.sqrt(kept, out=kept)
    np.subtract(kept, 1, out=a)
    a *= 0.5
    a += z


def _bent_identity_slope(z: Array, a: Array, kept: Array) -> None:
    np.divide(z, kept, out=kept)  # the forward pass left √(x² + 1) there
    kept *= 0.5
    kept += 1


RAMPS: tuple[Activation, ...] = (
    Activation(
        name="relu",
        label="ReLU",
        note="Cuts off everything below zero: it folds a line at one sharp corner.",
        formula="max(0, x)",
        derivative="1 if x > 0, else 0",
        range="[0, ∞)",
        source="Nair & Hinton 2010, ICML, section 2",
        value=_relu,
        slope=_relu_slope,
    ),
    Activation(
        name="leaky_relu",
        label="Leaky ReLU",
        note="Like ReLU, but lets a little through below zero, so no unit can die while alpha is above 0.",
        formula="x if x > 0, else alpha x",
        derivative="1 if x > 0, else alpha",
        range="(-∞, ∞)",
        source="Maas, Hannun & Ng 2013, ICML workshop, section 2, eq. 2",
        value=_leaky_relu,
        slope=_leaky_relu_slope,
        parameters=(Parameter("alpha", 0.01, 0.0, 1.0),),
    ),
    Activation(
        name="relu6",
        label="ReLU6",
        note="ReLU with a lid at 6, for small devices that compute with few bits.",
        formula="min(max(0, x), 6)",
        derivative="1 if 0 < x < 6, else 0",
        range="[0, 6]",
        source="Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10 (capped at 6)",
        value=_relu6,
        slope=_relu6_slope,
    ),
    Activation(
        name="elu",
        label="ELU",
        note="ReLU with a smooth landing below zero, at -alpha.",
        formula="x if x > 0, else alpha (exp(x) - 1)",
        derivative="1 if x > 0, else alpha exp(x)",
        range="(-alpha, ∞)",
        source="Clevert, Unterthiner & Hochreiter 2016, ICLR, eq. 15",
        value=_elu,
        slope=_elu_slope,
        pace=1.5,
        parameters=(Parameter("alpha", 1.0, 0.01, 5.0),),
    ),
    Activation(
        name="selu",
        label="SELU",
        note="ELU with two numbers chosen so that signals keep mean 0 and variance 1 through many layers.",
        formula="1.0507 x if x > 0, else 1.7581 (exp(x) - 1)",
        derivative="1.0507 if x > 0, else 1.7581 exp(x)",
        range="(-1.7581, ∞)",
        source="Klambauer et al. 2017, NeurIPS, eq. 2",
        value=_selu,
        slope=_selu_slope,
        spread=2.5,
        pace=2.0,
    ),
    Activation(
        name="softplus",
        label="Softplus",
        note="ReLU with its corner rounded off; its slope is the sigmoid.",
        formula="log(1 + exp(x))",
        derivative="1 / (1 + exp(-x))",
        range="(0, ∞)",
        source="Dugas et al. 2001, NeurIPS 13, section 3",
        value=_softplus,
        slope=_softplus_slope,
        pace=1.5,
    ),
    Activation(
        name="silu",
        label="SiLU (swish)",
        note="The number times its own sigmoid: ReLU with a smooth dip just below zero.",
        formula="x / (1 + exp(-beta x))",
        derivative="s + beta f(x) (1 - s), s = sigmoid(beta x)",
        range="[-0.28, ∞) for beta = 1",
        source="Ramachandran, Zoph & Le 2017, arXiv:1710.05941, section 4",
        value=_silu,
        slope=_silu_slope,
        pace=1.5,
        parameters=(Parameter("beta", 1.0, 0.0, 10.0),),
    ),
    Activation(
        name="hard_swish",
        label="Hard swish",
        note="SiLU with the hard sigmoid inside: a parabola from -3 to 3, straight lines outside.",
        formula="x min(max(x/6 + 1/2, 0), 1)",
        derivative="0 if x < -3, 1 if x > 3, else x/3 + 1/2",
        range="[-0.375, ∞)",
        source="Howard et al. 2019, ICCV, section 5.2",
        value=_hard_swish,
        slope=_hard_swish_slope,
        pace=2.0,
    ),
    Activation(
        name="mish",
        label="Mish",
        note="The number times the tanh of its softplus: SiLU with a slightly deeper dip.",
        formula="x tanh(log(1 + exp(x)))",
        derivative="t + x (1 - t²) sigmoid(x), t = tanh(log(1 + exp(x)))",
        range="[-0.31, ∞)",
        source="Misra 2020, BMVC (arXiv:1908.08681), section 2",
        value=_mish,
        slope=_mish_slope,
        pace=1.5,
    ),
    Activation(
        name="gelu",
        label="GELU",
        note="The number times the chance that a normal variable is smaller: the smooth ReLU of "
        "today's language models.",
        formula="x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))",
        derivative="(1 + t)/2 + x/2 (1 - t²) √(2/π) (1 + 0.134145 x²)",
        range="[-0.17, ∞)",
        source="Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2",
        value=_gelu,
        slope=_gelu_slope,
    ),
    Activation(
        name="bent_identity",
        label="Bent identity",
        note="A line that steepens from 1/2 to 3/2: the gentlest bend here, and it is enough.",
        formula="(√(x² + 1) - 1)/2 + x",
        derivative="x / (2 √(x² + 1)) + 1",
        range="(-∞, ∞)",
        source="Wikipedia, Activation function, the table of 2018; no paper is known to have it first",
        value=_bent_identity,
        slope=_bent_identity_slope,
        spread=2.5,
        pace=1.2,
    ),
)
