"""Numbers at the edge of what can be calculated: the answer is an experiment or a reason, and always finite."""

from itertools import product

import httpx
import orjson
import pytest

from app.nn.features import FEATURES
from tests.api.refusals import is_said_in_korean

pytestmark = pytest.mark.anyio

ALL = ",".join(entry.name for entry in FEATURES)
COORDINATES = {
    "far": [0, 1e6, 5e5, 2e5], "next to another": [0, 1e-14, 2e-14, 0], "one": [0, 1, 0, 1], "huge": [0, 1e60, 1e59, 0],
    "tiny": [0, 1e-60, 1e-61, 0], "a constant": [3, 3, 3, 3], "zero": [0, 0, 0, 0], "too far": [0, 1e300, 1e299, 1],
    "denormal": [0, 5e-324, 1e-323, 0], "last digits": [1, 1 + 2e-16, 1, 1 + 4e-16], "opposite": [-1e308, 1e308, 0, 1],
    "all sizes": [-1e60, 1e60, 1e-60, 0], "seconds": [1.7e9, 1.7e9 + 1, 1.7e9 + 2, 1.7e9 + 3], "minus zero": [-0.0, 0, 1, -1],
}  # fmt: skip


def is_an_answer_or_a_reason(answer: httpx.Response) -> None:
    """A boundary all of whose numbers are finite, or a fault with its words."""
    assert answer.status_code in (200, 422), answer.text[:500]
    said = orjson.loads(answer.content)  # it refuses NaN and Infinity
    if answer.status_code == 422:
        assert said["errors"]
        for error in said["errors"]:
            is_said_in_korean(error)
        return
    boundary = said["run"]["boundary"]
    assert not [row for row in (boundary["x"], boundary["y"], *boundary["z"]) if None in row]


@pytest.mark.parametrize("across", COORDINATES)
async def test_points_of_any_size_are_trained_or_refused_with_a_reason(client, across):
    """The first case that broke: y differing by 1e-14 where x spans a million, y² as the one feature, no hidden layer."""
    ways = [
        ("yy", {"hidden": ""}),
        (ALL, {"hidden": "3", "extent": 1e-9}),
        (ALL, {"hidden": "3", "extent": 1000}),
    ]
    for index, (up, (features, more)) in enumerate(product(COORDINATES.values(), ways)):
        if index % 4 and features != "yy":
            continue  # a quarter of the rest is as telling
        points = {"x": COORDINATES[across], "y": up, "label": [0, 0, 1, 1]}
        body = {"points": points, "features": features, "epochs": 2, "resolution": 20, **more}
        is_an_answer_or_a_reason(await client.post("/api/v1/boundary", json=body))


@pytest.mark.parametrize("activation", ["x**16", "exp(min(x, 80))", "tanh"])
@pytest.mark.parametrize("weight", [3.4e38, -3.4e38, 1e-45])
async def test_given_weights_of_any_size_are_evaluated(client, weight, activation):
    features = [entry.name for entry in FEATURES]
    for scale in ([2e-60, 9e59], [1, 1], [9e59, 2e-60]):
        hidden = {"weights": [[weight] * len(features)] * 3, "biases": [weight] * 3, "activation": activation}
        layers = [hidden, {"weights": [[weight] * 3], "biases": [weight], "activation": "sigmoid"}]
        network = {"input": {"features": features, "center": [1e60, 0], "scale": scale}, "layers": layers}
        body = {"dataset": "xor", "samples": 40, "resolution": 20, "units": True, "network": network}
        is_an_answer_or_a_reason(await client.post("/api/v1/evaluate", json=body))
