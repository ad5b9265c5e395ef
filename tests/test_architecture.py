"""Arrows between the parts of the app run one way."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "app"

# What each part may import of the app, besides itself. A part is a folder or a file of app/.
MAY_IMPORT: dict[str, set[str]] = {
    "nn": set(),
    "insight": {"nn"},
    "points": {"nn"},
    "experiment": {"nn", "insight", "points"},
    "catalog": {"nn", "insight", "experiment"},
    "settings": set(),
    "assets": set(),
    "metrics": set(),
    "messages": set(),
    "language": {"messages"},
    "playground": {"experiment"},
    "links": {"api", "messages", "modes", "playground"},
    "jobs": {"nn", "insight", "experiment", "settings", "metrics"},
    "api": {"nn", "insight", "points", "experiment", "catalog", "settings", "metrics", "jobs"},
    "numbers": {"messages"},
    "words": {"api", "catalog", "experiment", "messages", "nn", "numbers"},
    "controls": {"catalog", "experiment", "messages", "words"},
    "picture": {"assets", "messages", "numbers"},
    "takeaway": {"experiment", "messages", "words"},
    "presets": {"experiment"},
    "modes": {"insight", "language"},
    "gallery": {"api", "experiment", "language", "links", "messages", "nn", "pages", "presets", "words"},
    "missing": {"api", "language", "links", "pages"},
    "steps": {"nn"},
    "story": {"insight", "language", "links", "messages", "nn", "numbers", "pages", "points", "steps"},
    "downloads": {"api", "experiment", "jobs", "messages", "picture", "words"},
    "plotly_assets": {"api", "assets"},
    "sheets": {"api", "assets", "plotly_assets"},
    "scripts": {"api", "assets"},
    "page_cache": {"api", "assets", "jobs", "language", "links", "messages"},
    "pages": {"api", "assets", "catalog", "controls", "experiment", "insight", "jobs", "language", "links", "messages", "modes", "nn",
              "page_cache", "picture", "plotly_assets", "scripts", "sheets", "takeaway", "words"},
    "main": {"api", "assets", "downloads", "gallery", "jobs", "language", "metrics", "missing", "page_cache", "pages", "plotly_assets", "scripts",
             "settings", "sheets", "story"},
    "serving": {"api", "settings"},
    "server": {"serving", "settings"},
    "__main__": {"main", "server", "serving", "settings"},
    "__init__": set(),
}  # fmt: skip
ONLY = {
    "nn": {"numpy"},
    "insight": {"numpy"},
    "points": {"numpy"},
    "experiment": {"numpy"},
    "settings": set(),
    "metrics": {"prometheus_client"},
    "jobs": {"distributed", "numpy", "orjson", "redis", "threadpoolctl"},
}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(source: str) -> Iterator[str]:
    """Every module that a file imports: app.nn.losses for `from app.nn import losses`, too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they lead"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_arrows(part: str, source: str) -> list[str]:
    """The imports of a file in that part that the table does not allow."""
    wrong = []
    for module in imports(source):
        first, *rest = module.split(".")
        if first == "app" and rest:
            target = rest[0] if (PACKAGE / rest[0]).is_dir() or (PACKAGE / f"{rest[0]}.py").is_file() else ""
            if target and target != part and target not in MAY_IMPORT[part]:
                wrong.append(module)
        elif first not in ONLY.get(part, {first}) and not _is_standard(first):
            wrong.append(module)
    return wrong


def _is_standard(module: str) -> bool:
    return module in sys.stdlib_module_names or module == "app"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_imports_follow_the_arrows(path):
    assert wrong_arrows(part_of(path), path.read_text()) == []


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("nn", "from app.experiment import Experiment"),
        ("nn", "import app.jobs.work"),
        ("nn", "def late():\n    from app import catalog"),
        ("nn", "import pydantic"),
        ("experiment", "from app.catalog import catalog"),
        ("jobs", "from app.api.errors import Refused"),
        ("jobs", "from fastapi import FastAPI"),
        ("metrics", "from app.jobs.runner import Runner"),
        ("jobs", "from app.catalog import catalog"),
        ("api", "from app import pages"),
        ("api", "from app.main import create_app"),
        ("pages", "import app.main"),
    ],
)
def test_a_wrong_arrow_is_found(part, source):
    """The check above can fail."""
    assert wrong_arrows(part, source)


def test_every_part_has_its_arrows():
    parts = {part_of(path) for path in PACKAGE.rglob("*.py")}
    assert parts <= set(MAY_IMPORT)


def test_the_arrows_make_no_circle():
    done: set[str] = set()
    while len(done) < len(MAY_IMPORT):
        free = {part for part, targets in MAY_IMPORT.items() if targets <= done} - done
        assert free, set(MAY_IMPORT) - done
        done |= free
