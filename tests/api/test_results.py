"""What a POST has answered can be got again at the address it names, byte for byte, while it is kept."""

import gzip
import re

import httpx
import pytest

pytestmark = pytest.mark.anyio

FIELDS = {"samples": 40, "epochs": 10, "resolution": 20}
OWN = {"x": [0, 1, 0, 1], "y": [0, 1, 1, 0], "label": ["no", "no", "yes", "yes"]}
PLAIN = {"accept-encoding": "identity"}
NOWHERE = "/api/v1/results/" + "0" * 24


async def posted(client: httpx.AsyncClient, kind: str = "boundary", **more: object) -> httpx.Response:
    answer = await client.post(f"/api/v1/{kind}", json={**FIELDS, **more})
    assert answer.status_code == 200, answer.text
    return answer


async def raw(client: httpx.AsyncClient, url: str) -> bytes:
    async with client.stream("GET", url, headers={"accept-encoding": "gzip"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        return b"".join([chunk async for chunk in packed.aiter_raw()])


@pytest.mark.parametrize("kind", ["boundary", "compare"])
async def test_a_result_is_the_answer_of_the_post(client, kind):
    answer = await posted(client, kind, points=OWN)
    address = answer.headers["location"]
    assert re.fullmatch(r"/api/v1/results/[0-9a-f]{24}", address)
    again, plain = await client.get(address), await client.get(address, headers=PLAIN)
    assert again.content == plain.content == answer.content == gzip.decompress(await raw(client, address))
    assert again.headers["content-type"] == answer.headers["content-type"] == "application/json"
    assert 'cache;desc="hit"' in again.headers["server-timing"]


async def test_a_result_has_the_name_that_a_get_of_its_experiment_has(client):
    address = (await posted(client, seed=601)).headers["location"]
    asked = await client.get("/api/v1/boundary", params={**FIELDS, "seed": 601})
    result = await client.get(address)
    assert result.headers["etag"] == asked.headers["etag"] and result.content == asked.content
    assert address.rpartition("/")[2] in result.headers["etag"]
    assert "location" not in asked.headers


async def test_a_result_may_be_kept_and_is_known_by_its_tag(client):
    address = (await posted(client, seed=602)).headers["location"]
    tag = (await client.get(address)).headers["etag"]
    known = await client.get(address, headers={"if-none-match": tag})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
    assert known.headers["cache-control"] == "public, max-age=3600"
    assert known.headers["vary"] == "Accept-Encoding"
    plain = await client.get(address, headers=PLAIN | {"if-none-match": tag})
    assert plain.status_code == 200 and plain.headers["etag"] == tag.replace("-gzip", "")


async def test_head_tells_of_a_result_without_it(client):
    address = (await posted(client, seed=603)).headers["location"]
    head = await client.head(address, headers=PLAIN)
    assert head.status_code == 200 and head.content == b""
    assert head.headers["content-length"] == str(len((await client.get(address)).content))


async def test_what_is_no_longer_kept_is_a_problem_that_says_what_to_do(client, app):
    answer = await posted(client, seed=604)
    address = answer.headers["location"]
    app.state.runner.cache.memory.clear()
    gone = await client.get(address)
    assert gone.status_code == 404 and gone.headers["content-type"] == "application/problem+json"
    assert "no longer kept" in gone.json()["detail"] and "POST" in gone.json()["detail"]
    assert gone.headers["cache-control"] == "no-store"
    back = await posted(client, seed=604)
    assert back.headers["location"] == address and (await client.get(address)).content == answer.content


@pytest.mark.parametrize("name", ["0" * 23, "0" * 25, "A" * 24, "x", "%2e%2e", "0" * 24 + "%0a", "é" * 24])
async def test_what_is_no_name_is_not_found_either(client, name):
    answer = await client.get(f"/api/v1/results/{name}")
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("tags", ["*", '"000000000000000000000000"', '"000000000000000000000000-gzip"'])
async def test_nobody_knows_what_there_is_not(client, tags):
    assert (await client.get(NOWHERE, headers={"if-none-match": tags})).status_code == 404


async def test_a_result_takes_no_other_method(client):
    answer = await client.post(NOWHERE, json={})
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, HEAD"
