"""Helpers that run the app as a process of its own, and ask it for pages."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60  # on two busy cores; a start takes about one


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetch(url: str) -> tuple[int, str]:
    """Status and body of a page; of an error, the status alone."""
    try:
        with urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        error.close()
        return error.code, ""


def referenced(page: str) -> list[str]:
    """The files of its own host that a page loads: styles, scripts, images, icons."""
    tags = re.findall(r"<(?:link|script|img)\b[^>]*>", page)
    addresses = (re.search(r'\b(?:href|src)="(/[^"]*)"', tag) for tag in tags)
    return sorted({found[1].replace("&amp;", "&") for found in addresses if found})


@contextmanager
def served(
    command: Sequence[str | Path], port: int, cwd: Path, environment: Mapping[str, str]
) -> Iterator[str]:
    """Runs a server till the block ends; gives its address once /healthz answers."""
    log = cwd / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def this_checkout(folder: Path) -> Iterator[str]:
    """Serves this checkout with two workers till the block ends; gives its address."""
    port = free_port()
    command = (sys.executable, "-m", "app", "--port", str(port), "--workers", "2")
    with served(command, port, folder, {**os.environ, "PYTHONPATH": str(ROOT)}) as address:
        yield address


def wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    """Returns when the page answers; fails with the server's own words when it ended or took too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError(f"The server ended with status {server.returncode}:\n{log.read_text()}")
        with suppress(URLError, ConnectionError, TimeoutError):
            if fetch(url)[0] == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"{url} did not answer in {START_SECONDS} s:\n{log.read_text()}")
