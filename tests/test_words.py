"""What a result says in words."""

import doctest

import pytest

from app import numbers, words
from app.messages import ENGLISH, Messages
from app.nn.activations import ACTIVATIONS


def run(
    train: float = 1.0,
    test: float | None = 1.0,
    reason: str = "yes",
    activation: str = "tanh",
    cause: str = "",
    values: dict | None = None,
    recalls: tuple[float, ...] = (),
    largest: float = 0.5,
) -> dict:
    shares = [*recalls] or [train, train]
    return {
        "activation": activation,
        "status": "finished",
        "accuracy": {"train": train, "test": test},
        "loss": {"train": 0.01, "test": None if test is None else 0.02},
        "verdict": {
            "reason": reason,
            "cause": cause,
            "values": values or {},
            "target": 0.99,
            "balanced": {"train": sum(shares) / len(shares), "test": test},
            "recall": {"train": shares, "test": None},
            "largest": {"label": 0, "train": largest, "test": largest},
        },
    }


def result(*runs: dict, classes: tuple[str, ...] = ("0", "1")) -> dict:
    return {"experiment": {}, "data": {"classes": list(classes)}, "runs": list(runs)}


@pytest.mark.parametrize("module", [numbers, words])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("share", [0.995, 0.9951, 0.99999])
def test_a_hundred_percent_is_said_only_where_nothing_is_missing(share):
    assert numbers.percent(ENGLISH, share).startswith("99")


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        (run(1.0), "Yes."),
        (run(0.95, reason="too_small", cause="units"), "Almost."),
        (run(0.95, reason="not_trained", cause="dead"), "Not trained well enough."),
        (run(0.6, reason="no_line", cause="line"), "No."),
        (run(1.0, reason="overfitted"), "Overfitted."),
        (run(0.9, reason="not_yet", cause="epochs"), "Not yet."),
    ],
)
def test_the_verdict_is_about_the_last_network(last, verdict):
    assert words.verdict(ENGLISH, result(run(), last)) == verdict


@pytest.mark.parametrize(
    ("line", "last", "wanted"),
    [
        (run(1.0, 1.0, activation="identity"), run(1.0, 0.92), "does even better"),
        (run(1.0, 1.0, activation="identity"), run(0.8, 0.92, "too_small"), "does even better"),
        (run(1.0, 1.0, activation="identity"), run(1.0, 1.0), "does just as well"),
        (run(1.0, None, activation="identity"), run(1.0, None), "does just as well"),
        (run(1.0, 0.9, activation="identity"), run(1.0, 1.0), ""),
        (run(0.9, 0.9, "no_line", "identity"), run(1.0, 0.75, "overfitted"), "by more than chance explains"),
        (run(0.9, 0.8, "no_line", "identity"), run(1.0, 0.75, "overfitted"), ""),  # 4 of 80 points: chance
        (run(0.9, None, "no_line", "identity"), run(0.5, None, "not_trained"), ""),
        (run(1.0, 1.0), run(1.0, 0.9, activation="identity"), ""),
    ],
)
def test_a_line_that_does_as_well_is_not_kept_silent(line, last, wanted):
    """Of 80 test points."""
    shown = result(line, last) | {"data": {"classes": ["0", "1"], "split": ["test"] * 80 + ["train"] * 240}}
    told = words.answer(ENGLISH, shown)
    assert told.endswith(f"{wanted}.") if wanted else "does" not in told


def test_a_reason_has_the_numbers_of_its_verdict_and_the_names_of_classes():
    values = {"label": 1, "train": 1.0, "test": 0.2, "of": 10, "right": 2, "low": 0.1, "high": 0.5}
    last = run(reason="overfitted", cause="class", values=values)
    said = words.reason(ENGLISH, result(last, classes=("often", "rare")))
    assert said.startswith("Of class rare, the network classifies 100\xa0% of the training points correctly")
    assert "only 20\xa0% of the 10 test points" in said


def test_a_class_that_is_never_found_is_named_and_its_rival_stands_beside_the_number():
    last = run(0.995, 0.995, "no_line", "identity", "line", recalls=(1.0, 0.0), largest=0.995)
    shown = result(last, classes=("often", "rare"))
    assert words.verdict(ENGLISH, shown) == "No."
    assert words.reason(ENGLISH, shown).endswith("No training point of class rare is classified correctly.")
    assert words.score(ENGLISH, last)["of"].endswith("always naming the most frequent class gets 99.5 %")


def test_classes_of_one_size_need_no_such_remark():
    assert words.score(ENGLISH, run())["of"] == "of the test points classified correctly"


def test_the_answer_compares_the_last_with_the_others():
    sentence = words.answer(ENGLISH, result(run(test=0.6, activation="identity"), run()))
    assert (
        sentence
        == "With tanh, 100\xa0% of the test points are classified correctly; without activation, 60\xa0%."
    )


def test_without_test_points_the_training_points_count():
    assert (
        words.answer(ENGLISH, result(run(test=None)))
        == "With tanh, 100\xa0% of the training points are classified correctly."
    )
    assert [row["part"] for row in words.figures(ENGLISH, run(test=None))] == ["training"]


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_every_activation_reads_well_in_a_sentence(entry):
    spoken = words.spoken(ENGLISH, entry.name)
    assert spoken and "none" not in spoken.lower() and "_" not in spoken
    assert words.first_name(entry.name) == entry.name  # with a digit in it, too: relu6


@pytest.mark.parametrize("t", [ENGLISH, Messages("ko")], ids=lambda t: t.language)
def test_a_proper_name_keeps_its_capital_in_a_sentence(t):
    assert words.spoken(t, "mish/tanh/relu") == "Mish / tanh / ReLU"


@pytest.mark.parametrize("text", ["x**2", "tanh(x)*x", "x/(1+abs(x))", "tanh/x**2", "max(0.1*x,x)"])
def test_a_formula_stays_as_it_was_written(text):
    assert words.spoken(ENGLISH, text) == text and words.first_name(text) == ""


@pytest.mark.parametrize("classes", [["-1", "1"], ["0", "2"], ["1", "0"], ["1", "2"], ["0", "cat"]])
def test_numbers_are_colours_only_where_they_are_zero_one_and_so_on(classes):
    assert words.class_names(ENGLISH, classes) == classes
    assert words.class_names(ENGLISH, ["0", "1"]) == ["blue", "orange"]


@pytest.mark.parametrize(
    ("train", "said"), [(0.66, "66 % training accuracy, short of"), (0.995, "with all classes counted alike")]
)
def test_a_run_is_short_of_its_target_only_where_it_has_less_right(train, said):
    run = {"status": "finished", "epochs": 9, "accuracy": {"train": train}, "solver": {"learning_rate": 0.1}}
    assert said in words.ending(ENGLISH, {"target_accuracy": 0.99}, run)
