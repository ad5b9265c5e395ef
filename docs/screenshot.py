"""Takes the README's screenshot of the page as it is now: `python -m docs.screenshot`."""

import os
import shutil
from pathlib import Path

from benchmarks.main_job import server

PICTURE = Path(__file__).with_name("screenshot.png")
VIEW = {"width": 1440, "height": 900}


def main() -> None:
    """Open the page in headless Chromium and write docs/screenshot.png."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("BENDLINE_BROWSER") or shutil.which("chromium")
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=VIEW, color_scheme="light")
        page.goto(address)
        page.wait_for_selector(".js-plotly-plot")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
