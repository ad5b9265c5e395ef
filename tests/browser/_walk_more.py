"""What a walk does with the pictures: it compares, changes the network, and draws points."""

from tests.browser._walk import Walk, moved, others


def compare_with(walk: Walk) -> str:
    """Add an activation to the pictures."""
    select = walk.one_of("#compare-with")
    if not select:
        return ""
    options = others(select)
    if not options:
        return ""  # nothing is drawn that one could compare with
    value, before = walk.lot.choice(options), walk.page.url
    select.select_option(value)
    moved(walk, before)
    return value


def remove(walk: Walk) -> str:
    """Take a picture away."""
    button = walk.one_of(".panel .remove")
    if not button:
        return ""
    before = walk.page.url
    name = button.get_attribute("aria-label")
    button.click()
    moved(walk, before)
    return name


def turn(walk: Walk) -> str:
    """More or fewer layers or units, in the drawing."""
    button = walk.one_of("#network [data-turn]")
    if not button:
        return ""
    name = button.get_attribute("aria-label") or "units"
    button.click()
    return name


def layer_activation(walk: Walk) -> str:
    """Another activation for a layer: trained anew, or with the weights kept."""
    select = walk.one_of(".layer-head select")
    if not select:
        return ""
    options = others(select)
    value = walk.lot.choice(options)
    select.select_option(value)
    return value


def change_weight(walk: Walk) -> str:
    """Change a number of the network by hand, and perhaps go back."""
    link = walk.one_of("#network .link")
    if not link:
        return ""
    name = link.get_attribute("data-id")
    link.focus()
    walk.page.keyboard.press("Enter")
    text = walk.lot.choice(("3", "-2.5", "0", "", "--", "40"))
    walk.page.keyboard.type(text)
    walk.page.keyboard.press(walk.lot.choice(("Enter", "Escape")))
    walk.page.wait_for_timeout(400)  # until it is evaluated
    return f"{name} = “{text}”"


def network_button(walk: Walk) -> str:
    """Back to the trained weights; keep the weights or not."""
    button = walk.one_of("#network-back, .network-keep input, .network-table summary")
    if not button:
        return ""
    button.click()
    walk.page.wait_for_timeout(200)
    return button.get_attribute("id") or button.inner_text() or "keep"


def edit_points(walk: Walk) -> str:
    """Take the points as one's own."""
    button = walk.one_of("#edit-points")
    if button:
        button.click()
        walk.page.wait_for_timeout(250)
    return "own points" if button else ""


def draw(walk: Walk) -> str:
    """A stroke on the picture: points, or the rubber."""
    radio = walk.one_of('[name="own-tool"], [name="own-class"]')
    if not radio:
        return ""
    radio.check()
    editor = walk.page.locator(".editor")
    editor.scroll_into_view_if_needed()
    box = editor.bounding_box()
    across, down = (box["x"] + box["width"] * walk.lot.random(), box["y"] + box["height"] * walk.lot.random())
    walk.page.mouse.move(across, down)
    walk.page.mouse.down()
    walk.page.mouse.move(across + walk.lot.randint(-60, 60), down + walk.lot.randint(-60, 60), steps=3)
    walk.page.mouse.up()
    walk.page.wait_for_timeout(250)
    return radio.get_attribute("value")


def own_button(walk: Walk) -> str:
    """Undo, redo, clear, another class."""
    button = walk.one_of('[data-own]:not([data-own="save"], [data-own="use"])')
    if not button:
        return ""
    name = button.get_attribute("data-own")
    button.click()
    walk.page.wait_for_timeout(250)
    return name


TABLES = (
    "x,y,label\n0,0,cat\n1,1,cat\n0,1,dog\n1,0,dog\n",
    "0;0;a\n1;1;a\n0;1;b\n1;0;b\n2;2;설\n2;3;설\n",
    "x,y,label\n0,zero,cat\n",
    "nothing",
    "",
    "1,2,a\n3,4,a\n",
    "\n".join(f"{k % 17 / 7},{k % 23 / 5},{'ab'[k % 2]}" for k in range(900)),
)


def paste(walk: Walk) -> str:
    """Paste a table, good or bad; it stays in its box."""
    box = walk.one_of("#own-text")
    if not box:
        return ""
    text = walk.lot.choice(TABLES)
    box.fill(text)
    walk.page.locator('[data-own="use"]').click()
    walk.page.wait_for_timeout(250)
    assert box.input_value() == text, "the pasted table is lost"
    return repr(text[:24])
