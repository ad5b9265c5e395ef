"""What holds for answers as HTTP: timings, caching, compression, HEAD, headers, docs."""

import gzip
import re

import httpx
import pytest

from app.api.middleware import SECURITY
from app.experiment import Experiment
from app.jobs import naming, work
from app.jobs.runner import Flight
from app.jobs.work import Step

pytestmark = pytest.mark.anyio

QUICK = "samples=40&epochs=10&resolution=20"
PARTS = ["queue", "train", "grid", "encode", "total"]
RUNS = ["run0", "run1"]  # of the comparison that the page begins with
PAGES = (
    "/",
    "/healthz",
    "/readyz",
    "/docs",
    "/api/openapi.json",
    "/api/v1/catalog",
    "/api/v1/activation?text=tanh",
    f"/api/v1/boundary?{QUICK}",
    "/static/favicon.svg",
)
PLAIN = {"accept-encoding": "identity"}


def timings(answer: httpx.Response) -> dict[str, float]:
    return {
        name: float(ms) for name, ms in re.findall(r"(\w+);dur=([\d.]+)", answer.headers["server-timing"])
    }


async def test_server_timing_says_where_the_time_went(client):
    spent = timings(await client.get(f"/api/v1/compare?{QUICK}&seed=501"))
    assert list(spent) == PARTS + RUNS
    assert spent["train"] > 0 and spent["grid"] > 0 and spent["encode"] > 0
    assert spent["total"] > spent["queue"]


async def test_an_answer_given_before_costs_nothing_and_is_the_same(client):
    first = await client.get(f"/api/v1/compare?{QUICK}&seed=502")
    again = await client.get(f"/api/v1/compare?seed=502&{QUICK}&noise=0.0")
    assert again.content == first.content and again.headers["etag"] == first.headers["etag"]
    assert 'cache;desc="hit"' in again.headers["server-timing"]
    assert timings(again)["train"] == 0 and list(timings(again)) == PARTS + RUNS


async def test_what_each_run_took_adds_up_and_stays_with_the_answer(client):
    """Also where the answer is asked for by its name, and where it is a single run."""
    asked = {"samples": 40, "epochs": 300, "resolution": 20, "seed": 505, "target_accuracy": 0}
    first = await client.post("/api/v1/compare", json=asked)
    spent = timings(first)
    assert min(spent[name] for name in RUNS) > 0
    assert sum(spent[name] for name in RUNS) == pytest.approx(spent["train"], abs=0.02)
    again = timings(await client.get(first.headers["location"]))
    assert [again[name] for name in RUNS] == [spent[name] for name in RUNS]
    one = timings(await client.post("/api/v1/boundary", json=asked))
    assert list(one) == [*PARTS, "run0"] and one["run0"] == one["train"]


async def test_no_body_holds_a_time(client, app):
    """The same request, trained twice, has the same bytes."""
    first = await client.get(f"/api/v1/compare?{QUICK}&seed=503")
    app.state.runner.cache.memory.clear()
    again = await client.get(f"/api/v1/compare?{QUICK}&seed=503")
    assert "hit" not in again.headers["server-timing"] and again.content == first.content


