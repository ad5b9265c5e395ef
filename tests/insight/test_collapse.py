"""A2-A5: without a bend, layers are one layer; with one, the best layer explains little."""

import numpy as np
import pytest

from app.experiment import Points
from app.insight import collapse
from app.insight.affine import crossings
from app.insight.chain import chain, scientific
from app.nn import boundary
from app.nn.errors import BadSpelling, Unsuitable
from tests.insight.subjects import subject

STRAIGHT = ("identity", "leaky_relu(1)", "0.5*x", "2*x-1")
USUAL = {"matrices": "", "depth": 0, "slope": 0.9}


def looked_at(activation: str, **fields) -> dict:
    fields = {"samples": 60, "resolution": 20, "epochs": 5, **fields}
    return collapse.answer(subject(activation, **fields), **USUAL)


@pytest.mark.claim(id="A2")
@pytest.mark.parametrize("layers", range(1, 7))
@pytest.mark.parametrize("activation", STRAIGHT)
def test_a2_layers_without_a_bend_are_one_layer(activation, layers):
    """A2: over 50 seeds, the largest relative difference is a rounding."""
    for seed in range(50):
        seen = subject(
            activation, trained=False, samples=20, resolution=20, hidden="5," * (layers - 1) + "3", seed=seed
        )
        said = collapse.of_network(seen)
        assert said["collapses"] and said["max_difference"] <= 1e-12 * max(said["range"], 1)
        assert said["r2"] > 1 - 1e-12


@pytest.mark.claim(id="A2")
def test_a2_a_tanh_network_is_not_one_layer():
    """A2: the best plane leaves much of the spiral's logit unsaid."""
    said = looked_at("tanh", samples=400, resolution=60, epochs=1000)
    assert not said["collapses"] and said["r2"] < 0.75 and said["max_difference"] > 0.3 * said["range"]


@pytest.mark.claim(id="A2")
def test_a2_the_best_fit_is_that_of_the_normal_equations():
    """A2, by another road: X'X w = X'y; and R² is that of the plane's own residuals."""
    seen = subject("tanh", samples=60, resolution=24, epochs=40, features="x,y,xy")
    said = collapse.of_network(seen)
    X, y = seen.grid_inputs.T, seen.logits(seen.grid_inputs)[0]
    w = np.linalg.solve(X.T @ X, X.T @ y)
    assert np.allclose([*said["weights"][0], *said["bias"]], w)
    assert said["r2"] == pytest.approx(1 - np.var(y - X @ w) / np.var(y))


@pytest.mark.parametrize("activation", ["identity", "tanh"])
def test_weights_in_the_datas_own_units_say_the_same(activation):
    """Own points lie anywhere: w·(x - c)/s + b is another w of x, and another b."""
    rng = np.random.default_rng(3)
    x, y = 40 + 9 * rng.normal(size=30), rng.normal(size=30) / 50
    points = Points(tuple(x), tuple(y), tuple("ab"[int(value > 40)] for value in x))
    said = looked_at(activation, points=points)
    seen = subject(activation, samples=60, resolution=20, epochs=5, points=points)
    shown = seen.inputs_at(seen.data.X)[:2]
    own = said["own_weights"] @ seen.data.X + said["own_bias"][:, None]
    assert np.allclose(said["weights"] @ shown + said["bias"][:, None], own)


def test_own_units_are_not_given_for_other_features():
    said = looked_at("identity", features="x,y,xx")
    assert said["own_weights"] is None and said["inputs"] == ["x", "y", "x²"]


def test_more_classes_have_a_row_each():
    said = looked_at("identity", classes=3)
    assert said["weights"].shape == (3, 2) and said["formula"].count("logit") == 3
    assert said["residual"] is None


@pytest.mark.claim(id="A3")
def test_a3_the_worked_example():
    """A3: w = (2, -1; .5, 3), z = (4, -2) is 7·x1 - 10·x2."""
    said = collapse.of_matrices(collapse.read_matrices("2,-1;.5,3/4,-2"))
    assert said["weights"].tolist() == [[7, -10]] and said["bias"].tolist() == [0]
    assert said["max_difference"] <= 1e-13
    assert said["formula"] == "y = 7·x1 − 10·x2"
    assert said["numbers"] == "4·(2·x1 − 1·x2) − 2·(0.5·x1 + 3·x2) = 7·x1 − 10·x2"
    assert said["symbols"] == (
        "z1·(w11·x1 + w12·x2) + z2·(w21·x1 + w22·x2) = (z1·w11 + z2·w21)·x1 + (z1·w12 + z2·w22)·x2"
    )


