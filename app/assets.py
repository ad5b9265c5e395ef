"""Where the page's files are: beside `app/` in a checkout, inside it in an installed wheel."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def place(name: str, package: Path = PACKAGE) -> Path:
    """The folder `name` of the page's files, wherever this copy of the app keeps it."""
    # The wheel's place comes first: beside an installed package stand other people's folders.
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent / name


STATIC: Path = place("static")
TEMPLATES: Path = place("templates")

HASH_DIGITS = 16  # of a content's hash in its address
FOREVER = "public, max-age=31536000, immutable"  # a year; other content has another address


def written(folder: Path, suffix: str = "") -> tuple[tuple[str, int], ...]:
    """The names of a folder's files with when each was written: another one as soon as one has changed."""
    with os.scandir(folder) as entries:
        files = [(entry.name, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith(suffix)]
    return tuple(sorted(files))
