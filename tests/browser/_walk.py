"""A walk over the page: one action after the other, drawn by lot, as a person might do them.

An action is a function of the walk. It gives what it did in words, or nothing where the page does not offer it now.
The same seed walks the same way.
"""

import random
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from playwright.sync_api import Locator, Page

from tests.browser._holds import PICTURES, at_rest, check

LONGEST_WAIT = 20_000  # ms for something that has to happen at once, on a busy machine

# Those of a selector's elements that somebody can use now, all folds being open.
USABLE = """(selector) => {
    for (const fold of document.querySelectorAll("main details:not(.comparison, .network-table)")) fold.open = true;
    const all = [...document.querySelectorAll(selector)];
    const can = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && !each.closest("[inert]");
    return all.flatMap((each, index) => (can(each) ? [index] : []));
}"""


class Walk:
    """A walk under way: the page, the lots that are drawn, and what was done so far."""

    def __init__(self, page: Page, client: httpx.Client, seed: int) -> None:
        self.page, self.client, self.lot = page, client, random.Random(seed)
        self.start = page.evaluate("() => navigation.currentEntry.key")
        self.log: list[str] = []
        self.pictures: dict[str, list[Any]] = {}  # what each address showed
        self.answers: dict[str, httpx.Response] = {}

    def ask(self, query: str) -> httpx.Response:
        """The API's answer to a query."""
        if query not in self.answers:
            plain = query.replace("encoding=base64", "encoding=json")
            self.answers[query] = self.client.get(f"/api/v1/compare?{plain}")
        return self.answers[query]

    def one_of(self, selector: str) -> Locator | None:
        """One of the elements that can be used now."""
        usable = self.page.evaluate(USABLE, selector)
        return self.page.locator(selector).nth(self.lot.choice(usable)) if usable else None

    def step(self, actions: Mapping[Callable[["Walk"], str], int]) -> None:
        """Do one of the actions, by their weights, and look whether everything holds."""
        done = ""
        while not done:
            (action,) = self.lot.choices(list(actions), list(actions.values()))
            self.log.append(action.__name__)
            done = action(self)
            self.log[-1:] = [f"{action.__name__}: {done}"] if done else []
        self.rest()

    def rest(self) -> dict[str, Any]:
        """Wait for rest, and look whether everything holds; an address shows what it showed before."""
        seen = at_rest(self.page)
        check(self.page, seen, self.ask)
        if not seen["stale"] and not seen["moment"]:
            pictures = self.page.evaluate(PICTURES)
            assert self.pictures.setdefault(seen["asked"], pictures) == pictures, (
                "this address had another picture"
            )
        return seen


def moved(walk: Walk, before: str) -> None:
    """The address follows: the control is not dead."""
    walk.page.wait_for_function("(before) => location.href !== before", arg=before, timeout=LONGEST_WAIT)


def others(select: Locator) -> list[str]:
    """What a dropdown offers besides what is chosen."""
    return select.evaluate(
        "(all) => [...all.options].filter(({ disabled, value }) => !disabled && value && value !== all.value).map(({ value }) => value)"
    )
