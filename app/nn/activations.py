"""Activation functions: the bend that a layer applies to its units' weighted sums.

`ACTIVATIONS` is the catalog: one entry holds everything there is to say about an activation, and
the dropdown, the API schema, the docs and the gradient tests follow from it.

Every function works in place on three arrays of one shape, (units, samples), any float dtype:

    value(z, a, kept)   writes f(z) into a; may leave in `kept` what the derivative can reuse
    slope(z, a, kept)   overwrites `kept` with f'(z)

Parameters, where an activation has any, follow as further numbers. At a corner, where f' does not
exist, `slope` gives the slope on the left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from app.nn.errors import BadSpelling, UnknownName

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Parameter:
    """One adjustable number of an activation, with its bounds."""

    name: str
    default: float
    minimum: float
    maximum: float


@dataclass(frozen=True)
class Activation:
    """One activation function and what people want to know about it.

    `range` is the open or closed interval of its values, as text. `bends` is False where layers of
    it collapse into one. `spread` is the standard deviation of the weighted sums at which it bends
    well, for data-dependent initialisation; `pace` is how many times the usual learning rate suits
    it. `pullback(a, delta)` replaces `slope` where a unit's output depends on the other units of its
    layer: it turns dL/da into dL/dz in place.
    """

    name: str
    label: str
    note: str
    formula: str
    derivative: str
    range: str
    source: str
    value: Callable[..., None]
    slope: Callable[..., None]
    bends: bool = True
    spread: float = 1.0
    pace: float = 1.0
    parameters: tuple[Parameter, ...] = ()
    alias_of: str = ""
    pullback: Callable[[Array, Array], None] | None = None

    def bound(self, values: Sequence[float] = ()) -> "Activation":
        """The activation with its parameters fixed: the given ones first, defaults for the rest.

        Raises BadSpelling where there are too many, or one is out of its bounds.
        """
        if len(values) > len(self.parameters):
            takes = len(self.parameters) or "no"
            raise BadSpelling(f"{self.name} takes {takes} parameters, not {len(values)}.", "activation")
        for parameter, value in zip(self.parameters, values, strict=False):
            if not parameter.minimum <= value <= parameter.maximum:
                bounds = f"{parameter.minimum:g} to {parameter.maximum:g}"
                raise BadSpelling(
                    f"{parameter.name} of {self.name} must be {bounds}, not {value:g}.", "activation"
                )
        numbers = [*values, *(parameter.default for parameter in self.parameters[len(values) :])]
        if not numbers:
            return self
        return replace(
            self,
            name=f"{self.name}({','.join(f'{value:g}' for value in values)})" if values else self.name,
            value=partial(_with_numbers, self.value, numbers),
            slope=partial(_with_numbers, self.slope, numbers),
            bends=self.bends and not (self.name == "leaky_relu" and numbers[0] == 1),
            parameters=(),
        )

    def __call__(self, z: Array) -> Array:
        """f(z), in a new array of z's shape and dtype."""
        a = np.empty_like(z)
        self.value(z, a, np.empty_like(z))
        return a

    def gradient(self, z: Array) -> Array:
        """f'(z), in a new array of z's shape and dtype."""
        a, kept = np.empty_like(z), np.empty_like(z)
        self.value(z, a, kept)
        self.slope(z, a, kept)
        return kept


def _identity(z: Array, a: Array, kept: Array) -> None:
    np.copyto(a, z)


def _identity_slope(z: Array, a: Array, kept: Array) -> None:
    kept.fill(1)


def _binary_step(z: Array, a: Array, kept: Array) -> None:
    np.greater(z, 0, out=a)


def _binary_step_slope(z: Array, a: Array, kept: Array) -> None:
    kept.fill(0)


def _sigmoid(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, 0.5, out=a)  # sigmoid(z) = (1 + tanh(z/2)) / 2 never overflows, as exp(-z) would
    np.tanh(a, out=a)
    a += 1
    a *= 0.5


def _sigmoid_slope(z: Array, a: Array, kept: Array) -> None:
    np.subtract(1, a, out=kept)
    kept *= a


def _tanh(z: Array, a: Array, kept: Array) -> None:
    np.tanh(z, out=a)


def _tanh_slope(z: Array, a: Array, kept: Array) -> None:
    np.multiply(a, a, out=kept)
    np.subtract(1, kept, out=kept)


def _arctan(z: Array, a: Array, kept: Array) -> None:
    np.arctan(z, out=a)


def _arctan_slope(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=kept)
    kept += 1
    np.reciprocal(kept, out=kept)


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


