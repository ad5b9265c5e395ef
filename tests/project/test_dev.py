"""dev.py finds what it needs, installs no more than it must, and says what a person can do."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dev


def way(found: str | None, log: list[str] | None = None, name: str = "") -> Callable[[], str | None]:
    """A way to a browser that finds this; it writes its name into the log when it is tried."""

    def look() -> str | None:
        if log is not None:
            log.append(name)
        return found

    return look


def never() -> str | None:
    """A way that must not be tried."""
    raise AssertionError("this way should not have been tried")


def program(folder: Path, name: str, status: int = 0) -> Path:
    """A program that prints its name and ends with this status."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {name}\nexit {status}\n")
    path.chmod(0o755)
    return path


# --- Python ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14), (4, 0)])
def test_a_new_python_is_welcome(version: tuple[int, int]) -> None:
    assert dev.complaint(version) == ""


@pytest.mark.parametrize("version", [(3, 6), (3, 9), (3, 10)])
def test_an_old_python_is_told_what_is_needed_and_what_it_is(version: tuple[int, int]) -> None:
    message = dev.complaint(version)
    assert "3.11" in message and f"{version[0]}.{version[1]}" in message


def test_an_old_python_can_read_the_file_as_far_as_the_message(root: Path) -> None:
    """A syntax error would hide the message."""
    source = (root / "dev.py").read_text()
    ast.parse(source, feature_version=(3, 7))
    head = source[: source.index("import hashlib")]
    assert "->" in head and "|" not in head  # `X | Y` and `list[X]` are evaluated where a function is defined


# --- the browser ----------------------------------------------------------------------------------


def test_the_ways_to_a_browser_stand_in_the_documented_order() -> None:
    assert dev.WAYS_TO_A_BROWSER == (
        dev.on_path,
        dev.playwrights_own,
        dev.fetched_by_playwright,
        dev.installed_by_apt,
    )


def test_the_first_way_that_finds_a_browser_wins() -> None:
    log: list[str] = []
    ways = [way(None, log, "a"), way("/b", log, "b"), never]
    assert dev.find_browser({}, ways) == "/b"
    assert log == ["a", "b"]


def test_the_variable_comes_before_all_ways() -> None:
    assert dev.find_browser({"BENDLINE_BROWSER": "/mine"}, [never], starts=lambda path: True) == "/mine"


def test_an_empty_variable_counts_as_none() -> None:
    assert dev.find_browser({"BENDLINE_BROWSER": ""}, [way("/b")]) == "/b"


def test_a_variable_that_points_to_no_browser_is_an_error_and_not_passed_over() -> None:
    with pytest.raises(dev.SetupError, match="/mine"):
        dev.find_browser({"BENDLINE_BROWSER": "/mine"}, [way("/b")], starts=lambda path: False)


def test_no_browser_is_an_error_that_names_the_variable() -> None:
    with pytest.raises(dev.SetupError, match="BENDLINE_BROWSER"):
        dev.find_browser({}, [way(None), way(None)])


def test_a_browser_on_the_path_is_found_by_any_of_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chrome = program(tmp_path, "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev.on_path() == str(chrome)


def test_a_browser_that_does_not_start_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ubuntu's `chromium-browser` is a script that says: install the snap."""
    program(tmp_path, "chromium-browser", status=1)
    chrome = program(tmp_path, "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev.on_path() == str(chrome)


def test_apt_is_left_alone_by_a_user_who_is_not_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev, "apt_install", lambda package: never())
    assert dev.installed_by_apt() is None


def test_root_on_debian_gets_the_browser_from_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "apt-get")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "apt_install", lambda package: bool(program(tmp_path, package)))
    assert dev.installed_by_apt() == str(tmp_path / "chromium")


def test_the_tests_were_given_a_browser_that_starts() -> None:
    """What dev.py promises to every browser test."""
    assert dev.runs(os.environ["BENDLINE_BROWSER"])


# --- the Redis ------------------------------------------------------------------------------------


def test_the_first_way_that_finds_a_store_wins() -> None:
    log: list[str] = []
    ways = [way(None, log, "a"), way("/b", log, "b"), never]
    assert dev.find_store({}, ways) == "/b"
    assert log == ["a", "b"]


def test_the_variable_comes_before_all_ways_to_a_store() -> None:
    assert dev.find_store({"BENDLINE_REDIS": "/mine"}, [never], starts=lambda path: True) == "/mine"
    with pytest.raises(dev.SetupError, match="/mine"):
        dev.find_store({"BENDLINE_REDIS": "/mine"}, [never], starts=lambda path: False)


def test_no_store_is_no_error() -> None:
    assert dev.find_store({"BENDLINE_REDIS": ""}, [way(None), way(None)]) == ""


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_a_store_on_the_path_is_found_by_either_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = program(tmp_path, name)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev.store_on_path() == str(store)


def test_root_on_debian_gets_the_store_from_apt_and_stops_what_apt_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[tuple[str, ...]]
) -> None:
    program(tmp_path, "apt-get")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "apt_install", lambda package: bool(program(tmp_path, package)))
    assert dev.store_from_apt() == str(tmp_path / "redis-server")
    assert commands == [("service", "redis-server", "stop")]


def test_a_user_who_is_not_root_gets_no_store_from_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev, "apt_install", lambda package: never())
    assert dev.store_from_apt() is None


