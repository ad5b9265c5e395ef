"""Caching: the strong ETag is an answer's name. A client that has the answer already gets a 304, which
costs no training.
"""

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
    """Whether the client reads gzip.

    >>> [accepts_gzip(Headers({"accept-encoding": text})) for text in ("br, gzip;q=0.5", "gzip;q=0", "")]
    [True, False, False]
    """
    for offer in headers.get("accept-encoding", "").lower().replace(" ", "").split(","):
        name, _, weight = offer.partition(";q=")
        if name in ("gzip", "*"):
            return weight.strip("0.") != "" or not weight
    return False


def coded(request: Request, plain: bytes, gzipped: bytes, told: dict[str, str], media_type: str) -> Response:
    """The content in the coding that the client reads, with the headers `told`."""
    vary = ", ".join(filter(None, (told.get("Vary"), "Accept-Encoding")))
    if not accepts_gzip(request.headers):
        return Response(plain, headers={**told, "Vary": vary}, media_type=media_type)
    return Response(
        gzipped, headers={**told, "Vary": vary, "Content-Encoding": "gzip"}, media_type=media_type
    )


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
