"""The shared cache, with a real Redis: servers share answers, and none of them minds when it fails."""

import asyncio
import logging
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from app.experiment import Experiment
from app.jobs import shared_cache, work
from app.jobs.answer import Answer, compressed
from app.jobs.cache import Cache, Memory
from app.jobs.engine import Crew
from app.jobs.naming import name_of
from app.jobs.runner import Runner
from app.jobs.shared_cache import MAGIC, PREFIX, TIMEOUT, Corrupt, SharedCache, packed, place, unpacked
from app.settings import Settings
from tests.project.serving import free_port

pytestmark = pytest.mark.anyio

QUICK = Experiment(samples=40, epochs=20, resolution=20, activation=("tanh",)).canonical()
NAME = name_of(QUICK, "compare")
BODY = b'{"spiral": [1, 2, 3]}' * 99
ANSWER = Answer(BODY, compressed(BODY))
QUARTER = 0.25  # the seconds of one exchange, as the docs say
PATIENT = {"timeout": 10.0, "rest": 0.3}  # where the time of an exchange is not what is tested
BUSY = 0.35  # seconds that two busy cores may add to what is timed here


class Redis:
    """A real server on a port of this machine, with nothing on disk."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder, self.port = program, folder, free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        command = [self.program, *(part for name, value in options.items() for part in (f"--{name}", value))]
        with (self.folder / "redis.log").open("a") as log:
            self.process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return
            time.sleep(0.02)
        raise AssertionError((self.folder / "redis.log").read_text())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    def freeze(self) -> None:
        """Takes connections and says nothing, as a machine does that swaps."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    program = (
        os.environ.get("BENDLINE_REDIS") or shutil.which("redis-server") or shutil.which("valkey-server")
    )
    if not program:
        pytest.skip("no Redis and no Valkey on this machine; set BENDLINE_REDIS to the path of one")
    server = Redis(program, tmp_path)
    yield server
    server.kill()


@asynccontextmanager
async def shared(redis: Redis, ttl: int = 60, **times: float) -> AsyncIterator[SharedCache]:
    store = SharedCache(redis.address, ttl, **(PATIENT | times))
    yield store
    await store.close()


async def written(store: SharedCache) -> None:
    """All that was put is there, or failed."""
    await asyncio.gather(*store._writing)


async def kept(store: SharedCache) -> None:
    store.put(NAME, ANSWER)
    await written(store)


# --- what is kept -----------------------------------------------------------------------------------


def test_what_is_packed_is_unpacked_byte_for_byte():
    assert unpacked(packed(ANSWER)) == ANSWER
    timed = replace(ANSWER, runs=(4.61, 0.25))
    assert unpacked(packed(timed)) == timed


@pytest.mark.parametrize(
    "value",
    [
        b"", BODY, ANSWER.gzipped, MAGIC, MAGIC + BODY, MAGIC + b"\n" + BODY, MAGIC + b" 1e9" + packed(ANSWER)[10:], packed(ANSWER)[:-1], packed(ANSWER) + b"x",
        packed(ANSWER).replace(b"bendline 2", b"bendline 1"),
        packed(ANSWER)[:40] + b"\x00\x00" + packed(ANSWER)[42:],
    ],
)  # fmt: skip
def test_whatever_else_is_corrupt(value):
    with pytest.raises(Corrupt):
        unpacked(value)


def test_a_small_value_that_grows_without_end_is_corrupt(monkeypatch):
    monkeypatch.setattr(shared_cache, "MOST_READ", 1000)
    with pytest.raises(Corrupt):
        unpacked(packed(Answer(b"", compressed(b"0" * 1001))))


def test_the_log_sees_no_password():
    assert place("redis://me:secret@host:6379/0") == "host:6379"
    assert place("unix:///run/redis.sock?db=0") == "/run/redis.sock"


async def test_two_servers_share_what_one_has_put(redis):
    async with shared(redis) as one, shared(redis) as other:
        assert await other.get(NAME) is None
        await kept(one)
        assert await other.get(NAME) == ANSWER
        assert (other.hits, other.misses, other.errors) == (1, 1, 0)


async def test_a_value_is_kept_for_its_time_and_no_longer(redis):
    async with shared(redis, ttl=1) as store:
        await kept(store)
        assert await store._client.ttl(PREFIX + NAME) == 1
        await asyncio.sleep(1.2)
        assert await store.get(NAME) is None and store.errors == 0


async def test_what_is_too_large_is_not_sent(redis, monkeypatch):
    monkeypatch.setattr(shared_cache, "MOST_STORED", len(ANSWER.gzipped) - 1)
    async with shared(redis) as store:
        await kept(store)
        assert await store.get(NAME) is None and store.errors == 0


async def test_what_comes_from_the_store_is_in_the_memory_from_then_on(redis):
    async with shared(redis) as one, shared(redis) as other:
        await kept(one)
        cache = Cache(Memory(10**6), other)
        assert await cache.get(NAME) == await cache.get(NAME) == ANSWER
        assert (other.hits, cache.hits, cache.misses) == (1, 1, 0)


# --- what fails -------------------------------------------------------------------------------------


async def test_a_corrupt_value_is_a_miss_and_is_replaced(redis, caplog):
    async with shared(redis) as store:
        for value in (b"nonsense", packed(ANSWER)[:-9]):
            await store._client.set(PREFIX + NAME, value)
            assert await store.get(NAME) is None
        assert (store.errors, store.misses) == (2, 2) and len(caplog.records) == 1
        await kept(store)
        assert await store.get(NAME) == ANSWER


async def test_a_full_store_is_still_read(redis, caplog):
    async with shared(redis) as store:
        await kept(store)
        await store._client.config_set("maxmemory", 1)
        await kept(store)
        await kept(store)
        assert await store.get(NAME) == ANSWER
        assert store.errors == 2 and len(caplog.records) == 1


