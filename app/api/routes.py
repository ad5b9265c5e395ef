"""The routes of the API: each reads a request, asks the runner, and passes bytes on."""

from dataclasses import replace
from time import perf_counter
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api import caching, documentation, echo
from app.api.errors import Fault, NoInsight, NotJson, NotKept, Refused
from app.api.evaluation import evaluation_in_json
from app.api.leaving import unless_gone
from app.api.problems import CLIENT_GONE, problem
from app.api.schema import Asked, asked_in_json, asked_in_query, spelled_from_query
from app.catalog import catalog, described
from app.insight import INSIGHTS
from app.jobs.answer import Answer, Cost
from app.jobs.cache import Cache
from app.jobs.naming import is_name, name_of
from app.jobs.runner import Runner

router = APIRouter()

JSON = "application/json"
RESULT = "/api/v1/results/{name}"


@router.get("/api/v1/boundary", **documentation.asking("boundary", "GET"))
async def get_boundary(request: Request) -> Response:
    """Train one network and answer with its decision boundary."""
    return await _answer(request, asked_in_query(request.query_params, "boundary"))


@router.post("/api/v1/boundary", **documentation.asking("boundary", "POST"))
async def post_boundary(request: Request) -> Response:
    """The same, asked in JSON: with one's own points, if there are any."""
    return await _answer(request, await posted(request, "boundary"))


@router.get("/api/v1/compare", **documentation.asking("compare", "GET"))
async def get_compare(request: Request) -> Response:
    """Train a network for each activation, from the same data and seed."""
    return await _answer(request, asked_in_query(request.query_params, "compare"))


@router.post("/api/v1/compare", **documentation.asking("compare", "POST"))
async def post_compare(request: Request) -> Response:
    """The same, asked in JSON: with one's own points, if there are any."""
    return await _answer(request, await posted(request, "compare"))


async def get_insight(request: Request) -> Response:
    """What an insight says of one network, of its data or of its activation."""
    return await _answer(request, asked_in_query(request.query_params, _insight(request)))


async def post_insight(request: Request) -> Response:
    """The same, asked in JSON: with one's own points, if there are any."""
    return await _answer(request, await posted(request, _insight(request)))


def _insight(request: Request) -> str:
    """The insight that the path names. Raises NoInsight."""
    name, known = request.url.path.rpartition("/")[2], [insight.name for insight in INSIGHTS]
    if name not in known:
        raise NoInsight(name, known)
    return name


for _about in INSIGHTS:  # a route for each, so that each can be described
    _path = f"/api/v1/insight/{_about.name}"
    router.get(_path, **documentation.inquiring(_about, "GET"))(get_insight)
    router.post(_path, **documentation.inquiring(_about, "POST"))(post_insight)
router.api_route("/api/v1/insight/{name}", methods=["GET", "POST"], include_in_schema=False)(get_insight)


@router.post("/api/v1/evaluate", **documentation.EVALUATE)
async def post_evaluate(request: Request) -> Response:
    """What a network with these very weights answers on an experiment's data; nothing is trained."""
    began = perf_counter()
    evaluation = evaluation_in_json(await _json_body(request))
    answer = await unless_gone(request.receive, request.app.state.runner.train(evaluation, "evaluate"))
    if answer is None:
        return Response(status_code=CLIENT_GONE)
    return await _coded(request, answer, None, caching.NOT_KEPT, began)


@router.get(RESULT, **documentation.RESULT)
async def get_result(request: Request) -> Response:
    """A result that was trained before, at the address that a POST gave; the very same bytes."""
    began = perf_counter()
    name = request.path_params["name"]
    answer = await request.app.state.runner.cache.get(name) if is_name(name) else None
    if answer is None:
        raise NotKept
    tag = caching.tag_of(name, gzip=caching.accepts_gzip(request.headers))
    if caching.is_known(request, tag):
        return caching.not_modified(request, tag)
    ready = replace(answer, cached=True, cost=Cost())
    return await _coded(request, ready, name, caching.headers(request, tag), began)


