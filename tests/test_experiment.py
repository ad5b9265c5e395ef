"""The experiment: one spelling, one query string, and refusals that name the field."""

from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from app.experiment import (
    MOST_WORK,
    Experiment,
    Points,
    data,
    fields_shown,
    parse_hidden,
    problems,
    task,
    work,
)
from app.nn.errors import BadSpelling


def test_the_default_query_is_empty():
    assert Experiment().query() == ""


def test_a_query_holds_what_differs_in_the_order_of_the_fields():
    experiment = Experiment(seed=7, dataset="xor", activation=("tanh", "leaky_relu(0.1)"), hidden="4")
    assert experiment.query() == "dataset=xor&activation=tanh&activation=leaky_relu(0.1)&hidden=4&seed=7"


def test_a_query_keeps_an_empty_list_of_layers():
    assert parse_qs(Experiment(hidden="").query(), keep_blank_values=True) == {"hidden": [""]}


def test_different_spellings_are_one_experiment():
    spelled = Experiment(hidden=" 8 , 4", features="x, y", activation=("Tanh / ReLU",))
    assert spelled.canonical() == Experiment(hidden="8,4", activation=("tanh/relu",)).canonical()


def test_own_points_count_themselves():
    own = Points((0.0, 1, 2, 3), (0.0, 1, 0, 1), ("a", "b", "c", "a"))
    canonical = Experiment(points=own, dataset="xor", samples=999).canonical()
    assert (canonical.dataset, canonical.samples, canonical.classes) == ("points", 4, 3)
    assert data(canonical).classes == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "layers"),
    [("", ()), (" ", ()), ("8", (8,)), ("8, 4,2", (8, 4, 2)), ("64,64,64,64,64,64", (64,) * 6)],
)
def test_hidden_layers_are_numbers_with_commas(text, layers):
    assert parse_hidden(text) == layers


@pytest.mark.parametrize(
    "text", ["8,,8", "eight", "0", "65", "-1", "1.5", "8;8", "1,1,1,1,1,1,1", "٨", "8,", "9" * 50]
)
def test_other_spellings_of_layers_are_refused(text):
    with pytest.raises(BadSpelling) as refusal:
        parse_hidden(text)
    assert refusal.value.field == "hidden"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dataset": "xor", "classes": 3}, "classes"),
        ({"activation": ("tanh/relu/sin",)}, "activation"),
        ({"activation": ("tahn",)}, "activation"),
        ({"features": "x,z"}, "features"),
        ({"hidden": "1,1,1,1,1,1,1"}, "hidden"),
        ({"hidden": "64,64,64", "epochs": 5000}, "epochs"),
        ({"samples": 2000, "batch_size": 1}, "epochs"),
        ({"optimizer": "lbfgs", "batch_size": 32}, "batch_size"),
        ({"optimizer": "lbfgs", "dropout": 0.5}, "dropout"),
        ({"optimizer": "lm", "activation_noise": 0.1}, "activation_noise"),
        ({"optimizer": "lm", "loss": "hinge"}, "loss"),
        ({"optimizer": "lm", "hidden": "64,64"}, "hidden"),
        ({"optimizer": "lm", "hidden": "28,28", "samples": 2000, "epochs": 5000}, "epochs"),
    ],
)
def test_what_does_not_fit_together_is_named(changes, field):
    (problem,) = problems(Experiment(**changes))
    assert problem.field == field and str(problem).endswith((".", "?"))


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error", "hinge"])
def test_optimisers_that_search_take_what_they_can(loss):
    assert not list(problems(Experiment(optimizer="lbfgs", loss=loss, hidden="64,64", epochs=100)))
    assert not list(problems(Experiment(optimizer="lm", hidden="16,16", classes=6, epochs=100)))


def test_a_data_set_of_real_points_has_no_more_than_there_are():
    assert Experiment(dataset="iris", samples=400).canonical().samples == 100
    assert Experiment(dataset="iris", samples=60).canonical().samples == 60


def test_the_defaults_cost_a_small_share_of_what_one_request_may():
    assert work(Experiment()) < MOST_WORK / 20


def test_work_grows_with_everything_that_costs_time():
    base = Experiment()
    for changes in (
        {"epochs": 2000}, {"samples": 800}, {"hidden": "16,16"}, {"batch_size": 16}, {"resolution": 200},
        {"frames": 30}, {"activation": ("tanh", "relu", "sin")}, {"features": "x,y,xy"},
    ):  # fmt: skip
        assert work(replace(base, **changes)) > work(base)


def test_one_activation_serves_all_layers_and_one_each_serves_its_own():
    networks = [task(Experiment(hidden="4,4"), text).network for text in ("tanh", "tanh/relu")]
    assert [[entry.name for entry in network.activations] for network in networks] == [
        ["tanh", "tanh"],
        ["tanh", "relu"],
    ]


def test_every_field_says_what_it_is():
    for spec in fields_shown():
        assert spec.metadata["label"] and spec.metadata["help"].endswith(".")
        if isinstance(spec.default, int | float):
            assert spec.metadata["minimum"] <= spec.default <= spec.metadata["maximum"]
