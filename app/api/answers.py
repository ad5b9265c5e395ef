"""The models of the answers. They document the bodies; the bytes themselves come from the worker."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.api.models import BODIES
from app.api.weights import EvaluateBody
from app.insight import INSIGHTS, Insight


def _shown(description: str, example: Any, default: Any = ...) -> Any:
    return Field(default, description=description, examples=[example])


class TypedArray(BaseModel):
    """An array as Plotly's typed-array form has it (encoding=base64)."""

    dtype: Literal["f4", "u1"] = _shown("f4: float32, u1: one byte each; little-endian.", "f4")
    bdata: str = _shown("The bytes in base64, row by row.", "AAAAPwAAgD8=")
    shape: str = _shown("Rows and columns; units, rows and columns of unit maps.", "100, 100")


class Data(BaseModel):
    """The points, training and test together."""

    x: list[float] = _shown("Horizontal coordinates.", [0.31, -0.2])
    y: list[float] = _shown("Vertical coordinates.", [0.12, 0.44])
    label: list[int] = _shown("Each point's class, as an index into `classes`.", [0, 1])
    split: list[Literal["train", "test"]] = _shown("Whether the point was trained on.", ["train", "test"])
    classes: list[str] = _shown("The names of the classes.", ["0", "1"])
    columns: list[str] | None = _shown(
        "The names of x and y, where one's own points came with some.", ["age", "income"], None
    )


class Solver(BaseModel):
    """How the network was trained: what `auto` came to."""

    optimizer: str = _shown("The optimiser's name.", "adam")
    learning_rate: float = _shown("The learning rate it began with.", 0.05)
    schedule: str = _shown("How the learning rate changed over the epochs, before any settling.", "constant")
    initializer: str = _shown("How the initial weights were chosen.", "hinge")
    restarts: int = _shown("How often training began again from other weights.", 0)


class Score(BaseModel):
    """A number for the training points and one for the test points."""

    train: float = _shown("Over the training points.", 0.99)
    test: float | None = _shown("Over the test points; null where there are none.", 0.97)


class Largest(BaseModel):
    """The most frequent class: what always naming it would get right."""

    label: int = _shown("Which class it is, as an index into `classes`.", 0)
    train: float = _shown("Its share of the training points.", 0.5)
    test: float | None = _shown("Its share of the test points; null where there are none.", 0.5)


class Recall(BaseModel):
    """Of each class's points, the share that is classified as that class."""

    train: list[float | None] = _shown("Of the training points, a number for each class.", [0.98, 1.0])
    test: list[float | None] | None = _shown(
        "Of the test points; null for a class that has none, and where there are none at all.", [0.94, 1.0]
    )


class Proof(BaseModel):
    """Why no line can: with two classes, a certificate that their hulls meet; with more, contests."""

    points: list[int] = _shown("Indices of points.", [1, 4, 100, 375])
    rivals: list[int] = _shown("The class that each point is held against.", [0, 1, 1, 0])
    weights: list[float] = _shown(
        "A weight for each. With two classes, the weighted mean of the points of one class is that of the "
        "other's; with more, in each class the points held against it add up to its own points.",
        [0.94, 0.43, 0.57, 0.06],
    )


class Verdict(BaseModel):
    """Whether the run separates the classes of its training points and, where not, why not."""

    reason: Literal["yes", "no_line", "too_small", "not_trained", "overfitted", "not_yet"] = _shown(
        "yes: the target is met, all classes counted alike, and each is found. no_line: the network can "
        "only weigh and add its features, which never separates these points; see `proof`. too_small: "
        "trained with every chance, these units do not get there, and more may. not_trained: training went "
        "wrong, or cannot get there, see `cause`. overfitted: the test points have clearly fewer right than "
        "the training points. not_yet: stopped while the loss was still falling.",
        "yes",
    )
    cause: str = _shown(
        "What the reason comes from. no_line: line, features. too_small: units. not_trained: diverged, "
        "overflow, same_spot, overlap, mixed, alike, flat, dead, rate, held_back, short, settings, start, "
        "line, features, degree, attempts, weights. overfitted: empty, or class. not_yet: epochs, stopped. "
        "Empty for yes.",
        "",
    )
    values: dict[str, Any] = _shown("The numbers that a sentence about it uses.", {"points": 300})
    target: float = _shown("The balanced training accuracy that is asked for; 0.99 where none is.", 0.99)
    balanced: Score = _shown(
        "The mean of the classes' recalls, for training and test points.", {"train": 1.0, "test": 0.98}
    )
    recall: Recall = _shown("Of each class, the share that is found.", {"train": [1, 1], "test": [0.96, 1]})
    largest: Largest = _shown("The most frequent class.", {"label": 0, "train": 0.5, "test": 0.5})
    proof: Proof | None = _shown("The proof of no_line; null for every other reason.", None)


