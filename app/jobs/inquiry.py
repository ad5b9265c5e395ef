"""The answer of an insight: asked of each network as its training ends, and written when all are done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from app import experiment as experiments
from app.experiment import Experiment
from app.insight import Subject
from app.jobs import body, kinds
from app.jobs.errors import Unanswerable
from app.jobs.job import Job, Timings
from app.jobs.kinds import Inquiry
from app.nn import training
from app.nn.errors import BendlineError
from app.nn.state import State
from app.nn.task import Task


def begin(experiment: Experiment, inquiry: Inquiry) -> Job:
    """The job before any training. Raises Unanswerable where the insight does not apply."""
    task = kinds.task(experiment, inquiry, 0)
    first = training.start(task)
    with _refusals(experiment, inquiry):
        inquiry.insight.check(experiments.subject(experiment, task, first), **inquiry.chosen)
    return Job(training=first)


def look(experiment: Experiment, inquiry: Inquiry, job: Job, timings: Timings) -> tuple[Job | None, bytes]:
    """Keep what the insight says of a run that has ended; after the last one, write the answer."""
    assert job.training is not None, "a job of an insight begins with its initial weights"
    with timings.measured("grid"), _refusals(experiment, inquiry):
        subject = _subject(experiment, inquiry, job)
        answers = (*job.answers, inquiry.insight.answer(subject, **inquiry.chosen))
    if len(answers) < kinds.trainings(experiment, inquiry):
        return Job(job.run + 1, answers=answers), b""
    with timings.measured("grid"):
        combined = inquiry.insight.combine(answers, **inquiry.chosen)
    with timings.measured("encode"):
        return None, _written(experiment, inquiry, combined)


def _subject(experiment: Experiment, inquiry: Inquiry, job: Job) -> Subject:
    state: State | None = job.training
    task: Task = kinds.task(experiment, inquiry, job.run)
    return experiments.subject(experiment, task, state or training.start(task))


def _written(experiment: Experiment, inquiry: Inquiry, answer: dict[str, Any]) -> bytes:
    """The whole body: the experiment, what was asked of it, and the insight's own fields beside them."""
    head = {"experiment": body.asked(experiment, inquiry), "insight": inquiry.name}
    return body.encode(head | {"parameters": inquiry.chosen} | plain(answer))


def plain(value: Any) -> Any:
    """The value with nothing in it that JSON lacks. Raises FloatingPointError for NaN and infinity."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return float(body.finite(np.float64(value)))
    if isinstance(value, np.ndarray):
        finite = body.finite(value) if value.dtype.kind == "f" else value
        return np.ascontiguousarray(finite)
    return value


@contextmanager
def _refusals(experiment: Experiment, inquiry: Inquiry) -> Iterator[None]:
    """Turns what the core refuses into what a job may end with, with the value of the field at fault."""
    try:
        yield
    except BendlineError as problem:
        sent = {**body.asked(experiment, inquiry), **inquiry.chosen}
        value = sent.get(problem.field)
        raise Unanswerable(str(problem), problem.field, value, code=problem.code, **problem.values) from None
