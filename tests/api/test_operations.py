"""What those who run the server rely on: metrics, the access log, names of requests, limits, other origins."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.responses import StreamingResponse

from app.experiment import fields_shown
from app.main import create_app
from app.metrics import Lookups, Metrics
from app.settings import Settings

pytestmark = pytest.mark.anyio

QUICK = "samples=40&epochs=10&resolution=20"
ORIGIN = "https://lesson.example"
FRESH = r"[0-9a-f]{16}"


def asking(app: FastAPI, **options) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, **options), base_url="http://test")


@pytest.fixture
async def own():
    """An app that nothing else has asked yet; without workers."""
    app = create_app(Settings(workers=1))
    async with asking(app) as client:
        client.app = app
        yield client


class Lines(logging.Handler):
    """The lines of the access log, as they would stand on the standard output."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())

    @property
    def last(self) -> dict:
        return json.loads(self.texts[-1])


@pytest.fixture
def lines() -> Iterator[Lines]:
    log, handler = logging.getLogger("bendline.access"), Lines()
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler
    log.removeHandler(handler)
    log.setLevel(level)


def samples(text: str) -> dict[tuple, float]:
    """Every sample of a Prometheus text by its name and its labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def scraped(client: httpx.AsyncClient) -> dict[tuple, float]:
    answer = await client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=")
    return samples(answer.text)


def requests(route: str, status: int, method: str = "GET") -> tuple:
    return ("bendline_requests_total", ("method", method), ("route", route), ("status", str(status)))


# --- metrics -----------------------------------------------------------------------------------------


async def test_requests_are_counted_by_method_route_and_status(own):
    for _ in range(3):
        await own.get("/healthz")
    await own.head("/healthz")
    await own.post("/healthz")
    await own.get("/static/favicon.svg")
    await own.get("/api/v1/compare?samples=1")
    seen = await scraped(own)
    assert seen[requests("/healthz", 200)] == 3
    assert seen[requests("/healthz", 200, "HEAD")] == 1
    assert seen[requests("/healthz", 405, "POST")] == 1
    assert seen[requests("/static", 200)] == 1
    assert seen[requests("/api/v1/compare", 422)] == 1


async def test_what_a_visitor_makes_up_adds_no_series(own):
    await own.get("/nothing")
    await own.request("BREW", "/healthz")
    before = set(await scraped(own))
    for index in range(20):
        await own.get(f"/nothing/{index}")
        await own.get(f"/static/nothing-{index}")
        await own.request(f"BREW{index}", "/healthz")
    after = await scraped(own)
    more = {key for key in set(after) - before if not key[0].endswith("_created")}
    assert after[requests("other", 404)] == 21
    assert after[requests("/healthz", 405, "other")] == 21
    assert all(("route", "/static") in key or ("route", "/metrics") in key for key in more)


async def test_seconds_are_a_histogram_by_route(own):
    await own.get("/healthz")
    seen = await scraped(own)
    route = ("route", "/healthz")
    buckets = [
        value
        for (name, *labels), value in seen.items()
        if name.endswith("seconds_bucket") and route in labels
    ]
    assert buckets == sorted(buckets) and buckets[-1] == seen["bendline_request_seconds_count", route] == 1
    assert 0 < seen["bendline_request_seconds_sum", route] < 5


async def test_apps_do_not_share_their_counts(own):
    other = create_app(Settings(workers=1))
    await own.get("/healthz")
    async with asking(other) as client:
        assert requests("/healthz", 200) not in await scraped(client)


async def test_the_process_is_measured_too(own):
    assert (await scraped(own))["process_resident_memory_bytes",] > 2**20


def test_what_the_runner_tells_is_counted():
    metrics = Metrics()
    found = [Lookups()]
    metrics.follow(lambda: found[0])
    zero = samples(metrics.exposition().decode())
    found[0] = Lookups(local_hits=1, shared_misses=1, shared_errors=1)
    metrics.jobs.inc()
    metrics.slices_in_flight.inc(2)
    metrics.streams.inc(3)
    metrics.sliced()
    metrics.spent(queue=1000, train=2000, grid=500, encode=250)
    metrics.worker_crashed()
    metrics.worker_killed()
    metrics.refused_busy()
    seen = samples(metrics.exposition().decode())
    changed = {
        key: value - zero[key] for key, value in seen.items()
        if key[0].startswith("bendline_") and not key[0].endswith("_created") and value != zero[key]
    }  # fmt: skip
    assert changed == {
        ("bendline_jobs_under_way",): 1,
        ("bendline_slices_in_flight",): 2,
        ("bendline_streams_open",): 3,
        ("bendline_slices_total",): 1,
        ("bendline_stage_seconds_total", ("stage", "queue")): 1,
        ("bendline_stage_seconds_total", ("stage", "train")): 2,
        ("bendline_stage_seconds_total", ("stage", "grid")): 0.5,
        ("bendline_stage_seconds_total", ("stage", "encode")): 0.25,
        ("bendline_worker_ends_total", ("reason", "crashed")): 1,
        ("bendline_worker_ends_total", ("reason", "killed")): 1,
        ("bendline_cache_lookups_total", ("outcome", "hit"), ("store", "local")): 1,
        ("bendline_cache_lookups_total", ("outcome", "miss"), ("store", "shared")): 1,
        ("bendline_shared_cache_errors_total",): 1,
        ("bendline_refused_busy_total",): 1,
    }


async def test_metrics_are_no_part_of_the_api(own):
    assert "/metrics" not in (await own.get("/api/openapi.json")).json()["paths"]


# --- names of requests ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/api/v1/compare?samples=1", "/static/favicon.svg"])
async def test_every_answer_names_its_request(own, path):
    names = {(await own.get(path)).headers["x-request-id"] for _ in range(3)}
    assert len(names) == 3 and all(re.fullmatch(FRESH, name) for name in names)


@pytest.mark.parametrize("name", ["a", "Lesson-7_b.2", "x" * 64])
async def test_a_client_may_name_its_request(own, name):
    answer = await own.get("/nothing", headers={"X-Request-ID": name})
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == name


@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a\tb", "a;b", b"\xe4", '"'])
async def test_another_name_is_replaced(own, name):
    answer = await own.get("/healthz", headers={"X-Request-ID": name})
    assert re.fullmatch(FRESH, answer.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/nothing", "/readyz", "/api/v1/compare?samples=1", "/healthz"])
async def test_every_problem_holds_the_name(own, path):
    method = "DELETE" if path == "/healthz" else "GET"
    answer = await own.request(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_an_unforeseen_error_is_found_in_the_log_by_its_name(own, monkeypatch, caplog):
    async def broken(*arguments: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr("app.jobs.runner.Runner.known", broken)
    answer = await own.get(f"/api/v1/boundary?{QUICK}")
    assert answer.status_code == 500 and answer.json()["request_id"] in caplog.text


# --- the access log ------------------------------------------------------------------------------------


async def test_each_request_is_a_line_of_json(own, lines):
    answer = await own.get("/healthz", headers={"X-Request-ID": "mine"})
    time = datetime.fromisoformat(lines.last.pop("time"))
    assert abs(datetime.now(UTC) - time) < timedelta(seconds=10)
    assert len(lines.texts) == 1 and "\n" not in lines.texts[0]
    assert {**lines.last, "time": "", "ms": 0} == {
        "time": "", "request_id": "mine", "method": "GET", "path": "/healthz", "fields": [],
        "other_fields": 0, "status": 200, "bytes": len(answer.content), "ms": 0, "client": "127.0.0.1",
        "cached": False,
    }  # fmt: skip
    assert 0 < lines.last["ms"] < 5000


async def test_no_value_and_no_made_up_name_is_logged(own, lines):
    await own.get("/api/v1/compare?seed=4711&samples=oops&secret=1&hidden&hunter2=x&seed=3#part")
    assert (lines.last["fields"], lines.last["other_fields"]) == (["hidden", "samples", "seed"], 2)
    assert not re.search("4711|oops|secret|hunter2", lines.texts[0])


async def test_every_field_of_an_experiment_is_known_to_the_log(own, lines):
    names = sorted(spec.name for spec in fields_shown())
    await own.get("/api/v1/compare?" + "&".join(f"{name}=" for name in names))
    assert (lines.last["fields"], lines.last["other_fields"]) == (names, 0)


async def test_the_log_says_what_came_from_the_cache(client, lines):
    for _ in range(2):
        await client.get(f"/api/v1/boundary?{QUICK}&seed=601")
    assert [json.loads(text)["cached"] for text in lines.texts] == [False, True]


async def test_the_bytes_are_those_that_travel(client, lines):
    async with client.stream("GET", "/", headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip" and lines.last["bytes"] == len(raw)
    await client.head("/healthz")
    assert (lines.last["method"], lines.last["bytes"]) == ("HEAD", 0)


@pytest.mark.parametrize("form", ["json", "text"])
async def test_a_path_cannot_forge_a_line(lines, form):
    async with asking(create_app(Settings(workers=1, log_format=form))) as client:
        await client.get("/a%0A%0D%1B[2J{%22status%22:200}" + "b" * 5000)
    assert len(lines.texts) == 1 and len(lines.texts[0]) < 1000
    assert lines.texts[0].isprintable()


async def test_the_text_is_short(lines):
    async with asking(create_app(Settings(workers=1, log_format="text"))) as client:
        await client.get("/healthz?seed=4711")
    assert re.fullmatch(r"127\.0\.0\.1 GET /healthz 200 15 B [\d.]+ ms", lines.texts[0])


async def test_a_client_that_leaves_in_the_middle_is_a_499(own, lines):
    """Its connection ends after the first piece of an endless answer."""

    async def endless():
        while True:
            await asyncio.sleep(0)
            yield b"more"

    own.app.add_api_route("/endless", lambda: StreamingResponse(endless()), response_model=None)
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])
    scope = {
        "type": "http", "method": "GET", "path": "/endless", "query_string": b"", "headers": [],
        "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "scheme": "http",
        "server": ("test", 80), "client": ("10.0.0.9", 5), "root_path": "",
    }  # fmt: skip

    async def receive() -> dict:
        return next(messages)

    async def send(message: dict) -> None:
        pass

    await own.app(scope, receive, send)
    assert (lines.last["status"], lines.last["client"]) == (499, "10.0.0.9")
    assert (await scraped(own))[requests("/endless", 499)] == 1


# --- limits --------------------------------------------------------------------------------------------


async def test_the_limit_counts_address_and_headers_together():
    async with asking(create_app(Settings(workers=1, head_bytes=1024))) as client:
        assert (await client.get("/healthz", headers={"x-much": "a" * 700})).status_code == 200
        refused = await client.get("/healthz?" + "a" * 700, headers={"x-much": "a" * 700})
        too_long = await client.get("/healthz?" + "a" * 1100)
    assert (refused.status_code, too_long.status_code) == (431, 414)
    assert (
        "1 024 bytes" in refused.json()["detail"] and refused.headers["x-content-type-options"] == "nosniff"
    )


# --- other origins -------------------------------------------------------------------------------------


@pytest.fixture
async def shared():
    async with asking(
        create_app(Settings(workers=1, cors_origins=f"http://localhost:3000,{ORIGIN}"))
    ) as client:
        yield client


async def test_without_the_setting_no_other_origin_reads_anything(own):
    headers = (await own.get("/api/v1/catalog", headers={"Origin": ORIGIN})).headers
    assert not [name for name in headers if name.startswith("access-control")]
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_named_origin_reads_the_api(shared):
    answer = await shared.get("/api/v1/catalog", headers={"Origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert {"Accept-Encoding", "Origin"} <= set(re.split(", *", answer.headers["vary"]))
    exposed = set(answer.headers["access-control-expose-headers"].split(", "))
    assert exposed == {"ETag", "Location", "Server-Timing", "Retry-After", "X-Request-ID"}
    assert "access-control-allow-credentials" not in answer.headers


async def test_its_refusals_can_be_read_too(shared):
    answer = await shared.get("/api/v1/compare?samples=1", headers={"Origin": ORIGIN})
    assert answer.status_code == 422 and answer.headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{ORIGIN}.evil.example", f"{ORIGIN}:81"])
async def test_another_origin_does_not(shared, origin):
    answer = await shared.get("/api/v1/catalog", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers and "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/docs"])
async def test_what_is_not_the_api_stays_with_its_own_pages(shared, path):
    headers = (await shared.get(path, headers={"Origin": ORIGIN})).headers
    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def preflight(client: httpx.AsyncClient, origin: str, method: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": method,
               "Access-Control-Request-Headers": "content-type, if-none-match, x-request-id"}  # fmt: skip
    return await client.options("/api/v1/boundary", headers=headers)


async def test_a_browser_may_post_json_from_a_named_origin(shared):
    answer = await preflight(shared, ORIGIN, "POST")
    assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["x-request-id"] and answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("origin", "method"), [("https://evil.example", "POST"), (ORIGIN, "DELETE")])
async def test_a_preflight_is_refused_with_a_problem(shared, origin, method):
    answer = await preflight(shared, origin, method)
    assert answer.status_code == 400 and answer.headers["content-type"] == "application/problem+json"
    assert "access-control-allow-origin" not in answer.headers


async def test_a_star_lets_every_origin_read():
    async with asking(create_app(Settings(workers=1, cors_origins="*"))) as client:
        answer = await client.get("/api/v1/catalog", headers={"Origin": "https://anyone.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
