"""The page: one form that holds the whole experiment, and the picture that answers it, drawn by the server.

GET / takes the same query as /api/v1/compare, and leaves aside what it does not know. With scripts the
browser fetches later results as JSON; without them the form sends itself, and every answer, refusals
included, is a whole page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import orjson
from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response

from app import controls, language, links, modes, page_cache, picture, takeaway, words
from app.api.errors import Refused
from app.api.leaving import unless_gone
from app.api.problems import CLIENT_GONE, STATUS, retry_after
from app.api.schema import asked_in_query
from app.assets import STATIC, TEMPLATES
from app.catalog import described
from app.experiment import OWN, Experiment
from app.insight import INSIGHTS
from app.jobs.errors import JobError
from app.messages import ENGLISH, Messages, languages
from app.nn import spelling
from app.nn.errors import BendlineError
from app.page_cache import PageCache
from app.plotly_assets import plotly_url
from app.scripts import scripts_url
from app.sheets import sheets_url

CLASSIC = ("early.js",)  # scripts that are no modules
ELSEWHERE = (
    "gallery",
    "main-gallery",
    "main-missing",
    "main-why",
    "story",
)  # modules of other pages
AT_TOP = ("activation", "dataset", OWN)  # what is wrong with these stands at the top of the page already
VIEWS = re.compile(r"why-(?!keys|views)")  # modules that show an answer, fetched when it is asked for

# Signs that no HTML may hold, as names of classes from a file may have: a mark stands for each.
NO_HTML = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")

KEPT = re.compile(r"kept-\d+-[0-9a-f]{8}")  # points that only a browser's tab has (static/kept.js)

LINK = links.Link(QueryParams())  # that asks for nothing

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Outcome:
    """What a request came to: a result or, where there is none, what was wrong, by field or at large.

    took: the milliseconds that each run's training took.
    """

    status: int = 200
    result: Mapping[str, Any] | None = None
    drawn: Experiment | None = None
    took: tuple[float, ...] = ()
    problems: Mapping[str, words.Told] = field(default_factory=dict)
    messages: tuple[words.Told, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@router.get("/")
async def index(request: Request) -> Response:
    """The page, with the picture of the experiment that the address asks for."""
    t = language.messages(request)
    kept: PageCache = request.app.state.pages
    name = page_cache.name_of(request, t)
    page = await kept.get(name)
    if page is None:
        link = await run_in_threadpool(links.read, request.query_params)
        query = without_repeats(link.query)
        outcome = await unless_gone(request.receive, _outcome(request, query, t))
        if outcome is None:
            return Response(status_code=CLIENT_GONE)
        drawing = partial(render, query, outcome, t, links.address(request.url), _origin(request), link)
        if outcome.status != 200:
            refused = await run_in_threadpool(drawing)
            return HTMLResponse(refused, outcome.status, headers=page_cache.headers_of(t) | outcome.headers)
        page = await kept.draw(name, drawing)
    return page.response(request, t)


def _origin(request: Request) -> str:
    """The server's own address as the visitor wrote it."""
    return str(request.base_url).rstrip("/")


def without_repeats(query: QueryParams) -> QueryParams:
    """The query with each activation once, and with a data set or points, not both.

    The form of a page without scripts may send one twice, and the points when another data set is chosen.
    """
    pairs = query.multi_items()
    other = query.get("dataset", OWN) != OWN
    return QueryParams(
        [
            pair
            for index, pair in enumerate(pairs)
            if (pair[0] != "activation" or pair not in pairs[:index]) and not (other and pair[0] == OWN)
        ]
    )


async def _outcome(request: Request, query: QueryParams, t: Messages) -> Outcome:
    if KEPT.fullmatch(query.get(OWN, "")):
        return Outcome(messages=(words.Told(t("fault.kept_elsewhere")),))
    try:
        experiment = asked_in_query(query, "compare").experiment
        # Numbers as numbers: the server's own picture reads them.
        answer = await request.app.state.runner.run(replace(experiment, encoding="json"), "compare")
    except Refused as refusal:
        return _refused(t, refusal)
    except JobError as error:
        return Outcome(
            STATUS[type(error)],
            messages=(words.told(t, error.code, error.values, str(error)),),
            headers=retry_after(error),
        )
    result = await run_in_threadpool(orjson.loads, answer.body)
    return Outcome(result=result, drawn=experiment, took=answer.runs)


def _refused(t: Messages, refusal: Refused) -> Outcome:
    """Each fault at its control, and above the picture where that is no control of the question."""
    labels = {entry["name"]: entry["label"] for entry in controls.fields(t)} | {OWN: t("own.title")}
    told = {fault.field: words.refusal(t, fault, labels) for fault in refusal.faults}
    problems = {field: message for field, message in told.items() if field in labels}
    rest = [message for field, message in told.items() if field not in labels or field not in AT_TOP]
    return Outcome(422, problems=problems, messages=tuple(rest))


# --- drawing the page ------------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"spoken": words.spoken, "number": words.number}
    return environment


@cache
def modules() -> tuple[str, ...]:
    """The script modules, fetched at once instead of one after the other as each names the next."""
    names = (path.name for path in STATIC.glob("*.js") if path.name not in CLASSIC)
    return tuple(sorted(name for name in names if not name.startswith(ELSEWHERE) and not VIEWS.match(name)))


