"""What a worker does: advance an experiment by a slice of time, and write the answer as it goes.

`advance` is a pure function of the experiment and of where the job stands. A slice that is lost can
be run again anywhere, and however a job is sliced, its pieces of text add up to the same bytes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from time import perf_counter

import numpy as np
from threadpoolctl import threadpool_limits

from app import experiment as experiments
from app.experiment import Experiment
from app.jobs import body, evaluation, inquiry, kinds
from app.jobs.errors import Unanswerable
from app.jobs.evaluation import Evaluation
from app.jobs.job import Job, Timings
from app.jobs.kinds import Inquiry, Kind
from app.nn import boundary, training
from app.nn.activations import Array
from app.nn.boundary import Boundary
from app.nn.state import Snapshot, State

CHUNK = 5_000_000  # weight-updates between two looks at the clock: about a tenth of the usual slice
CHUNK_EPOCHS = 64


@dataclass(frozen=True)
class Progress:
    """How far a job is: its run under way, as JSON `told` to those who watch, and the picture so far.

    `question` is what the answer will begin with: those who just came need the points for the picture.
    """

    question: bytes
    told: bytes
    frame: bytes


@dataclass(frozen=True)
class Step:
    """What a slice leaves: the next piece of the answer, and the job as it stands; None when it is done.

    `progress` is there for a job that is watched, while one of its runs is training.
    """

    text: bytes
    job: Job | None
    timings: Timings = field(default_factory=Timings)
    progress: Progress | None = None


Question = Experiment | Evaluation


def advance(experiment: Question, kind: Kind, job: Job | None, seconds: float, watched: bool = False) -> Step:
    """Work on the job, a new one where it is None, until it is done or `seconds` are over."""
    one_thread()
    with _overflows(experiment):
        if isinstance(experiment, Evaluation):
            return _evaluate(experiment)
        return _work(experiment, kind, job, seconds, _train, watched)


def conclude(experiment: Question, kind: Kind, job: Job | None) -> Step:
    """The rest of the answer at once: no run is trained any further than it is, and says so."""
    one_thread()
    with _overflows(experiment):
        if isinstance(experiment, Evaluation):
            return _evaluate(experiment)
        return _work(experiment, kind, job, float("inf"), _stop, False)


@contextmanager
def _overflows(question: Question) -> Iterator[None]:
    """Turns numbers that no answer can hold into a refusal that names the activation they come from."""
    try:
        yield
    except (FloatingPointError, OverflowError, np.linalg.LinAlgError) as problem:
        experiment = question.experiment if isinstance(question, Evaluation) else question
        names = ", ".join(experiment.activation)
        message = (
            f"With {names} the network's numbers become too large for an answer. "
            "Try an activation with smaller values, or a smaller learning_rate."
        )
        raise Unanswerable(message, "activation", names, code="overflow", names=names) from problem


@cache
def one_thread() -> None:
    """Have the BLAS compute in the thread that calls it, from now on, whoever started this process.

    Several threads divide a product's columns among them, and what stands at a division is rounded otherwise.
    """
    threadpool_limits(1, user_api="blas")


def _evaluate(asked: Evaluation) -> Step:
    """An evaluation takes milliseconds: it is one slice."""
    began, timings = perf_counter(), Timings()
    text = evaluation.answer(asked, timings)
    timings.wall = 1000 * (perf_counter() - began)
    return Step(text, None, timings)


Training = Callable[[Experiment, Kind, Job, Timings], Job]


def _work(
    experiment: Experiment, kind: Kind, job: Job | None, seconds: float, train: Training, watched: bool
) -> Step:
    began, timings, pieces = perf_counter(), Timings(), []
    if job is None:
        job, piece = _begin(experiment, kind, timings)
        pieces.append(piece)
    while job is not None:
        job, piece = _advance(experiment, kind, job, timings, train)
        pieces.append(piece)
        if perf_counter() - began >= seconds:
            break
    progress = _progress(experiment, job, timings) if watched else None
    timings.wall = 1000 * (perf_counter() - began)
    return Step(b"".join(pieces), job, timings, progress)


def answer(experiment: Experiment, kind: Kind) -> bytes:
    """The whole body at once, for those who can wait."""
    return advance(experiment, kind, None, float("inf")).text


def _advance(
    experiment: Experiment, kind: Kind, job: Job, timings: Timings, train: Training
) -> tuple[Job | None, bytes]:
    """The smallest step there is: some epochs, one picture, one look, or the end of a run."""
    if _has_to_train(experiment, kind, job):
        return train(experiment, kind, job, timings), b""
    if isinstance(kind, Inquiry):
        return inquiry.look(experiment, kind, job, timings)
    return _write(experiment, kind, job, timings)


def _begin(experiment: Experiment, kind: Kind, timings: Timings) -> tuple[Job, bytes]:
    """The job before its first step, and everything before its first run."""
    if isinstance(kind, Inquiry):
        with timings.measured("train"):
            return inquiry.begin(experiment, kind), b""
    with timings.measured("encode"):
        return Job(), body.opening(experiment, kind)


def _has_to_train(experiment: Experiment, kind: Kind, job: Job) -> bool:
    if job.run >= kinds.trainings(experiment, kind):
        return False  # an insight that trains nothing
    return job.training is None or not job.training.status


def _write(experiment: Experiment, kind: Kind, job: Job, timings: Timings) -> tuple[Job | None, bytes]:
    """The next piece of a run that has ended."""
    assert job.training is not None
    snapshots = body.snapshots(experiment, job.training)
    if job.frames is None:
        return replace(job, frames=0), _head(experiment, job.run, job.training, timings)
    if job.frames < len(snapshots):
        text = _frame(experiment, job.run, snapshots[job.frames], timings)
        return replace(job, frames=job.frames + 1), b"," * (job.frames > 0) + text
    if job.run + 1 < len(experiment.activation):
        return Job(job.run + 1), b"]},"
    return None, b"]}" + body.closing(kind)


def _train(experiment: Experiment, kind: Kind, job: Job, timings: Timings) -> Job:
    with timings.training(job.run):
        task = kinds.task(experiment, kind, job.run)
        state = training.advance(task, job.training or training.start(task), _chunk(experiment))
    return replace(job, training=state)


def _stop(experiment: Experiment, kind: Kind, job: Job, timings: Timings) -> Job:
    with timings.training(job.run):
        task = kinds.task(experiment, kind, job.run)
        state = training.stop(task, job.training or training.start(task))
    return replace(job, training=state)


def _progress(experiment: Experiment, job: Job | None, timings: Timings) -> Progress | None:
    """What those who watch are told: figures and picture of the same weights; nothing between two runs."""
    if job is None or job.training is None or job.training.status:
        return None
    with timings.measured("train"):
        task = experiments.task(experiment, experiment.activation[job.run])
        moment, theta = training.measured(task, job.training)
    drawn = _picture(experiment, job.run, theta, timings)
    with timings.measured("encode"):
        told = body.progress(experiment, job.run, moment)
        frame = body.frame_so_far(experiment, job.run, moment, drawn)
        return Progress(body.question(experiment, "compare"), told, frame)


def _chunk(experiment: Experiment) -> int:
    """Epochs between two looks at the clock."""
    an_epoch = experiments.work(experiment) // (experiment.epochs * len(experiment.activation))
    return min(max(CHUNK // max(an_epoch, 1), 1), CHUNK_EPOCHS)


def _head(experiment: Experiment, run: int, state: State, timings: Timings) -> bytes:
    drawn = _picture(experiment, run, state.theta, timings)
    with timings.measured("encode"):
        return body.run(experiment, run, state, drawn)


def _frame(experiment: Experiment, run: int, snapshot: Snapshot, timings: Timings) -> bytes:
    drawn = _picture(experiment, run, snapshot.theta, timings)
    with timings.measured("encode"):
        return body.frame(experiment, snapshot.moment, drawn)


def _picture(experiment: Experiment, run: int, theta: Array, timings: Timings) -> Boundary:
    with timings.measured("grid"):
        network = experiments.task(experiment, experiment.activation[run]).network
        return boundary.evaluate(network, theta, experiments.grid(experiment))
