"""What CONTRIBUTING shows is the truth: its code runs, its quotations stand in the code."""

import re
from pathlib import Path

import numpy as np
import pytest

from app.nn import activations
from tests.nn.gradients import central_difference, disagreement

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
RECIPE, *QUOTED = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def test_the_activation_that_is_shown_as_an_example_works_and_has_the_right_derivative():
    names = {**vars(activations), "np": np}
    exec(RECIPE.replace("\nActivation(", "\nentry = Activation("), names)
    activation, z = names["entry"].bound(), np.linspace(-6, 6, 400)[None]  # an even number leaves 0 out
    assert disagreement(activation.gradient(z), central_difference(activation, z)) < 1e-6


def test_the_example_is_not_in_the_catalog_yet():
    """Else nobody could follow the recipe."""
    (name,) = re.findall(r'name="(\w+)"', RECIPE)
    assert name not in [entry.name for entry in activations.ACTIVATIONS]


@pytest.mark.parametrize("quoted", QUOTED, ids=["docstring", "assert"])
def test_what_is_quoted_stands_in_the_code(quoted):
    sources = [*ROOT.glob("app/**/*.py"), *ROOT.glob("tests/**/*.py")]
    assert any(quoted.strip() in source.read_text() for source in sources)


def test_every_link_leads_to_a_file():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in link]
    assert links and [link for link in links if not (ROOT / link).exists()] == []
