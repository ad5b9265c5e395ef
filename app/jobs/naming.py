"""Names: results are deterministic, so an answer's name follows from its question.

A name is made of the canonical experiment and of the code that would run it. Both levels of the cache
keep answers under it, the ETag is made of it, and /api/v1/results has it in its addresses.
"""

import re
import zlib
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import orjson

import app
from app.jobs.kinds import Kind, spelled
from app.jobs.work import Question

PACKAGE = Path(app.__file__).parent
SOURCES = ("experiment/*.py", "catalog.py", "nn/**/*.py", "insight/**/*.py", "jobs/*.py")
DIGEST = 12  # bytes: an accidental match is out of the question
NAME = re.compile(rf"[0-9a-f]{{{2 * DIGEST}}}")


@cache
def edition() -> bytes:
    """The fingerprint of everything that a body depends on besides the experiment."""
    versions = (app.__version__, np.__version__, orjson.__version__, zlib.ZLIB_RUNTIME_VERSION)
    digest = blake2b(" ".join(versions).encode(), digest_size=DIGEST)
    for pattern in SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.digest()


def name_of(experiment: Question, kind: Kind) -> str:
    """The one name of the answer to a canonical experiment, or to an evaluation, in hexadecimal digits."""
    # As JSON, because that is written in a tenth of the time that `repr` takes for somebody's own points.
    question = edition() + spelled(kind).encode() + b" " + orjson.dumps(experiment)
    return blake2b(question, digest_size=DIGEST).hexdigest()


def is_name(text: str) -> bool:
    """Whether a text could be the name of an answer."""
    return NAME.fullmatch(text) is not None