def render(
    query: QueryParams,
    outcome: Outcome,
    t: Messages,
    address: str = "/",
    origin: str = "http://localhost",
    link: links.Link = LINK,
) -> str:
    """The page of an outcome; the controls show what was asked for, right or wrong."""
    values = typed_values(query)
    if outcome.drawn:
        values["activation"] = list(outcome.drawn.activation)  # in its one spelling
    result = outcome.result
    fields = controls.fields(t)
    return whole(
        "index.html",
        t,
        address,
        title=words.title(t, values["activation"][-1], values["dataset"][-1]),
        fields=fields,
        named={entry["name"]: entry for entry in fields} | {OWN: {"label": t("own.title")}},
        values=values,
        companions=companions(values["activation"]),
        groups=controls.groups(t, outcome.problems),
        problems=outcome.problems,
        status=outcome.status,
        messages=outcome.messages,
        drawn=outcome.drawn.query() if outcome.drawn else None,
        away=takeaway.offered(outcome.drawn, origin, t) if outcome.drawn else takeaway.NOTHING,
        verdict=words.verdict(t, result) if result else "",
        reason=words.reason(t, result) if result else "",
        larger=words.larger(result) if result else "",
        answer=words.answer(t, result) if result else "",
        summary=words.said(t, result) if result else "",
        summaries=words.summaries(t, result) if result else {},
        classes=words.class_names(t, result["data"]["classes"] if result else ("0", "1")),
        panels=[panel(t, result, run) for run in result["runs"]] if result else [],
        comparison=words.comparison(t, result, outcome.took) if result else [],
        comparison_heads=words.comparison_heads(t),
        modes=link.shown,
        lang=link.shown.lang,
        notes=links.notes(t, link),
        clean=link.clean,
        edits=bool(link.edits),
        parts=modes.PARTS,
        mould=MOULD,
        parameter_mould=PARAMETER_MOULD,
        bend=bend(t, values["activation"][-1]),
        questions=questions(t),
        modules=modules(),
        plotly_url=plotly_url(),
    )


def whole(
    template: str,
    t: Messages,
    address: str,
    sheets: str = "page",
    lang: str = "",
    notes: Sequence[str] = (),
    clean: str = "/",
    **context: Any,
) -> str:
    """Another page of the same frame: bar, languages, theme; with the style sheets of that name.

    lang: the language that the link asks for, which the page's links then ask for, too; notes: what there is
    to say of the link; clean: the address without what is said of it.
    """
    page = (
        _environment()
        .get_template(template)
        .render(
            t=t,
            languages=languages().items(),
            address=address,
            messages_json=_for_scripts(t),
            sheets_url=sheets_url(sheets),
            scripts_url=scripts_url(),
            notes=notes,
            clean=clean,
            **context,
        )
    )
    return language.carrying(NO_HTML.sub("\ufffd", page), lang)


@cache
def _for_scripts(t: Messages) -> Markup:
    """The texts that scripts may need, as JSON that ends no element."""
    text = orjson.dumps(t.for_scripts()).decode()
    return Markup(text.replace("<", "\\u003c"))


def typed_values(query: QueryParams) -> dict[str, list[str]]:
    """Each field's texts as the address has them, defaults for the rest."""
    entries = controls.fields(ENGLISH)
    values = {entry["name"]: query.getlist(entry["name"]) or entry["initial"] for entry in entries}
    own = query.get(OWN, "")
    return values | {OWN: [own]} | ({"dataset": [OWN]} if own else {})


def companions(activations: Sequence[str]) -> list[str]:
    """The activations that stay where the last one is chosen anew; a linear network where there is none."""
    *others, last = activations
    return others if others or last != words.LINEAR else [words.LINEAR]


def questions(t: Messages) -> list[dict[str, str]]:
    """What can be asked of a network, in the page's words; scripts choose what fits."""
    return [
        {"name": entry.name, "label": t.of(f"insight.{entry.name}.label", entry.label)} for entry in INSIGHTS
    ]


def panel(t: Messages, result: Mapping[str, Any], run: Mapping[str, Any]) -> dict[str, Any]:
    """One picture, and what stands around it."""
    called = words.spoken(t, run["activation"])
    return {
        "heading": words.heading(t, run["activation"]),
        "description": words.description(t, result, run),
        "picture": picture.panel(result["data"], run, t, called),
        "score": words.score(t, run),
        "share": round(100 * run["accuracy"][words.split_of(run)], 1),
        "figures": words.figures(t, run),
        "loss": picture.loss_curve(run, result["runs"], t, called),
        "status": run["status"],
        "message": words.ending(t, result["experiment"], run),
        "removable": len(result["runs"]) > 1,
    }


MOULD = {
    "heading": "", "description": "", "picture": "", "score": {"value": "", "of": ""},
    "share": 0,
    "figures": [], "loss": "", "status": "", "message": "", "removable": False,
}  # fmt: skip


PARAMETER_MOULD = {
    "layer": 0, "label": "", "default": 0, "minimum": 0, "maximum": 1, "step": "any", "value": 0,
}  # fmt: skip

NO_BEND: dict[str, Any] = {
    "picture": "", "label": "", "note": "", "formula": "", "derivative": "", "range": "", "drawn": "",
    "adjustable": [],
}  # fmt: skip


def bend(t: Messages, activation: str) -> dict[str, Any]:
    """What there is to say about the chosen activation itself; the first one where each layer has its own."""
    try:
        spelled = [described(one) for one in spelling.read(activation)]
    except BendlineError:
        return NO_BEND
    activations = [controls.activation_in(t, entry) for entry in spelled]
    first, *_ = activations
    return {
        **first,
        "picture": picture.curve(first, t),
        "drawn": words.drawn_for(t, activations),
        "adjustable": list(adjustable(t, activations)),
    }


def adjustable(t: Messages, activations: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The parameters of all layers, each with its place in the spelling and what its control is called."""
    for layer, entry in enumerate(activations):
        for parameter in entry["parameters"]:
            name = parameter["name"]
            called = t("control.layer", name=name, layer=layer + 1) if len(activations) > 1 else name
            yield {**parameter, "layer": layer, "label": called}
