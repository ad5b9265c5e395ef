"""Caching: results are deterministic, so an answer's name follows from its question.

The strong ETag is made of the canonical experiment and of the code that would run it. A client that
has the answer already gets a 304, which costs no training.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

import app
from app.experiment import Experiment
from app.jobs.body import Kind

PACKAGE = Path(app.__file__).parent
SOURCES = ("experiment.py", "catalog.py", "nn/*.py", "insight/*.py", "jobs/*.py")
NOT_KEPT = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
DIGEST = 12  # bytes: an accidental match is out of the question


@cache
def edition() -> bytes:
    """The fingerprint of everything that a body depends on besides the experiment."""
    digest = blake2b(f"{app.__version__} {np.__version__}".encode(), digest_size=DIGEST)
    for pattern in SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.digest()


def tag(content: bytes, suffix: str = "") -> str:
    """A strong ETag for that content."""
    return f'"{blake2b(content, digest_size=DIGEST).hexdigest()}{suffix}"'


def tag_of(experiment: Experiment, kind: Kind, *, gzip: bool) -> str:
    """The strong ETag of an experiment's answer, another one for each coding."""
    return tag(edition() + f"{kind} {experiment!r}".encode(), "-gzip" if gzip else "")


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
