"""A diagnosis: why a training did not get there, what would help, and the run that shows it.

Possible causes are read from the figures, the surest first. The remedies of each are tried, by training
again, until one gets there. So what is recommended is known to work, and the cause is the one whose
remedy worked.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.insight import findings, trials
from app.insight.entry import Answer
from app.insight.findings import Finding
from app.insight.subject import Subject
from app.insight.trials import Change, Trial

GOOD = 0.99  # the accuracy to get to, where the experiment names none
BETTER = 0.02  # more accuracy than that is no accident of a few points
TRIALS = 8  # at the most; all together, their effort is bounded, too

HEALTHY = "The training got {accuracy} of its points right, after {epochs} epochs."
SCARRED = (
    "With {dead} of {units} hidden units dead, {accuracy} of the training points are right all the same."
)
UNCLEAR = "The training got {accuracy} of its points right, and no cause was found."
OVERLAP = (
    "The classes overlap: what gets more of the training points right gets no more of the test points right."
)
NOTHING = "Nothing to mend."
SOLVED = "With {change} it works: {accuracy}."
HELPED = "With {change} it does better: {accuracy} instead of {before}."
HOPELESS = "Nothing that was tried does better: {tried}."
UNTRIED = "Try {change} first: this network is too large to do so here."


def of(subject: Subject, layers: Sequence[Answer], ratio: float | None) -> Answer:
    """The diagnosis of a run, from its layers' figures and the ratio of first to last gradient at its start.

    `code` and `values` are what `cause` says, for those who say it in other words.
    """
    before, good = findings.accuracy(subject, ~subject.test), subject.task.target_accuracy or GOOD
    if subject.state.status != "diverged" and before >= good:
        return _healthy(subject, layers, before)
    possible = list(findings.all_of(subject, layers, ratio, before))
    attempts = list(_until_reached(subject, possible, good, before))
    helpful = [trial for trial in attempts if _helps(subject, trial, before)]
    best = max(helpful, key=lambda trial: (trial.reached, trial.accuracy), default=None)
    if best is None:
        return _hopeless(possible, attempts, before)
    cause = _cause(subject, possible, best)
    words = {"change": named(best.change), "accuracy": best.accuracy, "before": before}
    remedy = said(SOLVED if best.reached else HELPED, words)
    return _told(cause, remedy, before, attempts, best)


def _cause(subject: Subject, possible: Sequence[Finding], best: Trial) -> Finding:
    """What broke a training, whatever helps against it; else the finding whose remedy helped most."""
    if subject.state.status == "diverged":
        return possible[0]
    return next(finding for finding in possible if best.change in finding.remedies)


def _until_reached(
    subject: Subject, possible: Sequence[Finding], good: float, before: float
) -> Iterator[Trial]:
    """Trials of all remedies in turn, up to the first that helps enough."""
    changes: list[Change] = []
    for finding in possible:
        changes += [change for change in finding.remedies if change not in changes]
    for trial in trials.tried(subject.task, changes[:TRIALS], good):
        yield trial
        if trial.reached and _helps(subject, trial, before):
            return


def _helps(subject: Subject, trial: Trial, before: float) -> bool:
    """Whether more points are right, of those kept for testing, too: else they were learned by heart."""
    gain = trial.accuracy - before
    if not trial.reached and gain < BETTER:
        return False
    if trial.test_accuracy is None or trial.test_accuracy >= trial.accuracy - BETTER:
        return True
    return trial.test_accuracy - findings.accuracy(subject, subject.test) >= max(BETTER, gain / 2)


def _healthy(subject: Subject, layers: Sequence[Answer], before: float) -> Answer:
    epochs = subject.state.epoch
    dead, units = sum(len(layer["dead"]) for layer in layers), sum(layer["units"] for layer in layers[:-1])
    values = {"accuracy": before, "epochs": epochs}
    if dead and subject.task.network.activations:
        cause = Finding("scarred", SCARRED, values | {"dead": dead, "units": units})
    else:
        cause = Finding("healthy", HEALTHY, values)
    return _told(cause, NOTHING, before, [], Trial({}, before, None, epochs, reached=True))


def _hopeless(possible: Sequence[Finding], attempts: Sequence[Trial], before: float) -> Answer:
    """What is said where no remedy did better, or none could be tried."""
    cause = next((finding for finding in possible if finding.sure), None)
    if cause is None:
        learned_by_heart = any(trial.accuracy >= before + BETTER for trial in attempts)
        code, sentence = ("overlap", OVERLAP) if learned_by_heart else ("unclear", UNCLEAR)
        cause = Finding(code, sentence, {"accuracy": before})
    if attempts:
        tried = ", ".join(f"{named(trial.change)} {percent(trial.accuracy)}" for trial in attempts)
        return _told(cause, said(HOPELESS, {"tried": tried}), before, attempts, None)
    first = next((finding.remedies[0] for finding in possible if finding.remedies), {"hidden": "8,8"})
    return _told(cause, said(UNTRIED, {"change": named(first)}), before, [], None)


def _told(
    cause: Finding, remedy: str, before: float, attempts: Sequence[Trial], best: Trial | None
) -> Answer:
    return {
        "code": cause.code,
        "values": cause.values,
        "cause": said(cause.sentence, cause.values),
        "remedy": remedy,
        "verified": best is not None,
        "change": dict(best.change) if best else {},
        "before": before,
        "accuracy": best.accuracy if best else before,
        "tried": [vars(trial) | {"change": dict(trial.change)} for trial in attempts],
    }


SHARES = ("accuracy", "before", "share")


def said(sentence: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values filled in: shares as percentages, other numbers short."""
    shown = {name: percent(value) if name in SHARES else _short(value) for name, value in values.items()}
    return sentence.format(**shown)


def percent(share: float) -> str:
    """A share of 1 to three digits.

    >>> percent(0.99333), percent(1.0)
    ('99.3 %', '100 %')
    """
    return f"{100 * share:.3g} %"


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def named(change: Change) -> str:
    """What is changed, in words.

    >>> named({"activation": "tanh", "hidden": "8,8"}), named({"optimizer": "auto", "learning_rate": 0.0})
    ('tanh and hidden layers of 8,8 units', 'the automatic optimiser and its own learning rate')
    """
    return " and ".join(_named(field, value) for field, value in change.items())


def _named(field: str, value: object) -> str:
    match field, value:
        case "activation", _:
            return str(value)
        case "hidden", _:
            return f"hidden layers of {value} units"
        case "optimizer", "auto":
            return "the automatic optimiser"
        case "initializer", "auto":
            return "the automatic start"
        case "learning_rate", 0.0:
            return "its own learning rate"
        case "learning_rate", _:
            return f"a learning rate of {value:g}"
        case "epochs", _:
            return f"{value} epochs"
    return f"{field} {_short(value)}"
