"""What axe-core, as the package axe-playwright-python carries it, finds on a page."""

from importlib.resources import files

from playwright.sync_api import Page

SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = "() => axe.run(document, { resultTypes: ['violations'] })"


def violations(page: Page) -> list[str]:
    """The rules that the page breaks, each with the elements that do."""
    if not page.evaluate("() => Boolean(globalThis.axe)"):
        page.evaluate(SCRIPT)  # comes in through the debugger, which the security policy does not bind
    return [
        f"{rule['id']}: {', '.join(' '.join(map(str, node['target'])) for node in rule['nodes'])}"
        for rule in page.evaluate(RUN)["violations"]
    ]
