"""Random walks: whatever somebody does on the page, in whatever order, what must hold does.

Two short ones every day; the campaign is `python3 dev.py test tests/browser/test_walks.py -m slow -n 0`.
"""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser import _walk_form as form
from tests.browser import _walk_more as more
from tests.browser import _walk_page as around
from tests.browser._walk import Walk

pytestmark = pytest.mark.browser

START = "/?samples=100&epochs=60&resolution=20"  # small enough for hundreds of actions
DAILY, CAMPAIGN = range(1000, 1002), range(50)
# The browser's own remarks on refusals, and on the connections that are cut.
FORGIVEN = ("status of 422", "status of 413", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")

ACTIONS = {  # and how often each is drawn
    form.pick: 8,
    form.type_number: 6,
    form.type_text: 4,
    form.type_formula: 4,
    form.drag_slider: 4,
    form.tick: 2,
    form.press: 4,
    form.hurry: 2,
    more.compare_with: 3,
    more.remove: 3,
    more.turn: 3,
    more.layer_activation: 2,
    more.change_weight: 3,
    more.network_button: 2,
    more.edit_points: 3,
    more.draw: 6,
    more.own_button: 4,
    more.paste: 3,
    around.replay: 5,
    around.back_or_forward: 7,
    around.undo: 4,
    around.reload: 3,
    around.resize: 2,
    around.look: 4,
    around.lock: 2,
    around.gallery: 1,
    around.lose_connection: 1,
    around.cancel: 1,
}


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Asks the API past the page."""
    once = httpx.Limits(max_keepalive_connections=0)  # minutes may lie between two questions
    with httpx.Client(base_url=address, timeout=60, limits=once) as client:
        yield client


def wander(page: Page, client: httpx.Client, seed: int, count: int) -> None:
    """A walk of so many actions, told when something does not hold."""
    page.goto(START)
    walk = Walk(page, client, seed)
    try:
        walk.rest()
        for _ in range(count):
            walk.step(ACTIONS)
    except BaseException as error:
        error.add_note("\n".join([f"walk {seed}:", *walk.log, page.url]))
        raise


@pytest.mark.parametrize("seed", DAILY)
def test_a_short_walk_holds(page, client, watch, seed):
    for text in FORGIVEN:
        watch.forgive(text)
    wander(page, client, seed, 6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", CAMPAIGN)
def test_a_long_walk_holds(page, client, watch, seed):
    for text in FORGIVEN:
        watch.forgive(text)
    wander(page, client, seed, 40)
