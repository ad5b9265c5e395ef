"""The page's script says of every verdict what the server says, in every language."""

import re
from dataclasses import replace

import orjson
import pytest
from playwright.sync_api import expect
from starlette.datastructures import QueryParams

from app import words
from app.api.schema import asked_in_query
from app.jobs import work
from app.messages import Messages, languages
from tests.insight.test_verdict import CASES, rare

pytestmark = pytest.mark.browser

SAY = """async ([texts, results]) => {
  const { answer, larger, reason, score, verdict } = await import("/static/words.js");
  const { useTexts } = await import("/static/messages.js");
  const { control, namesIn } = await import("/static/controls.js");
  const form = document.getElementById("experiment");
  const names = { phrases: namesIn(control(form, "activation")), optimizers: namesIn(control(form, "optimizer")) };
  useTexts(texts);
  return results.map((result) => [verdict(result), reason(result, names), score(result.runs.at(-1)).of, answer(result, names.phrases), larger(result.runs.at(-1))]);
}"""


@pytest.fixture(scope="module")
def results() -> list[dict]:
    asked = [asked_in_query(QueryParams(query), "compare").experiment for query, *_ in CASES]
    asked += [asked_in_query(QueryParams(f"activation=identity&activation=tanh&{query}"), "compare").experiment
              for query in ("dataset=gaussians", "dataset=moons&noise=0.3&samples=60", "dataset=gaussians&noise=0.3")]  # fmt: skip
    asked.append(replace(asked[0], points=rare(), activation=("identity",)).canonical())
    small = [replace(experiment, resolution=20) for experiment in asked]
    return [orjson.loads(work.answer(experiment, "compare")) for experiment in small]


@pytest.mark.parametrize("language", languages())
def test_script_and_server_say_the_same_of_every_verdict(page, results, language):
    t = Messages(language)
    page.goto(f"/?samples=40&epochs=5&resolution=20&lang={language}")
    said = page.evaluate(SAY, [t.for_scripts(), results])
    for result, sentences in zip(results, said, strict=True):
        told = [words.verdict(t, result), words.reason(t, result), words.score(t, result["runs"][-1])["of"],
                words.answer(t, result), words.larger(result)]  # fmt: skip
        assert sentences == told
        assert "{" not in "".join(told) and "undefined" not in "".join(sentences)


def test_what_would_help_is_tried_and_one_button_brings_a_yes(page):
    page.goto("/?dataset=circles&hidden=1&samples=100&resolution=20&activation=tanh")
    expect(page.locator(".verdict")).to_have_text(re.compile(r"No\.|Almost\."))
    page.locator("#helps").click()
    page.locator(".why-remedy button").click(timeout=60_000)
    expect(page.locator(".verdict")).to_have_text("Yes.", timeout=60_000)
    expect(page.locator("#helps")).to_be_hidden()


def test_larger_hidden_layers_can_be_tried_by_one_button(page):
    page.goto("/?dataset=circles&hidden=1&samples=100&resolution=20&activation=tanh")
    page.locator("#larger").get_by_text("Try 8, 8 units").click()
    expect(page.locator(".verdict")).to_have_text("Yes.", timeout=60_000)
    expect(page.locator("#larger")).to_be_hidden()
    assert "hidden" not in page.url, "8, 8 are what it is without the field"


def test_what_more_units_do_not_mend_offers_none(page):
    page.goto("/?dataset=moons&noise=0.3&resolution=20&activation=tanh")
    expect(page.locator(".reason")).to_contain_text("the classes overlap")
    expect(page.locator(".verdict")).to_have_text("Almost.")
    expect(page.locator("#larger")).to_be_hidden()
    expect(page.locator("#helps")).to_be_visible()