async def test_a_dead_store_is_a_miss_told_once_and_used_again_when_it_is_back(redis, caplog):
    caplog.set_level(logging.INFO)
    async with shared(redis) as store:
        await kept(store)
        redis.kill()
        for _ in range(5):
            assert await store.get(NAME) is None
        assert store.errors == 1, "it is left alone after the first failure"
        await asyncio.sleep(0.35)
        assert await store.get(NAME) is None and store.errors == 2
        assert len(caplog.records) == 1 and str(redis.port) in caplog.text
        redis.start()
        assert await store.get(NAME) is None and store.errors == 2, "still left alone"
        await asyncio.sleep(0.35)
        await kept(store)
        assert await store.get(NAME) == ANSWER and store.errors == 2
        assert "answers again" in caplog.records[-1].message and len(caplog.records) == 2


async def test_a_frozen_store_delays_one_request_by_the_timeout_and_the_next_ones_not_at_all(redis):
    async with shared(redis, timeout=TIMEOUT, rest=60) as store:
        redis.freeze()
        began = time.perf_counter()
        assert await store.get(NAME) is None
        first = time.perf_counter() - began
        began = time.perf_counter()
        for _ in range(100):
            assert await store.get(NAME) is None
        rest = time.perf_counter() - began
        redis.thaw()
    assert QUARTER - 0.01 <= first < QUARTER + BUSY and rest < 0.1 and store.errors == 1


async def test_after_an_outage_one_request_tries_for_all(redis):
    async with shared(redis, timeout=TIMEOUT, rest=0.5) as store:
        redis.freeze()
        await store.get(NAME)
        await asyncio.sleep(0.6)
        began = time.perf_counter()
        trying = asyncio.create_task(store.get(NAME))
        await asyncio.sleep(0)
        assert await asyncio.gather(*(store.get(NAME) for _ in range(20))) == [None] * 20
        assert time.perf_counter() - began < QUARTER and not trying.done()
        await trying
        assert store.errors == 2
        redis.thaw()


async def test_who_leaves_while_the_store_is_asked_leaves_no_answer_for_another_question(redis):
    other = Answer(b"other", compressed(b"other"))
    async with shared(redis) as store:
        store.put("other", other)
        await kept(store)
        redis.freeze()
        leaving = [asyncio.create_task(store.get("other")) for _ in range(20)]
        await asyncio.sleep(0.05)
        for task in leaving:
            task.cancel()
        await asyncio.gather(*leaving, return_exceptions=True)
        redis.thaw()
        assert [await store.get(NAME) for _ in range(20)] == [ANSWER] * 20
        assert await asyncio.gather(*(store.get(NAME) for _ in range(40))) == [ANSWER] * 40
        assert store.errors == 0


async def test_a_store_that_nobody_runs_harms_nobody():
    store = SharedCache(f"redis://127.0.0.1:{free_port()}/0", 60)
    assert await store.get(NAME) is None
    await kept(store)
    await store.close()
    assert store.errors == 1


# --- servers ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def crew() -> AsyncIterator[Crew]:
    crew = Crew(Settings(workers=1))
    await crew.start()
    yield crew
    await crew.stop()


@asynccontextmanager
async def runner(crew: Crew, redis: Redis, cache_bytes: int = 10**6, **times: float) -> AsyncIterator[Runner]:
    made = Runner(Settings(workers=1, cache=redis.address, cache_bytes=cache_bytes), crew)
    assert isinstance(made.cache.store, SharedCache)
    made.cache.store = SharedCache(redis.address, 60, **(PATIENT | times))
    yield made
    await made.cache.close()


async def test_what_one_server_has_trained_another_one_answers_without_workers(crew, redis):
    async with runner(crew, redis) as one, runner(crew, redis) as other:
        trained = await one.run(QUICK, "compare")
        await written(one.cache.store)
        other.engine = None
        answer = await other.run(QUICK, "compare")
    assert answer.cached and not trained.cached
    assert (answer.body, answer.gzipped) == (trained.body, compressed(trained.body))
    assert answer.body == work.answer(QUICK, "compare")


async def test_another_edition_finds_nothing(crew, redis, monkeypatch):
    async with runner(crew, redis) as one, runner(crew, redis) as other:
        await one.run(QUICK, "compare")
        await written(one.cache.store)
        monkeypatch.setattr("app.jobs.naming.edition", lambda: b"another")
        assert not (await other.run(QUICK, "compare")).cached


async def test_answers_come_while_the_store_is_killed_and_started_again(crew, redis):
    async with runner(crew, redis, cache_bytes=0) as made:
        for step, happens in enumerate((lambda: None, redis.kill, lambda: None, redis.start)):
            happens()
            await asyncio.sleep(0.35)
            for _ in range(3):
                assert (await made.run(QUICK, "compare")).body == work.answer(QUICK, "compare")
                await written(made.cache.store)
            assert (made.cache.store.errors > 0) == (step > 0)
        assert (await made.run(QUICK, "compare")).cached


async def test_a_frozen_store_delays_an_answer_by_no_more_than_the_timeout(crew, redis):
    async with runner(crew, redis, cache_bytes=0, timeout=TIMEOUT, rest=60) as made:
        await made.run(QUICK, "compare")
        await written(made.cache.store)
        redis.freeze()
        took = []
        for _ in range(4):
            began = time.perf_counter()
            assert not (await made.run(QUICK, "compare")).cached
            took.append(time.perf_counter() - began)
        redis.thaw()
    assert took[0] < QUARTER + BUSY and min(took[1:]) < QUARTER and max(took[1:]) < BUSY
