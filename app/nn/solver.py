"""The solver: how a training is started, stepped, settled and, where it is stuck, tried again.

`auto` is the answer to "just solve it". Whatever a person names instead is taken at their word: a
constant learning rate and no second attempt, so that a poor choice can be seen to be one.
"""

from dataclasses import astuple, dataclass, replace

from app.nn import initializers, optimizers, schedules
from app.nn.initializers import Initializer
from app.nn.network import Network
from app.nn.optimizers import Optimizer
from app.nn.schedules import Schedule

AUTO = "auto"

SETTLE = 60  # epochs: confidences on the spiral are then off by .6 %, after 30 by 2 %, after none by 7 %
PATIENCE = 300  # epochs: so that three attempts and the settling fit into the usual 1000
RESTARTS = 8

# A network that does not bend has one minimum, and no shape to watch. Rprop is there in a third of Adam's
# epochs, and closer to it; but it needs exact gradients, and its own steps.
STALLED = 20  # epochs in which the loss falls by less than a thousandth: it has arrived
SETTLE_STRAIGHT = 20  # epochs: a straight line has nothing to smooth, only the last decimals to find
RATE_STRAIGHT = 0.03  # the first step; where it is too short, the next ones grow


@dataclass(frozen=True)
class Wishes:
    """What a person asked for, as an experiment has it; `auto`, or 0 for the rate, leaves it to us."""

    optimizer: str = AUTO
    initializer: str = AUTO
    learning_rate: float = 0.0
    schedule: str = AUTO


@dataclass(frozen=True)
class Solver:
    """A complete recipe.

    spread: how many times wider than usual data-dependent initial weights are. settle: epochs, at the
    end, in which the learning rate goes down to zero. patience: epochs that an attempt may take before
    the next one begins from new weights; restarts: how many of those at the most. stalled: epochs
    without progress after which to settle at once; 0 never does. wishes: what it was chosen for.
    """

    optimizer: Optimizer
    initializer: Initializer
    learning_rate: float
    schedule: Schedule
    spread: float = 1.0
    settle: int = 0
    patience: int = 0
    restarts: int = 0
    stalled: int = 0
    wishes: Wishes = Wishes()


def choose(
    network: Network,
    optimizer: str,
    initializer: str,
    learning_rate: float,
    schedule: str,
    epochs: int,
    exact: bool = True,
) -> Solver:
    """The recipe for these wishes, each of which may be `auto` (for the rate: 0).

    With optimizer `auto`, Adam from data-dependent weights, settled and restarted; a network that
    does not bend gets no second attempt, because its only minimum is found by the first, and Rprop
    where nothing speaks against it. A named optimiser is restarted where it has a patience of its
    own, and its initial weights are left to us.
    `epochs` is how long the training may take; exact: whether it has neither batches nor disturbance.
    Raises UnknownName.
    """
    wishes = Wishes(optimizer, initializer, learning_rate, schedule)
    return replace(_recipe(network, wishes, epochs, exact), wishes=wishes)


def _recipe(network: Network, wishes: Wishes, epochs: int, exact: bool) -> Solver:
    optimizer, initializer, learning_rate, schedule = astuple(wishes)
    automatic = optimizer == AUTO
    rule = optimizers.find("adam" if automatic else optimizer)
    first = initializers.find("hinge" if initializer == AUTO else initializer)
    course = schedules.find("constant" if schedule == AUTO else schedule)
    if not automatic:
        patience = rule.patience if initializer == AUTO and network.bends else 0
        restarts = RESTARTS if patience else 0
        return Solver(
            rule, first, learning_rate or rule.rate, course, rule.spread, patience=patience, restarts=restarts
        )
    half = epochs // 2  # a short run learns for half of its time, too
    if not network.bends and exact and not learning_rate and schedule == AUTO:
        rule, settle = optimizers.find("rprop"), min(SETTLE_STRAIGHT, half)
        return Solver(rule, first, RATE_STRAIGHT, course, settle=settle, stalled=STALLED)
    pace = min((activation.pace for activation in network.activations), default=1.0)
    rate = learning_rate or rule.rate * pace
    if not network.bends:
        return Solver(rule, first, rate, course, settle=min(2 * SETTLE_STRAIGHT, half), stalled=2 * STALLED)
    return Solver(rule, first, rate, course, settle=min(SETTLE, half), patience=PATIENCE, restarts=RESTARTS)
