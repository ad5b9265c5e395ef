"""The pictures in a real browser: under the strict policy, in the server's place, the newest alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext

from app.plotly_assets import style_rules
from tests.browser._plot_fixtures import KINDS, SCRIPTS, Bench, difference


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of this file's own, with a small screen."""
    context = browser.new_context(viewport={"width": 800, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def shared(context: BrowserContext, address: str) -> Bench:
    """A page under the policy, on which Plotly is loaded once."""
    return Bench(context.new_page(), address)


@pytest.fixture
def bench(shared: Bench) -> Iterator[Bench]:
    """That page with fresh places, on which nothing may go wrong unnoticed."""
    shared.page.emulate_media(color_scheme="light")
    yield shared.show()
    complaints = shared.complaints[:]
    shared.complaints.clear()
    assert complaints == []


@pytest.fixture(scope="module")
def free(context: BrowserContext, address: str) -> Bench:
    """A page without a policy, where Plotly writes what it likes."""
    return Bench(context.new_page(), address, strict=False, link=False)


# --- the pure modules ----------------------------------------------------------------------------


@pytest.mark.parametrize("module", sorted(SCRIPTS.glob("figure*.test.js")), ids=lambda path: path.name)
def test_every_claim_about_the_figures_holds(bench, module: Path):
    script = "async (url) => (await import('/bench/figure-assert.js')).run(url)"
    outcome = bench.page.evaluate(script, f"/bench/{module.name}")
    assert outcome["count"] > 0
    assert outcome["failed"] == []


def test_a_broken_claim_is_reported(bench):
    """The runner above can fail."""
    outcome = bench.page.evaluate("""async () => {
      const { equal, near, throws } = await import("/bench/figure-assert.js");
      return [() => equal([1], [2]), () => near(1, NaN), () => throws(() => {}, "")].map((test) => {
        try { test(); return "passed"; } catch { return "failed"; }
      });
    }""")
    assert outcome == ["failed"] * 3


# --- the security policy -------------------------------------------------------------------------


def test_the_policy_changes_no_pixel(bench, free):
    """Nothing is refused, which `bench` watches over, and everything looks as without a policy."""
    for query in ("", "classes=3"):
        strict, loose = looks(bench, query), looks(free, query)
        assert [np.array_equal(*pair) for pair in zip(strict, loose, strict=True)] == [True] * 3


def looks(bench: Bench, query: str) -> list[np.ndarray]:
    bench.show(query).draw()
    return [bench.pixels(kind) for kind in KINDS]


def test_the_linked_rules_are_those_that_plotly_would_write(bench, free):
    rules = """() => [...document.getElementById("plotly.js-style-global").sheet.cssRules].map((rule) => rule.cssText)"""
    free.show().draw("curve")
    linked = bench.page.evaluate(rules)
    assert linked == free.page.evaluate(rules)
    assert len(linked) == len(style_rules())


def test_the_policy_is_in_force(context, address):
    """The tests above can fail: without the link, Plotly is refused its rules."""
    refused = Bench(context.new_page(), address, link=False).show().draw("curve").complaints
    assert any("style" in text for text in refused)


def test_plotly_writes_no_style_sheet_of_its_own(bench):
    assert bench.draw().page.locator("style").count() == 0


@pytest.mark.parametrize(
    ("kind", "at", "says"),
    [
        ("boundary", (0.97, 0.5), r"^at \(1\.1, 0\.0\): \d+ % (blue|orange)$"),
        ("loss", (0.131, 0.1), r"^epoch 0: (train|test) loss 0\.\d+$"),
        ("curve", (0.44, 0.54), r"^f \(−?0\.\d\) = −?0\.\d\d$"),
    ],
)
def test_the_pointer_is_told_what_is_under_it(bench, kind, at, says):
    box = bench.draw(kind).place(kind).bounding_box()
    for step in (0, 1):
        bench.page.mouse.move(box["x"] + at[0] * box["width"] + step, box["y"] + at[1] * box["height"])
    label = bench.place(kind).locator(".hoverlayer text").first
    label.wait_for()
    assert re.search(says, label.text_content())


# --- the server's picture and Plotly's -----------------------------------------------------------

PICTURES = {
    "two classes": "",
    "three classes": "classes=3",
    "six classes": "dataset=gaussians&classes=6&samples=60&activation=identity&activation=relu",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", PICTURES.values(), ids=PICTURES)
def test_plotly_draws_the_boundary_over_the_servers_without_a_jump(bench, query, scheme):
    bench.page.emulate_media(color_scheme=scheme)
    before = bench.show(query, drawn=True).pixels("boundary")
    after = bench.draw().pixels("boundary")
    # What is left is the smoothing of edges.
    assert difference(before, after) < 0.004
    assert np.abs(before - after).mean() < 2


def test_a_jump_would_be_seen(bench):
    """The test above can fail: the other run's picture, and the same one a pixel lower, differ by more."""
    other = bench.show(index=0, drawn=True).pixels("boundary")
    own = bench.show(drawn=True).pixels("boundary")
    assert difference(own, other) > 0.05
    assert difference(own, np.roll(own, 1, axis=0)) > 0.008


TEXTS = """() => [...document.querySelectorAll("text")].map((text) => {
  const { x, y } = text.getBoundingClientRect();
  return [text.textContent, x, y];
}).sort()"""


CURVES = [
    "tanh",
    "relu",
    "quadratic",
    "sin",
    "elu(3)",
    "10*x",
    "x**3",
    "exp(x)+5",
    "x**16",
    "5+0*x",
    "9-abs(x)",
]


@pytest.mark.parametrize("activation", CURVES)
def test_every_word_stays_where_it_is(bench, activation):
    """The same range, the same ticks, the same places of the names."""
    before = bench.show(activation=activation, drawn=True).page.evaluate(TEXTS)
    after = bench.draw().page.evaluate(TEXTS)
    assert [text for text, *_ in after] == [text for text, *_ in before]
    moved = np.abs(np.array([place for _, *place in after]) - np.array([place for _, *place in before]))
    assert moved.max() < 1.6


@pytest.mark.parametrize("drawn", [True, False], ids=["server", "plotly"])
@pytest.mark.parametrize("activation", CURVES)
def test_no_word_of_a_curve_is_cut_off(bench, activation, drawn):
    """In a box of 256 px, the narrowest that the page has."""
    bench.show(activation=activation, drawn=drawn)
    bench.page.evaluate("() => { document.getElementById('curve').style.width = '256px'; }")
    if not drawn:
        bench.draw("curve")
    assert bench.page.evaluate(CUT_OFF) == []


CUT_OFF = """() => {
  const box = document.getElementById("curve").getBoundingClientRect();
  return [...document.querySelectorAll("#curve text")].filter((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return left < box.left || right > box.right || top < box.top - 1 || bottom > box.bottom;
  }).map((text) => text.textContent);
}"""


def test_the_servers_picture_makes_way_for_plotlys(bench):
    place = bench.show(drawn=True).place("boundary")
    assert place.locator("svg.picture").count() == 1
    bench.draw("boundary")
    assert place.locator("svg.picture").count() == 0
    assert place.locator(".plot-container").count() == 1


# --- drawing -------------------------------------------------------------------------------------


def test_only_the_newest_of_several_figures_is_drawn(bench):
    drawn, kept = bench.run("""
      const drawn = await Promise.all([0, 1, 0, 1].map((index) => plot.draw(place("boundary"), figure(index))));
      return [drawn, place("boundary").data[0].z === runs[1].boundary.z];
    """)
    assert drawn == [False, False, False, True]
    assert kept


def test_figures_of_different_places_do_not_displace_each_other(bench):
    both = (
        'return Promise.all([plot.draw(place("boundary"), figure(0)), plot.draw(place("curve"), figure(1))]);'
    )
    assert bench.run(both) == [True, True]


def test_a_picture_keeps_the_size_of_its_place(bench):
    bench.draw("boundary")
    bench.page.evaluate("() => { document.getElementById('boundary').style.width = '300px'; }")
    bench.page.wait_for_function("() => document.querySelector('#boundary .main-svg').clientWidth === 300")
    assert bench.page.evaluate("() => document.getElementById('boundary').layout.height") == 480


def test_a_purged_place_forgets_its_figure_and_can_be_drawn_again(bench):
    outcome = bench.run("""
      await plot.draw(place("boundary"), figure(0));
      plot.purge(place("boundary"));
      const emptied = place("boundary").querySelectorAll(".main-svg").length;
      const waiting = plot.draw(place("boundary"), figure(1));
      plot.purge(place("boundary"));
      return [emptied, await waiting, await plot.draw(place("boundary"), figure(1))];
    """)
    assert outcome == [0, False, True]


def test_a_figure_that_cannot_be_drawn_says_so(bench):
    outcome = bench.run("""
      const broken = { ...figure(0), layout: { images: [{ source: "data:image/png;base64,none" }] } };
      return plot.draw(place("boundary"), broken).catch((error) => error.name);
    """)
    assert outcome == "EncodingError"


def test_plotly_is_loaded_once(bench):
    assert (
        bench.run(
            "await plot.loadPlotly('/another.js'); return document.querySelectorAll('script[src]').length;"
        )
        == 1
    )


def test_a_script_that_cannot_be_loaded_is_named_and_can_be_tried_again(context, address):
    outcome = Bench(context.new_page(), address).page.evaluate("""async () => {
      const { loadPlotly } = await import("/static/plot.js");
      const complaint = await loadPlotly("/static/missing.js").catch((error) => error.message);
      await loadPlotly(document.documentElement.dataset.plotly);
      return [complaint, typeof Plotly.react];
    }""")
    assert outcome == ["The script /static/missing.js could not be loaded.", "function"]


def test_the_points_are_one_image_and_are_decoded_before_they_are_shown(bench):
    outcome = bench.run("""
      await plot.draw(place("boundary"), figure(0));
      const probe = new Image();
      probe.src = place("boundary").layout.images[0].source;
      return [probe.complete, place("boundary").querySelectorAll("image").length];
    """)
    assert outcome == [True, 2]


def test_a_new_boundary_is_drawn_fast(bench):
    """About 20 ms on an idle machine of two cores; the bound leaves room for a busy one."""
    times = bench.run("""
      const times = [];
      for (let turn = 0; turn < 15; turn += 1) {
        const start = performance.now();
        const { data, layout, config } = figure(turn % 2);
        await Plotly.react(place("boundary"), data, { ...layout, width: 480, height: 480 }, config);
        times.push(performance.now() - start);
      }
      return times;
    """)
    assert np.median(times[3:]) < 120
