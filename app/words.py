"""What a result says in words, for the page that the server draws: t is the visitor's language.

static/words.js says the same of a result that arrives later; a test in a browser holds the two together.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from app.api.errors import Fault
from app.messages import DEFAULT, Messages, isolated
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.nn.optimizers import OPTIMIZERS
from app.numbers import brief, duration, loss, number, percent, whole

OWN = "points"  # what an answer calls somebody's own points
LINEAR = "identity"
PROPER = ("Gaussian", "Mish")  # names, which keep their capitals inside a sentence
NEARLY = 0.9  # of the training points, all classes counted alike
FREQUENT = 1.3  # times a fair share: from there on, the share of a class stands beside the number
BEYOND = ("overlap", "mixed", "same_spot", "degree")  # causes that no better training removes
CERTAIN = 1.96  # standard errors: fewer may be chance
SHARES = ("train", "test", "best", "share", "low", "high")  # values of a verdict that are shares
FIELDS = ("field", "other")  # values of a refusal that are names of fields
CHOICES = ("loss", "optimizer")  # values that are names of a choice, which has a label


def phrase(t: Messages, kind: str, name: str, label: str) -> str:
    """What a choice is called inside a sentence: a phrase of its own, or the label in small letters.

    A proper name keeps its capital.

    >>> [phrase(Messages("en"), "activation", label.lower(), label) for label in ("Tanh", "Mish", "ReLU")]
    ['tanh', 'Mish', 'ReLU']
    """
    first, _, rest = t.of(f"{kind}.{name}.label", label).partition(" ")
    is_word = first == first.capitalize() and first not in PROPER
    plain = f"{first.lower() if is_word else first} {rest}".strip()
    return t.of(f"{kind}.{name}.phrase", plain)


def spoken(t: Messages, activation: str) -> str:
    """An activation of a query in words; a formula stays as it was written.

    >>> spoken(Messages("en"), "tanh/leaky_relu(0.1)"), spoken(Messages("en"), "tanh(x)/2")
    ('tanh / leaky ReLU (0.1)', 'tanh(x)/2')
    """
    parts = _named_parts(activation)
    phrases = _phrases(t)
    return " / ".join(f"{phrases[name]} {numbers}".strip() for name, numbers in parts) or activation


def first_name(activation: str) -> str:
    """The catalog's name of the activation, of the first layer's where each has its own; none of a formula.

    >>> first_name("leaky_relu(0.1)/tanh"), first_name("x**2")
    ('leaky_relu', '')
    """
    return next((name for name, _ in _named_parts(activation)), "")


_NAMES = frozenset(entry.name for entry in ACTIVATIONS)
_NAMED = re.compile(r"([a-z_][a-z_\d]*)(\([-+.,e\d]*\))?")


def _named_parts(activation: str) -> list[tuple[str, str]]:
    """Name and numbers of each layer's activation; nothing where there is a formula among them."""
    matches = [_NAMED.fullmatch(part) for part in activation.split("/")]
    parts = [(match[1], match[2] or "") for match in matches if match and match[1] in _NAMES]
    return parts if len(parts) == len(matches) else []


@cache
def _phrases(t: Messages) -> dict[str, str]:
    return {entry.name: phrase(t, "activation", entry.name, entry.label) for entry in ACTIVATIONS}


@cache
def _datasets(t: Messages) -> dict[str, str]:
    named = {entry.name: phrase(t, "dataset", entry.name, entry.label) for entry in DATASETS}
    return named | {OWN: t("own.phrase")}


def heading(t: Messages, activation: str) -> str:
    """What stands over a picture."""
    if activation == LINEAR:
        return t("heading.linear")
    return t("heading.with", activation=spoken(t, activation))


def title(t: Messages, activation: str, dataset: str) -> str:
    """The page's title, which is also its name in the browser's history."""
    names = {"heading": heading(t, activation), "dataset": _datasets(t).get(dataset, dataset)}
    return _capital(t("heading.page", **names))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _in_one_line(t: Messages, share: float) -> str:
    return percent(t, share).replace(" ", "\N{NO-BREAK SPACE}")


