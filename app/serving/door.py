"""The door: the sockets that the server listens on, bound before it says where it is.

asyncio accepts as many connections in one go as may wait in line, before it has looked at the first; and
where the process has no file left, it logs a traceback for each. Here they come in a few at a time, and one
for which there is no file left is hung up on.
"""

import errno
import logging
import os
import socket
from contextlib import suppress

log = logging.getLogger("bendline.server")

LINE = 2048  # connections that wait for being accepted
AT_ONCE = 64  # accepted in a row; then those that are open have their turn
# Bytes of an answer that the system may hold for one client; it doubles this for its own books.
SEND_BUFFER = 2**18
NO_FILES = (errno.EMFILE, errno.ENFILE)
NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class Taken(OSError):
    """An address that cannot be listened on; the message is for whoever started the server."""


class Door(socket.socket):
    """A listening socket."""

    _in_a_row = 0
    _spare = -1

    def accept(self) -> tuple[socket.socket, object]:
        """The next connection. Raises BlockingIOError where none waits, and after so many in a row."""
        self._in_a_row += 1
        if self._in_a_row > AT_ONCE:
            self._in_a_row = 0
            raise BlockingIOError
        try:
            return super().accept()
        except OSError as error:
            self._in_a_row = 0
            if error.errno not in NO_FILES:
                raise
            self._hang_up()
            raise BlockingIOError from None

    def keep_a_spare(self) -> None:
        """Hold a file that can be given up, so that there is one for hanging up."""
        if self._spare < 0:
            with suppress(OSError):
                self._spare = os.open(os.devnull, os.O_RDONLY)

    def _hang_up(self) -> None:
        """Take the next one and end it: it would wait for ever, and we would be asked again at once."""
        log.warning("no file is left for another connection: hung up")
        if self._spare >= 0:
            os.close(self._spare)
            self._spare = -1
        with suppress(OSError):
            super().accept()[0].close()
        self.keep_a_spare()

    def close(self) -> None:
        """Close it, and the spare file."""
        super().close()
        if self._spare >= 0:
            os.close(self._spare)
            self._spare = -1


def listen(host: str, port: int, patience_s: float) -> list[socket.socket]:
    """Sockets that listen on all addresses of that host; port 0 takes a free one. Raises Taken.

    A client that takes nothing of what the system holds for it is let go by the system after patience_s.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Taken(f"{host} is no address of this machine: {error.strerror}.") from None
    doors: list[socket.socket] = []
    for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
        where = (address[0], port, *address[2:])
        try:
            doors.append(_opened(family, where, patience_s))
        except OSError as error:
            if error.errno in NOT_HERE and len(found) > 1:
                continue  # localhost may have an address of a kind that this machine does not
            for opened in doors:
                opened.close()
            raise Taken(_reason(host, port, error)) from None
        port = doors[-1].getsockname()[1]
    if not doors:
        raise Taken(f"{host} is no address of this machine. Choose another with --host.")
    return doors


def _opened(family: int, address: tuple, patience_s: float) -> Door:
    # asyncio turns Nagle's algorithm off only where the protocol is named; on, it costs an answer 40 ms.
    door = Door(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # accepted ones inherit both
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(1000 * patience_s))
        door.bind(address)
        door.listen(LINE)
        door.setblocking(False)
        door.keep_a_spare()
    except OSError:
        door.close()
        raise
    return door


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program. End that, or choose another with --port."
    return f"port {port} of {host} cannot be used: {error.strerror}. Choose another with --port or --host."


def address_of(doors: list[socket.socket], host: str) -> str:
    """Where the page is, as a browser takes it."""
    port = doors[0].getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
