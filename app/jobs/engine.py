"""The engine: worker processes, started once and kept warm.

Each worker has a pipe of its own. So what a slice does to its worker, from dying of it to never coming
back, touches no other slice. Workers are forked from a small server that has NumPy and our own modules
loaded already: a new one costs milliseconds and shares their memory.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from app.jobs.errors import WorkerDied
from app.jobs.turns import FIRST, Line, Turn
from app.jobs.worker import Owner, Question, Worker
from app.metrics import Metrics
from app.settings import BadSetting, Settings

log = logging.getLogger("bendline.jobs")

T = TypeVar("T")

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
AHEAD = 2  # questions that a worker has at most, the one that it works on included
BEFORE_ANOTHER_TRY = 1  # seconds, where no worker could be started


class Engine(Protocol):
    """Whatever runs slices: processes of this machine, or a cluster's."""

    @property
    def ready(self) -> bool:
        """Whether there is a worker at all."""

    async def start(self) -> None:
        """Come up; returns when the first slice can be run."""

    async def stop(self) -> None:
        """Give up what is under way and end."""

    async def run(
        self, function: Callable[..., T], *arguments: Any, seconds_at_most: float, turn: Turn = FIRST
    ) -> T:
        """The function's value, computed by a worker, when it is that turn's turn.

        Raises WorkerDied where the worker died of it, or was killed because it took too long.
        """


class Crew(Owner):
    """The engine on this machine: as many workers as the settings say, and the line of those who wait."""

    def __init__(self, settings: Settings, metrics: Metrics | None = None) -> None:
        self.settings = settings
        self.metrics = metrics or Metrics()
        self.deaths = 0
        self._workers: set[Worker] = set()
        self._line = Line()
        self._hiring: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether there is a worker at all."""
        return bool(self._workers)

    async def start(self) -> None:
        """Bring the workers up; each has trained once when this returns."""
        for variable in ONE_THREAD:  # workers inherit it: one thread each, and the cores are divided by us
            os.environ.setdefault(variable, "1")
        await asyncio.gather(*(self._hire() for _ in range(self.settings.workers)))

    async def stop(self) -> None:
        """End the workers, those with a slice under way after a second at the latest."""
        for hiring in self._hiring:
            hiring.cancel()
        workers, self._workers = self._workers, set()
        ends = (worker.dismiss() for worker in workers)
        await asyncio.gather(*ends, *self._hiring, return_exceptions=True)
        for question in self._line.clear():
            question.fail(WorkerDied())

    async def run(
        self, function: Callable[..., T], *arguments: Any, seconds_at_most: float, turn: Turn = FIRST
    ) -> T:
        """The function's value. Whoever stops waiting for it leaves the worker to finish in peace."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        question = Question(function, arguments, seconds_at_most, answer, turn)
        self._line.append(question)
        self._deal()
        try:
            return await answer
        finally:
            self._line.settle(question)

    def _deal(self) -> None:
        """Hand out questions, in their turns, to whoever has the least to do.

        Where more wait than there are workers, each has its next question before it has answered the
        last and never waits for us. Where fewer do, one could wait behind a worker while another is idle.
        """
        for worker in sorted(self._workers, key=lambda worker: worker.load):
            while question := self._line.pop(lambda waiting, worker=worker: self._fits(waiting, worker)):
                if not question.answer.done():
                    worker.ask(question)
        self.metrics.slices_in_flight.set(sum(worker.load for worker in self._workers))

    def _fits(self, question: Question, worker: Worker) -> bool:
        """Whether the worker may be asked that now.

        Heavy slices are asked one at a time, and light ones never stand behind them. Of those that may
        last, there is always one worker free, if there are two.
        """
        if question.answer.done():
            return True  # nobody waits for it any more: it is only taken out of the line
        if question.turn.may_last and len(self._workers) > 1:
            lasting = sum(other.has(lambda turn: turn.may_last) for other in self._workers)
            if lasting >= len(self._workers) - 1:
                return False
        if not worker.load:
            return True
        crowded = len(self._line) > len(self._workers) and worker.load < AHEAD
        return crowded and not question.turn.heavy and not worker.has(lambda turn: turn.heavy)

    def freed(self, worker: Worker) -> None:
        """Count its slice, and give it another one."""
        self.metrics.sliced()
        self._deal()

    def lost(self, worker: Worker, left: list[Question], hung: bool) -> None:
        """Put another worker in its place. Those who stood behind its slice are the next in line."""
        for question in reversed(left):
            self._line.put_back(question)
        if worker not in self._workers:  # it was told to end
            return
        self.deaths += 1
        if hung:
            self.metrics.worker_killed()
        else:
            self.metrics.worker_crashed()
        log.warning("%s %s; starting another one", worker, "hangs" if hung else "died")
        self._workers.discard(worker)
        hiring = asyncio.create_task(self._succeed(worker))
        self._hiring.add(hiring)
        hiring.add_done_callback(self._hiring.discard)
        self._deal()

    async def _succeed(self, gone: Worker) -> None:
        await gone.dismiss()
        while True:
            try:
                return await self._hire()
            except Exception:
                log.exception("no worker could be started")
                await asyncio.sleep(BEFORE_ANOTHER_TRY)

    async def _hire(self) -> None:
        worker = await asyncio.to_thread(Worker, self.settings.worker_memory_bytes)
        await worker.serve(self)
        self._workers.add(worker)
        self._deal()


def engine_for(settings: Settings, metrics: Metrics) -> Engine:
    """The engine that the settings ask for. Raises BadSetting where that takes a missing package."""
    if not settings.scheduler:
        return Crew(settings, metrics)
    try:
        from app.jobs.cluster import Cluster
    except ImportError:
        raise BadSetting(
            "scheduler (environment: BENDLINE_SCHEDULER) needs a package that is not installed: "
            "pip install bendline[cluster]"
        ) from None
    return Cluster(settings, metrics)