_VERDICT = {
    "reason": "yes",
    "cause": "",
    "values": {},
    "target": 0.99,
    "balanced": {"train": 1.0, "test": 0.98},
    "recall": {"train": [1.0, 1.0], "test": [0.96, 1.0]},
    "largest": {"label": 0, "train": 0.5, "test": 0.5},
    "proof": None,
}


class Boundary(BaseModel):
    """What the network answers on a grid over the picture; z[j][i] belongs to (x[i], y[j])."""

    x: list[float] = _shown("The grid's columns, rising.", [-1.15, 1.15])
    y: list[float] = _shown("The grid's rows, rising.", [-1.15, 1.15])
    z: list[list[float]] | TypedArray = _shown(
        "With two classes P(class 1), 4 decimals; with more, the winning class.", [[0.02, 0.98], [0.5, 0.51]]
    )
    confidence: list[list[float]] | TypedArray | None = _shown(
        "With three classes or more: the winner's probability.", [[0.9, 0.8], [0.6, 0.7]], None
    )
    margin: list[list[float]] | TypedArray | None = _shown(
        "With three classes or more: the winner's lead over the runner-up.", [[0.8, 0.7], [0.3, 0.5]], None
    )


class History(BaseModel):
    """The loss curve: columns of one length, at most 201 rows; the last one is the final epoch."""

    epoch: list[int] = _shown("Epochs, rising.", [0, 1])
    train_loss: list[float] = _shown("Mean loss over the training points.", [0.7, 0.1])
    test_loss: list[float | None] = _shown("Mean loss over the test points.", [0.7, 0.2])
    train_accuracy: list[float] = _shown("Share of the training points that are right.", [0.5, 1.0])
    test_accuracy: list[float | None] = _shown("Share of the test points that are right.", [0.5, 0.98])


class Frame(BaseModel):
    """The boundary as it was on the way, with the numbers of the same weights."""

    epoch: int = _shown("Epochs trained by then.", 64)
    loss: Score = _shown("Mean loss, by then.", {"train": 0.4, "test": 0.5})
    accuracy: Score = _shown("Share of the points that are right, by then.", {"train": 0.8, "test": 0.75})
    z: list[list[float]] | TypedArray = _shown("As in the boundary.", [[0.02, 0.98], [0.5, 0.51]])
    confidence: list[list[float]] | TypedArray | None = _shown("As in the boundary.", [[0.9, 0.8]], None)
    margin: list[list[float]] | TypedArray | None = _shown("As in the boundary.", [[0.8, 0.7]], None)


class Layer(BaseModel):
    """One layer: activation(weights · input + biases)."""

    weights: list[list[float]] = _shown("A row for each unit.", [[0.5, -1.2]])
    biases: list[float] = _shown("One for each unit.", [0.1])
    activation: str = _shown("The layer's activation; of the last one, sigmoid or softmax.", "tanh")


class Input(BaseModel):
    """What the first layer is given: the features of (point - center) / scale."""

    features: list[str] = _shown("The features, in order.", ["x", "y"])
    center: list[float] = _shown("Subtracted from x and y.", [0.0, 0.0])
    scale: list[float] = _shown("Divides x and y.", [1.0, 1.0])


class TrainedNetwork(BaseModel):
    """The trained network, complete: enough to compute every z again."""

    input: Input = _shown(
        "From a point to the first layer.", {"features": ["x", "y"], "center": [0, 0], "scale": [1, 1]}
    )
    layers: list[Layer] = _shown(
        "From the first to the output.",
        [{"weights": [[0.5, -1.2]], "biases": [0.1], "activation": "sigmoid"}],
    )


