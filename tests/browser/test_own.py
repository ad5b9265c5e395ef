"""One's own points: drawn on the picture, pasted, read from a file, shared, kept, and saved again."""

import json
import re
from base64 import b64encode
from pathlib import Path

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.points import Points, parse, spelled
from tests.browser.test_page import boundary, opened, settled

pytestmark = pytest.mark.browser

QUICK = "?resolution=20&epochs=200&test_share=0&hidden=4"
XOR = ((0.25, 0.25, 0), (0.75, 0.75, 0), (0.25, 0.75, 1), (0.75, 0.25, 1))


def own(page: Page) -> Page:
    """The page with an empty drawing."""
    opened(page, QUICK)
    page.locator("#edit-points").click()
    page.wait_for_url("**points=**")
    settled(page)
    page.locator('[data-own="clear"]').click()
    expect(page.locator(".own-state")).to_contain_text("No points yet")
    return page


def drag(page: Page, across: float, down: float) -> None:
    """A stroke of a few points."""
    box = page.locator(".editor").bounding_box()
    x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
    page.mouse.move(x - 20, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.up()


LONG = (
    "Donaudampfschifffahrtsgesellschaftskapit",
    "👩‍👩‍👧‍👦" * 3,
    "مرحبا-بالعالم-" * 2,
)  # 40 letters and no space; one; leftwards


def test_long_names_never_widen_a_small_page(page, watch):
    """Neither in the key nor in an answer to "Why?", with the lists that a visitor can open open."""
    page.set_viewport_size({"width": 360, "height": 800})
    x, y = [k + step / 10 for k in range(3) for step in (0, 1, 2)], [step / 10 for step in range(9)]
    label = [LONG[k] for k in range(3) for _ in range(3)]
    named = Points(
        tuple(x), tuple(y), tuple(label), None, None, (LONG[0], "Einkommen_in_Euro_je_Monat_und_Kopf_nett")
    )
    two = Points(named.x[:6], named.y[:6], named.label[:6], None, None, named.columns)
    for points in (named, two):
        opened(page, f"{QUICK}&activation=relu&points={spelled(points)}")
        page.locator(".why").scroll_into_view_if_needed()
        for name in ("trace", "threshold", "ceiling", "health"):
            tab = page.locator(f"#why-{name}")
            if not tab.is_visible():
                continue
            tab.click()
            page.wait_for_function("() => document.querySelector('.why-answer').ariaBusy === 'false'")
            page.evaluate(
                "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_pinch_draws_no_points(page, watch):
    """Two fingers on the picture enlarge the page; what the first one began is no stroke."""
    own(page)
    page.locator(".editor").scroll_into_view_if_needed()
    box = page.locator(".editor").bounding_box()
    points = [
        {"x": box["x"] + box["width"] * share, "y": box["y"] + box["height"] / 2, "id": at}
        for at, share in ((1, 0.4), (2, 0.6))
    ]
    fingers = page.context.new_cdp_session(page)
    for kind, touches in (
        ("touchStart", points[:1]),
        ("touchStart", points),
        *[
            (
                "touchMove",
                [
                    {**each, "x": each["x"] + side * 20 * step}
                    for each, side in zip(points, (-1, 1), strict=True)
                ],
            )
            for step in (1, 2, 3)
        ],
        ("touchEnd", []),
    ):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    expect(page.locator(".own-state")).to_contain_text("No points yet")
    assert page.locator(".editor .point").count() == 0
    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".editor .point")).to_have_count(1)  # one finger alone does draw


RANGES = "() => [...'xy'].map((axis) => document.querySelectorAll('.stage')[1].layout[`${axis}axis`].range)"


