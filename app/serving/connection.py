"""One connection: uvicorn's, with a limit on the time that the client may take for each of its parts.

The client has to send a whole head, then a whole body, and has to take the answer. Whoever does not is let
go. The limits are on the whole: one byte a second is no way around them.
"""

import socket
import struct
import sys
from contextlib import suppress
from typing import Any

import h11
from starlette.responses import Response
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from app.api.identity import HEADER, named, request_id
from app.api.problems import problem
from app.serving.room import Room
from app.serving.strict import Refusal, Strict

IDLE, HEAD, BODY, OURS = "idle", "head", "body", "ours"  # whose turn it is: the client's, or ours
LATE = {
    HEAD: "The request's head did not come within {:g} seconds. Send it at once.",
    BODY: "The request's body did not come within {:g} seconds. Send it at once, or send less.",
}
AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # linger, for no time
FULL = "The server has as many connections as it can serve. Ask again in a moment."


class Connection(H11Protocol):
    """A connection, as uvicorn serves it.

    What is overridden: what happens when it opens, when bytes come, when an answer has been sent, when a
    request cannot be read, and when the server ends. Everything else is uvicorn's.
    """

    def __init__(self, config: Config, *arguments: Any, room: Room, **named: Any) -> None:
        super().__init__(config, *arguments, **named)
        self.conn = Strict(h11.SERVER, config.h11_max_incomplete_event_size)  # type: ignore[arg-type]
        self.room = room
        self.unread = 0  # bytes of a request that is not whole
        self.since = 0.0  # when the client's turn, or its silence, began
        self._turn = OURS
        self._turn_of: object = None  # the request that it is about
        self._due = 0.0
        self._left = 0  # bytes of the answer that the client has not taken

    # --- what uvicorn calls -----------------------------------------------------------------------

    def connection_made(self, transport: Any) -> None:
        """Take it in, or say that there are too many."""
        super().connection_made(transport)
        if not self.room.enter(self):
            self._refuse(503, FULL, {"Retry-After": "1"})
        else:
            self._begin(HEAD, self)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self.room.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """More of a request."""
        if self.transport.is_closing():
            return
        self.unread += len(data)
        self.room.unread += len(data)
        super().data_received(data)
        self._look()
        self.room.make_room_for_bytes()

    def on_response_complete(self) -> None:
        """The answer is on its way, and the next request may come, or be here already."""
        super().on_response_complete()
        self._look()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read, and believe nothing that follows."""
        self._refuse(*self._reason(msg))

    def shutdown(self) -> None:
        """The server ends: who keeps it waiting is let go at once."""
        if self._turn in (HEAD, BODY) or self.is_silent:
            self.let_go()
        else:
            with suppress(h11.LocalProtocolError):  # it has been refused, and is about to close
                super().shutdown()

    def _should_upgrade(self) -> bool:
        return False  # whoever offers another protocol gets HTTP (RFC 9110, section 7.8)

    # --- time -------------------------------------------------------------------------------------

    @property
    def is_awaited(self) -> bool:
        """Whether it is the client's turn."""
        return self._turn != OURS or self.is_silent

    @property
    def is_silent(self) -> bool:
        """Whether the client leaves an answer untaken."""
        return self._left > 0

    def look(self, now: float) -> None:
        """See whether the client has had its time."""
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            return
        self._see_what_is_left(now)
        if self.is_silent and now - self.since > self.room.settings.take_s:
            self.let_go()
        elif self._turn != OURS and now > self._due and not self.transport.is_closing():
            self._late()

    def let_go(self) -> None:
        """End the connection; what was on its way is lost, and nothing of it kept by the system either."""
        with suppress(AttributeError, OSError):
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def _see_what_is_left(self, now: float) -> None:
        waiting = self.transport.get_write_buffer_size()
        left = waiting + _unsent(self.transport) if waiting else 0
        if left != self._left:
            self._left, self.since = left, now

    def _late(self) -> None:
        started = self.cycle is not None and self.cycle.response_started
        if started:
            self.let_go()
        elif not self.unread:
            self.transport.close()
        else:
            seconds = getattr(self.room.settings, f"{self._turn}_s")
            self._refuse(408, LATE[self._turn].format(seconds))

    def _look(self) -> None:
        """Find out whose turn it is."""
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            self._begin(BODY, self.cycle)
        elif state is not h11.IDLE:
            self._begin(OURS, self.cycle)
        elif self._turn in (IDLE, HEAD) and self.unread:
            self._begin(HEAD, self)
        else:
            self._begin(HEAD if self.conn.trailing_data[0] else IDLE, self)

    def _begin(self, turn: str, of: object) -> None:
        """It is somebody's turn; if it was before, it is no new one."""
        if (turn, of) == (self._turn, self._turn_of):
            return
        if turn in (OURS, IDLE):
            self.room.unread -= self.unread
            self.unread = 0
        self._turn, self._turn_of = turn, of
        self.since = self.loop.time()
        if turn != OURS:
            self._due = self.since + getattr(self.room.settings, f"{turn}_s")

    # --- refusing ---------------------------------------------------------------------------------

    def _reason(self, otherwise: str) -> tuple[int, str]:
        """The status and the words for a request that cannot be read."""
        error = self.conn.refusal  # type: ignore[attr-defined]
        if isinstance(error, Refusal):
            return error.error_status_hint, str(error)
        if error is not None and error.error_status_hint == 431:
            return 431, f"The address and headers may have at most {self.room.settings.head_bytes} bytes."
        what = str(error or otherwise).partition(": bytearray")[0]  # h11 repeats what was sent
        return error.error_status_hint if error else 400, f"The request is not well-formed HTTP: {what}."

    def _refuse(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        """Answer with a problem, where that is possible, and end the connection."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            name = named("")
            token = request_id.set(name)
            self._write(problem(status, text, (), {HEADER: name, "Connection": "close", **(headers or {})}))
            request_id.reset(token)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # whoever works on it need not go on
            self.cycle.message_event.set()
        self.transport.close()

    def _write(self, response: Response) -> None:
        reason = STATUS_PHRASES.get(response.status_code, b"")
        start = h11.Response(status_code=response.status_code, headers=response.raw_headers, reason=reason)
        with suppress(h11.LocalProtocolError):  # a HEAD takes no body
            for event in (start, h11.Data(data=response.body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event))


def _unsent(transport: Any) -> int:
    """The bytes that the system holds for the client; 0 where it does not tell."""
    connection: socket.socket | None = transport.get_extra_info("socket")
    if connection is None or not sys.platform.startswith("linux"):
        return 0
    import fcntl
    import termios

    try:
        return int.from_bytes(fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return 0
