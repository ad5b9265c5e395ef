"""The memory is bounded by bytes and forgets what was not used for longest."""

import asyncio
import gzip
import sys

import pytest

from app.jobs import answer as answers
from app.jobs.answer import Answer, compressed
from app.jobs.cache import Memory, cache_for
from app.settings import BadSetting, Settings


def answer(size: int) -> Answer:
    return Answer(b"x" * (size // 2), b"y" * (size - size // 2))


def test_what_was_put_is_there():
    memory = Memory(100)
    kept = answer(40)
    memory.put("a", kept)
    assert memory.get("a") is kept and memory.get("b") is None and memory.size == 40


def test_the_least_recently_used_go_first():
    memory = Memory(100)
    for key in "ab":
        memory.put(key, answer(40))
    memory.get("a")
    memory.put("c", answer(40))
    assert [key for key in "abc" if memory.get(key)] == ["a", "c"]


def test_it_never_holds_more_bytes_than_it_may():
    memory = Memory(100)
    for size in (60, 30, 99, 101, 1, 50):
        memory.put(size, answer(size))
        assert memory.size <= 100 and memory.size == sum(entry.size for entry in memory._answers.values())


def test_what_is_larger_than_the_cache_does_not_empty_it():
    memory = Memory(100)
    memory.put("small", answer(10))
    memory.put("large", answer(101))
    assert memory.get("small") and memory.get("large") is None


def test_a_key_put_twice_counts_once():
    memory = Memory(100)
    memory.put("a", answer(60))
    memory.put("a", answer(50))
    assert (len(memory), memory.size) == (1, 50)


def test_a_cache_of_no_bytes_keeps_nothing():
    memory = Memory(0)
    memory.put("a", answer(1))
    assert len(memory) == 0


def test_what_is_cleared_takes_no_bytes():
    memory = Memory(100)
    memory.put("a", answer(60))
    memory.clear()
    assert (len(memory), memory.size, memory.get("a")) == (0, 0, None)


def test_without_an_address_nothing_is_shared():
    assert cache_for(Settings()).store is None


def test_a_missing_package_is_named_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)
    monkeypatch.delitem(sys.modules, "app.jobs.shared_cache", raising=False)
    with pytest.raises(BadSetting, match=r"BENDLINE_CACHE.*pip install bendline\[redis\]"):
        cache_for(Settings(cache="redis://127.0.0.1/0"))


def test_compressing_twice_gives_the_same_bytes():
    assert compressed(b"spiral" * 99) == compressed(b"spiral" * 99)


@pytest.mark.anyio
async def test_an_answer_is_compressed_once_for_all_who_ask_and_then_kept_so(monkeypatch):
    counted = []
    monkeypatch.setattr(answers, "compressed", lambda body: counted.append(body) or compressed(body))
    cache, plain = cache_for(Settings()), Answer(b"spiral" * 99)
    await cache.put("a", plain)
    assert cache.memory.get("a").gzipped is None and not counted
    found = await asyncio.gather(*(cache.gzipped("a", plain) for _ in range(20)))
    assert len(set(found)) == len(counted) == 1 and gzip.decompress(found[0]) == plain.body
    kept = cache.memory.get("a")
    assert kept.gzipped == found[0] and cache.memory.size == kept.size
