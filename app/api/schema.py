"""From a request to an Experiment: read, checked field by field, then as a whole.

The models of models.py find what is wrong with a field; words.py says it in words; here the two
meet, and what fits badly together is found.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams

from app import insight
from app.api import strange, words
from app.api.errors import MOST_FAULTS, Fault, Refused
from app.api.jsonbody import read_json
from app.api.models import BODIES, QUERIES
from app.api.own import check_single, points_of, without_own_name
from app.api.strange import Strange
from app.experiment import MOST_LAYERS, MOST_WORK, Experiment, fields_shown, problems, work
from app.jobs.kinds import Inquiry, Kind, trainings
from app.nn import spelling
from app.nn.errors import BendlineError
from app.nn.spelling import Spelled

REMEMBERED = 1024  # queries, of a few hundred bytes each
MOST_REMEMBERED = 800  # characters: own points are longer, and what they are read into is longer still
MOST_CELLS = 5_000_000  # numbers z may hold in one answer: about 35 MB of JSON


@dataclass(frozen=True)
class Asked:
    """What a request asks for: a kind of answer to a canonical experiment.

    `partial` is whether, at the deadline, what there is of it will do.
    """

    experiment: Experiment
    kind: Kind
    partial: bool


def asked_in_query(query: QueryParams, about: str) -> Asked:
    """What a query string asks for; `about` is boundary, compare or an insight. Raises Refused."""
    pairs = tuple(query.multi_items())
    if sum(len(key) + len(value) for key, value in pairs) > MOST_REMEMBERED:
        return _asked_in_pairs.__wrapped__(pairs, about)
    return _asked_in_pairs(pairs, about)


@lru_cache(REMEMBERED)
def _asked_in_pairs(pairs: tuple[tuple[str, str], ...], about: str) -> Asked:
    """The same, remembered: to read a query is half the work of an answer from the cache."""
    query = QueryParams(pairs)
    several = ("activation",) if about == "compare" else ()
    _check_repeated(query, several)
    values = {key: query.getlist(key) if key in several else query[key] for key in query}
    check_single(values)
    return _asked(validated(QUERIES[about], values), values, about)


def asked_in_json(body: bytes, about: str) -> Asked:
    """What a JSON body asks for. Raises Refused."""
    values = read_json(body)
    check_single(values)
    return _asked(validated(BODIES[about], values), values, about)


def _check_repeated(query: QueryParams, several: Sequence[str]) -> None:
    counts = Counter(key for key, _ in query.multi_items())
    repeated = [key for key, count in counts.items() if count > 1 and key not in several]
    if repeated:
        told = (words.repeated(key, query.getlist(key)) for key in repeated[:MOST_FAULTS])
        raise Refused(*told, more=len(repeated[MOST_FAULTS:]))


def validated(model: type[BaseModel], values: Mapping[str, Any]) -> Any:
    """The values as that model holds them. Raises Refused, with a fault for each field that is wrong."""
    sent = strange.sorted_out(values, model)
    faults: list[Fault] = []
    try:
        built = model.model_validate(without_own_name(sent.known))
    except ValidationError as error:
        faults = list(words.faults(error, model))
    if faults or sent.count:
        raise _refused(faults, sent.strange, sent.count)
    return built


def _refused(faults: Sequence[Fault], keys: Sequence[Strange], count: int) -> Refused:
    """What is wrong with fields, then the keys that are none; which there are is said once."""
    told, listed = [*faults], set()
    for key in keys:
        listing = key.known not in listed and not (key.near and key.is_whole)
        told.append(words.strange(key, listing=listing))
        listed |= {key.known} if listing else set()
    return Refused(*told, more=count - len(keys))


def _asked(model: BaseModel, sent: Mapping[str, Any], about: str) -> Asked:
    experiment, kind = checked(built(model), sent), _kind(model, about)
    _check_trainings(experiment, kind)
    return Asked(experiment, kind, getattr(model, "on_deadline", "") == "partial")


def _kind(model: BaseModel, about: str) -> Kind:
    """The kind of answer; an insight with its parameters."""
    if about == "boundary" or about == "compare":
        return about
    parameters = insight.find(about).parameters
    return Inquiry(
        about, tuple((spec.name, _plain(spec.name, getattr(model, spec.name))) for spec in parameters)
    )


def built(model: BaseModel) -> Experiment:
    """The experiment that the model's fields make, each of them right by itself. Raises Refused."""
    known = {spec.name for spec in fields_shown()}
    values = {name: _plain(name, getattr(model, name)) for name in type(model).model_fields if name in known}
    return replace(Experiment(**values), points=points_of(getattr(model, "points", None)))


