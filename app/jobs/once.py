"""Work that is done once for all who ask for it at the same time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """What is being worked on, by name. Whoever stops waiting leaves the work to the others."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[T]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._tasks

    async def do(self, name: str, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The outcome of the work under way under that name, which begins now if there is none."""
        if name not in self._tasks:
            task = self._tasks[name] = asyncio.create_task(work())
            task.add_done_callback(lambda _: self._tasks.pop(name))
        return await self.join(name)

    async def join(self, name: str) -> T:
        """The outcome of what is under way under that name. Raises KeyError."""
        return await asyncio.shield(self._tasks[name])
