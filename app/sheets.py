"""The style sheets: each file of static/ holds one idea, and a page gets all of its own as one.

A browser draws nothing before it has them all; fifteen files are three waits on a phone, and one is one.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from app.api import caching
from app.assets import FOREVER, HASH_DIGITS, STATIC
from app.plotly_assets import stylesheet

router = APIRouter(prefix="/assets", include_in_schema=False)

EVERYWHERE = (
    *("tokens", "page", "controls", "picture", "gauge", "timeline", "takeaway", "gallery", "network", "own"),
    *("comparing", "why", "why-views", "modes"),
)
LAST = "contrast"  # what a visitor's system asks for has the last word
STORY = ("story", "story-steps")
SHEETS = {"page": (*EVERYWHERE, LAST), "story": (*EVERYWHERE, *STORY, LAST)}


def sheets_url(name: str) -> str:
    """The address of the sheets of that name in SHEETS; it changes when one of them does."""
    return f"/assets/{name}-{_digest(_joined(name))}.css"


def _joined(name: str) -> bytes:
    paths = tuple(STATIC / f"{sheet}.css" for sheet in SHEETS[name])
    return _read(paths, tuple(path.stat().st_mtime_ns for path in paths))


@lru_cache(maxsize=2 * len(SHEETS))
def _read(paths: tuple[Path, ...], _changed: tuple[int, ...]) -> bytes:
    return "\n".join((*(path.read_text(encoding="utf-8") for path in paths), stylesheet())).encode()


@lru_cache(maxsize=2 * len(SHEETS))
def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:HASH_DIGITS]


@lru_cache(maxsize=2 * len(SHEETS))
def _gzipped(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


@router.get("/{name}-{version}.css")
def sheets(name: str, version: str, request: Request) -> Response:
    """The sheets of a page, and the rules that plotly.js would write; another version gets these, too."""
    if name not in SHEETS:
        raise HTTPException(404, f"No style sheets are called {name}.")
    text = _joined(name)
    headers = {"Cache-Control": FOREVER if version == _digest(text) else "no-cache"}
    return caching.coded(request, lambda: text, lambda: _gzipped(text), headers, "text/css")
