"""What a result says in words, for the page that the server draws.

static/words.js says the same of a result that arrives later; a test in a browser holds the two together.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import floor
from typing import Any

from app.nn.activations import ACTIVATIONS
from app.nn.optimizers import OPTIMIZERS

LINEAR = "identity"
GOOD = 0.99  # the training accuracy that counts as a yes where no target is set
NEARLY = 0.9

# Where a catalog's label would not read well inside the question.
PHRASES = {"identity": "linear (no activation)", "xor": "XOR pattern"}


def phrase(name: str, label: str) -> str:
    """The label as it stands in a sentence.

    >>> phrase("tanh", "Tanh"), phrase("relu", "ReLU"), phrase("leaky_relu", "Leaky ReLU")
    ('tanh', 'ReLU', 'leaky ReLU')
    """
    first, _, rest = label.partition(" ")
    plain = f"{first.lower() if first == first.capitalize() else first} {rest}".strip()
    return PHRASES.get(name, plain)


def spoken(activation: str) -> str:
    """An activation of a query in words; a formula stays as it was written.

    >>> spoken("tanh/leaky_relu(0.1)"), spoken("tanh(x)/2")
    ('tanh / leaky ReLU (0.1)', 'tanh(x)/2')
    """
    parts = _named_parts(activation)
    return " / ".join(f"{_phrases()[name]} {numbers}".strip() for name, numbers in parts) or activation


def first_name(activation: str) -> str:
    """The catalog's name of the activation, of the first layer's where each has its own; none of a formula.

    >>> first_name("leaky_relu(0.1)/tanh"), first_name("x**2")
    ('leaky_relu', '')
    """
    return next((name for name, _ in _named_parts(activation)), "")


_NAMED = re.compile(r"([a-z_][a-z_\d]*)(\([-+.,e\d]*\))?")


def _named_parts(activation: str) -> list[tuple[str, str]]:
    """Name and numbers of each layer's activation; nothing where there is a formula among them."""
    matches = [_NAMED.fullmatch(part) for part in activation.split("/")]
    parts = [(match[1], match[2] or "") for match in matches if match and match[1] in _phrases()]
    return parts if len(parts) == len(matches) else []


@cache
def _phrases() -> dict[str, str]:
    return {entry.name: phrase(entry.name, entry.label) for entry in ACTIVATIONS}


def heading(activation: str) -> str:
    """What stands over a picture."""
    return "without activation" if activation == LINEAR else f"with {spoken(activation)}"


def title(activation: str, dataset: str) -> str:
    """The page's title, which is also its name in the browser's history."""
    return f"{_capital(heading(activation))}: {dataset} · Bendline"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def percent(share: float) -> str:
    """A share in percent: whole, but never 100 where something is missing.

    >>> percent(0.614), percent(0.998), percent(1)
    ('61 %', '99.8 %', '100 %')
    """
    whole = floor(100 * share + 0.5)
    return f"{floor(1000 * share) / 10:.1f} %" if share < 1 and whole == 100 else f"{whole} %"


def loss(value: float) -> str:
    """A loss with as many digits as mean something.

    >>> loss(0.6584), loss(0.0004), loss(12.4), loss(3e30)
    ('0.658', '< 0.001', '12', '> 1 000 000')
    """
    if value < 0.001:
        return "< 0.001"
    if value > 1e6:
        return "> 1 000 000"
    digits = Decimal("0.001") if value < 10 else Decimal(1)
    return str(Decimal(value).quantize(digits, ROUND_HALF_UP))


def number(value: float) -> str:
    """A setting's number as a person writes it.

    >>> number(0.05), number(1.0), number(1e-05)
    ('0.05', '1', '0.00001')
    """
    return f"{Decimal(str(value)):f}".removesuffix(".0")


def score(run: Mapping[str, Any]) -> dict[str, str]:
    """The one number under a picture, and what it counts."""
    tested = run["accuracy"]["test"] is not None
    split = "test" if tested else "train"
    return {"value": percent(run["accuracy"][split]), "of": f"of the {_points(tested)} classified right"}