def checked(experiment: Experiment, sent: Mapping[str, Any]) -> Experiment:
    """The experiment in its one spelling, once everything about it fits. Raises Refused."""
    try:
        experiment = experiment.canonical()
        for problem in problems(experiment):
            raise problem
    except BendlineError as problem:
        raise Refused(_fault(problem, sent)) from None
    _check_activations(experiment)
    _check_size(experiment)
    return experiment


def _fault(problem: BendlineError, sent: Mapping[str, Any]) -> Fault:
    value = sent.get(problem.field)
    if problem.field == "activation":
        return _misspelt(value) or Fault.of(problem, "activation", value)
    return Fault.of(problem, problem.field or "body", value)


def _misspelt(activations: Any) -> Fault | None:
    """The first activation that cannot be read, with the place of its fault; none where all can be."""
    for text in [activations] if isinstance(activations, str) else activations or ():
        try:
            spelling.read(text)
        except BendlineError as problem:
            return Fault.of(problem, "activation", text)
    return None


def spelled_from_query(query: QueryParams) -> tuple[Spelled, ...]:
    """The activations that a query's `text` spells, one for each layer it names. Raises Refused."""
    text = _only(
        query, "text", "text is missing. Send an activation, such as text=tanh or text=max(0.1*x, x)."
    )
    try:
        activations = spelling.read(text)
    except BendlineError as problem:
        raise Refused(Fault.of(problem, "text", text)) from None
    if len(activations) > MOST_LAYERS:
        most = (
            f"text names {len(activations)} activations; a network has {MOST_LAYERS} hidden layers at most."
        )
        values = {"count": len(activations), "most": MOST_LAYERS}
        raise Refused(Fault("text", text, most, code="text_layers", values=values))
    return activations


def _only(query: QueryParams, key: str, missing: str) -> str:
    """The value of the one key that a query may have."""
    others = strange.among(query, [key])
    count = len(query) - (key in query)
    if count:
        raise _refused((), tuple(islice(others, MOST_FAULTS)), count)
    _check_repeated(query, ())
    if key not in query:
        raise Refused(Fault(key, None, missing, code="missing"))
    return query[key]


def _plain(name: str, value: Any) -> Any:
    """The value as the experiment holds it: lists as text or tuples, and no negative zero."""
    if name == "activation":
        return (value,) if isinstance(value, str) else tuple(value)
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return value + 0.0 if isinstance(value, float) else value


def _check_activations(experiment: Experiment) -> None:
    for activation, count in Counter(experiment.activation).items():
        if count > 1:
            text = f"activation names {activation} {count} times. Name each activation once."
            values = {"text": activation, "count": count}
            raise Refused(Fault("activation", list(experiment.activation), text, code="twice", values=values))


def _check_size(experiment: Experiment) -> None:
    surfaces = 1 if experiment.classes == 2 else 3  # z alone, or with confidence and margin
    pictures = len(experiment.activation) * (1 + experiment.frames + (experiment.frames > 0)) * surfaces
    cells = pictures * experiment.resolution**2
    if cells > MOST_CELLS:
        field = "frames" if experiment.frames else "resolution"
        text = (
            f"The pictures of this experiment have {cells:,} points together, and one answer holds at most "
            f"{MOST_CELLS:,}. Lower frames or resolution, or take fewer activations."
        )
        values = {"cells": f"{cells:,}", "most": f"{MOST_CELLS:,}"}
        raise Refused(Fault(field, getattr(experiment, field), text, code="cells", values=values))


def _check_trainings(experiment: Experiment, kind: Kind) -> None:
    """An insight may train several networks: together they may cost no more than one experiment."""
    if not isinstance(kind, Inquiry) or kind.insight.bounded:
        return
    several = trainings(experiment, kind)
    cost = several * work(experiment)
    if cost > MOST_WORK:
        text = (
            f"{several} trainings of this experiment are {cost / MOST_WORK:.3g} times the work "
            "that one request may cost. Lower epochs, or take fewer trainings, units or points."
        )
        values = {"count": several, "times": f"{cost / MOST_WORK:.3g}"}
        raise Refused(Fault("epochs", experiment.epochs, text, code="trainings", values=values))
