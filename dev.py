"""The commands of a developer; Python 3.11 and a network are all they need.

    python3 dev.py run [--host H] [--port P] ...   set everything up and serve the page
    python3 dev.py test [pytest arguments]         set everything up and run all checks
    python3 dev.py test --kernels [...]            run what computes on every kernel of this processor
    python3 dev.py test --lowest [...]             run the tests on the lowest versions that are allowed
    python3 dev.py test --browsers [...]           drive Firefox and WebKit through the page
    python3 dev.py docs                            write the generated pages of docs/ anew

Everything is installed into `.venv` beside this file, and again only when pyproject.toml changes; for
`--lowest` into `.venv-lowest`. An environment is never cleared: where one is broken, this script says so.
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

import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent

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


@dataclass(frozen=True)
class Place:
    """A virtual environment: its folder, and what lies there."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """Says what has been installed here."""
        return self.folder / "bendline-installed"


EVERYDAY = Place(ROOT / ".venv")
LOWEST = Place(ROOT / ".venv-lowest")


def digest(pyproject: bytes, place: Path) -> str:
    """A fingerprint of all that an installation depends on: a moved checkout has to install again."""
    return hashlib.sha256(pyproject + b"\0" + str(place).encode()).hexdigest()


def covers(stamp: str, fingerprint: str, extra: str) -> bool:
    """Whether the installation that left this stamp will do; one with more extras does, too."""
    installed, _, extras = stamp.strip().partition(" ")
    wanted = set(filter(None, extra.split(",")))
    return installed == fingerprint and wanted <= set(extras.split(","))


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


def environment_makers(folder: Path) -> Iterator[Callable[[], bool]]:
    """The ways to make an environment, best first; none of them empties a folder."""
    yield lambda: do(sys.executable, "-m", "venv", folder)
    if shutil.which("uv"):
        yield lambda: do("uv", "venv", "--seed", "--allow-existing", "--python", sys.executable, folder)
    if shutil.which("virtualenv"):
        yield lambda: do("virtualenv", "--python", sys.executable, folder)
    if can_install_packages():
        # Debian leaves out of Python what an environment is made with, and packs it apart.
        yield lambda: apt_install(venv_package()) and do(sys.executable, "-m", "venv", folder)


def venv_package() -> str:
    """The Debian package that this Python lacks when it cannot make an environment."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def python_runs(place: Place) -> bool:
    """Whether the environment's Python starts."""
    return answer(place.python, "-c", "print(1)", timeout=120) is not None


def has_pip(place: Place) -> bool:
    """Whether the environment has pip; one that `uv venv` made has none, and is as good as any."""
    return answer(place.python, "-m", "pip", "--version", timeout=120) is not None


def make_environment(place: Place, makers: Iterator[Callable[[], bool]] | None = None) -> None:
    """Makes an environment where there is none, by the first way that works."""
    say(f"making the environment {place.folder}")
    if any(make() for make in makers or environment_makers(place.folder)):
        return
    raise SetupError(
        f"This Python cannot make a virtual environment: its 'ensurepip' or 'venv' is missing.\n"
        f"On Debian or Ubuntu this mends it:  sudo apt-get install {venv_package()}\n"
        f"Elsewhere, install Python 3.11 or newer with its standard library whole, or the tool 'uv'."
    )


def ensure_environment(place: Place) -> None:
    """Sees to it that there is an environment with pip; it may be in use, so what is there is kept."""
    if not os.path.lexists(place.python):
        make_environment(place)  # also over what an interrupted run has left
    if not python_runs(place):
        raise SetupError(
            f"The Python of {place.folder} does not start: the one that it was made with may be gone.\n"
            f"Delete that folder, or move it away, and give the command again."
        )
    if has_pip(place):
        return
    say(f"{place.folder} has no pip: adding it")
    if not any(bring() and has_pip(place) for bring in ways_to_pip(place)):
        raise SetupError(
            f"The environment {place.folder} has no pip, and its Python cannot add it (no 'ensurepip').\n"
            f"On Debian or Ubuntu this mends it:  sudo apt-get install {venv_package()}\n"
            f"With the tool 'uv' this does:  uv pip install --python {place.python} pip"
        )


