"""The same slices on a cluster: a real scheduler and real workers on this machine, some of them killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.experiment import Experiment
from app.jobs import naming, work
from app.jobs.cluster import Cluster
from app.jobs.engine import engine_for
from app.jobs.errors import WorkerDied
from app.jobs.runner import Runner
from app.metrics import Metrics
from app.settings import BadSetting, Settings
from tests.project.serving import free_port

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[2]
JOB = Experiment(
    samples=400,
    epochs=300,
    resolution=20,
    target_accuracy=0.0,
    optimizer="adam",
    frames=2,
    activation=("tanh",),
)


class Machines:
    """A scheduler and its workers, each a process of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        return self._start("worker", self.address, "--nthreads", "1", *options)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--no-dashboard"],
            cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.processes.append(process)
        log.close()
        return process

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    machines = Machines(tmp_path_factory.mktemp("cluster"))
    machines.worker("--no-nanny")
    machines.worker("--nanny", "--death-timeout", "60")
    yield machines
    machines.stop()


@asynccontextmanager
async def runner(machines: Machines, **settings: object) -> AsyncIterator[Runner]:
    made = Runner(Settings(scheduler=machines.address, slice_ms=20, **settings))  # type: ignore[arg-type]
    async with made.running():
        assert isinstance(made.engine, Cluster)
        yield made


async def test_bodies_are_the_same_to_the_byte(machines):
    jobs = [replace(JOB, seed=seed, activation=("tanh", "identity")).canonical() for seed in range(4)]
    async with runner(machines) as made:
        assert made.ready
        answers = await asyncio.gather(*(made.run(job, "compare") for job in jobs))
    assert [answer.body for answer in answers] == [work.answer(job, "compare") for job in jobs]


async def test_it_stays_ready_when_the_client_asks_the_scheduler_by_itself(machines):
    async with runner(machines) as made:
        await made.engine._client._update_scheduler_info()  # type: ignore[attr-defined]
        assert made.ready


async def test_a_killed_worker_loses_nothing(machines):
    doomed = machines.worker("--no-nanny", "--name", "doomed")
    jobs = [replace(JOB, epochs=1200, seed=seed).canonical() for seed in range(6)]
    async with runner(machines) as made:
        await made.engine._client.wait_for_workers(3, timeout=30)  # type: ignore[attr-defined]
        running = [asyncio.create_task(made.run(job, "boundary")) for job in jobs]
        await asyncio.sleep(0.3)
        doomed.send_signal(signal.SIGKILL)
        answers = await asyncio.gather(*running)
    assert [answer.body for answer in answers] == [work.answer(job, "boundary") for job in jobs]


async def test_a_failure_comes_back_as_it_is(machines):
    async with runner(machines) as made:
        with pytest.raises(ZeroDivisionError):
            await made.engine.run(divmod, 1, 0, seconds_at_most=10)


async def test_a_slice_that_hangs_is_given_up(machines):
    async with runner(machines) as made:
        began = time.monotonic()
        with pytest.raises(WorkerDied):
            await made.engine.run(time.sleep, 4, seconds_at_most=0.2)
        assert time.monotonic() - began < 15
        answer = await made.run(JOB.canonical(), "compare")
    assert answer.body == work.answer(JOB.canonical(), "compare")


@pytest.mark.parametrize(
    ("part", "fault"), [("code", "another version"), ("processor", "another kind of processor")]
)
async def test_workers_that_compute_otherwise_are_refused(machines, monkeypatch, part, fault):
    cluster = Cluster(Settings(scheduler=machines.address))
    monkeypatch.setattr(naming, part, another_edition)
    with pytest.raises(BadSetting, match=fault):
        await cluster.start()
    assert not cluster.ready


def another_edition() -> bytes:
    """Another one in each process."""
    return str(os.getpid()).encode()


async def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr("app.jobs.cluster.PATIENCE", 0.5)
    cluster = Cluster(Settings(scheduler=f"tcp://127.0.0.1:{free_port()}"))
    with pytest.raises(BadSetting, match="has no worker for us"):
        await cluster.start()


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "app.jobs.cluster", None)
    with pytest.raises(BadSetting, match=r"pip install bendline\[cluster\]"):
        engine_for(Settings(scheduler="tcp://host:8786"), Metrics())
