"""The engine: worker processes, started once and kept warm.

Each worker has a pipe of its own. So what a slice does to its worker, from dying of it to never coming
back, touches no other slice. Workers are forked from a small server
that has NumPy and our own modules loaded already: a new one costs milliseconds and shares their memory.
"""

import asyncio
import logging
import multiprocessing
import os
import pickle
import signal
import socket
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import BaseContext
from typing import Any, Protocol, TypeVar

from app.experiment import Experiment
from app.jobs import work
from app.jobs.errors import WorkerDied
from app.metrics import Metrics
from app.settings import BadSetting, Settings

log = logging.getLogger("bendline.jobs")

T = TypeVar("T")

PRELOAD = ["numpy", "app.jobs.work"]
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 60  # seconds for a worker to come up, on a busy machine
ENDING = 1  # seconds that a slice under way may take when everything ends
READY = b"!"  # what a worker says when it has come up
SIZE_BYTES = 8  # how an answer begins: with its length
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

    async def run(self, function: Callable[..., T], *arguments: Any, seconds_at_most: float) -> T:
        """The function's value, computed by a worker; first come, first served.

        Raises WorkerDied where the worker died of it, or was killed because it took too long.
        """


class Worker:
    """A process, and the pipe to it. The process has the pipe's only other end: when one ends, both notice.

    Not a pool of `concurrent.futures`: that one keeps the other end open, too, and so waits for ever
    for the rest of an answer whose worker was killed while it wrote. The pipe is a pair of sockets,
    which the event loop reads by itself: no answer waits for a thread to get its turn.
    """

    def __init__(self, memory: int) -> None:
        """Start it. Blocks till it has trained once: call it in a thread."""
        context = _context()
        self._pipe, theirs = socket.socketpair()
        self.process = context.Process(target=_serve, args=(theirs, memory), daemon=True)
        self.process.start()
        theirs.close()
        self._pipe.settimeout(PATIENCE)
        try:
            came_up = self._pipe.recv(len(READY)) == READY
        except OSError:
            came_up = False
        if not came_up:
            self.kill()
            self.dismiss()
            raise WorkerDied
        self._pipe.setblocking(False)

    def __del__(self) -> None:
        """Where the server ends while a worker comes up, nobody dismisses it: so it sees that we end."""
        self._pipe.close()

    def __repr__(self) -> str:
        return f"worker {self.process.pid}"

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self.process.is_alive()

    async def ask(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        """The function's value, or what it raises, or WorkerDied. One at a time."""
        question = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        try:
            await asyncio.get_running_loop().sock_sendall(self._pipe, question)
            size = int.from_bytes(await self._read(SIZE_BYTES))
            answer = await self._read(size)
        except OSError:
            raise WorkerDied from None
        value, error = pickle.loads(answer)
        if error is not None:
            raise error
        return value

    async def _read(self, size: int) -> bytearray:
        """So many bytes. Raises WorkerDied where there are no more."""
        loop, whole = asyncio.get_running_loop(), bytearray(size)
        rest = memoryview(whole)
        while rest:
            count = await loop.sock_recv_into(self._pipe, rest)
            if not count:
                raise WorkerDied
            rest = rest[count:]
        return whole

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        self.process.kill()

    def dismiss(self) -> None:
        """End it where it is idle or dead already. Blocks: call it in a thread."""
        self._pipe.close()
        self.process.join(ENDING)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


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
            await asyncio.wait(self._slices)
        ends = (asyncio.to_thread(worker.dismiss) for worker in workers)
        await asyncio.gather(*ends, *self._hiring, return_exceptions=True)

    async def run(self, function: Callable[..., T], *arguments: Any, seconds_at_most: float) -> T:
        """The function's value. Whoever stops waiting for it leaves the worker to finish in peace."""
        worker = await self._free.get()
        while not worker.alive:  # it died while it had nothing to do: no fault of this slice
            self._replace(worker)
            worker = await self._free.get()
        slice = asyncio.create_task(self._watch(worker, function, arguments, seconds_at_most))
        _keep(slice, self._slices)
        return await asyncio.shield(slice)

    async def _watch(
        self, worker: Worker, function: Callable[..., T], arguments: tuple[Any, ...], seconds_at_most: float
    ) -> T:
        """The value, with the worker free again once it is there."""
        try:
            with self.metrics.slices_in_flight.track_inprogress():
                async with asyncio.timeout(seconds_at_most):
                    return await worker.ask(function, arguments)
        except TimeoutError:
            self._replace(worker, hung=True)
            raise WorkerDied from None
        except WorkerDied:
            self._replace(worker)
            raise
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
        log.warning("%s %s; starting another one", worker, "hangs" if hung else "died")
        self._workers.discard(worker)
        worker.kill()
        _keep(asyncio.create_task(self._succeed(worker)), self._hiring)

    async def _succeed(self, gone: Worker) -> None:
        await asyncio.to_thread(gone.dismiss)
        while True:
            try:
                return await self._hire()
            except Exception:
                log.exception("no worker could be started")
                await asyncio.sleep(BEFORE_ANOTHER_TRY)

    async def _hire(self) -> None:
        worker = await asyncio.to_thread(Worker, self.settings.worker_memory_bytes)
        self._workers.add(worker)
        self._free.put_nowait(worker)


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


def _keep(task: "asyncio.Task[Any]", tasks: "set[asyncio.Task[Any]]") -> None:
    """Hold on to the task till it is done, and look at its failure, should nobody else."""
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


def _serve(pipe: socket.socket, memory: int) -> None:
    """What a worker does all its life: one slice after the other, till the server has gone."""
    _prepare(memory)
    work.answer(Experiment(epochs=5).canonical(), "compare")  # the first request finds everything loaded
    with suppress(EOFError, OSError), pipe.makefile("rb") as questions:
        pipe.sendall(READY)
        while True:
            answer = pickle.dumps(_outcome(*pickle.load(questions)), pickle.HIGHEST_PROTOCOL)
            pipe.sendall(len(answer).to_bytes(SIZE_BYTES))
            pipe.sendall(answer)


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    """The function's value, or what it raised, with a note that says where."""
    try:
        return function(*arguments), None
    except Exception as error:
        error.add_note("In a worker:\n" + "".join(traceback.format_tb(error.__traceback__)))
        return None, error


def _prepare(memory: int) -> None:
    """Ready this process to be a worker: its memory has a limit, and when to end is the server's business.

    A signal that is sent to the whole group must not end a slice that the server still waits for.
    """
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    if memory and os.name == "posix":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
