"""Formulas whose values no float32 holds: every route and every insight has an answer or a reason, never a 500.

A few are always tried; `-m slow` tries three hundred.
"""

import random
from typing import Any

import httpx
import orjson
import pytest

from app.downloads import DOWNLOADS
from app.insight import INSIGHTS
from app.nn.errors import BendlineError
from app.nn.spelling import parse
from tests.api.refusals import is_said_in_korean
from tests.api.test_random import MAY_BE_NULL, nulls

pytestmark = pytest.mark.anyio

TINY = {"epochs": "3", "resolution": "20", "samples": "40"}
KNOWN = (
    "exp(35*x)", "(100*x)**16", "cosh(3*x)**10", "exp(100*min(x,3))", "1e6**7*sin(x)", "exp(-30*x)", "1e6**4*x",
    "1e6**16*x", "1e6**16*1e6**16*x",
)  # fmt: skip
FAST = TINY | {"activation": "1e6**7*sin(x)", "optimizer": "sgd", "learning_rate": "1000"}
JSON = ("boundary", "compare", *(f"insight/{insight.name}" for insight in INSIGHTS))
FILES = tuple(download.name for download in DOWNLOADS)


def formula(number: int) -> str:
    """Random formula number `number`: a small one, with a large constant in it, that the app accepts."""
    rng = random.Random(f"overflow {number}")
    while True:
        text = grown(rng, 3)
        try:
            parse(text)
        except BendlineError:
            continue
        if "x" in text.replace("exp", "").replace("max", ""):
            return text


def grown(rng: random.Random, depth: int) -> str:
    """A formula at most so deep."""
    if not depth or rng.random() < 0.15:
        return rng.choice(("x", "x", "x", large(rng), f"{rng.uniform(0, 3):.2g}"))
    inner = grown(rng, depth - 1)
    other = grown(rng, depth - 1)
    return rng.choice(
        (
            f"({inner}){rng.choice('+-*')}({other})",
            f"{large(rng)}*({inner})",
            f"({inner})**{rng.randint(2, 16)}",
            f"{rng.choice(('exp', 'cosh', 'sinh', 'tanh', 'sin', 'sqrt', 'log', 'relu', 'mish'))}({inner})",
            f"{rng.choice(('max', 'min'))}({inner},{other})",
            f"where({inner}>{large(rng)},{other},x)",
        )
    )


def large(rng: random.Random) -> str:
    """A number that is large, or a tiny one."""
    return rng.choice(("30", "1e6", "1e6**7", f"1e6**{rng.randint(2, 16)}", "1e6**-7", "1e6**16*1e6**16"))


async def is_answered(client: httpx.AsyncClient, path: str, query: dict[str, Any], status: set[int]) -> None:
    """The answer has one of those statuses; numbers are finite, and reasons are said in Korean, too."""
    answer = await client.get(path, params=query)
    assert answer.status_code in status, (path, query, answer.text[:300])
    kind = answer.headers["content-type"]
    if "problem" in kind:
        for error in answer.json()["errors"]:
            is_said_in_korean(error)
    elif "json" in kind:
        told = orjson.loads(answer.content)  # which takes neither NaN nor Infinity
        if "run" in told or "runs" in told:
            assert set(nulls(told)) <= MAY_BE_NULL, path
    elif "event-stream" in kind:
        assert "event: result" in answer.text and "event: problem" not in answer.text


async def tried(client: httpx.AsyncClient, text: str) -> None:
    query = TINY | {"activation": text}
    await is_answered(client, "/", query, {200})
    await is_answered(client, "/api/v1/compare/events", query, {200})
    await is_answered(client, "/api/v1/activation", {"text": text}, {200})
    for name in FILES:
        await is_answered(client, f"/api/v1/{name}", query, {200})
    for path in JSON:
        await is_answered(client, f"/api/v1/{path}", query, {200, 422} if "/" in path else {200})


@pytest.mark.parametrize("text", KNOWN)
async def test_a_formula_that_overflows_has_an_answer_everywhere(client, text):
    await tried(client, text)
    await is_answered(client, "/api/v1/compare", TINY | {"activation": ["tanh", text]}, {200})


@pytest.mark.parametrize(
    "number", [*range(6), *(pytest.param(n, marks=pytest.mark.slow) for n in range(6, 300))]
)
async def test_a_random_formula_has_an_answer_everywhere(client, number):
    await tried(client, formula(number))


async def test_a_network_that_overflows_before_its_first_step_says_so(client):
    answer = await client.get("/api/v1/boundary", params=TINY | {"activation": "1e6**7*sin(x)"})
    run = answer.json()["run"]
    assert (await client.get("/api/v1/boundary", params=FAST)).json()["run"]["verdict"]["cause"] == "overflow"
    assert (run["status"], run["epochs"]) == ("diverged", 0)
    assert "learning rate" not in run["message"] and "activation with smaller values" in run["message"]
    assert (run["verdict"]["reason"], run["verdict"]["cause"]) == ("not_trained", "overflow")


async def test_numbers_that_no_answer_holds_are_refused_with_the_formula(client):
    answer = await client.get("/api/v1/insight/vanishing", params=TINY | {"activation": "1e6**4*x"})
    (error,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert (error["field"], error["value"], error["code"]) == ("activation", "1e6**4*x", "overflow")
