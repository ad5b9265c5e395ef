"""The commands of a developer; Python 3.11 and a network are all they need.

    python3 dev.py run [--host H] [--port P] ...   set everything up and serve the page
    python3 dev.py test [pytest arguments]         set everything up and run all checks
    python3 dev.py docs                            write the generated pages of docs/ anew

Everything is installed into `.venv` beside this file, and again only when pyproject.toml changes.
`test` needs a Chromium. It takes the first of: the path in BENDLINE_BROWSER, a browser on PATH,
Playwright's own, one that Playwright can fetch, one that apt can install (as root on Debian or Ubuntu).
The tests of the shared cache need a Redis or a Valkey: the path in BENDLINE_REDIS, one on PATH, or one that
apt can install; without any they are skipped.
"""

import sys


# Up to this check the file is kept to what an old Python understands, so that it can say what is wrong.
def complaint(version: tuple) -> str:
    """Why this Python cannot run the project; empty when it can."""
    if version >= (3, 11):
        return ""
    found = ".".join(str(part) for part in version[:2])
    return "Bendline needs Python 3.11 or newer; this is Python " + found + ". Try: python3.12 dev.py run"


if complaint(sys.version_info[:2]):
    sys.exit(complaint(sys.version_info[:2]))

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "bendline-installed"

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
BROWSER_FETCH_SECONDS = 300  # Playwright fetches about 170 MB; where it cannot, it may wait for ever


class SetupError(Exception):
    """Something is missing that this script cannot mend; the message says what a person can do."""


# --- running other programs ---------------------------------------------------------------------


def say(text: str) -> None:
    """Tells the person at the terminal what happens, apart from what the commands print."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def do(*command: str | Path, timeout: float | None = None, **environment: str) -> bool:
    """Runs a command without input, with its output shown; True if it succeeded."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, **environment},
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(str(error))
        return False
    return done.returncode == 0


def answer(*command: str | Path, timeout: float = 30) -> str | None:
    """What a command prints, without the line's end; None if it failed or took too long."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


# --- the environment ----------------------------------------------------------------------------


def digest(pyproject: bytes, place: Path) -> str:
    """A fingerprint of all that an installation depends on: a moved checkout has to install again."""
    return hashlib.sha256(pyproject + b"\0" + str(place).encode()).hexdigest()


def covers(stamp: str, fingerprint: str, extra: str) -> bool:
    """Whether the installation that left this stamp will do; one with an extra does without it too."""
    installed, _, extras = stamp.strip().partition(" ")
    return installed == fingerprint and (not extra or extra == extras)


def can_install_packages() -> bool:
    """Whether this is root on Debian or Ubuntu."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str) -> bool:
    """Installs one Debian package; True if it succeeded."""
    say(f"installing the package {package}")
    return do("apt-get", "update", "--quiet=2") and do(
        "apt-get",
        "install",
        "--yes",
        "--quiet=2",
        "--no-install-recommends",
        package,
        DEBIAN_FRONTEND="noninteractive",
    )


def environment_makers() -> Iterator[Callable[[], bool]]:
    """The ways to make an environment, best first."""
    yield lambda: do(sys.executable, "-m", "venv", "--clear", VENV)
    if shutil.which("uv"):
        yield lambda: do("uv", "venv", "--seed", "--clear", "--python", sys.executable, VENV)
    if shutil.which("virtualenv"):
        yield lambda: do("virtualenv", "--clear", "--python", sys.executable, VENV)
    if can_install_packages():
        # Debian leaves out of Python what an environment is made with, and packs it apart.
        yield lambda: apt_install(venv_package()) and do(sys.executable, "-m", "venv", "--clear", VENV)


def venv_package() -> str:
    """The Debian package that this Python lacks when it cannot make an environment."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def environment_works() -> bool:
    """Whether .venv holds a Python with pip, as it does not after an interrupted run."""
    return answer(PYTHON, "-m", "pip", "--version") is not None


def make_environment(makers: Iterator[Callable[[], bool]] | None = None) -> None:
    """Makes .venv, by the first way that works."""
    say(f"making the environment {VENV}")
    if any(make() for make in makers or environment_makers()):
        return
    raise SetupError(
        f"This Python cannot make a virtual environment: its 'ensurepip' or 'venv' is missing.\n"
        f"On Debian or Ubuntu this mends it:  sudo apt-get install {venv_package()}\n"
        f"Elsewhere, install Python 3.11 or newer with its standard library whole, or the tool 'uv'."
    )


def install(extra: str = "") -> None:
    """Puts the project and what it needs into .venv, unless that has been done."""
    fingerprint = digest((ROOT / "pyproject.toml").read_bytes(), ROOT)
    stamp = STAMP.read_text() if STAMP.exists() else ""
    if covers(stamp, fingerprint, extra) and environment_works():
        return
    if not environment_works():
        make_environment()
    STAMP.unlink(missing_ok=True)
    say("installing the packages")
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check")
    if not do(PYTHON, "-m", "pip", "install", *quiet, "--editable", target):
        raise SetupError("Installing the packages failed; pip says above why. Is the network up?")
    STAMP.write_text(f"{fingerprint} {extra}\n")


# --- the browser --------------------------------------------------------------------------------


def runs(browser: str) -> bool:
    """Whether a browser starts: Ubuntu's `chromium-browser` may be a note that points to a snap."""
    return answer(browser, "--version") is not None


