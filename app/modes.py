"""How the page is shown, apart from what it shows: what a teacher hides or locks by link, and presentation.

    /?dataset=xor&hide=data,training&lock=network&present=1

why=layers is the question that is open below the pictures. These keys belong to the page alone; the
experiment's address and its answers know nothing of them.
static/modes.js keeps them while the experiment changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

KEYS = ("hide", "lock", "present", "why")

LOCK, HIDE, EITHER = ("lock",), ("hide",), ("lock", "hide")

# What a link can do to each part: a question without its blanks would be none, and a drawing is there to be
# touched. Controls elsewhere that change the same carry its name in data-changes, and go while it is locked.
PARTS: Mapping[str, tuple[str, ...]] = {
    "activation": LOCK,
    "dataset": LOCK,
    "formula": EITHER,
    "actions": EITHER,
    "data": EITHER,
    "network": EITHER,
    "training": EITHER,
    "view": EITHER,
    "takeaway": EITHER,
    "why": HIDE,
    "drawing": HIDE,
    "curve": HIDE,
}


@dataclass(frozen=True)
class Modes:
    """Which parts are hidden and which are locked, whether the page is presented, and what it explains."""

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    present: bool = False
    why: str = ""

    def pairs(self) -> dict[str, str]:
        """The same as the query's keys."""
        pairs = {"hide": ",".join(self.hide), "lock": ",".join(self.lock), "present": "1" * self.present}
        pairs |= {"why": self.why}
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
        hide=tuple(part for part, ways in PARTS.items() if "hide" in ways and part in hide),
        lock=tuple(part for part, ways in PARTS.items() if "lock" in ways and part in lock),
        present=query.get("present", "") not in ("", "0"),
        why=why if (why := query.get("why", "").lower()).isidentifier() else "",
    )
    return modes, QueryParams([pair for pair in query.multi_items() if pair[0] not in KEYS])
