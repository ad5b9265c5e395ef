"""The story says nothing that the API does not say, and shows all it speaks of in every language."""

import doctest
import re
from html import unescape
from itertools import pairwise
from math import pi

import pytest

from app import pages, story
from app.assets import STATIC, TEMPLATES
from app.messages import Messages, catalog, languages
from app.steps import CORNERS, ENCORE, ERRATA, LINE, REVIVAL, STEPS, Fact, Step

pytestmark = pytest.mark.anyio

ALL = STEPS + ENCORE
FACTS = [pytest.param(step, fact, id=f"{step.name}-{fact.name}") for step in ALL for fact in step.facts]
WORDS = ("title", "text", "question", "answer")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
by_step = pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
in_each = pytest.mark.parametrize("code", languages())


def texts(step: Step, code: str) -> dict[str, str]:
    """A step's texts as the catalog has them, their slots not filled in."""
    return {word: catalog(code)[f"page.story.{step.name}.{word}"] for word in WORDS}


def read(said: str) -> float:
    """A number as a text has it: 75 %, 20 959, 1.748·10⁻⁴⁶.

    >>> read("75 %"), read("20 959"), read("1.5·10⁻⁷")
    (0.75, 20959.0, 1.5e-07)
    """
    mantissa, _, power = "".join(said.split()).replace("−", "-").partition("·10")
    exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    share = mantissa.endswith("%")
    return float(f"{mantissa.rstrip('%')}e{exponent or 0}") / (100 if share else 1)


@pytest.mark.parametrize("module", [story, __import__(__name__, fromlist=["read"])])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


async def told(client, fact: Fact) -> float:
    """The number of a fact, as the API tells it."""
    answer = (await client.get(f"/api/v1/{fact.ask}")).json()
    for key in fact.at:
        answer = answer[key]
    return float(len(answer) if isinstance(answer, list) else answer)


@pytest.mark.parametrize(("step", "fact"), FACTS)
async def test_a_stated_number_is_what_the_api_says(client, step, fact):
    assert await told(client, fact) == pytest.approx(read(fact.said), rel=fact.within, abs=0)


@in_each
@by_step
def test_a_text_states_no_number_but_its_facts(step, code):
    """Whatever else is written in digits is a setting, and named as one."""
    for text in texts(step, code).values():
        assert set(NUMBER.findall(re.sub(r"[a-z]\d+", "", text))) <= set(step.given)


@in_each
@by_step
def test_every_fact_is_stated(step, code):
    slots = re.findall(r"\{(\w+)\}", " ".join(texts(step, code).values()))
    assert set(slots) == {fact.name for fact in step.facts}


@by_step
def test_a_step_is_short(step):
    said = texts(step, "en")
    assert len(said["text"].split()) <= 80 and len(said["title"].split()) <= 12


@by_step
async def test_the_addresses_of_a_step_lead_somewhere(client, step):
    assert (await client.get(f"/api/v1/{step.ask}")).status_code == 200
    assert (await client.get(f"/?{step.bench}&resolution=20")).status_code == 200


@by_step
def test_a_step_has_its_instrument(step):
    assert (TEMPLATES / f"story-{step.name}.html").is_file() and (STATIC / f"story-{step.name}.js").is_file()


def test_the_modules_of_the_story_are_there_and_no_other_page_fetches_them():
    assert all((STATIC / name).is_file() for name in story.SCRIPTS)
    assert not [name for name in pages.modules() if name.startswith(("story", "main-why"))]


async def test_a_line_answers_fourteen_of_sixteen(client):
    answer = (await client.get("/api/v1/insight/functions")).json()
    assert (answer["separable"], answer["total"]) == (14, 16)
    title, korean = (texts(STEPS[1], code)["title"] for code in ("en", "ko"))
    assert "sixteen" in title and "fourteen" in title and "열여섯" in korean and "열네" in korean
    page = (await client.get("/why")).text
    assert page.count('data-separable="true"') == 14 and page.count('data-separable="false"') == 2


async def test_the_more_points_the_nearer_the_best_line_comes_to_two_thirds(client):
    """The limit itself is proved with the insight; here it is seen from afar."""
    query = f"dataset=xor&{LINE}&test_share=0&samples="
    few, many = [(await client.get(f"/api/v1/insight/ceiling?{query}{n}")).json() for n in (400, 1000)]
    assert few["accuracy"] > many["accuracy"] > 2 / 3 and many["accuracy"] - 2 / 3 < 0.05


