"""How long until the pictures answer: from opening the page, and on a phone from the first tap."""

from statistics import median

from benchmarks.audit import tools

ARGUMENTS = ("--no-sandbox", "--disable-gpu")
WINDOW = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SLOWER = 4  # times, the processor of a phone, as Lighthouse has it
DRAWN = "() => performance.getEntriesByName('bendline:drawn').length > 0"
WHEN = "() => performance.getEntriesByName('bendline:drawn')[0].startTime"
TAPPED = (
    "() => addEventListener('pointerdown', () => performance.mark('tapped'), { capture: true, once: true })"
)
SINCE = f"() => ({WHEN})() - performance.getEntriesByName('tapped')[0].startTime"


def milliseconds(address: str, runs: int) -> dict[str, float]:
    """Medians of visits by browsers that have seen nothing before. Raises tools.Missing."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.browser(), args=list(ARGUMENTS))
        opened, tapped = [], []
        for _ in range(runs):
            page = browser.new_context(base_url=address, **WINDOW).new_page()
            page.goto("/")
            page.wait_for_function(DRAWN)
            opened.append(page.evaluate(WHEN))
            page.context.close()
            tapped.append(_tap(browser.new_context(base_url=address, **PHONE)))
        browser.close()
    return {"opened": median(opened), "tapped": median(tapped)}


def _tap(context) -> float:  # noqa: ANN001 # playwright is imported where it is needed
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto("/")
    page.wait_for_selector(".play:enabled")
    page.evaluate(TAPPED)
    page.locator("h2").first.tap()
    page.wait_for_function(DRAWN)
    took = page.evaluate(SINCE)
    context.close()
    return took
