"""The engine: worker processes, started once and kept warm.

An engine is any `concurrent.futures.Executor`; this one is a pool of processes. They are forked from
a small server that has NumPy and our own modules loaded already, so that a new worker costs
milliseconds and shares their memory.
"""

import multiprocessing
import os
import signal
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from multiprocessing.context import BaseContext

from app.experiment import Experiment
from app.jobs import work
from app.settings import Settings

PRELOAD = ["numpy", "app.jobs.work"]
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 60  # seconds for all workers to come up, on a busy machine


def start(settings: Settings) -> Executor:
    """A pool whose workers are up and have trained once. Blocks till they have: call it in a thread."""
    for variable in ONE_THREAD:  # workers inherit it: one thread each, and the cores are divided by us
        os.environ.setdefault(variable, "1")
    pool = ProcessPoolExecutor(
        settings.workers,
        mp_context=_context(),
        initializer=_prepare,
        initargs=(settings.worker_memory_bytes,),
    )
    warming = [pool.submit(_warm) for _ in range(settings.workers)]
    for future in wait(warming, timeout=PATIENCE).done:
        future.result()
    return pool


def stop(pool: Executor) -> None:
    """End the workers, after the slice that each may be at. Blocks: call it in a thread."""
    pool.shutdown(wait=True, cancel_futures=True)


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


def _warm() -> None:
    """Train once, so that the first request finds everything loaded."""
    work.answer(Experiment(epochs=5).canonical(), "compare")
