"""The server under load: what is measured, one function for each part, and the rows that they give."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the figure, the target, and whether it was met.

    `met` is None where nothing could be measured; the figure then says why.
    """

    what: str
    figure: str
    target: str
    met: bool | None

    def cells(self) -> tuple[str, str, str, str]:
        """The line as texts."""
        word = {True: "met", False: "not met", None: "skipped"}[self.met]
        return self.what, self.figure, self.target, word

    def values(self) -> dict[str, object]:
        """The line as JSON has it."""
        return asdict(self)


@dataclass(frozen=True)
class Options:
    """How much to measure."""

    quick: bool = False

    def seconds(self, usual: float, quick: float) -> float:
        """How long to go on."""
        return quick if self.quick else usual

    def count(self, usual: int, quick: int) -> int:
        """How often, or how many."""
        return quick if self.quick else usual


def skipped(what: str, why: str, target: str) -> Row:
    """The line of what the server does not have."""
    return Row(what, why, target, None)