def _points(tested: bool) -> str:
    return "test points" if tested else "training points"


def description(result: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """The picture for those who do not see it."""
    dataset = result["experiment"]["dataset"]
    return f"{len(result['data']['x'])} points of {dataset}, and the boundary {heading(run['activation'])}"


def drawn_for(activations: Sequence[Mapping[str, Any]]) -> str:
    """With which numbers the first activation's curve is drawn, and which ones the next layers have."""
    first, *others = activations
    numbers = ", ".join(f"{one['name']} = {number(one['value'])}" for one in first["parameters"])
    drawn = f"The curve is drawn for {numbers}." if numbers else ""
    rest = f"The first layer has it; then follow: {', '.join(one['label'] for one in others)}."
    return f"{drawn} {rest}".strip() if others else drawn


def at_control(message: str, labels: Mapping[str, str]) -> str:
    """A refusal of the API in the page's words: for the names of fields, what their controls are called.

    A name that is an ordinary word, too, is replaced where it begins a sentence.

    >>> at_control("samples must be 1. Raise batch_size.", {"samples": "Points", "batch_size": "Batch size"})
    'Points must be 1. Raise Batch size.'
    """

    def called(match: re.Match[str]) -> str:
        name, before = match[0], message[: match.start()]
        begins = not before or before.endswith(". ")
        return labels[name] if name in labels and (begins or "_" in name) else name

    return re.sub(r"\b[a-z]\w*", called, message)


def figures(run: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of the small table: accuracy and loss, for training and for testing."""
    parts = [part for part in ("train", "test") if run["accuracy"][part] is not None]
    return [
        {"part": part, "accuracy": percent(run["accuracy"][part]), "loss": loss(run["loss"][part])}
        for part in parts
    ]


def verdict(result: Mapping[str, Any]) -> str:
    """The answer to the page's question in a word or two: whether the last network separates the points."""
    run, target = result["runs"][-1], result["experiment"]["target_accuracy"]
    if run["status"] == "diverged":
        return "The training broke down."
    accuracy = run["accuracy"]["train"]
    if accuracy >= (target or GOOD):
        return "Yes."
    return "Almost." if accuracy >= NEARLY else "No."


def answer(result: Mapping[str, Any]) -> str:
    """One sentence that says what the pictures show."""
    *others, last = result["runs"]
    clauses = [f"{heading(run['activation'])} {score(run)['value']}" for run in (last, *others)]
    points = _points(last["accuracy"]["test"] is not None)
    first = f"{_capital(clauses[0])} of the {points} are classified right"
    return ", ".join([first, *clauses[1:]]) + "."


def summaries(result: Mapping[str, Any]) -> dict[str, str]:
    """Each group of controls in a few words."""
    experiment, run = result["experiment"], result["runs"][-1]
    return {
        "data": _data(experiment),
        "network": f"{_shape(experiment)}, {run['parameters']} weights",
        "training": _training(experiment, run),
        "view": f"{experiment['resolution']} × {experiment['resolution']} grid",
    }


def _data(experiment: Mapping[str, Any]) -> str:
    classes = f" in {experiment['classes']} classes" if experiment["classes"] > 2 else ""
    noise = f"noise {number(experiment['noise'])}" if experiment["noise"] else "no noise"
    return f"{experiment['samples']} points{classes}, {noise}"


def _shape(experiment: Mapping[str, Any]) -> str:
    outputs = 1 if experiment["classes"] == 2 else experiment["classes"]
    hidden = experiment["hidden"].split(",") if experiment["hidden"] else []
    return _joined([len(experiment["features"].split(",")), *hidden, outputs])


def _joined(sizes: Iterable[object]) -> str:
    return "-".join(str(size) for size in sizes)


def _training(experiment: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    solver = run["solver"]
    label = {entry.name: entry.label for entry in OPTIMIZERS}[solver["optimizer"]]
    automatic = "automatic: " if experiment["optimizer"] == "auto" else ""
    epochs = f"{run['epochs']} epoch{'' if run['epochs'] == 1 else 's'}"
    return f"{automatic}{label} {number(solver['learning_rate'])}, {epochs}"
