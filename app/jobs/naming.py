"""Names: results are deterministic, so an answer's name follows from its question.

A name is made of the canonical experiment, of the code that would run it, and of the processor's part in
it. Both levels of the cache keep answers under it, the ETag is made of it, and /api/v1/results has it in
its addresses.
"""

import platform
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.util import resolve_name
from pathlib import Path

import numpy as np
import orjson
import threadpoolctl

import app
from app.jobs.kinds import Kind, spelled
from app.jobs.work import Question

PACKAGE = Path(app.__file__).parent
MAKERS = ("app.jobs.work", "app.jobs.answer", "app.jobs.naming")  # write bodies, compress and name them
DIGEST = 12  # bytes: an accidental match is out of the question
IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+(\S+)[ \t]+)?import[ \t]+(\([^)]*\)|[^\n]*)", re.MULTILINE)
NAME = re.compile(rf"[0-9a-f]{{{2 * DIGEST}}}")


@cache
def edition() -> bytes:
    """The fingerprint of everything that a body depends on besides the experiment."""
    return _digest((code(), processor()))


@cache
def code() -> bytes:
    """The fingerprint of the code that makes bodies: our own, and the packages that it computes with."""
    versions = (app.__version__, np.__version__, orjson.__version__, zlib.ZLIB_RUNTIME_VERSION)
    return _digest((*(version.encode() for version in versions), *(path.read_bytes() for path in sources())))


@cache
def processor() -> bytes:
    """The fingerprint of what rounds: the kind of processor, and the kernels that were chosen for it.

    The order of additions, and so the last digits, is that of the kernel of the BLAS and of the loops that
    NumPy took when it was loaded.
    """
    pools = threadpoolctl.threadpool_info()
    blas = {
        " ".join(str(pool.get(key)) for key in ("internal_api", "version", "architecture"))
        for pool in pools
        if pool["user_api"] == "blas" and _is_numpys(pool["filepath"])
    }
    loops = {
        f"{name} {types} {loop['current']}"
        for name, by_types in np.lib.introspect.opt_func_info().items()
        for types, loop in by_types.items()
    }
    return _digest(text.encode() for text in (platform.machine(), *sorted(blas), *sorted(loops)))


def _is_numpys(library: str) -> bool:
    """Whether a BLAS is the one that NumPy's wheel carries; SciPy brings another, which no body needs.

    Where NumPy was built on the system's BLAS there is no telling, and every one counts.
    """
    place = Path(np.__file__).parent
    carried = any((place.parent / "numpy.libs").glob("*blas*")) or any(place.glob(".dylibs/*blas*"))
    return not carried or "numpy" in Path(library).parent.name or place in Path(library).parents


def sources(makers: Iterable[str] = MAKERS) -> list[Path]:
    """The files of the modules that write bodies and of all that these import, with the data beside them."""
    found: dict[str, Path] = {}
    waiting = list(makers)
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if name in found or path is None:
            continue
        found[name] = path
        waiting += [name.rpartition(".")[0], *_imported(name, path)]
    modules = set(found.values())
    folders = {path.parent for path in modules if path.name == "__init__.py"} - {PACKAGE}
    data = {
        path
        for folder in folders
        for path in folder.iterdir()
        if path.is_file() and not path.suffix.startswith(".py")
    }
    return sorted(modules | data)


def _file(name: str) -> Path | None:
    """Where a module of the app lies; None where the name is that of anything else."""
    top, *rest = name.split(".")
    place = PACKAGE.joinpath(*rest)
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if top == "app" and file.is_file()), None)


def _imported(name: str, path: Path) -> Iterator[str]:
    """Whatever a module may import, wherever it does: `from a import b` may mean the module a.b.

    By the words alone: to parse all modules takes half a second, and a word too many does no harm.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for origin, imported in IMPORT.findall(path.read_text(encoding="utf-8")):
        words = [part.split()[0] for part in imported.strip("()").split(",") if part.split()]
        if not origin:
            yield from words
        elif base := resolve_name(origin, package):
            yield from (base, *(f"{base}.{word}" for word in words))


def _digest(parts: Iterable[bytes]) -> bytes:
    digest = blake2b(digest_size=DIGEST)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def name_of(experiment: Question, kind: Kind) -> str:
    """The one name of the answer to a canonical experiment, or to an evaluation, in hexadecimal digits."""
    # As JSON, because that is written in a tenth of the time that `repr` takes for somebody's own points.
    question = edition() + spelled(kind).encode() + b" " + orjson.dumps(experiment)
    return blake2b(question, digest_size=DIGEST).hexdigest()


def is_name(text: str) -> bool:
    """Whether a text could be the name of an answer."""
    return NAME.fullmatch(text) is not None
