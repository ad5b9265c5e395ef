"""The load script: it stays on this machine, its smallest part works, and its table follows from its figures."""

import asyncio

import pytest

from benchmarks import tables
from benchmarks.load import Options, Row, client, report, server
from benchmarks.load.lasting import trend

on_linux = pytest.mark.skipif(not (server.PROC / "self" / "stat").exists(), reason="it looks into /proc")


@pytest.mark.parametrize("host", ["192.0.2.1", "0.0.0.0", "10.0.0.1", "::"])
def test_no_other_machine_is_asked(host):
    with pytest.raises(ValueError, match="not this machine"):
        asyncio.run(client.Connection.open(80, host))


@on_linux
def test_many_who_ask_the_same_are_counted_as_one_training():
    (row,) = asyncio.run(report.PARTS["oneflight"](Options(quick=True)))
    assert row.met and row.figure.startswith("4 trainings")


@on_linux
def test_workers_are_told_from_the_fork_server_and_the_resource_tracker():
    async def found() -> tuple[list[int], list[str]]:
        async with server.app() as app:
            workers = app.workers()
            await client.ask(app.port, "/api/v1/compare?seed=99")
            return workers, [server.has_worked(app.cpu(), {}), app.process.pid in workers]

    workers, (worked, has_server) = asyncio.run(found())
    assert len(workers) == server.WORKERS and worked and not has_server


def test_a_worker_that_stands_still_has_not_worked():
    assert not server.has_worked({1: 5, 2: 7}, {1: 5, 2: 7})
    assert server.has_worked({1: 6, 2: 7}, {1: 5, 2: 7}) and server.has_worked({3: 1}, {1: 5})


def test_the_trend_is_that_of_a_straight_line():
    assert trend([2.0, 2.5, 3.0, 3.5]) == pytest.approx(1.5) and trend([4.0]) == 0


def test_a_figure_that_misses_its_target_says_so():
    words = [Row("a", "1", "2", met).cells()[-1] for met in (True, False, None)]
    assert words == ["met", "not met", "skipped"]


def test_a_section_at_the_end_leaves_the_one_above_alone():
    above = f"{tables.BEGIN}\n\nengines\n\n{tables.END}\n"
    once = report.page(above, {"cached": [Row("first", "1", "2", True)]})
    twice = report.page(once, {"cached": [Row("second", "1", "2", True)]})
    assert twice == once.replace("first", "second") and twice.startswith(above)
    assert tables.placed(twice, "engines") == twice


def test_the_table_follows_from_the_kept_figures():
    text = report.PAGE.read_text(encoding="utf-8")
    assert report.page(text, report.read()) == text, "run: python -m benchmarks.load --write"
