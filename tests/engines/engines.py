"""Firefox and WebKit, each behind the same few commands, driven over their own remote protocols.

Playwright drives builds of its own of both, and these can only be fetched from its makers. So this drives what Debian
ships: Firefox over Marionette, WebKitGTK (the engine of Safari) over its WebDriver. What a person does goes in as
WebDriver actions (https://www.w3.org/TR/webdriver2/#actions): a real pointer and real keys.
"""

import os
import shutil
import time
from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

PATIENCE = 30.0  # s, until something that was asked for is there
LOOK = 0.05  # s, between two looks
SIZE = (1440, 900)  # px, of the page itself
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser"

Place = tuple[float, float]


class Engine(ABC):
    """One browser with one page in it."""

    name: str

    def __init__(self, address: str) -> None:
        self.address = address

    @abstractmethod
    def goto(self, url: str) -> None:
        """Open an address, and wait until it is loaded."""

    @abstractmethod
    def run(self, script: str, *arguments: Any) -> Any:
        """What the body of a function returns in the page, as JSON."""

    @abstractmethod
    def perform(self, actions: Sequence[dict[str, Any]]) -> None:
        """Sources of input and what each does, as WebDriver has them."""

    @abstractmethod
    def png(self) -> bytes:
        """A picture of what is seen of the page."""

    @abstractmethod
    def resize_window(self, width: int, height: int) -> None:
        """Size of the window, with its frame."""

    @abstractmethod
    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select, as a click on it does."""

    @abstractmethod
    def complaints(self) -> list[str]:
        """What went wrong in the page's scripts since the last time."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    # --- made of these ----------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """A page of the app."""
        self.goto(self.address + path)

    def fit(self, width: int, height: int) -> None:
        """Make the page itself this large."""
        self.resize_window(width, height)
        inner = self.run("return [innerWidth, innerHeight]")
        self.resize_window(2 * width - inner[0], 2 * height - inner[1])
        self.until(f"return innerWidth === {width} && innerHeight === {height}")

    def until(self, script: str, *arguments: Any) -> Any:
        """Wait for what the script returns to be true, and return it."""
        return waited(lambda: self.run(script, *arguments), script)

    def seen(self, selector: str) -> None:
        """Wait for something to be seen."""
        self.until("return Boolean(document.querySelector(arguments[0])?.checkVisibility())", selector)

    def at_rest(self) -> None:
        """Wait until both pictures show the newest answer, drawn by Plotly."""
        self.until(
            "const region = document.getElementById('pictures');"
            "return region.getAttribute('aria-busy') === 'false' && !document.querySelector('[data-playing]')"
            " && document.querySelectorAll('.panel .stage').length > 0"
            " && [...document.querySelectorAll('.panel .stage')].every((stage) => stage.querySelector('.plot-container')"
            " && !stage.querySelector('svg.picture'));"
        )

    def text(self, selector: str) -> str:
        """The words of an element."""
        return self.run(
            "return document.querySelector(arguments[0]).textContent.replace(/\\s+/g, ' ').trim()", selector
        )

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Where an element is seen: left, top, width, height; it is scrolled into view where it is not."""
        return tuple(
            self.run(
                "const found = document.querySelector(arguments[0]);"
                "found.scrollIntoView({ block: 'center', behavior: 'instant' });"
                "const { x, y, width, height } = found.getBoundingClientRect();"
                "return [x, y, width, height];",
                selector,
            )
        )

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        left, top, width, height = self.box(selector)
        self.drag([(left + width / 2, top + height / 2)])

    def drag(self, places: Iterable[Place]) -> None:
        """Press at the first place, move over the others, let go at the last."""
        first, *others = ((round(x), round(y)) for x, y in places)
        moves = [{"type": "pointerMove", "duration": 20, "x": x, "y": y} for x, y in others]
        start = {"type": "pointerMove", "duration": 0, "x": first[0], "y": first[1]}
        pressed = [start, {"type": "pointerDown", "button": 0}, *moves, {"type": "pointerUp", "button": 0}]
        mouse = {"pointerType": "mouse"}
        self.perform([{"type": "pointer", "id": "mouse", "parameters": mouse, "actions": pressed}])

    def type(self, text: str) -> None:
        """Press keys, one after the other."""
        strokes = [{"type": kind, "value": sign} for sign in text for kind in ("keyDown", "keyUp")]
        self.perform([{"type": "key", "id": "keys", "actions": strokes}])

    def picture(self, selector: str) -> Image.Image:
        """What is seen of an element."""
        left, top, width, height = self.box(selector)
        # WebKit's screenshot is of the last frame, which may be from before it was scrolled.
        self.run(
            "delete document.documentElement.dataset.painted; requestAnimationFrame(() => requestAnimationFrame(() => {"
            " document.documentElement.dataset.painted = ''; }));"
        )
        self.until("return 'painted' in document.documentElement.dataset")
        with Image.open(BytesIO(self.png())) as whole:
            scale = whole.width / self.run("return innerWidth")
            part = (left, top, left + width, top + height)
            return whole.convert("RGB").crop(tuple(round(scale * side) for side in part))


def waited(look: Callable[[], Any], wanted: str) -> Any:
    """Look until there is something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(LOOK)
    raise AssertionError(f"not within {PATIENCE:g} s: {wanted}")


