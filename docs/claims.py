"""The statements that the app makes visible, and where each can be seen, asked for and is tested.

An id is never given to another statement: pages (`data-claim`), modules (`claims`) and tests
(`@pytest.mark.claim(id=...)`) name it. docs/claims.md follows from here, and tests/test_claims.py fails
where a statement has no place, no answer or no test.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.steps import REVIVAL

TESTS = Path(__file__).parent.parent / "tests"

XOR = "points=b,-0.5..1.5,-0.5..1.5,0/1,BuL5IxFK&test_share=0"  # four points of XOR, 1 apart


@dataclass(frozen=True)
class Claim:
    """A statement, its number, and where it is shown.

    asks: addresses below /api/v1/ that answer with the number; places: `step <name>` of the story at /why,
    or `view <name>` of the question "Why?" under the pictures.
    """

    id: str
    statement: str
    number: str
    asks: tuple[str, ...]
    places: tuple[str, ...]


SECTIONS = {
    "A": "Linear stays linear",
    "B": "What the bend buys",
    "C": "The activations themselves",
    "D": "Do you need a network at all?",
}

CLAIMS = (
    Claim(
        "A1",
        "Linear means that f keeps sums and multiples: f(x + y) = f(x) + f(y) and f(cx) = c·f(x).",
        "Largest gap of the sum for x, y from -3 to 3: identity and a·x 0, ReLU 3, leaky ReLU (0.01) 2.97, "
        "ELU 2.0498, binary step 1, sigmoid 0.9076, tanh 0.9901, arctan 1.0924, x² 18. ReLU passes f(2x) = "
        "2f(x) and fails f(-2x) = -2f(x); 2x + 1 fails by exactly 1, for affine is not linear.",
        ("insight/linearity?activation=relu", "insight/linearity?activation=2*x%2B1"),
        ("step bench", "view linearity"),
    ),
    Claim(
        "A2",
        "Layers without an activation are one layer: W3·W2·W1 = W.",
        "The two outputs differ by less than 1e-12 of their range; of a tanh network the best affine fit "
        "explains R² = 0.59 on the spiral.",
        ("insight/collapse?activation=identity&hidden=8,8,8", "insight/collapse?activation=tanh"),
        ("step collapse", "step bend", "view collapse"),
    ),
    Claim(
        "A3",
        "z1·(w11·x1 + w12·x2) + z2·(w21·x1 + w22·x2) = (z1·w11 + z2·w21)·x1 + (z1·w12 + z2·w22)·x2.",
        "w = (2, -1; 0.5, 3) and z = (4, -2) come to (7, -10), the same to 1e-13 on 1000 points.",
        ("insight/collapse?matrices=2,-1;0.5,3/4,-2",),
        ("step collapse", "view collapse"),
    ),
    Claim(
        "A4",
        "A thousand layers of a·x are one product.",
        "0.9^1000 = 1.748e-46, 0.99^1000 = 4.317e-5, 1.01^1000 = 20959.16.",
        ("insight/collapse?depth=1000&slope=0.9",),
        ("step depth", "view collapse"),
    ),
    Claim(
        "A5",
        "Depth without an activation buys nothing.",
        "The boundary of one to six such layers lies within 1e-9 of a straight line.",
        ("insight/collapse?activation=identity&hidden=8,8,8,8,8,8",),
        ("step depth", "view collapse"),
    ),
    Claim(
        "A6",
        "No line separates XOR.",
        "Of the four points the best line has 75 %; both classes meet in (0.5, 0.5). Least squares says "
        "one half everywhere, and the cross-entropy at its optimum is ln 2.",
        (f"insight/ceiling?{XOR}", f"boundary?{XOR}&activation=identity&loss=squared_error"),
        ("step line", "view ceiling"),
    ),
    Claim(
        "A7",
        "Every data set has a ceiling that no straight line breaks through.",
        "XOR, spread evenly over four quadrants, tends to 2/3; its four points have 0.75.",
        ("insight/ceiling?dataset=xor",),
        ("step line", "view ceiling"),
    ),
    Claim(
        "A8",
        "Of the sixteen functions of two bits a line computes most.",
        "14; XOR and its opposite it does not.",
        ("insight/functions",),
        ("step sixteen",),
    ),
    Claim(
        "A9",
        "The linear network is really the best linear one.",
        "Never above the ceiling, and its loss is that of logistic regression to 1e-4.",
        ("insight/ceiling?activation=identity&dataset=moons&noise=0.2",),
        ("step depth", "view ceiling"),
    ),
    Claim(
        "B1",
        "The hidden layer moves the points until a line separates them.",
        "XOR: not separable as it is; after a tanh layer separable, with its margin; after a linear layer "
        "still not.",
        (
            f"insight/layers?{XOR}&activation=tanh&hidden=4",
            f"insight/layers?{XOR}&activation=identity&hidden=4",
        ),
        ("step space", "view layers"),
    ),
    Claim(
        "B2",
        "An activation is a differentiable IF, and layers combine IFs.",
        "OR, NAND and AND of steepness 20 give 4.54e-5, 0.99995, 0.99995, 4.54e-5; n lines make at most 1 "
        "+ n + n(n - 1)/2 regions.",
        ("insight/logic?steepness=20", "insight/units"),
        ("step ifs", "view logic", "view units"),
    ),
    Claim(
        "B3",
        "Enough units come near any continuous function on a bounded region, if their bend is no polynomial.",
        "ReLUs on sin over [0, 2π], set by hand: 8 are wrong by 0.0704 at most, 16 by 0.0188, 32 by "
        "0.0048, 64 by 0.0012, each no more than h²/8. Trained ones move their corners, and of 4 to "
        "32 units are nearer in the mean square. 64 units of x² have 66 % of the spiral right, as one "
        "straight unit with x, y, x², y², x·y; 64 of tanh all (Leshno, Lin, Pinkus & Schocken 1993, Neural "
        "Networks 6, pp. 861-867).",
        (
            "insight/pieces?units=8",
            "boundary?dataset=spiral&activation=quadratic&hidden=64",
            "boundary?dataset=spiral&activation=identity&hidden=&features=x,y,xx,yy,xy",
        ),
        ("step pieces", "step bench"),
    ),
    Claim(
        "B4",
        "Depth makes more pieces than width.",
        "A sawtooth of L layers of two ReLUs has 2^L straight pieces; one layer of as many units has 2L + "
        "1 at most.",
        ("insight/pieces?depth=10",),
        ("step pieces",),
    ),
    Claim(
        "B5",
        "Features can do the bending instead.",
        "XOR with x·y and circles with x², y²: 100 % by a linear model.",
        (
            "boundary?dataset=xor&activation=identity&hidden=&features=x,y,xy",
            "boundary?dataset=circles&activation=identity&hidden=&features=x,y,xx,yy",
        ),
        ("step features",),
    ),
    Claim(
        "B6",
        "The sigmoid has a polynomial near 0, and none beyond π.",
        "Degree 7 is wrong by 1.9e-5 at most for |z| up to 1, by 0.0078 up to 2, by 2.14 up to 4.",
        ("insight/approximate?taylor_degree=7",),
        ("view approximate",),
    ),
    Claim(
        "C1",
        "There are many activations; the logistic function and the sigmoid are one.",
        "27 in the catalog; every derivative agrees with differences to 1e-6; logistic minus sigmoid is 0.",
        ("catalog", "activation?text=logistic"),
        ("step bench",),
    ),
    Claim(
        "C2",
        "They can have parameters.",
        "Leaky ReLU of 0 is ReLU, and of 1 linear, so that it collapses; swish of 0 is x/2.",
        (
            "activation?text=leaky_relu(0)",
            "insight/collapse?activation=leaky_relu(1)",
            "activation?text=silu(0)",
        ),
        ("step bend",),
    ),
    Claim(
        "C3",
        "They can be disturbed by chance while they train.",
        "Without noise equal to the last bit; the same seed gives the same answer; at prediction there is "
        "none.",
        ("boundary?activation=tanh&activation_noise=0.3",),
        ("step bench",),
    ),
    Claim(
        "C4",
        "You can write your own, and a quadratic fits a quadratic best.",
        "One unit of x² solves XOR's four points; a·x² + c is found by w·x² + b to 1e-12; what is no "
        "formula is a 422 that names the position.",
        (f"boundary?{XOR}&activation=x**2&hidden=1", "activation?text=x**2"),
        ("step bench",),
    ),
    Claim(
        "C5",
        "A sigmoid output is between 0 and 1, and the threshold need not be one half.",
        "With p = σ(2x) a threshold of 0.9 cuts at x = 1.0986; recall never rises with the threshold.",
        ("insight/threshold?threshold=0.9",),
        ("view threshold",),
    ),
    Claim(
        "C6",
        "The sigmoid's slope reuses its value: s(1 - s).",
        "At most 0.25, exactly.",
        ("activation?text=sigmoid",),
        ("step bench",),
    ),
    Claim(
        "C7",
        "tanh is centred on zero, which helps the next layer.",
        "Of normal numbers the mean is 0.5 by the sigmoid, 0 by tanh, 0.3989 by ReLU; the gradients of a "
        "unit's incoming weights have all one sign after sigmoids and ReLUs, always, after tanh not.",
        ("insight/health?activation=sigmoid&hidden=8,8", "insight/health?activation=tanh&hidden=8,8"),
        ("step bench", "view health"),
    ),
    Claim(
        "C8",
        "The sigmoid's gradients vanish with depth; ReLU's stay level while its signals fade.",
        "Ten layers of eight, Xavier: the first layer's gradient is 1.6e-7 of the last one's by sigmoids, "
        "1.1 by ReLUs (quartiles 0.7 to 3.5), 1.04 by tanh, which does not vanish at the start. Of the error "
        "signal dL/dz, 1.4 % reach the first layer of ReLUs, and 33 % from the start of He et al.",
        ("insight/vanishing?depth=10",),
        ("step vanish", "view vanishing"),
    ),
    Claim(
        "C9",
        "ReLU units can die.",
        "64 units, inputs of ±1: at a bias of 0 none, at -10 all, and their gradient is exactly 0; of "
        "leaky ReLU and ELU none. Plain gradient descent leaves a dead unit of the first layer dead; with "
        "Adam one is dead after 52 epochs and alive after 55.",
        (
            "insight/dying?bias=-10",
            f"insight/health?{REVIVAL}52",
            f"insight/health?{REVIVAL}55",
        ),
        ("step dead", "view dying", "view health"),
    ),
    Claim(
        "C10",
        "Gradient descent cannot train a binary step.",
        "The hidden weights stay as they were, bit for bit; only the output layer learns.",
        ("insight/health?activation=binary_step",),
        ("step dead", "view health"),
    ),
    Claim(
        "C11",
        "Softmax is the sigmoid for many classes.",
        "Its values sum to 1; of two classes it is σ(z1 - z0).",
        ("insight/trace?classes=3&at=0.5,-0.25",),
        ("step bench",),
    ),
    Claim(
        "D1",
        "Polynomials are solved by linear algebra, in one step.",
        "Degree 2 on a quadratic leaves less than 1e-12.",
        ("insight/alternatives?problem=polynomial",),
        ("step features",),
    ),
    Claim(
        "D2",
        "Periodic functions are solved by Fourier's transform.",
        "Amplitudes of 1.5 at 5 and 0.5 at 12 are found to 1e-12; beyond the points the network fails, "
        "Fourier does not.",
        ("insight/alternatives?problem=fourier",),
        ("step features",),
    ),
    Claim(
        "D3",
        "Curves of a known form are fitted by Levenberg and Marquardt's method.",
        "a·e^(bx) in a dozen steps, to a sum of squares of 1e-20.",
        ("insight/alternatives?problem=exponential",),
        ("step features",),
    ),
    Claim(
        "D4",
        "Training matches labels by gradient descent or something like it.",
        "Nine optimisers from the same weights: the epochs that each takes to a loss, seed by seed.",
        ("insight/race?seeds=1",),
        ("step race",),
    ),
    Claim(
        "D5",
        "Or it squeezes the data through a narrow path and rebuilds them.",
        "By a linear network the error is the smaller eigenvalue of the covariance, exactly: it is "
        "principal component analysis. A parabola: 0.09 by a line, less than 1e-4 by tanh units.",
        ("insight/autoencoder",),
        ("step narrow",),
    ),
)

# Where the source is wrong: said politely, each with the claim that it touches.
ERRATA = (
    ("B6", "A series of e^-z for the sigmoid has to alternate, and converges for z > 0 only."),
    ("C1", "“Logistic” and “sigmoid” are one function."),
    ("C4", "The loss of w·x² + b is convex in w and b; the worry is about (w·x + b)²."),
    ("C8", "tanh does not vanish at the start of training as the sigmoid does."),
    ("A1", "“Nonlinear” here means not affine."),
)


@cache
def marked() -> frozenset[tuple[str, str]]:
    """The id of each claim that some test asserts, with the test's file."""
    return frozenset(_marked())


def _marked() -> Iterator[tuple[str, str]]:
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.claim":
                (keyword,) = node.keywords
                if isinstance(keyword.value, ast.Constant):
                    yield keyword.value.value, path.relative_to(TESTS.parent).as_posix()
