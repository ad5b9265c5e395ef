"""The guided story: what an activation function is for, in twelve steps that can be touched.

GET /why shows all of it. The steps are in steps.py; what the server draws of one is in
templates/story-<name>.html, and what moves in static/story-<name>.js.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from app import language, links, numbers, pages
from app.insight.booleans import INPUTS, boolean_functions
from app.messages import Messages
from app.nn.activations import ACTIVATIONS
from app.points import Points, spelled
from app.steps import CORNERS, ENCORE, ERRATA, REVIVAL, STEPS, Step

router = APIRouter(include_in_schema=False)

EMPTY = QueryParams()

ADDRESS = "/why"
TILE = (-0.6, 1.6)  # from edge to edge of a small picture, both ways: the corners 0 and 1, and some room
# The modules that the first step needs, fetched at once; those of the others come as they are needed.
SCRIPTS = (
    *("api.js", "appearance.js", "events.js", "figure-frame.js", "figure-points.js", "kept.js"),
    *("language.js", "link-note.js", "main-why.js", "messages.js", "story.js", "story-ask.js"),
    *("story-line.js", "story-parts.js", "story-plane.js", "theme.js", "why-plot.js", "words.js"),
)


@router.get(ADDRESS)
async def why(request: Request) -> Response:
    """The story, in the visitor's language."""
    t = language.messages(request)
    return await request.app.state.pages.page(request, t, partial(render, t, request.query_params))


def render(t: Messages, query: QueryParams = EMPTY) -> str:
    """The story as a page; it is the same for everybody who reads that language.

    query: what the link has besides, of which the language counts.
    """
    lang = language.named(query.get(language.KEY, ""))
    return pages.whole(
        "why.html",
        t,
        ADDRESS,
        lang=lang,
        notes=links.notes(t, links.Link(QueryParams(), aside=links.strange(query, {}))),
        clean=f"{ADDRESS}?{language.KEY}={lang}" if lang else ADDRESS,
        title=f"{t('page.story.title')} · Bendline",
        steps=[told(step, t) for step in STEPS],
        encore=[told(step, t) for step in ENCORE],
        corners=CORNERS,
        revival=REVIVAL,
        sixteen=[*sixteen()],
        errata=[(t(f"page.story.errata.{name}"), claims, f"/api/v1/{ask}") for name, claims, ask in ERRATA],
        activations=[
            (entry.name, t.of(f"activation.{entry.name}.label", entry.label)) for entry in ACTIVATIONS
        ],
        modules=SCRIPTS,
        sheets="story",
    )


def told(step: Step, t: Messages) -> dict[str, Any]:
    """A step in the page's language, its facts filled in."""
    facts = {fact.name: numbers.written(t, fact.said) for fact in step.facts}
    return {
        "name": step.name,
        "claims": step.claims,
        "ask": f"/api/v1/{step.ask}",
        "bench": f"/?{step.bench}{f'&why={step.why}' if step.why else ''}",
        "why": step.why,
        "title": t(f"page.story.{step.name}.title", **facts),
        "text": t(f"page.story.{step.name}.text", **facts),
        "question": t(f"page.story.{step.name}.question", **facts),
        "answer": t(f"page.story.{step.name}.answer", **facts),
    }


def sixteen() -> Iterator[dict[str, Any]]:
    """The functions of two bits, each with its corners and the best line, in a square of side 1."""
    for function in boolean_functions():
        yield {
            "name": function.name,
            "query": corners(function.table),
            "separable": function.best.separable,
            "corners": [
                (*on_tile(x, y), value) for (x, y), value in zip(INPUTS, function.table, strict=True)
            ],
            "line": [on_tile(x, y) for x, y in crossing(*function.best.line)],
        }


def corners(table: tuple[int, ...]) -> str:
    """The query of the four corners with these classes, in the order of `INPUTS`; none for a single class."""
    if len(set(table)) < 2:
        return ""
    x, y = zip(*INPUTS, strict=True)
    labels = tuple(map(str, table))
    own = Points(tuple(map(float, x)), tuple(map(float, y)), labels, ("0", "1"), (-0.5, 1.5, -0.5, 1.5))
    return f"points={spelled(own)}&test_share=0"


def on_tile(x: float, y: float) -> tuple[float, float]:
    """Where a place of the plane lies in a small picture of side 100."""
    across, down = (100 * (value - TILE[0]) / (TILE[1] - TILE[0]) for value in (x, y))
    return round(across, 2), round(100 - down, 2)


def crossing(a: float, b: float, c: float) -> list[tuple[float, float]]:
    """The two ends of the line a x + b y + c = 0 in the square of a small picture.

    >>> crossing(0.0, 2.0, -1.0)
    [(-0.6, 0.5), (1.6, 0.5)]
    """
    if abs(b) >= abs(a):
        return [(x, -(a * x + c) / b) for x in TILE]
    return [(-(b * y + c) / a, y) for y in TILE]
