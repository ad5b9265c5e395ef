"""What the API refuses before any experiment runs.

ApiError
├── Refused          one field or more that cannot be accepted, each with its value and the next step
│   └── Unreadable   a body that is not JSON at all
├── TooMuch          a body above the limit
├── NotJson          a body of another kind
├── NotKept          a result that there is no more, or never was
└── NoInsight        an insight that there is not
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from app.nn.errors import BendlineError

ALIKE = 0.7  # of two names, from which on one may have been meant: nothing is not vanishing
MOST_FAULTS = 20  # that one answer tells, each with its value: who mends them will see the next ones


@dataclass(frozen=True)
class Fault:
    """One field at fault: its name as it was sent, its value, and what to do about it.

    Of a text that cannot be read, `position` is the character at fault, counted from 1. Where a page may say
    it in another language, `code` names what is wrong, and `values` are what its sentence holds.
    """

    field: str
    value: Any
    message: str
    position: int | None = None
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: BendlineError, name: str, value: Any) -> "Fault":
        """What the core has against the value of the field of that name."""
        return cls(name, value, str(problem), problem.position, problem.code, problem.values)


class ApiError(Exception):
    """A request that is refused; the message is for the person who sent it.

    Where no field is at fault, a page may say it by its `code` and `values`.
    """

    def __init__(self, message: str, *, code: str = "", **values: object) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


class Refused(ApiError):
    """A request whose fields cannot be accepted; `more` is how many faults there are besides those told."""

    def __init__(self, *faults: Fault, more: int = 0) -> None:
        self.faults = faults[:MOST_FAULTS]
        super().__init__(" ".join(fault.message for fault in self.faults))
        self.more = more + len(faults) - len(self.faults)


class Unreadable(Refused):
    """A body that is not JSON at all."""


class TooMuch(ApiError):
    """A body above the limit, in bytes."""

    def __init__(self, limit: int) -> None:
        most = f"{limit:,}".replace(",", " ")
        message = f"The body may have at most {most} bytes. Send fewer points."
        super().__init__(message, code="body", most=most)


class NotJson(ApiError):
    """A body that does not call itself JSON."""

    def __init__(self, kind: str) -> None:
        sent = f"you sent {kind[:60]!r}" if kind else "you sent none"
        super().__init__(f"The Content-Type of the body must be application/json; {sent}.", code="not_json")


class NotKept(ApiError):
    """A result that there is no more, or never was."""

    def __init__(self) -> None:
        super().__init__(
            "The result at this address is no longer kept, or never was. POST its experiment again: "
            "the same experiment gives the same result.",
            code="not_kept",
        )


class NoInsight(ApiError):
    """An insight that there is not."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        near = "".join(f" Did you mean {match}?" for match in get_close_matches(name[:60], known, 1, ALIKE))
        super().__init__(
            f"There is no insight called {name[:60]!r}.{near} Choose one of: {', '.join(known)}.",
            code="no_insight",
            name=name[:60],
            known=", ".join(known),
        )
