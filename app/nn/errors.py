"""What the core raises when only the core can know that something is wrong.

BendlineError
├── UnknownName     a name that no catalog entry carries
├── BadSpelling     an activation, a layer list or a feature list that cannot be read
└── Unsuitable      a choice that does not fit another one (three classes on XOR)
"""

from collections.abc import Sequence
from difflib import get_close_matches

KINDS = {
    "features": "feature",
    "dataset": "data set",
}  # fields whose name is not what one of their entries is


class BendlineError(ValueError):
    """Any refusal of the core; `field` names the part of the experiment at fault.

    `position` is the character at fault, counted from 1, where there is a text and the core knows it.
    Where a page may say it in another language, `code` names what is wrong, and the message is a text with
    {slots} for the values.
    """

    def __init__(
        self, message: str, field: str = "", position: int | None = None, *, code: str = "", **values: object
    ) -> None:
        super().__init__(message.format(**values) if values else message)
        self.field = field
        self.position = position
        self.code = code
        self.values = values


class UnknownName(BendlineError):
    """A name that is in no catalog; the message lists the names that are, the nearest one first."""

    def __init__(self, field: str, name: str, known: Sequence[str]) -> None:
        near = "".join(get_close_matches(name, known, 1))
        kind = KINDS.get(field, field)
        values = {"kind": kind, "name": repr(name), "known": ", ".join(known), "near": near}
        meant = " Did you mean {near}?" if near else ""
        if field == "activation":  # formulas, too: the list of names would bury what matters
            code = "name_near_activation" if near else "name_activation"
            rest = "Choose one of the catalog, or write a formula of x such as max(0.1*x, x)."
        else:
            code = "name_near" if near else "name"
            rest = "Choose one of: {known}."
        super().__init__(f"There is no {{kind}} called {{name}}.{meant} {rest}", field, code=code, **values)


class BadSpelling(BendlineError):
    """A text that cannot be read; the message says how it should be written.

    With a `remedy`, the message is what is wrong, its position, and that remedy.
    """

    def __init__(
        self,
        message: str,
        field: str = "",
        position: int | None = None,
        remedy: str = "",
        *,
        code: str = "",
        **values: object,
    ) -> None:
        super().__init__(message, field, position, code=code, **values)
        self.remedy = remedy.format(**values) if values else remedy

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}, at position {self.position}. {self.remedy}" if self.remedy else message


class Unsuitable(BendlineError):
    """A choice that does not fit another choice of the same experiment."""
