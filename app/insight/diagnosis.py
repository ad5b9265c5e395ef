"""A diagnosis: why a training did not get there, what would help, and the run that shows it.

Possible causes are read from the figures, the surest first. The remedies of each are tried, by training
again, until one gets there. So what is recommended is known to work, and the cause is the one whose
remedy worked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.insight import findings, overlap, trials, verdict
from app.insight.entry import Answer
from app.insight.findings import Finding
from app.insight.subject import Subject
from app.insight.trials import Change, Trial
from app.insight.verdict import GOOD
from app.nn import training
from app.nn.state import Moment

BETTER = 0.02  # more accuracy than that is no accident of a few points
TRIALS = 8  # at the most; all together, their effort is bounded, too

HEALTHY = "The training got {accuracy} of its points right, after {epochs} epochs."
SCARRED = (
    "{dead} of {units} hidden units are dead, but {accuracy} of the training points are right all the same."
)
OVERFIT = (
    "The network has memorised the training points: {accuracy} of them are right, but only {test} of the "
    "test points."
)
UNCLEAR = "The training got {accuracy} of its points right, and no cause was found."
BY_HEART = "What improves the training accuracy does not improve the test accuracy."
OVERLAP = (
    "The classes overlap in what the network is shown: of {points} other points like these, {share} are of "
    "the class that most of their {neighbours} nearest neighbours have."
)
MIXED = (
    "Neighbouring points belong to different classes: of {points} points, {share} are of the class that most "
    "of their {neighbours} nearest neighbours have."
)
SAME_SPOT = (
    "{points} training points look just like one of another class to the network: no network gets more than "
    "{share} right."
)

REMEDIES = {
    "nothing": "No change needed.",
    "solved": "With {change} it works: {accuracy} of the training points are right, instead of {before}.",
    "helped": "With {change} it does better: {accuracy} of the training points are right, instead of "
    "{before}.",
    "fits": "With {change}, {accuracy} of the training points are right, instead of {before}, "
    "but {test} of the test points.",
    "generalises": "With {change}, {test} of the test points are right, instead of {test_before}; of the "
    "training points {accuracy}, instead of {before}.",
    "no_more": "None of the changes tried ({count}) does clearly better: with {change}, the best of them, "
    "{accuracy} of the training points are right, instead of {before}.",
    "no_more_test": "None of the changes tried ({count}) does clearly better: with {change}, the best of "
    "them, {test} of the test points are right, instead of {test_before}.",
    "untried": "Try {change} first: this network is too large to do so here.",
    "nothing_to_try": "This network has everything already that would be tried.",
}
TEST = " Of the test points {test} are right, instead of {test_before}."


def of(subject: Subject, layers: Sequence[Answer], ratio: float | None) -> Answer:
    """The diagnosis of a run, from its layers' figures and the ratio of first to last gradient at its start.

    `code` and `values` are what `cause` says, for those who say it in other words; `remedy_code` and
    `remedy_values` what `remedy` says.
    """
    now, good = _moment(subject), subject.task.target_accuracy or GOOD
    if subject.state.status != "diverged":
        if verdict.overfitted(subject.task, now):
            return _overfit(subject, now)
        if verdict.reached(subject.task, now):
            return _reached(subject, layers, now)
    possible = list(findings.all_of(subject, layers, ratio, now.train_accuracy))
    changes = _distinct(change for finding in possible for change in finding.remedies)
    tried = trials.tried(subject.task, changes, verdict.reached)
    attempts = list(_until(tried, lambda one: _rank(one, now) == SOLVED))
    best = max(attempts, key=lambda one: (_rank(one, now), one.accuracy), default=None)
    if best is None or not _rank(best, now):
        cause = _unhelped(subject, possible, attempts, now, good)
        carried = max(attempts, key=_on_test, default=None)
        if carried is not None and _is_better_on_test(carried, now):
            return _told(cause, "generalises", _numbers(carried, now), now, attempts, carried)
        return _told(cause, *_given_up(possible, attempts, now), now, attempts)
    words = _numbers(best, now)
    if _rank(best, now) == FITS:
        cause = _shown(subject, now, good) or _cause(possible, best, attempts, now)
        return _told(cause, "fits", words, now, attempts, best)
    remedy = "solved" if _rank(best, now) == SOLVED else "helped"
    return _told(_cause(possible, best, attempts, now), remedy, words, now, attempts, best)


def _moment(subject: Subject) -> Moment:
    """How the training did: as it was measured at its end, or of weights that were not trained."""
    return subject.state.final or training.measured(subject.task, subject.state)[0]


def _distinct(changes: Iterable[Change]) -> list[Change]:
    """The first of them, each once; the last two, no bend and several settings, are kept in any case."""
    found: list[Change] = []
    for change in changes:
        if change not in found:
            found.append(change)
    return [*found[: TRIALS - 2], *found[TRIALS - 2 :][-2:]]


def _until(attempts: Iterator[Trial], enough: Callable[[Trial], bool]) -> Iterator[Trial]:
    for attempt in attempts:
        yield attempt
        if enough(attempt):
            return


SOLVED, HELPED, FITS = 3, 2, 1


def _rank(trial: Trial, now: Moment) -> int:
    """How good a trial is: it reaches the accuracy, does better, or does so on its training points alone."""
    if _carries_over(trial, now):
        return SOLVED if trial.reached else HELPED if trial.accuracy - now.train_accuracy >= BETTER else 0
    return FITS if trial.reached else 0


def _carries_over(trial: Trial, now: Moment) -> bool:
    """Whether it is no worse on the points kept for testing: else its points were learned by heart."""
    if trial.test_accuracy is None or now.test_accuracy is None:
        return True
    if trial.test_accuracy >= trial.accuracy - verdict.MARGIN:
        return trial.test_accuracy >= now.test_accuracy or trial.reached
    return trial.test_accuracy - now.test_accuracy >= BETTER


def _cause(possible: Sequence[Finding], best: Trial, attempts: Sequence[Trial], now: Moment) -> Finding:
    """What broke a training, whatever helps against it; else the finding whose remedy helped most."""
    total = next((finding for finding in possible if finding.total), None)
    found = total or next(finding for finding in possible if best.change in finding.remedies)
    if found.code == "several" and any(one.reached for one in attempts if one is not best):
        return Finding("unclear", UNCLEAR, {"accuracy": now.train_accuracy})
    return found


def _shown(subject: Subject, now: Moment, good: float) -> Finding | None:
    """That the classes overlap, where that can be shown, and the training is about as good as is possible."""
    train = ~subject.test
    best, shared = overlap.best_possible(subject.inputs[:-1, train], subject.label[train])
    if best < good:
        return Finding("same_spot", SAME_SPOT, {"points": shared, "share": best})
    seen, among = overlap.measured(subject), overlap.mixed(subject)
    if seen is not None and overlap.explains(seen, now.train_accuracy, good):
        return Finding("overlap", OVERLAP, vars(seen))
    if among is not None and overlap.explains(among, now.train_accuracy, good):
        return Finding("mixed", MIXED, vars(among))
    return None


def _unhelped(
    subject: Subject, possible: Sequence[Finding], attempts: Sequence[Trial], now: Moment, good: float
) -> Finding:
    """The cause where no remedy did better, or none could be tried."""
    total = next((finding for finding in possible if finding.total), None)
    proven = total or _shown(subject, now, good)
    sure = proven or next((finding for finding in possible if finding.sure), None)
    if sure is not None:
        return sure
    gains = [one for one in attempts if one.accuracy >= now.train_accuracy + BETTER]
    if now.test_accuracy is not None and gains and max(map(_on_test, gains)) <= now.test_accuracy:
        return Finding("by_heart", BY_HEART, {"accuracy": now.train_accuracy})
    return Finding("unclear", UNCLEAR, {"accuracy": now.train_accuracy})


def _is_better_on_test(trial: Trial, now: Moment) -> bool:
    """Whether clearly more of the test points are right."""
    if trial.test_accuracy is None or now.test_accuracy is None:
        return False
    return trial.test_accuracy >= now.test_accuracy + BETTER


def _on_test(trial: Trial) -> float:
    """By how many of the test points are right, trials are compared; without test points all are alike."""
    return trial.test_accuracy or 0.0


def _given_up(
    possible: Sequence[Finding], attempts: Sequence[Trial], now: Moment
) -> tuple[str, Mapping[str, Any]]:
    """What is said where none did better on the training points or, if some did, on the test points."""
    if not attempts:
        first = next((finding.remedies[0] for finding in possible if finding.remedies), None)
        return ("untried", {"change": first}) if first else ("nothing_to_try", {})
    best = max(attempts, key=lambda one: one.accuracy)
    if best.accuracy < now.train_accuracy + BETTER or now.test_accuracy is None:
        words = {"change": best.change, "accuracy": best.accuracy, "before": now.train_accuracy}
        return "no_more", words | {"count": len(attempts)}
    return "no_more_test", _no_more_test(attempts, now)


def _no_more_test(attempts: Sequence[Trial], now: Moment) -> dict[str, Any]:
    """What the sentence names where the best of all trials does not carry over better."""
    best = max(attempts, key=_on_test)
    words = {"change": best.change, "test": best.test_accuracy, "test_before": now.test_accuracy}
    return words | {"count": len(attempts)}


# --- trainings that got there ---------------------------------------------------------------------


def _reached(subject: Subject, layers: Sequence[Answer], now: Moment) -> Answer:
    epochs = subject.state.epoch
    dead, units = (
        sum(len(layer["dead"]) for layer in layers[:-1]),
        sum(layer["units"] for layer in layers[:-1]),
    )
    values = {"accuracy": now.train_accuracy, "epochs": epochs}
    if dead:
        cause = Finding("scarred", SCARRED, values | {"dead": dead, "units": units})
    else:
        cause = Finding("healthy", HEALTHY, values)
    best = Trial({}, now.train_accuracy, now.test_accuracy, epochs, reached=True)
    return _told(cause, "nothing", {}, now, [], best)


def _overfit(subject: Subject, now: Moment) -> Answer:
    """Clearly better on the training points: what makes more of the test points right is looked for."""
    assert now.test_accuracy is not None
    values = {"accuracy": now.train_accuracy, "test": now.test_accuracy}
    cause = Finding("overfit", OVERFIT, values, tuple(findings.by_heart(subject)))
    attempts = list(trials.tried(subject.task, cause.remedies[:TRIALS], verdict.reached))
    best = max(attempts, key=_on_test, default=None)
    if best is None:
        return _told(cause, *_given_up([cause], attempts, now), now, attempts)
    if not _is_better_on_test(best, now):
        fitting = [one for one in attempts if one.reached and not verdict.reached(subject.task, now)]
        if fitting:
            fits = max(fitting, key=_on_test)
            return _told(cause, "fits", _numbers(fits, now), now, attempts, fits)
        return _told(cause, "no_more_test", _no_more_test(attempts, now), now, attempts)
    return _told(cause, "generalises", _numbers(best, now), now, attempts, best)


def _numbers(trial: Trial, now: Moment) -> dict[str, Any]:
    """What a remedy's sentence names; test and test_before where there are test points."""
    told = {"change": trial.change, "accuracy": trial.accuracy, "before": now.train_accuracy}
    tested = {"test": trial.test_accuracy, "test_before": now.test_accuracy}
    return told | ({} if now.test_accuracy is None else tested)


