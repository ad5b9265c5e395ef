"""Which language a visitor is spoken to in.

It is the one that the link asks for (lang=ko), else the one they chose, else the first that their browser
asks for. The choice is a cookie, not part of the address: everybody should read a link that is passed on in
their own language, unless its author says otherwise.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from app.messages import DEFAULT, Messages, languages

COOKIE = "language"
KEY = "lang"  # of an address
LONGEST_TAG = 35  # characters (RFC 5646, section 4.4.1)
MOST_RANGES = 50  # languages of a browser's wish that are looked at; people have a handful
MOST_PARAMETERS = 5
_QUALITY = re.compile(r"0(\.[0-9]*)?|1(\.0*)?")
YEAR = 365 * 24 * 3600  # seconds
VARY = "Accept-Language, Cookie"  # what the answer depends on, for caches

router = APIRouter(include_in_schema=False)


def messages(request: Request) -> Messages:
    """What is said to whoever sent this request."""
    asked = named(request.query_params.get(KEY, ""))
    chosen = asked or request.cookies.get(COOKIE, "")
    wanted = request.headers.get("accept-language", "")
    return Messages(chosen if chosen in languages() else negotiated(wanted, languages()))


def named(tag: str) -> str:
    """The language that is offered under this tag, or under a shorter one; none where there is none.

    >>> named("KO-kr"), named("en_GB"), named("fr"), named("")
    ('ko', 'en', '', '')
    """
    wanted = tag.strip()[:LONGEST_TAG].lower().replace("_", "-")
    known = {code.lower(): code for code in languages()}
    return next((known[code] for code in _shorter_and_shorter(wanted) if code in known), "")


def carrying(page: str, lang: str) -> str:
    """The page's HTML, its links to other pages asking for the same language as the link that led here.

    >>> carrying('<a href="/?seed=1"> <a href="/why#step-line"> <a href="/docs">', "ko")
    '<a href="/?seed=1&amp;lang=ko"> <a href="/why?lang=ko#step-line"> <a href="/docs">'
    """
    return _LINK.sub(partial(_carrying, lang), page) if lang else page


_LINK = re.compile(r'href="(/(?:why|gallery)?)(?:\?([^"#]*))?(#[^"]*)?"')


def _carrying(lang: str, link: re.Match[str]) -> str:
    path, query, place = link.groups(default="")
    if f"{KEY}=" in query:
        return link[0]
    return f'href="{path}?{f"{query}&amp;" if query else ""}{KEY}={lang}{place}"'


def without(address: str) -> str:
    """The address without the language that it asks for.

    >>> without("/?seed=1&lang=ko#all"), without("/why?lang=ko")
    ('/?seed=1#all', '/why')
    """
    path, mark, place = address.partition("#")
    path, _, query = path.partition("?")
    kept = "&".join(part for part in query.split("&") if part and part.partition("=")[0] != KEY)
    return path + (f"?{kept}" if kept else "") + mark + place


def negotiated(header: str, offered: Iterable[str]) -> str:
    """The language among those offered that an Accept-Language header likes best; else the default.

    Source: RFC 9110, section 12.5.4; RFC 4647, section 3.4 (look-up).

    >>> negotiated("fr, ko-KR;q=0.8, en;q=0.5", ["en", "ko"])
    'ko'
    """
    known = {code.lower(): code for code in offered}
    ranges = sorted(_ranges(header), key=lambda pair: -pair[1])
    refused = {tag for tag, quality in ranges if quality == 0}
    for tag, quality in ranges:
        if quality > 0:
            found = [code for code in _shorter_and_shorter(tag) if code in known and code not in refused]
            if found:
                return known[found[0]]
            if tag == "*" and DEFAULT not in refused:
                return DEFAULT
    return DEFAULT


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Each language that a header names, in small letters, with its quality; not what makes no sense."""
    for part in header.lower().split(",", MOST_RANGES)[:MOST_RANGES]:
        tag, *parameters = (text.strip() for text in part.split(";", MOST_PARAMETERS)[:MOST_PARAMETERS])
        qualities = [text.removeprefix("q=") for text in parameters if text.startswith("q=")]
        quality = qualities[0] if qualities else "1"
        if 0 < len(tag) <= LONGEST_TAG and _QUALITY.fullmatch(quality):
            yield tag, float(quality)


def _shorter_and_shorter(tag: str) -> Iterator[str]:
    """The tag, then without its last part, and so on: zh-hant-tw, zh-hant, zh."""
    parts = tag.split("-")
    return ("-".join(parts[:count]) for count in range(len(parts), 0, -1))


@router.get("/language/{code}")
async def choose(code: str, request: Request) -> Response:
    """Remember the choice, and go back to the page that it was made on."""
    if code not in languages():
        raise HTTPException(404)
    back = without(local(request.query_params.get("next", "/")))
    answer = RedirectResponse(back, 303, {"Cache-Control": "no-store"})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, code, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return answer


def local(address: str) -> str:
    r"""The address if it is one of this site, else the first page.

    >>> local("/?noise=0.1"), local("//elsewhere.org"), local("/\\elsewhere.org"), local("https://elsewhere.org")
    ('/?noise=0.1', '/', '/', '/')
    """
    # Browsers drop control characters and take \ for /: both could make another host of a path.
    safe = address.startswith("/") and address.isprintable() and "\\" not in address
    return address if safe and not address.startswith("//") else "/"