class Firefox(Engine):
    """The Firefox on PATH, without a window."""

    name = "firefox"

    def __init__(self, address: str) -> None:
        from marionette_driver.marionette import Marionette

        super().__init__(address)
        self._told = 0
        self._browser = Marionette(
            bin=shutil.which("firefox-esr") or shutil.which("firefox"), headless=True, gecko_log=os.devnull
        )
        self._browser.start_session()

    @staticmethod
    def missing() -> str:
        """What is missing here to drive it; empty where nothing is."""
        return "" if shutil.which("firefox-esr") or shutil.which("firefox") else "Firefox"

    def goto(self, url: str) -> None:
        self._browser.navigate(url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._browser.execute_script(script, list(arguments), sandbox=None)

    def perform(self, actions: Sequence[dict[str, Any]]) -> None:
        self._browser._send_message("WebDriver:PerformActions", {"actions": actions})

    def png(self) -> bytes:
        return b64decode(self._browser.screenshot(full=False))

    def resize_window(self, width: int, height: int) -> None:
        self._browser.set_window_rect(width=width, height=height)

    def choose(self, selector: str, value: str) -> None:
        self._browser.find_element("css selector", f'{selector} option[value="{value}"]').click()

    # The browser's own console: an error in a script is there, whenever it was made.
    def complaints(self) -> list[str]:
        with self._browser.using_context("chrome"):
            every = self._browser.execute_script(
                "const service = Cc['@mozilla.org/consoleservice;1'].getService(Ci.nsIConsoleService);"
                "return Array.from(service.getMessageArray())"
                ".filter((each) => each instanceof Ci.nsIScriptError && !(each.flags & Ci.nsIScriptError.warningFlag))"
                ".map((each) => [each.sourceName, each.errorMessage])"
            )
        new, self._told = every[self._told :], len(every)
        # Firefox itself asks for an icon where a page has none, as the one has that tests begin with.
        return [text for source, text in new if source.startswith(self.address) and "favicon.ico" not in text]

    def close(self) -> None:
        self._browser.cleanup()


class WebKit(Engine):
    """WebKitGTK's small browser; it needs a display, which DISPLAY names."""

    name = "webkit"

    def __init__(self, address: str, log: Path) -> None:
        from selenium.webdriver import WebKitGTK, WebKitGTKOptions
        from selenium.webdriver.webkitgtk.service import Service

        super().__init__(address)
        self._log, self._told = log, 0
        options = WebKitGTKOptions()
        options.binary_location = str(mini_browser())
        options.add_argument("--automation")
        options.add_argument("--enable-write-console-messages-to-stdout=true")
        # The browser writes where its driver does.
        self._browser = WebKitGTK(
            options=options, service=Service(shutil.which("WebKitWebDriver"), log_output=str(log))
        )

    @staticmethod
    def missing() -> str:
        """What is missing here to drive it; empty where nothing is."""
        if not (shutil.which("WebKitWebDriver") and mini_browser()):
            return "WebKitGTK's MiniBrowser and WebKitWebDriver"
        return "" if os.environ.get("DISPLAY") or shutil.which("Xvfb") else "a display, or Xvfb"

    def goto(self, url: str) -> None:
        self._browser.get(url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._browser.execute_script(script, *arguments)

    def perform(self, actions: Sequence[dict[str, Any]]) -> None:
        self._browser.execute("actions", {"actions": actions})

    def png(self) -> bytes:
        return self._browser.get_screenshot_as_png()

    def resize_window(self, width: int, height: int) -> None:
        self._browser.set_window_size(width, height)

    def choose(self, selector: str, value: str) -> None:
        self._browser.find_element("css selector", f'{selector} option[value="{value}"]').click()

    def complaints(self) -> list[str]:
        lines = self._log.read_text("utf-8", "replace").splitlines()
        new, self._told = lines[self._told :], len(lines)
        return [line for line in new if "CONSOLE" in line and "ERROR" in line]

    def close(self) -> None:
        self._browser.quit()


def mini_browser() -> Path | None:
    """WebKitGTK's small browser, where Debian and Ubuntu or Fedora lay it."""
    places = (found for pattern in MINI_BROWSERS for found in sorted(Path("/").glob(pattern.lstrip("/"))))
    return next(places, None)
