"""What a result says in words."""

import doctest

import pytest

from app import words
from app.messages import ENGLISH
from app.nn.activations import ACTIVATIONS


def run(
    train: float = 1.0, test: float | None = 1.0, status: str = "reached", activation: str = "tanh"
) -> dict:
    return {
        "activation": activation,
        "status": status,
        "accuracy": {"train": train, "test": test},
        "loss": {"train": 0.01, "test": None if test is None else 0.02},
    }


def result(*runs: dict, target: float = 0.99) -> dict:
    return {"experiment": {"target_accuracy": target}, "runs": list(runs)}


def test_the_examples_hold():
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize("share", [0.995, 0.9951, 0.99999])
def test_a_hundred_percent_is_said_only_where_nothing_is_missing(share):
    assert words.percent(share).startswith("99")


@pytest.mark.parametrize(
    ("last", "target", "verdict"),
    [
        (run(1.0), 0.99, "Yes."),
        (run(0.95, status="finished"), 0.99, "Almost."),
        (run(0.6, status="finished"), 0.99, "No."),
        (run(0.6), 0.5, "Yes."),
        (run(1.0, status="diverged"), 0.99, "The training broke down."),
        (run(0.98, status="finished"), 0.0, "Almost."),
    ],
)
def test_the_verdict_is_about_the_last_network(last, target, verdict):
    assert words.verdict(ENGLISH, result(run(), last, target=target)) == verdict


def test_the_answer_compares_the_last_with_the_others():
    sentence = words.answer(ENGLISH, result(run(test=0.6, activation="identity"), run()))
    assert sentence == "With tanh 100\xa0% of the test points are classified right, without activation 60\xa0%."


def test_without_test_points_the_training_points_count():
    assert (
        words.answer(ENGLISH, result(run(test=None)))
        == "With tanh 100\xa0% of the training points are classified right."
    )
    assert [row["part"] for row in words.figures(ENGLISH, run(test=None))] == ["train"]


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_every_activation_reads_well_in_a_sentence(entry):
    spoken = words.spoken(ENGLISH, entry.name)
    assert spoken and "none" not in spoken.lower() and "_" not in spoken
    assert words.first_name(entry.name) == entry.name  # with a digit in it, too: relu6


@pytest.mark.parametrize("text", ["x**2", "tanh(x)*x", "x/(1+abs(x))", "tanh/x**2", "max(0.1*x,x)"])
def test_a_formula_stays_as_it_was_written(text):
    assert words.spoken(ENGLISH, text) == text and words.first_name(text) == ""


@pytest.mark.parametrize("classes", [["-1", "1"], ["0", "2"], ["1", "0"], ["1", "2"], ["0", "cat"]])
def test_numbers_are_colours_only_where_they_are_zero_one_and_so_on(classes):
    assert words.class_names(ENGLISH, classes) == classes
    assert words.class_names(ENGLISH, ["0", "1"]) == ["blue", "orange"]
