"""An answer's name: one for each experiment, kind and version of the code, and cheap to say."""

from dataclasses import replace
from time import perf_counter

import pytest

from app.experiment import Experiment, Points
from app.jobs import naming
from app.jobs.naming import is_name, name_of

ONE = Experiment().canonical()
POINTS = Points(x=(0.0, 1.0, 0.0, 1.0), y=(0.0, 1.0, 1.0, 0.0), label=("a", "a", "b", "b"))
OWN = replace(ONE, points=POINTS).canonical()


@pytest.fixture
def forgotten():
    """The edition is read anew in the test, and after it."""
    naming.edition.cache_clear()
    yield
    naming.edition.cache_clear()


def test_the_same_experiment_has_the_same_name():
    assert name_of(ONE, "compare") == name_of(
        Experiment(activation=(" Identity", "TANH")).canonical(), "compare"
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, seed=1),
        replace(ONE, noise=1e-9),
        replace(ONE, activation=("identity,tanh",)),
        OWN,
        replace(OWN, points=replace(POINTS, label=("a", "a", "b", "c"))),
        replace(OWN, points=replace(POINTS, x=(0.0, 1.0, 0.0, 1.0000000000000002))),
    ],
)
def test_whatever_differs_has_another_name(other):
    assert name_of(other, "compare") != name_of(ONE, "compare")
    assert name_of(other, "compare") != name_of(OWN, "compare") or other == OWN


def test_each_kind_has_its_own_name():
    assert name_of(ONE, "compare") != name_of(ONE, "boundary")


@pytest.mark.parametrize(
    "path", ["nn/training.py", "nn/activations/ramps.py", "jobs/body.py", "experiment/fields.py"]
)
def test_new_code_has_new_names(path, tmp_path, monkeypatch, forgotten):
    """However deep the changed file lies."""
    monkeypatch.setattr(naming, "PACKAGE", tmp_path)
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("one")
    before = name_of(ONE, "compare")
    naming.edition.cache_clear()
    file.write_text("two")
    assert name_of(ONE, "compare") != before


def test_every_source_of_the_core_is_part_of_the_edition():
    read = {path for pattern in naming.SOURCES for path in naming.PACKAGE.glob(pattern)}
    assert set((naming.PACKAGE / "nn").rglob("*.py")) <= read


def test_a_name_is_recognised():
    assert is_name(name_of(ONE, "compare"))
    assert not any(map(is_name, ("", "0" * 23, "0" * 25, "A" * 24, "0" * 24 + "\n", "../" + "0" * 21)))


def test_the_name_of_the_largest_experiment_takes_less_than_two_milliseconds():
    many = tuple(index / 7 for index in range(2000))
    large = replace(ONE, points=Points(x=many, y=many, label=("a", "b") * 1000)).canonical()
    took = []
    for _ in range(20):
        began = perf_counter()
        name_of(large, "compare")
        took.append(perf_counter() - began)
    assert min(took) < 0.002
