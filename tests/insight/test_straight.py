"""A6, A7, A9: what any straight line can do on a data set, beside what a linear network does."""

import numpy as np
import pytest

from app.experiment import Points
from app.insight import straight
from app.insight.certificate import Certificate, verify
from app.nn.datasets import DATASETS
from app.nn.errors import Unsuitable
from tests.insight.subjects import subject

XOR = Points((0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0), ("no", "no", "yes", "yes"))
TWO = [entry for entry in DATASETS if entry.classes[0] <= 2]


@pytest.mark.claim(id="A6")
@pytest.mark.claim(id="A7")
def test_a6_four_points_of_xor_allow_three_quarters():
    """A6, A7: with the proof that no line does more."""
    seen = subject("tanh", points=XOR, test_share=0.0, resolution=20)
    said = straight.answer(seen)
    assert said["accuracy"] == 0.75 and not said["separable"] and said["margin"] is None
    proof = Certificate(**{name: tuple(values) for name, values in said["certificate"].items()})
    assert verify(proof, seen.data.X, seen.label) and said["test"] is None
    a, b, c = said["line"]
    assert np.mean((a * seen.data.X[0] + b * seen.data.X[1] + c > 0) == (seen.label == 1)) == 0.75


@pytest.mark.claim(id="A9")
@pytest.mark.parametrize("entry", TWO, ids=lambda entry: entry.name)
def test_a9_a_linear_network_is_never_above_the_ceiling(entry):
    """A9: on any data set, from any seed, on the training, the test and all points."""
    for seed in range(3):
        seen = subject(
            "identity",
            dataset=entry.name,
            samples=60,
            noise=0.1,
            resolution=20,
            seed=seed,
            data_seed=seed,
            epochs=80,
        )
        said = straight.answer(seen)
        for part in (said, said["train"], said["test"]):
            assert part["network"] <= part["accuracy"]
        assert said["train"]["network"] == pytest.approx(seen.state.final.train_accuracy)


def test_certificates_of_a_part_name_the_points_of_the_whole():
    seen = subject("identity", dataset="xor", samples=80, resolution=20, epochs=20)
    proof = straight.answer(seen)["test"]["certificate"]
    assert seen.test[proof["points"]].all() and seen.label[proof["points"]].tolist() == list(proof["label"])


def test_more_classes_are_refused():
    with pytest.raises(Unsuitable, match="two classes"):
        straight.check(subject(trained=False, samples=60, classes=3))
