"""Where the page's files are: beside `app/` in a checkout, inside it in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def place(name: str, package: Path = PACKAGE) -> Path:
    """The folder `name` of the page's files, wherever this copy of the app keeps it."""
    # The wheel's place comes first: beside an installed package stand other people's folders.
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent / name


STATIC: Path = place("static")
TEMPLATES: Path = place("templates")
