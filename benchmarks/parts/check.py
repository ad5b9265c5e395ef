"""Whether all engines do the same: from the same initial weights, the same losses."""

from benchmarks.parts import Figures, Options
from benchmarks.peers import OURS, SAME
from benchmarks.tables import table
from benchmarks.work import PLAIN, spiral

TITLE = "The same work"
EPOCHS = 40
TOLERANCE = 1e-3


def measure(options: Options) -> Figures:
    """The largest relative difference of each engine's losses from ours, over the first epochs."""
    problem = spiral(0, PLAIN)
    losses = {}
    for name, ways in options.peers.items():
        for way in ways:
            trainer = way(problem)
            trainer.start(SAME, 0)
            losses[name, way.label] = trainer.losses(EPOCHS)
    (ours,) = (found for (name, _), found in losses.items() if name == OURS)
    return {
        label: max(abs(theirs / mine - 1) for theirs, mine in zip(found, ours, strict=True))
        for (name, label), found in losses.items()
        if name != OURS
    }


def report(figures: Figures) -> str:
    """The table."""
    rows = [
        (label, f"{difference:.0e}", "yes" if difference < TOLERANCE else "**no**")
        for label, difference in figures.items()
    ]
    return (
        f"From the same initial weights, by Adam with rate {SAME.rate:g} and betas .9 and {SAME.beta_2:g}: "
        f"how far each engine's loss strays from ours in {EPOCHS} epochs, at the most.\n\n"
        + table(("engine", "relative difference", f"below {TOLERANCE:g}"), rows)
    )
