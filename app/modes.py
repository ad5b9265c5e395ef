"""How the page is shown, apart from what it shows: what a teacher hides or locks by link, and presentation.

    /?dataset=xor&hide=data,training&lock=network&present=1

why=layers is the question that is open below the pictures, lang=ko the language that the link is to be read
in. These keys belong to the page alone; the experiment's address and its answers know nothing of them.
static/modes.js keeps them while the experiment changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.insight import INSIGHTS
from app.language import named

# Those that the page can answer: of the others, the story or the API alone speaks.
QUESTIONS = frozenset(entry.name for entry in INSIGHTS) - {
    "alternatives",
    "autoencoder",
    "functions",
    "pieces",
    "race",
}
KEYS = ("hide", "lock", "present", "why", "lang")

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
    """Which parts are hidden and locked, whether the page is presented, its question, its language."""

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    present: bool = False
    why: str = ""
    lang: str = ""

    def pairs(self) -> dict[str, str]:
        """The same as the query's keys."""
        pairs = {"hide": ",".join(self.hide), "lock": ",".join(self.lock), "present": "1" * self.present}
        pairs |= {"why": self.why, "lang": self.lang}
        return {key: value for key, value in pairs.items() if value}


NONE = Modes()


def read(sent: Mapping[str, str]) -> tuple[Modes, tuple[str, ...]]:
    """The modes of an address, and what of these keys names nothing there is.

    >>> modes, strange = read({"hide": "data,cellar", "lock": "dataset", "present": "1", "lang": "xx"})
    >>> modes.hide, modes.lock, modes.present, strange
    (('data',), ('dataset',), True, ('hide=cellar', 'lang=xx'))
    """
    parts = {key: [part.strip() for part in sent.get(key, "").lower().split(",")] for key in ("hide", "lock")}
    why, lang = sent.get("why", "").lower(), sent.get("lang", "")
    known = {key: [part for part, ways in PARTS.items() if key in ways] for key in parts}
    modes = Modes(
        hide=tuple(part for part in known["hide"] if part in parts["hide"]),
        lock=tuple(part for part in known["lock"] if part in parts["lock"]),
        present=sent.get("present", "") not in ("", "0"),
        why=why if why in QUESTIONS else "",
        lang=named(lang),
    )
    asked = [(key, part) for key, several in parts.items() for part in several if part]
    strange = [f"{key}={part}" for key, part in asked if part not in known[key]]
    strange += [f"why={why}"] if why and not modes.why else []
    strange += [f"lang={lang}"] if lang and not modes.lang else []
    return modes, tuple(strange)
