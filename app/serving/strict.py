"""HTTP/1.1 as h11 reads it, and stricter where a proxy before us might read the same bytes otherwise.

Where two servers disagree on where a request ends, one client can put words into another's mouth (request
smuggling). Such requests are refused, and the connection is closed: nothing that follows is believed.
"""

import re

import h11

FEW = 4096  # pieces of a body that may be of any size
LEAST = 64  # bytes that pieces must have on average beyond that: each costs as much as a page of text

_HOST = re.compile(rb"[A-Za-z0-9._~%!$&'()*+,;=:\[\]-]*")
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)


class Refusal(h11.RemoteProtocolError):
    """A request that is refused, with the status that says why."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message, error_status_hint=status)


class Strict(h11.Connection):
    """The server's end of a connection."""

    refusal: h11.RemoteProtocolError | None = None
    _pieces = _size = 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """What h11 has read. Raises h11.RemoteProtocolError, which `refusal` keeps."""
        try:
            return self._checked(super().next_event())
        except h11.RemoteProtocolError as error:
            self.refusal = error
            raise

    def _checked(self, event: h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]) -> h11.Event | type:
        if isinstance(event, h11.Request):
            self._pieces = self._size = 0
            return checked(event)
        if isinstance(event, h11.Data):
            self._pieces += 1
            self._size += len(event.data)
            if self._pieces > FEW and self._size < LEAST * self._pieces:
                raise Refusal(f"The body's chunks are too small. Send {LEAST} bytes or more in each.")
        return event


def checked(request: h11.Request) -> h11.Request:
    """The request, its address relative to this server. Raises Refusal."""
    if request.http_version not in (b"1.0", b"1.1"):
        raise Refusal("This server speaks HTTP/1.1 and HTTP/1.0.", 505)
    names = {name for name, _ in request.headers}
    if b"transfer-encoding" in names:
        if b"content-length" in names:
            raise Refusal("Content-Length and Transfer-Encoding contradict each other. Send one of them.")
        if request.http_version == b"1.0":
            raise Refusal("HTTP/1.0 has no Transfer-Encoding. Send a Content-Length.")
    request = _relative(request)
    for name, value in request.headers:
        if name == b"host" and not _HOST.fullmatch(value):
            raise Refusal("The Host header is not a host. Send the name and port of this server.")
    if not request.target.startswith(b"/") and request.target != b"*" and request.method != b"CONNECT":
        raise Refusal("The address in the request must begin with a slash.")
    return request


def _relative(request: h11.Request) -> h11.Request:
    """A request as proxies get it names the whole address, which then stands above the Host header.

    Source: RFC 9112, section 3.2.2.
    """
    whole = _ABSOLUTE.fullmatch(request.target)
    if whole is None:
        return request
    host, path = whole[1], whole[2]
    others = [(name, value) for name, value in request.headers if name != b"host"]
    return h11.Request(
        method=request.method,
        target=path if path.startswith(b"/") else b"/" + path,
        headers=[(b"host", host), *others],
        http_version=request.http_version,
    )
