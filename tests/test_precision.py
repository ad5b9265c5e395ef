"""A training, in float32, and whoever looks at its weights in float64 count the same points right."""

import numpy as np
import pytest

from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from tests.insight.subjects import subject

SETS = [entry.name for entry in DATASETS]
by_name = pytest.mark.parametrize("activation", [entry.name for entry in ACTIVATIONS])


def counted_right(seen, chosen) -> int:
    """How many of the chosen points the trained weights get right, in float64, layer by layer."""
    a = seen.inputs[:, chosen]
    for W, activation in zip(seen.layers[:-1], seen.task.network.activations, strict=True):
        a = np.vstack([activation(W @ a), a[-1:]])
    logits = seen.layers[-1] @ a
    answers = logits[0] > 0 if len(logits) == 1 else logits.argmax(axis=0)
    return int((answers == seen.label[chosen]).sum())


def disagreements(activation: str, **fields) -> dict[str, list[float]]:
    """On which data sets the training and its own weights in float64 differ by more than a point."""
    found = {}
    for dataset in SETS:
        seen = subject(activation, dataset=dataset, **fields)
        final = seen.state.final
        for chosen, said in ((~seen.test, final.train_accuracy), (seen.test, final.test_accuracy)):
            n = int(chosen.sum())
            counts = [n * said, counted_right(seen, chosen)]
            if abs(counts[0] - counts[1]) > 1 + 1e-9:
                found[dataset] = counts
    return found


@by_name
def test_float32_and_float64_agree_to_one_point(activation):
    """Short trainings, on every data set: what lies on a bend lies there from the beginning."""
    assert disagreements(activation, samples=200, epochs=40) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@by_name
def test_float32_and_float64_agree_after_whole_trainings(activation, seed):
    assert disagreements(activation, seed=seed) == {}
