"""A body as JSON: an object, not larger in parts than any request is, and read in a few milliseconds."""

import re
from itertools import islice
from typing import Any

import orjson

from app.api.errors import Fault, Refused, Unreadable
from app.points import MOST_POINTS

# Reading costs by the objects, lists and keys there are: 300 ms for a megabyte of brackets. The largest
# requests have 500 brackets and 100 keys; names of classes may have some of these signs, too.
MOST_BRACKETS = 20_000
MOST_KEYS = MOST_POINTS + 1000  # a point's label that begins with a colon looks like a key
BRACKET = re.compile(rb"[\[{]")
KEY = re.compile(rb'(?<!\\)(?:\\\\)*"[ \t\r\n]*:')  # the end of one: a quote that no text has
AROUND = 20  # characters on either side of a fault that are repeated


def read_json(body: bytes) -> dict[str, Any]:
    """The object that a JSON body is. Raises Refused."""
    _check_parts(body)
    try:
        values = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _unreadable(body, error) from None
    if not isinstance(values, dict):
        reason = 'The body must be a JSON object, such as {"dataset": "xor"}.'
        raise Refused(Fault("body", values, reason, code="json_object"))
    return values


def _check_parts(body: bytes) -> None:
    """Whether reading is cheap, by counting signs, in whatever they stand."""
    if body.count(b"[") + body.count(b"{") > MOST_BRACKETS:
        _check_beginning(body)
        many = f"The body has more than {MOST_BRACKETS:,} opening brackets, more than any request needs."
        most = f"{MOST_BRACKETS:,}"
        raise Refused(Fault("body", None, many, code="json_brackets", values={"most": most}))
    if body.count(b":") > MOST_KEYS and next(islice(KEY.finditer(body), MOST_KEYS, None), None):
        many = f"The body has more than {MOST_KEYS:,} keys, more than any request needs."
        raise Refused(Fault("body", None, many, code="json_keys", values={"most": f"{MOST_KEYS:,}"}))


def _check_beginning(body: bytes) -> None:
    """Refuse what is no JSON even up to the first bracket too many. Raises Unreadable."""
    last = next(islice(BRACKET.finditer(body), MOST_BRACKETS, None)).start()
    try:
        orjson.loads(body[:last])
    except orjson.JSONDecodeError as error:
        if error.pos < last:
            raise _unreadable(body, error) from None


def _unreadable(body: bytes, error: orjson.JSONDecodeError) -> Unreadable:
    place = f"line {error.lineno}, column {error.colno}"
    reason = f"The body is not JSON: {error.msg.partition(':')[0]} at {place}."
    values = {"line": error.lineno, "column": error.colno}
    return Unreadable(Fault("body", _around(body, error.pos), reason, code="json", values=values))


def _around(body: bytes, position: int) -> str:
    """What stands at that place; the place is counted in characters, of which each has four bytes at most."""
    text = body[: 4 * (position + AROUND)].decode("utf-8", "replace")
    return text[max(0, position - AROUND) : position + AROUND]
