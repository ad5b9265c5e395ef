"""Pages that were drawn before: the same address is the same page, so it is drawn and compressed once.

An experiment's answer is always the same, and so is the page around it: in one language, at one address
of this server, as long as no file that it is made of changes.
"""

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from starlette.responses import Response

from app import language, links
from app.api import caching
from app.assets import STATIC, TEMPLATES, written
from app.jobs.cache import Memory
from app.jobs.once import Once
from app.messages import Messages

LEVEL = 6  # of compression: an eighth smaller than level 1, and done once


@dataclass(frozen=True)
class Page:
    """A page under gzip, and its strong ETag."""

    gzipped: bytes
    tag: str

    @property
    def size(self) -> int:
        """The bytes that keeping it takes."""
        return len(self.gzipped)

    def response(self, request: Request, t: Messages) -> Response:
        """The answer to a request for it: a 304 where the visitor has it already."""
        packed = caching.accepts_gzip(request.headers)
        tag = caching.tag_of(self.tag, gzip=packed)
        headers = {**headers_of(t), "ETag": tag}
        if caching.is_known(request, tag):
            return Response(status_code=304, headers=headers | {"Vary": caching.varying(language.VARY)})
        plain = partial(gzip.decompress, self.gzipped)
        return caching.coded(request, plain, lambda: self.gzipped, headers, "text/html")


def headers_of(t: Messages) -> dict[str, str]:
    """What every page says of itself: it has to be asked for anew, and which language it is in."""
    return {"Cache-Control": "no-cache", "Content-Language": t.language, "Vary": language.VARY}


class PageCache:
    """The pages that there is room for, and those that are being drawn."""

    def __init__(self, capacity: int) -> None:
        self._memory: Memory[Page] = Memory(capacity)
        self._drawing: Once[Page] = Once()

    async def get(self, name: str) -> Page | None:
        """The page of that name, if it was drawn, or is being drawn, already."""
        known = self._memory.get(name)
        if known is None and name in self._drawing:
            return await self._drawing.join(name)
        return known

    async def draw(self, name: str, render: Callable[[], str]) -> Page:
        """The page, drawn in a thread: once for all who ask at the same time."""
        return await self._drawing.do(name, partial(self._draw, name, render))

    async def _draw(self, name: str, render: Callable[[], str]) -> Page:
        page = await asyncio.to_thread(_drawn, render)
        self._memory.put(name, page)
        return page

    async def page(self, request: Request, t: Messages, render: Callable[[], str]) -> Response:
        """Serve a page that needs no experiment."""
        name = name_of(request, t)
        page = await self.get(name) or await self.draw(name, render)
        return page.response(request, t)


def name_of(request: Request, t: Messages) -> str:
    """What a page depends on: its address with the host, the language, and the files as they are now."""
    files = hash((written(STATIC), written(TEMPLATES)))
    return f"{files} {t.language} {request.base_url} {links.address(request.url)}"


def _drawn(render: Callable[[], str]) -> Page:
    page = render().encode()
    return Page(gzip.compress(page, LEVEL, mtime=0), caching.tag(page).strip('"'))
