"""Finds the parts of plotly.js that the page draws with: `python -m docs.plotly_parts`.

To be run after plotly was upgraded. The package's script holds every kind of chart, maps and globes too. Four
fifths of it are never used here, and yet a browser has to read and start them before it draws. This writes
app/plotly_parts.json: which ranges of bytes of exactly that script are needed. The app serves those.

The script is one function made by esbuild, a long row of top-level statements: CommonJS modules,
`var a=W(...)`, which run when they are first asked for; ECMAScript modules, `var a,b=Ea(...)`, with their
functions before them; and the names that these export, `Fp(a,{...})`. The last CommonJS module registers the
charts. Without most of them in its list, what nobody asks for any more can be left out.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.plotly_assets import PARTS, SCRIPT

KINDS = ("contour", "heatmap")  # beside scatter, which plotly.js cannot do without

_OPENING = "var Plotly=(()=>{"
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<comment>//[^\n]*|/\*.*?\*/)|[\w$]+|[`(){}\[\];,/]""",
    re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_BEFORE_PATTERN = {*"([{;,", "return", "typeof", "case", "in", "of", "void", "throw", "else", "do"}


class Unfamiliar(RuntimeError):
    """The script is not made as it was; this file has to be taught."""


@dataclass
class Statement:
    """A top-level statement: its place, the names it declares, and those it mentions."""

    start: int
    end: int = 0
    declared: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)


def parts(script: str, kinds: Sequence[str] = KINDS) -> list[tuple[int, int]]:
    """The ranges of the script to keep. Raises Unfamiliar."""
    start = script.find(_OPENING) + len(_OPENING)
    statements = _statements(script, start)
    *rows, last = statements
    texts = [script[each.start : each.end] for each in statements]
    register, listed = _register(texts)
    charts = {name: _kind(name, statements, texts) for name in listed}
    if missing := set(kinds) - set(charts.values()):
        raise Unfamiliar(f"no chart is called {', '.join(sorted(missing))}")
    dropped = {name for name, kind in charts.items() if kind not in kinds}
    rows[register].mentioned -= dropped
    needed = _needed(statements, texts)
    kept = [(each.start, each.end) for index, each in enumerate(rows) if index in needed]
    ranges = [(0, start), *kept, (last.start, len(script))]
    place = rows[register].start + texts[register].index(".register([")
    return _without(_joined(ranges), [_call(script, name, place) for name in dropped])


# --- reading ------------------------------------------------------------------------------------------


def _tokens(script: str, position: int, inner: bool = False) -> Iterator[tuple[str, int, int, int]]:
    """(token, start, end, depth) of words and brackets, to the bracket that closes what began before."""
    depth, before, until = 0, ";", position
    while found := _TOKEN.search(script, position):
        token, start, position = found[0], found.start(), found.end()
        between = script[until:start].strip()
        if token == "/":
            if between[-1:] not in ("", ".") or (not between and before in _BEFORE_PATTERN):
                pattern = _PATTERN.match(script, start)
                if not pattern:
                    raise Unfamiliar(f"a pattern without end: {script[start : start + 40]}")
                position, token = pattern.end(), ")"
        elif token == "`":
            for piece in _template(script, position):
                if piece[0]:
                    yield piece[0], piece[1], piece[2], depth + 1 + piece[3]
                position = piece[2]
            token = ")"
        elif found["comment"]:
            continue
        elif found["text"]:
            token = ")"
        else:
            depth -= token in (")", "]", "}")
            if depth < 0:
                yield token, start, position, depth
                return
            yield token, start, position, depth
            depth += token in ("(", "[", "{")
        before, until = token, position
    raise Unfamiliar("the script ends within a bracket")


def _template(script: str, position: int) -> Iterator[tuple[str, int, int, int]]:
    """The tokens within a template's `${}`; last an empty one where the template ends."""
    while script[position] != "`":
        if script.startswith("${", position):
            for token in _tokens(script, position + 2):
                yield token
                position = token[2]
        else:
            position += 2 if script[position] == "\\" else 1
    yield "", position, position + 1, 0


