"""The straight line: what a network has where it has no activation."""

import numpy as np

from app.nn.activations.entry import Activation, Array


def _identity(z: Array, a: Array, kept: Array) -> None:
    np.copyto(a, z)


def _identity_slope(z: Array, a: Array, kept: Array) -> None:
    kept.fill(1)


IDENTITY = Activation(
    name="identity",
    label="Linear (no activation)",
    note="Passes the sum on unchanged: any number of layers is still one straight line.",
    formula="x",
    derivative="1",
    range="(-∞, ∞)",
    source="Rosenblatt 1958, Psychological Review 65, pp. 386-408",
    value=_identity,
    slope=_identity_slope,
    bends=False,
)
