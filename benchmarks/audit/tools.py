"""The judges' programs: from npm, in versions that are named here, kept in build/ between runs."""

import os
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "audit"
PACKAGES = ("lighthouse@12.8.2", "vnu-jar@26.9.27")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MODULES = FOLDER / "node_modules"


class Missing(Exception):
    """A judge cannot come; the text says why."""


def install() -> None:
    """Fetch the packages, where they are not there in these versions. Raises Missing."""
    npm = shutil.which("npm")
    if not npm:
        raise Missing("npm is not installed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = (npm, "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund", "--ignore-scripts")
    done = subprocess.run((*command, *PACKAGES), capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"npm could not install {' and '.join(PACKAGES)}")


def browser() -> str:
    """The path of a Chromium. Raises Missing."""
    path = os.environ.get("BENDLINE_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        raise Missing("no Chromium was found; BENDLINE_BROWSER may name one")
    return path


def java() -> str:
    """The path of a Java. Raises Missing."""
    path = shutil.which("java")
    if not path:
        raise Missing("Java is not installed")
    return path
