"""The questions below the pictures: each is an insight's, leads into the story, and says all that can be wrong."""

import re
from inspect import getsource

import pytest

from app.assets import STATIC
from app.insight import INSIGHTS, collapse, diagnosis, findings
from app.messages import DEFAULT, catalog, languages
from app.story import ENCORE, STEPS

VIEWS = (STATIC / "why-views.js").read_text("utf-8")
LINE = r'^  \{ name: "(\w+)",(?: step: "(\w+)",)? load: \(\) => import\("\./why-(\w+)\.js"\)'
LINES = re.findall(LINE, VIEWS, re.M)


def test_every_question_is_an_insight_and_has_its_module():
    names = [name for name, _, _ in LINES]
    assert len(names) == VIEWS.count("load:") and len(set(names)) == len(names)
    assert set(names) <= {insight.name for insight in INSIGHTS}
    assert all(name == module and (STATIC / f"why-{name}.js").exists() for name, _, module in LINES)


def test_every_link_into_the_story_leads_to_a_step():
    steps = {step for _, step, _ in LINES if step}
    assert steps and steps <= {step.name for step in (*STEPS, *ENCORE)}


@pytest.mark.parametrize("code", languages())
def test_every_cause_can_be_said_in_every_language(code):
    sources = "".join(getsource(module) for module in (findings, diagnosis))
    causes = set(re.findall(r'(?:Finding\(\s*|code, sentence = \(?|else \()"(\w+)", \w', sources))
    assert {"diverged", "healthy", "overlap", "unclear"} <= causes
    assert {f"why.health.{cause}" for cause in causes} <= set(catalog(code))


@pytest.mark.anyio
async def test_the_page_has_every_question_in_its_language(client):
    page = (await client.get("/?samples=40&epochs=10&resolution=20", headers={"Accept-Language": "ko"})).text
    tabs = dict(re.findall(r'role="tab" id="why-(\w+)".*?>([^<]+)</button>', page))
    assert set(tabs) == {insight.name for insight in INSIGHTS}
    assert tabs["ceiling"] == catalog("ko")["insight.ceiling.label"]


# Texts of "Why?" in which digits belong to the mathematics, and are no result.
IN_DIGITS = {
    "approximate.errors", "approximate.geometric", "approximate.picture_bars", "approximate.poles", "ceiling.check", "collapse.tried", "dying.which",
    "layers.proof", "layers.proof_many", "linearity.trap", "logic.gate_nand", "logic.gate_or", "logic.nothing",
    "logic.picture", "repeat.interval", "repeat.rate", "trace.shifted", "units.bound", "vanishing.tanh",
}  # fmt: skip


def test_numbers_in_the_texts_come_from_the_answers():
    """Whatever else stands in digits would be a result that nobody works out anew."""
    texts = {key[len("why.") :]: text for key, text in catalog(DEFAULT).items() if key.startswith("why.")}
    digits = {key for key, text in texts.items() if re.search(r"\d", re.sub(r"\{[^}]*\}", "", text))}
    assert digits <= IN_DIGITS, digits - IN_DIGITS
    assert str(collapse.TRIED) in texts["collapse.tried"]