class Run(BaseModel):
    """One activation's training and its outcome."""

    activation: str = _shown("The activation of the hidden layers, as it was asked for.", "tanh")
    status: Literal["finished", "reached", "diverged", "stopped"] = _shown(
        "reached: the target accuracy, all classes counted alike; finished: out of epochs or progress; "
        "diverged: no finite loss; stopped: out of time (on_deadline=partial).",
        "reached",
    )
    message: str = _shown("The same in a sentence.", "Reached 100 % training accuracy after 175 epochs.")
    epochs: int = _shown("How many epochs were trained.", 175)
    solver: Solver = _shown(
        "How it was trained.",
        {
            "optimizer": "adam",
            "learning_rate": 0.05,
            "schedule": "constant",
            "initializer": "hinge",
            "restarts": 0,
        },
    )
    loss: Score = _shown("Mean loss, at the end.", {"train": 0.01, "test": 0.03})
    accuracy: Score = _shown("Share of the points that are right, at the end.", {"train": 1.0, "test": 0.98})
    verdict: Verdict = _shown("Whether it separates the classes, and why not.", _VERDICT)
    parameters: int = _shown("How many weights and biases there are.", 105)
    boundary: Boundary = _shown(
        "The final boundary.", {"x": [-1, 1], "y": [-1, 1], "z": [[0.02, 0.98], [0.5, 0.51]]}
    )
    history: History = _shown(
        "The loss curve.",
        {
            "epoch": [0, 1],
            "train_loss": [0.7, 0.1],
            "test_loss": [0.7, 0.2],
            "train_accuracy": [0.5, 1.0],
            "test_accuracy": [0.5, 0.98],
        },
    )
    frames: list[Frame] = _shown("The boundary on the way, if frames were asked for, and at the end.", [])
    network: TrainedNetwork = _shown(
        "The trained network.",
        {
            "input": {"features": ["x", "y"], "center": [0, 0], "scale": [1, 1]},
            "layers": [{"weights": [[0.5, -1.2]], "biases": [0.1], "activation": "sigmoid"}],
        },
    )


ASKED = {"dataset": "spiral", "samples": 400, "activation": ["identity", "tanh"]}
_MAPS = {"scale": [1.0], "maps": {"dtype": "u1", "bdata": "gP8B", "shape": "1, 1, 3"}}
POINTS = {"x": [0.31], "y": [0.12], "label": [0], "split": ["train"], "classes": ["0", "1"]}


class BoundaryAnswer(BaseModel):
    """One run."""

    experiment: dict[str, Any] = _shown(
        "Every field of the experiment, as it was understood.", ASKED | {"activation": "tanh"}
    )
    data: Data = _shown("The points.", POINTS)
    run: Run = _shown("The run.", {"activation": "tanh", "status": "reached"})


class CompareAnswer(BaseModel):
    """Several runs, from the same data and seed."""

    experiment: dict[str, Any] = _shown("Every field of the experiment, as it was understood.", ASKED)
    data: Data = _shown("The points.", POINTS)
    runs: list[Run] = _shown(
        "A run for each activation, in their order.", [{"activation": "tanh", "status": "reached"}]
    )


class EvaluatedRun(Run):
    """What a network with given weights comes to; it has the form of a trained one's run."""

    status: Literal["evaluated"] = _shown("Nothing was trained.", "evaluated")
    message: str = _shown("The same in a sentence.", "98 % training accuracy with these weights.")
    epochs: int = _shown("None: 0.", 0)
    solver: None = _shown("There was none.", None)
    frames: list[Frame] = _shown("There are none.", [])


class LayerMaps(BaseModel):
    """The maps of a layer's units: value = scale · (byte - 128) / 127."""

    scale: list[float] = _shown("The largest absolute value of each unit.", [1.0, 0.98])
    maps: TypedArray = _shown(
        "A byte for each point; maps[unit][j][i] belongs to (x[i], y[j]).",
        {"dtype": "u1", "bdata": "gP8B", "shape": "1, 1, 3"},
    )


class UnitMaps(BaseModel):
    """What every unit answers over the picture: features, activations, and at the end probabilities."""

    x: list[float] = _shown("The maps' columns, rising.", [-1.15, 1.15])
    y: list[float] = _shown("The maps' rows, rising.", [-1.15, 1.15])
    input: LayerMaps = _shown("The features.", _MAPS)
    layers: list[LayerMaps] = _shown("A map for each unit of each layer.", [_MAPS])


