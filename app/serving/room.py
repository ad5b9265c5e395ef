"""All connections: there is room for so many, and for so much that was begun and not finished.

Where there are too many, those go that keep the server waiting, the longest first: who opens connections and
says nothing does not keep out who has something to ask. Only where every connection is being answered is a
new one refused.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import nsmallest
from typing import Protocol

from app.settings import MEGABYTE, Settings

log = logging.getLogger("bendline.server")

OWN_FILES = 128  # files of the server itself: workers' pipes, the shared cache, static files, accepted ones
SHARE = 64  # a 64th of all go at once, so that looking for them costs little
SENT = 96 * MEGABYTE  # of different answers under way; those that many are sent count once
PATIENT_S = 1.0  # that a client may leave its answer alone where they come to more
UNREAD = 64 * MEGABYTE  # of requests that are not whole


class Awaited(Protocol):
    """A connection as the room sees it."""

    unread: int
    since: float

    @property
    def is_awaited(self) -> bool:
        """Whether it is the client's turn."""

    @property
    def is_silent(self) -> bool:
        """Whether the client leaves an answer untaken."""

    def look(self, now: float) -> None:
        """See whether the client has had its time."""

    def let_go(self) -> None:
        """End the connection."""


class Room:
    """The connections that are open."""

    def __init__(self, settings: Settings, files: int) -> None:
        """files: how many the process may have open."""
        self.settings = settings
        own = OWN_FILES + 2 * settings.workers
        self.most = max(min(settings.connections, max(files - own, files // 4)), 1)
        self.unread = 0
        self.open: set[Awaited] = set()
        self._sent: Counter[int] = Counter()  # by the identity of a body: how many are sent it
        self._sent_bytes = 0

    def enter(self, connection: Awaited) -> bool:
        """Whether there is room for it, perhaps by letting others go."""
        if len(self.open) >= self.most:
            gone = self._let_go(max(self.most // SHARE, 1))
            if not gone:
                log.warning("refused a connection: all %d are being answered", self.most)
                return False
            log.warning("let go of %d connections of %d: they kept the server waiting", gone, self.most)
        self.open.add(connection)
        return True

    def leave(self, connection: Awaited) -> None:
        """It has ended, or been let go."""
        if connection in self.open:
            self.open.remove(connection)
            self.unread -= connection.unread
            connection.unread = 0

    def make_room_for_bytes(self) -> None:
        """Let go of those who began long ago, while too much has been begun."""
        while self.unread > UNREAD and self._let_go(max(len(self.open) // SHARE, 1)):
            log.warning("let go of connections that have sent much, and nothing whole")

    @contextmanager
    def sending(self, body: bytes) -> Iterator[None]:
        """While a client is sent that body."""
        key = id(body)
        self._sent[key] += 1
        self._sent_bytes += len(body) if self._sent[key] == 1 else 0
        try:
            yield
        finally:
            self._sent[key] -= 1
            if not self._sent[key]:
                del self._sent[key]
                self._sent_bytes -= len(body)

    def sweep(self, now: float) -> None:
        """Let go of whoever has had its time, and of who takes nothing while too much is under way."""
        for connection in list(self.open):
            connection.look(now)
        if self._sent_bytes > SENT:
            silent = [each for each in self.open if each.is_silent and now - each.since > PATIENT_S]
            if silent:
                gone = self._let_go(len(silent) // 4 + 1, silent)
                log.warning("let go of %d clients that do not take their answers: they hold too much", gone)

    def _let_go(self, count: int, of: Iterable[Awaited] | None = None) -> int:
        """Let go of so many of those, or of all who keep us waiting, the longest first; says how many."""
        waiting = (each for each in self.open if each.is_awaited) if of is None else of
        awaited = nsmallest(count, waiting, key=lambda each: each.since)
        for connection in awaited:
            self.leave(connection)
            connection.let_go()
        return len(awaited)
