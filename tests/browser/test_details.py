"""What makes the page pleasant: nothing jumps, nothing is lost, everything can be read and reached."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_page import boundary, opened, pick, settled, typed

pytestmark = pytest.mark.browser

SMALL = "?resolution=20&epochs=60&samples=100"
BOXES = """() => [...document.querySelectorAll(".stage, .outcome, .loss-curve, .group, .bend, .bend-curve")]
  .map((box) => Object.values(box.getBoundingClientRect().toJSON()))"""


def test_plotly_takes_over_without_moving_anything(page):
    held = []
    page.route("**/plotly-*.js", lambda route: held.append(route))
    with page.expect_request("**/plotly-*.js"):
        page.goto(f"/{SMALL}")
    page.wait_for_timeout(100)
    before = page.evaluate(BOXES)
    held[0].continue_()
    expect(page.locator(".stage.js-plotly-plot > svg")).to_have_count(0)
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    assert page.evaluate(BOXES) == before


def test_a_change_dims_the_old_picture_until_the_new_one_is_there(page):
    opened(page, SMALL)
    before, held = boundary(page), []
    page.route("**/api/v1/compare*", lambda route: held.append(route))
    page.locator("select[name=activation]").select_option("sin")
    region = page.locator("#pictures")
    expect(region).to_have_attribute("aria-busy", "true")
    expect(page.locator(".progress")).to_be_visible()
    assert boundary(page) == before
    assert (
        float(
            page.locator(".stage").first.evaluate(
                "async (stage) => { await Promise.all(stage.getAnimations().map((one) => one.finished)); return getComputedStyle(stage).opacity; }"
            )
        )
        < 1
    )
    held[0].continue_()
    settled(page)
    expect(page.locator(".progress")).to_be_hidden()
    assert boundary(page) != before


def test_a_request_that_nobody_waits_for_is_given_up(page):
    opened(page, SMALL)
    page.route("**/compare*activation=relu*", lambda route: None)
    with page.expect_event("requestfailed", lambda request: "activation=relu" in request.url):
        page.locator("select[name=activation]").select_option("relu")
        page.locator("select[name=activation]").select_option("sin")
    settled(page)


def test_back_undoes_a_whole_number_not_a_digit(page):
    opened(page, SMALL)
    page.locator("summary:has-text('Training')").click()
    field = page.locator("[name=seed]")
    field.fill("")
    for digit in "123":
        field.press(digit)
        page.wait_for_timeout(200)
    page.wait_for_url("**seed=123**")
    settled(page)
    page.go_back()
    page.wait_for_function("() => !location.search.includes('seed')")
    assert field.input_value() == "0"


def test_a_problem_opens_its_group_and_a_link_leads_there(page, watch):
    """Too much work is the epochs' fault, whichever control was used last."""
    opened(page, SMALL)
    typed(page, "hidden", "64,64,64,64,64,64")
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = false; })")
    typed(page, "epochs", "5000")
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = false; })")
    typed(page, "samples", "2000")
    page.wait_for_url("**samples=2000**")
    page.wait_for_function("() => document.querySelector('#pictures').ariaBusy !== 'true'")
    expect(page.locator("[name=epochs]")).to_have_attribute("aria-invalid", "true")
    link = page.locator(".places a")
    expect(link).to_have_text("Epochs")
    link.hover()
    with page.expect_response("**/compare*"):  # the field that is left is asked about once more
        page.mouse.down()
    page.wait_for_timeout(100)
    page.mouse.up()
    expect(page.locator("[name=epochs]")).to_be_focused()
    assert "#" not in page.url
    watch.forgive("422")


def test_linear_units_alone_are_one_picture_and_the_comparison_comes_back(page):
    opened(page, SMALL)
    pick(page, "activation", "identity")
    expect(page.locator(".panel-heading")).to_have_text(["without activation"])
    pick(page, "activation", "elu")
    expect(page.locator(".panel-heading")).to_have_text(["without activation", "with ELU"])


def test_reset_brings_the_first_picture_back(page):
    opened(page, f"{SMALL}&dataset=xor&noise=0.1")
    page.locator("#reset").click()
    page.wait_for_url(lambda url: "?" not in url)
    settled(page)
    assert page.locator("[name=dataset]").input_value() == "spiral"
    assert page.locator("[name=noise]").input_value() == "0"


def test_slider_and_ticks_stand_for_their_fields(page):
    opened(page, SMALL)
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.locator(".ticks input:checked").count() == 2
    page.get_by_label("x·y").check()
    page.wait_for_url("**features=x,y,xy**")
    page.locator('.slider[data-for="noise"]').fill("0.2")
    page.wait_for_url("**noise=0.2**")
    settled(page)
    assert page.locator("[name=noise]").input_value() == "0.2"
    rate = page.locator('.slider[data-for="learning_rate"]')
    places = rate.get_attribute("data-places").split()
    rate.fill(str(places.index("0.02")))
    page.wait_for_url("**learning_rate=0.02**")
    assert rate.evaluate("(slider) => slider.ariaValueText") == "0.02"
    page.locator("[name=learning_rate]").fill("0.0499")
    page.wait_for_url("**learning_rate=0.0499**")
    assert rate.input_value() == str(places.index("0.05"))
    settled(page)


