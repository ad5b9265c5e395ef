"""What the tests in a browser share: one running server, one Chromium, pages, and a watch over all of them.

The server and the browser live as long as this folder's tests, not the session: while Playwright runs,
this thread has no place for the event loop of other tests.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.project.serving import this_checkout

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--no-sandbox",  # as root, in containers
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIZE: ViewportSize = {"width": 1024, "height": 700}
PATIENCE = 20_000  # ms, on two busy cores; a change takes about 200


class Watch:
    """Notes what goes wrong on pages: errors, violations of the security policy, requests to other hosts."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.forgiven: list[str] = []

    def over(self, page: Page) -> Page:
        """The same page, watched from now on."""
        page.on("console", self._on_console)
        page.on("pageerror", self._on_pageerror)
        page.on("request", self._on_request)
        return page

    # A violation of the policy is an error on the console, too.
    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self.forgiven):
            self.complaints.append(message.text)

    def _on_pageerror(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"a request to {request.url}")

    def leave(self, page: Page) -> None:
        """Watch this page no longer."""
        page.remove_listener("console", self._on_console)
        page.remove_listener("pageerror", self._on_pageerror)
        page.remove_listener("request", self._on_request)

    def forgive(self, part: str) -> None:
        """Forget the complaints that hold this text, late ones too: the test brought them about itself."""
        self.forgiven.append(part)
        self.complaints[:] = [text for text in self.complaints if part not in text]


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of this checkout listens."""
    with this_checkout(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium. Without one the tests fail: a skipped test would prove nothing."""
    named = os.environ.get("BENDLINE_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        path = named or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.fail("No Chromium was found. Install one, or set BENDLINE_BROWSER to its path.")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def watch(address: str) -> Watch:
    """The watch over a test's pages."""
    return Watch(address)


@pytest.fixture(scope="package")
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """One profile, so that plotly.js is fetched and compiled once; a path is an address in it."""
    context = browser.new_context(base_url=address, viewport=SIZE, color_scheme="light")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(scope="package")
def tabs() -> list[Page]:
    """The tab that the tests hand on to one another, where there is one."""
    return []


@pytest.fixture
def page(context: BrowserContext, watch: Watch, tabs: list[Page]) -> Iterator[Page]:
    """A page on which nothing may go wrong unnoticed.

    The tab is the one of the test before: a new one would compile all of plotly.js again, two seconds long.
    """
    page = watch.over(tabs.pop() if tabs else context.new_page())
    yield page
    if not page.is_closed():
        page.unroute_all()
        page.goto("/healthz")  # of the same site: the tab keeps its process, and that what it has compiled
        page.evaluate(
            "() => [localStorage, sessionStorage].forEach((each) => each.clear())"
        )  # no theme, no drafts
        watch.leave(page)
        page.set_viewport_size(SIZE)
        page.emulate_media(color_scheme="light", reduced_motion="null", forced_colors="null", contrast="null")
        tabs.append(page)
    assert watch.complaints == []
