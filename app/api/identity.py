"""The name of a request: it stands in the log, in the answer's headers and in the body of a problem."""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"

request_id: ContextVar[str] = ContextVar("request_id", default="")

_FIT = re.compile(r"[A-Za-z0-9._-]{1,64}")


def named(sent: str) -> str:
    """The name that the client has given, if it is a plain one, or else a fresh one."""
    return sent if _FIT.fullmatch(sent) else secrets.token_hex(8)
