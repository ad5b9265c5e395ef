"""What the Nu HTML checker says of each page in several states, as the server sends it."""

import json
import subprocess
import tempfile
from pathlib import Path

import httpx

from benchmarks.audit import LANGUAGES, STATES, tools

JAR = tools.MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors(address: str) -> list[str]:
    """Everything that is no HTML, with the page that has it. Raises tools.Missing."""
    command = [tools.java(), "-jar", str(JAR), "--errors-only", "--format", "json", "--exit-zero-always"]
    with tempfile.TemporaryDirectory() as folder:
        names = dict(_fetch(address, Path(folder)))
        done = subprocess.run([*command, *names], capture_output=True, text=True)
    told = json.loads(done.stderr)["messages"]
    return [f"{names[one['url'].removeprefix('file:')]}: {one['message']}" for one in told]


def _fetch(address: str, folder: Path) -> list[tuple[str, str]]:
    """The pages as files: the path of each, and the page that it is."""
    files = []
    for index, page in enumerate(STATES):
        for language in LANGUAGES:
            answer = httpx.get(f"{address}{page}", headers={"Accept-Language": language}, timeout=60)
            path = folder / f"{index}-{language}.html"
            path.write_text(answer.text, encoding="utf-8")
            files.append((str(path), f"{page} ({language})"))
    return files