def test_larger_matrices_collapse_too_and_are_told_in_short():
    rng = np.random.default_rng(0)
    shapes = [(5, 4), (6, 5), (2, 6)]
    layers = [rng.normal(size=shape).round(3) for shape in shapes]
    text = "/".join(";".join(",".join(map(str, row)) for row in W) for W in layers)
    said = collapse.of_matrices(collapse.read_matrices(text))
    assert np.allclose(said["weights"], layers[2] @ layers[1] @ layers[0])
    assert said["symbols"] == "W₃·(W₂·(W₁·x)) = (W₃·W₂·W₁)·x" and said["numbers"] == ""


@pytest.mark.parametrize(
    "text",
    ["2,x", "1,2;3", "", "1,2/1,2,3", "nan", "inf,1", "1e7", "1/" * 7 + "1", ",".join("1" * 65), "1,,2"],
)
def test_what_are_no_matrices_is_refused(text):
    with pytest.raises(BadSpelling) as refused:
        collapse.read_matrices(text)
    assert refused.value.field == "matrices"


def test_two_networks_at_once_are_refused():
    with pytest.raises(Unsuitable, match="two networks"):
        collapse.check(subject(trained=False, samples=20), matrices="1,1", depth=3, slope=0.9)


@pytest.mark.claim(id="A4")
@pytest.mark.parametrize(("slope", "claimed"), [(0.9, 1.748e-46), (0.99, 4.317e-5), (1.01, 20959.16)])
def test_a4_a_thousand_layers_are_one_product(slope, claimed):
    """A4: .9^1000, .99^1000 and 1.01^1000."""
    said = chain(slope, 1000)
    ((weight,),) = said["weights"]
    assert weight == pytest.approx(claimed, rel=2e-4)
    told = said["chain"]
    assert told["mantissa"] * 10.0 ** told["exponent"] == pytest.approx(weight, rel=1e-12)
    assert said["max_difference"] <= 1e-12 * weight


@pytest.mark.claim(id="A4")
def test_a4_logarithms_go_on_where_numbers_end():
    """A4: .1^1000 is no float64, but it has a logarithm."""
    told = chain(-0.1, 999)["chain"]
    assert told["value"] == 0 and told["log10"] == pytest.approx(-999) and told["mantissa"] < 0
    assert chain(0.0, 3)["chain"]["log10"] is None and chain(2.0, 1000)["chain"]["value"] < float("inf")
    assert scientific(-45.757490560675116) == (pytest.approx(1.7479, abs=1e-4), -46)


@pytest.mark.claim(id="A5")
@pytest.mark.parametrize("layers", range(1, 7))
def test_a5_the_boundary_of_a_linear_network_is_straight(layers):
    """A5: of any depth; against a line through points that the network itself gives."""
    said = looked_at("identity", dataset="moons", hidden=",".join(["4"] * layers), epochs=60, resolution=60)
    assert said["residual"] < 1e-9


@pytest.mark.claim(id="A5")
def test_a5_the_boundary_of_a_bent_network_is_not():
    """A5."""
    assert looked_at("tanh", dataset="moons", epochs=300, resolution=60)["residual"] > 0.05


def test_crossings_lie_on_the_line_that_makes_them():
    x, y = np.linspace(-1, 1, 9), np.linspace(0, 3, 9)
    found = crossings(x, y, 2 * x - y[:, None] + 0.7)
    assert found.shape[1] > 8 and np.abs(2 * found[0] - found[1] + 0.7).max() < 1e-12


def test_a_network_that_diverged_is_told_in_numbers():
    seen = subject("quadratic", samples=40, resolution=20, optimizer="sgd", learning_rate=9000.0)
    said = collapse.of_network(seen)
    assert seen.state.status == "diverged" and 0 <= said["r2"] <= 1
    assert np.isfinite(said["max_difference"]) and np.isfinite(said["weights"]).all()
    drawn = boundary.evaluate(seen.task.network, seen.state.theta, seen.grid)
    assert np.isfinite(drawn.z).all()
