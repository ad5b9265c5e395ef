"""The runner: one flight for all who ask the same, a bounded queue, a deadline, and no job lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.experiment import Experiment
from app.jobs import engine, work
from app.jobs.errors import Busy, TooLarge, TooSlow, WorkerLost
from app.jobs.runner import Runner
from app.settings import Settings
from tests.jobs.deadly import die

pytestmark = pytest.mark.anyio

QUICK = Experiment(samples=40, epochs=20, resolution=20, activation=("tanh",)).canonical()
LONG = Experiment(samples=1000, epochs=5000, resolution=20, target_accuracy=0.0, optimizer="adam").canonical()


class Counted(Executor):
    """An engine that counts the slices it is given, and passes them on."""

    def __init__(self, pool: Executor) -> None:
        self.pool, self.slices = pool, 0

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future:
        self.slices += 1
        return self.pool.submit(function, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.pool.shutdown(wait, cancel_futures=cancel_futures)


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[Executor]:
    """Workers that several runners of this file share one after the other."""
    pool = await asyncio.to_thread(engine.start, Settings(workers=2))
    yield pool
    await asyncio.to_thread(engine.stop, pool)


@asynccontextmanager
async def runner(pool: Executor, **settings: Any) -> AsyncIterator[tuple[Runner, Counted]]:
    counted, made = Counted(pool), Runner(Settings(workers=2, **settings))
    made._pool = counted
    yield made, counted
    made._pool = None
    await made.stop()


async def test_an_answer_is_what_work_writes(pool):
    async with runner(pool) as (made, _):
        answer = await made.run(QUICK, "compare")
    assert answer.body == work.answer(QUICK, "compare") and not answer.cached


async def test_what_takes_many_slices_is_the_same_on_any_worker(pool):
    slow = replace(QUICK, samples=400, epochs=500, target_accuracy=0.0)
    async with runner(pool, slice_ms=1) as (made, counted):
        answer = await made.run(slow, "compare")
    assert counted.slices > 5 and answer.body == work.answer(slow, "compare")


async def test_a_short_experiment_takes_one_round_trip(pool):
    async with runner(pool, slice_ms=5000) as (made, counted):
        await made.run(QUICK, "boundary")
    assert counted.slices == 1


async def test_those_who_ask_the_same_at_once_train_once(pool):
    async with runner(pool, slice_ms=5000) as (made, counted):
        answers = await asyncio.gather(*(made.run(QUICK, "compare") for _ in range(20)))
        assert counted.slices == 1 and len({answer.body for answer in answers}) == 1
        assert (await made.run(QUICK, "compare")).cached and counted.slices == 1


async def test_the_two_kinds_of_answer_are_kept_apart(pool):
    async with runner(pool) as (made, _):
        assert (await made.run(QUICK, "compare")).body != (await made.run(QUICK, "boundary")).body


async def test_when_all_have_left_no_more_slices_follow(pool):
    async with runner(pool, slice_ms=1) as (made, counted):
        waiting = [asyncio.create_task(made.run(LONG, "compare")) for _ in range(2)]
        await asyncio.sleep(0.1)
        waiting[0].cancel()
        await asyncio.sleep(0.1)
        running = counted.slices
        await asyncio.sleep(0.1)
        assert counted.slices > running, "somebody is still waiting"
        waiting[1].cancel()
        await asyncio.sleep(0.1)
        stopped = counted.slices
        await asyncio.sleep(0.2)
        assert counted.slices == stopped and not made._flights


async def test_a_long_job_lets_a_short_one_pass(pool):
    async with runner(pool, slice_ms=20) as (made, _):
        long = [asyncio.create_task(made.run(replace(LONG, seed=seed), "compare")) for seed in range(4)]
        await asyncio.sleep(0.2)
        await made.run(replace(QUICK, seed=9), "boundary")
        assert not any(task.done() for task in long)
        for task in long:
            task.cancel()
        await asyncio.wait(long)


async def test_one_job_more_than_the_queue_holds_is_refused(pool):
    async with runner(pool, queue_size=2) as (made, _):
        long = [asyncio.create_task(made.run(replace(LONG, seed=seed), "compare")) for seed in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(Busy) as refusal:
            await made.run(QUICK, "compare")
        assert refusal.value.retry_after >= 1
        long[0].cancel()
        await asyncio.wait(long[:1])
        await made.run(QUICK, "compare")
        long[1].cancel()
        await asyncio.wait(long[1:])


async def test_a_job_beyond_its_deadline_is_given_up(pool):
    async with runner(pool, deadline_s=0.2) as (made, counted):
        with pytest.raises(TooSlow, match=r"0\.2 seconds"):
            await made.run(LONG, "compare")
        await asyncio.sleep(0.1)
        stopped = counted.slices
        await asyncio.sleep(0.1)
        assert counted.slices == stopped and not made._flights


async def test_a_failure_reaches_all_who_wait_and_is_not_kept(pool, monkeypatch):
    async with runner(pool) as (made, counted):
        failing: Future[None] = Future()
        failing.set_exception(MemoryError())
        monkeypatch.setattr(counted, "submit", lambda *arguments: failing)
        outcomes = await asyncio.gather(
            *(made.run(QUICK, "compare") for _ in range(2)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [TooLarge, TooLarge]
        monkeypatch.undo()
        assert (await made.run(QUICK, "compare")).body


async def test_stopping_ends_what_is_under_way():
    made = Runner(Settings(workers=1))
    assert not made.ready
    async with made.running():
        assert made.ready
        waiting = asyncio.create_task(made.run(LONG, "compare"))
        await asyncio.sleep(0.05)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not made.ready


def kill_a_worker(made: Runner) -> None:
    """As the kernel does when memory runs out."""
    processes = list(made._pool._processes)  # type: ignore[union-attr]
    os.kill(processes[0], signal.SIGKILL)


async def test_a_killed_worker_loses_nothing():
    """Jobs whose workers are killed again and again answer what they would have answered undisturbed."""
    jobs = [replace(LONG, epochs=500, samples=400, seed=seed) for seed in range(6)]
    async with Runner(Settings(workers=2, slice_ms=20, retries=5)).running() as made:
        running = [asyncio.create_task(made.run(job, "compare")) for job in jobs]
        for _ in range(3):
            await asyncio.sleep(0.15)
            if made.ready:
                kill_a_worker(made)
        answers = await asyncio.gather(*running)
        assert made.ready
    assert made._mending is not None, "no worker was killed while it mattered"
    for job, answer in zip(jobs, answers, strict=True):
        assert answer.body == work.answer(job, "compare")


async def test_a_job_that_kills_its_workers_is_given_up_and_the_next_one_runs(monkeypatch):
    async with Runner(Settings(workers=1, retries=1)).running() as made:
        advance = work.advance
        monkeypatch.setattr(work, "advance", die)
        with pytest.raises(WorkerLost, match="2 times"):
            await made.run(QUICK, "compare")
        monkeypatch.setattr(work, "advance", advance)
        assert (await made.run(QUICK, "compare")).body