async def test_twice_as_many_units_leave_a_quarter_of_the_error_and_a_layer_doubles_the_pieces(client):
    told = (await client.get("/api/v1/insight/pieces")).json()
    errors = [row["max_error"] for row in told["rows"] if row["units"] >= 8]
    assert [before / after for before, after in pairwise(errors)] == pytest.approx(
        [4] * (len(errors) - 1), rel=0.1
    )
    pieces = [row["pieces"] for row in told["sawtooth"]["rows"]]
    assert [after / before for before, after in pairwise(pieces)] == [2] * (len(pieces) - 1)


async def test_units_of_a_square_say_what_a_straight_unit_says_of_squares(client):
    """A bend that is a polynomial stays one, however many units there are; others reach the spiral."""
    network, conic = [
        (await client.get(f"/api/v1/compare?dataset=spiral&resolution=20&{query}")).json()["runs"][0]
        for query in ("activation=quadratic&hidden=64", f"{LINE}&features=x,y,xx,yy,xy")
    ]
    assert network["accuracy"] == conic["accuracy"] and network["accuracy"]["train"] < 0.75
    query = "".join(f"&activation={bend}" for bend in ("tanh", "relu", "sin", "absolute", "2*x**2-x"))
    told = (await client.get(f"/api/v1/compare?dataset=spiral&hidden=64&resolution=20{query}")).json()["runs"]
    assert [run["accuracy"]["train"] > 0.98 for run in told] == [True] * 4 + [False]


async def test_a_faint_kink_leaves_the_line_behind_from_every_start_and_arrives_from_some(client):
    query = "dataset=xor&activation=leaky_relu(0.9)&hidden=4"
    told = (await client.get(f"/api/v1/insight/repeat?{query}&seeds=20")).json()
    assert 0 < told["success"]["count"] < told["success"]["of"]
    (flat,) = [fact for step in STEPS for fact in step.facts if fact.name == "flat"]
    assert told["accuracy"]["train"]["lowest"] > read(flat.said) + 0.3


async def test_a_dead_unit_stays_dead_by_plain_descent_and_comes_back_by_momentum(client):
    async def dead(epochs: int, **more: object) -> set[int]:
        query = dict(part.split("=") for part in REVIVAL.split("&")) | {"epochs": epochs} | more
        told = (await client.get("/api/v1/insight/health", params=query)).json()
        return set(told["layers"][0]["dead"])

    assert await dead(52) - await dead(55)
    plain = [await dead(epochs, optimizer="sgd", learning_rate=3) for epochs in (5, 20, 80, 200)]
    assert plain[-1] and all(before <= after for before, after in pairwise(plain))


async def test_only_one_and_minus_one_neither_die_away_nor_explode(client):
    for slope in (1, -1):
        told = (await client.get(f"/api/v1/insight/collapse?depth=1000&slope={slope}")).json()
        assert abs(told["chain"]["value"]) == 1
    for slope in (0.99, -0.99, 1.01, -1.01):
        told = (await client.get(f"/api/v1/insight/collapse?depth=1000&slope={slope}")).json()
        assert abs(told["chain"]["log10"]) > 4


async def test_relu_loses_its_signal_where_the_ratio_of_gradients_hides_it(client):
    """Values fade forwards as signals do backwards, so the gradient of the last layer is as small."""
    xavier, he = [
        (await client.get(f"/api/v1/insight/vanishing?depth=10&first_weights={start}")).json()["rows"][2]
        for start in ("xavier", "he")
    ]
    assert xavier["signal_ratio"] < 0.05 and 0.5 < xavier["gradient_ratio"] < 2
    assert he["signal_ratio"] > 10 * xavier["signal_ratio"]
    assert xavier["norms"][-1] < 0.1 * he["norms"][-1] and xavier["norms"][0] < 0.1 * he["norms"][0]


async def test_who_knows_the_shape_is_right_beyond_the_points_and_a_network_is_not(client):
    for problem in ("polynomial", "fourier", "exponential"):
        told = (await client.get(f"/api/v1/insight/alternatives?problem={problem}")).json()
        assert told["direct"]["error_outside"] < 1e-11 > told["direct"]["error_inside"]
        assert told["network"]["error_inside"] < 0.1 and told["network"]["error_outside"] > 1
    assert told["direct"]["method"] == "Levenberg-Marquardt"


async def test_without_a_bend_the_narrow_path_is_the_principal_component(client):
    told = (await client.get("/api/v1/insight/autoencoder")).json()
    assert told["linear"]["error"] == pytest.approx(told["eigenvalues"][1], rel=1e-9)


