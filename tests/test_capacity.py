"""The page on capacity says what its formulas give, and the formulas give what is known."""

from pathlib import Path

import pytest

from benchmarks import capacity
from benchmarks.capacity import HEADER, erlang_c, late, rows
from benchmarks.load import report
from benchmarks.tables import table

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "capacity.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("load", [0.1, 0.5, 0.9])
def test_one_worker_makes_wait_as_often_as_it_is_busy(load):
    assert erlang_c(1, load) == pytest.approx(load)


@pytest.mark.parametrize("load", [0.2, 1.0, 1.8])
def test_two_workers_as_solved_by_hand(load):
    assert erlang_c(2, load) == pytest.approx(2 * (load / 2) ** 2 / (1 + load / 2))


def test_more_work_than_workers_always_waits():
    assert erlang_c(3, 3) == late(3, 4, 1) == 1 and late(2, 1, 0) == erlang_c(2, 1) > late(2, 1, 0.1)


def test_the_table_of_the_page_is_the_one_that_is_printed():
    assert table(HEADER, rows()) in PAGE


def test_the_quantities_of_the_page_are_those_that_are_used():
    for value in (f"{capacity.COST:.3f}", f"{capacity.KEPT}", f"{capacity.HEAVY:g}", "52 000"):
        assert f"| {value} |" in PAGE
    assert capacity.BYTES == 52_000


def test_the_quantities_are_those_that_were_measured_last():
    """Within a half: machines differ, and a figure that has become another one does so by more."""
    figures = {row.what: row.figure for rows in report.read().values() for row in rows}
    cost = figures["an answer's processor time, web process and workers"]
    kept = figures["a kept answer, 8 clients"]
    assert float(cost.split()[0]) / 1000 == pytest.approx(capacity.COST, rel=0.5)
    assert 1 / float(kept.split()[0]) == pytest.approx(capacity.KEPT, rel=0.5)
