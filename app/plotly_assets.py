"""plotly.js as the installed `plotly` package carries it, served under a name that holds its content's hash.

Two files: the script, without the charts that the page does not have (docs/plotly_parts.py), compressed once,
and the style rules that it would otherwise write into the page, which a strict content security policy
forbids. The page links them so that they are found:
`<link id="plotly.js-style-global" class="no-inline-styles" rel="stylesheet" href="{plotly_css_url()}">`.

A second style sheet, that of its maps, the script writes unless the page has an element of a certain id. No
map is drawn here, so the script is served with a line before it that makes such an element.
"""

import gzip
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response

from app.api import caching
from app.assets import FOREVER, HASH_DIGITS, PACKAGE

SCRIPT = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
PARTS = PACKAGE / "plotly_parts.json"  # written by docs/plotly_parts.py

router = APIRouter(prefix="/assets", include_in_schema=False)
_compressing = Lock()  # half a second of work that must not be done twice at once


class StyleRulesMissing(RuntimeError):
    """The installed plotly.js does not hold its style rules where they were known to be."""


class Rule(NamedTuple):
    """One style rule."""

    selector: str
    declarations: str

    def __str__(self) -> str:
        return f"{self.selector}{{{self.declarations}}}"


def plotly_url() -> str:
    """The script's address; it changes when plotly does."""
    return f"/assets/plotly-{content_hash()}.js"


def plotly_css_url() -> str:
    """The address of the style rules that the script looks for."""
    return f"/assets/plotly-{content_hash()}.css"


@cache
def content_hash() -> str:
    """The first digits of the script's SHA-256."""
    return hashlib.sha256(served_script()).hexdigest()[:HASH_DIGITS]


_STYLE_GUARD = re.compile(rb'if\(!document\.getElementById\("([0-9a-f]{64})"\)\)')


@cache  # so that all who are sent it share it
def served_script() -> bytes:
    """The script as it is served: what is needed of it, behind the line that keeps it from writing styles."""
    bundle = needed(SCRIPT.read_bytes())
    placeholders = b"".join(
        b'(function(){var e=document.createElement("meta");e.id="' + name + b'";'
        b'e.name="plotly";e.content="no styles";document.head.append(e)})();'
        for name in _STYLE_GUARD.findall(bundle)
    )
    return placeholders + b"\n" + bundle


def needed(bundle: bytes) -> bytes:
    """The parts of the bundle that the page draws with; of a bundle whose parts are not known, all of it."""
    known = json.loads(PARTS.read_text(encoding="utf-8"))
    if hashlib.sha256(bundle).hexdigest() != known["sha256"]:
        return bundle
    return b"".join(bundle[start:end] for start, end in known["spans"])


@cache
def _compressed() -> bytes:
    return gzip.compress(served_script(), mtime=0)


def compressed_script() -> bytes:
    """The script under gzip; takes half a second the first time."""
    with _compressing:
        return _compressed()


# --- the style rules ------------------------------------------------------------------------------

# In the bundle: `rules = {"X .main-svg": "position:absolute;...", ...}; for (name in rules)
# addStyleRule(name.replace(/X/g, ".js-plotly-plot .plotly").replace(...), rules[name])`.
_STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_KEY = rf"(?:{_STRING}|[A-Za-z_$][\w$]*)"
_ENTRY = re.compile(rf"\s*({_KEY})\s*:\s*({_STRING})\s*(,?)")
_REPLACEMENT = re.compile(rf"\.replace\(/((?:[^/\\]|\\.)+)/(g?),({_STRING})\)")
_ANCHOR = "X .main-svg"


@cache
def style_rules() -> tuple[Rule, ...]:
    """The rules that the script adds to a page, in the order in which they then stand there."""
    return rules_in(SCRIPT.read_text(encoding="utf-8"))


def stylesheet() -> str:
    """Those rules as a style sheet."""
    return "\n".join(str(rule) for rule in style_rules()) + "\n"


def rules_in(bundle: str) -> tuple[Rule, ...]:
    """The style rules in a bundle of plotly.js. Raises StyleRulesMissing."""
    anchor = bundle.find(f'"{_ANCHOR}"')
    start = bundle.rfind("{", 0, anchor)
    entries, end = _entries(bundle, start + 1) if anchor > 0 else ({}, 0)
    replacements = _REPLACEMENT.findall(bundle[end : end + 400].partition("addStyleRule")[0])
    if _ANCHOR not in entries or not replacements:
        raise StyleRulesMissing(f"No style rules were found in {SCRIPT.name}; its layout has changed.")
    rules = [Rule(_expanded(selector, replacements), text) for selector, text in entries.items()]
    return tuple(reversed(rules))  # because each is inserted before the one before


def _entries(bundle: str, position: int) -> tuple[dict[str, str], int]:
    """The strings of the object literal whose first key stands at `position`, and where it ends."""
    entries = {}
    while match := _ENTRY.match(bundle, position):
        entries[_text(match[1])] = _text(match[2])
        position = match.end()
        if not match[3]:
            break
    return entries, position


def _text(literal: str) -> str:
    """What a JavaScript string literal, or a bare key, says."""
    body = literal[1:-1] if literal[0] in "\"'" else literal
    return re.sub(r"\\(.)", r"\1", body)


def _expanded(selector: str, replacements: list[tuple[str, str, str]]) -> str:
    for pattern, everywhere, literal in replacements:
        words = _text(literal).replace("\\", r"\\")  # to `sub`, a backslash begins a reference
        selector = re.sub(pattern, words, selector, count=0 if everywhere else 1)
    return selector


# --- serving --------------------------------------------------------------------------------------


@router.get("/plotly-{version}.js")
def script(version: str, request: Request) -> Response:
    """plotly.js, compressed for whoever takes it so."""
    _check(version)
    headers = {"Cache-Control": FOREVER}
    return caching.coded(request, served_script, compressed_script, headers, "text/javascript")


@router.get("/plotly-{version}.css")
def styles(version: str) -> Response:
    """The style rules of plotly.js."""
    _check(version)
    return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": FOREVER})


def _check(version: str) -> None:
    if version != content_hash():
        raise HTTPException(404, "This version of plotly.js is not served here.")