def on_path() -> str | None:
    """The first browser on PATH that starts."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((path for path in found if path and runs(path)), None)


def playwrights_own() -> str | None:
    """The Chromium that Playwright has installed for itself, if it has."""
    script = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    path = answer(PYTHON, "-c", script)
    return path if path and Path(path).exists() and runs(path) else None


def fetched_by_playwright() -> str | None:
    """The Chromium that Playwright can fetch."""
    say("no Chromium found: asking Playwright to fetch one")
    do(PYTHON, "-m", "playwright", "install", "chromium", timeout=BROWSER_FETCH_SECONDS)
    return playwrights_own()


def installed_by_apt() -> str | None:
    """The Chromium of Debian or Ubuntu, where this script may install it."""
    if not can_install_packages():
        return None
    apt_install("chromium")
    return on_path()


WAYS_TO_A_BROWSER = (on_path, playwrights_own, fetched_by_playwright, installed_by_apt)


def find_browser(
    environment: Mapping[str, str],
    ways: Sequence[Callable[[], str | None]] = WAYS_TO_A_BROWSER,
    starts: Callable[[str], bool] = runs,
) -> str:
    """The path of a Chromium that starts; never None, because a skipped browser test proves nothing."""
    chosen = environment.get("BENDLINE_BROWSER")
    if chosen:
        if starts(chosen):
            return chosen
        raise SetupError(f"BENDLINE_BROWSER is {chosen!r}, but that does not start as a browser.")
    for way in ways:
        found = way()
        if found:
            return found
    raise SetupError(
        "The tests need a Chromium, and none was found or could be installed.\n"
        "Install one (Debian: sudo apt-get install chromium), or set BENDLINE_BROWSER to its path."
    )


# --- the Redis ----------------------------------------------------------------------------------

STORES = ("redis-server", "valkey-server")


def store_on_path() -> str | None:
    """The first Redis or Valkey on PATH that starts."""
    found = (shutil.which(name) for name in STORES)
    return next((path for path in found if path and runs(path)), None)


def store_from_apt() -> str | None:
    """The Redis of Debian or Ubuntu, where this script may install it; only the tests start it."""
    if not can_install_packages():
        return None
    apt_install("redis-server")
    do("service", "redis-server", "stop")  # Debian starts what it installs
    return store_on_path()


NO_STORE = (
    "THE SHARED CACHE IS NOT TESTED: there is no Redis and no Valkey here, and none could be installed. "
    "Install one (Debian: sudo apt-get install redis-server), or set BENDLINE_REDIS to its path."
)
WAYS_TO_A_STORE = (store_on_path, store_from_apt)


def find_store(
    environment: Mapping[str, str],
    ways: Sequence[Callable[[], str | None]] = WAYS_TO_A_STORE,
    starts: Callable[[str], bool] = runs,
) -> str:
    """The path of a Redis or Valkey that starts; empty where there is none, and its tests are skipped."""
    chosen = environment.get("BENDLINE_REDIS")
    if chosen:
        if starts(chosen):
            return chosen
        raise SetupError(f"BENDLINE_REDIS is {chosen!r}, but that does not start as a Redis or a Valkey.")
    return next((found for found in (way() for way in ways) if found), "")


# --- the commands -------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> int:
    """Serves the page until it is stopped."""
    install()
    command = [str(PYTHON), "-m", "app", *arguments]
    os.chdir(ROOT)
    if os.name == "nt":
        return subprocess.run(command).returncode
    # The server takes this process's place, so that Ctrl-C and a service manager's signals reach it.
    os.execv(command[0], command)


# A process for each core, up to four; the tests of one file stay together, and share what is set up for them.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")


def test(arguments: Sequence[str]) -> int:
    """Runs every check, and the tests even if the style is at fault: one run shows all there is to mend."""
    install("test")
    browser = find_browser(os.environ)
    say(f"the browser is {browser}")
    store = find_store(os.environ)
    say(f"the Redis is {store}" if store else NO_STORE)
    tidy = do(PYTHON, "-m", "ruff", "check")
    tested = subprocess.run(
        [str(PYTHON), "-m", "pytest", *SIDE_BY_SIDE, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "BENDLINE_BROWSER": browser, "BENDLINE_REDIS": store},
    ).returncode
    return tested or int(not tidy)


def docs(arguments: Sequence[str]) -> int:
    """Writes the generated pages of docs/ anew."""
    install()
    return int(not do(PYTHON, "-m", "docs.build", *arguments))


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {"run": run, "test": test, "docs": docs}


def main(arguments: Sequence[str]) -> int:
    """Runs the command that the first argument names; the others are the command's own."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        asked = bool(arguments) and arguments[0] in ("-h", "--help")
        print(__doc__, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return command(arguments[1:])
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
