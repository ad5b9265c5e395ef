"""Turns: parties get equal shares, a newcomer is the next, and an address stands for its household."""

from collections import Counter

import pytest

from app.jobs import forecast
from app.jobs.forecast import Forecast
from app.jobs.turns import Line, Turn, household


class Waiter:
    def __init__(self, client: str, heavy: bool = False, seconds: float = 0.05) -> None:
        self.turn, self.seconds, self.took = Turn(client, heavy), seconds, 0.0


def anybody(waiter):
    return True


def served(line: Line, count: int) -> list[str]:
    """So many, one after the other, each coming back for another slice at once."""
    names = []
    for _ in range(count):
        waiter = line.pop(anybody)
        waiter.took = waiter.seconds
        line.settle(waiter)
        line.append(Waiter(waiter.turn.client, waiter.turn.heavy, waiter.seconds))
        names.append(waiter.turn.client)
    return names


def test_a_client_with_many_gets_no_more_than_one_with_few():
    line = Line()
    for client in ["many"] * 64 + ["few"]:
        line.append(Waiter(client))
    assert Counter(served(line, 100)) == {"many": 50, "few": 50}


def test_shares_are_of_seconds_and_not_of_slices():
    line = Line()
    line.append(Waiter("long", seconds=0.2))
    line.append(Waiter("short", seconds=0.05))
    counts = Counter(served(line, 500))
    assert counts["short"] / counts["long"] == pytest.approx(4, rel=0.1)


@pytest.mark.parametrize("newcomer", [("other", False), ("many", False)])
def test_a_newcomer_is_the_next_and_so_are_the_light_ones_of_a_client_with_heavy_ones(newcomer):
    line = Line()
    for _ in range(64):
        line.append(Waiter("many", heavy=True))
    served(line, 200)
    line.append(Waiter(*newcomer))
    assert [line.pop(anybody).turn.party for _ in range(2)].count(newcomer) == 1


def test_who_was_away_has_saved_nothing_up():
    line = Line()
    line.append(Waiter("stays"))
    served(line, 1000)
    line.append(Waiter("back"))
    assert Counter(served(line, 20))["back"] <= 11


def test_within_a_party_first_come_first_served_and_who_is_put_back_is_first():
    line = Line()
    waiters = [Waiter("one") for _ in range(3)]
    for waiter in waiters:
        line.append(waiter)
    first = line.pop(anybody)
    line.put_back(first)
    assert [line.pop(anybody) for _ in range(3)] == waiters and len(line) == 0 and line.pop(anybody) is None


def test_what_does_not_fit_waits_and_others_pass():
    line = Line()
    line.append(Waiter("heavy", heavy=True))
    line.append(Waiter("light"))
    assert line.pop(lambda waiter: not waiter.turn.heavy).turn.client == "light"
    assert line.pop(lambda waiter: not waiter.turn.heavy) is None and len(line) == 1


def test_nothing_is_kept_of_those_who_have_gone():
    line = Line()
    for number in range(1000):
        line.append(Waiter(str(number)))
        waiter = line.pop(anybody)
        waiter.took = 0.01
        line.settle(waiter)
    assert len(line._clocks) < 10


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::2", "2001:db8:0:1::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("a" * 999, "a" * 64),
    ],
)
def test_an_address_stands_for_a_household(host, client):
    assert household(host) == client


def test_a_forecast_follows_what_was_measured_and_then_the_training_itself():
    made = Forecast()
    for _ in range(50):
        made.learn(10.0, 1.0)
    assert made.left(20.0, 0.0, 0.0) == pytest.approx(2.0, rel=0.01)
    assert made.left(20.0, 3.0, 0.25) == pytest.approx(9.0)
    made.learn(forecast.HEAVY_S / 2, 99.0)
    assert made.left(20.0, 0.0, 0.0) == pytest.approx(2.0, rel=0.01), "light ones tell nothing of heavy ones"
