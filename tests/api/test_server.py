"""The real server, as a process of its own: what only a network, a signal or a slow neighbour can show."""

import json
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.project.serving import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
# Costly enough to keep a worker busy for seconds.
SLOW = "samples=2000&target_accuracy=0&optimizer=adam&hidden=16,16&activation=gelu&resolution=20"


class Server:
    """A running server, its log, and a client."""

    def __init__(self, folder: Path, open_files: int | None = None) -> None:
        """Start it; where `open_files` is given it begins with that limit, and may raise it."""
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        command = [sys.executable, "-W", "error", "-m", "app", "--port", str(self.port), "--workers", "2"]
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=partial(_limit, open_files) if open_files else None,
            )
        wait_for(f"{self.address}/healthz", self.process, self.log)

    def children(self) -> set[int]:
        """The process ids of all that the server started, however deep."""
        parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {self.process.pid}

    def cpu(self) -> float:
        """Seconds of processor time that the server's children have taken."""
        ticks = 0
        for pid in self.children():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


def _limit(open_files: int) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def _parent(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        return 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    if server.process.poll() is None:
        server.stop()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=60) as client:
        yield client


def test_the_command_says_where_the_page_is(server):
    assert server.address in server.log.read_text()


def test_slow_requests_do_not_delay_health(client):
    """As many slow ones as there are workers, and more; /healthz stays what it is."""
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(client.get, f"/api/v1/boundary?{SLOW}&epochs=2500&seed={n}") for n in range(4)]
        time.sleep(0.3)
        took = []
        for _ in range(40):
            began = time.perf_counter()
            assert client.get("/healthz").status_code == 200
            took.append(time.perf_counter() - began)
            time.sleep(0.01)
        assert not all(request.done() for request in slow), "they were not slow enough to show anything"
        assert statistics.median(took) < 0.05 and max(took) < 0.5
        assert {request.result().status_code for request in slow} == {200}


def test_identical_requests_at_once_get_identical_answers(client):
    url = "/api/v1/compare?samples=300&seed=41"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(client.get, [url] * 8))
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("path", ["/api/v1/compare", "/"])
def test_when_a_client_leaves_its_training_stops(server, client, path):
    before = server.cpu()
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"{path}?{SLOW}&epochs=5000&seed=42", timeout=0.3)
    time.sleep(0.3)
    left = server.cpu()
    time.sleep(0.7)
    assert left > before and server.cpu() - left < 0.3


def test_a_body_without_a_length_is_stopped_at_the_limit(client):
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 2**16

    answer = client.post("/api/v1/boundary", content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413 and answer.headers["content-type"] == "application/problem+json"


def test_a_long_body_that_says_so_is_refused(client):
    answer = client.post(
        "/api/v1/boundary", content=b" " * 2**21, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_a_body_that_never_comes_harms_nobody(server, client):
    lines = (
        "POST /api/v1/boundary HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        "Content-Length: 99",
    )
    head = "\r\n".join((*lines, "", "{"))
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode())
        assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/boundary?samples=40&epochs=3&resolution=20").status_code == 200


def sent_raw(server: Server, *pieces: bytes) -> bytes:
    """What the server answers to these bytes; it may hang up before it has read them all."""
    answer = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        with suppress(ConnectionError):
            for piece in pieces:
                connection.sendall(piece)
        with suppress(ConnectionError):
            while piece := connection.recv(2**16):
                answer += piece
    return answer


END = b"Host: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /api/v1/compare?seed=" + b"1" * 100_000 + b" HTTP/1.1\r\n", 414),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n", 414),
        (b"GET /healthz HTTP/1.1\r\nX-Much: " + b"a" * 100_000 + b"\r\n", 431),
        (b"GET /healthz HTTP/1.1\r\n" + b"X-Much: aaaaaaaaaaaaaaaaa\r\n" * 4000, 431),
    ],
    ids=["query", "path", "header", "headers"],
)
def test_a_head_that_is_too_long_is_refused_in_words(server, client, head, status):
    answer = sent_raw(server, head, END)
    assert answer.startswith(b"HTTP/1.1 %d " % status) and b"\r\nx-request-id: " in answer.lower()
    assert b"application/problem+json" in answer and b'"status":%d' % status in answer
    assert client.get("/healthz").status_code == 200


def test_a_head_without_an_end_is_given_up(server, client):
    """It is not kept while it grows."""
    answer = sent_raw(server, b"GET /healthz HTTP/1.1\r\nX-Much: ", *[b"a" * 2**16] * 64)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
    assert client.get("/healthz").status_code == 200


def test_a_client_that_leaves_is_a_499_in_the_log(server, client):
    name = {"X-Request-ID": "leaves-early"}
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"/api/v1/compare?{SLOW}&epochs=5000&seed=45", timeout=0.3, headers=name)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and "leaves-early" not in server.log.read_text():
        time.sleep(0.05)
    (line,) = (line for line in server.log.read_text().splitlines() if "leaves-early" in line)
    assert json.loads(line)["status"] == 499


def test_the_log_keeps_what_visitors_ask_for_to_itself(server, client):
    client.get("/api/v1/compare?samples=40&epochs=3&resolution=20&activation=tan%68&seed=4711")
    time.sleep(0.1)
    log = server.log.read_text()
    assert '"path":"/api/v1/compare"' in log and '"seed"' in log and "4711" not in log


def test_a_killed_worker_is_not_noticed(server, client):
    """One of two workers is killed as the kernel would, in the middle of a request."""
    url = "/api/v1/compare?samples=800&epochs=1500&target_accuracy=0&resolution=20&seed=43"
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(client.get(url)))
    asking.start()
    time.sleep(0.3)
    (forkserver,) = {_parent(Path(f"/proc/{pid}")) for pid in server.children()} - {server.process.pid}
    workers = [pid for pid in server.children() if _parent(Path(f"/proc/{pid}")) == forkserver]
    os.kill(workers[0], signal.SIGKILL)
    asking.join()
    assert answers[0].status_code == 200 and len(answers[0].json()["runs"]) == 2


def test_a_signal_ends_the_server_and_all_its_workers(server):
    """The last test of this file: it stops the server."""
    children = server.children()
    assert (
        len(children) >= 2
    )  # the fork server and a worker; a new pool starts the second one when it is needed
    assert server.stop() == 0
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in children):
        time.sleep(0.05)
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    log = server.log.read_text()
    assert "Traceback" not in log and "Warning" not in log and "leaked" not in log


def test_a_lecture_hall_has_its_connections_where_the_system_begins_with_few(tmp_path):
    server = Server(tmp_path, open_files=128)
    try:
        with ExitStack() as stack:
            hall = [
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
                for _ in range(300)
            ]
            for connection in hall:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n")
            assert all(connection.recv(4096).startswith(b"HTTP/1.1 200 ") for connection in hall)
    finally:
        server.stop()
    assert "Too many open files" not in server.log.read_text()
