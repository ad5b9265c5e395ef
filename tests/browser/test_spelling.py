"""An activation that is typed: its curve before any training, what is wrong and where, and its numbers."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.nn.activations import ACTIVATIONS
from tests.browser.test_page import boundary, opened, pick, settled

pytestmark = pytest.mark.browser

SMALL = "?resolution=20&epochs=60&samples=100"
ADJUSTABLE = [entry for entry in ACTIVATIONS if entry.parameters]


def box(page: Page):
    return page.locator(".spelling")


def curve(page: Page) -> list[float]:
    """The y that the curve's picture was drawn from."""
    return page.evaluate("() => [...(document.querySelector('.bend-curve').data?.at(-1).y ?? [])]")


def write(page: Page, text: str) -> None:
    """Type key by key, as a person does."""
    box(page).focus()
    box(page).select_text()
    page.keyboard.type(text)


def await_curve(page: Page, formula: str) -> None:
    """Wait until the picture shows that function of x, in the browser's words."""
    page.wait_for_function(
        f"""() => {{
            const {{ x, y }} = document.querySelector(".bend-curve").data?.at(-1) ?? {{ x: [], y: [] }};
            return x.length > 300 && x.every((x, index) => Math.abs(y[index] - ({formula})) < 1e-3);
        }}"""
    )


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses of the experiments that the page asks for."""
    seen: list[str] = []
    page.on("request", lambda request: "/api/v1/compare" in request.url and seen.append(request.url))
    return seen


def test_a_formula_is_drawn_as_it_is_typed_and_trained_when_it_is_finished(page, asked):
    opened(page, SMALL)
    picture, address = boundary(page), page.url
    asked.clear()
    write(page, "x**3 - x")
    await_curve(page, "x ** 3 - x")
    expect(page.locator(".bend-formula")).to_have_text("x**3-x")
    expect(page.locator("#bend-name")).to_have_text("x**3-x")
    assert (asked, page.url, boundary(page)) == ([], address, picture)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"activation=x\*\*3-x&"))
    settled(page)
    assert len(asked) == 1 and boundary(page) != picture
    expect(page.locator(".panel-heading").last).to_have_text("with x**3-x")
    assert box(page).input_value() == "x**3 - x"
    expect(page.locator("select[name=activation]")).to_have_value("x**3 - x")


def test_leaving_the_box_trains_too(page):
    opened(page, SMALL)
    write(page, "Sin")
    page.locator(".brand").focus()
    page.wait_for_url("**activation=sin&**")
    settled(page)
    expect(page.locator("select[name=activation]")).to_have_value("sin")


def test_the_curve_comes_into_view_while_something_is_typed_and_moves_nothing(page, watch):
    opened(page, SMALL)
    places = """() => [...document.querySelectorAll(".stage, .spelling, .answer, .group")]
      .map((each) => Object.values(each.getBoundingClientRect().toJSON()))"""
    before = page.evaluate(places)
    write(page, "x**2")
    await_curve(page, "x ** 2")
    expect(page.locator(".bend-curve")).to_be_in_viewport(ratio=1)
    write(page, "x**2 + y")
    expect(page.locator("#activation-problem")).to_be_visible()
    assert page.evaluate(places) == before
    page.keyboard.press("Escape")
    expect(page.locator("#activation-problem")).to_be_hidden()
    expect(page.locator(".bend-curve")).not_to_be_in_viewport()
    assert page.evaluate(places) == before
    watch.forgive("422")


def test_a_mistake_is_told_with_its_place_and_nothing_is_lost(page, watch, asked):
    opened(page, SMALL)
    asked.clear()
    write(page, "max(0.1*x, x)")
    await_curve(page, "Math.max(0.1 * x, x)")
    good = curve(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    page.keyboard.type("y")
    problem = page.locator("#activation-problem")
    expect(problem).to_contain_text("y is not known here; the variable is x")
    expect(page.locator(".typed-place mark")).to_have_text("y")
    expect(box(page)).to_have_attribute("aria-invalid", "true")
    assert "activation-problem" in box(page).get_attribute("aria-describedby").split()
    assert problem.locator("xpath=..").get_attribute("aria-live") == "polite"
    assert box(page).input_value() == "max(0.1*x, y)" and curve(page) == good and asked == []
    assert page.locator(".bend").get_attribute("data-stale") == ""
    page.keyboard.press("Backspace")
    page.keyboard.type("2")
    await_curve(page, "Math.max(0.1 * x, 2)")
    expect(problem).to_be_hidden()
    expect(box(page)).not_to_have_attribute("aria-invalid", "true")
    assert page.locator(".typed-place mark").count() == 0
    assert page.locator(".bend").get_attribute("data-stale") is None
    watch.forgive("422")


def test_the_mark_lies_under_the_sign_at_fault(page, watch):
    opened(page, SMALL)
    write(page, "0.25*x + y*2")
    mark = page.locator(".typed-place mark")
    expect(mark).to_have_text("y")
    wanted = page.evaluate("""() => {
      const input = document.querySelector(".spelling");
      const pen = new OffscreenCanvas(1, 1).getContext("2d");
      pen.font = getComputedStyle(input).font;
      return input.getBoundingClientRect().left + 9 + pen.measureText("0.25*x + ").width;
    }""")
    assert mark.bounding_box()["x"] == pytest.approx(wanted, abs=1)
    watch.forgive("422")


def test_a_mistake_that_is_finished_is_told_in_the_same_place_and_kept(page, watch):
    """Its link shows it again, with the place marked."""
    opened(page, SMALL)
    before = boundary(page)
    write(page, "tan(x)")
    page.keyboard.press("Enter")
    page.wait_for_url("**activation=tan*")
    expect(page.locator(".places a")).to_have_text("Activation")
    expect(page.locator("#activation-problem")).to_contain_text("Did you mean tanh?")
    assert box(page).input_value() == "tan(x)" and boundary(page) == before
    page.locator(".places a").click()
    expect(box(page)).to_be_focused()
    page.reload()
    expect(page.locator(".typed-place mark")).to_have_text("tan")
    assert box(page).input_value() == "tan(x)"
    write(page, "tanh(x)")
    page.keyboard.press("Enter")
    page.wait_for_url("**activation=tanh(x)**")
    settled(page)
    expect(page.locator("#activation-problem")).to_be_hidden()
    watch.forgive("422")


def test_a_late_answer_about_a_text_does_not_displace_a_newer_one(page):
    opened(page, SMALL)
    held = []
    page.route("**/activation?text=x**2", lambda route: held.append(route))
    write(page, "x**2")
    page.wait_for_timeout(250)
    write(page, "x**2 + 1")
    await_curve(page, "x ** 2 + 1")
    assert len(held) == 1
    page.wait_for_timeout(100)
    await_curve(page, "x ** 2 + 1")


def test_a_result_that_comes_while_something_is_typed_leaves_it_alone(page):
    opened(page, SMALL)
    held = []
    page.route("**/compare*activation=sin*", lambda route: held.append(route))
    page.locator("select[name=activation]").select_option("sin")
    write(page, "x**2")
    await_curve(page, "x ** 2")
    held[0].continue_()
    expect(page.locator(".panel-heading").last).to_have_text("with sine")
    page.wait_for_timeout(300)
    await_curve(page, "x ** 2")
    assert box(page).input_value() == "x**2"


@pytest.mark.parametrize("entry", ADJUSTABLE, ids=lambda entry: entry.name)
def test_every_number_of_an_activation_can_be_set_without_its_spelling(page, entry):
    opened(page, SMALL)
    pick(page, "activation", entry.name)
    parameters = page.locator(".parameter")
    expect(parameters).to_have_count(len(entry.parameters))
    for index, parameter in enumerate(entry.parameters):
        before = boundary(page), curve(page)
        number = parameters.nth(index).get_by_role("spinbutton", name=parameter.name)
        assert float(number.input_value()) == parameter.default
        number.fill(f"{parameter.maximum / 2:g}")
        page.wait_for_function(
            "(text) => document.querySelector('.spelling').value.includes(text)",
            arg=f"{parameter.maximum / 2:g}",
        )
        page.wait_for_url(re.compile(rf"activation={entry.name}\("))
        settled(page)
        assert boundary(page) != before[0] and curve(page) != before[1]
    expect(page.locator(".bend-drawn")).to_contain_text(f"= {entry.parameters[-1].maximum / 2:g}")


def test_a_slider_moves_the_number_and_back_undoes_the_whole_move(page):
    opened(page, f"{SMALL}&activation=identity&activation=leaky_relu")
    settled(page)
    slider = page.get_by_role("slider", name="alpha, slider")
    for value in ("0.2", "0.3", "0.4"):
        slider.fill(value)
        page.wait_for_url(f"**leaky_relu({value})**")
    settled(page)
    expect(page.get_by_role("spinbutton", name="alpha")).to_have_value("0.4")
    expect(page.locator("select[name=activation]")).to_have_value("leaky_relu(0.4)")
    page.go_back()
    page.wait_for_url(lambda url: "leaky_relu" in url and "(" not in url)
    settled(page)
    expect(page.get_by_role("spinbutton", name="alpha")).to_have_value("0.01")
    assert box(page).input_value() == "leaky_relu"


def test_layers_have_numbers_of_their_own(page):
    opened(page, f"{SMALL}&activation=elu(2)/leaky_relu(0.1)")
    expect(page.locator(".parameter-name")).to_have_text(["alpha (layer 1)", "alpha (layer 2)"])
    page.get_by_role("spinbutton", name="alpha (layer 2)").fill("0.5")
    page.wait_for_url("**activation=elu(2)/leaky_relu(0.5)**")
    settled(page)


def test_an_activation_without_numbers_offers_none(page):
    opened(page, f"{SMALL}&activation=elu")
    expect(page.locator(".parameter")).to_have_count(1)
    pick(page, "activation", "tanh")
    expect(page.locator(".parameter")).to_have_count(0)


def test_a_refusal_calls_the_field_as_its_control_is_called(page, watch):
    opened(page, SMALL)
    page.locator("summary:has-text('Data')").first.click()
    page.locator("[name=samples]").fill("9999")
    expect(page.locator("#samples-problem")).to_contain_text("Points must be at most 2000")
    watch.forgive("422")


def test_without_scripts_there_is_nothing_to_type_in(browser: Browser, address: str):
    """The box would not be sent; the select is."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/{SMALL}&activation=x**2")
    expect(page.locator(".spelling-row")).to_be_hidden()
    expect(page.locator("#bend-name")).to_have_text("x**2")
    context.close()