def test_base64_draws_the_same_picture(page):
    plain = boundary(opened(page, SMALL))
    packed = boundary(opened(page, f"{SMALL}&encoding=base64"))
    assert [row == pytest.approx(other, abs=1e-6) for row, other in zip(packed, plain, strict=True)]


def test_a_change_before_the_scripts_run_counts(page):
    held = []
    page.route("**/main.js", lambda route: held.append(route))
    with page.expect_request("**/main.js"):
        page.goto(f"/{SMALL}", wait_until="commit")
    page.locator("select[name=activation]").select_option("relu")
    held[0].continue_()
    page.wait_for_url("**activation=relu**")
    settled(page)
    expect(page.locator(".panel-heading").last).to_have_text("with ReLU")


def test_a_busy_server_is_told_and_asked_again(page, watch):
    opened(page, SMALL)
    refusal = (
        '{"title": "The server is busy", "status": 503, "detail": "Ask again in a moment.", "errors": []}'
    )
    page.route(
        "**/compare*",
        lambda route: route.fulfill(status=503, body=refusal, content_type="application/problem+json"),
    )
    page.locator("select[name=activation]").select_option("sin")
    expect(page.locator(".message")).to_contain_text("Ask again in a moment.")
    page.unroute("**/compare*")
    page.locator("#retry").click()
    settled(page)
    expect(page.locator(".message")).to_be_hidden()
    watch.forgive("503")


def test_the_theme_changes_every_colour_and_is_remembered(browser: Browser, address: str, watch):
    context = browser.new_context(base_url=address, color_scheme="light")
    page = opened(watch.over(context.new_page()), SMALL)
    light = page.evaluate("() => document.querySelector('.stage').layout.paper_bgcolor")
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function(
        "(light) => document.querySelector('.stage').layout.paper_bgcolor !== light", arg=light
    )
    page.reload()
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_role("button", name="Light")).to_be_visible()
    context.close()
    assert watch.complaints == []


CONTRAST = """() => {
  const probe = document.body.appendChild(document.createElement("span"));
  const light = (name) => {
    probe.style.color = `var(--${name})`;
    const part = (text) => { const c = text / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
    const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number).map(part);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return Object.fromEntries(["ink", "muted", "accent", "problem", "edge"].map((name) => [name, ratio(light(name), light("ground"))]));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read(page: Page, scheme):
    """4.5 to 1 for texts, 3 to 1 for the edge of a control."""
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/{SMALL}")
    ratios = page.evaluate(CONTRAST)
    assert ratios.pop("edge") >= 3
    assert min(ratios.values()) >= 4.5, ratios


def test_the_skip_link_leads_to_the_pictures(page):
    page.goto(f"/{SMALL}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#pictures")).to_be_focused()


def test_without_scripts_a_mistake_is_told_at_its_control(browser: Browser, address: str):
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/{SMALL}")
    page.locator("summary:has-text('Data')").first.click()
    page.locator("[name=noise]").fill("9")
    with page.expect_navigation() as navigation:
        page.locator("[name=noise]").press("Enter")
    assert navigation.value.status == 422
    assert page.locator("[name=noise]").input_value() == "9"
    expect(page.locator("#noise-problem")).to_contain_text("0.5")
    context.close()


def test_a_foreign_request_and_an_error_do_not_go_unnoticed(page, watch):
    """The watch over every page can fail."""
    page.goto(f"/{SMALL}")
    page.evaluate(
        "() => { new Image().src = 'http://127.0.0.2:9/x.png'; setTimeout(() => { throw new Error('oops'); }); }"
    )
    page.wait_for_timeout(200)
    assert any("img-src" in text for text in watch.complaints) and any(
        "oops" in text for text in watch.complaints
    )
    watch.complaints.clear()


def test_the_image_of_the_points_has_the_size_of_its_picture(page):
    """Without a size of its own it would be 300 by 150 px in WebKit, and stretched."""
    opened(page)
    sizes = page.evaluate("""() => [...document.querySelectorAll(".stage .imagelayer image")].map((image) => {
      const svg = atob((image.getAttribute("href") ?? image.getAttribute("xlink:href")).split(",")[1]);
      const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
      const { clientWidth, clientHeight } = image.closest(".stage");
      return [Number(root.getAttribute("width")), Number(root.getAttribute("height")), clientWidth, clientHeight];
    })""")
    assert len(sizes) == 2
    assert all(size[:2] == size[2:] for size in sizes), sizes
