"""The scripts: every module of the page, at an address that holds the hash of them all.

They name one another by relative addresses, so one hash in the name of their folder serves for all: a
browser that has been here asks for none of them again.
"""

import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.routing import Route

from app.api import caching
from app.assets import FOREVER, HASH_DIGITS, STATIC, written

SUFFIX = ".js"

router = APIRouter()


class Script(NamedTuple):
    """One module, plain and compressed."""

    plain: bytes
    gzipped: bytes


class Scripts:
    """The modules of a folder, all as they were at one moment: read again when one of them has changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: object = None
        self._files: dict[str, Script] = {}
        self._version = ""

    def url(self) -> str:
        """The address of their folder; it changes when one of them does."""
        seen = written(self.folder, SUFFIX)
        if seen != self._seen:
            self._read([name for name, _ in seen])
            self._seen = seen
        return f"/assets/scripts-{self._version}"

    def _read(self, names: list[str]) -> None:
        digest, files = hashlib.sha256(), {}
        for name in names:
            text = (self.folder / name).read_bytes()
            digest.update(name.encode() + b"\0" + text + b"\0")
            files[name] = Script(text, gzip.compress(text, mtime=0))
        self._version, self._files = digest.hexdigest()[:HASH_DIGITS], files

    def find(self, name: str) -> Script | None:
        """The module of that file name, as it was when the address was last asked for."""
        if self._seen is None:
            self.url()
        return self._files.get(name)

    def is_current(self, version: str) -> bool:
        """Whether that version is the one that `find` finds."""
        return version == self._version


SCRIPTS = Scripts(STATIC)


def scripts_url() -> str:
    """The address of the folder of the page's modules."""
    return SCRIPTS.url()


async def script(request: Request) -> Response:
    """A module; a page of another version gets this one, too, but may not keep it."""
    request.scope["route"] = ROUTE  # by which the request is counted
    version, name = request.path_params["version"], request.path_params["name"]
    found = SCRIPTS.find(name)
    if found is None:
        raise HTTPException(404, f"No script is called {name}.")
    headers = {"Cache-Control": FOREVER if SCRIPTS.is_current(version) else "no-cache"}
    return caching.coded(request, lambda: found.plain, lambda: found.gzipped, headers, "text/javascript")


# Starlette's own kind of route, which checks nothing and takes a third less time.
ROUTE = Route("/assets/scripts-{version}/{name}", script, methods=["GET"])
router.routes.append(ROUTE)
