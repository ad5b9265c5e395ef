"""The runner: from an experiment to its answer, without ever blocking the event loop.

An answer given before comes from the cache. Whoever asks for what is being computed already joins
that flight; when the last one waiting leaves, no more slices are submitted.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import asynccontextmanager
from dataclasses import replace
from time import perf_counter

from app.experiment import Experiment
from app.jobs import engine, work
from app.jobs.answer import Answer, Cost, compressed
from app.jobs.body import Kind
from app.jobs.cache import cache_for
from app.jobs.errors import Busy, TooLarge, TooSlow, WorkerLost
from app.jobs.naming import name_of
from app.jobs.work import Job, Step, Timings
from app.settings import Settings

log = logging.getLogger("bendline.jobs")

Key = tuple[Kind, Experiment]


class Flight:
    """One computation and the number of those who wait for it."""

    def __init__(self, task: "asyncio.Task[Answer]") -> None:
        self.task = task
        self.waiters = 0
        # Where everybody left at the very moment it failed, nobody else would look at the failure.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())


class Runner:
    """Runs experiments on an engine's workers; made by the app, started and stopped with it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cache = cache_for(settings)
        self._flights: dict[Key, Flight] = {}
        self._pool: Executor | None = None
        self._mending: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Bring the workers up."""
        self._pool = await asyncio.to_thread(engine.start, self.settings)

    async def stop(self) -> None:
        """Give up what is under way and end the workers."""
        flights = [flight.task for flight in self._flights.values()]
        for flight in flights:
            flight.cancel()
        ending = flights if self._mending is None else [*flights, self._mending]
        await asyncio.gather(*ending, return_exceptions=True)
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(engine.stop, pool)
        await self.cache.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Runner"]:
        """The runner, started; stopped when the block ends."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    @property
    def ready(self) -> bool:
        """Whether there are workers to take a job at once."""
        return self._pool is not None and (self._mending is None or self._mending.done())

    async def run(self, experiment: Experiment, kind: Kind) -> Answer:
        """The answer to a canonical experiment. Raises a JobError where there will be none."""
        key = (kind, experiment)
        known = await self.cache.get(name_of(experiment, kind))
        if known is not None:
            return replace(known, cached=True, cost=Cost())
        flight = self._flights.get(key) or self._launch(key)
        flight.waiters += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiters -= 1
            if not flight.waiters:
                flight.task.cancel()
                self._land(key, flight)

    def _launch(self, key: Key) -> Flight:
        if len(self._flights) >= self.settings.queue_size:
            raise Busy(self.settings.queue_size)
        flight = self._flights[key] = Flight(asyncio.create_task(self._fly(key)))
        flight.task.add_done_callback(lambda _: self._land(key, flight))
        return flight

    def _land(self, key: Key, flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _fly(self, key: Key) -> Answer:
        kind, experiment = key
        try:
            async with asyncio.timeout(self.settings.deadline_s):
                answer = await self._compute(experiment, kind)
        except TimeoutError:
            raise TooSlow(self.settings.deadline_s) from None
        except MemoryError:
            raise TooLarge from None
        self.cache.put(name_of(experiment, kind), answer)
        return answer

    async def _compute(self, experiment: Experiment, kind: Kind) -> Answer:
        """Slice after slice, one at a time: other jobs' slices take their turns between them."""
        began, spent, pieces, job = perf_counter(), Timings(), [], None
        while True:
            step = await self._slice(experiment, kind, job)
            pieces.append(step.text)
            spent += step.timings
            job = step.job
            if job is None:
                break
        waited = max(0.0, 1000 * (perf_counter() - began) - spent.wall)
        body = b"".join(pieces)
        gzipped = await asyncio.to_thread(compressed, body)
        return Answer(body, gzipped, Cost(waited, spent.train, spent.grid, spent.encode))

    async def _slice(self, experiment: Experiment, kind: Kind, job: Job | None) -> Step:
        """One slice; where its worker dies, the same slice again, from the same state."""
        seconds = self.settings.slice_ms / 1000
        for _ in range(1 + self.settings.retries):
            pool = self._pool
            assert pool is not None, "the runner must be started first"
            try:
                return await asyncio.wrap_future(pool.submit(work.advance, experiment, kind, job, seconds))
            except BrokenExecutor:
                await self._mend(pool)
        raise WorkerLost(1 + self.settings.retries)

    async def _mend(self, broken: Executor) -> None:
        """Replace a broken pool, once for all who noticed, and even if none of them stays to see it."""
        if self._mending is None or self._mending.done():
            self._mending = asyncio.create_task(self._replace(broken))
        await asyncio.shield(self._mending)

    async def _replace(self, broken: Executor) -> None:
        if self._pool is not broken:
            return
        log.warning("a worker died; starting new ones")
        self._pool = await asyncio.to_thread(engine.start, self.settings)  # a quarter of a second
        await asyncio.to_thread(engine.stop, broken)
