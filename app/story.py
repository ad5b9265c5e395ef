"""The guided story: what an activation function is for, in twelve steps that can be touched.

GET /why shows all of it. What stands here of a step is its address in the API, its address on the first
page, and the numbers that its text states; the texts are `page.story.<name>.*` in the catalogs, what is
drawn by the server is in templates/story-<name>.html, and what moves in static/story-<name>.js.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from app import language, pages
from app.insight.booleans import INPUTS, boolean_functions
from app.messages import Messages
from app.nn.activations import ACTIVATIONS
from app.nn.optimizers import OPTIMIZERS
from app.points import Points, spelled

router = APIRouter(include_in_schema=False)

ADDRESS = "/why"
CORNERS = "points=b,-0.5..1.5,-0.5..1.5,0/1,BuL5IxFK&test_share=0"  # XOR: corners((0, 1, 1, 0))
TILE = (-0.6, 1.6)  # from edge to edge of a small picture, both ways: the corners 0 and 1, and some room
LINE = "activation=identity&hidden="
SCRIPTS = (
    *("api.js", "appearance.js", "language.js", "main-why.js", "messages.js", "story.js", "story-ask.js"),
    *("story-parts.js", "theme.js", "words.js"),
)


@dataclass(frozen=True)
class Fact:
    """A number that a step's text states in the slot `name`, and where the API says it.

    said is how it is written; ask is an address below /api/v1/, and `at` the way to the number in its
    answer, from which what is written differs by the share `within` at the most.
    """

    name: str
    said: str
    ask: str
    at: tuple[str | int, ...]
    within: float = 1e-9


@dataclass(frozen=True)
class Step:
    """One step: a sentence, an instrument, a question that is answered by trying.

    claims: which statements it makes visible; ask: what its instrument asks first, below /api/v1/; bench:
    the same as an experiment of the first page; given: numbers of its text that are settings and no claims.
    """

    name: str
    claims: str
    ask: str
    bench: str
    facts: tuple[Fact, ...] = ()
    given: tuple[str, ...] = ()


def ceiling_fact(name: str, said: str, query: str) -> Fact:
    """What the best of all lines has right."""
    return Fact(name, said, f"insight/ceiling?{query}", ("accuracy",))


def chain_fact(name: str, said: str, slope: float) -> Fact:
    """What a thousand layers of slope·x come to."""
    return Fact(name, said, f"insight/collapse?depth=1000&slope={slope}", ("chain", "value"), 5e-4)


def leaky_fact(name: str, said: str, slope: float, within: float = 1e-9) -> Fact:
    """What four leaky units have right of XOR."""
    query = f"dataset=xor&activation=leaky_relu({slope:g})&hidden=4"
    return Fact(name, said, f"compare?{query}", ("runs", 0, "accuracy", "train"), within)


def features_fact(name: str, dataset: str, features: str) -> Fact:
    """What one straight unit that is shown these features has right."""
    query = f"dataset={dataset}&{LINE}&features={features}"
    return Fact(name, "100 %", f"compare?{query}", ("runs", 0, "accuracy", "train"))


def race_fact(optimizer: str, said: str) -> Fact:
    """After how many epochs an optimiser has arrived."""
    row = [entry.name for entry in OPTIMIZERS].index(optimizer)
    return Fact(optimizer, said, "insight/race?target_loss=0.1&seeds=1", ("rows", row, "median"))


STEPS: tuple[Step, ...] = (
    Step(
        "line",
        "A6 A7",
        f"insight/ceiling?{CORNERS}",
        f"{CORNERS}&activation=identity&activation=tanh&hidden=4",
        (
            ceiling_fact("best", "75 %", CORNERS),
            ceiling_fact("many", "72.5 %", f"dataset=xor&{LINE}&test_share=0"),
        ),
    ),
    Step(
        "sixteen",
        "A8",
        "insight/functions",
        f"{CORNERS}&activation=identity&activation=relu&hidden=4",
    ),
    Step(
        "collapse",
        "A2 A3",
        "insight/collapse?matrices=2,-1;0.5,3/4,-2",
        "dataset=xor&activation=identity&hidden=2",
    ),
    Step(
        "depth",
        "A4 A5 A9",
        "insight/collapse?depth=1000&slope=0.9",
        "dataset=spiral&activation=identity&hidden=8,8,8,8,8,8",
        (
            chain_fact("tiny", "1.748·10⁻⁴⁶", 0.9),
            chain_fact("large", "20 959", 1.01),
        ),
        given=("0.9", "1.01", "1"),
    ),
    Step(
        "bend",
        "A2 C2",
        "compare?dataset=xor&activation=leaky_relu(1)&hidden=4",
        "dataset=xor&activation=identity&activation=leaky_relu(0.9)&hidden=4",
        (leaky_fact("flat", "52.3 %", 1.0, within=1e-3), leaky_fact("bent", "100 %", 0.9)),
        given=("1", "0.9", "0"),
    ),
    Step(
        "space",
        "B1",
        f"insight/layers?{CORNERS}&activation=tanh&hidden=2",
        f"{CORNERS}&activation=identity&activation=tanh&hidden=2",
        (
            Fact(
                "margin",
                "0.666",
                f"insight/layers?{CORNERS}&activation=tanh&hidden=2",
                ("layers", 1, "margin"),
                within=1e-3,
            ),
        ),
    ),
    Step(
        "ifs",
        "B2",
        "insight/logic?steepness=20",
        f"{CORNERS}&activation=identity&activation=sigmoid&hidden=2",
        (
            Fact("low", "4.54·10⁻⁵", "insight/logic?steepness=20", ("outputs", 0), within=1e-3),
            Fact("high", "0.99995", "insight/logic?steepness=20", ("outputs", 1), within=1e-5),
        ),
        given=("20",),
    ),
    Step(
        "pieces",
        "B3 B4",
        "insight/pieces?units=8&depth=4",
        "dataset=sine&activation=identity&activation=relu&hidden=8",
        (
            Fact("eight", "0.0704", "insight/pieces?units=8", ("built", "max_error"), within=1e-3),
            Fact("sixteen", "0.0188", "insight/pieces?units=16", ("built", "max_error"), within=3e-3),
            Fact("pieces", "1024", "insight/pieces?depth=10", ("sawtooth", "pieces")),
            Fact("wide", "1023", "insight/pieces?depth=10", ("sawtooth", "one_layer", "units_needed")),
        ),
        given=("4", "1"),
    ),
    Step(
        "bench",
        "A1 C1 C3 C4 C6 C7 C11",
        "activation?text=sigmoid",
        "activation=identity&activation=sigmoid",
        (Fact("slope", "0.25", "activation?text=sigmoid", ("activations", 0, "curve", "slope", 40)),),
        given=("0", "1", "2", "3"),
    ),
    Step(
        "vanish",
        "C8",
        "insight/vanishing?depth=10",
        "activation=tanh&activation=sigmoid&hidden=8,8,8,8,8,8&optimizer=sgd&learning_rate=0.1&initializer=xavier",
        (
            Fact(
                "sigmoid",
                "1.6·10⁻⁷",
                "insight/vanishing?depth=10",
                ("rows", 0, "gradient_ratio"),
                within=0.03,
            ),
            Fact("tanh", "1.04", "insight/vanishing?depth=10", ("rows", 1, "gradient_ratio"), within=5e-3),
        ),
        given=("1", "0", "4"),
    ),
    Step(
        "dead",
        "C9 C10",
        "insight/dying?bias=0",
        "activation=leaky_relu(0.1)&activation=relu&optimizer=adam&learning_rate=1&initializer=he",
        (
            Fact("none", "0 %", "insight/dying?bias=0", ("rows", 0, "dead_share")),
            Fact("all", "100 %", "insight/dying?bias=-10", ("rows", 0, "dead_share")),
        ),
        given=("64", "1", "0", "10"),
    ),
    Step(
        "features",
        "B5 D1 D2 D3",
        "compare?dataset=xor&activation=identity&hidden=&features=x,y",
        "dataset=xor&activation=identity&hidden=&features=x,y,xy",
        (
            features_fact("xor", "xor", "x,y,xy"),
            features_fact("circles", "circles", "x,y,xx,yy"),
            Fact("steps", "12", "insight/alternatives?problem=exponential", ("direct", "steps")),
            Fact("units", "24", "insight/alternatives", ("network", "units")),
        ),
    ),
)

# What is no step on the way, and worth a look.
ENCORE = (
    Step(
        "race",
        "D4",
        "insight/race?target_loss=0.1&seeds=1",
        "dataset=spiral&activation=identity&activation=tanh&optimizer=lm",
        (race_fact("lm", "7"), race_fact("adam", "52"), race_fact("sgd", "249")),
    ),
    Step(
        "narrow",
        "D5",
        "insight/autoencoder?shape=parabola&units=4",
        "dataset=spiral&activation=identity&activation=tanh",
        (
            Fact("linear", "0.0925", "insight/autoencoder", ("linear", "error"), within=1e-3),
            Fact("tanh", "3.3·10⁻⁷", "insight/autoencoder", ("tanh", "error"), within=2e-2),
        ),
    ),
)

# What is often written, told politely, the claims it is about, and where it can be checked, below /api/v1/.
ERRATA = (
    ("affine", "A1", "insight/linearity?activation=2*x%2B1"),
    ("logistic", "C1", "activation?text=logistic"),
    ("tanh", "C8", "insight/vanishing?depth=10"),
    ("series", "B6", "insight/approximate?taylor_degree=7"),
    ("convex", "C4", "compare?dataset=circles&activation=identity&hidden=&features=xx,yy"),
)


@router.get(ADDRESS)
async def why(request: Request) -> Response:
    """The story, in the visitor's language."""
    t = language.messages(request)
    page = await run_in_threadpool(render, t)
    headers = {"Cache-Control": "no-cache", "Content-Language": t.language, "Vary": language.VARY}
    return HTMLResponse(page, headers=headers)


@cache
def render(t: Messages) -> str:
    """The story as a page; it is the same for everybody who reads that language."""
    return pages.whole(
        "why.html",
        t,
        ADDRESS,
        title=f"{t('page.story.title')} · Bendline",
        steps=[told(step, t) for step in STEPS],
        encore=[told(step, t) for step in ENCORE],
        corners=CORNERS,
        sixteen=[*sixteen()],
        errata=[(t(f"page.story.errata.{name}"), claims, f"/api/v1/{ask}") for name, claims, ask in ERRATA],
        activations=[
            (entry.name, t.of(f"activation.{entry.name}.label", entry.label)) for entry in ACTIVATIONS
        ],
        modules=SCRIPTS,
    )


def told(step: Step, t: Messages) -> dict[str, Any]:
    """A step in the page's language, its facts filled in."""
    facts = {fact.name: fact.said for fact in step.facts}
    return {
        "name": step.name,
        "claims": step.claims,
        "ask": f"/api/v1/{step.ask}",
        "bench": f"/?{step.bench}",
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
