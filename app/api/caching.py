"""Caching: the strong ETag is an answer's name. A client that has the answer already gets a 304, which
costs no training.
"""

from collections.abc import Callable
from hashlib import blake2b

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from app.jobs.naming import DIGEST

NOT_KEPT = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}


def tag(content: bytes) -> str:
    """A strong ETag for that content."""
    return f'"{blake2b(content, digest_size=DIGEST).hexdigest()}"'


def tag_of(name: str, *, gzip: bool) -> str:
    """The strong ETag of the answer with that name, another one for each coding."""
    return f'"{name}-gzip"' if gzip else f'"{name}"'


def accepts_gzip(headers: Headers) -> bool:
    """Whether the client reads gzip; `*` stands for what is not named (RFC 9110, section 12.5.3).

    >>> [accepts_gzip(Headers({"accept-encoding": text})) for text in ("br, gzip;q=0.5", "gzip;q=0, *", "")]
    [True, False, False]
    """
    offers = headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    weights = {name: weight or "1" for name, _, weight in (offer.partition(";q=") for offer in offers)}
    return weights.get("gzip", weights.get("*", "0")).strip("0.") != ""


def coded(
    request: Request,
    plain: Callable[[], bytes],
    gzipped: Callable[[], bytes],
    told: dict[str, str],
    media_type: str,
) -> Response:
    """The content in the coding that the client reads, with the headers `told`."""
    headers = told | {"Vary": varying(told.get("Vary", ""))}
    if not accepts_gzip(request.headers):
        return Response(plain(), headers=headers, media_type=media_type)
    return Response(gzipped(), headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)


def varying(others: str) -> str:
    """What an answer depends on, where it comes in two codings."""
    return f"{others}, Accept-Encoding" if others else "Accept-Encoding"


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has that answer already."""
    known = [text.strip().removeprefix("W/") for text in request.headers.get("if-none-match", "").split(",")]
    return tag in known or known == ["*"]


def headers(request: Request, tag: str) -> dict[str, str]:
    """What lets browsers and proxies keep the answer to a GET."""
    if request.method != "GET":
        return NOT_KEPT
    age = request.app.state.settings.max_age_s
    return {"ETag": tag, "Cache-Control": f"public, max-age={age}", "Vary": "Accept-Encoding"}


def not_modified(request: Request, tag: str) -> Response:
    """The answer to a client that has it already."""
    return Response(status_code=304, headers=headers(request, tag))
