"""Random requests: whatever is valid is answered, with finite numbers and probabilities."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
import pytest

from tests.api.requests import query

pytestmark = pytest.mark.anyio

AT_ONCE = 8
MAY_BE_NULL = {"test", "test_loss", "test_accuracy", "proof", "label"}  # of no test points; of a verdict


def nulls(value: Any, name: str = "") -> Iterator[str]:
    """The names under which a body holds null."""
    if value is None:
        yield name
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from nulls(entry, key)
    elif isinstance(value, list) and value and not isinstance(value[0], float):
        for entry in value:
            yield from nulls(entry, name)


def check(body: bytes) -> list[str]:
    """Check one answer; the statuses of its runs."""
    answer = orjson.loads(body)  # which takes neither NaN nor Infinity
    assert set(nulls(answer)) <= MAY_BE_NULL
    several = len(answer["data"]["classes"]) > 2
    for run in answer["runs"]:
        for drawn in (run["boundary"], *run["frames"]):
            if answer["experiment"]["encoding"] == "json":
                z = np.array(drawn["confidence" if several else "z"])
                assert z.min() >= 0 and z.max() <= 1
    return [run["status"] for run in answer["runs"]]


@pytest.mark.parametrize("count", [300, pytest.param(1000, marks=pytest.mark.slow)])
async def test_random_requests_are_all_answered(client, count):
    rng, statuses, gate = random.Random(2), Counter(), asyncio.Semaphore(AT_ONCE)

    async def ask(pairs: list[tuple[str, str]]) -> None:
        async with gate:
            answer = await client.get(
                "/api/v1/compare", params=pairs, headers={"accept-encoding": "identity"}
            )
        assert answer.status_code == 200, (answer.text[:500], pairs)
        statuses.update(check(answer.content))

    await asyncio.gather(*(ask(query(rng)) for _ in range(count)))
    assert statuses.total() >= count
    assert min(statuses[status] for status in ("finished", "reached", "diverged")) >= count // 50
