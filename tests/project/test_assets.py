"""The page's files are found in a checkout and in an installed wheel."""

from pathlib import Path

import app
from app.assets import STATIC, TEMPLATES, place


def package(folder: Path, *names: str) -> Path:
    """A stand-in for the package `app`, with these folders beside or in it."""
    for name in ("app", *names):
        (folder / name).mkdir(parents=True)
    return folder / "app"


def test_a_checkout_keeps_the_files_beside_the_package(tmp_path: Path) -> None:
    assert place("static", package(tmp_path, "static")) == tmp_path / "static"


def test_a_wheel_keeps_the_files_inside_the_package(tmp_path: Path) -> None:
    assert place("static", package(tmp_path, "app/_static")) == tmp_path / "app/_static"


def test_an_installed_package_ignores_a_stranger_beside_it(tmp_path: Path) -> None:
    assert place("static", package(tmp_path, "static", "app/_static")) == tmp_path / "app/_static"


def test_both_folders_are_there() -> None:
    assert STATIC.is_dir() and TEMPLATES.is_dir()


def test_the_version_has_three_numbers() -> None:
    assert [part.isdigit() for part in app.__version__.split(".")] == [True, True, True]
