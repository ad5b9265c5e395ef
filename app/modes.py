"""How the page is shown, apart from what it shows: what a teacher hides or locks by link, and presentation.

    /?dataset=xor&hide=data,training&lock=network&present=1

These keys belong to the page alone; the experiment's address and its answers know nothing of them.
static/modes.js keeps them while the experiment changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

KEYS = ("hide", "lock", "present")

# What can be locked, and whether it can be hidden, too: a question without its blanks would be none.
PARTS: Mapping[str, bool] = {
    "activation": False,
    "dataset": False,
    "formula": True,
    "actions": True,
    "data": True,
    "network": True,
    "training": True,
    "view": True,
    "takeaway": True,
    "curve": True,
}


@dataclass(frozen=True)
class Modes:
    """The parts that are hidden and those that are locked, and whether the page is presented."""

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    present: bool = False

    def pairs(self) -> dict[str, str]:
        """The same as the query's keys."""
        pairs = {"hide": ",".join(self.hide), "lock": ",".join(self.lock), "present": "1" * self.present}
        return {key: value for key, value in pairs.items() if value}


NONE = Modes()


def asked(query: QueryParams) -> tuple[Modes, QueryParams]:
    """The modes of an address, and the rest of it. Parts that are none are passed over.

    >>> modes, rest = asked(QueryParams("dataset=xor&hide=data,cellar&lock=dataset&present=1"))
    >>> modes.hide, modes.lock, modes.present, str(rest)
    (('data',), ('dataset',), True, 'dataset=xor')
    """
    hide, lock = (query.get(key, "").lower().split(",") for key in ("hide", "lock"))
    modes = Modes(
        hide=tuple(part for part, hides in PARTS.items() if hides and part in hide),
        lock=tuple(part for part in PARTS if part in lock),
        present=query.get("present", "") not in ("", "0"),
    )
    return modes, QueryParams([pair for pair in query.multi_items() if pair[0] not in KEYS])
