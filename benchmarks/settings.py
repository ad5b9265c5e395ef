"""Finds the settings that an engine solves the spiral with in the fewest epochs."""

from itertools import product

from benchmarks.peers import Setting, Trainer
from benchmarks.work import MOST_EPOCHS, TARGET, spiral

RATES = (0.02, 0.05, 0.1)
BETAS_2 = (0.999, 0.95)
APART = 1000  # the first seed of the search: none of those that are timed


def best(trainer: type[Trainer], starts: tuple[str, ...], seeds: int) -> Setting:
    """The setting with the smallest mean of epochs, an unsolved run counting as all that it may take."""
    found = {}
    for rate, beta_2, start in product(RATES, BETAS_2, starts):
        setting = Setting(rate, beta_2, start)
        found[setting] = sum(_epochs(trainer, setting, APART + seed) for seed in range(seeds)) / seeds
    return min(found, key=found.__getitem__)


def _epochs(trainer: type[Trainer], setting: Setting, seed: int) -> int:
    made = trainer(spiral(seed))
    made.start(setting, seed)
    return made.first_epoch(TARGET, MOST_EPOCHS) or MOST_EPOCHS
