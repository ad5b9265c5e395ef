"""Work under one name is done once at a time, whoever of those who asked stays."""

import asyncio

import pytest

from app.jobs.once import Once

pytestmark = pytest.mark.anyio


class Slow:
    """Work that ends when it is told to, and counts how often it was begun."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.begun = 0
        self.failure = failure
        self.end = asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        await self.end.wait()
        if self.failure:
            raise self.failure
        return self.begun


async def asking(once: Once[int], work: Slow, count: int) -> list["asyncio.Task[int]"]:
    tasks = [asyncio.create_task(once.do("name", work)) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


async def test_all_who_ask_at_the_same_time_have_one_outcome():
    once, work = Once[int](), Slow()
    tasks = await asking(once, work, 3)
    assert "name" in once and "other" not in once
    work.end.set()
    assert await asyncio.gather(*tasks, once.join("name")) == [1, 1, 1, 1]
    assert "name" not in once


async def test_the_first_one_may_leave_without_the_others_losing_anything():
    once, work = Once[int](), Slow()
    first, *others = await asking(once, work, 3)
    first.cancel()
    await asyncio.sleep(0)
    work.end.set()
    assert await asyncio.gather(*others) == [1, 1]
    assert first.cancelled()


async def test_afterwards_it_is_done_anew():
    once, work = Once[int](), Slow()
    work.end.set()
    assert [await once.do("name", work), await once.do("name", work)] == [1, 2]


async def test_a_failure_is_told_to_all_and_tried_anew():
    once, work = Once[int](), Slow(ZeroDivisionError())
    tasks = await asking(once, work, 2)
    work.end.set()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(end) for end in ends] == [ZeroDivisionError] * 2
    work.failure = None
    assert await once.do("name", work) == 2
