"""The page's pure modules, tested in the browser they run in, and beside what the server says."""

import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route

from app.catalog import catalog as entries
from app.messages import catalog, fill, particle
from app.points import Points, spelled
from tests.browser._texts import BLOCK

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).parents[1] / "js"
PLACE = "<!doctype html><title>claims</title><link rel=icon href=data:,><script type=application/json id=messages>"
QUICK = "&epochs=60&resolution=20"
SAID = (
    ".verdict",
    ".reason",
    ".score-line",
    ".panel-heading",
    ".score",
    ".figures",
    ".ending",
    ".group-state",
    ".comparison table",
    ".bend-words",
)


KOREAN = (
    "?dataset=moons&classes=2&noise=0.05&activation=identity&activation=leaky_relu(0.1)/" + quote("x**2"),
    "?activation=" + quote("tanh(x)*x") + "&test_share=0&learning_rate=0.001&optimizer=sgd&schedule=constant",
)


CLASSES = ("\u05d0", "\u05d1", "c")
HEBREW = Points(
    (0.0, 1.0, 0.0, 1.0, 2.0, 2.0), (0.0, 1.0, 1.0, 0.0, 2.0, 1.0), (*"\u05d0\u05d0\u05d1\u05d1cc",), CLASSES
)


def serve_claims(page: Page) -> Page:
    """A bare page of the app's origin, beside which tests/js lies."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name == "":
            route.fulfill(
                body=f"<!doctype html><title>claims</title><link rel=icon href=data:,>"
                f"<link rel=stylesheet href=/static/tokens.css>{BLOCK}",
                content_type="text/html",
            )
        else:
            route.fulfill(body=(SCRIPTS / name).read_text(), content_type="text/javascript")

    page.route("**/claims/*", answer)
    page.goto("/claims/")
    return page


MODULES = sorted(path.name for path in SCRIPTS.glob("*.test.js") if not path.name.startswith("figure"))


@pytest.mark.parametrize("module", MODULES)
def test_every_claim_about_the_module_holds(page, module):
    script = "async (url) => (await import('/claims/figure-assert.js')).run(url)"
    outcome = serve_claims(page).evaluate(script, f"/claims/{module}")
    assert outcome["count"] > 0 and outcome["failed"] == []


@pytest.fixture(scope="module")
def plain(browser: Browser, address: str):
    """A page without scripts, which shows what the server says."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def said(page: Page) -> list[str]:
    """Everything that the page says about its result."""
    texts = [text for selector in SAID for text in page.locator(selector).all_text_contents()]
    labels = [stage.get_attribute("aria-label") for stage in page.locator(".stage").all()]
    return [page.title(), *labels, *("".join(text.split()) for text in texts)]


@pytest.mark.parametrize(
    "query",
    [
        "?samples=400&activation=identity&activation=elu",  # whose learning rate is worked out
        "?dataset=circles&classes=3&noise=0.05&activation=identity&activation=leaky_relu(0.1)",
        "?activation=sin&test_share=0&hidden=6&optimizer=sgd&learning_rate=0.001&features=x,y,xy",
        "?dataset=xor&hidden=&activation=gelu&activation=identity&target_accuracy=0",
        "?activation=identity&activation=" + quote("x**2 + 1") + "&activation=tanh/relu",
        "?optimizer=sgd&learning_rate=1000&activation=quadratic",
        f"?points={quote(spelled(HEBREW))}&test_share=0&activation=identity&hidden=",
    ],
)
def test_scripts_and_server_say_the_same(page, plain, query):
    """app/words.py and static/words.js, Experiment.query and state.js."""
    compare_what_is_said(page, plain, query)


@pytest.mark.parametrize("query", KOREAN)
def test_they_say_the_same_in_korean(page, plain, query):
    for each in (page, plain):
        each.set_extra_http_headers({"Accept-Language": "ko"})
    try:
        compare_what_is_said(page, plain, query)
    finally:
        for each in (page, plain):
            each.set_extra_http_headers({})


def compare_what_is_said(page: Page, plain: Page, query: str) -> None:
    plain.goto(f"/{query}{QUICK}")
    page.goto(f"/{query}{QUICK}")
    drawn = page.locator("#pictures").get_attribute("data-drawn")
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    assert said(page) == said(plain)
    assert page.locator("#pictures").get_attribute("data-drawn") == drawn
    assert page.evaluate("() => location.search.slice(1)") == drawn


def test_scripts_and_server_fill_in_a_text_alike(page):
    """app/messages.py and static/messages.js."""
    words = [
        "나선",
        "고리",
        "교실",
        "tanh",
        "",
        "ReLU (0.1)",
        "없음 (항등)",
        *(str(digit) for digit in range(12)),
        *(
            "10⁻⁷",
            "x²",
            "75%",
            "99 %",
            "XOR",
            "Adam",
            "RMSprop",
            "sin",
            "tan",
            "cos",
            "ReLU6",
            "item",
            "LABEL",
        ),
        *(
            "",
            "!?",
            "(점)",
            "a (b) (c)",
            "\u2068점\u2069",
            unicodedata.normalize("NFD", "나선"),
            "日本",
            "x_1",
            "ab\u05d0",
        ),
        *(
            name
            for kind in ("activations", "optimizers")
            for name in (entry["label"] for entry in entries()[kind])
        ),
    ]
    pairs = [["이", "가"], ["을", "를"], ["으로", "로"]]
    texts = ["{a}{a:을/를} {n} {n:epoch|epochs} {b}", *catalog("ko").values()]
    values = {"a": "{b}", "b": "고리", "n": 1, "name": "ab\u05d0", "second": "\u2068\u05d0\u2069 b"}
    said = serve_claims(page).evaluate(
        """async ([words, pairs, texts, values]) => {
          const { fill, particle } = await import("/static/messages.js");
          const particles = words.flatMap((word) => pairs.map((pair) => particle(word, ...pair)));
          return [particles, texts.map((text) => fill(text, values))];
        }""",
        [words, pairs, texts, values],
    )
    assert said == [
        [particle(word, *pair) for word in words for pair in pairs],
        [fill(text, values) for text in texts],
    ]


def test_the_language_changes_and_the_experiment_stays(browser: Browser, address: str, watch):
    """With scripts, after the address has changed without a new page."""
    context = browser.new_context(base_url=address, locale="ko-KR")
    page = watch.over(context.new_page())
    page.goto(f"/?resolution=20{QUICK.replace('&resolution=20', '')}")
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    page.locator("select[name=activation]").select_option("sin")
    page.wait_for_url("**activation=sin**")
    experiment = page.evaluate("() => location.search")
    page.get_by_role("link", name="English").click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert page.evaluate("() => location.search") == experiment
    page.get_by_role("link", name="한국어").click()
    page.wait_for_function("() => document.documentElement.lang === 'ko'")
    page.reload()
    assert page.evaluate("() => document.documentElement.lang") == "ko"
    context.close()
    assert watch.complaints == []
