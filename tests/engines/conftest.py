"""A server, and every other engine than Chromium's, one after the other."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.engines.engines import SIZE, Engine, Firefox, WebKit
from tests.project.serving import this_checkout


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of this checkout listens."""
    with this_checkout(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="package")
def display() -> Iterator[str]:
    """The display that is there, or one of memory alone."""
    named = os.environ.get("DISPLAY")
    if named:
        yield named
        return
    ready, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "2000x1400x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL) as server:
        os.close(tell)
        with os.fdopen(ready) as number:
            yield f":{number.readline().strip()}"
        server.terminate()


@pytest.fixture(scope="package", params=["firefox", "webkit"])
def opened(
    request: pytest.FixtureRequest, address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """One of the engines. Where it is missing the tests fail: a skipped one would prove nothing."""
    missing = {"firefox": Firefox, "webkit": WebKit}[request.param].missing()
    if missing:
        pytest.fail(f"{missing} is missing. Install it: `python3 dev.py test --browsers` does where apt can.")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "firefox":
            engine: Engine = Firefox(address)
        else:
            patch.setenv("DISPLAY", request.getfixturevalue("display"))
            engine = WebKit(address, tmp_path_factory.mktemp("webkit") / "log")
        engine.open("/healthz")
        yield engine
        engine.close()


@pytest.fixture
def engine(opened: Engine) -> Iterator[Engine]:
    """The engine with a page of the usual size, in which no script may fail unnoticed."""
    opened.fit(*SIZE)
    yield opened
    opened.run("localStorage.clear(); sessionStorage.clear()")  # Firefox keeps none for what it shows as JSON
    opened.open("/healthz")
    assert opened.complaints() == []
