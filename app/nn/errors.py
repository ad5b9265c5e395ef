"""What the core raises when only the core can know that something is wrong.

BendlineError
├── UnknownName     a name that no catalog entry carries
├── BadSpelling     an activation, a layer list or a feature list that cannot be read
└── Unsuitable      a choice that does not fit another one (three classes on XOR)
"""

from collections.abc import Sequence


class BendlineError(ValueError):
    """Any refusal of the core; `field` names the part of the experiment at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UnknownName(BendlineError):
    """A name that is in no catalog; the message lists the names that are."""

    def __init__(self, field: str, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no {field} called {name!r}. Choose one of: {', '.join(known)}.", field)


class BadSpelling(BendlineError):
    """A text that cannot be read; the message says how it should be written."""


class Unsuitable(BendlineError):
    """A choice that does not fit another choice of the same experiment."""
