"""What a link asks a page for: its own keys are read, the keys of others are left aside and named.

Mail programs and social networks append keys that nobody typed, a key may be misspelt, and a link may come
from TensorFlow Playground. The API refuses what it does not know; a page shows the rest.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote_plus, urlencode

from starlette.datastructures import URL, QueryParams

from app import modes, playground
from app.api.models import QUERIES
from app.messages import Messages

EXPERIMENT = frozenset(QUERIES["compare"].model_fields) - {"on_deadline"}  # which is for the API alone
EDITS = "weights"  # edited by hand: scripts show them (static/network-link.js)
SEVERAL = ("activation",)  # keys that may stand more than once
NAMED = 6  # of the keys left aside, so many are named
LONGEST = 40  # characters of each

# What others append to count their visitors; it says nothing to the page, and the page nothing of it.
SILENT = re.compile(
    r"utm_\w*|(?:fb|g|dc|y|ys|tt|tw|ra|rb_|irc)clid|msclkid|sc_cid|fb_\w+|gclsrc|gbraid|wbraid|gad_\w+|_g[al]|_ga_\w+|srsltid"
    r"|mc_[ce]id|mkt_tok|igsh(?:id)?|li_fat_id|epik|__?hs\w+|hsa_\w+|hsctatracking|vero_id|_openstat"
    r"|(?:pk|mtm|piwik|matomo)_\w+|_branch_\w+|_kx|oly_\w+|wickedid|guc\w+|napm|s_kwcid|ref|ref_src|ref_url|si|spm|",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Link:
    """A link as the page takes it.

    query: what the experiment is made of; shown: how the page is shown; aside: what no page knows, as it was
    written; twice: the keys of which the last value was taken; edits: weights edited by hand; lost: what only
    Playground has, None in other links.
    """

    query: QueryParams
    shown: modes.Modes = modes.NONE
    aside: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    edits: str = ""
    lost: tuple[str, ...] | None = None

    @property
    def clean(self) -> str:
        """The address that asks for the same and nothing else."""
        pairs = [*self.query.multi_items(), *self.shown.pairs().items()]
        pairs += [(EDITS, self.edits)] if self.edits else []
        return f"/?{urlencode(pairs, safe=',/():')}" if pairs else "/"


def read(query: QueryParams) -> Link:
    """What a link asks the first page for: without the keys of others, each key with its last value."""
    pairs = [(key, value) for key, value in query.multi_items() if not SILENT.fullmatch(key)]
    sent = dict(pairs)
    shown, strange = modes.read(sent)
    if playground.is_playground(sent):
        found = playground.nearest(sent)
        known: Collection[str] = [key for key in sent if playground.is_known(key)]
        mine = QueryParams(list(found.pairs))
        lost: tuple[str, ...] | None = found.lost
    else:
        known, lost = EXPERIMENT, None
        mine = QueryParams([*_once([pair for pair in pairs if pair[0] in EXPERIMENT])])
    others = {*known, *modes.KEYS, playground.FROM[0], EDITS}
    aside = (*dict.fromkeys(key for key, _ in pairs if key not in others), *strange)
    return Link(mine, shown, aside, tuple(_twice(pairs)), sent.get(EDITS, ""), lost)


def _once(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each key with its last value, where it last stands."""
    last = {key: index for index, (key, _) in enumerate(pairs)}
    return (pair for index, pair in enumerate(pairs) if pair[0] in SEVERAL or index == last[pair[0]])


def _twice(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The keys that a page reads and that have several values, where one is asked for."""
    counts = Counter(key for key, _ in dict.fromkeys(pairs))
    mine = {*EXPERIMENT, *modes.KEYS} - {*SEVERAL}
    return (key for key, count in counts.items() if count > 1 and key in mine)


def strange(query: QueryParams, known: Mapping[str, Collection[str] | None]) -> tuple[str, ...]:
    """What another page leaves aside: its keys with their choices, None for a key that takes anything.

    >>> strange(QueryParams("by=datasets&dataset=moon&utm_source=a&q=1"), {"by": None, "dataset": ["moons"]})
    ('dataset=moon', 'q')
    """
    _, strange_modes = modes.read({"lang": query.get("lang", "")})
    return (*dict.fromkeys(_strange(query, known)), *strange_modes)


def _strange(query: QueryParams, known: Mapping[str, Collection[str] | None]) -> Iterator[str]:
    for key, value in query.multi_items():
        if SILENT.fullmatch(key) or key == "lang":
            continue
        choices = known.get(key)
        if key not in known:
            yield key
        elif choices is not None and value and value not in choices:
            yield f"{key}={value}"


def address(url: URL) -> str:
    """A page's own address, without its host and without what others append to it."""
    parts = [part for part in url.query.split("&") if part]
    kept = [part for part in parts if not SILENT.fullmatch(unquote_plus(part.partition("=")[0]))]
    return f"{url.path}?{'&'.join(kept)}" if kept else url.path


def notes(t: Messages, link: Link) -> list[str]:
    """What a page says of a link: where it comes from, and what of it is not shown."""
    said = []
    if link.lost is not None:
        said.append(t("page.link.playground"))
    if link.lost:
        said.append(t("page.link.lost", names=_named(t, link.lost, playground.NAMED)))
    if link.aside:
        said.append(t("page.link.aside", names=_named(t, link.aside)))
    if link.twice:
        said.append(t("page.link.twice", names=", ".join(link.twice[:NAMED])))
    return said


def _named(t: Messages, names: Sequence[str], longest: int = LONGEST) -> str:
    """The first of the names, each with the key that may have been meant, and how many more there are."""
    several = [_hinted(t, name, longest) for name in names[:NAMED]]
    rest = len(names) - NAMED
    return ", ".join(several) + (t("page.link.more", count=rest) if rest > 0 else "")


def _hinted(t: Messages, name: str, longest: int) -> str:
    cut = name if len(name) <= longest else f"{name[: longest - 1]}…"
    near = get_close_matches(cut.lower(), sorted(EXPERIMENT), 1, 0.75) if "=" not in cut else []
    return t("page.link.near", name=cut, near=near[0]) if near else cut
