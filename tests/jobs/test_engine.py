"""The workers: as many as asked for, on one thread each, with a limit to memory and to patience."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from app.jobs.engine import Crew
from app.jobs.errors import WorkerDied
from app.settings import MEGABYTE, Settings
from tests.jobs.deadly import die, die_answering

pytestmark = pytest.mark.anyio

LIMIT = 1024 * MEGABYTE


@asynccontextmanager
async def started(**settings: Any) -> AsyncIterator[Crew]:
    crew = Crew(Settings(**settings))
    await crew.start()
    try:
        yield crew
    finally:
        await crew.stop()


@pytest.fixture(scope="module")
async def crew() -> AsyncIterator[Crew]:
    async with started(workers=2, worker_memory_bytes=LIMIT) as crew:
        yield crew


async def run(crew: Crew, function: Any, *arguments: Any, seconds: float = 30.0) -> Any:
    return await crew.run(function, *arguments, seconds_at_most=seconds)


def pids(crew: Crew) -> set[int]:
    return {worker.process.pid for worker in crew._workers}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_all_workers_are_up_before_the_first_request(crew):
    assert len(pids(crew)) == 2 and crew.ready


async def test_numpy_uses_one_thread_in_a_worker(crew):
    assert await run(crew, os.getenv, "OPENBLAS_NUM_THREADS") == "1"


async def test_too_large_an_array_is_a_clean_error_and_the_worker_lives_on(crew):
    before = pids(crew)
    with pytest.raises(MemoryError):
        await run(crew, np.ones, 2 * LIMIT // 8)
    assert {await run(crew, os.getpid) for _ in range(4)} <= before == pids(crew)


async def test_slices_are_served_in_the_order_they_came():
    order: list[int] = []
    async with started(workers=1) as crew:

        async def one(number: int) -> None:
            await run(crew, time.sleep, 0.01)
            order.append(number)

        await asyncio.gather(*(one(number) for number in range(10)))
    assert order == list(range(10))


async def test_a_worker_that_dies_while_it_answers_is_noticed(crew):
    """The answer is larger than a pipe holds: half of it is there when the worker dies."""
    with pytest.raises(WorkerDied):
        await run(crew, die_answering)
    assert await run(crew, os.getpid) in pids(crew)


async def test_a_failure_says_where_it_was(crew):
    with pytest.raises(ZeroDivisionError) as failure:
        await run(crew, divmod, 1, 0)
    assert "_outcome" in "".join(failure.value.__notes__)


async def test_a_signal_to_the_whole_group_leaves_slices_to_the_server(crew):
    before = pids(crew)
    slow = asyncio.create_task(run(crew, time.sleep, 0.3))
    await asyncio.sleep(0.1)
    for pid in before:
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
    assert await slow is None and before <= pids(crew)


async def test_a_death_touches_one_slice_only(crew):
    neighbour = asyncio.create_task(run(crew, time.sleep, 0.5))
    await asyncio.sleep(0.1)
    with pytest.raises(WorkerDied):
        await run(crew, die)
    assert await neighbour is None


async def test_a_worker_that_hangs_is_killed_and_another_one_takes_its_place():
    async with started(workers=1) as crew:
        (hanging,) = pids(crew)
        began = time.perf_counter()
        with pytest.raises(WorkerDied):
            await run(crew, time.sleep, 600, seconds=0.2)
        assert time.perf_counter() - began < 5
        assert await run(crew, os.getpid) != hanging
        assert not is_alive(hanging) and crew.deaths == 1


async def test_a_worker_that_died_idle_fails_no_slice():
    async with started(workers=1) as crew:
        (worker,) = crew._workers
        idle = worker.process.pid
        os.kill(idle, signal.SIGKILL)
        while worker.alive:  # the system takes a moment
            await asyncio.sleep(0.01)
        assert await run(crew, os.getpid) != idle


async def test_whoever_leaves_leaves_the_worker_free_once_its_slice_is_done():
    async with started(workers=1) as crew:
        waiting = asyncio.create_task(run(crew, time.sleep, 0.3))
        await asyncio.sleep(0.05)
        waiting.cancel()
        assert await run(crew, os.getpid) in pids(crew) and crew.deaths == 0


async def test_nothing_is_left_of_a_crew_that_was_stopped_even_where_it_hung():
    async with started(workers=2) as crew:
        workers = pids(crew)
        hanging = asyncio.create_task(run(crew, time.sleep, 600, seconds=600))
        await asyncio.sleep(0.05)
        began = time.perf_counter()
    assert time.perf_counter() - began < 5
    with pytest.raises(WorkerDied):
        await hanging
    assert not crew.ready and not any(is_alive(pid) for pid in workers)
