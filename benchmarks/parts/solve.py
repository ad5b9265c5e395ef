"""How long the spiral takes until 99 % of its training points are right, and how good the picture is then."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from statistics import mean

from app.experiment import Experiment
from app.nn.optimizers import OPTIMIZERS
from benchmarks.parts import Figures, Options
from benchmarks.peers import BARE, HINGE, JAX, PYTORCH, SAME, C, Setting, Trainer
from benchmarks.peers.bendline import Bendline, Settled
from benchmarks.settings import best
from benchmarks.tables import number, ratio, spread, table
from benchmarks.timing import cpu_seconds, median
from benchmarks.work import DEFAULT, MOST_EPOCHS, TARGET, spiral

TITLE = "A solved spiral"
SEARCH_SEEDS = 6
AUTO = "auto"  # what our engine does where nothing is chosen


@dataclass(frozen=True)
class Contender:
    """One engine with its settings."""

    label: str
    trainer: type[Trainer]
    setting: Setting = SAME
    experiment: Experiment = DEFAULT
    activation: str = "tanh"

    def race(self, seed: int) -> Figures:
        """Find out how many epochs this seed takes, then time a clean run of exactly that many."""
        trainer = self.trainer(spiral(seed, self.experiment, self.activation))
        trainer.start(self.setting, seed)
        epochs = trainer.first_epoch(TARGET, MOST_EPOCHS)
        if epochs is None:
            return {"epochs": None, "seconds": None}

        def work() -> None:
            trainer.start(self.setting, seed)
            trainer.train(epochs + trainer.notices)

        seconds = cpu_seconds(work)
        return {"epochs": epochs, "seconds": seconds, **_look(trainer)}


def _look(trainer: Trainer) -> Figures:
    try:
        from benchmarks.quality import look
    except ImportError:  # SciPy counts the islands
        return {}
    return asdict(look(trainer.problem.experiment, trainer.probabilities))


def race_all(contenders: list[Contender], seeds: range) -> Figures:
    """Every contender at every seed, in turn; the first seed is raced twice, to warm up."""
    runs: Figures = {contender.label: [] for contender in contenders}
    for contender in contenders:
        contender.race(seeds[0])
    for seed in seeds:
        for contender in contenders:
            runs[contender.label].append(contender.race(seed))
    return runs


def contenders(options: Options) -> Iterator[Contender]:
    """Ours as it comes, and every engine from our start and from its own with its best settings."""
    yield Contender(Bendline.label, Bendline)
    yield Contender(Settled.label, Settled)
    if knows_lm():
        yield Contender("Bendline, Levenberg-Marquardt", Bendline, experiment=chosen("lm"))
    seeds = 2 if options.quick else SEARCH_SEEDS
    for name, ways in options.peers.items():
        if name in (BARE, C, JAX, PYTORCH):  # scikit-learn's `fit` makes its own weights
            yield Contender(f"{ways[0].label}, our start", ways[0])
        own = tuple(start for start in ways[0].starts if start != HINGE)
        if own:
            setting = best(ways[0], own, seeds)
            yield from (Contender(way.label, way, setting) for way in ways)


def knows_lm() -> bool:
    """Whether our engine has Levenberg-Marquardt."""
    return any(entry.name == "lm" for entry in OPTIMIZERS)


def chosen(optimizer: str, learning_rate: float = 0.0) -> Experiment:
    """The default experiment with that optimiser."""
    return replace(DEFAULT, optimizer=optimizer, learning_rate=learning_rate)


def measure(options: Options) -> Figures:
    """Each contender's settings, and its epochs, CPU seconds and picture for each seed."""
    racing = list(contenders(options))
    return {
        "settings": {
            contender.label: AUTO if issubclass(contender.trainer, Bendline) else str(contender.setting)
            for contender in racing
        },
        "runs": race_all(racing, range(options.seeds)),
    }


def seconds(runs: list[Figures]) -> list[float]:
    """The CPU seconds of each run, those that failed as infinite."""
    return [math.inf if run["seconds"] is None else run["seconds"] for run in runs]


def report(figures: Figures) -> str:
    """Both tables: the time and the picture."""
    runs = figures["runs"]
    ours = seconds(runs[Bendline.label])
    times = [
        (
            label,
            figures["settings"][label],
            f"{_solved(found)} of {len(found)}",
            number(median([run["epochs"] or math.inf for run in found])),
            *spread(seconds(found), 1e-3),
            ratio(seconds(found), ours),
        )
        for label, found in runs.items()
    ]
    return "\n\n".join(
        (
            EXPLANATION,
            table(("engine", "settings", "solved", "epochs", "ms, median", "p95", "times ours"), times),
            "The pictures of the same runs, judged as above: stray islands, calibration error and the "
            "accuracy on 4000 fresh points.",
            table(
                ("engine", "ms, median", "islands", "calibration error", "fresh accuracy"), _pictures(runs)
            ),
        )
    )


EXPLANATION = (
    "Each seed has its own 400 points and its own initial weights. A run first finds the epoch at which "
    "99 % of the training points are right, outside the clock, and is then timed without those checks: "
    "making the network and its initial weights, and exactly that many epochs. A run that needs more than "
    f"{MOST_EPOCHS} is not solved and counts as infinitely slow. Ours is timed as it is, checks, records and "
    "restarts included. "
    "The others' rate, β2 and, where there is a choice, initial weights are the best of a small grid, found "
    "on seeds of their own."
)


def _solved(runs: list[Figures]) -> int:
    return sum(run["seconds"] is not None for run in runs)


def _pictures(runs: Figures) -> Iterator[tuple]:
    for label, found in runs.items():
        seen = [run for run in found if "islands" in run]
        if seen:
            yield (
                label,
                number(median(seconds(found)) / 1e-3),
                f"{mean(run['islands'] for run in seen):.2f}",
                f"{100 * median([run['calibration'] for run in seen]):.2f} %",
                f"{100 * median([run['accuracy'] for run in seen]):.2f} %",
            )
