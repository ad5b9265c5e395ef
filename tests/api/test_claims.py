"""Every claim of docs/claims.md, its number asked for over HTTP: whoever doubts it can do the same."""

from math import log, pi
from typing import Any

import numpy as np
import pytest

from app.insight import direct
from docs.claims import XOR

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def ask(client):
    """What the API answers at an address below /api/v1/; with a body it is posted."""

    async def ask(address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        url = f"/api/v1/{address}"
        answer = await (client.get(url) if body is None else client.post(url, json=body))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.mark.claim(id="A1")
@pytest.mark.parametrize(
    ("activation", "gap"),
    [
        ("identity", 0), ("leaky_relu(1)", 0), ("relu", 3), ("leaky_relu(0.01)", 2.97), ("elu", 2.0498),
        ("binary_step", 1), ("sigmoid", 0.9076), ("tanh", 0.9901), ("arctan", 1.0924), ("x**2", 18), ("2*x%2B1", 1),
    ],
)  # fmt: skip
async def test_additivity_gaps(ask, activation, gap):
    said = await ask(f"insight/linearity?activation={activation}")
    assert said["additivity_gap"] == pytest.approx(gap, abs=5e-5 if gap else 1e-15)
    assert (said["verdict"] == "linear") == (gap == 0)


@pytest.mark.claim(id="A1")
async def test_relu_passes_one_test_of_multiples_and_fails_the_other(ask):
    said = await ask("insight/linearity?activation=relu")
    assert said["doubled_gap"] == 0 and said["mirrored_gap"] > 0


@pytest.mark.claim(id="A2")
async def test_linear_layers_collapse_and_tanh_does_not(ask):
    linear = await ask("insight/collapse?activation=identity&hidden=8,8,8")
    assert linear["collapses"] and linear["max_difference"] <= 1e-12 * linear["range"]
    bent = await ask("insight/collapse?activation=tanh")
    assert not bent["collapses"] and bent["r2"] < 0.7


@pytest.mark.claim(id="A3")
async def test_the_worked_example(ask):
    said = await ask("insight/collapse?matrices=2,-1;0.5,3/4,-2")
    assert said["weights"] == [[7, -10]] and said["max_difference"] <= 1e-13


@pytest.mark.claim(id="A4")
@pytest.mark.parametrize(("slope", "product"), [(0.9, 1.748e-46), (0.99, 4.317e-5), (1.01, 20959.16)])
async def test_a_thousand_layers(ask, slope, product):
    chain = (await ask(f"insight/collapse?depth=1000&slope={slope}"))["chain"]
    assert chain["value"] == pytest.approx(product, rel=2e-4)


@pytest.mark.claim(id="A5")
@pytest.mark.parametrize("depth", range(1, 7))
async def test_deep_linear_boundaries_are_straight(ask, depth):
    said = await ask(f"insight/collapse?activation=identity&hidden={','.join(['8'] * depth)}")
    assert said["residual"] < 1e-9


@pytest.mark.claim(id="A6")
async def test_no_line_separates_xor(ask):
    said = await ask(f"insight/ceiling?{XOR}")
    assert said["accuracy"] == 0.75 and not said["separable"]
    assert said["certificate"]["meeting"] == pytest.approx([0.5, 0.5])
    assert said["logistic"]["loss"] == pytest.approx(log(2))
    run = (await ask(f"boundary?{XOR}&activation=identity&loss=squared_error&resolution=20"))["run"]
    assert np.array(run["boundary"]["z"]) == pytest.approx(
        0.5, abs=5e-3
    )  # as near as Rprop comes in its 40 epochs


@pytest.mark.claim(id="A7")
async def test_uniform_xor_tends_to_two_thirds(ask):
    """Of a lattice of ever more points; of any finite number the best line has a little more than 2/3."""
    found = []
    for side in (2, 10, 20, 40):
        axis = (np.arange(side) + 0.5) / side * 2 - 1
        x, y = (values.ravel().tolist() for values in np.meshgrid(axis, axis))
        label = ["same" if a * b > 0 else "other" for a, b in zip(x, y, strict=True)]
        points = {"points": {"x": x, "y": y, "label": label}, "epochs": 1, "hidden": [], "resolution": 20}
        found.append((await ask("insight/ceiling", points))["accuracy"])
    assert found[0] == 0.75 and all(np.diff(found) < 0)
    assert found[-1] == pytest.approx(2 / 3, abs=0.005) and found[-1] > 2 / 3


@pytest.mark.claim(id="A7")
async def test_four_points_of_xor_have_three_quarters(ask):
    assert (await ask(f"insight/ceiling?{XOR}"))["accuracy"] == 0.75


@pytest.mark.claim(id="A8")
async def test_fourteen_of_sixteen(ask):
    said = await ask("insight/functions")
    assert (said["separable"], said["total"]) == (14, 16)


@pytest.mark.claim(id="A9")
@pytest.mark.parametrize("dataset", ["spiral", "moons", "circles", "checkerboard"])
async def test_a_linear_network_is_never_above_the_ceiling(ask, dataset):
    said = await ask(f"insight/ceiling?activation=identity&dataset={dataset}&noise=0.2")
    for part in (said, said["train"], said["test"]):
        assert part["network"] <= part["accuracy"] and part["logistic"]["accuracy"] <= part["accuracy"]


@pytest.mark.claim(id="B1")
async def test_a_bent_layer_separates_xor_and_a_straight_one_does_not(ask):
    bent = (await ask(f"insight/layers?{XOR}&activation=tanh&hidden=4"))["layers"]
    assert [layer["separable"] for layer in bent] == [False, True] and bent[1]["margin"] > 0
    straight = (await ask(f"insight/layers?{XOR}&activation=identity&hidden=4,4"))["layers"]
    assert [layer["separable"] for layer in straight] == [False, False, False]


@pytest.mark.claim(id="B2")
async def test_three_soft_ifs_are_xor(ask):
    outputs = (await ask("insight/logic?steepness=20"))["outputs"]
    assert outputs == pytest.approx([4.54e-5, 0.99995, 0.99995, 4.54e-5], abs=5e-6)


@pytest.mark.claim(id="B2")
@pytest.mark.parametrize("units", [1, 3, 8])
async def test_lines_make_no_more_regions_than_they_can(ask, units):
    regions = (await ask(f"insight/units?hidden={units}"))["regions"]
    assert units < regions["count"] <= regions["bound"] == 1 + units + units * (units - 1) / 2


@pytest.mark.claim(id="B3")
@pytest.mark.parametrize(("units", "error"), [(8, 0.0704), (16, 0.0188), (32, 0.0048), (64, 0.0012)])
async def test_units_draw_a_sine(ask, units, error):
    said = await ask(f"insight/pieces?units={units}")
    assert said["built"]["max_error"] == pytest.approx(error, abs=5e-5)
    assert said["built"]["max_error"] <= said["built"]["bound"] == pytest.approx((2 * pi / units) ** 2 / 8)
    assert said["trained"]["rms_error"] < said["built"]["rms_error"]


@pytest.mark.claim(id="B4")
@pytest.mark.parametrize("depth", [1, 4, 10])
async def test_layers_double_the_pieces(ask, depth):
    sawtooth = (await ask(f"insight/pieces?depth={depth}"))["sawtooth"]
    assert sawtooth["pieces"] == 2**depth and sawtooth["units"] == 2 * depth
    assert sawtooth["one_layer"]["pieces"] <= sawtooth["one_layer"]["most_pieces"] == 2 * depth + 1


@pytest.mark.claim(id="B5")
@pytest.mark.parametrize(("dataset", "features"), [("xor", "x,y,xy"), ("circles", "x,y,xx,yy")])
async def test_features_make_a_linear_model_enough(ask, dataset, features):
    run = (await ask(f"boundary?dataset={dataset}&activation=identity&hidden=&features={features}"))["run"]
    assert run["accuracy"]["train"] == 1 and len(run["network"]["layers"]) == 1


@pytest.mark.claim(id="B6")
async def test_the_series_of_the_sigmoid(ask):
    taylor = (await ask("insight/approximate?taylor_degree=7"))["taylor"]
    assert [error["error"] for error in taylor["errors"]] == pytest.approx([1.9e-5, 0.0078, 2.14], rel=0.03)
    assert taylor["radius"] == pytest.approx(pi)


async def curve(ask, text: str) -> dict[str, np.ndarray]:
    (activation,) = (await ask(f"activation?text={text}"))["activations"]
    return {name: np.array(values) for name, values in activation["curve"].items()}


@pytest.mark.claim(id="C1")
async def test_logistic_is_the_sigmoid_and_the_catalog_has_them_all(ask):
    names = [entry["name"] for entry in (await ask("catalog"))["activations"]]
    asked_for = {
        "relu",
        "leaky_relu",
        "elu",
        "binary_step",
        "logistic",
        "identity",
        "softmax",
        "sigmoid",
        "tanh",
        "arctan",
    }
    assert asked_for | {"quadratic"} <= set(names) and len(names) == 27
    logistic, sigmoid = await curve(ask, "logistic"), await curve(ask, "sigmoid")
    assert np.array_equal(logistic["y"], sigmoid["y"])


@pytest.mark.claim(id="C2")
async def test_parameters_make_others_of_them(ask):
    assert np.array_equal((await curve(ask, "leaky_relu(0)"))["y"], (await curve(ask, "relu"))["y"])
    half = await curve(ask, "silu(0)")
    assert np.array_equal(half["y"], half["x"] / 2)
    assert (await ask("insight/collapse?activation=leaky_relu(1)&hidden=8,8"))["collapses"]


@pytest.mark.claim(id="C3")
async def test_noise_is_seeded_and_for_training_only(ask):
    """What is drawn is what the very weights say by themselves, without any noise."""
    few = "activation=tanh&hidden=4&samples=80&epochs=60&resolution=20&target_accuracy=0"
    base, none = [await ask(f"boundary?{few}{more}") for more in ("", "&activation_noise=0")]
    first, again = [await ask(f"boundary?{few}&activation_noise=0.3&frames=0&seed=3") for _ in range(2)]
    assert base["run"] == none["run"] and first == again
    assert first["run"]["network"] != base["run"]["network"]
    body = {"samples": 80, "resolution": 20, "network": first["run"]["network"]}
    evaluated = await ask("evaluate", body)
    assert evaluated["run"]["boundary"]["z"] == first["run"]["boundary"]["z"]


@pytest.mark.claim(id="C4")
async def test_a_unit_of_ones_own_solves_xor_alone(ask):
    run = (await ask(f"boundary?{XOR}&activation=x**2&hidden=1"))["run"]
    assert run["accuracy"]["train"] == 1


@pytest.mark.claim(id="C4")
async def test_what_is_no_formula_is_refused_with_its_position(client):
    answer = await client.get("/api/v1/activation", params={"text": "x + open('x')"})
    (error,) = answer.json()["errors"]
    assert answer.status_code == 422 and error["position"] == 5 and "position 5" in error["message"]


@pytest.mark.claim(id="C5")
async def test_a_threshold_moves_the_boundary(ask):
    """With p = σ(2x) it is 0.9 where 2x = ln 9, at 1.0986; recall does not rise with the threshold."""
    said = await ask("insight/threshold?threshold=0.9")
    assert said["chosen"]["logit"] / 2 == pytest.approx(1.0986, abs=5e-5)
    assert (np.diff(said["thresholds"]) < 0).all() and (np.diff(said["recall"]) >= 0).all()


@pytest.mark.claim(id="C6")
async def test_the_sigmoids_slope(ask):
    sigmoid = await curve(ask, "sigmoid")
    assert sigmoid["slope"].max() == 0.25
    assert sigmoid["slope"] == pytest.approx(sigmoid["y"] * (1 - sigmoid["y"]), abs=1e-4)


@pytest.mark.claim(id="C7")
@pytest.mark.parametrize(("activation", "always"), [("sigmoid", True), ("relu", True), ("tanh", False)])
async def test_signs_of_gradients_agree_unless_what_is_below_is_centred(ask, activation, always):
    _, second, _ = (await ask(f"insight/health?activation={activation}&hidden=8,8&epochs=60"))["layers"]
    assert (second["same_sign"] == 1) == always and (always or second["same_sign"] < 0.5)


@pytest.mark.claim(id="C8")
async def test_where_gradients_vanish(ask):
    """ReLU's is spread widely about 1.1: its quartiles, too, are far from vanishing."""
    rows = {row["activation"]: row for row in (await ask("insight/vanishing?depth=10"))["rows"]}
    assert 1e-8 < rows["sigmoid"]["gradient_ratio"] < 1e-6
    assert rows["tanh"]["gradient_ratio"] == pytest.approx(1, abs=0.3)
    assert 0.5 < rows["relu"]["gradient_ratio"] < 2 and rows["relu"]["quartiles"][0] > 0.4
    assert rows["relu"]["signal_ratio"] == pytest.approx(0.014, abs=0.002)


@pytest.mark.claim(id="C9")
async def test_relu_units_die(ask):
    alive, dead = [(await ask(f"insight/dying?bias={bias}"))["rows"] for bias in (0, -10)]
    assert (alive[0]["dead_share"], dead[0]["dead_share"]) == (0, 1)
    assert set(dead[0]["gradient"]) == {0}
    assert [row["dead_share"] for row in dead[1:3]] == [0, 0]


@pytest.mark.claim(id="C10")
async def test_a_step_is_not_trained(ask):
    *hidden, output = (await ask("insight/health?activation=binary_step&epochs=60"))["layers"]
    assert all(layer["unchanged"] for layer in hidden) and not output["unchanged"]


@pytest.mark.claim(id="C11")
async def test_probabilities_of_classes_sum_to_one(ask):
    said = await ask("insight/trace?classes=3&at=0.5,-0.25&epochs=60")
    assert len(said["probabilities"]) == 3 and sum(said["probabilities"]) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("problem", "true"),
    [
        pytest.param("polynomial", direct.COEFFICIENTS, marks=pytest.mark.claim(id="D1")),
        pytest.param("fourier", (1.5, 0.5), marks=pytest.mark.claim(id="D2")),
        pytest.param("exponential", direct.GROWTH, marks=pytest.mark.claim(id="D3")),
    ],
)
async def test_direct_solutions(ask, problem, true):
    """Beyond the points they hold, and the network does not."""
    said = await ask(f"insight/alternatives?problem={problem}")
    found, network = said["direct"], said["network"]
    exact = 1e-12 if problem != "exponential" else 1e-10
    assert [term["value"] for term in found["terms"]] == pytest.approx(true, abs=exact)
    assert found["squares"][-1] <= 1e-20 and found["steps"] <= 15
    assert found["error_outside"] < 1e-10 and network["error_outside"] > 20 * network["error_inside"]


@pytest.mark.claim(id="D4")
async def test_optimisers_race(ask):
    rows = (await ask("insight/race?seeds=2&target_loss=0.2&dataset=xor&hidden=4"))["rows"]
    assert len(rows) == 9 and all(len(row["epochs"]) == 2 for row in rows)
    assert len({tuple(row["epochs"]) for row in rows}) > 5


@pytest.mark.claim(id="D5")
async def test_through_the_eye_of_a_needle(ask):
    said = await ask("insight/autoencoder")
    small = said["eigenvalues"][1]
    assert said["line"]["error"] == pytest.approx(small, rel=1e-12) and small == pytest.approx(
        0.09, abs=0.005
    )
    assert said["linear"]["error"] == pytest.approx(small, rel=1e-9) and said["tanh"]["error"] < 1e-4
