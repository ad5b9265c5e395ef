"""The table of who solves what."""

import pytest

from app.nn.activations import find
from app.nn.solver import SETTLE
from benchmarks.limits import CANNOT, LIMITS, NAMES, SETS
from benchmarks.success import PAGE, Ending, ending, page, why_not


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_every_limit_is_about_what_is_in_the_catalogs_and_gives_a_reason():
    for limit in LIMITS:
        assert set(limit.activations) <= set(NAMES) and set(limit.datasets) <= set(SETS)
        assert limit.reason.endswith((".", ".)"))


def test_aliases_are_not_counted_twice():
    assert not any(find(name).alias_of for name in NAMES)


def test_a_run_says_whether_it_got_there_and_when():
    line, bend = ending("identity", "xor", 0), ending("tanh", "xor", 0)
    assert not line.solved and bend.solved and SETTLE <= bend.epochs < 3 * SETTLE


def test_the_page_counts_the_solved_runs_and_takes_the_median_of_their_epochs():
    results = {(name, dataset): [Ending(False, 1000)] * 3 for name in NAMES for dataset in SETS}
    results["tanh", "xor"] = [Ending(True, 120), Ending(False, 1000), Ending(True, 140)]
    counted, epochs = (cells(line) for line in page(results, 3).splitlines() if line.startswith("| `tanh`"))
    place = 1 + SETS.index("xor")
    assert (counted[place], epochs[place]) == ("2", "130")
    assert set(counted[1:]) == {"2", "0"} and set(epochs[1:]) == {"130", "–"}


def test_the_page_gives_every_reason():
    text = page({(name, dataset): [Ending(False, 1)] for name in NAMES for dataset in SETS}, 1)
    assert all(limit.reason in text for limit in LIMITS)
    assert "- `identity` on every data set but `gaussians` and `iris`: " in text
    assert "- Every activation on `iris`: " in text


@pytest.mark.parametrize("name", NAMES)
def test_the_published_table_has_every_activation_and_every_data_set(name):
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    head = next(cells(line) for line in lines if line.startswith("|"))
    assert head[1:] == [dataset.replace("_", " ") for dataset in SETS]
    assert sum(line.startswith(f"| `{name}`") for line in lines) == 2, "run: python -m benchmarks.success"


def test_the_published_reasons_are_those_of_the_published_table():
    """Counted anew: no data set stands among those of which none is solved whose cell has another number."""
    text = PAGE.read_text(encoding="utf-8")
    rows = {line.split("`")[1]: cells(line)[1:] for line in reversed(text.splitlines()) if line.startswith("| `")}
    solved = {(name, place): int(count) for name in NAMES for place, count in zip(SETS, rows[name], strict=True)}
    seeds = int(text.split("--seeds ")[1].split("`")[0])
    assert why_not(solved, seeds) in text
    said = text.split("## Why not")[1].split("## ")[0].strip().splitlines()
    for limit, line in zip(LIMITS, said, strict=True):
        for place in limit.datasets:
            counts = {solved[name, place] for name in limit.activations}
            assert (f"`{place}` with" in line) == (max(counts) > 0), (line, place)
            if max(counts):
                assert f"{max(counts)} of {seeds} seeds" in line.split(f"`{place}` with")[1][:30]


@pytest.mark.parametrize("name", NAMES)
def test_the_published_table_keeps_the_promises(name):
    """19 of 20 wherever no reason is given, and less wherever one is."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    counts = next(cells(line)[1:] for line in lines if line.startswith(f"| `{name}`"))
    for dataset, count in zip(SETS, counts, strict=True):
        assert (int(count) < 19) == ((dataset, name) in CANNOT), dataset
