"""No claim is missing: each has its number in a test, its answer in the API and its place on a page."""

import re
from pathlib import Path

import pytest

from docs.claims import CLAIMS, ERRATA, SECTIONS, marked

STATIC = Path(__file__).parents[1] / "static"
EXPECTED = [
    f"{letter}{number}"
    for letter, last in zip("ABCD", (9, 6, 11, 5), strict=True)
    for number in range(1, last + 1)
]
each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)


def test_every_claim_is_there_once_and_in_its_order():
    assert [claim.id for claim in CLAIMS] == EXPECTED
    assert {claim.id[0] for claim in CLAIMS} == set(SECTIONS)


@each_claim
def test_every_claim_says_something_and_can_be_asked_for_and_seen(claim):
    assert claim.statement.endswith(".") and claim.number.endswith(".") and claim.asks and claim.places


@each_claim
def test_every_claim_has_a_test_of_its_number_over_http_and_one_of_the_core(claim):
    files = {file for id, file in marked() if id == claim.id}
    assert "tests/api/test_claims.py" in files
    assert any(file.startswith(("tests/insight/", "tests/nn/", "tests/test_promises.py")) for file in files)


def test_no_test_asserts_a_claim_that_there_is_not():
    assert {id for id, _ in marked()} == set(EXPECTED)


def test_what_the_source_has_wrong_belongs_to_a_claim():
    assert {id for id, _ in ERRATA} <= set(EXPECTED)


def shown_by_view(name: str) -> list[str]:
    """What the module of a question below the pictures says that it shows."""
    source = (STATIC / f"why-{name}.js").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^export const claims = \[(.*?)\];", source, re.M)
    return re.findall(r'"(\w+)"', listed)


@pytest.fixture(scope="module")
async def steps(client) -> dict[str, list[str]]:
    """The claims of each step of the story, as its page has them."""
    page = (await client.get("/why")).text
    found = re.findall(r'<section\b[^>]*\bdata-step="(\w+)"[^>]*\bdata-claim="([^"]*)"', page)
    return {name: claims.split() for name, claims in found}


@pytest.mark.anyio
@each_claim
async def test_every_place_of_a_claim_is_there_and_names_it(claim, steps):
    for place in claim.places:
        kind, name = place.split()
        assert kind in ("step", "view")
        assert claim.id in (steps[name] if kind == "step" else shown_by_view(name)), place


@pytest.mark.anyio
async def test_no_page_names_a_claim_that_is_not_registered_there(steps):
    """Nor is any place left out of the registry."""
    registered = {(claim.id, place) for claim in CLAIMS for place in claim.places}
    views = [
        path.stem.removeprefix("why-")
        for path in STATIC.glob("why-*.js")
        if "export const claims" in path.read_text("utf-8")
    ]
    seen = {(id, f"step {name}") for name, ids in steps.items() for id in ids}
    seen |= {(id, f"view {name}") for name in views for id in shown_by_view(name)}
    assert seen - registered == set()


@pytest.mark.anyio
@each_claim
async def test_every_address_of_a_claim_answers(client, claim):
    for ask in claim.asks:
        answer = await client.get(f"/api/v1/{ask}")
        assert answer.status_code == 200, answer.text
