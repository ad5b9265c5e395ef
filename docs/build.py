"""Writes the pages of the docs that follow from the code: `python3 dev.py docs`."""

from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from app.catalog import catalog
from app.insight import INSIGHTS
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.settings import Settings, variable
from docs.claims import CLAIMS, ERRATA, SECTIONS, Claim, marked

CATALOG = Path(__file__).with_name("catalog.md")
SETTINGS = Path(__file__).with_name("settings.md")
INSIGHT = Path(__file__).with_name("insights.md")
CLAIM = Path(__file__).with_name("claims.md")

Row = tuple[Any, ...]


def table(head: Row, rows: list[Row]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def catalog_page() -> str:
    """docs/catalog.md, whole: every choice and every field there is."""
    entries = catalog()
    parts = [
        "# The catalog",
        "Made from the code by `python3 dev.py docs`; a test fails if it is out of date. "
        "The same, with each activation's curve, is at `/api/v1/catalog`.",
        "## Activations",
        _activations(entries["activations"]),
        "Write a parameter in brackets, `leaky_relu(0.1)`, "
        "and one activation for each hidden layer with slashes, `tanh/relu`.",
        "## Data sets",
        table(
            ("name", "classes", "what it is", "source"),
            [
                (_code(entry), _span(entry["classes"]), entry["note"], entry["source"])
                for entry in entries["datasets"]
            ],
        ),
        *_plain_sections(entries),
        "## Fields of an experiment",
        _fields(entries["fields"]),
    ]
    return "\n\n".join(parts) + "\n"


def _activations(entries: list[dict[str, Any]]) -> str:
    words = ("formula", "derivative", "range")
    rows = [
        (_code(entry), *(entry[word] for word in words), entry["note"] + _bounds(entry), entry["source"])
        for entry in entries
    ]
    return table(("name", "f(x)", "f'(x)", "range", "what it does", "source"), rows)


def _bounds(entry: dict[str, Any]) -> str:
    return "".join(
        f" {item['name']}: {item['minimum']:g} to {item['maximum']:g}, usually {item['default']:g}."
        for item in entry["parameters"]
    )


def _plain_sections(entries: dict[str, Any]) -> list[str]:
    titles = {
        "optimizers": "Optimisers",
        "schedules": "Learning-rate schedules",
        "initializers": "Initialisers",
        "losses": "Losses",
        "features": "Features",
    }
    sections = []
    for kind, title in titles.items():
        rows = [(_code(entry), entry["note"], entry["formula"], entry["source"]) for entry in entries[kind]]
        sections += [f"## {title}", table(("name", "what it does", "formula", "source"), rows)]
    return sections


def _fields(fields: list[dict[str, Any]]) -> str:
    rows = [(_code(entry), _default(entry), _allowed(entry), entry["help"]) for entry in fields]
    return table(("field", "default", "allowed", "what it is"), rows)


def _default(entry: dict[str, Any]) -> str:
    value = entry["default"]
    return ", ".join(f"`{item}`" for item in value) if isinstance(value, list) else f"`{value}`"


def _allowed(entry: dict[str, Any]) -> str:
    if entry["minimum"] is not None:
        return f"{entry['minimum']:g} to {entry['maximum']:g}"
    return ", ".join(f"`{choice['name']}`" for choice in entry["choices"]) or "text"


def _code(entry: dict[str, Any]) -> str:
    return f"`{entry['name']}`"


def _span(bounds: list[int]) -> str:
    low, high = bounds
    return f"{low}" if low == high else f"{low} to {high}"


def insights_page() -> str:
    """docs/insights.md, whole: every insight, what it may be told and what it says."""
    parts = [
        "# The insights",
        "Made from the code by `python3 dev.py docs`; a test fails if it is out of date. "
        "Each is asked of one experiment with one activation, `GET /api/v1/insight/<name>?<the experiment>`, "
        "and answers beside the fields below with `experiment`, `insight` and `parameters`. "
        "What does not apply is a 422 that says why.",
    ]
    for entry in catalog()["insights"]:
        parts += [f"## `{entry['name']}`: {entry['label']}", entry["note"]]
        if entry["parameters"]:
            rows = [
                (_code(spec), _default(spec), _allowed(spec), spec["help"]) for spec in entry["parameters"]
            ]
            parts.append(table(("parameter", "default", "allowed", "what it is"), rows))
        said = [(_code(field), field["help"]) for field in entry["fields"]]
        parts.append(table(("field", "what it says"), said))
    return "\n\n".join(parts) + "\n"


def claims_page() -> str:
    """docs/claims.md, whole: every statement, its number, and where to see, to ask for and to test it."""
    parts = [
        "# The claims",
        "Made from [claims.py](claims.py) by `python3 dev.py docs`; a test fails if it is out of date. "
        "What the app lets a person see and check, each with a number that tests assert: "
        "`python3 dev.py test -m 'claim(id=\"B3\")'` runs those of one. "
        "Addresses are below `/api/v1/`; a step is one of the story at `/why`, a view one of the questions "
        "“Why?” below the pictures.",
    ]
    for letter, title in SECTIONS.items():
        rows = [_claim(claim) for claim in CLAIMS if claim.id.startswith(letter)]
        parts += [f"## {letter}. {title}", table(("id", "claim", "number", "ask", "see", "tested in"), rows)]
    parts += [
        "## Where the source is wrong",
        "The claims come from a public page of questions and answers. Some of it needs a word:",
        table(("id", "correction"), [*ERRATA]),
    ]
    return "\n\n".join(parts) + "\n"


def _claim(claim: Claim) -> Row:
    files = sorted(file for id, file in marked() if id == claim.id)
    asks, links = (f"`{ask}`" for ask in claim.asks), (f"[{Path(file).name}](../{file})" for file in files)
    return claim.id, claim.statement, claim.number, ", ".join(asks), ", ".join(claim.places), ", ".join(links)


def settings_page() -> str:
    """docs/settings.md, whole: every setting there is."""
    rows = [
        (f"`{spec.name}`", f"`{variable(spec)}`", _usual(spec), _bounded(spec), spec.metadata["help"])
        for spec in fields(Settings)
    ]
    parts = [
        "# The settings",
        "Made from the code by `python3 dev.py docs`; a test fails if it is out of date. "
        "Each setting comes from the environment, `BENDLINE_WORKERS=8` for one. "
        "`--host`, `--port` and `--workers` of the command line stand above it.",
        table(("setting", "environment", "default", "allowed", "what it is"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def _usual(spec: Field) -> str:
    """The default, in words where it depends on the machine or is nothing."""
    if spec.default is MISSING:
        return spec.metadata["in_words"]
    if isinstance(spec.default, bool):
        return "`on`" if spec.default else "`off`"
    return "none" if spec.default == "" else f"`{spec.default}`"


def _bounded(spec: Field) -> str:
    if spec.metadata["minimum"] is not None:
        return f"{spec.metadata['minimum']} to {spec.metadata['maximum']}"
    choices = ("on", "off") if spec.type is bool else spec.metadata["choices"]
    return ", ".join(f"`{choice}`" for choice in choices) or "text"


def main() -> None:
    """Write the pages."""
    SETTINGS.write_text(settings_page(), encoding="utf-8")
    print(f"{SETTINGS.name}: {len(fields(Settings))} settings")
    CATALOG.write_text(catalog_page(), encoding="utf-8")
    INSIGHT.write_text(insights_page(), encoding="utf-8")
    print(f"{INSIGHT.name}: {len(INSIGHTS)} insights")
    CLAIM.write_text(claims_page(), encoding="utf-8")
    print(f"{CLAIM.name}: {len(CLAIMS)} claims")
    print(f"{CATALOG.name}: {len(ACTIVATIONS)} activations, {len(DATASETS)} data sets")


if __name__ == "__main__":
    main()
