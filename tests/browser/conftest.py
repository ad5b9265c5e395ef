"""What the tests in a browser share: one running server, one Chromium, and visitors who note what goes wrong.

The scope is the package's, not the session's: while Playwright runs, this thread has no place for the
event loop of other tests.
"""

import os
import shutil
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.visitor import Visitor, visiting
from tests.project.serving import free_port, served

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--no-sandbox",  # as root, in containers
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks all tests of this folder."""
    for item in items:
        if item.path.parent.samefile(os.path.dirname(__file__)):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of this checkout listens."""
    port, folder = free_port(), tmp_path_factory.mktemp("server")
    command = (sys.executable, "-m", "app", "--port", str(port), "--workers", "2")
    with served(command, port, folder, {**os.environ, "PYTHONPATH": ROOT}) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium. Without one the tests fail: a skipped test would prove nothing."""
    named = os.environ.get("BENDLINE_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        path = named or playwright.chromium.executable_path
        if not os.path.exists(path):
            pytest.fail("No Chromium was found. Install one, or set BENDLINE_BROWSER to its path.")
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for most tests, so that plotly.js is read once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext, address: str) -> Iterator[Visitor]:
    """Somebody with a new tab; whatever goes wrong unexpectedly fails the test at its end."""
    with visiting(context, address) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def guest(context: BrowserContext, address: str) -> Iterator[Visitor]:
    """Somebody who stays at the page for all tests of a file."""
    with visiting(context, address) as visitor:
        visitor.open("/")
        visitor.wait_for_plotly()
        yield visitor