def test_a_point_drawn_between_ages_and_incomes_moves_nothing_and_keeps_their_names(page, watch):
    """The picture stays, the point lies where it was put, and the inputs keep their scale."""
    ages = Points((20, 60, 20, 60), (0, 1e5, 1e5, 0), ("-1", "-1", "1", "1"), None, None, ("age", "income"))
    opened(page, f"{QUICK}&points={spelled(ages)}")
    before = page.evaluate(RANGES)
    assert before == pytest.approx(np.array([[17, 63], [-7500, 107500]]), abs=1)
    page.locator(".editor").scroll_into_view_if_needed()
    drag(page, 0.5, 0.25)
    page.wait_for_url("**points=b,**")
    settled(page)
    assert page.evaluate(RANGES) == pytest.approx(np.array(before), abs=60)
    points = parse(page.evaluate("new URLSearchParams(location.search).get('points')"))
    assert points.columns == ("age", "income") and points.label[-1] == "-1"
    assert points.x[-1] == pytest.approx(40, abs=4) and points.y[-1] == pytest.approx(78750, abs=500)


def count(page: Page) -> int:
    return int(re.match(r"\d+", page.locator(".own-state").inner_text())[0])


def test_xor_is_drawn_by_mouse_trained_undone_and_reloaded(page, watch):
    own(page)
    page.locator(".editor").scroll_into_view_if_needed()
    for across, down, k in XOR:
        page.locator(f'[name="own-class"][value="{k}"]').check()
        drag(page, across, down)
    page.wait_for_function("() => document.querySelector('.own-state').textContent.includes('all of them')")
    page.wait_for_timeout(300)
    settled(page)
    drawn = count(page)
    assert drawn >= 8 and page.locator(".score-value").last.inner_text() == "100 %"
    expect(page.locator(".score-value").first).not_to_have_text("100 %")  # no line separates them
    picture = page.evaluate("() => document.querySelectorAll('.stage')[1].data[0].z.map((row) => [...row])")

    page.reload()
    settled(page)
    page.wait_for_function("() => document.querySelectorAll('.stage')[1].data")
    assert picture == page.evaluate(
        "() => document.querySelectorAll('.stage')[1].data[0].z.map((row) => [...row])"
    )
    assert count(page) == drawn

    page.locator('[name="own-class"][value="0"]').check()
    drag(page, 0.5, 0.5)
    page.wait_for_function(
        "(drawn) => parseInt(document.querySelector('.own-state').textContent) > drawn", arg=drawn
    )
    page.keyboard.press("Control+z")
    page.wait_for_timeout(300)
    settled(page)
    assert count(page) == drawn
    page.keyboard.press("Control+Shift+z")
    page.wait_for_timeout(300)
    assert count(page) > drawn
    page.locator(".editor").focus()
    before = count(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(before) => parseInt(document.querySelector('.own-state').textContent) === before + 1", arg=before
    )
    page.wait_for_timeout(300)
    settled(page)


def paste(page: Page, text: str) -> None:
    page.evaluate(
        "() => { document.querySelector('.own').hidden = false; document.querySelector('.own-files').open = true; }"
    )
    page.evaluate(
        "(text) => { document.getElementById('own-text').value = text; }", text
    )  # at once, however long
    page.locator('[data-own="use"]').click()


def saved(page: Page) -> list[list[str]]:
    """The rows of the file that the page saves."""
    with page.expect_download() as download:
        page.locator('[data-own="save"]').click()
    return [line.split(",") for line in Path(download.value.path()).read_text("utf-8").split()[1:]]


def three_classes(count: int) -> str:
    rows = (
        f"{index % 50 / 7:.4f},{index // 50 / 3 + (index % 3):.4f},{('설', 'oak', 'ash')[index % 3]}"
        for index in range(count)
    )
    return "\n".join(["width,height,kind", *rows]) + "\n"


