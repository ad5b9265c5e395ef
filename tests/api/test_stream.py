"""Server-sent events, from a server that is a process of its own: what is seen on the way is what is answered."""

import json
import signal
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.project.serving import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
EVENTS = "/api/v1/compare/events"
QUICK = "samples=60&epochs=30&resolution=20&activation=tanh&activation=relu"
LONG = "samples=2000&hidden=16,16&epochs=600&target_accuracy=0&optimizer=adam&resolution=20&activation=identity&activation=tanh"
ENDLESS = "samples=400&hidden=64,64&batch_size=1&epochs=400&target_accuracy=0&optimizer=adam&activation=gelu&resolution=20"


class Server:
    """A server with these settings, and what it has left when it ends."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        log = folder / "server.log"
        environment = {f"BENDLINE_{name.upper()}": str(value) for name, value in settings.items()}
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "--port", str(port), "--workers", "2"],
                cwd=ROOT, env=environment | {"PYTHONUNBUFFERED": "1"}, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        wait_for(f"{self.address}/healthz", self.process, log)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("stream"), heartbeat_s=0.1, deadline_s=3, slice_ms=10)
    yield server
    server.stop()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=30) as client:
        yield client


def parsed(text: str) -> list[tuple[str, Any]]:
    """Name and data of each event; comments are passed over, as the standard has it."""
    events = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if lines:
            events.append((lines["event"], json.loads(lines["data"])))
    return events


def watched(client: httpx.Client, query: str) -> list[tuple[str, Any]]:
    answer = client.get(f"{EVENTS}?{query}")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    return parsed(answer.text)


def test_the_result_is_what_compare_answers_byte_for_byte(client):
    text = client.get(f"{EVENTS}?{QUICK}&seed=1").content
    body = client.get(f"/api/v1/compare?{QUICK}&seed=1").content
    assert text.endswith(b"event: result\ndata: " + body + b"\n\n")


def test_a_long_training_tells_how_far_it_is(client):
    events = watched(client, f"{LONG}&seed=2")
    names = [name for name, _ in events]
    assert names[0] == "question" and names[-2:] == ["timing", "result"] and len(names) > 6
    assert names[1:-2] == ["progress", "frame"] * (len(names) // 2 - 1)
    assert {name: events[-1][1][name] for name in ("experiment", "data")} == events[0][1]
    progress = [data for name, data in events if name == "progress"]
    shares = [data["share"] for data in progress]
    assert shares == sorted(shares) and 0 <= shares[0] < shares[-1] < 1
    assert {data["run"] for data in progress} == {0, 1} and progress[-1]["activation"] == "tanh"
    assert all(0 <= data["accuracy"]["test"] <= 1 and data["loss"]["train"] > 0 for data in progress)


def test_a_frame_is_a_boundary_that_plotly_draws_with_its_numbers(client):
    _, (_, progress), (_, frame), *_ = watched(client, f"{LONG}&seed=3")
    assert all(frame[name] == progress[name] for name in ("run", "epoch", "loss", "accuracy"))
    boundary = frame["boundary"]
    z = np.frombuffer(b64decode(boundary["z"]["bdata"]), "<f4").reshape(20, 20)
    assert len(boundary["x"]) == len(boundary["y"]) == 20 and 0 <= z.min() < z.max() <= 1


def test_of_a_known_answer_come_its_times_and_itself(client):
    """The times are those of its training, as its answer's headers tell them."""
    answer = client.get(f"/api/v1/compare?{LONG}&seed=4")
    (timing, took), (result, _) = watched(client, f"{LONG}&seed=4")
    assert (timing, result) == ("timing", "result")
    assert answer.headers["server-timing"].endswith(
        ", run0;dur={:.2f}, run1;dur={:.2f}".format(*took["runs"])
    )
    assert min(took["runs"]) > 0


def test_own_points_can_be_watched(client):
    points = {"x": [0, 1, 0, 1], "y": [0, 1, 1, 0], "label": ["a", "a", "b\nb", "b\nb"]}
    answer = client.post(EVENTS, json={"points": points, "epochs": 5, "resolution": 20, "test_share": 0})
    (_, result) = parsed(answer.text)[-1]
    assert result["data"]["classes"] == ["a", "b\nb"], "a line break in a label does not break the event"


