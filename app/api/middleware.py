"""What holds for every answer: headers that protect the page, limits on what is sent, compression, HEAD,
and who else's pages may read the API.
"""

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.caching import accepts_gzip
from app.api.errors import TooMuch
from app.api.identity import HEADER
from app.api.problems import problem

SMALL = 1000  # bytes below which compressing gains nothing
LEVEL = 6

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Plotly sets style="" on elements; the hash is that of the empty text.
        "style-src-attr 'unsafe-hashes' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Sets the security headers of every answer that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, protected)


class Shared:
    """Lets pages of the named origins read the answers of /api/; the site's own pages stay its own."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.closed = app
        self.open = _Cors(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=("If-None-Match", HEADER),
            expose_headers=("ETag", "Location", "Retry-After", "Server-Timing", HEADER),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            return await self.closed(scope, receive, send)

        async def shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cross-Origin-Resource-Policy"] = "cross-origin"
            await send(message)

        return await self.open(scope, receive, shared)


class _Cors(CORSMiddleware):
    """Starlette's, refusing with a problem as everything here does."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """What a browser wants to know before it sends the request itself."""
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        return problem(400, f"{bytes(response.body).decode()}.", headers={"Vary": response.headers["vary"]})


class HeadLimit:
    """Refuses a request whose address and headers have more than `limit` bytes together."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            address = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
            size = address + sum(len(name) + len(value) for name, value in scope["headers"])
            if size > self.limit:
                status, what = (
                    (414, "The address") if address > self.limit else (431, "The address and headers")
                )
                most = f"{self.limit:,}".replace(",", " ")
                detail = f"{what} may have at most {most} bytes."
                told = problem(status, detail, code="address", values={"most": most})
                return await told(scope, receive, send)
        return await self.app(scope, receive, send)


class PlainCookies:
    """Takes the backslashes out of cookies: ours have none, and of 16 kB Python reads for half a second."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = scope.get("headers", ())
        if any(name == b"cookie" and b"\\" in value for name, value in headers):
            scope = scope | {"headers": [(name, _plain(name, value)) for name, value in headers]}
        await self.app(scope, receive, send)


def _plain(name: bytes, value: bytes) -> bytes:
    return value.replace(b"\\", b"") if name == b"cookie" else value


class BodyLimit:
    """Reads the body before any route does, to `limit` bytes, whether or not it said how long it is."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        announced = int(length[:20]) if length.isascii() and length.isdigit() else 0
        if not announced and "transfer-encoding" not in headers:
            return await self.app(scope, receive, send)
        body, more = bytearray(), True
        while announced <= self.limit and more and len(body) <= self.limit:
            message = await receive()
            if message["type"] != "http.request":
                return None  # the client has left
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if more or len(body) > self.limit:
            error = TooMuch(self.limit)
            told = problem(413, str(error), code=error.code, values=error.values)
            return await told(scope, receive, send)
        await self.app(scope, _replaying(bytes(body), receive), send)


def _replaying(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the whole body first, and then what else happens."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


class Compressed:
    """Compresses whatever does not come compressed already, for those who read gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.packed = GZipMiddleware(app, minimum_size=SMALL, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not accepts_gzip(Headers(scope=scope)):
            return await self.plain(scope, receive, send)

        async def renamed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _weaken(MutableHeaders(scope=message))
            await send(message)

        return await self.packed(scope, receive, renamed)


def _weaken(headers: MutableHeaders) -> None:
    """A strong ETag names bytes; what was compressed on the way has others, so its tag becomes weak."""
    name = headers.get("etag", "")
    if headers.get("content-encoding") == "gzip" and name.startswith('"') and not name.endswith('-gzip"'):
        headers["ETag"] = f"W/{name}"


class HeadAsGet:
    """Answers HEAD as GET would be, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def bodiless(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked = {**scope, "method": "GET"}
        await self.app(asked, receive, bodiless)
        scope |= asked | {"method": "HEAD"}  # for those outside: the route that was found
