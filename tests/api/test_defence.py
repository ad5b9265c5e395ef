"""One client that misbehaves, and the real server: what it does not send in time, what it sends twice over,
how many of it there are, and who reads the log.
"""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.project.serving import START_SECONDS, free_port

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 0.5  # seconds, of each kind, that this server gives
LONG = 20  # seconds, for what must not take for ever
HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/v1/boundary HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


class Server:
    """A server whose limits are short, and what it says."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, errors: Path) -> None:
        self.process, self.port, self.errors = process, port, errors

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=LONG)

    def get(self, path: str = "/healthz") -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=LONG)

    def sent(self, *pieces: bytes) -> bytes:
        """All that comes back for these bytes, till the server hangs up."""
        with self.connect() as connection:
            with suppress(ConnectionError):
                for piece in pieces:
                    connection.sendall(piece)
            return rest_of(connection)

    def rss(self) -> float:
        """The server's own memory in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))

    def files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


@contextmanager
def running(
    folder: Path, files: int = 0, stdout: int = subprocess.DEVNULL, **settings: object
) -> Iterator[Server]:
    """The server till the block ends; its stderr goes to a file, and `files` is its limit, soft and hard."""
    port, errors = free_port(), folder / "stderr.log"
    environment = {f"BENDLINE_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "app", "--port", str(port), "--workers", "1"]
    if files:
        command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
    with errors.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=stdout, stderr=output
        )
    server = Server(process, port, errors)
    try:
        until(lambda: process.poll() is not None or is_up(server), START_SECONDS)
        assert process.poll() is None, errors.read_text()
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=LONG)
        finally:
            process.kill()
            if process.stdout:
                process.stdout.close()


def is_up(server: Server) -> bool:
    with suppress(httpx.TransportError):
        return server.get("/healthz").status_code == 200
    return False