@pytest.mark.parametrize("query", ["samples=1", "colour=red", "on_deadline=never", "activation=tanhh"])
def test_what_is_refused_is_refused_before_the_stream_begins(client, query):
    answer = client.get(f"{EVENTS}?{query}")
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_at_the_deadline_a_stream_ends_with_a_problem(client):
    name, problem = watched(client, f"{ENDLESS}&seed=5")[-1]
    assert (name, problem["status"]) == ("problem", 504)


def test_or_with_what_there_is_if_that_was_asked_for(client):
    name, result = watched(client, f"{ENDLESS}&seed=6&on_deadline=partial")[-1]
    (run,) = result["runs"]
    assert name == "result" and run["status"] == "stopped" and run["message"].endswith("the time was up.")


def test_a_plain_answer_at_the_deadline(client):
    began = time.monotonic()
    late = client.get(f"/api/v1/compare?{ENDLESS}&seed=7")
    assert late.status_code == 504 and 2.9 < time.monotonic() - began < 10
    partial = client.get(f"/api/v1/compare?{ENDLESS}&seed=7&on_deadline=partial")
    assert partial.status_code == 200 and partial.headers["cache-control"] == "no-store"
    assert "etag" not in partial.headers and partial.json()["runs"][0]["status"] == "stopped"


def test_a_quiet_stream_gives_signs_of_life(client):
    """Both workers are busy with slices of others; comments come all the same."""
    with client.stream("GET", f"{EVENTS}?{ENDLESS}&seed=8&frames=0") as stream:
        assert next(stream.iter_text()).startswith(":\n\n")


def test_closing_the_connection_cancels_the_work(client):
    """Had they gone on, sixteen streams of ten seconds each would keep two workers busy for long."""
    for seed in range(100, 116):
        with client.stream("GET", f"{EVENTS}?{ENDLESS}&seed={seed}") as stream:
            next(stream.iter_text())
    time.sleep(0.5)
    answer = client.get(f"/api/v1/compare?{QUICK}&seed=9")
    queue = float(answer.headers["server-timing"].partition("queue;dur=")[2].partition(",")[0])
    assert queue < 4000


def eventually(happens: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it happens within so many seconds."""
    deadline = time.monotonic() + seconds
    while not (happened := happens()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened


def test_when_told_to_end_the_server_ends_streams_with_a_problem_and_finishes_what_it_can(tmp_path):
    """Three jobs that would take for ever are under way, and one that ends before the grace period does."""
    server = Server(tmp_path, grace_s=5)
    outcomes: dict[str, httpx.Response] = {}
    asking: list[threading.Thread] = []

    def ask(name: str, url: str) -> None:
        def answered() -> None:
            outcomes[name] = httpx.get(server.address + url, timeout=30)

        asking.append(threading.Thread(target=answered))
        asking[-1].start()

    def under_way(jobs: int) -> bool:
        return f"bendline_jobs_under_way {jobs}.0" in httpx.get(f"{server.address}/metrics", timeout=20).text

    def is_closed() -> bool:
        try:
            return not httpx.get(f"{server.address}/healthz", timeout=20)
        except httpx.TransportError:
            return True

    try:
        ask("long", f"/api/v1/compare?{ENDLESS}&seed=5")
        ask("stream", f"{EVENTS}?{ENDLESS}&seed=2")
        ask("page", f"/?{ENDLESS.replace('gelu', 'silu')}&seed=3")
        assert eventually(lambda: under_way(3))
        ask("short", f"/api/v1/compare?{LONG.replace('600', '200')}&seed=1")
        assert eventually(lambda: under_way(4) or "short" in outcomes)
        began = time.monotonic()
        server.terminate()
        assert eventually(is_closed, 3), "nobody else is let in"
        for thread in asking:
            thread.join()
        server.process.wait(timeout=10)
        assert time.monotonic() - began < 8
    finally:
        server.stop()
    assert outcomes["short"].status_code == 200
    assert outcomes["long"].status_code == 503 and int(outcomes["long"].headers["retry-after"]) > 0
    assert outcomes["page"].status_code == 503 and "restarted" in outcomes["page"].text
    name, problem = parsed(outcomes["stream"].text)[-1]
    assert (name, problem["status"]) == ("problem", 503)
