"""What Firefox and WebKit draw is what Chromium draws."""

import os
import shutil
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, NAMES
from tests.engines.engines import SIZE

# The drivers use what is deprecated in the packages that they use.
pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PICTURES = {
    "spiral": "/?samples=200&resolution=60",
    "three": "/?dataset=gaussians&classes=3&samples=60&resolution=60",
    "iris": "/?dataset=iris&resolution=60",
}
STAGE = ".panel:last-of-type .stage"
SMALL = (110, 110)  # px: edges are smoothed in different ways, and places of a picture are not
APART = 5.0  # of 255, on average; points twice as high as wide make it 9
FAR = 70.0  # of 255, for all but one in a hundred


@pytest.fixture(scope="module")
def chromium(address: str) -> Iterator[dict[str, Image.Image]]:
    """Each picture as Chromium draws it."""
    named = os.environ.get("BENDLINE_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, base_url=address)
        drawn = {}
        for name, path in PICTURES.items():
            page.goto(path)
            page.locator(f"{STAGE} .plot-container").wait_for()
            page.locator(f"{STAGE} svg.picture").wait_for(state="detached")
            drawn[name] = Image.open(BytesIO(page.locator(STAGE).screenshot())).convert("RGB")
        browser.close()
        yield drawn


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_same(engine, chromium, name):
    engine.open(PICTURES[name])
    engine.at_rest()
    apart = difference(engine.picture(STAGE), chromium[name])
    assert apart.mean() < APART and np.quantile(apart, 0.99) < FAR


def difference(one: Image.Image, other: Image.Image) -> np.ndarray:
    """By how much two pictures differ at each place, 0 to 255."""
    a, b = (np.asarray(each.resize(SMALL, Image.Resampling.BOX), dtype=float) for each in (one, other))
    return np.abs(a - b).max(axis=2)
