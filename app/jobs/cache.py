"""The cache: answers given before, in this process's memory and, if there is one, in a store that many share.

The memory drops the least recently used answers when they take too many bytes; what it lacks may be in
the store.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from app.jobs import looked, naming
from app.jobs.answer import Answer
from app.jobs.once import Once
from app.metrics import Lookups
from app.settings import BadSetting, Settings


class Sized(Protocol):
    """What knows how many bytes keeping it takes."""

    @property
    def size(self) -> int:
        """That many."""


Kept = TypeVar("Kept", bound=Sized)


class Memory(Generic[Kept]):
    """A map from names to answers, or to pages, that never holds more than `capacity` bytes of them."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._answers: OrderedDict[str, Kept] = OrderedDict()

    def get(self, name: str) -> Kept | None:
        """The answer kept under that name, which counts as used now."""
        if name not in self._answers:
            return None
        self._answers.move_to_end(name)
        return self._answers[name]

    def put(self, name: str, answer: Kept) -> None:
        """Keep the answer, in place of an older one under that name, where it fits at all."""
        self._drop(name)
        if answer.size > self.capacity:
            return
        self._answers[name] = answer
        self.size += answer.size
        while self.size > self.capacity:
            self._drop(next(iter(self._answers)))

    def clear(self) -> None:
        """Forget everything."""
        self._answers.clear()
        self.size = 0

    def __contains__(self, name: str) -> bool:
        return name in self._answers

    def _drop(self, name: str) -> None:
        if name in self._answers:
            self.size -= self._answers.pop(name).size

    def __len__(self) -> int:
        return len(self._answers)


class Store(Protocol):
    """What keeps answers for several processes; it never raises, and what fails is a miss."""

    hits: int
    misses: int
    errors: int

    async def get(self, name: str) -> Answer | None:
        """The answer kept under that name."""

    def put(self, name: str, answer: Answer) -> None:
        """Keep the answer, some time soon."""

    def was_wrong(self) -> None:
        """What it gave last was no answer of that name: a miss, and an error."""

    async def close(self) -> None:
        """Let go of the store."""


def anything(name: str, body: bytes) -> bool:
    """Nothing is wrong with any body."""
    return True


class Cache:
    """Both levels as one; `hits` counts what was in the memory, `misses` what was nowhere.

    What comes from the store is a miss unless its body `fits` its name.
    """

    def __init__(
        self,
        memory: Memory[Answer],
        store: Store | None = None,
        fits: Callable[[str, bytes], bool] = anything,
    ) -> None:
        self.memory, self.store, self.fits = memory, store, fits
        self.hits = self.misses = 0
        self._compressing: Once[bytes] = Once()

    async def get(self, name: str) -> Answer | None:
        """The answer kept under that name; one from the store is in the memory from now on."""
        known = self.memory.get(name)
        if known is not None:
            self.hits += 1
            return known
        found = await self._from_store(name)
        if found is None:
            self.misses += 1
        return found

    def lookups(self) -> Lookups:
        """What was found where so far."""
        local, store = self.hits, self.store
        if store is None:
            return Lookups(local, self.misses)
        return Lookups(local, self.misses + store.hits, store.hits, store.misses, store.errors)

    async def _from_store(self, name: str) -> Answer | None:
        if self.store is None:
            return None
        found = await self.store.get(name)
        if found is not None and not await asyncio.to_thread(self.fits, name, found.body):
            self.store.was_wrong()
            found = None
        if found is None:
            return self.memory.get(name)  # it may have come in the meantime
        self.memory.put(name, found)
        return found

    async def put(self, name: str, answer: Answer) -> None:
        """Keep the answer in both levels; a store gets it compressed."""
        self.memory.put(name, answer)
        if self.store is not None:
            self.store.put(name, replace(answer, gzipped=await self.gzipped(name, answer)))

    async def gzipped(self, name: str, answer: Answer) -> bytes:
        """The answer compressed: once for all who ask at the same time, and kept with it from then on."""
        gzipped = await self._compressing.do(name, answer.in_gzip)
        if answer.gzipped is None and name in self.memory:
            self.memory.put(name, replace(answer, gzipped=gzipped))
        return gzipped

    async def close(self) -> None:
        """Let go of the store, if there is one."""
        if self.store is not None:
            await self.store.close()


def cache_for(settings: Settings) -> Cache:
    """The cache that the settings ask for. Raises BadSetting where that takes a missing package."""
    naming.edition()  # read now: a new version may be laid under a running server
    memory: Memory[Answer] = Memory(settings.cache_bytes - settings.page_bytes)
    if not settings.cache:
        return Cache(memory)
    try:
        from app.jobs.shared_cache import SharedCache
    except ImportError:
        raise BadSetting(
            "cache (environment: BENDLINE_CACHE) needs a package that is not installed: "
            "pip install bendline[redis]"
        ) from None
    return Cache(memory, SharedCache(settings.cache, settings.cache_ttl_s), looked.fits)
