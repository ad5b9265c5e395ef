"""Takes the pictures of docs/tour.md, and writes it: `python -m docs.screenshots [name ...]`.

The app's own server, and Chromium as the tests find it: BENDLINE_BROWSER, or one on PATH. Each picture is of
an address that anybody can open, with what is done there; it has few colours, so that it stays small.
"""

import argparse
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, sin
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.main_job import server

FOLDER = Path(__file__).with_name("pictures")
TOUR = Path(__file__).with_name("tour.md")
MOST_BYTES = 150_000
DESKTOP, PHONE = (1440, 900), (390, 844)

# Three kinds of trees, one around the other.
CSV = "east,north,kind\n" + "".join(
    f"{(0.3 + k % 3) * cos(k):.2f},{(0.3 + k % 3) * sin(k):.2f},{('oak', 'ash', 'elm')[k % 3]}\n"
    for k in range(150)
)


@dataclass(frozen=True)
class Shot:
    """A picture: what it is called, what it shows, where that is, and what is done there beforehand."""

    name: str
    caption: str
    path: str = "/"
    size: tuple[int, int] = DESKTOP
    dark: bool = False
    act: Callable[[Any], None] = lambda page: None
    at: str = "body"  # comes to the top of the window


def _choose(page: Any, field: str, value: str) -> None:
    page.locator(f"select[name={field}]").select_option(value)


def _edit_a_weight(page: Any) -> None:
    page.locator("#network").scroll_into_view_if_needed()
    page.wait_for_selector(".network-stage:not([data-stale]) .unit")
    page.locator('.link[data-id="2.1.2"]').focus()
    page.keyboard.press("Enter")
    page.locator(".network-editor input[type=number]").fill("3")
    page.wait_for_selector("[data-remix] .js-plotly-plot")


def _paste(page: Any) -> None:
    _choose(page, "dataset", "points")
    page.wait_for_url("**points=**")
    page.locator(".own-files summary").click()
    page.locator("#own-text").fill(CSV)
    page.locator('[data-own="use"]').click()
    page.wait_for_function("() => document.querySelector('.key').textContent.includes('oak')")
    page.locator(".own-files summary").click()


def _mistype(page: Any) -> None:
    page.locator('[data-group="network"] > summary').click()
    page.locator("[name=hidden]").fill("8,eight")
    page.wait_for_selector("[name=hidden][aria-invalid=true]")


def _wait_for_the_gallery(page: Any) -> None:
    page.wait_for_function("() => !document.querySelector('.preset .tile-stage:not(:has(img))')")


def _ask_why(page: Any) -> None:
    page.locator("#why").scroll_into_view_if_needed()
    page.locator("#why [role=tab]:visible").first.click()
    page.wait_for_selector('#why-answer[aria-busy="false"] .why-body > *')


def _wait_for_the_story(page: Any) -> None:
    page.wait_for_load_state("networkidle")


SIX = "/?" + "&".join(f"activation={name}" for name in ("identity", "relu", "sigmoid", "gelu", "sin", "tanh"))

SHOTS = (
    Shot("first-light", "A straight line fails on the spiral, and the curve of a tanh network separates it."),
    Shot("first-dark", "The same in the dark, as the system asks for or as somebody chooses.", dark=True),
    Shot(
        "comparison", "Six activations on the same points, from the same seed, with all numbers below.", SIX
    ),
    Shot(
        "network",
        "A look into the network: each unit's own map, and a weight that is being changed by hand.",
        "/?dataset=moons&hidden=4,3",
        act=_edit_a_weight,
        at="#network",
    ),
    Shot("own-points", "Points of one's own, pasted as a table with the names of their classes.", act=_paste),
    Shot(
        "why",
        "Why the pictures look as they do: a question, and an answer that can be checked.",
        act=_ask_why,
        at="#why",
    ),
    Shot(
        "gallery", "What is known to work, and what is known to fail.", "/gallery", act=_wait_for_the_gallery
    ),
    Shot("story", "The story of activation functions, in steps to try out.", "/why", act=_wait_for_the_story),
    Shot("presentation", "Presentation mode: the question and its answer alone.", "/?present=1"),
    Shot("refusal", "A mistake is told at its control, and the picture stays.", act=_mistype, at=".actions"),
    Shot("korean", "The same page in Korean.", "/language/ko?next=/"),
    Shot("phone", "On a phone.", size=PHONE),
)


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium, as the tests find it."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("BENDLINE_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def take(browser: Any, address: str, shot: Shot) -> bytes:
    """The picture, as a PNG of few colours."""
    width, height = shot.size
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(shot.path)
    if page.locator("#pictures").count():
        page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length")
    shot.act(page)
    page.wait_for_load_state("networkidle")
    page.locator(shot.at).evaluate("(place) => scrollTo(0, place.getBoundingClientRect().top + scrollY - 16)")
    page.wait_for_timeout(700)  # until what moves has come to rest
    whole = page.screenshot()
    context.close()
    return _small(whole)


def _small(png: bytes) -> bytes:
    """With as many colours as there is room for."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        packed = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() <= MOST_BYTES:
            break
    return packed.getvalue()


def tour() -> str:
    """docs/tour.md, whole."""
    parts = [
        "# The page in pictures",
        "Taken by `python -m docs.screenshots`; each shows an address that you can open yourself.",
        *(f"![{shot.caption}](pictures/{shot.name}.png)\n\n{shot.caption} `{shot.path}`" for shot in SHOTS),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Take all pictures, or those of these names, and write the page that shows them."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="the pictures to take; all, unless some are named")
    names = parser.parse_args().names or [shot.name for shot in SHOTS]
    if unknown := set(names) - {shot.name for shot in SHOTS}:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    FOLDER.mkdir(exist_ok=True)
    with server(workers=2) as address, chromium() as browser:
        for shot in (shot for shot in SHOTS if shot.name in names):
            picture = take(browser, address, shot)
            (FOLDER / f"{shot.name}.png").write_bytes(picture)
            print(f"{shot.name}: {len(picture) / 1000:.0f} kB", flush=True)
    TOUR.write_text(tour(), encoding="utf-8")


if __name__ == "__main__":
    main()