def until(holds: Callable[[], bool], seconds: float = LONG) -> None:
    """Returns as soon as it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def rest_of(connection: socket.socket) -> bytes:
    """What comes till the other end hangs up."""
    pieces = []
    with suppress(ConnectionError):
        while piece := connection.recv(2**16):
            pieces.append(piece)
    return b"".join(pieces)


def has_been_reset(connection: socket.socket) -> bool:
    """Whether the other end has gone, asked without reading what it sent."""
    poll = select.poll()
    poll.register(connection, 0)
    return bool(poll.poll(0))


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1.1 ([0-9]{3}) ", answer)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = {f"{name}_s": LIMIT for name in ("head", "body", "idle", "take")}
    with running(tmp_path_factory.mktemp("defence"), **limits) as server:
        yield server
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=LONG) == 0
    log = server.errors.read_text()
    assert "Traceback" not in log and "Exception" not in log, log


# --- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", None),
        (b"GET /heal", 408),
        (HEAD, 408),
        (POST + b"Content-Length: 99\r\n\r\n", 408),
        (POST + b"Content-Length: 99\r\n\r\n{", 408),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", 408),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", 408),
    ],
    ids=["nothing", "line", "head", "body", "part of a body", "chunk", "a GET's body"],
)
def test_who_sends_nothing_whole_is_let_go(server, sent, status):
    began = time.monotonic()
    answer = server.sent(sent)
    assert statuses(answer) == ([status] if status else [])
    assert LIMIT <= time.monotonic() - began < LONG / 2
    if status:
        assert b"application/problem+json" in answer and b"x-request-id" in answer.lower()


@pytest.mark.parametrize(
    "first",
    [HEAD + b"X-Slow: ", POST + b"Content-Length: 9999\r\n\r\n", HEAD + b"\r\n" + HEAD],
    ids=["head", "body", "next"],
)
def test_a_byte_now_and_then_is_no_way_around_it(server, first):
    began = time.monotonic()
    with server.connect() as connection, suppress(ConnectionError):
        connection.sendall(first)
        connection.settimeout(LIMIT / 10)
        while time.monotonic() < began + LONG:
            connection.sendall(b"a")
            with suppress(TimeoutError):
                if not connection.recv(2**16):
                    break
    assert time.monotonic() - began < LONG / 2


def test_a_connection_that_asks_no_more_is_let_go(server):
    answer = server.sent(HEAD + b"\r\n")
    assert statuses(answer) == [200]


def test_who_takes_nothing_of_an_answer_is_let_go(server):
    path = "/api/v1/compare?resolution=300&frames=8&samples=40&epochs=9"
    assert len(server.get(path).content) > 3_000_000, "more than the system would hold for it"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(LONG)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(lambda: has_been_reset(connection))


@pytest.mark.parametrize("path", ["compare", "compare/events"])
def test_those_who_take_nothing_share_one_answer(tmp_path, path):
    """8 MB of it for each of thirty would be 240."""
    asked = f"/api/v1/{path}?resolution=300&frames=8&samples=40&epochs=9"
    with running(tmp_path) as server, ExitStack() as stack:
        size = len(server.get(asked).content)
        before = server.rss()
        for _ in range(30):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(f"GET {asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert connection.recv(9) == b"HTTP/1.1 "
        until(lambda: server.get().status_code == 200)
        assert size > 3_000_000 and server.rss() - before < 60


def test_who_takes_slowly_gets_all_of_it(server):
    path = "/api/v1/compare?resolution=300&frames=8&samples=40&epochs=9"
    whole = server.get(path).content
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
        connection.settimeout(LONG)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        began, taken = time.monotonic(), b""
        while time.monotonic() < began + 3 * LIMIT:
            taken += connection.recv(2**15)
            time.sleep(LIMIT / 10)
        taken += rest_of(connection)
    assert taken.endswith(whole[-1000:]) and len(taken) > len(whole)


# --- what is sent twice over ------------------------------------------------------------------------

CHUNKED = b"Transfer-Encoding: chunked\r\n"
SMUGGLED = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (POST + CHUNKED + b"Content-Length: 4\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Content-Length: 4\r\n" + CHUNKED + b"\r\n" + SMUGGLED, 400),
        (POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Content-Length: 4, 5\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Content-Length: +4\r\n\r\n" + SMUGGLED, 400),
        (POST + CHUNKED + CHUNKED + b"\r\n" + SMUGGLED, 501),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + SMUGGLED, 501),
        (POST + b"Transfer-Encoding : chunked\r\n\r\n" + SMUGGLED, 400),
        (POST + CHUNKED + b"\r\nxyz\r\n" + SMUGGLED, 400),
        (POST + CHUNKED + b"\r\n-1\r\n" + SMUGGLED, 400),
        (POST + CHUNKED + b"\r\n1\r\naa\r\n" + SMUGGLED, 400),
        (b"POST / HTTP/1.0\r\n" + CHUNKED + b"\r\n" + SMUGGLED, 400),
        (b"GET /healthz HTTP/1.1\r\n\r\n" + SMUGGLED, 400),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        (b"GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"GET healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"HEAD / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ],
    ids=lambda value: value[-60:].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_what_two_servers_might_read_in_two_ways_is_refused_and_ends_the_connection(server, request_, status):
    answer = server.sent(request_)
    assert statuses(answer) == [status]
    assert b"connection: close" in answer.lower() and b"application/problem+json" in answer


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (HEAD + b"\r\n" + HEAD + b"\r\n", [200, 200]),
        (b"GET http://elsewhere:80/healthz HTTP/1.1\r\nHost: x\r\n\r\n", [200]),
        (b"GET http://elsewhere HTTP/1.1\r\nHost: x\r\n\r\n", [200]),
        (b"GET /healthz HTTP/1.0\r\n\r\n", [200]),
        (b"HEAD /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}" + HEAD + b"\r\n", [200, 200]),
        (HEAD + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", [200]),
        (HEAD + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n", [200]),
        (POST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}", [100, 200]),
        (POST + b"Content-Length: 9999999\r\nExpect: 100-continue\r\n\r\n", [413]),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", [404]),
        (b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", [404]),
    ],
    ids=[
        "pipelined",
        "absolute",
        "bare host",
        "1.0",
        "HEAD with a body",
        "websocket",
        "h2c",
        "100",
        "not 100",
        "OPTIONS",
        "CONNECT",
    ],
)
def test_what_is_only_unusual_is_answered(server, request_, expected):
    assert statuses(server.sent(request_)) == expected


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *[(method, "/healthz") for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")],
        *[("GET", path) for path in ("/api/v1/compare", "/", "/static/page.css", "/nowhere")],
    ],
)
def test_a_body_above_the_limit_is_refused_whatever_the_route(server, method, path):
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
    body = b" " * 2_600_000
    assert statuses(server.sent(head + b"Content-Length: %d\r\n\r\n" % len(body), body)) == [413]


def test_a_body_above_the_limit_is_refused_where_its_length_is_not_told(server):
    chunk = b"10000\r\n" + b" " * 2**16 + b"\r\n"
    assert statuses(server.sent(HEAD + CHUNKED + b"\r\n", *[chunk] * 40, b"0\r\n\r\n")) == [413]


def test_a_body_in_a_million_chunks_is_refused_before_it_costs_much(server):
    assert statuses(server.sent(POST + CHUNKED + b"\r\n", b"1\r\na\r\n" * 300_000)) == [400]


# --- how many there are -----------------------------------------------------------------------------


def test_connections_end_before_files_do_and_silence_keeps_nobody_out(tmp_path):
    with running(tmp_path, files=200) as server, ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(server.connect())
        for _ in range(20):
            assert server.get("/healthz").status_code == 200
        assert server.files() < 200
    log = server.errors.read_text()
    assert "Traceback" not in log and "let go of" in log
    assert len(log) < 5000, "one line a second, not one for each"


def test_where_all_are_being_answered_one_more_is_told_to_come_again(tmp_path):
    slow = "GET /api/v1/boundary?seed={}&hidden=16,16&samples=2000&epochs=2500&target_accuracy=0&optimizer=adam&activation=gelu HTTP/1.1\r\nHost: x\r\n\r\n"
    with running(tmp_path, connections=4) as server, ExitStack() as stack:
        for seed in range(4):
            busy = stack.enter_context(server.connect())
            busy.sendall(slow.format(seed).encode())
        until(lambda: jobs(server) == 4)
        refused = server.get("/healthz")
    assert refused.status_code == 503 and refused.headers["retry-after"] == "1"
    assert refused.json()["status"] == 503


def jobs(server: Server) -> int:
    """The experiments under way: asked on a connection that is let go at once, since it waits for no answer."""
    text = server.get("/metrics").text
    lines = [line for line in text.splitlines() if line.startswith("bendline_jobs_under_way ")]
    return int(float(lines[0].split()[1])) if lines else 4  # it was refused: there is no place left


# --- how it begins and ends, and who reads what it says ----------------------------------------------


def started(*arguments: str, **pipes: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "app", "--workers", "1", *arguments], cwd=ROOT, **pipes)


def test_a_port_that_is_taken_is_said_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = started("--port", port, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said, complained = process.communicate(timeout=LONG)
    assert process.returncode == 1 and said == b""
    assert complained.startswith(b"bendline: port %s of 127.0.0.1 is taken" % port.encode())
    assert complained.count(b"\n") == 1


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_once_it_is_there_and_ends_with_zero(name):
    process = started("--port", "0", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = process.stdout.readline().decode()
    address = said.removeprefix("Bendline is at ").strip()
    assert httpx.get(f"{address}/healthz", timeout=LONG).status_code == 200
    process.send_signal(name)
    process.communicate(timeout=LONG)
    assert process.returncode == 0


def test_it_ends_with_zero_whatever_its_clients_leave_unfinished(tmp_path):
    with running(tmp_path) as server, ExitStack() as stack:
        for sent in (b"", HEAD, POST + b"Content-Length: 99\r\n\r\n{", HEAD + b"\r\n", b"nonsense\r\n\r\n"):
            stack.enter_context(server.connect()).sendall(sent)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=LONG) == 0
    assert "Traceback" not in server.errors.read_text()


def test_a_log_that_nobody_reads_stops_nothing(tmp_path):
    """A pipe holds 64 kB, some 300 lines."""
    with running(tmp_path, stdout=subprocess.PIPE) as server:
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=LONG) as client:
            assert {client.get("/healthz").status_code for _ in range(600)} == {200}
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=LONG) == 0


def test_a_log_that_is_closed_stops_nothing():
    port = free_port()
    process = started("--port", str(port), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    server = Server(process, port, Path())
    process.stdout.close()
    process.stderr.close()
    until(lambda: is_up(server), START_SECONDS)
    assert statuses(server.sent(b"nonsense\r\n\r\n")) == [400]
    assert {server.get().status_code for _ in range(20)} == {200}
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=LONG) == 0