def test_what_is_drawn_or_typed_and_no_experiment_yet_outlives_a_reload(page):
    """A class without points, points of one class alone, a name, the text of a table that is not taken."""
    own(page)
    page.locator(".editor").scroll_into_view_if_needed()
    drag(page, 0.3, 0.6)
    page.locator(".own-name").nth(1).fill("oak")
    page.locator(".own-name").nth(1).press("Tab")
    state, drawn = page.locator(".own-state"), page.locator(".editor .point").count()
    expect(state).to_contain_text("Still missing: 2 points of oak")
    url = page.url
    page.locator(".own-files > summary").click()
    page.locator("#own-text").fill("0.5,abc,oak")
    page.locator('[data-own="use"]').click()
    page.reload()
    settled(page)
    expect(state).to_contain_text("Still missing: 2 points of oak")
    expect(page.locator(".editor .point")).to_have_count(drawn)
    assert drawn >= 2 and page.url == url
    expect(page.locator("#own-text")).to_have_value("0.5,abc,oak")
    page.locator("select[name=dataset]").select_option("xor")
    settled(page)
    expect(page.locator("#own-text")).to_be_visible()
    page.locator("select[name=dataset]").select_option("points")
    expect(state).to_contain_text("Still missing: 2 points of oak")
    page.locator('[data-own="undo"]').click()  # what the link holds
    expect(state).to_contain_text("400 points")


def test_a_pasted_table_is_drawn_and_a_broken_one_is_refused_by_line(page):
    opened(page, QUICK)
    paste(page, three_classes(60))
    page.wait_for_url("**points=a,**")
    settled(page)
    assert page.locator(".key-class:visible .key-name").all_text_contents() == ["ash", "oak", "설"]
    assert "own" in page.title() or "own" in page.locator("select[name=dataset] option:checked").inner_text()
    broken = three_classes(60) + "0.5,abc,oak\n"
    before = page.url
    paste(page, broken)
    expect(page.locator("#own-text-problem")).to_have_text("Line 62: “abc” is not a number (column height).")
    expect(page.locator("#own-text")).to_have_attribute("aria-invalid", "true")
    assert page.locator("#own-text").input_value() == broken and page.url == before


def test_two_thousand_points_are_drawn_kept_replayed_and_saved_as_they_came(page, address, tmp_path):
    opened(page, QUICK)
    text = three_classes(2000)
    file = tmp_path / "trees.csv"
    file.write_text(text)
    page.evaluate(
        "() => { document.querySelector('.own').hidden = false; document.querySelector('.own-files').open = true; }"
    )
    page.locator(".own-file").set_input_files(file)
    page.wait_for_url("**points=kept-2000-**")
    settled(page)
    expect(page.locator(".own-state")).to_contain_text("2000 points")
    drawn = page.evaluate(
        "() => atob(document.querySelectorAll('.stage')[1].layout.images[0].source.split(',')[1])"
    )
    assert len(re.findall("<(?:circle|rect|use)", drawn)) == 2000
    page.reload()
    settled(page)
    expect(page.locator(".own-state")).to_contain_text("2000 points")
    assert page.locator(".key-class:visible .key-name").all_text_contents() == ["ash", "oak", "설"]
    rows = [[float(x), float(y), name] for x, y, name in saved(page)]
    assert rows == [
        [float(x), float(y), name] for x, y, name in (line.split(",") for line in text.split()[1:])
    ]
    replayed_and_taken_away(page, address)


