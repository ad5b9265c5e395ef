"""The cache is bounded by bytes and forgets what was not used for longest."""

from app.jobs.answer import Answer, compressed
from app.jobs.cache import Cache


def answer(size: int) -> Answer:
    return Answer(b"x" * (size // 2), b"y" * (size - size // 2))


def test_what_was_put_is_there():
    cache = Cache(100)
    kept = answer(40)
    cache.put("a", kept)
    assert cache.get("a") is kept and cache.get("b") is None and cache.size == 40


def test_the_least_recently_used_go_first():
    cache = Cache(100)
    for key in "ab":
        cache.put(key, answer(40))
    cache.get("a")
    cache.put("c", answer(40))
    assert [key for key in "abc" if cache.get(key)] == ["a", "c"]


def test_it_never_holds_more_bytes_than_it_may():
    cache = Cache(100)
    for size in (60, 30, 99, 101, 1, 50):
        cache.put(size, answer(size))
        assert cache.size <= 100 and cache.size == sum(entry.size for entry in cache._answers.values())


def test_what_is_larger_than_the_cache_does_not_empty_it():
    cache = Cache(100)
    cache.put("small", answer(10))
    cache.put("large", answer(101))
    assert cache.get("small") and cache.get("large") is None


def test_a_key_put_twice_counts_once():
    cache = Cache(100)
    cache.put("a", answer(60))
    cache.put("a", answer(50))
    assert (len(cache), cache.size) == (1, 50)


def test_a_cache_of_no_bytes_keeps_nothing():
    cache = Cache(0)
    cache.put("a", answer(1))
    assert len(cache) == 0


def test_compressing_twice_gives_the_same_bytes():
    assert compressed(b"spiral" * 99) == compressed(b"spiral" * 99)
