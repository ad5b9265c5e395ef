"""Turns: whose slice is the next, so that nobody's experiments keep those of others waiting.

Those who wait form parties: the light experiments of one client are one, its heavy ones another. Each party
gets the same share of the workers, however many experiments it has; a party that has just come is the next.
"""

from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address
from typing import Protocol

GUESS = 0.05  # seconds that a slice is taken to last, till it is known
HOUSE = 64  # bits of an IPv6 address that one household has for itself

client: ContextVar[str] = ContextVar("client", default="")


@dataclass(frozen=True)
class Turn:
    """Whose a slice is. One that may last is not given the last worker that is free of such."""

    client: str = ""
    heavy: bool = False
    may_last: bool = False

    @property
    def party(self) -> tuple[str, bool]:
        """Those it waits with."""
        return self.client, self.heavy


FIRST = Turn()


class Waiting(Protocol):
    """What waits for a worker."""

    turn: Turn
    took: float  # seconds that it took; 0 till it is done


class Line:
    """Those who wait for a worker, dealt with fairly.

    Source: start-time fair queueing, Goyal, Vin and Cheng 1996, SIGCOMM. A party's clock says how many
    seconds of a worker it has had; the one that is most behind is the next. Who comes anew starts at the
    clock of those who are served, and cannot save up turns.
    """

    def __init__(self) -> None:
        self._lines: dict[tuple[str, bool], deque[Waiting]] = {}
        self._clocks: dict[tuple[str, bool], float] = {}
        self._now = 0.0
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, waiting: Waiting) -> None:
        """Join, behind those of the same party."""
        self._joined(waiting).append(waiting)

    def put_back(self, waiting: Waiting) -> None:
        """Be the first of the party again."""
        self._joined(waiting).appendleft(waiting)
        self._clocks[waiting.turn.party] -= GUESS

    def _joined(self, waiting: Waiting) -> deque[Waiting]:
        party = waiting.turn.party
        if party not in self._lines:
            self._forget()
            self._lines[party] = deque()
            self._clocks[party] = max(self._clocks.get(party, 0.0), self._now)
        self._count += 1
        return self._lines[party]

    def pop(self, fits: Callable[[Waiting], bool]) -> Waiting | None:
        """The next one among those that fit; None where none does."""
        fitting = [party for party, line in self._lines.items() if fits(line[0])]
        if not fitting:
            return None
        party = min(fitting, key=self._clocks.__getitem__)
        line = self._lines[party]
        waiting = line.popleft()
        self._count -= 1
        if not line:
            del self._lines[party]
        self._now = max(self._now, self._clocks[party])
        self._clocks[party] += GUESS
        return waiting

    def settle(self, waiting: Waiting) -> None:
        """Put down what it really took."""
        party = waiting.turn.party
        if waiting.took and party in self._clocks:
            self._clocks[party] += waiting.took - GUESS

    def clear(self) -> list[Waiting]:
        """Nobody waits any more; says who did."""
        everybody = [waiting for line in self._lines.values() for waiting in line]
        self._lines.clear()
        self._count = 0
        return everybody

    def _forget(self) -> None:
        """Those who are not here and had no more than a newcomer; where nobody waits, everybody."""
        if not self._lines:
            self._clocks.clear()
        gone = [p for p, clock in self._clocks.items() if clock <= self._now and p not in self._lines]
        for party in gone:
            del self._clocks[party]


def household(host: str) -> str:
    """The client that an address stands for: an IPv6 address is one of very many that a client may take.

    >>> household("2001:db8:1:2:3:4:5:6"), household("192.0.2.7")
    ('2001:db8:1:2::/64', '192.0.2.7')
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host[:64]
    if address.version == 4:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address) >> HOUSE << HOUSE, 128 - HOUSE)))
