"""The README's commands and examples do what it says they do."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import plotly.graph_objects as go
import pytest

import dev
from tests.project.environments import borrowing
from tests.project.serving import fetch, free_port, referenced, served

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BASE = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return [found.strip() for found in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)]


CURLS = [block for block in blocks("sh") if block.startswith("curl") and " -o " not in block]
SAVED = [block for block in blocks("sh") if block.startswith("curl") and " -o " in block]


@pytest.fixture(scope="module")
def copied(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with an environment in which all is installed: dev.py may not touch the one here."""
    folder = tmp_path_factory.mktemp("copy") / "bendline"
    shutil.copytree(sources, folder, ignore=shutil.ignore_patterns("build", "dist"))
    shutil.copy(ROOT / "dev.py", folder)
    place = dev.Place(folder / ".venv")
    borrowing(place.folder)
    place.stamp.write_text(dev.digest((folder / "pyproject.toml").read_bytes(), folder) + " \n")
    return folder


@pytest.fixture(scope="module")
def address(copied: Path, tmp_path_factory: pytest.TempPathFactory, plain_environment) -> Iterator[str]:
    """The app, started by the README's own command in a copy of the checkout."""
    port = free_port()
    command = [sys.executable, *next(block for block in blocks("sh") if block.endswith("run")).split()[1:]]
    command[1] = str(copied / command[1])
    with served(
        [*command, "--port", str(port)], port, tmp_path_factory.mktemp("run"), plain_environment
    ) as url:
        yield url


def test_the_command_leaves_the_environment_of_the_checkout_alone(address, copied, tmp_path_factory):
    """It runs the copy, from the copy's environment, and had nothing to install."""
    (copied / "static" / "of-the-copy.css").write_text("a {}")
    assert fetch(f"{address}/static/of-the-copy.css") == (200, "a {}")
    log = (tmp_path_factory.getbasetemp() / "run0" / "server.log").read_text()
    assert "installing" not in log and "making" not in log


def test_run_serves_the_page_and_the_files_it_needs(address):
    status, page = fetch(address)
    assert status == 200 and "Bendline" in page
    assert all(fetch(address + path)[0] == 200 for path in referenced(page))


def test_there_are_six_curl_examples_and_six_lines_for_a_notebook():
    assert len(CURLS) == 6
    (notebook,) = blocks("python")
    assert len([line for line in notebook.splitlines() if line.strip()]) == 6


def last_event(text: str) -> str:
    """What the last event of a stream says; of a plain answer, all of it."""
    return text.rpartition("data: ")[2]


@pytest.mark.parametrize("text", CURLS)
def test_each_curl_example_gives_what_the_text_says(address, text):
    """Runs, an activation's curve, or an insight; the same request by httpx, and by curl itself where it is installed."""
    words = shlex.split(text.replace(BASE, address).replace("\\\n", " "))[1:]
    url = next(word for word in words if word.startswith("http"))
    if "-d" in words:
        answer = httpx.post(
            url, content=words[words.index("-d") + 1], headers={"Content-Type": "application/json"}
        )
    else:
        answer = httpx.get(url)
    body = json.loads(last_event(answer.text))
    assert answer.status_code == 200
    if "/activation?" in url:
        (described,) = body["activations"]
        assert described["curve"]["y"][-1] == pytest.approx(0.8)
    elif "/insight/" in url:
        assert body["network"] <= body["accuracy"] < 0.75 and body["certificate"]
    else:
        runs = body.get("runs") or [body["run"]]
        assert all(run["accuracy"]["train"] > 0.5 for run in runs)
    if shutil.which("curl"):
        shown = subprocess.run(["curl", *words], check=True, capture_output=True, text=True).stdout
        assert json.loads(last_event(shown)) == body


@pytest.mark.parametrize("text", SAVED)
def test_each_file_is_the_picture_that_its_name_says(address, text):
    words = shlex.split(text.replace(BASE, address))
    assert words[words.index("-o") + 1].endswith(".png")
    assert httpx.get(words[-1], timeout=30).content.startswith(b"\x89PNG")


def test_the_notebook_example_draws_the_boundary(address):
    (notebook,) = blocks("python")
    *lines, last = notebook.replace(BASE, address).splitlines()
    names: dict = {}
    exec("\n".join(lines), names)
    figure = eval(last, names)
    assert isinstance(figure, go.Figure) and len(figure.data[0].z) == 100


def test_the_screenshot_is_there():
    picture = ROOT / re.search(r"!\[[^\]]+\]\(([^)]+)\)", README)[1]
    assert picture.read_bytes().startswith(b"\x89PNG")
