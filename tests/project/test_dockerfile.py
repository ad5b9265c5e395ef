"""Each step of the Dockerfile works by itself: the tests need no container engine."""

import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.project.dockerfile import instructions, only, stages
from tests.project.environments import borrow_packages
from tests.project.serving import fetch, free_port, served

TEXT = (Path(__file__).parents[2] / "Dockerfile").read_text()
BUILD, FINAL = stages(TEXT)
HADOLINT = Path(sysconfig.get_path("scripts")) / "hadolint"


def copied() -> list[str]:
    """What the build takes from the checkout."""
    copies = [one for one in instructions(TEXT) if one.word == "COPY" and not one.flags]
    return [source for one in copies for source in one.rest.split()[:-1]]


def lint(text: str) -> str:
    """What the linter has to say about a Dockerfile."""
    done = subprocess.run([HADOLINT, "--no-color", "-"], input=text, capture_output=True, text=True)
    return done.stdout + done.stderr


# --- read -----------------------------------------------------------------------------------------


def test_the_linter_finds_nothing() -> None:
    assert lint(TEXT) == ""


def test_the_linter_would_find_something() -> None:
    assert "DL3006" in lint("FROM python\n")


def test_everything_that_is_copied_exists_and_reaches_the_build(root: Path) -> None:
    let_in = {line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied()
    assert [source for source in copied() if not (root / source).exists() or source not in let_in] == []


def test_nothing_else_reaches_the_build(root: Path) -> None:
    rules = [line for line in (root / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == set(copied())


def test_both_stages_run_the_same_python() -> None:
    """The environment that is copied holds a link to the interpreter of its own stage."""
    assert BUILD[0].rest.split()[0] == FINAL[0].rest.split()[0]


def test_the_app_does_not_run_as_root() -> None:
    """A number, not a name: Kubernetes cannot tell whether a named user is root."""
    user, _, group = only(FINAL, "USER").rest.partition(":")
    assert int(user) > 0 and int(group) > 0
    assert f"--uid {user} " in only(FINAL, "RUN").rest


def test_the_exposed_port_is_the_one_that_is_served_and_checked() -> None:
    port = only(FINAL, "EXPOSE").rest
    served_at = only(FINAL, "CMD").command
    assert served_at[served_at.index("--port") + 1] == port
    assert f":{port}/healthz" in only(FINAL, "HEALTHCHECK").rest


# --- the health check, run against a server of the test -------------------------------------------


@contextmanager
def answering(status: HTTPStatus) -> Iterator[int]:
    """A server that answers /healthz with this status and everything else with 404; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else HTTPStatus.NOT_FOUND)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keeps quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def healthy(port: int) -> bool:
    """What the health check of the Dockerfile says about the server at this port."""
    python, *arguments = only(FINAL, "HEALTHCHECK").command
    assert python == "python"
    moved = [argument.replace(":8000/", f":{port}/") for argument in arguments]
    return subprocess.run([sys.executable, *moved], stderr=subprocess.DEVNULL).returncode == 0


def test_the_health_check_passes_where_the_app_is_well() -> None:
    with answering(HTTPStatus.OK) as port:
        assert healthy(port)


def test_the_health_check_fails_where_the_app_is_ill() -> None:
    with answering(HTTPStatus.SERVICE_UNAVAILABLE) as port:
        assert not healthy(port)


def test_the_health_check_fails_where_nobody_listens() -> None:
    assert not healthy(free_port())


# --- the build, run step by step in a folder of the test ------------------------------------------


def copy(checkout: Path, names: list[str], target: Path) -> None:
    """Copies files into a folder, and a folder's contents, as COPY does."""
    for name in names:
        if (checkout / name).is_dir():
            shutil.copytree(checkout / name, target)
        else:
            shutil.copy(checkout / name, target)


def execute(command: str, cwd: Path) -> None:
    """Runs a shell command with this Python first on PATH, and pip cut off from the network."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to say: no isolation
    }
    subprocess.run(command, shell=True, check=True, cwd=cwd, env=environment, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The environment that the build stage makes, at another place."""
    folder = tmp_path_factory.mktemp("image")
    source, venv = folder / "src", folder / "venv"
    source.mkdir()
    for instruction in BUILD:
        if instruction.word == "COPY":
            *names, target = instruction.rest.split()
            copy(sources, names, source / target)
        elif instruction.word == "RUN":
            for command in instruction.rest.replace("/opt/bendline", str(venv)).split(" && "):
                execute(command, source)
                if "-m venv" in command:
                    borrow_packages(venv)
    return venv


def test_the_build_makes_one_wheel(built: Path) -> None:
    assert len(list((built.parent / "src" / "dist").glob("bendline-*.whl"))) == 1


def test_what_the_build_makes_serves_the_page(
    built: Path, tmp_path: Path, plain_environment: dict[str, str]
) -> None:
    """The last stage's own command, with another port, started as the image starts it."""
    port = free_port()
    script, *_ = only(FINAL, "ENTRYPOINT").command
    arguments = [argument.replace("8000", str(port)) for argument in only(FINAL, "CMD").command]
    with served([built / "bin" / script, *arguments], port, tmp_path, plain_environment) as address:
        assert fetch(f"{address}/")[0] == 200
        assert healthy(port)
