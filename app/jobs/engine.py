"""The engine: worker processes, started once and kept warm.

Each worker is a process pool of its own with one process in it. So what a slice does to its worker,
from dying of it to never coming back, touches no other slice. Workers are forked from a small server
that has NumPy and our own modules loaded already: a new one costs milliseconds and shares their memory.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from typing import Any, Protocol, TypeVar

from app.experiment import Experiment
from app.jobs import work
from app.jobs.errors import WorkerDied
from app.metrics import Metrics
from app.settings import Settings

log = logging.getLogger("bendline.jobs")

T = TypeVar("T")

PRELOAD = ["numpy", "app.jobs.work"]
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 60  # seconds for a worker to come up, on a busy machine
ENDING = 1  # seconds that a slice under way may take when everything ends
BEFORE_ANOTHER_TRY = 1  # seconds, where no worker could be started
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has but the one


class Engine(Protocol):
    """Whatever runs slices: processes of this machine, or a cluster's."""

    @property
    def ready(self) -> bool:
        """Whether there is a worker at all."""

    async def start(self) -> None:
        """Come up; returns when the first slice can be run."""

    async def stop(self) -> None:
        """Give up what is under way and end."""

    async def run(self, function: Callable[..., T], *arguments: Any, seconds_at_most: float) -> T:
        """The function's value, computed by a worker; first come, first served.

        Raises WorkerDied where the worker died of it, or was killed because it took too long.
        """


@dataclass(frozen=True)
class Worker:
    """A pool of one process, and that process."""

    pool: ProcessPoolExecutor
    pid: int

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, KILL)

    def end(self) -> None:
        """End it after the slice that it may be at. Blocks: call it in a thread."""
        self.pool.shutdown(wait=True, cancel_futures=True)


class Crew:
    """The engine on this machine: as many workers as the settings say."""

    def __init__(self, settings: Settings, metrics: Metrics | None = None) -> None:
        self.settings = settings
        self.metrics = metrics or Metrics()
        self.deaths = 0
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        self._workers: set[Worker] = set()
        self._slices: set[asyncio.Task[Any]] = set()
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
        if self._slices:
            await asyncio.wait(self._slices, timeout=ENDING)
        workers, self._workers, self._free = self._workers, set(), asyncio.Queue()
        if self._slices:
            for worker in workers:
                worker.kill()
        ends = (asyncio.to_thread(worker.end) for worker in workers)
        await asyncio.gather(*ends, *self._hiring, *self._slices, return_exceptions=True)

    async def run(self, function: Callable[..., T], *arguments: Any, seconds_at_most: float) -> T:
        """The function's value. Whoever stops waiting for it leaves the worker to finish in peace."""
        while True:
            worker = await self._free.get()
            try:
                future = worker.pool.submit(function, *arguments)
            except BrokenExecutor:  # it died while it had nothing to do: no fault of this slice
                self._replace(worker)
                continue
            slice = asyncio.create_task(self._watch(worker, asyncio.wrap_future(future), seconds_at_most))
            _keep(slice, self._slices)
            return await asyncio.shield(slice)

    async def _watch(self, worker: Worker, value: "asyncio.Future[T]", seconds_at_most: float) -> T:
        """The value, with the worker free again once it is there."""
        try:
            with self.metrics.slices_in_flight.track_inprogress():
                async with asyncio.timeout(seconds_at_most):
                    return await value
        except TimeoutError:
            self._replace(worker, hung=True)
            raise WorkerDied from None
        except BrokenExecutor:
            self._replace(worker)
            raise WorkerDied from None
        finally:
            self.metrics.sliced()
            if worker in self._workers:
                self._free.put_nowait(worker)

    def _replace(self, worker: Worker, *, hung: bool = False) -> None:
        """Put another worker in the place of one that died or hangs."""
        if worker not in self._workers:
            return
        self.deaths += 1
        if hung:
            self.metrics.worker_killed()
        else:
            self.metrics.worker_crashed()
        log.warning("worker %d %s; starting another one", worker.pid, "hangs" if hung else "died")
        self._workers.discard(worker)
        worker.kill()
        _keep(asyncio.create_task(self._succeed(worker)), self._hiring)

    async def _succeed(self, gone: Worker) -> None:
        await asyncio.to_thread(gone.end)
        while True:
            try:
                return await self._hire()
            except Exception:
                log.exception("no worker could be started")
                await asyncio.sleep(BEFORE_ANOTHER_TRY)

    async def _hire(self) -> None:
        worker = await asyncio.to_thread(hire, self.settings)
        self._workers.add(worker)
        self._free.put_nowait(worker)


def _keep(task: "asyncio.Task[Any]", tasks: "set[asyncio.Task[Any]]") -> None:
    """Hold on to the task till it is done, and look at its failure, should nobody else."""
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


def hire(settings: Settings) -> Worker:
    """A worker that is up and has trained once. Blocks till it has: call it in a thread."""
    pool = ProcessPoolExecutor(
        1, mp_context=_context(), initializer=_prepare, initargs=(settings.worker_memory_bytes,)
    )
    try:
        return Worker(pool, pool.submit(_warm).result(PATIENCE))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


def _prepare(memory: int) -> None:
    """Ready this process to be a worker: Ctrl-C is the server's business, and memory has a limit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory and os.name == "posix":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _warm() -> int:
    """Train once, so that the first request finds everything loaded; this process's number."""
    work.answer(Experiment(epochs=5).canonical(), "compare")
    return os.getpid()
