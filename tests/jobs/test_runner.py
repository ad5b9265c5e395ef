"""The runner: one flight for all who ask the same, a bounded queue, a deadline, and no job lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import orjson
import pytest

from app.experiment import Experiment
from app.jobs import work
from app.jobs.engine import Crew
from app.jobs.errors import Busy, Closing, Crowded, TooLarge, TooSlow, WorkerLost
from app.jobs.runner import Runner
from app.jobs.turns import Turn, client
from app.settings import Settings
from tests.jobs.deadly import die

pytestmark = pytest.mark.anyio

QUICK = Experiment(samples=40, epochs=20, resolution=20, activation=("tanh",)).canonical()
ENDLESS = Experiment(  # on any machine: the schema would not let so many epochs pass
    samples=400, epochs=10_000_000, resolution=20, target_accuracy=0.0, optimizer="adam", activation=("tanh",)
).canonical()
LONG = Experiment(samples=1000, epochs=5000, resolution=20, target_accuracy=0.0, optimizer="adam").canonical()


class Counted:
    """An engine that counts the slices it is given, and passes them on."""

    ready = True

    def __init__(self, crew: Crew) -> None:
        self.crew, self.slices = crew, 0

    async def run(self, function: Any, *arguments: Any, **told: Any) -> Any:
        self.slices += 1
        return await self.crew.run(function, *arguments, **told)


@pytest.fixture(scope="module")
async def crew() -> AsyncIterator[Crew]:
    """Workers that several runners of this file share one after the other."""
    crew = Crew(Settings(workers=2))
    await crew.start()
    yield crew
    await crew.stop()


@asynccontextmanager
async def runner(crew: Crew, **settings: Any) -> AsyncIterator[tuple[Runner, Counted]]:
    counted = Counted(crew)
    made = Runner(Settings(workers=2, **settings), counted)  # type: ignore[arg-type]
    yield made, counted
    await made._give_up()


async def test_an_answer_is_what_work_writes(crew):
    async with runner(crew) as (made, _):
        answer = await made.run(QUICK, "compare")
    assert answer.body == work.answer(QUICK, "compare") and not answer.cached


async def test_what_takes_many_slices_is_the_same_on_any_worker(crew):
    slow = replace(QUICK, samples=400, epochs=500, target_accuracy=0.0)
    async with runner(crew, slice_ms=1) as (made, counted):
        answer = await made.run(slow, "compare")
    assert counted.slices > 5 and answer.body == work.answer(slow, "compare")


async def test_a_short_experiment_takes_one_round_trip(crew):
    async with runner(crew, slice_ms=5000) as (made, counted):
        await made.run(QUICK, "boundary")
    assert counted.slices == 1


async def test_those_who_ask_the_same_at_once_train_once(crew):
    async with runner(crew, slice_ms=5000) as (made, counted):
        answers = await asyncio.gather(*(made.run(QUICK, "compare") for _ in range(20)))
        assert counted.slices == 1 and len({answer.body for answer in answers}) == 1
        assert (await made.run(QUICK, "compare")).cached and counted.slices == 1


async def test_the_two_kinds_of_answer_are_kept_apart(crew):
    async with runner(crew) as (made, _):
        assert (await made.run(QUICK, "compare")).body != (await made.run(QUICK, "boundary")).body


async def test_when_all_have_left_no_more_slices_follow(crew):
    async with runner(crew, slice_ms=1) as (made, counted):
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


async def test_a_long_job_lets_a_short_one_pass(crew):
    async with runner(crew, slice_ms=20) as (made, _):
        long = [asyncio.create_task(made.run(replace(LONG, seed=seed), "compare")) for seed in range(4)]
        await asyncio.sleep(0.2)
        await made.run(replace(QUICK, seed=9), "boundary")
        assert not any(task.done() for task in long)
        for task in long:
            task.cancel()
        await asyncio.wait(long)


async def test_one_job_more_than_the_queue_holds_is_refused(crew):
    async with runner(crew, queue_size=2) as (made, _):
        first, second = (made.admit(replace(QUICK, seed=seed), "compare") for seed in (8, 9))
        with pytest.raises(Busy) as refusal:
            made.admit(QUICK, "compare")
        assert refusal.value.retry_after == 1 and made.full and not made.ready
        first.leave()
        await made.run(QUICK, "compare")
        second.leave()


async def test_one_client_does_not_fill_the_queue(crew):
    async with runner(crew, queue_size=16) as (made, _), places(made) as admit:
        taken = [admit("one", replace(QUICK, seed=seed)) for seed in range(16)]
        assert taken.index(False) == 12, "three times the four that are free"
        assert [admit("two", replace(QUICK, seed=seed)) for seed in range(99, 103)] == [
            True,
            True,
            True,
            False,
        ]
        assert admit("three", replace(QUICK, seed=200)), "and then there is one for somebody else"


async def test_heavy_ones_leave_room_for_light_ones_and_for_those_of_others(crew):
    """With two workers and 30 s, 60 s of a worker: 30 for one client."""
    async with runner(crew, queue_size=64) as (made, _), places(made) as admit:
        heavy = [admit("one", replace(ENDLESS, seed=seed)) for seed in range(64)]
        assert heavy.count(True) == 1, "each may take all of the 30 s that there are"
        assert admit("two", replace(ENDLESS, seed=100)) and not admit("three", replace(ENDLESS, seed=101))
        assert all(admit("one", replace(QUICK, seed=seed)) for seed in range(40))


async def test_who_is_refused_with_heavy_ones_is_told_when_to_come_again(crew):
    async with runner(crew, queue_size=64, deadline_s=0.5) as (made, _), places(made) as admit:
        assert admit("one", replace(ENDLESS, seed=0))
        with pytest.raises(Crowded, match="Ask again in 1 seconds"):
            made.admit(replace(ENDLESS, seed=1), "compare")


async def test_a_light_one_is_served_though_a_client_has_heavy_ones_at_every_worker(crew):
    async with runner(crew, deadline_s=3600) as (made, counted), places(made) as admit:
        assert all(admit("", replace(ENDLESS, seed=seed)) for seed in range(2))
        while counted.slices < 4:
            await asyncio.sleep(0.01)
        before = counted.slices
        await made.run(QUICK, "compare")
        assert counted.slices - before < 8, "two workers, and a slice or two of each in between"


@asynccontextmanager
async def places(made: Runner) -> AsyncIterator[Callable[[str, Experiment], bool]]:
    """Says whether a client finds a place for an experiment, which it keeps till the block ends."""
    with ExitStack() as stack:

        def admit(name: str, asked: Experiment) -> bool:
            client.set(name)
            try:
                stack.enter_context(made.admit(asked, "compare"))
            except Busy:
                return False
            return True

        yield admit


async def test_a_job_beyond_its_deadline_is_given_up(crew):
    async with runner(crew, deadline_s=0.2) as (made, counted):
        with pytest.raises(TooSlow, match=r"0\.2 seconds"):
            await made.run(LONG, "compare")
        await asyncio.sleep(0.1)
        stopped = counted.slices
        await asyncio.sleep(0.1)
        assert counted.slices == stopped and not made._flights


async def out_of_memory(*arguments: Any, **named: Any) -> None:
    raise MemoryError


async def test_a_failure_reaches_all_who_wait_and_is_not_kept(crew, monkeypatch):
    async with runner(crew) as (made, counted):
        monkeypatch.setattr(counted, "run", out_of_memory)
        outcomes = await asyncio.gather(
            *(made.run(QUICK, "compare") for _ in range(2)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [TooLarge, TooLarge]
        monkeypatch.undo()
        assert (await made.run(QUICK, "compare")).body


async def test_stopping_ends_what_is_under_way_with_a_word():
    made = Runner(Settings(workers=1))
    assert not made.ready
    async with made.running():
        assert made.ready
        waiting = asyncio.create_task(made.run(LONG, "compare"))
        await asyncio.sleep(0.05)
    with pytest.raises(Closing):
        await waiting
    assert not made.ready


async def test_a_runner_that_drains_finishes_what_it_can_and_takes_nothing_new(crew):
    async with runner(crew, grace_s=4.0, slice_ms=10) as (made, _):
        short = asyncio.create_task(made.run(replace(LONG, epochs=20), "compare"))
        long = asyncio.create_task(made.run(ENDLESS, "compare"))
        await asyncio.sleep(0.02)
        draining = asyncio.create_task(made.drain())
        await asyncio.sleep(0)
        with pytest.raises(Closing):
            await made.run(QUICK, "compare")
        assert (await short).body == work.answer(replace(LONG, epochs=20), "compare")
        assert not long.done() and not made.ready
        await draining
        with pytest.raises(Closing):
            await long


async def test_at_the_deadline_there_is_what_there_is_if_that_was_asked_for(crew):
    several = replace(ENDLESS, activation=("tanh", "relu", "identity"), frames=5)
    async with runner(crew, deadline_s=0.3) as (made, _):
        answer = await made.run(several, "compare", partial=True)
        runs = orjson.loads(answer.body)["runs"]
        assert answer.partial and await made.known(several, "compare") is None
        assert [run["activation"] for run in runs] == ["tanh", "relu", "identity"]
        assert [run["status"] for run in runs] == ["stopped"] * 3
        assert runs[0]["epochs"] > 0 and runs[2]["epochs"] == 0
        assert all(run["frames"][-1]["z"] == run["boundary"]["z"] for run in runs)


async def test_each_who_waits_has_a_deadline_of_their_own(crew):
    async with runner(crew, deadline_s=0.4) as (made, _):
        first = asyncio.create_task(made.run(ENDLESS, "compare"))
        await asyncio.sleep(0.25)
        second = asyncio.create_task(made.run(ENDLESS, "compare"))
        with pytest.raises(TooSlow):
            await first
        assert not second.done() and len(made._flights) == 1
        with pytest.raises(TooSlow):
            await second
        assert not made._flights


async def test_those_who_watch_are_told_how_far_it_is(crew):
    job = replace(LONG, epochs=600, activation=("tanh", "relu"), encoding="json")
    async with runner(crew, slice_ms=1) as (made, _):
        with made.admit(job, "compare") as ticket:
            news = [
                (orjson.loads(one.told), orjson.loads(one.frame)) async for one in ticket.progress() if one
            ]
            answer = ticket.landed()
    assert answer.body == work.answer(job, "compare"), "to be watched changes nothing"
    shares = [told["share"] for told, _ in news]
    assert len(news) > 4 and shares == sorted(shares) and 0 < shares[0] and shares[-1] < 1
    assert {told["activation"] for told, _ in news} == {"tanh", "relu"}
    assert all(told["epoch"] == frame["epoch"] for told, frame in news)
    assert news[-1][1]["boundary"]["z"]["shape"] == "20, 20"


async def test_a_quiet_stream_gives_signs_of_life(crew):
    async with runner(crew, heartbeat_s=0.05, slice_ms=1000) as (made, _):
        with made.admit(ENDLESS, "compare") as ticket:
            assert [await anext(aiter(ticket.progress()))] == [None]


def kill_a_worker(made: Runner) -> None:
    """As the kernel does when memory runs out."""
    with suppress(ProcessLookupError):  # it may be dead already, and not yet replaced
        os.kill(next(iter(made.engine._workers)).process.pid, signal.SIGKILL)  # type: ignore[attr-defined]


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
        assert made.engine.deaths, "no worker was killed while it mattered"  # type: ignore[attr-defined]
    for job, answer in zip(jobs, answers, strict=True):
        assert answer.body == work.answer(job, "compare")


async def test_a_job_that_kills_its_workers_is_given_up_and_its_neighbours_are_not(monkeypatch):
    """The one that dies again and again uses up its own retries only."""
    async with Runner(Settings(workers=2, retries=1)).running() as made:
        neighbour = asyncio.create_task(made.run(replace(LONG, epochs=800), "compare"))
        await asyncio.sleep(0.01)
        slice = made._slice

        def deadly(turn: Turn, function: Any, experiment: Experiment, *arguments: Any) -> Any:
            return slice(turn, die) if experiment == QUICK else slice(turn, function, experiment, *arguments)

        monkeypatch.setattr(made, "_slice", deadly)
        with pytest.raises(WorkerLost, match="2 times"):
            await made.run(QUICK, "compare")
        monkeypatch.undo()
        assert (await made.run(QUICK, "compare")).body
        assert (await neighbour).body