async def test_a_known_answer_is_a_304_without_training(client, monkeypatch):
    url = f"/api/v1/boundary?{QUICK}&seed=504"
    tag = (await client.get(url)).headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{24}-gzip"', tag)

    async def refuse(*arguments: object) -> Step:
        raise AssertionError("a 304 trains nothing")

    monkeypatch.setattr("app.jobs.runner.Runner.run", refuse)
    answer = await client.get(url, headers={"if-none-match": f'"other", {tag}'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("other", ["seed=506", "seed=505&encoding=base64"])
async def test_another_question_has_another_tag(client, other):
    tags = {
        (await client.get(f"/api/v1/boundary?{QUICK}&{query}")).headers["etag"]
        for query in ("seed=505", other)
    }
    assert len(tags) == 2


async def test_no_number_has_two_spellings(client):
    """Minus nothing is nothing: one experiment, one tag, one body."""
    first, again = [await client.get(f"/api/v1/boundary?{QUICK}&noise={zero}") for zero in ("-0.0", "0")]
    assert first.headers["etag"] == again.headers["etag"]
    assert first.json()["experiment"] == again.json()["experiment"] and b'"noise":0.0' in first.content


async def test_new_code_has_new_tags(client, monkeypatch):
    def forget() -> None:
        naming.code.cache_clear()
        naming.edition.cache_clear()

    url = f"/api/v1/boundary?{QUICK}&seed=512"
    before = (await client.get(url)).headers["etag"]
    monkeypatch.setattr("app.__version__", "other")
    forget()
    assert (await client.get(url)).headers["etag"] != before
    monkeypatch.undo()
    forget()
    assert (await client.get(url)).headers["etag"] == before


async def test_both_codings_hold_the_same_and_have_names_of_their_own(client):
    url = f"/api/v1/compare?{QUICK}&seed=507"
    plain = await client.get(url, headers=PLAIN)
    async with client.stream("GET", url, headers={"accept-encoding": "br, gzip"}) as packed:
        raw = b"".join([chunk async for chunk in packed.aiter_raw()])
    assert "content-encoding" not in plain.headers and packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content and len(raw) < len(plain.content) / 2
    assert plain.headers["etag"] != packed.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/api/v1/catalog", "/docs/swagger-ui.css"])
async def test_what_is_compressed_on_the_way_has_a_weak_tag(client, path):
    packed, plain = await client.get(path), await client.get(path, headers=PLAIN)
    assert packed.headers["content-encoding"] == "gzip" and packed.content == plain.content
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    again = await client.get("/api/v1/catalog", headers={"if-none-match": packed.headers["etag"]})
    assert again.status_code == (304 if "catalog" in path else 200)


async def test_gzip_can_be_declined(client):
    url = f"/api/v1/compare?{QUICK}&seed=508"
    answer = await client.get(url, headers={"accept-encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in answer.headers


async def test_a_post_is_not_kept_by_anybody(client):
    answer = await client.post("/api/v1/boundary", json={"samples": 40, "epochs": 1, "resolution": 20})
    assert answer.headers["cache-control"] == "no-store" and "etag" not in answer.headers


async def test_a_post_and_a_get_of_the_same_experiment_answer_the_same(client):
    fields = {"samples": 40, "epochs": 10, "resolution": 20, "seed": 509}
    posted = await client.post("/api/v1/compare", json={**fields, "activation": ["relu"]})
    assert (
        await client.get("/api/v1/compare", params={**fields, "activation": "relu"})
    ).content == posted.content


@pytest.mark.parametrize("path", PAGES)
async def test_head_is_get_without_the_body(client, path):
    get, head = await client.get(path, headers=PLAIN), await client.head(path, headers=PLAIN)
    assert head.status_code == get.status_code == 200 and head.content == b""
    assert head.headers["content-length"] == str(len(get.content))


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/healthz", "/nothing", "/api/v1/compare?samples=1", "/static/favicon.svg"]
)
async def test_every_answer_carries_the_headers_that_protect_the_page(client, path):
    headers = (await client.get(path)).headers
    for name, value in SECURITY.items():
        assert headers[name] == value
    assert "unsafe-inline" not in headers["content-security-policy"]


async def test_what_nobody_foresaw_is_a_problem_without_a_traceback(client, monkeypatch, caplog):
    async def broken(*arguments: object, **named: object) -> None:
        raise KeyError("a secret of the inside")

    monkeypatch.setattr("app.jobs.runner.Runner.known", broken)
    answer = await client.get(f"/api/v1/boundary?{QUICK}&seed=510")
    assert answer.status_code == 500 and answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "X-Content-Type-Options" in answer.headers
    assert "a secret of the inside" in caplog.text


async def test_health_and_readiness(client):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready"}


async def test_a_runner_without_workers_is_not_ready(client, app, monkeypatch):
    monkeypatch.setattr(app.state.runner.engine, "_workers", set())
    answer = await client.get("/readyz")
    assert answer.status_code == 503 and answer.headers["retry-after"] == "1"
    assert "starting" in answer.json()["detail"]
    assert (await client.get("/healthz")).status_code == 200


async def test_a_runner_with_a_full_queue_is_not_ready_and_refuses_before_a_stream_begins(
    client, app, monkeypatch
):
    names = map(str, range(app.state.settings.queue_size))
    others = {name: Flight(name, Experiment(), "compare") for name in names}
    monkeypatch.setattr(app.state.runner, "_flights", others)
    assert "full" in (await client.get("/readyz")).json()["detail"]
    for path in ("/api/v1/compare", "/api/v1/compare/events", "/"):
        answer = await client.get(f"{path}?{QUICK}&seed=520")
        assert answer.status_code == 503 and 1 <= int(answer.headers["retry-after"]) <= 30
        assert "text/event-stream" not in answer.headers["content-type"]


async def test_a_runner_that_ends_takes_nothing_new(client, app, monkeypatch):
    monkeypatch.setattr(app.state.runner, "closing", True)
    answer = await client.get(f"/api/v1/compare?{QUICK}&seed=521")
    assert answer.status_code == 503 and "restarted" in answer.json()["detail"]
    assert (await client.get("/readyz")).status_code == 503


async def test_the_docs_need_no_other_host(client):
    page = (await client.get("/docs")).text
    assert "http" not in page and not re.search(r"<script>|<style>|\son\w+=|style=", page)
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        answer = await client.get(address)
        assert answer.status_code == 200 and answer.content, address


async def test_static_files_are_asked_for_anew_and_answered_briefly(client):
    first = await client.get("/static/page.css")
    again = await client.get("/static/page.css", headers={"if-none-match": first.headers["etag"]})
    assert first.headers["cache-control"] == "no-cache" and again.status_code == 304
    for address in ("/favicon.ico", "/static/favicon.svg"):  # a browser asks for it with every new address
        icon = await client.get(address)
        assert icon.headers["content-type"] == "image/svg+xml"
        assert icon.headers["cache-control"] == "public, max-age=86400"


async def test_the_worker_is_what_writes_the_body(client):
    """What travels is what `work` wrote, byte for byte."""
    from starlette.datastructures import QueryParams

    from app.api.schema import asked_in_query

    query = f"{QUICK}&seed=511"
    experiment = asked_in_query(QueryParams(query), "compare").experiment
    assert (await client.get(f"/api/v1/compare?{query}")).content == work.answer(experiment, "compare")


async def test_losses_whose_sum_is_too_large_for_float32_are_told(client):
    wild = "samples=60&initializer=normal&seed=143712&l1=0.764627057072307&resolution=24&optimizer=momentum"
    rate = "learning_rate=9493.494123219118&epochs=5&noise=0.3269210243950081&points=a,0..1,0..1,no/yes,ADGF"
    answer = await client.get(f"/api/v1/compare?{wild}&{rate}&frames=10")
    assert answer.status_code == 200, answer.text
    assert any(max(run["history"]["train_loss"]) > 1e38 for run in answer.json()["runs"])
