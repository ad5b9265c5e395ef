"""The workers: as many as asked for, on one thread each, with a limit to their memory."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor

import numpy as np
import pytest

from app.jobs import engine
from app.settings import MEGABYTE, Settings

LIMIT = 1024 * MEGABYTE


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    pool = engine.start(Settings(workers=2, worker_memory_bytes=LIMIT))
    yield pool
    engine.stop(pool)


def test_all_workers_are_up_before_the_first_request(pool):
    assert len(pool._processes) == 2


def test_numpy_uses_one_thread_in_a_worker(pool):
    assert pool.submit(os.getenv, "OPENBLAS_NUM_THREADS").result() == "1"


def test_too_large_an_array_is_a_clean_error_and_the_worker_lives_on(pool):
    workers = set(pool._processes)
    with pytest.raises(MemoryError):
        pool.submit(np.ones, 2 * LIMIT // 8).result()
    assert pool.submit(os.getpid).result() in workers


def test_nothing_is_left_of_a_pool_that_was_stopped():
    pool = engine.start(Settings(workers=1))
    (process,) = pool._processes.values()
    waiting = [pool.submit(os.getpid) for _ in range(3)]
    engine.stop(pool)
    assert not process.is_alive() and all(future.done() for future in waiting)
