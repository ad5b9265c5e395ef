"""What a walk does with the page itself: time, history, window, language, other pages, and a lost connection."""

import re

from tests.browser._holds import at_rest
from tests.browser._walk import LONGEST_WAIT, Walk, others
from tests.browser._walk_form import pick, press
from tests.browser._walk_more import compare_with


def replay(walk: Walk) -> str:
    """Play, step, rewind, scrub."""
    button = walk.one_of(".replay button, .timeline-slider")
    if not button:
        return ""
    name = button.get_attribute("class")
    if "slider" in name:
        button.press(walk.lot.choice(("Home", "End", "ArrowLeft", "PageUp")))
    else:
        button.click()
    walk.page.wait_for_timeout(walk.lot.choice((0, 300)))
    if walk.page.locator("[data-playing] .play").count():
        walk.page.locator(".play").click()
    return name


# What can be seen in the form; spaces and the way a number is written mean nothing.
FORM = """() => {
    const plain = (text) => (text.trim() === "" || isNaN(text) ? text.replace(/\\s+/g, "") : String(Number(text)));
    return [...document.querySelectorAll("#experiment [name]")]
        .filter((each) => each.checkVisibility()).map(({ name, value }) => `${name}=${plain(value)}`);
}"""
# Where we are, and the addresses of the entries; those before the walk are none of its.
ENTRIES = """(start) => {
    const all = navigation.entries();
    const first = Math.max(all.findIndex(({ key }) => key === start), 0);
    return [navigation.currentEntry.index - first, all.slice(first).map(({ url }) => url)];
}"""


def back_or_forward(walk: Walk) -> str:
    """The browser's own buttons lead to the address that was there, with its picture."""
    index, entries = walk.page.evaluate(ENTRIES, walk.start)
    way = walk.lot.choice((-1, -1, 1))
    if not 0 <= index + way < len(entries):
        return ""
    key = walk.page.evaluate("(way) => navigation.entries()[navigation.currentEntry.index + way].key", way)
    walk.page.evaluate("(way) => history.go(way)", way)
    walk.page.wait_for_function(
        "(key) => globalThis.navigation?.currentEntry?.key === key", arg=key, timeout=LONGEST_WAIT
    )
    walk.page.wait_for_selector("#pictures, .tile-stage")
    if walk.page.locator(".tile-stage").count():
        walk.page.go_back() if way < 0 else walk.page.go_forward()
        walk.page.wait_for_selector("#pictures")
        return "over the gallery"
    assert entries[index + way] in (walk.page.url, None), "another address"  # None: of another document
    return f"{way:+d} to {walk.page.url[-60:]}"


def undo(walk: Walk) -> str:
    """What was chosen is undone by going back: address, form and picture."""
    walk.one_of("select")  # opens the folds: what is hidden follows from something else
    before, form = walk.page.url, walk.page.evaluate(FORM)
    done = walk.lot.choice((pick, compare_with, press))(walk)
    at_rest(walk.page)
    if not done or walk.page.url == before:
        return done
    walk.page.go_back()
    walk.page.wait_for_function("(before) => location.href === before", arg=before, timeout=LONGEST_WAIT)
    at_rest(walk.page)
    apart = set(walk.page.evaluate(FORM)) ^ set(form)
    assert not apart, f"the form is not as it was: {apart}"
    return done


def reload(walk: Walk) -> str:
    """The same address, opened again."""
    walk.page.reload()
    return walk.page.url[-60:]


def resize(walk: Walk) -> str:
    """Another window."""
    width = walk.lot.choice((390, 768, 1024, 1440))
    walk.page.set_viewport_size({"width": width, "height": 850})
    walk.page.wait_for_timeout(200)
    return str(width)


def look(walk: Walk) -> str:
    """Light and dark, presentation, the language."""
    button = walk.one_of("#theme, #present, #present-end, a.language, #copy")
    if not button:
        return ""
    name = button.get_attribute("id") or "language"
    button.click()
    walk.page.wait_for_selector("#pictures")
    return name


def lock(walk: Walk) -> str:
    """Open the address again with something locked or hidden, or all free again."""
    query = walk.page.url.partition("?")[2].split("&")
    kept = [pair for pair in query if pair and pair.split("=")[0] not in ("hide", "lock", "present")]
    mode = walk.lot.choice(
        ("", "", "lock=training", "hide=data", "lock=activation,network", "hide=formula&lock=data")
    )
    walk.page.goto("/?" + "&".join([*kept, mode] if mode else kept))
    return mode or "nothing"


def gallery(walk: Walk) -> str:
    """Into the gallery, and back or on with one of its pictures."""
    link = walk.one_of('.bar a[href="/gallery"]')
    if not link:
        return ""
    link.click()
    walk.page.wait_for_selector(".tile-stage")
    chosen = walk.lot.choice(("", "", ".preset a"))
    if chosen:
        walk.page.locator(chosen).nth(walk.lot.randrange(5)).click()
    else:
        walk.page.go_back()
    walk.page.wait_for_selector("#pictures")
    return chosen or "and back"


def lose_connection(walk: Walk) -> str:
    """Something is chosen without a network: it is told, the picture stays, and with the network it goes on."""
    select = walk.one_of("#experiment select[name=activation]")
    if not select:
        return ""
    options = others(select)
    value = walk.lot.choice(options)
    walk.page.route("**/api/v1/**", lambda route: route.abort("internetdisconnected"))
    try:
        select.select_option(value)
        seen = at_rest(walk.page)
        assert seen["stale"] and seen["told"], "a lost connection is not told"
        assert walk.page.locator("#retry").is_visible()
    finally:
        walk.page.unroute("**/api/v1/**")
    walk.page.locator("#retry").click()
    return value


def cancel(walk: Walk) -> str:
    """Give up what takes its time: everything is as before."""
    select = walk.one_of("#experiment select[name=activation]")
    if not select or walk.page.locator("#pictures[data-stale], #pictures:not([data-drawn])").count():
        return ""
    options = others(select)
    value, before = walk.lot.choice(options), walk.page.locator("#pictures").get_attribute("data-drawn")
    never = re.compile(r"/api/v1/compare\?")
    walk.page.route(never, lambda route: None)
    try:
        select.select_option(value)
        walk.page.locator(".cancel").click()
        seen = at_rest(walk.page)
        assert seen["asked"] == before, "what was given up is still in the address"
    finally:
        walk.page.unroute_all(behavior="ignoreErrors")
    return value