def score(t: Messages, run: Mapping[str, Any]) -> dict[str, str]:
    """The one number under a picture, and what it counts."""
    split = split_of(run)
    return {"value": percent(t, run["accuracy"][split]), "of": t(f"score.{split}") + _largest(t, run, split)}


def _largest(t: Messages, run: Mapping[str, Any], split: str) -> str:
    """What always naming the most frequent class would get, where that is much more than a fair share."""
    told = run["verdict"]
    share = told["largest"][split]
    frequent = share > FREQUENT / len(told["recall"]["train"])
    return t("score.largest", share=percent(t, share)) if frequent else ""


def split_of(run: Mapping[str, Any]) -> str:
    """The points that count: those kept for testing, where there are any."""
    return "train" if run["accuracy"]["test"] is None else "test"


def description(t: Messages, result: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """The picture for those who do not see it."""
    dataset = result["experiment"]["dataset"]
    return t(
        "heading.picture",
        count=len(result["data"]["x"]),
        dataset=_datasets(t).get(dataset, dataset),
        heading=heading(t, run["activation"]),
    )


def class_names(t: Messages, classes: Sequence[str]) -> list[str]:
    """The classes in words: their own names where the points came with names, else their colours.

    Numbers are names unless they are 0, 1, ... in order. A name that runs from right to left moves nothing of
    the sentence around it.
    """
    if all(name == str(k) for k, name in enumerate(classes)):
        return [t(f"figure.class.{letter}") for letter in "abcdef"[: len(classes)]]
    return [*map(isolated, classes)]


def ending(t: Messages, experiment: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """How a run ended and, where it went wrong, what to try."""
    wanted = experiment["target_accuracy"]
    key = f"ending.{run['status']}"
    if run["status"] == "diverged" and not run["epochs"]:
        key = "ending.overflowed"
    if run["status"] == "finished" and wanted:  # which counts all classes alike, as the accuracy does not
        key = "ending.short" if run["accuracy"]["train"] < wanted else "ending.short_balanced"
    return t(
        key,
        epochs=run["epochs"],
        accuracy=percent(t, run["accuracy"]["train"]),
        wanted=percent(t, wanted),
        rate=brief(run["solver"]["learning_rate"]),
    )


def drawn_for(t: Messages, activations: Sequence[Mapping[str, Any]]) -> str:
    """With which numbers the first activation's curve is drawn, and which ones the next layers have."""
    first, *others = activations
    numbers = ", ".join(f"{one['name']} = {number(one['value'])}" for one in first["parameters"])
    drawn = t("bend.drawn", numbers=numbers) if numbers else ""
    names = ", ".join(one["label"] for one in others)
    return f"{drawn} {t('bend.first', names=names) if others else ''}".strip()


class Told(NamedTuple):
    """What is told of a failure, and its language where that is not the page's."""

    text: str
    lang: str = ""


def refusal(t: Messages, fault: Fault, labels: Mapping[str, str]) -> Told:
    """A refusal of the API in the page's language; in English, marked so, if that has no sentence for it."""
    values = {**fault.values, "field": fault.field, "position": fault.position}
    said = {name: _called(t, name, value, labels) for name, value in values.items()}
    return told(t, fault.code, said, _isolating(at_control(fault.message, labels), fault.values.values()))


def _called(t: Messages, name: str, value: Any, labels: Mapping[str, str]) -> Any:
    """A value of a refusal, as a sentence has it."""
    if name in CHOICES:
        return t.of(f"{name}.{value}.label", value)
    return labels.get(str(value), value) if name in FIELDS else value


def _isolating(message: str, values: Iterable[Any]) -> str:
    """A sentence with these values in it, of which those that run from right to left stand for themselves."""
    for value in filter(None, values):
        message = message.replace(value, isolated(value)) if isinstance(value, str) else message
    return message


def told(t: Messages, code: str, values: Mapping[str, Any], english: str) -> Told:
    """What a failure of that code is called."""
    if f"fault.{code}" in t:
        return Told(t(f"fault.{code}", **values))
    return Told(english, "" if t.language == DEFAULT else DEFAULT)


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


COLUMNS = (
    *("activation", "train_accuracy", "test_accuracy", "train_loss", "test_loss"),
    *("epochs", "time", "weights"),
)


def comparison_heads(t: Messages) -> list[str]:
    """The heads of the table that compares all runs."""
    return [t(f"comparing.{column}") for column in COLUMNS]


def comparison(t: Messages, result: Mapping[str, Any], took: Sequence[float] = ()) -> list[list[str]]:
    """Its rows, one a run; a dash where there are no test points, or a time is not known."""
    times = [*took, *([None] * len(result["runs"]))]
    return [
        [
            spoken(t, run["activation"]),
            *(_or_dash(partial(percent, t), run["accuracy"][part]) for part in ("train", "test")),
            *(_or_dash(partial(loss, t), run["loss"][part]) for part in ("train", "test")),
            str(run["epochs"]),
            _or_dash(duration, time),
            whole(t, run["parameters"]),
        ]
        for run, time in zip(result["runs"], times, strict=False)
    ]


def _or_dash(written: Callable[[float], str], value: float | None) -> str:
    return "–" if value is None else written(value)


def figures(t: Messages, run: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of the small table: accuracy and loss, for training and for testing."""
    parts = [part for part in ("train", "test") if run["accuracy"][part] is not None]
    return [
        {
            "part": t(f"part.{part}"),
            "accuracy": percent(t, run["accuracy"][part]),
            "loss": loss(t, run["loss"][part]),
        }
        for part in parts
    ]


def verdict(t: Messages, result: Mapping[str, Any]) -> str:
    """The answer to the page's question in a word or two: whether the last network separates the points."""
    told = result["runs"][-1]["verdict"]
    nearly = NEARLY <= told["balanced"]["train"] < told["target"]
    no = told["reason"] in ("no_line", "too_small") or told["cause"] in BEYOND
    key = "almost" if no and nearly else "no" if no else told["reason"]
    return t(f"verdict.{key}")


def reason(t: Messages, result: Mapping[str, Any]) -> str:
    """Why the last network does not separate the points, with its verdict's numbers; nothing of a yes."""
    run, classes = result["runs"][-1], result["data"]["classes"]
    told = run["verdict"]
    if told["reason"] == "yes":
        return ""
    cause = told["cause"] or "all"
    if cause == "held_back":
        cause = f"held_back_{told['values']['field']}"
    values = {name: _valued(t, name, value, classes) for name, value in told["values"].items()}
    said = t(f"verdict.why.{told['reason']}.{cause}", **values | {"name": values.get("label", "")})
    return f"{said} {_missed(t, told['recall']['train'], classes)}".strip()


def larger(result: Mapping[str, Any]) -> str:
    """Hidden layers with more units, as the field has them, where these did not do and more may."""
    return str(result["runs"][-1]["verdict"]["values"].get("try", ""))


def _valued(t: Messages, name: str, value: Any, classes: Sequence[str]) -> str:
    """A number or a name of a verdict, as a sentence has it."""
    if name in SHARES:
        return _in_one_line(t, value)
    if name == "label":
        return "" if value is None else class_names(t, classes)[value]
    if name == "optimizer":
        return t.of(f"optimizer.{value}.label", {entry.name: entry.label for entry in OPTIMIZERS}[value])
    if name == "activation":
        return spoken(t, value)
    if name in ("hidden", "try"):
        return value.replace(",", ", ")
    return brief(value) if isinstance(value, float) else str(value)


def _missed(t: Messages, recalls: Sequence[float | None], classes: Sequence[str]) -> str:
    """The classes of which no training point is right."""
    names = [name for name, recall in zip(class_names(t, classes), recalls, strict=True) if recall == 0]
    if not names:
        return ""
    return t("verdict.missed" if len(names) == 1 else "verdict.missed_several", names=", ".join(names))


def said(t: Messages, result: Mapping[str, Any]) -> str:
    """Verdict, reason and numbers of a result in one text, for who has no page around it."""
    return " ".join(filter(None, (verdict(t, result), reason(t, result), answer(t, result))))


def answer(t: Messages, result: Mapping[str, Any]) -> str:
    """One sentence that says what the pictures show."""
    *others, last = result["runs"]
    rest = "".join(t("answer.other", clause=_clause(t, run)) for run in others)
    said = _capital(t(f"answer.{split_of(last)}", first=_clause(t, last), others=rest))
    return f"{said} {_line_does(t, result)}".strip()


def _line_does(t: Messages, result: Mapping[str, Any]) -> str:
    """That it takes no activation, where the linear network beside the last one does as well or better."""
    *others, last = result["runs"]
    line = next((run for run in others if run["activation"] == LINEAR), None)
    if line is None or last["activation"] == LINEAR:
        return ""
    split = split_of(last)
    mine, its = last["accuracy"][split], line["accuracy"][split]
    if line["verdict"]["reason"] == "yes" and its >= mine:
        return t("answer.line_better" if its > mine else "answer.line_does")
    more = split == "test" and its > mine and _beyond_chance(its, mine, result["data"]["split"].count("test"))
    return t("answer.line_ahead") if more else ""


def _beyond_chance(high: float, low: float, count: int) -> bool:
    """Whether two shares of so many points differ by over 1.96 standard errors, as of separate samples."""
    mean = (high + low) / 2
    return (high - low) ** 2 > CERTAIN**2 * mean * (1 - mean) * 2 / count


def _clause(t: Messages, run: Mapping[str, Any]) -> str:
    which = "linear" if run["activation"] == LINEAR else "with"
    accuracy = _in_one_line(t, run["accuracy"][split_of(run)])
    return t(f"answer.{which}", activation=spoken(t, run["activation"]), score=accuracy)


def summaries(t: Messages, result: Mapping[str, Any]) -> dict[str, str]:
    """Each group of controls in a few words."""
    experiment, run = result["experiment"], result["runs"][-1]
    return {
        "data": _data(t, experiment),
        "network": t("summary.network", shape=_shape(experiment), weights=whole(t, run["parameters"])),
        "training": _training(t, experiment, run),
        "view": t("summary.view", side=experiment["resolution"]),
    }


def _data(t: Messages, experiment: Mapping[str, Any]) -> str:
    noise = experiment["noise"]
    return t(
        "summary.classes" if experiment["classes"] > 2 else "summary.data",
        samples=experiment["samples"],
        classes=experiment["classes"],
        noise=t("summary.noise", noise=number(noise)) if noise else t("summary.no_noise"),
    )


def _shape(experiment: Mapping[str, Any]) -> str:
    outputs = 1 if experiment["classes"] == 2 else experiment["classes"]
    hidden = experiment["hidden"].split(",") if experiment["hidden"] else []
    return _joined([len(experiment["features"].split(",")), *hidden, outputs])


def _joined(sizes: Iterable[object]) -> str:
    return "-".join(str(size) for size in sizes)


def _training(t: Messages, experiment: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    solver = run["solver"]
    label = {entry.name: entry.label for entry in OPTIMIZERS}[solver["optimizer"]]
    training = t(
        "summary.training",
        optimizer=t.of(f"optimizer.{solver['optimizer']}.label", label),
        rate=brief(solver["learning_rate"]),
        epochs=run["epochs"],
    )
    return t("summary.automatic", training=training) if experiment["optimizer"] == "auto" else training
