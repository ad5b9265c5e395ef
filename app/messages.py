"""What the page says, in every language there is a catalog for: app/locales/<code>.json.

A catalog is flat, from keys to texts. Another language is one more file; its name for itself is
`language.name`.

    t = Messages("ko")
    t("language.name")                the text of a key
    t("summary.view", side=100)       with its {side} filled in
    t.of("dataset.xor.label", "XOR")  of what has its English words elsewhere, or those words
    t.parts("page.question")          a text cut at its {slots}, for a template that fills them
    t.for_scripts()                   what static/messages.js gets; it has the same t(key, values)

In a text, {count:epoch|epochs} is the first of the two for one thing and the second for any other number;
{name:은/는} is the Korean particle that suits the value, which stands before it as {name}. A value that is
written from right to left stands for itself: it moves nothing of the text around it.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).with_name("locales")
DEFAULT = "en"

SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
SERVER = "page."  # keys of texts that templates alone use: scripts do not get them
# Of what has its English words in the entries of the catalog, scripts get what they may have to say.
ENTRIES = (
    *("dataset.", "encoding.", "feature.", "field.", "initializer.", "insight."),
    *("loss.", "optimizer.", "preset.", "schedule."),
)
NAMED = re.compile(r"(?:loss|optimizer)\.\w+\.label")  # what a refusal and a picture may name, nevertheless


@dataclass(frozen=True)
class Messages:
    """One language's texts, by the language's code; what its catalog lacks is said in English."""

    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, filled in. Raises KeyError for a key that is nowhere."""
        return fill(_whole(self.language)[key], values)

    def __contains__(self, key: str) -> bool:
        return key in _whole(self.language)

    def of(self, key: str, original: str) -> str:
        """The text of a key; the original where this language has none."""
        return _whole(self.language).get(key, original)

    def parts(self, key: str) -> list[tuple[str, str]]:
        """The text as pairs: some words, and the name of the slot behind them; none behind the last.

        >>> Messages("en").parts("page.question")[1]
        (' units separate ', 'dataset')
        """
        *pieces, last = re.split(r"\{(\w+)\}", self(key))
        return [*zip(pieces[::2], pieces[1::2], strict=True), (last, "")]

    def for_scripts(self) -> dict[str, str]:
        """The texts that scripts may need."""
        texts = _whole(self.language)
        said = {
            key: text
            for key, text in texts.items()
            if not key.startswith((SERVER, *ENTRIES)) or NAMED.fullmatch(key)
        }
        return said | {"language.code": self.language}


ENGLISH = Messages(DEFAULT)


@cache
def catalog(language: str) -> Mapping[str, str]:
    """The texts of a language by their keys. Raises ValueError where the file is no such thing."""
    pairs = json.loads((LOCALES / f"{language}.json").read_text("utf-8"), object_pairs_hook=list)
    for key, text in pairs:
        if not isinstance(text, str) or re.sub(SLOT, "", text).strip("{}") != re.sub(SLOT, "", text):
            raise ValueError(f"{key} in {language}.json is no text with {{slots}}: {text!r}")
    texts = dict(pairs)
    if len(texts) < len(pairs):
        raise ValueError(f"{language}.json has a key twice")
    return texts


@cache
def _whole(language: str) -> Mapping[str, str]:
    """All there is to say in a language, with English where it has gaps."""
    return {**catalog(DEFAULT), **catalog(language)}


@cache
def languages() -> Mapping[str, str]:
    """What each language calls itself, by its code; the default one comes first."""
    codes = sorted((path.stem for path in LOCALES.glob("*.json")), key=lambda code: (code != DEFAULT, code))
    return {code: catalog(code)["language.name"] for code in codes}


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with the values in its slots; a slot without a value stays as it is.

    >>> fill("{count} {count:epoch|epochs}", {"count": 1}), fill("{name}{name:은/는}", {"name": "점"})
    ('1 epoch', '점은')
    """

    def filled(match: re.Match[str]) -> str:
        name, forms = match.groups()
        if name not in values:
            return match[0]
        return isolated(str(values[name])) if forms is None else _form(values[name], forms)

    return _APART.sub("\u2060", SLOT.sub(filled, text))


# A line may break between a sign and a syllable of Hangul, which begins no word there: 84%가, ReLU (0.2)는.
_APART = re.compile("(?<=[%)])(?=[가-힣])")


def _form(value: object, forms: str) -> str:
    if "/" in forms:
        return particle(str(value), *forms.split("/"))
    one, many = forms.split("|")
    return one if str(value) == "1" else many


# --- names that run from right to left ---------------------------------------------------------------

_LEFTWARDS = re.compile("[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
_ISOLATES = re.compile("\u2068[^\u2068\u2069]*\u2069")


def isolated(words: str) -> str:
    """Words for any sentence: those that run from right to left move nothing around them."""
    return f"\u2068{words}\u2069" if _LEFTWARDS.search(_ISOLATES.sub("", words)) else words


# --- Korean particles ------------------------------------------------------------------------------

FIRST, LAST, FINALS = "가", "힣", 28  # the syllables, and how many endings each beginning has
RIEUL = 8  # among the endings: 으로 becomes 로 after it, too
# How words in other letters are read: names of this list as it says, others by their end. Of letters,
# which are read by their names, only three end in a consonant; a power is read 제곱 or 승.
NAMES = {
    **{"arctan": "아크탄젠트", "cos": "코사인", "relu6": "렐루식스", "rmsprop": "알엠에스프롭"},
    **{"rprop": "알프롭", "step": "스텝", "tan": "탄젠트"},
}
POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ"
SIGNS = dict(zip("0123456789lmn", "영일이삼사오육칠팔구엘엠엔", strict=True)) | dict.fromkeys(POWERS, "승")
MOST_READ = 200  # signs of a word's end, which decide
_BEHIND = re.compile(r"(?:\([^()]*\)|[^\w%()]|_)+$")  # a remark in brackets, and marks: they are not read
_MARKS = re.compile(r"(?:[^\w%]|_)+$")
_LATIN = re.compile(r"[a-z]+[0-9]*$")


def particle(word: str, closed: str, open: str) -> str:
    """The particle after a word: `closed` where its last syllable ends in a consonant, else `open`.

    >>> [particle(word, "을", "를") for word in ("나선", "고리", "8", "tanh", "Adam", "10⁻⁷", "75%")]
    ['을', '를', '을', '를', '을', '을', '를']
    """
    ending = _ending(unicodedata.normalize("NFC", word)[-MOST_READ:].lower())
    return open if ending == 0 or (ending == RIEUL and closed == "으로") else closed


def _ending(word: str) -> int:
    """Which consonant the word ends in when it is read aloud; 0 for none."""
    read = _BEHIND.sub("", word) or word
    read = _MARKS.sub("", read)
    name = _LATIN.search(read)
    syllables = (name and NAMES.get(name[0])) or SIGNS.get(read[-1:], read)
    last = syllables[-1:]
    return (ord(last) - ord(FIRST)) % FINALS if FIRST <= last <= LAST else 0


def missing(language: str) -> Iterator[str]:
    """The keys of the English catalog that another one lacks."""
    return (key for key in catalog(DEFAULT) if key not in catalog(language))