class EvaluateAnswer(BaseModel):
    """A network with given weights, on an experiment's data."""

    experiment: dict[str, Any] = _shown(
        "Every field of the experiment, as it was understood.", ASKED | {"activation": "tanh"}
    )
    data: Data = _shown("The points.", POINTS)
    run: EvaluatedRun = _shown("The run.", {"activation": "tanh", "status": "evaluated"})
    units: UnitMaps | None = _shown(
        "Each unit's own map, where `units` was true; left out otherwise.",
        {"x": [-1, 1], "y": [-1, 1], "input": _MAPS, "layers": [_MAPS]},
        None,
    )


class InsightAnswer(BaseModel):
    """What all insights answer."""

    experiment: dict[str, Any] = _shown(
        "Every field of the experiment, as it was understood.", ASKED | {"activation": "tanh"}
    )
    insight: str = _shown("The insight's name.", "linearity")
    parameters: dict[str, Any] = _shown("The insight's own parameters, as they were understood.", {})


def _of_insight(insight: Insight) -> type[BaseModel]:
    """What an insight answers: the experiment, what was asked of it, and the insight's own fields."""
    fields = {said.name: (said.type, _shown(said.help, said.example)) for said in insight.fields}
    model = create_model(f"{insight.name.title()}Answer", __base__=InsightAnswer, **fields)  # type: ignore[call-overload]
    model.__doc__ = insight.note
    return model


class CatalogEntry(BaseModel):
    """One choice; activations, data sets and optimisers say more of themselves."""

    model_config = ConfigDict(extra="allow")

    name: str = _shown("What it is called in a request.", "tanh")
    label: str = _shown("What it is called on the page.", "Tanh")
    note: str = _shown("What it does, in a sentence.", "A soft switch from -1 to 1.")
    formula: str = _shown("Its formula, where it has one.", "tanh(x)")
    source: str = _shown("Where it comes from.", "LeCun et al. 1998")


class Parameter(BaseModel):
    """One adjustable number of an activation."""

    name: str = _shown("What it is called.", "alpha")
    default: float = _shown("What it is when left out.", 0.01)
    minimum: float = _shown("The least it can be.", 0.0)
    maximum: float = _shown("The most it can be.", 1.0)
    value: float = _shown("What it is in the spelling.", 0.2)
    step: float = _shown("A sensible step of its control.", 0.01)


class Curve(BaseModel):
    """An activation over [-4, 4]: columns of one length."""

    x: list[float] = _shown("Where, rising.", [-4, 0, 4])
    y: list[float] = _shown("The activation, 4 decimals.", [-0.8, 0, 4])
    slope: list[float] = _shown("Its derivative, 4 decimals.", [0.2, 0.2, 1])


class SpelledActivation(BaseModel):
    """One activation, as it was spelled, in the catalog's words."""

    name: str = _shown("How it is spelled, without spaces.", "leaky_relu(0.2)")
    label: str = _shown("What it is called on the page; a formula is its own name.", "Leaky ReLU")
    note: str = _shown("What it does, in a sentence.", "Below zero it keeps a small slope.")
    formula: str = _shown("Its formula.", "max(x, alpha x)")
    derivative: str = _shown("The formula of its derivative.", "1 if x > 0, else alpha")
    range: str = _shown("The values it takes.", "(-∞, ∞)")
    source: str = _shown("Where it comes from.", "Maas et al. 2013")
    bends: bool = _shown("False where layers of it collapse into one.", True)
    alias_of: str = _shown("The entry that it is another name of, if any.", "")
    parameters: list[Parameter] = _shown(
        "Its adjustable numbers.",
        [{"name": "alpha", "default": 0.01, "minimum": 0, "maximum": 1, "value": 0.2, "step": 0.01}],
    )
    curve: Curve = _shown("What it looks like.", {"x": [-4, 0, 4], "y": [-0.8, 0, 4], "slope": [0.2, 0.2, 1]})


class ActivationAnswer(BaseModel):
    """What a spelling names: one activation, or one for each layer."""

    activations: list[SpelledActivation] = _shown("From the first layer on.", [])