def test_nothing_is_cut_off_while_something_is_typed(page, watch):
    opened(page, f"{SMALL}&activation=identity&activation=leaky_relu(0.2)")
    for text in ("x**3 - 10*x", "relu(x) + y", "tan", "x**3 + frobnicate(x)"):
        write(page, text)
        page.wait_for_timeout(800)
        for width in (390, 768, 1440):
            page.set_viewport_size({"width": width, "height": 850})
            page.wait_for_timeout(100)
            assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
            for selector in (".bend-curve", ".spelling", ".bend-formula"):
                expect(page.locator(selector)).to_be_in_viewport(ratio=1)
            assert page.evaluate(CUT_OFF) == 0
    watch.forgive("422")
    for width in (390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 850})
        typed, told, heading = (
            page.locator(selector).first.bounding_box()
            for selector in (".spelling", "#activation-problem", ".panel-heading")
        )
        assert typed["y"] + typed["height"] <= told["y"]
        assert told["y"] + told["height"] <= heading["y"] + 1


CUT_OFF = """() => [...document.querySelectorAll(".bend-curve text")].filter((text) => {
  const [own, all] = [text, text.closest(".bend-curve")].map((each) => each.getBoundingClientRect());
  return own.left < all.left || own.right > all.right;
}).length"""


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("exp(−x²)", "exp(-x**2)"),
        ("x/2 (1 + tanh(x))", "x/2*(1+tanh(x))"),
        ("x if x > 0, else 0.1 x", "where(x>0,x,0.1*x)"),
    ],
)
def test_notation_of_mathematicians_gets_its_one_spelling(page, typed, spelled):
    opened(page, SMALL)
    write(page, typed)
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value(spelled)
    settled(page)
    assert page.url.isascii()
    assert page.locator("#pictures").get_attribute("data-drawn") == page.url.partition("?")[2]
    page.reload()
    expect(box(page)).to_have_value(spelled)