def _elu(z: Array, a: Array, kept: Array, alpha: float) -> None:
    np.minimum(z, 0, out=kept)
    np.exp(kept, out=kept)
    kept *= alpha
    np.maximum(z, 0, out=a)
    a += kept
    a -= alpha


def _elu_slope(z: Array, a: Array, kept: Array, alpha: float) -> None:
    np.copyto(kept, 1, where=z > 0)  # elsewhere alpha·exp(z) is there already


def _softmax(z: Array, a: Array, kept: Array) -> None:
    np.subtract(z, z.max(axis=0), out=a)
    np.exp(a, out=a)
    a /= a.sum(axis=0)


def _softmax_pullback(a: Array, delta: Array) -> None:
    delta -= (delta * a).sum(axis=0)
    delta *= a


def _quadratic(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=a)


def _quadratic_slope(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, 2, out=kept)


def _sin(z: Array, a: Array, kept: Array) -> None:
    np.sin(z, out=a)


def _sin_slope(z: Array, a: Array, kept: Array) -> None:
    np.cos(z, out=kept)


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
    _sigmoid(a, kept, a)
    np.multiply(z, kept, out=a)


def _silu_slope(z: Array, a: Array, kept: Array, beta: float) -> None:
    rest = np.subtract(1, kept)
    rest *= a
    rest *= beta
    kept += rest


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


SIGMOID = Activation(
    name="sigmoid",
    label="Sigmoid",
    note="Squeezes any number into 0 to 1: a soft step. Deep stacks of it learn slowly, because "
    "its slope is never above 1/4.",
    formula="1 / (1 + exp(-x))",
    derivative="f(x) (1 - f(x))",
    range="(0, 1)",
    source="Rumelhart, Hinton & Williams 1986, Nature 323, p. 533, eq. 2",
    value=_sigmoid,
    slope=_sigmoid_slope,
    spread=2.0,  # the sigmoid is a tanh of half the argument
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
    pace=4.0,  # spirals solved, of 20: 18 at the usual rate, 19 at twice, 20 at four times
    pullback=_softmax_pullback,
)

ACTIVATIONS: tuple[Activation, ...] = (
    Activation(
        name="identity",
        label="None (identity)",
        note="Passes the sum on unchanged: any number of layers is still one straight line.",
        formula="x",
        derivative="1",
        range="(-∞, ∞)",
        source="Rosenblatt 1958, Psychological Review 65, pp. 386-408",
        value=_identity,
        slope=_identity_slope,
        bends=False,
    ),
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
        note="Like ReLU, but lets a little through below zero, so that no unit can die.",
        formula="x if x > 0, else alpha x",
        derivative="1 if x > 0, else alpha",
        range="(-∞, ∞)",
        source="Maas, Hannun & Ng 2013, ICML workshop, section 2, eq. 2",
        value=_leaky_relu,
        slope=_leaky_relu_slope,
        parameters=(Parameter("alpha", 0.01, 0.0, 1.0),),
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
        parameters=(Parameter("alpha", 1.0, 0.01, 5.0),),
    ),
    SIGMOID,
    replace(
        SIGMOID,
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
    Activation(
        name="quadratic",
        label="Quadratic",
        note="Squares the sum: one unit draws a parabola's worth of boundary, but its values "
        "run away with depth.",
        formula="x²",
        derivative="2x",
        range="[0, ∞)",
        source="Livni, Shalev-Shwartz & Shamir 2014, NeurIPS, section 1",
        value=_quadratic,
        slope=_quadratic_slope,
    ),
    Activation(
        name="sin",
        label="Sine",
        note="Waves for ever: a single unit can cross a line again and again.",
        formula="sin(x)",
        derivative="cos(x)",
        range="[-1, 1]",
        source="Sitzmann et al. 2020, NeurIPS, section 3",
        value=_sin,
        slope=_sin_slope,
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
        parameters=(Parameter("beta", 1.0, 0.0, 10.0),),
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
    SOFTMAX,
)

_BY_NAME = {entry.name: entry for entry in ACTIVATIONS}


def find(name: str) -> Activation:
    """The catalog's entry of that name, as it stands there.

    Raises UnknownName, which lists the names there are.
    """
    if name not in _BY_NAME:
        raise UnknownName("activation", name, tuple(_BY_NAME))
    return _BY_NAME[name]


def _with_numbers(
    function: Callable[..., None], numbers: Sequence[float], z: Array, a: Array, kept: Array
) -> None:
    function(z, a, kept, *numbers)
