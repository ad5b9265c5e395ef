"""The body of an answer: JSON text, written piece by piece in the worker.

It contains no timings and nothing random, so the same experiment always has the same bytes. Numbers are as
short as they can be: z has 4 decimals, losses 6 digits, weights what float32 needs.
"""

from base64 import b64encode
from math import floor, isfinite, log10
from typing import Any

import numpy as np
import orjson

from app import experiment as experiments
from app.experiment import Experiment
from app.insight import Subject, verdict
from app.jobs.kinds import Kind
from app.nn import features, target
from app.nn.activations import Array
from app.nn.boundary import Boundary, Grid
from app.nn.network import Network
from app.nn.state import Moment, Snapshot, State
from app.nn.task import Task

OUTPUT = {True: "sigmoid", False: "softmax"}  # by whether there is a single output unit


def encode(value: object) -> bytes:
    """JSON, arrays included."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def opening(experiment: Experiment, kind: Kind) -> bytes:
    """Everything before the first run."""
    return question(experiment, kind)[:-1] + (b',"run":' if kind == "boundary" else b',"runs":[')


def question(experiment: Experiment, kind: Kind) -> bytes:
    """What is known before anything is trained: the experiment, and its points."""
    return encode({"experiment": asked(experiment, kind), "data": _data(experiment)})


def closing(kind: Kind) -> bytes:
    """What follows the last run."""
    return b"}" if kind == "boundary" else b"]}"


def asked(experiment: Experiment, kind: Kind) -> dict[str, Any]:
    """The experiment as the answer repeats it."""
    values = experiment.values()
    if kind != "compare":
        (values["activation"],) = experiment.activation
    if experiment.points is not None:
        own = vars(experiment.points)
        values["points"] = {name: value for name, value in own.items() if value is not None}
    return values


def _data(experiment: Experiment) -> dict[str, Any]:
    data = experiments.data(experiment)
    X = data.X if experiment.points else np.round(data.X, 5)  # a hundredth of a pixel in any picture
    return {
        "x": np.ascontiguousarray(X[0]),
        "y": np.ascontiguousarray(X[1]),
        "label": data.label,
        "split": ["test" if kept else "train" for kept in data.test],
        "classes": data.classes,
        **({"columns": data.columns} if data.columns else {}),
    }


def run(experiment: Experiment, index: int, state: State, drawn: Boundary) -> bytes:
    """One run up to its list of frames, which is left open; `drawn` is its final boundary."""
    assert state.final is not None, "a run is written when its training has ended"
    activation = experiment.activation[index]
    task = experiments.task(experiment, activation)
    text = encode(
        {
            "activation": activation,
            "status": state.status,
            "message": message(task, state.status, state.final),
            "epochs": state.final.epoch,
            "solver": {
                "optimizer": task.solver.optimizer.name,
                "learning_rate": task.solver.learning_rate,
                "schedule": task.solver.schedule.name,
                "initializer": task.solver.initializer.name,
                "restarts": state.restarts,
            },
            **scores(state.final),
            "verdict": judged(experiments.subject(experiment, task, state)),
            "parameters": task.network.parameters,
            "boundary": {**axes(experiments.grid(experiment)), **picture(drawn, experiment.encoding)},
            "history": history(state),
            "network": network(experiment, task.network, state.theta),
        }
    )
    return text[:-1] + b',"frames":['


def scores(moment: Moment) -> dict[str, dict[str, float | None]]:
    """Loss and accuracy, for training and for testing."""
    return {
        "loss": {"train": short(moment.train_loss), "test": short(moment.test_loss)},
        "accuracy": {"train": short(moment.train_accuracy), "test": short(moment.test_accuracy)},
    }


def judged(subject: Subject) -> dict[str, Any]:
    """The verdict on a training that has ended, as JSON has it."""
    assert subject.state.final is not None, "a run is judged when its training has ended"
    told = verdict.told(subject.task, subject.state.final, verdict.judge(subject))
    return plain(told) | {"proof": told["proof"]}  # with all its digits, so that it can be checked


def plain(value: Any) -> Any:
    """The same value, its numbers to 6 significant digits."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return short(value) if isinstance(value, float) else value


def frame(experiment: Experiment, moment: Moment, drawn: Boundary) -> bytes:
    """One frame: how the network did after that many epochs, and the boundary of the same weights."""
    return encode({"epoch": moment.epoch, **scores(moment), **picture(drawn, experiment.encoding)})


def progress(experiment: Experiment, index: int, moment: Moment) -> bytes:
    """How far a job is, by its run under way: `share` is that of all epochs there may be."""
    runs = len(experiment.activation)
    return encode(
        {
            "run": index,
            "runs": runs,
            "activation": experiment.activation[index],
            "epoch": moment.epoch,
            "epochs": experiment.epochs,
            **scores(moment),
            "share": short((index + moment.epoch / experiment.epochs) / runs),
        }
    )


def frame_so_far(experiment: Experiment, index: int, moment: Moment, drawn: Boundary) -> bytes:
    """The boundary of a run that is still training, in base64 whatever the answer is to have."""
    boundary = {**axes(experiments.grid(experiment)), **picture(drawn, "base64")}
    activation = experiment.activation[index]
    told = {"run": index, "activation": activation, "epoch": moment.epoch}
    return encode({**told, **scores(moment), "boundary": boundary})


