"""The workers: as many as asked for, on one thread each, with a limit to memory and to patience."""

import asyncio
import os
import pickle
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
from tests.jobs.deadly import die, die_answering, unreadable

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


async def test_what_cannot_be_read_fails_where_it_was_asked(crew):
    with pytest.raises(ZeroDivisionError):
        await run(crew, unreadable)
    assert await run(crew, os.getpid) in pids(crew)


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


async def test_a_worker_that_dies_idle_is_replaced_before_anybody_asks_for_it():
    async with started(workers=1) as crew:
        (idle,) = pids(crew)
        os.kill(idle, signal.SIGKILL)
        while idle in pids(crew):
            await asyncio.sleep(0.01)
        assert crew.deaths == 1
        assert await run(crew, os.getpid) != idle


async def test_a_worker_has_its_next_slice_at_hand_while_more_wait_than_there_are_workers():
    async with started(workers=2) as crew:
        slices = []
        loads = []
        for _ in range(8):
            slices.append(asyncio.create_task(run(crew, time.sleep, 0.1)))
            await asyncio.sleep(0)
            loads.append(sorted(worker.load for worker in crew._workers))
        assert loads == [[0, 1], [1, 1], [1, 1], [1, 1], [1, 2], [2, 2], [2, 2], [2, 2]]
        await asyncio.gather(*slices)
        assert [worker.load for worker in crew._workers] == [0, 0]


@pytest.mark.parametrize(("deadly", "seconds"), [((die,), 30.0), ((time.sleep, 600), 0.3)])
async def test_a_slice_behind_a_deadly_one_is_run_by_the_next_worker(deadly, seconds):
    async with started(workers=1) as crew:
        slices = [run(crew, *deadly, seconds=seconds), *(run(crew, os.getpid) for _ in range(3))]
        failure, *answers = await asyncio.gather(*slices, return_exceptions=True)
        assert isinstance(failure, WorkerDied) and crew.deaths == 1
        assert set(answers) == pids(crew)


async def test_a_slice_that_hangs_after_it_waited_in_the_pipe_is_given_up_as_well():
    async with started(workers=1) as crew:
        slices = [run(crew, time.sleep, 0.05), run(crew, time.sleep, 600, seconds=0.3)]
        slices += [run(crew, os.getpid) for _ in range(3)]
        first, hung, *others = await asyncio.wait_for(asyncio.gather(*slices, return_exceptions=True), 20)
        assert first is None and isinstance(hung, WorkerDied) and crew.deaths == 1
        assert set(others) == pids(crew)


async def test_a_slice_has_its_whole_time_though_it_waited_behind_another_one():
    async with started(workers=1) as crew:
        await asyncio.gather(*(run(crew, time.sleep, 0.3, seconds=0.6) for _ in range(4)))
        assert crew.deaths == 0


async def test_texts_larger_than_any_buffer_come_and_go_whole(crew):
    sizes = [1, 10**5, 262_136, 262_137, 10**7, 3]
    texts = [os.urandom(size) for size in sizes]
    assert await asyncio.gather(*(run(crew, bytes, text) for text in texts)) == texts


async def test_what_cannot_be_sent_fails_where_it_was_asked(crew):
    unsendable = asyncio.create_task(run(crew, lambda: None))
    assert await run(crew, os.getpid) in pids(crew)
    with pytest.raises(
        (AttributeError, pickle.PicklingError), match="<lambda>"
    ):  # which of them hangs on Python
        await unsendable


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


async def test_whoever_still_waits_when_a_crew_is_stopped_is_told():
    async with started(workers=1) as crew:
        slices = [asyncio.create_task(run(crew, time.sleep, 600, seconds=600)) for _ in range(5)]
        await asyncio.sleep(0.05)
    ends = await asyncio.wait_for(asyncio.gather(*slices, return_exceptions=True), 5)
    assert [type(end) for end in ends] == [WorkerDied] * 5
