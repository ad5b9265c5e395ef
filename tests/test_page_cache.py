"""A page is drawn once for all who ask for it, and again as soon as anything in it would be different."""

import asyncio
import gzip
import time

import httpx
import pytest

from app import page_cache, pages
from app.main import create_app
from app.page_cache import PageCache
from app.settings import Settings

pytestmark = pytest.mark.anyio

QUICK = "/?samples=40&epochs=10&resolution=20"
ADDRESSES = (f"{QUICK}&seed=71", "/why", "/gallery?by=datasets")


@pytest.fixture
def drawings(monkeypatch) -> list[str]:
    """The templates that were drawn, in their order."""
    seen = []
    whole = pages.whole

    def counted(template, *arguments, **context):
        seen.append(template)
        return whole(template, *arguments, **context)

    monkeypatch.setattr(pages, "whole", counted)
    return seen


@pytest.fixture(autouse=True)
def nothing_kept(app):
    app.state.pages = PageCache(10**6)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_page_is_drawn_once(client, drawings, address):
    first, again = await client.get(address), await client.get(address)
    assert first.status_code == 200 and first.content == again.content and len(drawings) == 1
    assert first.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("address", ADDRESSES)
async def test_who_has_the_page_is_told_that_it_is_the_same(client, address):
    first = await client.get(address)
    again = await client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    kept = ("etag", "vary", "content-language", "cache-control")
    assert [again.headers[name] for name in kept] == [first.headers[name] for name in kept]


async def test_it_comes_as_the_visitor_reads_it(client):
    packed = await client.get(QUICK)
    plain = await client.get(QUICK, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content and packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == "Accept-Language, Cookie, Accept-Encoding"
    head = await client.head(QUICK)
    assert head.content == b"" and head.headers["etag"] == packed.headers["etag"]


async def test_many_who_ask_at_once_have_one_drawing(client, drawings):
    answers = await asyncio.gather(*(client.get(QUICK) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200} and len(drawings) == 1


@pytest.mark.parametrize(
    "headers", [{"accept-language": "ko"}, {"cookie": "language=ko"}, {"host": "elsewhere.example"}]
)
async def test_what_depends_on_the_visitor_is_another_page(client, drawings, headers):
    first = await client.get(QUICK)
    other = await client.get(QUICK, headers={**headers, "if-none-match": first.headers["etag"]})
    assert other.status_code == 200 and other.text != first.text and len(drawings) == 2


async def test_a_changed_file_makes_another_page(client, drawings, tmp_path, monkeypatch):
    await client.get(QUICK)
    (tmp_path / "panel.html").write_text("")
    monkeypatch.setattr(page_cache, "TEMPLATES", tmp_path)
    await client.get(QUICK)
    (tmp_path / "panel.html").write_text("changed")
    await client.get(QUICK)
    assert len(drawings) == 3


@pytest.mark.parametrize("query", ["samples=9", "seed=1&dataset=nothing"])
async def test_a_refusal_is_not_kept(client, drawings, query):
    for _ in range(2):
        assert (await client.get(f"/?{query}")).status_code == 422
    assert len(drawings) == 2


async def test_pages_never_take_more_than_their_share():
    pages_kept = PageCache(1000)
    for index in range(50):
        page = await pages_kept.draw(str(index), lambda: time.strftime("%c") * 20)
        assert gzip.decompress(page.gzipped)
        assert pages_kept._memory.size <= 1000
    assert await pages_kept.get("49") and await pages_kept.get("0") is None


async def test_where_nothing_is_kept_a_page_is_drawn_each_time(drawings):
    app = create_app(Settings(workers=1, cache_bytes=0))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
    ):
        for _ in range(2):
            assert (await client.get("/why")).status_code == 200
    assert len(drawings) == 2


async def test_a_drawing_that_fails_is_tried_anew():
    pages_kept = PageCache(10**6)
    with pytest.raises(ZeroDivisionError):
        await pages_kept.draw("page", lambda: str(1 / 0))
    assert (await pages_kept.draw("page", lambda: "whole")).gzipped