def snapshots(experiment: Experiment, state: State) -> list[Snapshot]:
    """The weights of each frame: those kept on the way, then the final ones.

    A run that was stopped has its last frame alone: there is no time for the others.
    """
    if not experiment.frames or state.final is None:
        return []
    last = Snapshot(state.final, state.theta)
    if state.status == "stopped":
        return [last]
    return [*(kept for epoch, kept in state.frames.entries if epoch < state.final.epoch), last]


def picture(drawn: Boundary, encoding: str) -> dict[str, Any]:
    """The z and, with more than two classes, confidence and margin, as JSON has them."""
    packed = encoding == "base64"
    if drawn.confidence is None or drawn.margin is None:
        return {"z": _surface(drawn.z, packed)}
    winner = drawn.z.astype(np.uint8)
    return {
        "z": typed(winner, "u1") if packed else winner,
        "confidence": _surface(drawn.confidence, packed),
        "margin": _surface(drawn.margin, packed),
    }


def _surface(values: Array, packed: bool) -> Any:
    """Probabilities with 4 decimals, as an array or in Plotly's typed-array form."""
    rounded = finite(values.astype(np.float32).round(4))
    return typed(rounded, "f4") if packed else rounded


def typed(values: np.ndarray, dtype: str) -> dict[str, str]:
    """An array in Plotly's typed-array form."""
    data = values.astype(f"<{dtype}").tobytes()
    return {"dtype": dtype, "bdata": b64encode(data).decode(), "shape": ", ".join(map(str, values.shape))}


def axes(grid: Grid) -> dict[str, Array]:
    """The grid's x and y, rounded to a ten-thousandth of the distance between two of their lines."""
    return {"x": _cut(grid.x), "y": _cut(grid.y)}


def _cut(axis: Array) -> Array:
    decimals = 4 - floor(log10(float(axis[1] - axis[0])))
    return np.round(axis, decimals) + 0.0


def history(state: State) -> dict[str, list[Any]]:
    """The loss curve as columns; it ends with the final epoch."""
    assert state.final is not None
    moments = [moment for _, moment in state.history.entries if moment.epoch < state.final.epoch]
    moments.append(state.final)
    columns = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    curves = {name: [short(getattr(moment, name)) for moment in moments] for name in columns}
    return {"epoch": [moment.epoch for moment in moments], **curves}


def network(experiment: Experiment, shape: Network, theta: Array) -> dict[str, Any]:
    """A network with its weights, complete."""
    data = experiments.data(experiment)
    names = [*(entry.name for entry in shape.activations), OUTPUT[shape.sizes[-1] == 1]]
    return {
        "input": {
            "features": [feature.name for feature in features.parse(experiment.features)],
            "center": data.center,
            "scale": data.scale,
        },
        "layers": [
            {
                "weights": np.ascontiguousarray(finite(W[:, :-1])),
                "biases": np.ascontiguousarray(finite(W[:, -1])),
                "activation": name,
            }
            for W, name in zip(shape.layers(theta), names, strict=True)
        ],
    }


def message(task: Task, status: str, final: Moment) -> str:
    """One sentence that tells a person how the run ended and, where it went wrong, what to try."""
    rate = task.solver.learning_rate
    epochs = f"{final.epoch} epoch{'' if final.epoch == 1 else 's'}"
    right = f"{100 * final.train_accuracy:.3g} %"
    if status == "diverged" and not final.epoch:
        return (
            "Diverged at epoch 0: with the initial weights, the sums in the network are too large "
            "for a number. Try an activation with smaller values."
        )
    if status == "diverged":
        return (
            f"Diverged at epoch {final.epoch}: the loss became too large for a number. "
            f"Try a smaller learning rate than {rate:g}."
        )
    if status == "stopped":
        return f"Stopped after {epochs} with {right} training accuracy: the time was up."
    if status == "reached":
        return f"Reached {right} training accuracy after {epochs}."
    if task.target_accuracy:
        wanted = f"{100 * task.target_accuracy:.3g} %"
        mean = target.balanced(final.train_right, task.train.sizes)
        means = f"{100 * mean:.3g} %"
        alike = f", {means} with all classes counted alike" if means != right else ""
        told = f"Stopped after {epochs} with {right} training accuracy{alike},"
        if mean < task.target_accuracy:
            return f"{told} short of the {wanted} asked for."
        return f"{told} but most points of one class are wrong."
    return f"Finished after {epochs} with {right} training accuracy."


def short(value: float | None) -> float | None:
    """The number to 6 significant digits. Raises FloatingPointError for NaN and infinity."""
    if value is None:
        return None
    if not isfinite(value):
        raise FloatingPointError(f"{value} would not be JSON")
    return float(f"{value:.6g}")


def finite(values: Array) -> Array:
    """The same array. Raises FloatingPointError where JSON could not hold it: orjson would write null."""
    if not np.isfinite(values).all():
        raise FloatingPointError("an array with NaN or infinity would not be JSON")
    return values
