"""The wheel holds all that the app needs, and serves the page far from the checkout."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from app import __version__
from tests.project.serving import fetch, free_port, referenced, served


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the checkout that holds the wheel, and nothing else; a wheel of Python alone is unpacked."""
    target = tmp_path_factory.mktemp("installed")
    ZipFile(wheel).extractall(target)
    return target


def names(folder: Path, prefix: str) -> set[str]:
    """The files under a folder, as the wheel should name them."""
    return {f"{prefix}/{path.relative_to(folder)}" for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_holds_every_file_of_the_page(sources: Path, wheel: Path) -> None:
    wanted = names(sources / "static", "app/_static") | names(sources / "templates", "app/_templates")
    assert wanted and wanted <= set(ZipFile(wheel).namelist())


def test_the_wheel_holds_the_app_and_nothing_else(wheel: Path) -> None:
    assert {name.split("/")[0] for name in ZipFile(wheel).namelist()} == {
        "app",
        f"bendline-{__version__}.dist-info",
    }


def test_the_wheel_has_the_console_script(wheel: Path) -> None:
    listed = ZipFile(wheel).read(f"bendline-{__version__}.dist-info/entry_points.txt").decode()
    assert "bendline = app.__main__:main" in listed


def test_the_installed_app_is_the_one_that_is_tested(
    installed: Path, tmp_path: Path, plain_environment: dict[str, str]
) -> None:
    """Guards the next test: with the checkout on the path it would prove nothing."""
    found = subprocess.run(
        [sys.executable, "-c", "import app.assets as a; print(a.STATIC)"],
        cwd=tmp_path,
        env={**plain_environment, "PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(found.stdout.strip()) == installed / "app" / "_static"


def test_the_installed_app_serves_the_page_and_all_its_files(
    installed: Path, tmp_path: Path, plain_environment: dict[str, str]
) -> None:
    port = free_port()
    command = [sys.executable, "-m", "app", "--host", "127.0.0.1", "--port", str(port)]
    with served(command, port, tmp_path, {**plain_environment, "PYTHONPATH": str(installed)}) as address:
        status, page = fetch(f"{address}/")
        files = referenced(page)
        assert status == 200
        assert any(file.endswith("/early.js") for file in files) and "/static/favicon.svg" in files
        assert {file: fetch(address + file)[0] for file in files} == dict.fromkeys(files, 200)
