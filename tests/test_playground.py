"""Links of TensorFlow Playground open as the nearest experiment; what is lost is named."""

import doctest
import re
from html import unescape

import pytest
from starlette.datastructures import QueryParams

from app import links, playground
from app.api.schema import asked_in_query

pytestmark = pytest.mark.anyio

# As the address bar has them: of today, of 2016, of a lesson, and one that was cut by hand.
TODAY = (
    "activation=relu&regularization=L2&batchSize=30&dataset=spiral&regDataset=reg-gauss&learningRate=0.1"
    "&regularizationRate=0.003&noise=20&networkShape=8,8,6&seed=0.48133&showTestData=true&discretize=true"
    "&percTrainData=70&x=true&y=true&xTimesY=true&xSquared=false&ySquared=true&cosX=false&sinX=true&cosY=false"
    "&sinY=false&collectStats=false&problem=classification&initZero=false&hideText=false"
)
OLD = (
    "activation=tanh&batchSize=10&dataset=circle&regDataset=reg-plane&learningRate=0.03&regularizationRate=0"
    "&noise=0&networkShape=4,2&seed=0.13465&showTestData=false&discretize=false&percTrainData=50&x=true&y=true"
    "&xTimesY=false&xSquared=false&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false&collectStats=false"
    "&problem=classification&initZero=false"
)
LESSON = (
    "activation=linear&batchSize=1&dataset=xor&regDataset=reg-plane&learningRate=3&regularizationRate=0&noise=25"
    "&networkShape=&seed=0.7&showTestData=false&discretize=false&percTrainData=50&x=true&y=true&xTimesY=false"
    "&xSquared=false&ySquared=false&cosX=true&sinX=false&cosY=false&sinY=false&collectStats=false&problem=regression"
    "&initZero=true&hideText=true&playButton_hide=true&discretize_hide=false&tutorial=dp"
)
CUT = "networkShape=4,2"


def experiment(text: str):
    return asked_in_query(links.read(QueryParams(text)).query, "compare").experiment


def test_the_examples_hold():
    assert doctest.testmod(playground).failed == 0


def test_each_setting_has_its_counterpart():
    found = experiment(TODAY)
    assert (found.dataset, found.activation, found.hidden) == ("spiral", ("relu",), "8,8,6")
    assert (found.optimizer, found.learning_rate, found.batch_size) == ("sgd", 0.1, 30)
    assert (found.l2, found.l1, found.test_share, found.samples) == (0.003, 0.0, 0.3, 500)
    assert set(found.features.split(",")) == {"x", "y", "xy", "yy", "sin_x"} and found.loss == "squared_error"
    assert found.seed == found.data_seed == 48133


def test_an_older_link_and_one_cut_by_hand():
    assert (experiment(OLD).dataset, experiment(OLD).hidden, experiment(OLD).l2) == ("circles", "4,2", 0.0)
    assert (experiment(CUT).dataset, experiment(CUT).activation) == ("circles", ("tanh",))
    assert links.read(QueryParams(OLD)).lost == links.read(QueryParams(CUT)).lost == ()


def test_no_hidden_layer_and_initial_weights_of_zero():
    found = experiment(LESSON)
    assert found.hidden == "" and found.initializer == "zeros" and found.activation == ("identity",)


def test_what_has_no_counterpart_is_named():
    assert links.read(QueryParams(TODAY)).lost == ("discretize=true",)
    lost = set(links.read(QueryParams(LESSON)).lost)
    assert lost == {"problem=regression", "cosX=true", "hideText=true", "playButton_hide=true", "tutorial=dp"}


@pytest.mark.parametrize("dataset", playground.DATASETS)
@pytest.mark.parametrize("activation", playground.ACTIVATIONS)
@pytest.mark.parametrize("noise", [0, 5, 50])
def test_every_choice_there_is_an_experiment_here(dataset, activation, noise):
    found = experiment(f"networkShape=3&dataset={dataset}&activation={activation}&noise={noise}")
    assert bool(found.noise) == bool(noise)


@pytest.mark.parametrize(
    ("dataset", "there"),
    [
        ("circle", 0.2 * 2 * 5 / 12**0.5 / 5),
        ("xor", 0.2 * 2 * 5 / 12**0.5 / 5),
        ("spiral", 0.2 * 2 / 12**0.5 / 5),
    ],
)
def test_noise_is_the_standard_deviation_of_what_playground_adds(dataset, there):
    """It adds a uniform number of at most noise times 5, for the spiral of at most noise; its radius is 5."""
    assert experiment(f"networkShape=3&dataset={dataset}&noise=20").noise == pytest.approx(there, abs=0.005)


@pytest.mark.parametrize(
    "wrong",
    [
        "activation=swish", "dataset=moons", "noise=lots", "noise=999", "networkShape=4,x", "networkShape=9999",
        "networkShape=1,1,1,1,1,1,1", "seed=٣", "learningRate=-1", "learningRate=1e999", "batchSize=0",
        "percTrainData=100", "x=false&y=false", "regularization=L3", "regularizationRate=10",
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named_and_the_rest_is_obeyed(wrong):
    link = links.read(QueryParams(f"regDataset=reg-plane&{wrong}"))
    assert link.lost and link.lost[0].startswith(wrong.partition("&")[0].partition("=")[0])
    asked_in_query(link.query, "compare")


@pytest.mark.parametrize(
    ("sent", "hidden"),
    [("8,8,8,8,8,8,8", "8,8,8,8,8,8"), ("99,4", "64,4"), ("0,4", "1,4"), ("08,4", "8,4"), ("4,x", "4,2")],
)
def test_a_network_of_another_size_is_the_nearest_one_and_both_are_named(sent, hidden):
    link = links.read(QueryParams(f"networkShape={sent}"))
    assert link.query["hidden"] == hidden
    assert link.lost == (() if sent == "08,4" else (f"networkShape={sent} → {hidden}",))


async def test_the_page_says_where_the_link_is_from(client):
    page = unescape(
        (await client.get(f"/?{LESSON}&extra=1&utm_source=a&learningRate=0.3&batchSize=250")).text
    )
    told = re.search(r'<p class="link-note" role="status"><span>(.*?)</span>', page)[1]
    assert "TensorFlow Playground" in told and "problem=regression" in told and "extra" in told
    assert 'value="zeros" selected' in page


def test_a_link_of_ours_is_not_taken_for_theirs():
    assert links.read(QueryParams("dataset=xor&activation=tanh&noise=0.1&seed=3")).lost is None
