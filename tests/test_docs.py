"""The docs follow the code."""

import re
from pathlib import Path

import pytest
from PIL import Image

from app import settings
from docs.build import (
    CATALOG,
    CLAIM,
    INSIGHT,
    SETTINGS,
    catalog_page,
    claims_page,
    insights_page,
    settings_page,
)
from docs.screenshots import FOLDER, MOST_BYTES, SHOTS, TOUR, tour

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


def test_the_catalog_page_is_what_the_code_says():
    assert CATALOG.read_text(encoding="utf-8") == catalog_page(), "run: python3 dev.py docs"


def test_the_insights_page_is_what_the_code_says():
    assert INSIGHT.read_text(encoding="utf-8") == insights_page(), "run: python3 dev.py docs"


def test_the_claims_page_is_what_the_registry_and_the_tests_say():
    assert CLAIM.read_text(encoding="utf-8") == claims_page(), "run: python3 dev.py docs"


def test_the_settings_page_is_what_the_code_says():
    assert SETTINGS.read_text(encoding="utf-8") == settings_page(), "run: python3 dev.py docs"


@pytest.mark.parametrize("cores", [1, 3, 96])
def test_the_settings_page_is_the_same_on_every_machine(monkeypatch, cores):
    before = settings_page()
    monkeypatch.setattr(settings, "_cores", lambda: cores)
    assert settings_page() == before


def test_every_default_is_told():
    """A default that the machine decides has words; an empty cell would say nothing."""
    assert "|  |" not in settings_page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_map_of_the_house_names_what_is_there():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for module in sorted(path.name for path in (ROOT / "app").glob("[!_]*.py")):
        assert module in text


def test_the_tour_shows_every_picture_that_the_command_takes_and_no_other_is_there():
    assert TOUR.read_text(encoding="utf-8") == tour(), "run: python -m docs.screenshots"
    assert {path.name for path in FOLDER.iterdir()} == {f"{shot.name}.png" for shot in SHOTS}
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_every_picture_is_of_its_size_and_small(shot):
    path = FOLDER / f"{shot.name}.png"
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("PNG", shot.size)
    assert path.stat().st_size <= MOST_BYTES