def _told(
    cause: Finding,
    remedy: str,
    words: Mapping[str, Any],
    now: Moment,
    attempts: Sequence[Trial],
    best: Trial | None = None,
) -> Answer:
    sentence = REMEDIES[remedy] + (TEST if remedy in ("solved", "helped") and "test" in words else "")
    change = {"change": named(words["change"])} if "change" in words else {}
    return {
        "code": cause.code,
        "values": cause.values,
        "cause": said(cause.sentence, cause.values),
        "remedy": said(sentence, {**words, **change}),
        "remedy_code": remedy,
        "remedy_values": {**words, **({"change": dict(words["change"])} if change else {})},
        "verified": best is not None,
        "change": dict(best.change) if best else {},
        "before": now.train_accuracy,
        "accuracy": best.accuracy if best else now.train_accuracy,
        "test_before": now.test_accuracy,
        "test_accuracy": best.test_accuracy if best else now.test_accuracy,
        "tried": [vars(trial) | {"change": dict(trial.change)} for trial in attempts],
    }


SHARES = ("accuracy", "before", "share", "test", "test_before")


def said(sentence: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values filled in: shares as percentages, other numbers short."""
    shown = {name: percent(value) if name in SHARES else _short(value) for name, value in values.items()}
    return sentence.format(**shown)


def percent(share: float) -> str:
    """A share of 1 to three digits; what is less than all is never 100 %.

    >>> percent(0.99333), percent(0.9999), percent(1.0)
    ('99.3 %', '99.9 %', '100 %')
    """
    return "99.9 %" if 0.999 < share < 1 else f"{100 * share:.3g} %"


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def named(change: Change) -> str:
    """What is changed, in words.

    >>> named({"activation": "tanh", "hidden": "8,8"}), named({"optimizer": "auto", "learning_rate": 0.0})
    ('tanh and 8,8 hidden units', 'the automatic optimiser and its own learning rate')
    """
    return " and ".join(_named(field, value) for field, value in change.items())


def _named(field: str, value: object) -> str:
    match field, value:
        case "activation", _:
            return "no activation" if value == "identity" else str(value)
        case "hidden", _:
            return f"{value} hidden units"
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