def replayed_and_taken_away(page: Page, address: str) -> None:
    """Whatever can go by POST does; what needs an address says so."""
    trained = boundary(page)
    page.locator(".timeline .rewind").click()
    expect(page.locator(".timeline-epoch")).to_contain_text("epoch 0 ")
    expect(page.locator(".ending").last).to_have_text("The initial weights, before any training.")
    assert boundary(page) != trained

    page.locator(".takeaway > summary").click()
    expect(page.locator(".takeaway-files").first).to_be_hidden()
    with page.expect_download() as download:
        page.locator("[data-experiment]").click()
    body = json.loads(Path(download.value.path()).read_text("utf-8"))
    answer = httpx.post(f"{address}/api/v1/compare", json=body, timeout=60).json()
    assert answer["data"]["classes"] == ["ash", "oak", "설"] and len(answer["data"]["x"]) == 2000
    terminal, notebook, *_ = page.locator("[data-code]").all_text_contents()
    assert (
        f"@{download.value.suggested_filename} " in terminal and download.value.suggested_filename in notebook
    )

    page.locator("#to-gallery").click()
    expect(page.locator(".gallery-note")).to_contain_text("only their tab has them")
    page.go_back()
    settled(page)
    expect(page.locator(".own-state")).to_contain_text("2000 points")
    page.locator("select[name=dataset]").select_option("xor")
    settled(page)
    expect(page.locator("#to-gallery")).to_have_attribute("href", "/gallery?dataset=xor&activation=tanh")
    assert page.locator(".takeaway[data-kept]").count() == 0


TABLE = """name;length;width;place
oak;1,5;0,5;서울
oak;1,25;0,75;부산
ash;3,5;2,5;서울
ash;3,75;2,25;부산
elm;2,5;4,5;서울
elm;2,25;4,75;부산
"""


