"""The runner: from an experiment to its answer, without ever blocking the event loop.

An answer given before comes from the cache. Whoever asks for what is being computed already joins
that flight; when the last one waiting leaves, no more slices are submitted.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from math import ceil
from time import perf_counter
from typing import Any, NoReturn

from app.jobs import forecast, turns, work
from app.jobs.answer import Answer, Cost
from app.jobs.cache import cache_for
from app.jobs.engine import Engine, engine_for
from app.jobs.errors import Busy, Closing, Crowded, JobError, TooLarge, TooSlow, WorkerDied, WorkerLost
from app.jobs.forecast import Forecast
from app.jobs.kinds import Kind
from app.jobs.naming import name_of
from app.jobs.turns import Turn
from app.jobs.work import Job, Progress, Question, Step, Timings
from app.metrics import Metrics
from app.settings import Settings

log = logging.getLogger("bendline.jobs")

FIRST_GUESS = 0.02  # seconds of a worker for one light experiment, before any was run
GREED = 3  # times the places that are free: so many one client may have
SUPPLE_S = 0.5  # seconds of a slice, up to which a heavy experiment may have the last free worker as well
FLEETING = ("evaluate",)  # kinds that are not kept: who drags a weight asks for hundreds, each once
LAST_WORDS_S = 2.0  # of the time to end are for telling those who wait; at most half of it


class Flight:
    """One computation, how far it is, and the number of those who wait for it."""

    def __init__(self, name: str, experiment: Question, kind: Kind) -> None:
        self.name, self.experiment, self.kind = name, experiment, kind
        self.client = turns.client.get()
        self.bound = forecast.bound(experiment, kind)
        self.longest = 0.0  # seconds of its longest slice; none was run yet
        self.waiters = 0
        self.watchers = 0
        self.job: Job | None = None
        self.pieces: list[bytes] = []
        self.spent = Timings()
        self.progress: asyncio.Future[Progress] = asyncio.get_running_loop().create_future()
        self.failure: JobError | None = None
        self.task: asyncio.Task[Answer]

    def land(self, step: Step) -> None:
        """Keep what a slice has left, and tell those who watch."""
        self.pieces.append(step.text)
        self.longest = max(self.longest, step.timings.wall / 1000)
        self.spent += step.timings
        self.job = step.job
        if step.progress is not None:
            told, self.progress = self.progress, asyncio.get_running_loop().create_future()
            told.set_result(step.progress)

    @property
    def is_heavy(self) -> bool:
        """Whether it takes, or has taken, much of a worker."""
        return self.bound > forecast.HEAVY_S or self.spent.wall > 1000 * forecast.SUNK_S

    @property
    def turn(self) -> Turn:
        """Whose its next slice is. A heavy one's first may last, and where one did the next may as well."""
        return Turn(self.client, self.is_heavy, self.is_heavy and not 0 < self.longest < SUPPLE_S)

    def give_up(self, failure: JobError) -> None:
        """End it, with that failure for all who wait."""
        self.failure = failure
        self.task.cancel()