def ways_to_pip(place: Place) -> Iterator[Callable[[], bool]]:
    """The ways to add pip to an environment that has none, best first; they change nothing else in it."""
    by_python = functools.partial(do, place.python, "-m", "ensurepip")
    yield by_python
    if shutil.which("uv"):
        yield functools.partial(do, "uv", "pip", "install", "--python", place.python, "pip")
    if can_install_packages():
        yield lambda: apt_install(venv_package()) and by_python()


def install(extra: str = "", place: Place = EVERYDAY, lowest: bool = False) -> None:
    """Puts the project and what it needs into an environment, unless that has been done."""
    pyproject = (ROOT / "pyproject.toml").read_bytes()
    fingerprint = digest(pyproject, ROOT)
    stamp = place.stamp.read_text() if place.stamp.exists() else ""
    if covers(stamp, fingerprint, extra) and python_runs(place):
        return
    ensure_environment(place)
    place.stamp.unlink(missing_ok=True)
    say("installing the packages")
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    command = [place.python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    with tempfile.TemporaryDirectory() as folder:
        if lowest:
            constraints = Path(folder, "lowest.txt")
            constraints.write_text("\n".join(lowest_versions(pyproject.decode(), extra)))
            command += ["--constraint", constraints]
        if not do(*command, "--editable", target):
            raise SetupError("Installing the packages failed; pip says above why. Is the network up?")
    place.stamp.write_text(f"{fingerprint} {extra}\n")


def lowest_versions(pyproject: str, extra: str = "") -> list[str]:
    """What the project asks for, in the lowest versions that it allows: `numpy>=2.2` becomes `numpy==2.2`."""
    project = tomllib.loads(pyproject)["project"]
    wanted = [*project["dependencies"], *project.get("optional-dependencies", {}).get(extra, ())]
    return [re.sub(r"(\[.*\])?\s*>=\s*([^,;\s]+)[^;]*", r"==\2", requirement) for requirement in wanted]


# --- the browser --------------------------------------------------------------------------------


def runs(browser: str) -> bool:
    """Whether a browser starts: Ubuntu's `chromium-browser` may be a note that points to a snap."""
    return answer(browser, "--version") is not None


def on_path() -> str | None:
    """The first browser on PATH that starts."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((path for path in found if path and runs(path)), None)


def playwrights_own(place: Place = EVERYDAY) -> str | None:
    """The Chromium that Playwright has installed for itself, if it has."""
    script = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    path = answer(place.python, "-c", script)
    return path if path and Path(path).exists() and runs(path) else None


def fetched_by_playwright(place: Place = EVERYDAY) -> str | None:
    """The Chromium that Playwright can fetch."""
    say("no Chromium found: asking Playwright to fetch one")
    do(place.python, "-m", "playwright", "install", "chromium", timeout=BROWSER_FETCH_SECONDS)
    return playwrights_own(place)


def installed_by_apt() -> str | None:
    """The Chromium of Debian or Ubuntu, where this script may install it."""
    if not can_install_packages():
        return None
    apt_install("chromium")
    return on_path()


Way = Callable[[], str | None]


def ways_to_a_browser(place: Place = EVERYDAY) -> tuple[Way, ...]:
    """The ways to a Chromium, in the order in which they are tried."""
    its_own = functools.partial(playwrights_own, place)
    return (on_path, its_own, functools.partial(fetched_by_playwright, place), installed_by_apt)


def find_browser(
    environment: Mapping[str, str],
    ways: Sequence[Way] | None = None,
    starts: Callable[[str], bool] = runs,
) -> str:
    """The path of a Chromium that starts; never None, because a skipped browser test proves nothing."""
    chosen = environment.get("BENDLINE_BROWSER")
    if chosen:
        if starts(chosen):
            return chosen
        raise SetupError(f"BENDLINE_BROWSER is {chosen!r}, but that does not start as a browser.")
    for way in ways_to_a_browser() if ways is None else ways:
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
    here_before = any(map(shutil.which, STORES))
    if apt_install("redis-server") and not here_before:
        do("service", "redis-server", "stop")  # Debian starts what it installs; nobody uses it yet
    return store_on_path()


NO_STORE = (
    "THE SHARED CACHE IS NOT TESTED: there is no Redis and no Valkey here, and none could be installed. "
    "Install one (Debian: sudo apt-get install redis-server), or set BENDLINE_REDIS to its path."
)
WAYS_TO_A_STORE = (store_on_path, store_from_apt)


def find_store(
    environment: Mapping[str, str],
    ways: Sequence[Way] = WAYS_TO_A_STORE,
    starts: Callable[[str], bool] = runs,
) -> str:
    """The path of a Redis or Valkey that starts; empty where there is none, and its tests are skipped."""
    chosen = environment.get("BENDLINE_REDIS")
    if chosen:
        if starts(chosen):
            return chosen
        raise SetupError(f"BENDLINE_REDIS is {chosen!r}, but that does not start as a Redis or a Valkey.")
    return next((found for found in (way() for way in ways) if found), "")


# --- the tests ----------------------------------------------------------------------------------

# A process for each core, up to four; the tests of one file stay together, and share what is set up for them.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")


def prepare(place: Place = EVERYDAY, lowest: bool = False, extra: str = "test") -> dict[str, str]:
    """Installs what the tests need, and gives the variables that tell them where it is."""
    install(extra, place, lowest)
    browser = find_browser(os.environ, ways_to_a_browser(place))
    say(f"the browser is {browser}")
    store = find_store(os.environ)
    say(f"the Redis is {store}" if store else NO_STORE)
    return {"BENDLINE_BROWSER": browser, "BENDLINE_REDIS": store}


def pytest(place: Place, arguments: Sequence[str], variables: Mapping[str, str]) -> int:
    """Runs pytest with further variables; its status."""
    return subprocess.run(
        [str(place.python), "-m", "pytest", *SIDE_BY_SIDE, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **variables},
    ).returncode


def test_all(arguments: Sequence[str]) -> int:
    """Runs every check, and the tests even if the style is at fault: one run shows all there is to mend."""
    variables = prepare()
    tidy = do(EVERYDAY.python, "-m", "ruff", "check")
    return pytest(EVERYDAY, arguments, variables) or int(not tidy)


def test_lowest(arguments: Sequence[str]) -> int:
    """Runs the tests in an environment of its own, with the lowest versions that pyproject.toml allows."""
    return pytest(LOWEST, arguments, prepare(LOWEST, lowest=True))


# --- the kernels: what adds up numbers, and in which order, is the processor's choice ------------

KERNELS = ("Nehalem", "Sandybridge", "Haswell", "SkylakeX")  # SSE4.2, AVX, AVX2, AVX-512
NUMERIC = (  # whatever may come out otherwise where sums are rounded otherwise
    "tests/nn",
    "tests/insight",
    "tests/jobs",
    "tests/api/test_activation.py",
    "tests/api/test_claims.py",
    "tests/api/test_contract.py",
    "tests/api/test_evaluate.py",
    "tests/api/test_extremes.py",
    "tests/api/test_insight.py",
    "tests/api/test_own_points.py",
    "tests/api/test_random.py",
    "tests/api/test_results.py",
    "tests/api/test_stream.py",
    "tests/api/test_xray.py",
    "tests/test_catalog.py",
    "tests/test_claims.py",
    "tests/test_downloads.py",
    "tests/test_experiment.py",
    "tests/test_gallery.py",
    "tests/test_notes.py",
    "tests/test_odd_experiments.py",
    "tests/test_picture.py",
    "tests/test_points.py",
    "tests/test_precision.py",
    "tests/test_presets.py",
    "tests/test_promises.py",
    "tests/test_story.py",
    "tests/test_success.py",
    "tests/test_takeaway.py",
    "tests/test_why.py",
    "tests/browser/test_comparing.py",
    "tests/browser/test_gallery.py",
    "tests/browser/test_story.py",
    "tests/browser/test_verdict.py",
    "tests/browser/test_why.py",
    "tests/browser/test_why_views.py",
)
# A core that the processor lacks is taken all the same, and the first product ends the process.
PROBE = """
import json
import numpy
import threadpoolctl
from numpy._core._multiarray_umath import __cpu_dispatch__ as dispatch, __cpu_features__ as has
for kind in (numpy.float32, numpy.float64):
    square = numpy.ones((256, 256), kind)
    square @ square, square @ square[0], square[0] @ square[0]
blas = [pool for pool in threadpoolctl.threadpool_info() if pool["internal_api"] == "openblas"]
core = blas[0]["architecture"] if blas else None
print(json.dumps({"core": core, "loops": [name for name in dispatch if has[name]]}))
"""


class Kernel(NamedTuple):
    """A way to compute: the variables that choose it, or why it cannot be chosen here."""

    name: str
    variables: dict[str, str]
    missing: str = ""


class Row(NamedTuple):
    """A line of the table at the end."""

    name: str
    tests: str
    seconds: str
    result: str


def probed(place: Place, variables: Mapping[str, str]) -> dict | None:
    """The core that OpenBLAS takes, and what NumPy chose for this processor; None if it cannot compute so."""
    setting = [f"os.environ[{name!r}] = {value!r}\n" for name, value in variables.items()]
    said = answer(place.python, "-c", "import os\n" + "".join(setting) + PROBE, timeout=120)
    return None if said is None else json.loads(said)


def openblas(name: str, found: Mapping | None) -> Kernel:
    """The kernel of OpenBLAS of this name, after what a probe of it found."""
    if found is None:
        missing = "this processor lacks its instructions"
    elif found["core"] is None:
        missing = "this NumPy has no OpenBLAS"
    elif found["core"].lower() != name.lower():
        missing = f"OpenBLAS takes {found['core']}"
    else:
        missing = ""
    return Kernel(name, {"OPENBLAS_CORETYPE": name}, missing)


def narrowed(found: Mapping | None) -> Kernel:
    """NumPy without the loops that it chose for this processor: those that every processor has remain."""
    loops = " ".join(found["loops"]) if found else ""
    if not loops:
        return Kernel("NumPy narrowed", {}, "NumPy chose nothing here that some processor lacks")
    return Kernel(f"NumPy without {loops}", {"NPY_DISABLE_CPU_FEATURES": loops})


def kernels(place: Place) -> list[Kernel]:
    """All ways to compute, those too that this processor does not have."""
    chosen = [openblas(name, probed(place, {"OPENBLAS_CORETYPE": name})) for name in KERNELS]
    return [*chosen, narrowed(probed(place, {"NPY_DISABLE_CPU_FEATURES": ""}))]


def names_tests(arguments: Sequence[str]) -> bool:
    """Whether the arguments say themselves which tests to run."""
    return any((ROOT / argument.partition("::")[0]).exists() for argument in arguments if argument[:1] != "-")


def counted(report: Path) -> tuple[int, str]:
    """The number of tests of pytest's report, and what became of them."""
    suites = list(ElementTree.parse(report).iter("testsuite"))
    tests, failed, broken, skipped = (
        sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    )
    number = {
        "failed": failed,
        "errors": broken,
        "skipped": skipped,
        "passed": tests - failed - broken - skipped,
    }
    return tests, ", ".join(f"{count} {what}" for what, count in number.items() if count)


def tried(kernel: Kernel, run_tests: Callable[[Sequence[str], Mapping[str, str]], int]) -> tuple[int, Row]:
    """Runs the tests on one kernel; their status and the line that says so."""
    say(f"the kernel is {kernel.name}")
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        status = run_tests((f"--junit-xml={report}",), kernel.variables)
        tests, result = counted(report) if report.exists() else (0, "no report")
    if status:
        result = f"FAILED (status {status}): {result}"
    return status, Row(kernel.name, str(tests), f"{time.monotonic() - start:.0f}", result)


def table(rows: Sequence[Row]) -> str:
    """The lines of a table, names to the left and numbers to the right."""
    lines = [Row("kernel", "tests", "seconds", "result"), *rows]
    width = max(len(line.name) for line in lines)
    return "\n".join(
        f"{name:{width}} {tests:>7} {seconds:>8}  {result}" for name, tests, seconds, result in lines
    )


def test_kernels(arguments: Sequence[str]) -> int:
    """Runs what computes once for each kernel that this processor has, and ends with a table of all."""
    variables = prepare()
    chosen = () if names_tests(arguments) else tuple(path for path in NUMERIC if (ROOT / path).exists())

    def run_tests(further: Sequence[str], kernel: Mapping[str, str]) -> int:
        return pytest(EVERYDAY, (*chosen, *arguments, *further), {**variables, **kernel})

    statuses, rows = [], []
    for kernel in kernels(EVERYDAY):
        if kernel.missing:
            rows.append(Row(kernel.name, "-", "-", f"not run: {kernel.missing}"))
        else:
            status, row = tried(kernel, run_tests)
            statuses.append(status)
            rows.append(row)
    print(table(rows), flush=True)
    if not statuses:
        raise SetupError("Not one kernel could run, so nothing was tested; the table says why.")
    return next(filter(None, statuses), 0)


# --- the other browsers: Firefox, and WebKit, which is Safari's engine ----------------------------

OTHER_BROWSERS = {"firefox-esr": "firefox-esr", "WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}


def test_browsers(arguments: Sequence[str]) -> int:
    """Drives Firefox and WebKit through the page; apt installs what is missing, where it can."""
    variables = prepare(extra="test,browsers")
    for program, package in OTHER_BROWSERS.items():
        if not (shutil.which(program) or (can_install_packages() and apt_install(package))):
            say(f"{program} is missing, so its tests will fail: install it (Debian: {package})")
    return pytest(EVERYDAY, ("-n", "0", "-m", "engines", *(arguments or ("tests/engines",))), variables)


# What `test` does instead of running everything once; the option is taken out, pytest gets the others.
TEST_OPTIONS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "--kernels": test_kernels,
    "--lowest": test_lowest,
    "--browsers": test_browsers,
}


# --- the commands -------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> int:
    """Serves the page until it is stopped."""
    install()
    command = [str(EVERYDAY.python), "-m", "app", *arguments]
    os.chdir(ROOT)
    if os.name == "nt":
        return subprocess.run(command).returncode
    # The server takes this process's place, so that Ctrl-C and a service manager's signals reach it.
    os.execv(command[0], command)


def test(arguments: Sequence[str]) -> int:
    """Runs the tests in the way that an option names, or all of them once."""
    options = [option for option in TEST_OPTIONS if option in arguments]
    if len(options) > 1:
        raise SetupError(f"{' and '.join(options)} are two commands: give one after the other.")
    further = [argument for argument in arguments if argument not in options]
    return (TEST_OPTIONS[options[0]] if options else test_all)(further)


def docs(arguments: Sequence[str]) -> int:
    """Writes the generated pages of docs/ anew."""
    install()
    return int(not do(EVERYDAY.python, "-m", "docs.build", *arguments))


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