@router.get("/api/v1/catalog", **documentation.CATALOG)
async def get_catalog(request: Request) -> Response:
    """Every choice there is, with its words and its curve, and every field with its bounds and default."""
    return _kept(request, catalog())


@router.get("/api/v1/activation", **documentation.ACTIVATION)
async def get_activation(request: Request) -> Response:
    """What a spelling names, with its curve: tanh, leaky_relu(0.2), tanh/relu or a formula of x."""
    activations = [described(spelled) for spelled in spelled_from_query(request.query_params)]
    return _kept(request, {"activations": activations})


def _kept(request: Request, content: Any) -> Response:
    """An answer that takes no work, and that a client may keep."""
    body = orjson.dumps(content)
    tag = caching.tag(body)
    if caching.is_known(request, tag):
        return caching.not_modified(request, tag)
    return Response(body, headers=caching.headers(request, tag), media_type=JSON)


@router.get("/healthz", **documentation.HEALTH)
async def get_health() -> Response:
    """Whether the server is alive."""
    return _status("ok")


@router.get("/readyz", **documentation.READINESS)
async def get_readiness(request: Request) -> Response:
    """Whether the server can take an experiment now."""
    runner = request.app.state.runner
    if runner.ready:
        return _status("ready")
    reason = (
        "The server is ending." if runner.closing
        else "The queue is full." if runner.full
        else "The workers are starting."
    )  # fmt: skip
    return problem(503, f"{reason} Ask again in a moment.", headers={"Retry-After": "1"})


def _status(word: str) -> Response:
    return Response(orjson.dumps({"status": word}), headers={"Cache-Control": "no-store"}, media_type=JSON)


async def posted(request: Request, about: str) -> Asked:
    """What the body of a POST asks for. Raises Refused and NotJson."""
    return asked_in_json(await _json_body(request), about)


async def _json_body(request: Request) -> bytes:
    """The body of a POST, which is all that it may send. Raises Refused and NotJson."""
    sent = request.headers.get("content-type", "")
    if sent.partition(";")[0].strip().lower() != JSON:
        raise NotJson(sent)
    for key, value in request.query_params.items():
        inside = f"Send {echo.name(key)} inside the JSON body: a POST takes no query."
        raise Refused(Fault(key, value, inside, code="posted"))
    return await request.body()


async def _answer(request: Request, asked: Asked) -> Response:
    began = perf_counter()
    name = name_of(asked.experiment, asked.kind)
    tag = caching.tag_of(name, gzip=caching.accepts_gzip(request.headers))
    if request.method == "GET" and caching.is_known(request, tag):
        return caching.not_modified(request, tag)
    runner: Runner = request.app.state.runner
    answer = await runner.known(asked.experiment, asked.kind)
    if answer is None:
        training = runner.train(asked.experiment, asked.kind, partial=asked.partial)
        answer = await unless_gone(request.receive, training)
    if answer is None:
        return Response(status_code=CLIENT_GONE)
    if answer.partial:
        return await _coded(request, answer, None, caching.NOT_KEPT, began)
    headers = caching.headers(request, tag)
    if request.method == "POST":
        headers = headers | {"Location": RESULT.format(name=name)}
    return await _coded(request, answer, name, headers, began)


async def _coded(
    request: Request, answer: Answer, name: str | None, headers: dict[str, str], began: float
) -> Response:
    """The answer in the coding that the client reads, with the time it took; name: under which it is kept."""
    body = answer.body
    if caching.accepts_gzip(request.headers):
        cache: Cache = request.app.state.runner.cache
        body = await (cache.gzipped(name, answer) if name else answer.in_gzip())
        headers = headers | {"Content-Encoding": "gzip"}
    headers = headers | {"Server-Timing": _timing(answer, 1000 * (perf_counter() - began))}
    return Response(body, headers=headers, media_type=JSON)


def _timing(answer: Answer, total: float) -> str:
    runs = {f"run{index}": took for index, took in enumerate(answer.runs)}
    cost = {**vars(answer.cost), "total": total, **runs}
    hit = ', cache;desc="hit"' if answer.cached else ""
    return ", ".join(f"{name};dur={duration:.2f}" for name, duration in cost.items()) + hit