@pytest.mark.parametrize(("store", "said"), [("/r", "the Redis is /r"), ("", "IS NOT TESTED")])
def test_the_tests_are_given_the_store_and_its_absence_is_said_aloud(
    store: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[str] = []

    def pretend(command: list[str], **rest: Any) -> subprocess.CompletedProcess:
        given.append(rest["env"]["BENDLINE_REDIS"])
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(dev, "install", lambda extra="": None)
    monkeypatch.setattr(dev, "find_browser", lambda environment: "/b")
    monkeypatch.setattr(dev, "find_store", lambda environment: store)
    monkeypatch.setattr(dev, "do", lambda *command, **rest: True)
    monkeypatch.setattr(subprocess, "run", pretend)
    assert dev.test([]) == 0 and given == [store] and said in capsys.readouterr().err


# --- the environment ------------------------------------------------------------------------------


def test_the_same_project_at_the_same_place_has_the_same_fingerprint() -> None:
    assert dev.digest(b"a", Path("/x")) == dev.digest(b"a", Path("/x"))


@pytest.mark.parametrize(("pyproject", "place"), [(b"b", "/x"), (b"a", "/y")])
def test_another_pyproject_or_place_has_another_fingerprint(pyproject: bytes, place: str) -> None:
    assert dev.digest(pyproject, Path(place)) != dev.digest(b"a", Path("/x"))


@pytest.mark.parametrize(
    ("stamp", "extra", "enough"),
    [
        ("", "", False),
        ("old ", "", False),
        ("now \n", "", True),
        ("now test\n", "", True),
        ("now test\n", "test", True),
        ("now \n", "test", False),
        ("old test\n", "test", False),
    ],
)
def test_an_installation_covers_what_it_holds_and_no_more(stamp: str, extra: str, enough: bool) -> None:
    assert dev.covers(stamp, "now", extra) is enough


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Points dev.py to a project in a temporary folder; gives the commands that it would have run."""
    log: list[tuple[str, ...]] = []
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(dev, "environment_works", lambda: True)
    monkeypatch.setattr(dev, "do", lambda *command, **rest: not log.append(tuple(map(str, command))))
    return log


def test_installing_twice_installs_once(commands: list[tuple[str, ...]]) -> None:
    dev.install()
    dev.install()
    assert len(commands) == 1


def test_a_changed_pyproject_installs_again(commands: list[tuple[str, ...]], tmp_path: Path) -> None:
    dev.install()
    (tmp_path / "pyproject.toml").write_text("[project] # changed")
    dev.install()
    assert len(commands) == 2


def test_tests_after_a_run_install_their_extra_and_a_run_after_tests_nothing(
    commands: list[tuple[str, ...]],
) -> None:
    dev.install()
    dev.install("test")
    dev.install()
    assert [command[-1].endswith("[test]") for command in commands] == [False, True]


def test_a_failed_installation_is_an_error_and_is_tried_again(
    commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.install()
    monkeypatch.setattr(dev, "do", lambda *command, **rest: False)
    for _ in range(2):
        with pytest.raises(dev.SetupError, match="pip"):
            dev.install("test")


def test_the_next_way_makes_the_environment_where_one_fails() -> None:
    log: list[str] = []
    dev.make_environment(iter([lambda: bool(log.append("a")), lambda: not log.append("b"), never]))
    assert log == ["a", "b"]


def test_a_python_that_can_make_no_environment_is_told_the_package() -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    with pytest.raises(dev.SetupError, match=f"apt-get install python{version}-venv"):
        dev.make_environment(iter([lambda: False]))


# --- the commands ---------------------------------------------------------------------------------


def test_no_command_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    assert "dev.py run" in capsys.readouterr().err


def test_help_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    assert "dev.py test" in capsys.readouterr().out


def test_a_setup_error_is_one_message_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(extra: str = "") -> None:
        raise dev.SetupError("no network")

    monkeypatch.setattr(dev, "install", fail)
    assert dev.main(["run"]) == 1
    assert capsys.readouterr().err == "dev.py: no network\n"


@pytest.mark.parametrize(
    ("tidy", "tests", "status"), [(True, 0, 0), (True, 1, 1), (True, 5, 5), (False, 0, 1), (False, 3, 3)]
)
def test_the_status_is_that_of_the_tests_and_bad_style_is_no_success(
    tidy: bool, tests: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "install", lambda extra="": None)
    monkeypatch.setattr(dev, "find_browser", lambda environment: "/b")
    monkeypatch.setattr(dev, "find_store", lambda environment: "/r")
    monkeypatch.setattr(dev, "do", lambda *command, **rest: tidy)
    monkeypatch.setattr(subprocess, "run", lambda *command, **rest: subprocess.CompletedProcess([], tests))
    assert dev.test([]) == status


def test_dev_uses_the_standard_library_alone(root: Path) -> None:
    """`-I -S` hides every installed package and the checkout."""
    done = subprocess.run([sys.executable, "-I", "-S", root / "dev.py", "--help"], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_the_script_of_ci_runs_the_documented_command(root: Path) -> None:
    assert "python3 dev.py test" in (root / ".ci" / "run").read_text()
    assert os.access(root / ".ci" / "run", os.X_OK)


def test_the_script_of_ci_is_sound(root: Path) -> None:
    assert subprocess.run(["bash", "-n", root / ".ci" / "run"]).returncode == 0
