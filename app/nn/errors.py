"""What the core raises when only the core can know that something is wrong.

BendlineError
├── UnknownName     a name that no catalog entry carries
├── BadSpelling     an activation, a layer list or a feature list that cannot be read
└── Unsuitable      a choice that does not fit another one (three classes on XOR)
"""

from collections.abc import Sequence
from difflib import get_close_matches


class BendlineError(ValueError):
    """Any refusal of the core; `field` names the part of the experiment at fault.

    `position` is the character at fault, counted from 1, where there is a text and the core knows it.
    """

    def __init__(self, message: str, field: str = "", position: int | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.position = position


class UnknownName(BendlineError):
    """A name that is in no catalog; the message lists the names that are, the nearest one first."""

    def __init__(self, field: str, name: str, known: Sequence[str]) -> None:
        near = "".join(f" Did you mean {match}?" for match in get_close_matches(name, known, 1))
        choice = f"Choose one of: {', '.join(known)}."
        super().__init__(f"There is no {field} called {name!r}.{near} {choice}", field)


class BadSpelling(BendlineError):
    """A text that cannot be read; the message says how it should be written.

    With a `remedy`, the message is what is wrong, its position, and that remedy.
    """

    def __init__(self, message: str, field: str = "", position: int | None = None, remedy: str = "") -> None:
        super().__init__(message, field, position)
        self.remedy = remedy

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}, at position {self.position}. {self.remedy}" if self.remedy else message


class Unsuitable(BendlineError):
    """A choice that does not fit another choice of the same experiment."""