def _statements(script: str, start: int) -> list[Statement]:
    """The statements within the bracket that opened before `start`, each with the semicolon at its end."""
    statement, found = Statement(start), []
    before, listing, naming = "", False, False
    for token, begin, end, depth in _tokens(script, start):
        is_word = token[0].isalnum() or token[0] in "_$"
        if is_word and (script[begin - 1] != "." or script[begin - 3 : begin] == "..."):
            statement.mentioned.add(token)
        if depth > 0:
            continue
        if depth < 0:
            return found
        if token == ";":
            statement.end = end
            found.append(statement)
            statement, before, listing, naming = Statement(end), "", False, False
            continue
        if (naming and before in ("function", "class")) or (listing and before in ("var", ",")):
            statement.declared.add(token)
        listing = listing or token == "var"
        if token in ("function", "class"):
            head = script[statement.start : begin].removesuffix("async ").rstrip()
            naming = head == "" or head[-1] in ";}"
        before = token
    return found


# --- following ----------------------------------------------------------------------------------------

_MODULE = re.compile(r"var ([\w$]+)=\w+\((?:\(|[\w$]+=>)")
_STARTED = re.compile(r"([\w$]+)=\w+\(\(\)=>\{")
_EXPORTS = re.compile(r"\w+\(([\w$]+),\{")


def _register(texts: Sequence[str]) -> tuple[int, list[str]]:
    """Which statement registers the charts, and the names that it calls for them."""
    for index in range(len(texts) - 1, -1, -1):
        if found := re.search(r"\.register\(\[((?:[\w$]+\(\),?){20,})\]\)", texts[index]):
            return index, [name[:-2] for name in found[1].split(",")]
    raise Unfamiliar("no list of charts was found")


def _kind(name: str, statements: Sequence[Statement], texts: Sequence[str]) -> str:
    """What a chart's module calls it; the module may only hand on another's."""
    index = next(index for index, each in enumerate(statements) if name in each.declared)
    if passed := re.search(r"exports=([\w$]+)\(\)", texts[index]):
        return _kind(passed[1], statements, texts)
    called = re.search(r'moduleType:"trace",name:"(\w+)"', texts[index])
    return called[1] if called else ""


def _needed(statements: Sequence[Statement], texts: Sequence[str]) -> set[int]:
    """The statements that the last one needs, directly or not; always, what stands before all modules.

    A module asks for others by their public names: it calls the function that starts them. Other names that
    it mentions are its own; that one elsewhere is called the same is chance.
    """
    owner = {name: index for index, each in enumerate(statements) for name in each.declared}
    modules = {index for index, text in enumerate(texts) if _MODULE.match(text)}
    exports = {found[1]: index for index, text in enumerate(texts) if (found := _EXPORTS.match(text))}
    public = {name for index in modules for name in statements[index].declared} | exports.keys()
    public |= {found for text in texts for found in _STARTED.findall(text)}
    first = min(modules)
    needed, waiting = set(range(first)), [len(statements) - 1]
    while waiting:
        index = waiting.pop()
        if index in needed:
            continue
        needed.add(index)
        names = statements[index].mentioned & public
        waiting += [owner[name] for name in names] + [exports[name] for name in names & exports.keys()]
    return needed


# --- ranges -------------------------------------------------------------------------------------------


def _call(script: str, name: str, start: int) -> tuple[int, int]:
    """Where the list has that name, with the comma after it or, at its end, before it."""
    found = re.compile(rf"(?<=[\[,]){re.escape(name)}\(\)(,|(?=\]))").search(script, start)
    if not found:
        raise Unfamiliar(f"{name} is not in the list")
    return found.span()


def _joined(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same bytes in as few ranges as there can be."""
    joined = [ranges[0]]
    for start, end in ranges[1:]:
        if start == joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _without(ranges: list[tuple[int, int]], holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges without the holes, each of which lies within one of them."""
    edges = sorted([edge for each in ranges for edge in each] + [edge for each in holes for edge in each])
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


# --- keeping ------------------------------------------------------------------------------------------


def current() -> str:
    """The file for the installed plotly, as it has to be."""
    script = SCRIPT.read_bytes()
    spans = parts(script.decode("latin-1"))  # a letter is a byte
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    kept = {"sha256": hashlib.sha256(script).hexdigest(), "kinds": ["scatter", *KINDS], "spans": spans}
    return json.dumps(kept, separators=(",", ":")) + "\n"


def main() -> None:
    """Write the file, and say what it saves."""
    PARTS.write_text(current(), encoding="utf-8")
    spans = json.loads(PARTS.read_text(encoding="utf-8"))["spans"]
    size = sum(end - start for start, end in spans)
    print(f"{PARTS.name}: {len(spans)} ranges, {size / 1e6:.2f} of {SCRIPT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
