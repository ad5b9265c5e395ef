"""The outermost layer: it names every request, counts it, and writes one line about it to the log.

Of what a visitor sends, the line holds the method, the path and the names of the fields that there
are; no value, and no name that the visitor made up.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from urllib.parse import parse_qsl, quote

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.identity import HEADER, named, request_id
from app.api.problems import CLIENT_GONE
from app.experiment import fields_shown
from app.insight import INSIGHTS
from app.jobs import turns
from app.metrics import OTHER, Metrics

log = logging.getLogger("bendline.access")

LONGEST = 200  # characters of a path or a method in the log
LONGEST_QUERY = 16_384  # bytes in which names of fields are looked for; a longer one is refused anyway
FIELDS = frozenset(
    spec.name for spec in (*fields_shown(), *(spec for insight in INSIGHTS for spec in insight.parameters))
) | {"text", "on_deadline"}


@dataclass
class Exchange:
    """One request and what became of it."""

    request_id: str
    status: int = 0
    bytes: int = 0
    ms: float = 0.0
    cached: bool = False
    gone: bool = False
    done: bool = False

    def saw(self, message: Message) -> None:
        """Take note of a message of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers[HEADER] = self.request_id
            self.status = message["status"]
            self.cached = 'cache;desc="hit"' in headers.get("server-timing", "")
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
            self.done = not message.get("more_body", False)

    def close(self, seconds: float) -> None:
        """Settle the status once nothing more will come."""
        self.ms = round(1000 * seconds, 2)
        self.status = CLIENT_GONE if self.gone else self.status or 500


class Access:
    """Names, counts and logs every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics, shape: Callable[[Scope, Exchange], str]) -> None:
        self.app, self.metrics, self.shape = app, metrics, shape

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, root = perf_counter(), scope.get("root_path", "")
        exchange = Exchange(named(Headers(scope=scope).get(HEADER, "")))
        request_id.set(exchange.request_id)
        turns.client.set(turns.household(_client(scope)))

        async def heard() -> Message:
            message = await receive()
            exchange.gone = exchange.gone or (message["type"] == "http.disconnect" and not exchange.done)
            return message

        async def sent(message: Message) -> None:
            exchange.saw(message)
            await send(message)

        try:
            await self.app(scope, heard, sent)
        finally:
            seconds = perf_counter() - began
            exchange.close(seconds)
            self.metrics.answered(scope["method"], _template(scope, root), exchange.status, seconds)
            if log.isEnabledFor(logging.INFO):
                log.info("%s", self.shape(scope, exchange))


def _template(scope: Scope, root: str) -> str:
    """The route that answered, as it is declared; the folder, where it was a mounted one."""
    route = getattr(scope.get("route"), "path", "")
    return route or scope.get("root_path", "").removeprefix(root) or OTHER


def as_json(scope: Scope, exchange: Exchange) -> str:
    """The line for machines."""
    known, others = _fields(scope["query_string"])
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request_id": exchange.request_id,
        "method": scope["method"][:LONGEST],
        "path": scope["path"][:LONGEST],
        "fields": known,
        "other_fields": others,
        "status": exchange.status,
        "bytes": exchange.bytes,
        "ms": exchange.ms,
        "client": _client(scope),
        "cached": exchange.cached,
    }
    return orjson.dumps(line).decode()


def as_text(scope: Scope, exchange: Exchange) -> str:
    """The line for people."""
    hit = " cached" if exchange.cached else ""
    asked = f"{scope['method'][:LONGEST]} {quote(scope['path'][:LONGEST])}"
    return f"{_client(scope)} {asked} {exchange.status} {exchange.bytes} B {exchange.ms} ms{hit}"


SHAPES = {"json": as_json, "text": as_text}


def _fields(query: bytes) -> tuple[list[str], int]:
    """The query's fields that there are, in the order of the alphabet, and the number of other ones."""
    text = query[:LONGEST_QUERY].decode("latin-1")
    names = {name for name, _ in parse_qsl(text, keep_blank_values=True)}
    return sorted(names & FIELDS), len(names - FIELDS)


def _client(scope: Scope) -> str:
    host, *_ = scope.get("client") or ("",)
    return str(host)