class Ticket:
    """A place on a flight: the answer will come, or a JobError."""

    def __init__(self, runner: "Runner", flight: Flight) -> None:
        self.runner, self.flight = runner, flight
        flight.waiters += 1
        self._left = False

    async def answer(self, *, partial: bool = False) -> Answer:
        """The answer. At the deadline it is what there is by then, if `partial`, or else TooSlow."""
        deadline = self.runner.settings.deadline_s
        done, _ = await asyncio.wait({self.flight.task}, timeout=deadline)
        if done:
            return self.landed()
        if partial:
            return await self.runner.conclude(self.flight)
        raise TooSlow(deadline)

    async def progress(self) -> AsyncIterator[Progress | None]:
        """The newest progress whenever there is one, None when it has been quiet for a heartbeat.

        Ends with the flight. Whoever is slow to ask misses some, and is none the worse for it.
        Raises TooSlow at the deadline.
        """
        settings, began = self.runner.settings, perf_counter()
        self.flight.watchers += 1
        try:
            while not self.flight.task.done():
                left = settings.deadline_s - (perf_counter() - began)
                if left <= 0:
                    raise TooSlow(settings.deadline_s)
                news = self.flight.progress
                await asyncio.wait(
                    {self.flight.task, news},
                    timeout=min(settings.heartbeat_s, left),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if not self.flight.task.done():
                    yield news.result() if news.done() else None
        finally:
            self.flight.watchers -= 1

    def landed(self) -> Answer:
        """The answer of a flight that has ended. Raises its JobError."""
        if self.flight.failure is not None and self.flight.task.cancelled():
            raise self.flight.failure
        return self.flight.task.result()

    def leave(self) -> None:
        """Wait no longer; the last one to leave ends the flight."""
        if not self._left:
            self._left = True
            self.runner.leave(self.flight)

    def __enter__(self) -> "Ticket":
        return self

    def __exit__(self, *failure: object) -> None:
        self.leave()


class Runner:
    """Runs experiments on an engine's workers; made by the app, started and stopped with it."""

    def __init__(
        self, settings: Settings, engine: Engine | None = None, metrics: Metrics | None = None
    ) -> None:
        self.settings = settings
        self.metrics = metrics or Metrics()
        self.cache = cache_for(settings)
        self.engine = engine or engine_for(settings, self.metrics)
        self.closing = False
        self.metrics.follow(self.cache.lookups)
        self._flights: dict[str, Flight] = {}
        self._usual = FIRST_GUESS
        self._forecast = Forecast()

    async def start(self) -> None:
        """Bring the workers up."""
        await self.engine.start()

    async def stop(self) -> None:
        """Give up what is under way and end the workers."""
        self.closing = True
        await self._give_up()
        await self.engine.stop()
        await self.cache.close()

    async def drain(self) -> None:
        """Take nothing new, and let what is under way finish while there is time."""
        self.closing = True
        tasks = {flight.task for flight in self._flights.values()}
        if tasks:
            grace = self.settings.grace_s
            await asyncio.wait(tasks, timeout=max(grace - LAST_WORDS_S, grace / 2))
        await self._give_up()

    async def _give_up(self) -> None:
        flights = list(self._flights.values())
        for flight in flights:
            flight.give_up(Closing())
        await asyncio.gather(*(flight.task for flight in flights), return_exceptions=True)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Runner"]:
        """The runner, started; stopped when the block ends."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    @property
    def full(self) -> bool:
        """Whether one more experiment would be refused."""
        return len(self._flights) >= self.settings.queue_size

    @property
    def ready(self) -> bool:
        """Whether an experiment would be taken, and there are workers to run it."""
        return self.engine.ready and not self.closing and not self.full

    async def run(self, experiment: Question, kind: Kind, *, partial: bool = False) -> Answer:
        """The answer to a canonical experiment. Raises a JobError where there will be none."""
        known = await self.known(experiment, kind)
        return known or await self.train(experiment, kind, partial=partial)

    async def train(self, experiment: Question, kind: Kind, *, partial: bool = False) -> Answer:
        """The answer to a canonical experiment that is not known. Raises JobErrors."""
        with self.admit(experiment, kind) as ticket:
            return await ticket.answer(partial=partial)

    async def known(self, experiment: Question, kind: Kind) -> Answer | None:
        """The answer, where it was given before."""
        name = name_of(experiment, kind)
        known = None if name in self._flights else await self.cache.get(name)
        return None if known is None else replace(known, cached=True, cost=Cost())

    def admit(self, experiment: Question, kind: Kind) -> Ticket:
        """A place for this experiment, which must be left in the end. Raises Busy and Closing."""
        name = name_of(experiment, kind)
        return Ticket(self, self._flights.get(name) or self._launch(name, experiment, kind))

    def leave(self, flight: Flight) -> None:
        """One less who waits; the last one ends the flight."""
        flight.waiters -= 1
        if not flight.waiters:
            if not flight.task.done():
                self._learn(flight)
            flight.task.cancel()
            self._land(flight)

    async def conclude(self, flight: Flight) -> Answer:
        """What there is of a flight's answer, from where it stands."""
        pieces, job, spent = flight.pieces.copy(), flight.job, flight.spent
        step = await self._slice(flight.turn, work.conclude, flight.experiment, flight.kind, job)
        answer = _answer([*pieces, step.text], spent + step.timings, waited=0.0)
        return replace(answer, partial=True)

    def _launch(self, name: str, experiment: Question, kind: Kind) -> Flight:
        if self.closing:
            raise Closing
        flight = Flight(name, experiment, kind)
        self._find_place(flight)
        self._flights[name] = flight
        flight.task = asyncio.create_task(self._fly(flight))
        flight.task.add_done_callback(lambda _: self._land(flight))
        self.metrics.jobs.inc()
        flight.task.add_done_callback(lambda _: self.metrics.jobs.dec())
        # Where everybody left at the very moment it failed, nobody else would look at the failure.
        flight.task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return flight

    def _land(self, flight: Flight) -> None:
        if self._flights.get(flight.name) is flight:
            del self._flights[flight.name]

    def _find_place(self, flight: Flight) -> None:
        """See that there is a place for it, and that others find one after it. Raises Busy.

        A client may have as many places as three times those that are free, so some stay free for others.
        Heavy ones have half of the places, and no more than the workers can do before the deadline; half of
        that is the most for one client.
        """
        places, under_way = self.settings.queue_size, list(self._flights.values())
        mine = [each for each in under_way if each.client == flight.client]
        if len(under_way) >= places or len(mine) >= GREED * (places - len(under_way)):
            self._refuse(Busy(places, self._next_end(mine if len(under_way) < places else under_way)))
        if not flight.is_heavy:
            return
        heavy = [each for each in under_way if each.is_heavy]
        if len(heavy) >= max(places // 2, 1):
            self._refuse(Crowded(self._next_end(heavy)))
        room = self.settings.workers * self.settings.deadline_s
        for those, most in ((heavy, room), ([each for each in mine if each.is_heavy], room / 2)):
            seconds = sum(map(self._left, those)) + self._left(flight)
            if those and seconds > most:
                pace = self.settings.workers * len(those) / len(heavy)
                self._refuse(Crowded(_whole((seconds - most) / pace)))

    def _refuse(self, error: Busy) -> NoReturn:
        self.metrics.refused_busy()
        raise error

    def _left(self, flight: Flight) -> float:
        """Seconds of a worker that are left of it; at the deadline it is given up."""
        if not flight.is_heavy:
            return self._usual
        share = forecast.done(flight.experiment, flight.kind, flight.job)
        left = self._forecast.left(flight.bound, flight.spent.wall / 1000, share)
        return min(left, self.settings.deadline_s)

    def _learn(self, flight: Flight) -> None:
        """Take note of what it took: of one that was given up, of what it would have taken."""
        took, finished = flight.spent.wall / 1000, bool(flight.pieces) and flight.job is None
        done = 1.0 if finished else forecast.done(flight.experiment, flight.kind, flight.job)
        if flight.is_heavy and done > forecast.EARLY:
            self._forecast.learn(flight.bound, took / done)
        elif finished:
            self._usual += 0.1 * (took - self._usual)

    def _next_end(self, of: list[Flight]) -> int:
        """In how many seconds the first of those will have ended, all taking turns."""
        at_once = max(len(self._flights) / self.settings.workers, 1)
        return _whole(min(map(self._left, of)) * at_once)

    async def _fly(self, flight: Flight) -> Answer:
        try:
            answer = await self._compute(flight)
        except MemoryError:
            raise TooLarge from None
        self._learn(flight)
        if flight.kind not in FLEETING:
            await self.cache.put(flight.name, answer)
        return answer

    async def _compute(self, flight: Flight) -> Answer:
        """Slice after slice, one at a time: other jobs' slices take their turns between them."""
        began, seconds = perf_counter(), self.settings.slice_s
        while not flight.pieces or flight.job is not None:
            asked = (flight.experiment, flight.kind, flight.job, seconds, flight.watchers > 0)
            flight.land(await self._slice(flight.turn, work.advance, *asked))
        waited = 1000 * (perf_counter() - began) - flight.spent.wall
        answer = _answer(flight.pieces, flight.spent, waited)
        self.metrics.spent(**vars(answer.cost))
        return answer

    async def _slice(self, turn: Turn, function: Any, *arguments: Any) -> Step:
        """One slice; where its worker dies, the same slice again, from the same state."""
        for _ in range(1 + self.settings.retries):
            with suppress(WorkerDied):
                return await self.engine.run(
                    function, *arguments, seconds_at_most=self.settings.slice_limit_s, turn=turn
                )
        raise WorkerLost(1 + self.settings.retries)


def _whole(seconds: float) -> int:
    """As Retry-After says it: whole, and a second at least."""
    return max(ceil(seconds), 1)


def _answer(pieces: list[bytes], spent: Timings, waited: float) -> Answer:
    """The pieces as one body."""
    cost = Cost(max(waited, 0.0), spent.train, spent.grid, spent.encode)
    took = (round(spent.runs[run], 2) for run in sorted(spent.runs))  # as it is told, and kept elsewhere
    return Answer(b"".join(pieces), cost=cost, runs=tuple(took))
