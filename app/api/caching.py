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
    """Whether the client reads gzip."""
    offers = headers.get("accept-encoding", "").replace(" ", "").split(",")
    return any(offer.startswith("gzip") and not offer.endswith((";q=0", ";q=0.0")) for offer in offers)


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