async def test_leaks_keep_units_alive_and_a_step_keeps_its_hidden_weights(client):
    rows = (await client.get("/api/v1/insight/dying?bias=-10")).json()["rows"]
    assert {row["activation"]: len(row["dead"]) for row in rows}.items() >= {
        "leaky_relu": 0,
        "elu": 0,
    }.items()
    layers = (await client.get("/api/v1/insight/health?activation=binary_step")).json()["layers"]
    assert [layer["unchanged"] for layer in layers] == [True, True, False]


@pytest.mark.parametrize(
    ("activation", "verdict"),
    [("identity", "linear"), ("leaky_relu(1)", "linear"), ("2*x%2B1", "affine"), ("quadratic", "bends")],
)
async def test_what_is_no_bend_is_said_to_be_none(client, activation, verdict):
    assert (await client.get(f"/api/v1/insight/linearity?activation={activation}")).json()[
        "verdict"
    ] == verdict


async def test_what_is_often_written_otherwise_can_be_checked(client):
    """Each link leads to an answer that shows what is said beside it."""
    told = {name: (await client.get(f"/api/v1/{ask}")).json() for name, _, ask in ERRATA}
    affine = told.pop("affine")
    assert affine["collapses"] and affine["of"] == "network" and len(affine["sums"]) == 2
    assert {entry["activation"] for entry in affine["sums"]} == {"2*x+1"} and affine["r2"] == 1
    (logistic,) = told.pop("logistic")["activations"]
    assert logistic["alias_of"] == "sigmoid"
    sigmoid, tanh = told.pop("tanh")["rows"][:2]
    assert sigmoid["gradient_ratio"] < 1e-6 and sigmoid["signal_ratio"] < 1e-6
    assert tanh["gradient_ratio"] > 0.5 and tanh["signal_ratio"] > 0.5
    taylor = told.pop("series")["taylor"]
    assert taylor["radius"] == pytest.approx(pi)
    assert max(error["error"] for error in taylor["errors"] if error["reach"] < pi) < 0.01
    assert all(error["error"] > 1 for error in taylor["errors"] if error["reach"] > pi)
    convex = told.pop("convex")
    assert convex["runs"]["train_loss"] == pytest.approx([convex["runs"]["train_loss"][0]] * 8, rel=1e-5)
    assert convex["experiment"]["features"] == "xx,yy" and not told
    squared = (
        await client.get(
            "/api/v1/insight/repeat?dataset=xor&noise=0.3&activation=quadratic&hidden=1"
            "&target_accuracy=0&optimizer=lbfgs&epochs=200&seeds=8"
        )
    ).json()["runs"]["train_loss"]
    assert max(squared) > 1.01 * min(squared)  # of (w·x + b)² there are two minima


def test_the_four_points_are_those_of_xor():
    assert story.corners((0, 1, 1, 0)) == CORNERS
    assert story.corners((1, 1, 1, 1)) == ""


@pytest.mark.parametrize(
    ("line", "points"),
    [((1.0, 0.0, -0.5), [(0.5, -0.6), (0.5, 1.6)]), ((1.0, 1.0, -1.0), [(-0.6, 1.6), (1.6, -0.6)])],
)
def test_a_line_crosses_its_small_picture_from_edge_to_edge(line, points):
    assert [pytest.approx(point) for point in points] == story.crossing(*line)


@in_each
async def test_without_scripts_it_is_a_page_to_read(client, code):
    page = unescape((await client.get("/why", headers={"Accept-Language": code})).text)
    t = Messages(code)
    for step in ALL:
        shown = story.told(step, t)
        assert f'<section class="step" id="step-{step.name}"' in page
        assert all(shown[word] in page for word in WORDS)
        assert f'href="{shown["bench"]}"' in page and f'href="{shown["ask"]}"' in page
    assert "{" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


async def test_every_place_says_which_claims_it_shows(client):
    page = (await client.get("/why")).text
    assert re.findall(r'data-claim="([^"]*)"', page) == [
        *(step.claims for step in ALL),
        *(claims for _, claims, _ in ERRATA),
    ]


async def test_the_pictures_without_scripts_are_there(client):
    page = unescape((await client.get("/why")).text)
    images = re.findall(r'<noscript><img src="([^"]*)"', page)
    assert images
    for image in images[::3]:
        assert (await client.get(image)).headers["content-type"] == "image/svg+xml"
