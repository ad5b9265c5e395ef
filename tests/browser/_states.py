"""The states that a visitor can bring the pages into: each function is a visit that stops in one after the other."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, Route, expect

from tests.browser.test_page import opened, settled

SMALL = "?hidden=3,2&samples=100&resolution=20&epochs=60"
BUSY = '{"title": "The server is busy", "status": 503, "detail": "Ask again in a moment.", "errors": []}'
TOLD = ("ERR_FAILED", "ERR_INTERNET_DISCONNECTED", "422", "503")  # by the browser, of what was brought about


def first_look(page: Page) -> Iterator[str]:
    """The experiment, from the server's picture to everything that folds open."""
    page.route("**/assets/plotly-*.js", lambda route: None)
    page.goto(f"/{SMALL}")
    yield "as the server draws it"
    page.unroute("**/assets/plotly-*.js")
    opened(page, SMALL)
    yield "drawn"
    _unfold(page)
    yield "all open"
    page.locator(".play").click()
    expect(page.locator(".timeline")).to_have_attribute("data-playing", "")
    yield "playing"


def failing(page: Page) -> Iterator[str]:
    """Waiting, refused, failed, and without a network."""
    opened(page, SMALL)
    held: list[Route] = []
    page.route("**/api/v1/compare*", lambda route: held.append(route))
    page.locator("select[name=activation]").select_option("sin")
    expect(page.locator("#pictures")).to_have_attribute("aria-busy", "true")
    yield "waiting"
    held[0].continue_()
    page.unroute("**/api/v1/compare*")
    settled(page)
    _unfold(page)
    page.locator("[name=hidden]").fill("8,eight")
    expect(page.locator("[name=hidden]")).to_have_attribute("aria-invalid", "true")
    yield "refused"
    page.locator("[name=hidden]").fill("4")
    page.wait_for_url("**hidden=4&**")
    settled(page)
    page.route(
        "**/compare*",
        lambda route: route.fulfill(status=503, body=BUSY, content_type="application/problem+json"),
    )
    page.locator("select[name=activation]").select_option("relu")
    expect(page.locator(".message")).to_be_visible()
    yield "the server failed"
    page.unroute("**/compare*")
    page.locator("#retry").click()
    settled(page)
    page.context.set_offline(True)
    expect(page.locator(".offline")).not_to_be_empty()
    yield "offline"
    page.context.set_offline(False)


def refused_link(page: Page) -> Iterator[str]:
    """A link that asks for too much, and one that diverges."""
    page.goto("/?samples=99999&activation=tanh(")
    yield "refused by the server"
    opened(page, f"{SMALL}&optimizer=sgd&learning_rate=1000&activation=quadratic")
    yield "diverged"


def comparing(page: Page) -> Iterator[str]:
    """Six pictures, six classes."""
    six = "".join(f"&activation={name}" for name in ("identity", "relu", "tanh", "sin", "gelu", "elu"))
    opened(page, f"{SMALL}{six}&classes=3")
    yield "six pictures"


def network(page: Page) -> Iterator[str]:
    """The network, and one of its weights being changed."""
    opened(page, f"{SMALL}&dataset=xor")
    page.locator("#network").scroll_into_view_if_needed()
    page.locator(".unit canvas").first.wait_for()
    page.locator('.unit[data-id="1.0"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".network-editor")).to_be_visible()
    yield "a weight open"
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator("#network-back")).to_be_visible()
    yield "a weight changed"


def own_points(page: Page) -> Iterator[str]:
    """The editor of one's own points, with its files."""
    opened(page, SMALL)
    page.locator("#edit-points").click()
    page.wait_for_url("**points=**")
    settled(page)
    _unfold(page)
    page.locator(".own-text").fill("x,y,label\n1,2,a\n1,oh,b\n")
    page.locator('[data-own="use"]').click()
    expect(page.locator("#own-text-problem")).to_be_visible()
    yield "own points"


def modes(page: Page) -> Iterator[str]:
    """Presented, and with parts locked and hidden."""
    page.goto(f"/{SMALL}&present=1")
    _drawn(page)
    yield "presented"
    page.goto(f"/{SMALL}&hide=data,formula,actions&lock=activation,dataset,network,training")
    _drawn(page)
    _unfold(page)
    yield "hidden and locked"


def why(page: Page) -> Iterator[str]:
    """Every question below the pictures."""
    opened(page, f"{SMALL}&dataset=xor")
    page.locator("#why").scroll_into_view_if_needed()
    page.locator(".why-questions [role=tab]:visible").first.wait_for()
    for tab in page.locator(".why-questions [role=tab]:visible").all():
        tab.click()
        expect(page.locator(".why-answer")).to_have_attribute("aria-busy", "false")
        page.wait_for_timeout(150)
        yield f"why: {tab.get_attribute('data-name')}"


def gallery(page: Page) -> Iterator[str]:
    """The gallery, once its first pictures are there."""
    page.goto("/gallery")
    page.locator(".tile-stage img").first.wait_for()
    yield "gallery"


def story(page: Page) -> Iterator[str]:
    """The story, with all answers."""
    page.goto("/why")
    page.wait_for_load_state("networkidle")
    yield "story"
    _unfold(page)
    yield "story, answers open"


VISITS: dict[str, Callable[[Page], Iterator[str]]] = {
    each.__name__: each
    for each in (
        first_look,
        failing,
        refused_link,
        comparing,
        network,
        own_points,
        modes,
        why,
        gallery,
        story,
    )
}


def _drawn(page: Page) -> None:
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")


def _unfold(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
