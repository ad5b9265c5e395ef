"""What a walk does in the form of the experiment: it chooses, types, drags, ticks and presses."""

from playwright.sync_api import Locator

from tests.browser._holds import at_rest
from tests.browser._walk import Walk, moved, others


def pick(walk: Walk) -> str:
    """Choose something else in one of the experiment's dropdowns."""
    select = walk.one_of("#experiment select[name]")
    if not select:
        return ""
    options = others(select)
    value, before = walk.lot.choice(options), walk.page.url
    select.select_option(value)
    moved(walk, before)
    return f"{select.get_attribute('name')} = {value}"


NUMBERS = (
    "",
    "0",
    "-1",
    "7",
    "1e9",
    "0.05",
    "0.5",
    "3.5",
    "--",
    "1e",
    "120",
    "999999999999",
    "2",
    "60",
    ".1",
)
TEXTS = {
    "hidden": (
        "8,8",
        "",
        "4",
        "3,2",
        "8,eight",
        "6,6,6",
        "0",
        " 5 , 4 ",
        "1,2,3,4,5,6,7",
        "9,",
        "<b>",
        "2;3",
        "64,64",
    ),
    "features": ("x,y", "", "x", "x,x", "<i>", "x, y", "x,y,colour"),
}


def type_number(walk: Walk) -> str:
    """Type into a number, sense or nonsense; it stays as it was typed."""
    box = walk.one_of('#experiment input[type="number"][name]')
    return _typed(walk, box, walk.lot.choice(NUMBERS)) if box else ""


def type_text(walk: Walk) -> str:
    """Type units or features."""
    box = walk.one_of(
        '#experiment input[type="text"][name="hidden"], #experiment input[type="text"][name="features"]'
    )
    return _typed(walk, box, walk.lot.choice(TEXTS[box.get_attribute("name")])) if box else ""


def _typed(walk: Walk, box: Locator, text: str) -> str:
    name = box.get_attribute("name")
    box.focus()
    walk.page.keyboard.press("ControlOrMeta+a")
    walk.page.keyboard.press("Delete")
    if walk.lot.random() < 0.5:
        walk.page.keyboard.type(text)
    else:
        walk.page.keyboard.insert_text(text)
    there = box.input_value()
    walk.page.keyboard.press(walk.lot.choice(("Enter", "Tab")))
    at_rest(walk.page)
    assert box.input_value() == there, f"what was typed into {name} is lost"
    return f"{name} = “{text}”"


FORMULAS = (
    "x**2",
    "sin(3x)",
    "x*",
    "leaky_relu(0.2)",
    "relu/tanh",
    "elu(9e9)",
    "tanh(",
    "max(0,x",
    "gauss",
    "",
    "nope",
    "x/0",
)


def type_formula(walk: Walk) -> str:
    """Type an activation, and finish it or think better of it."""
    box = walk.one_of(".spelling")
    if not box:
        return ""
    text, key = walk.lot.choice(FORMULAS), walk.lot.choice(("Enter", "Enter", "Escape", "Tab"))
    box.fill(text)
    if walk.lot.random() < 0.5:
        walk.page.wait_for_timeout(200)
    walk.page.keyboard.press(key)
    return f"“{text}” {key}"


def drag_slider(walk: Walk) -> str:
    """Drag a slider here and there; where it is let go is what counts."""
    slider = walk.one_of('#experiment input[type="range"]:not(.timeline-slider)')
    if not slider:
        return ""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    walk.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    walk.page.mouse.down()
    for _ in range(walk.lot.randint(1, 6)):
        walk.page.mouse.move(box["x"] + walk.lot.random() * box["width"], box["y"] + 5, steps=3)
    walk.page.mouse.up()
    value = slider.input_value()
    at_rest(walk.page)
    assert slider.input_value() == value, "the slider has jumped"
    return f"slider to {value}"


def tick(walk: Walk) -> str:
    """Tick a feature, or take the tick away."""
    box = walk.one_of(".ticks input")
    if box:
        box.click()
    return box.get_attribute("value") if box else ""


def press(walk: Walk) -> str:
    """New points, new weights, back to the start."""
    button = walk.one_of("[data-next], #reset")
    if not button:
        return ""
    name, before = button.inner_text(), walk.page.url
    button.click()
    if "reset" not in (button.get_attribute("id") or ""):
        moved(walk, before)
    return name


def hurry(walk: Walk) -> str:
    """Choose one thing after the other, without waiting."""
    select = walk.one_of("#experiment select[name=activation]")
    if not select:
        return ""
    options = select.evaluate("(all) => [...all.options].map(({ value }) => value)")
    names = walk.lot.sample(options, min(4, len(options)))
    for name in names:
        select.select_option(name)
    return ", ".join(names)
