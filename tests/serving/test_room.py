"""How much the answers may hold that nobody takes."""

from contextlib import ExitStack

from app.serving.room import SENT, Room
from app.settings import Settings


def test_where_different_answers_come_to_too_much_those_go_who_take_nothing():
    room = Room(Settings(), 10_000)
    takers = [Taker(since) for since in (0.0, 5.0, 9.9)]
    room.open |= set(takers)
    with ExitStack() as stack:
        for number in range(3):
            stack.enter_context(room.sending(bytes([number]) * (SENT // 2)))
        room.sweep(10.0)
    assert [taker.gone for taker in takers] == [True, False, False]
    room.sweep(99.0)
    assert not takers[1].gone, "there is room again"


def test_what_many_are_sent_counts_once():
    room, body, taker = Room(Settings(), 10_000), bytes(SENT // 2), Taker(0.0)
    room.open.add(taker)
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(room.sending(body))
        room.sweep(10.0)
    assert not taker.gone


class Taker:
    """A client that leaves its answer alone since then."""

    is_awaited = is_silent = True
    unread = 0

    def __init__(self, since: float) -> None:
        self.since, self.gone = since, False

    def look(self, now: float) -> None:
        pass

    def let_go(self) -> None:
        self.gone = True
