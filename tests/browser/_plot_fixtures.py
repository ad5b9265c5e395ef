"""A bench for pictures: a bare page of the app's own origin, with the app's style sheets and security policy."""

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, Route

from app import picture
from app.plotly_assets import plotly_css_url, plotly_url
from tests.browser._texts import BLOCK

SCRIPTS = Path(__file__).parents[1] / "js"
KINDS = ("boundary", "loss", "curve")
POLICY = "content-security-policy"
LINK = '<link id="plotly.js-style-global" class="no-inline-styles" rel="stylesheet" href="{}">'
PAGE = """<!doctype html><html lang="en" data-plotly="{}"><meta charset="utf-8"><title>bench</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/tokens.css"><link rel="stylesheet" href="/static/picture.css">
<link rel="stylesheet" href="/bench/bench.css">{}{}
<body>"""
STYLE = """body { margin: 10px; background: var(--ground); color: var(--ink); font-family: var(--font); }
#boundary { width: 480px; height: 480px; }
#loss { width: 480px; height: 96px; }
#curve { width: 260px; height: 152px; }"""

# Plotly takes a second to load, so that a page serves many tests: each gets places of its own.
FRESH = """async (pictures) => {
  const { purge } = await import("/static/plot.js");
  [...document.body.children].forEach(purge);
  const parsed = new DOMParser().parseFromString(pictures, "text/html");
  document.body.replaceChildren(...parsed.body.children);
}"""
SETTING = """
  const [figures, plot, { readTheme }] = await Promise.all(
    ["figure", "plot", "theme"].map((name) => import(`/static/${name}.js`)));
  const { result: { data, runs }, entry, index } = await (await fetch("/bench/shown.json")).json();
  const theme = readTheme(document.body);
  const place = (kind) => document.getElementById(kind);
  const figure = (index, options) => figures.boundaryFigure(data, runs[index], theme, options);
  await plot.loadPlotly(document.documentElement.dataset.plotly);
"""
LATE = "new Promise((_, fail) => setTimeout(() => fail(new Error('no answer after 20 s')), 20000))"
DRAW = """
  const made = {
    boundary: figure(index),
    loss: figures.lossFigure(runs[index], theme, { runs }),
    curve: figures.curveFigure(entry, theme),
  };
  return Promise.all(wanted.map((kind) => plot.draw(place(kind), made[kind])));
"""


class Bench:
    """A page with a place for each kind of picture; without the policy or the linked rules if told."""

    def __init__(self, page: Page, address: str, *, strict: bool = True, link: bool = True) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.policy = {POLICY: httpx.get(address, timeout=20).headers[POLICY]} if strict else {}
        html = PAGE.format(escape(plotly_url()), LINK.format(escape(plotly_css_url())) if link else "", BLOCK)
        self.files = {"": (html, "text/html"), "bench.css": (STYLE, "text/css")}
        page.route(f"{address}/bench/**", self._answer)
        page.goto(f"{address}/bench/")

    def _answer(self, route: Route) -> None:
        name = route.request.url.removeprefix(f"{self.address}/bench/")
        body, kind = self.files.get(name) or ((SCRIPTS / name).read_text(), "text/javascript")
        route.fulfill(body=body, headers={"content-type": f"{kind}; charset=utf-8"} | self.policy)

    def show(
        self, query: str = "", index: int = 1, activation: str = "tanh", *, drawn: bool = False
    ) -> "Bench":
        """Fresh places for one of a comparison's runs; with the server's pictures if `drawn`."""
        answer, entry = result(self.address, query), spelled(self.address, activation)
        shown = {"result": answer, "entry": entry, "index": index}
        self.files["shown.json"] = (json.dumps(shown), "application/json")
        run = answer["runs"][index]
        server = (
            picture.panel(answer["data"], run),
            picture.loss_curve(run, answer["runs"]),
            picture.curve(entry),
        )
        places = [
            f'<div id="{kind}">{svg if drawn else ""}</div>' for kind, svg in zip(KINDS, server, strict=True)
        ]
        self.page.bring_to_front()  # a browser hardly draws what lies behind
        self.page.evaluate(FRESH, "".join(places))
        return self

    def draw(self, *kinds: str) -> "Bench":
        """Draw those figures with Plotly, or all three."""
        assert all(self.run(f"const wanted = {json.dumps(kinds or KINDS)}; {DRAW}"))
        return self

    def run(self, body: str) -> Any:
        """What a piece of script returns that has place, figure, plot, runs at hand."""
        return self.page.evaluate(f"() => Promise.race([{LATE}, (async () => {{ {SETTING} {body} }})()])")

    def place(self, kind: str) -> Locator:
        """Where that picture is."""
        return self.page.locator(f"#{kind}")

    def pixels(self, kind: str) -> np.ndarray:
        """What that picture looks like: (height, width, 3)."""
        return np.asarray(Image.open(BytesIO(self.place(kind).screenshot())).convert("RGB")).astype(int)


@cache
def result(address: str, query: str) -> Mapping[str, Any]:
    """The app's answer to a comparison."""
    return httpx.get(f"{address}/api/v1/compare?{query}", timeout=60).raise_for_status().json()


@cache
def spelled(address: str, activation: str) -> Mapping[str, Any]:
    """What the app says about an activation, or a formula."""
    answer = httpx.get(f"{address}/api/v1/activation", params={"text": activation}, timeout=20)
    return answer.raise_for_status().json()["activations"][0]


def difference(one: np.ndarray, other: np.ndarray, level: int = 64) -> float:
    """The share of pixels that differ by more than `level` of 255 in some colour."""
    return float((np.abs(one - other).max(axis=2) > level).mean())
