"""Servers that are started for the load, on this machine, and what /proc says of their processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.load import client

ROOT = Path(__file__).resolve().parents[2]
PROC = Path("/proc")
START_SECONDS = 60
END_SECONDS = 30
WORKERS = 2


class Server:
    """A running server and its processes."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.port, self.process = port, process

    def workers(self) -> list[int]:
        """The processes that train: the fork server's children, and neither it nor the resource tracker."""
        parents = _parents()
        forking = {pid for pid in _below(self.process.pid, parents) if "forkserver" in _command(pid)}
        return sorted(pid for pid in forking if parents.get(pid) in forking)

    def cpu(self) -> dict[int, int]:
        """The clock ticks that each worker has taken."""
        return {pid: _ticks(pid) for pid in self.workers()}

    def spent(self) -> float:
        """Seconds of processor time of the server itself and of its workers, as long as none of them ends."""
        return (_ticks(self.process.pid) + sum(self.cpu().values())) / os.sysconf("SC_CLK_TCK")

    def signal(self, name: signal.Signals) -> None:
        """Send the server a signal."""
        self.process.send_signal(name)

    async def ended(self) -> int:
        """The exit status, once there is one; a server that does not end by itself is killed."""
        try:
            return await asyncio.to_thread(self.process.wait, END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return await asyncio.to_thread(self.process.wait)


@asynccontextmanager
async def app(stdout: int = subprocess.DEVNULL, **settings: object) -> AsyncIterator[Server]:
    """Bendline with two workers, and with these settings in its environment."""
    environment = {f"BENDLINE_{name.upper()}": str(value) for name, value in settings.items()}
    command = ["-m", "app", "--workers", str(WORKERS)]
    async with _running(command, "/readyz", environment, stdout) as server:
        yield server


@asynccontextmanager
async def bare(port_to_copy: int, path: str) -> AsyncIterator[Server]:
    """A FastAPI app with one route, which answers what the other server answers there."""
    address = f"http://{client.HOST}:{port_to_copy}{path}"
    async with _running(["-m", "benchmarks.load.bare", "route", address], "/", {}) as server:
        yield server


@asynccontextmanager
async def _running(
    arguments: Sequence[str], ready: str, environment: Mapping[str, str], stdout: int = subprocess.DEVNULL
) -> AsyncIterator[Server]:
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, *arguments, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.DEVNULL,
    )
    server = Server(port, process)
    try:
        await _wait(server, ready)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        await server.ended()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((client.HOST, 0))
        return listener.getsockname()[1]


async def _wait(server: Server, path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if (await client.ask(server.port, path)).status == 200:
                return
        except client.LOST:
            pass
        await asyncio.sleep(0.05)
    raise RuntimeError("the server did not get ready")


def has_worked(now: Mapping[int, int], before: Mapping[int, int]) -> bool:
    """Whether some worker has taken processor time since; a new one has."""
    return any(ticks > before.get(pid, 0) for pid, ticks in now.items())


def memory(pid: int) -> dict[str, float]:
    """Rss and Pss in MB; a page that three processes share counts for a third in Pss."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    pairs = (line.split()[:2] for line in lines[1:])
    return {name[:-1]: int(size) / 1024 for name, size in pairs if name in ("Rss:", "Pss:")}


def _parents() -> dict[int, int]:
    return {pid: parent for pid in _pids() if (parent := _parent(pid))}


def _pids() -> list[int]:
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def _stat(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        return ["X"] + ["0"] * 20


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12])


def _below(root: int, parents: Mapping[int, int]) -> set[int]:
    """The process and all that it started, however deep."""
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _command(pid: int) -> str:
    """The command line; empty for a process that has ended."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