def drop(page: Page, data: bytes, times: int = 1) -> None:
    """A file is dropped somewhere on the page."""
    page.evaluate(
        """([text, times]) => {
          const dataTransfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
          dataTransfer.items.add(new File(Array(times).fill(bytes), "trees.csv", { type: "text/csv" }));
          document.querySelector("h1").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [b64encode(data).decode(), times],
    )


def names(page: Page) -> list[str]:
    return page.locator(".key-class:visible .key-name").all_text_contents()


def test_a_file_is_dropped_and_its_columns_are_switched(page):
    """Semicolons, decimal commas, the encoding of a Korean spreadsheet; which column is what can be chosen."""
    opened(page, QUICK)
    drop(page, TABLE.encode("euc-kr"))
    page.wait_for_url("**points=a,**")
    settled(page)
    label = page.locator('[data-column="label"]')
    expect(page.locator(".own-columns")).to_be_visible()
    assert label.locator("option").all_text_contents() == ["name", "length", "width", "place"]
    assert names(page) == ["부산", "서울"]
    label.select_option("name")
    expect(page.locator(".key-class:visible .key-name")).to_have_text(["ash", "elm", "oak"])
    settled(page)
    assert saved(page)[0] == ["1.5", "0.5", "oak"]
    page.locator('[data-column="x"]').select_option("width")
    page.locator('[data-column="y"]').select_option("length")
    page.wait_for_function("() => document.querySelectorAll('.stage')[1].data[0].x.at(-1) > 4.75")
    assert saved(page)[0] == ["0.5", "1.5", "oak"]
    page.locator('[data-column="x"]').select_option("name")
    expect(page.locator("#own-text-problem")).to_have_text("Line 2: “oak” is not a number (column name).")


def test_a_file_is_read_again_after_it_was_mended_and_a_broken_one_is_said(page, tmp_path):
    """E8: its name is the same, and so may be its text."""
    opened(page, QUICK)
    page.evaluate(
        "() => { document.querySelector('.own').hidden = false; document.querySelector('.own-files').open = true; }"
    )
    file, chooser, problem = (
        tmp_path / "trees.csv",
        page.locator(".own-file"),
        page.locator("#own-text-problem"),
    )
    file.write_text(f"{GOOD}0.5,abc,yes\n")
    chooser.set_input_files(file)
    expect(problem).to_contain_text("Line 5")
    assert chooser.input_value() == ""  # or a browser sees no change when the same file is chosen
    file.write_text(GOOD)
    chooser.set_input_files(file)
    expect(problem).to_be_hidden()
    expect(page.locator(".own-state")).to_have_text("4 points, all of them in the link.")
    for packed in (b"PK\x03\x04...", b"\xd0\xcf\x11\xe0..."):
        drop(page, packed)
        expect(problem).to_contain_text("Save its table as CSV")


def test_what_was_understood_is_said_and_can_be_changed(page):
    """Thousands that could be decimals, the class in another column, what is between the columns, the first row."""
    opened(page, QUICK)
    line, problem = page.locator(".own-understood"), page.locator("#own-text-problem")
    paste(page, "id;price;size;kind;shop\n1;1,050;3;a;p\n2;950;1;a;q\n3;;2;b;p\n4;990;4;b;q\n5;1,100;2;b;q\n")
    expect(line).to_have_text(
        "5 rows, 1 left out for an empty cell; x = price, y = size, class = kind; "
        "comma read as thousands separator (if it is the decimal sign, change Numbers)."
    )
    assert saved(page)[0] == ["1050", "3", "a"]
    page.locator('[data-choice="reading"]').select_option("1.234,5")
    expect(line).to_contain_text("comma read as decimal sign")
    settled(page)
    assert saved(page)[0] == ["1.05", "3", "a"]
    page.locator('[data-column="label"]').select_option("shop")
    expect(line).to_contain_text("class = shop")
    page.locator('[data-choice="delimiter"]').select_option("tab")
    expect(problem).to_contain_text("Line 1")
    page.locator('[data-choice="delimiter"]').select_option(index=0)
    expect(line).to_contain_text("x = price")
    page.locator('[data-choice="header"]').select_option("no")
    expect(problem).to_have_text("Line 1: “id” is not a number (column 1).")
    paste(page, "\n".join(f"{k},{k * k},{'abcdefg'[k % 7]}" for k in range(50)))
    expect(problem).to_contain_text("column 3 has more than 6 classes (7 in all)")


def test_a_long_file_is_read_away_from_the_page(page):
    """A worker reads it, the box shows its beginning, and columns and encoding can be chosen as ever."""
    opened(page, QUICK)
    rows = "".join(f"{k};{k % 97},5;{k % 89};{('Größe', 'Maß')[k % 2]};{'ab'[k % 2]}\n" for k in range(30000))
    drop(page, f"nr;x;y;Art;z\n{rows}".encode("cp1252"))
    line, box = page.locator(".own-understood"), page.locator("#own-text")
    expect(line).to_have_text(
        "30000 rows, 1996 of them drawn, evenly from every class; x = x, y = y, class = Art; comma read as decimal sign; "
        "read as Windows-1252. The box shows the first lines only."
    )
    assert len(page.workers) == 1 and len(box.input_value().split("\n")) == 100 and not box.is_editable()
    page.wait_for_url("**points=**")
    settled(page)
    assert names(page) == ["Größe", "Maß"]
    page.locator('[data-column="label"]').select_option("z")
    expect(page.locator(".key-class:visible .key-name")).to_have_text(["a", "b"])
    page.locator('[data-choice="encoding"]').select_option("windows-1251")
    expect(line).to_contain_text("read as Windows-1251")
    page.locator('[data-own="empty"]').click()
    assert box.input_value() == "" and box.is_editable()
    drop(page, b"1,2,a\n" * 1000, 3334)
    expect(page.locator("#own-text-problem")).to_contain_text("more than 20 MB")


GOOD = "0,0,no\n1,1,no\n0,1,yes\n1,0,yes\n"
MALFORMED = {
    "a word for a number": (f"{GOOD}0.5,abc,yes\n", 5),
    "infinity": (f"{GOOD}inf,0,no\n", 5),
    "a cell too few": (f"{GOOD}\n0.5,0.5\n", 6),
    "a cell too many": ("x,y,label\n0,0,a\n1,1,a,b\n0,1,b\n1,0,b\n", 3),
    "a quote that never ends": ('0,0,"no\n1,1,no\n0,1,yes\n1,0,yes\n', 1),
    "no column for a class": ("0,0\n1,1\n0,1\n", 1),
    "a single class": ("0,0,a\n1,1,a\n0,1,a\n1,0,a\n", 4),
    "classes of one point each": ("0,0,a\n1,1,b\n0,1,c\n1,0,d\n", 1),
    "seven classes": ("\n".join(f"{k},{k * k},{'abcdefg'[k // 2]}" for k in range(14)), 13),
    "another unit": ("1 cm,2,a\n3 cm,1,a\n2 cm,4,b\n1 m,3,b\n", 4),
    "a comma beside points": ("1.5;2;a\n2.5;1;a\n3,5;4;b\n1.5;3;b\n", 3),
    "three whole rows": (f"1,NA,a\n{GOOD[:21]}", 4),
    "a date for people of one country": ("3/4/2024,2,a\n5/6/2024,1,a\n7/8/2024,2,b\n1/2/2024,3,b\n", 1),
    "all on one spot": ("1,2,a\n1,2,a\n1,2,b\n1,2,b\n", 4),
    "nothing": ("\n\n", 1),
}


@pytest.mark.parametrize("text", ["1," * 20_000 + "a\n" + "2," * 20_000 + "b\n", "\n" * 60_000, '"' * 60_000])
def test_a_short_text_that_is_much_work_is_read_by_a_worker(page, text):
    opened(page, QUICK)
    with page.expect_worker():
        paste(page, text)
    expect(page.locator("#own-text-problem")).to_contain_text("Line")
    assert page.locator(".own-text").input_value() == text


def test_every_malformed_table_is_refused_by_its_line_and_a_good_one_is_drawn_when_it_is_pasted(
    page, address
):
    """None of the others changes what is drawn."""
    opened(page, QUICK)
    before = page.url
    for what, (text, line) in MALFORMED.items():
        paste(page, text)
        told = page.locator("#own-text-problem").inner_text()
        assert told.startswith(f"Line {line}"), (what, told)
        assert page.locator("#own-text").input_value() == text and page.url == before
        expect(
            page.locator(".own-columns")
        ).to_be_visible()  # what was taken for what, and all that can be changed
    assert len(MALFORMED) >= 12
    page.locator("#own-text").fill("")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    try:
        page.evaluate("(text) => navigator.clipboard.writeText(text)", TABLE)
        page.locator("#own-text").focus()
        page.keyboard.press("Control+v")
        expect(page.locator(".own-state")).to_have_text("6 points, all of them in the link.")
    finally:
        page.context.clear_permissions()


def test_what_was_cleared_is_grey_until_there_are_points_again(page):
    """After a reload, too, as nothing of it can come back but by Undo."""
    own(page)
    grey = page.locator("#pictures[data-stale]")
    expect(grey).to_have_count(1)
    expect(page.locator(".play")).to_be_disabled()
    page.reload()
    expect(page.locator(".own-state")).to_contain_text("No points yet")
    expect(grey).to_have_count(1)
    page.locator('[data-own="undo"]').click()
    settled(page)
    expect(grey).to_have_count(0)
    expect(page.locator(".play")).to_be_enabled()


@pytest.mark.parametrize("width", [390, 1280])
def test_whoever_edits_or_pastes_points_sees_the_picture_of_them(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, QUICK)
    edit = page.locator("#edit-points")
    edit.scroll_into_view_if_needed()
    edit.click()
    page.wait_for_url("**points=**")
    settled(page)
    expect(page.locator(".editor")).to_be_focused()
    expect(page.locator(".editor")).to_be_in_viewport(ratio=0.99)
    page.evaluate("() => { document.querySelector('.own-files').open = true; }")
    page.locator("#own-text").fill("x,y,label\n0,0,a\n1,1,a\n0,1,b\n1,0,b\n")
    page.locator('[data-own="use"]').click()
    expect(page.locator(".editor")).to_be_in_viewport(ratio=0.99)
    page.set_viewport_size({"width": 1280, "height": 900})
