"""Texts and what says them: nothing is said that no catalog has, and no catalog has what nobody says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog import catalog
from app.controls import KINDS
from app.experiment import GROUPS
from app.messages import DEFAULT, languages
from app.messages import catalog as texts
from app.presets import PRESETS

ROOT = Path(__file__).parents[1]
SOURCES = [*ROOT.glob("app/**/*.py"), *ROOT.glob("static/*.js"), *ROOT.glob("templates/*.html")]
OTHERS = [code for code in languages() if code != DEFAULT]
ENTRIES = {
    "activations": "activation",
    "datasets": "dataset",
    "optimizers": "optimizer",
    "schedules": "schedule",
    "initializers": "initializer",
    "losses": "loss",
    "features": "feature",
}
OWN_WORDS = (
    *ENTRIES.values(),
    "encoding",
    "fault",
    "field",
    "group",
    "insight",
    "preset",
)  # English stands elsewhere

CALL = re.compile(r"(?<![\w.])t(?:\.parts)?\(((?:[^()]|\([^()]*\))*)")
KEY = re.compile(r"""f?(["'`])([a-z]\w*(?:\.(?:\w|\$?\{[^{}]*\})+)*\.?)\1( ~)?""")


def keys(source: str) -> Iterator[str]:
    """Every text in quotes that may be a key, as a pattern: what is put into it may be any word."""
    for _, text, joined in KEY.findall(source):
        if "." in text:
            fixed = re.split(r"\$?\{[^{}]*\}", text)
            yield r"\w+".join(map(re.escape, fixed)) + (r"\w+" if joined else "")


def has_own_words(key: str) -> bool:
    return key.split(".")[0] in OWN_WORDS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_whatever_is_said_is_in_the_catalog(path):
    said = {key for call in CALL.findall(path.read_text("utf-8")) for key in keys(call)}
    known = {*texts(DEFAULT), *derived(), "language.code"}
    assert [key for key in said if not any(re.fullmatch(key, one) for one in known)] == []


def test_whatever_is_in_the_catalog_is_said_somewhere():
    patterns = {key for path in SOURCES for key in keys(path.read_text("utf-8"))} | {r"language\.name"}
    said = re.compile("|".join(patterns))
    assert [key for key in texts(DEFAULT) if not said.fullmatch(key) and not has_own_words(key)] == []


def derived() -> Iterator[str]:
    """The keys of all that has its English words in the entries of the catalog."""
    for kind, one in ENTRIES.items():
        yield from (
            f"{one}.{entry['name']}.{word}" for entry in catalog()[kind] for word in ("label", "note")
        )
    for field in catalog()["fields"]:
        yield from (f"field.{field['name']}.{word}" for word in ("label", "help"))
        kind = KINDS.get(field["name"], field["name"])
        yield from (f"{kind}.{choice['name']}.label" for choice in field["choices"])
    yield from (f"insight.{entry['name']}.label" for entry in catalog()["insights"])
    yield from (f"group.{name}.label" for name in GROUPS)
    yield from (f"preset.{preset.name}.{word}" for preset in PRESETS for word in ("label", "reason"))


def in_words() -> Iterator[str]:
    """Those of formulas that have words in them."""
    for entry in catalog()["activations"]:
        for word in ("formula", "derivative", "range"):
            if re.search(r"\b(if|for|and|else)\b", entry[word]):
                yield f"activation.{entry['name']}.{word}"
    yield from ("activation.formula.note", "activation.formula.derivative")


@pytest.mark.parametrize("code", OTHERS)
def test_every_entry_of_the_catalog_is_translated(code):
    assert set(derived()) | set(in_words()) <= set(texts(code))


PYTHON = [path for path in SOURCES if path.suffix == ".py"]
REFUSALS = ("Fault", "Unsuitable", "BadSpelling", "refuse", "_refusal")  # each says what is wrong


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def strings(node: ast.expr) -> set[str]:
    """The texts that an expression may come to: one, or one of two."""
    if isinstance(node, ast.IfExp):
        return strings(node.body) | strings(node.orelse)
    if isinstance(node, ast.Tuple):
        return strings(node.elts[0])
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def codes() -> set[str]:
    """The names of all that can be wrong, as the sources write them."""
    found = set()
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "code":
                found |= strings(node.value)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                found |= strings(node.value)
            if isinstance(node, ast.Return) and node.value and path.name == "codes.py":
                found |= strings(node.value) if isinstance(node.value, ast.Tuple | ast.IfExp) else set()
    scripts = "".join(path.read_text("utf-8") for path in SOURCES if path.suffix == ".js")
    return (found | set(re.findall(r'\bcode: "(\w+)"', scripts))) - {""}


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_refusal_says_by_a_code_what_is_wrong(path):
    """So that a page can say it in another language, and in other words than a program needs."""
    refusals = [call for call in calls(path) if isinstance(call.func, ast.Name) and call.func.id in REFUSALS]
    assert [
        call.lineno for call in refusals if "code" not in {keyword.arg for keyword in call.keywords}
    ] == []


@pytest.mark.parametrize("code", OTHERS)
def test_whatever_can_be_wrong_is_said_in_every_language(code):
    assert {f"fault.{name}" for name in codes()} == {key for key in texts(code) if key.startswith("fault.")}


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_of_something_that_is_not_there(code):
    there = {*texts(DEFAULT), *derived(), *in_words()}
    assert {key for key in texts(code) if key not in there and not key.startswith("fault.")} == set()


def test_a_text_that_nobody_wrote_is_found():
    """The checks above can fail."""
    source = (
        """t("no.such"), t(`page.${name}`), t("a.b" if x(1) else f"c.{d(1)}"), t("figure.class." ~ letter)"""
    )
    found = [key for call in CALL.findall(source) for key in keys(call)]
    assert found == [r"no\.such", r"page\.\w+", r"a\.b", r"c\.\w+", r"figure\.class\.\w+"]
