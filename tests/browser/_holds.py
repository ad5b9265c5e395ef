"""What must hold on the page whenever it is at rest, whatever somebody did before.

Form, address, pictures and numbers are of one experiment; it is the one that the API and the page as the server
sends it speak of; a refusal is told at its control; nothing waits for ever, sticks out, or cannot be used.
"""

import time
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
from playwright.sync_api import Page

STILL = 150  # ms between two looks that have to see the same
LONGEST = 30  # s until a page counts as stuck; the costliest experiment of a walk takes about three

# The page's own modules read the form; everything else is read off what is seen.
LOOK = """async () => {
    const { readQuery, writeQuery } = await import("/static/state.js");
    const { fieldsOf, readForm } = await import("/static/controls.js");
    const [region, form] = [document.querySelector("#pictures"), document.querySelector("#experiment")];
    const fields = fieldsOf(form);
    const texts = (selector, root = document) =>
        [...root.querySelectorAll(selector)].map((each) => each.textContent.trim());
    // A pasted table that was refused is nobody's points: what is wrong with it stays beside it.
    const isOfTable = ({ id }) => id === "own-text-problem" && document.querySelector("#own-text[aria-invalid]");
    const told = [...document.querySelectorAll(".problem, .message")].filter((each) => !each.hidden && !isOfTable(each));
    const slider = document.querySelector(".timeline-slider");
    return {
        busy: region.ariaBusy === "true" || "live" in region.dataset,
        waiting: "waiting" in document.querySelector(".timeline").dataset,
        playing: document.querySelector(".timeline").hasAttribute("data-playing"),
        stale: "stale" in region.dataset || !("drawn" in region.dataset), // refused: after a picture, or at once
        drawn: region.dataset.drawn ?? null,
        asked: writeQuery(readQuery(location.search, fields), fields),
        form: writeQuery(readForm(form, fields), fields),
        moment: Number(slider.value) < Number(slider.max) || Boolean(document.querySelector("[data-remix]")),
        told: told.map((each) => each.textContent.trim()),
        marked: document.querySelectorAll(':is([name], .spelling)[aria-invalid="true"]').length,
        scores: texts(".panel:not([data-remix]) .score-value"),
        headings: texts(".panel:not([data-remix]) .panel-heading"),
        plotted: [...document.querySelectorAll(".panel:not([data-remix]) .stage")].filter((each) => each.data).length,
        usable: !document.querySelector(".play").disabled && !document.querySelector(".replay").inert,
        progress: !document.querySelector(".progress").hidden,
        wide: document.documentElement.scrollWidth - innerWidth,
    };
}"""

PICTURES = """() => [...document.querySelectorAll(".panel:not([data-remix]) .stage")].map(({ data }) => {
    const field = data.find(({ type }) => type === "heatmap") ?? data[0];
    return [...field.z].map((row) => [...row]);
})"""

# What the server writes into its page of this address, and what the scripts made of theirs; but for the column of
# the times, as an experiment may have been trained twice.
SAID = """async () => {
    const served = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const selectors = [".score-value", ".score-of", ".panel-heading", ".ending", ".verdict", ".reason", ".score-line",
        ".group-state", ".figures td", ".comparison td:not(:nth-last-child(2))", "#bend-name", ".bend-formula", "head title"];
    const said = (root) => Object.fromEntries(selectors.map((selector) =>
        [selector, [...root.querySelectorAll(selector)].map((each) => each.textContent.replace(/\\s+/g, " ").trim())]));
    return [said(served), said(document)];
}"""


def at_rest(page: Page) -> dict[str, Any]:
    """Wait until nothing is under way and the page is of one state; what is seen then."""
    deadline = time.monotonic() + LONGEST
    before = None
    while time.monotonic() < deadline:
        seen = page.evaluate(LOOK)
        if seen == before and _is_settled(seen):
            return seen
        before = seen
        page.wait_for_timeout(STILL)
    raise AssertionError(f"The page does not come to rest: {before}")


def _is_settled(seen: dict[str, Any]) -> bool:
    quiet = not (seen["busy"] or seen["waiting"] or seen["playing"])
    drawn = seen["drawn"] == seen["asked"] and seen["plotted"] == len(
        seen["scores"]
    )  # not by the server alone
    return quiet and seen["form"] == seen["asked"] and (seen["stale"] or drawn)


def check(page: Page, seen: dict[str, Any], ask: Callable[[str], httpx.Response]) -> None:
    """All of it; `ask` gives the API's answer to a query."""
    assert seen["wide"] <= 0, f"something sticks out by {seen['wide']} px"
    assert not seen["progress"], "a progress bar is left over"
    if seen["stale"]:
        assert seen["told"], "the picture is dimmed, and nothing says why"
    else:
        assert not seen["marked"] and not seen["told"], "there is a complaint about what was drawn"
        assert seen["usable"], "the timeline is dead"
    if "points=kept-" in seen["asked"] + (seen["drawn"] or ""):
        return  # only this browser knows the points of that name
    if seen["stale"]:
        reply = ask(seen["asked"])
        assert reply.status_code in (413, 414, 422), (
            f"refused on the page, but the API says {reply.status_code}"
        )
    if seen["drawn"] is not None:
        _same_numbers(page, seen, ask(seen["drawn"]).json())
    if not seen["stale"] and not seen["moment"]:
        served, shown = page.evaluate(SAID)
        apart = {name: (shown[name], served[name]) for name in served if shown[name] != served[name]}
        assert not apart, f"the page says, and the server's page says: {apart}"


def _same_numbers(page: Page, seen: dict[str, Any], answer: dict[str, Any]) -> None:
    """The pictures and their scores are those of the API."""
    runs = answer["runs"]
    assert len(seen["headings"]) == len(seen["scores"]) == seen["plotted"] == len(runs), (
        "pictures are missing"
    )
    if seen["moment"]:
        return
    for text, run in zip(seen["scores"], runs, strict=True):
        right = run["accuracy"]["train" if run["accuracy"]["test"] is None else "test"]
        assert abs(float(text.removesuffix("%")) - 100 * right) <= 0.5, f"{text} of {right}"
    several = len(answer["data"]["classes"]) > 2  # then a colour is the class, and how far it is ahead
    for shown, run in zip(page.evaluate(PICTURES), runs, strict=True):
        drawn = np.floor(np.asarray(shown, float)) if several else np.asarray(shown, float)
        assert np.allclose(drawn, np.asarray(run["boundary"]["z"], float), 0, 1e-6), (
            "another boundary is drawn"
        )