class CatalogField(BaseModel):
    """One field of an experiment."""

    name: str = _shown("Its name in a request.", "samples")
    label: str = _shown("Its name on the page.", "Points")
    help: str = _shown("What it does.", "How many points.")
    group: str = _shown("The group it belongs to.", "data")
    group_label: str = _shown("The group's name on the page.", "Data")
    kind: Literal["integer", "number", "text", "choice"] = _shown("What it holds.", "integer")
    default: Any = _shown("What it is when left out.", 400)
    minimum: float | None = _shown("The least it can be.", 20)
    maximum: float | None = _shown("The most it can be.", 2000)
    step: float | None = _shown("A sensible step of its control.", 20)
    choices: list[dict[str, str]] = _shown("What it can be, with labels.", [{"name": "xor", "label": "XOR"}])
    most: int = _shown("How many of its choices one experiment takes.", 1)
    rare: bool = _shown("Whether its control is folded away.", False)


class CatalogInsight(BaseModel):
    """One thing that can be found out about a network."""

    name: str = _shown("Its name in an address.", "linearity")
    label: str = _shown("Its name on the page.", "Is it linear?")
    note: str = _shown("The question that it answers.", "Whether the activation keeps sums and multiples.")
    parameters: list[CatalogField] = _shown("What it may be told besides the experiment.", [])
    fields: list[dict[str, str]] = _shown(
        "What it answers: names, and words on each.", [{"name": "additivity_gap", "help": "The largest gap."}]
    )


class Catalog(BaseModel):
    """Every choice and every field."""

    activations: list[CatalogEntry] = _shown("Activation functions.", [])
    datasets: list[CatalogEntry] = _shown("Data sets.", [])
    optimizers: list[CatalogEntry] = _shown("Optimisers.", [])
    schedules: list[CatalogEntry] = _shown("Learning-rate schedules.", [])
    initializers: list[CatalogEntry] = _shown("Initialisers.", [])
    losses: list[CatalogEntry] = _shown("Losses.", [])
    features: list[CatalogEntry] = _shown("Features.", [])
    insights: list[CatalogInsight] = _shown("What can be found out about a network.", [])
    fields: list[CatalogField] = _shown("The fields of an experiment.", [])


class Status(BaseModel):
    """A word on the server's health."""

    status: Literal["ok", "ready"] = _shown("ok: alive; ready: takes experiments.", "ok")


class ProblemError(BaseModel):
    """One field at fault."""

    field: str = _shown("Its name, as it was sent.", "samples")
    value: Any = _shown("What was sent, cut short.", 9999)
    message: str = _shown(
        "What is wrong, and what to do.",
        "samples must be at most 2000; you sent '9999'. Choose a whole number from 20 to 2000.",
    )
    code: str = _shown("What is wrong, for programs; empty where it has no name.", "whole")
    values: dict[str, Any] = _shown(
        "What a sentence about it holds.", {"low": "20", "high": "2000", "sent": "9999"}
    )
    position: int | None = _shown(
        "Where a text is at fault: the character, counted from 1. Left out where there is no such place.",
        12,
        None,
    )


class Problem(BaseModel):
    """The body of every failure (RFC 9457)."""

    type: str = _shown("about:blank: the status says it all.", "about:blank")
    title: str = _shown("What kind of failure this is.", "The experiment cannot be run as asked")
    status: int = _shown("The HTTP status.", 422)
    detail: str = _shown("What happened, in words.", "samples must be at most 2000.")
    code: str = _shown(
        "What is wrong, for programs; empty where a field is at fault, or it has no name.", "busy"
    )
    values: dict[str, Any] = _shown("What a sentence about it holds.", {"limit": 64})
    errors: list[ProblemError] = _shown("The fields at fault.", [])
    request_id: str = _shown("The request's name in the log, as in X-Request-ID.", "9f86d081884c7d65")


ANSWERS: dict[str, type[BaseModel]] = {
    "boundary": BoundaryAnswer,
    "compare": CompareAnswer,
    **{insight.name: _of_insight(insight) for insight in INSIGHTS},
}
EVALUATION = (EvaluateBody, EvaluateAnswer)
MODELS = (*BODIES.values(), *ANSWERS.values(), *EVALUATION, Catalog, ActivationAnswer, Status, Problem)
