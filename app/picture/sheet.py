"""A sheet: the pictures of a result with their words, laid out to leave the page.

What stands where is decided here once; `svg.py` and `raster.py` draw it. All measures are px of the sheet.

    palette <- svg, raster -> boundary
    sheet   <- svg, raster
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.picture.frame import Json

SIDE = 480.0  # of a picture
GAP = 32.0
MARGIN = 32.0
LARGE, BODY, SMALL = 26.0, 19.0, 15.0  # sizes of letters
MOST_ACROSS = 3

CARD = (1200.0, 630.0)  # what link previews show of an image
CARD_SIDE = 392.0


@dataclass(frozen=True)
class Label:
    """Words at their left end, on their base line."""

    words: str
    x: float
    y: float
    size: float = BODY
    colour: str = "ink"
    bold: bool = False


@dataclass(frozen=True)
class Place:
    """Where the picture of one run stands: its upper left corner and its side."""

    run: Json
    x: float
    y: float
    side: float


@dataclass(frozen=True)
class Caption:
    """The words of one picture, above and below it."""

    heading: str
    score: str


@dataclass(frozen=True)
class Sheet:
    """A laid-out sheet; `title` is what it is called."""

    width: float
    height: float
    title: str
    places: tuple[Place, ...]
    labels: tuple[Label, ...]


def figure(runs: Sequence[Json], captions: Sequence[Caption], title: str, source: str) -> Sheet:
    """The pictures in rows of up to three, each between its heading and its score; the source below all."""
    across = min(len(runs), MOST_ACROSS)
    above, below = LARGE + 12, BODY + 16
    places, labels = [], []
    for index, (run, caption) in enumerate(zip(runs, captions, strict=True)):
        row, column = divmod(index, across)
        x = MARGIN + column * (SIDE + GAP)
        y = MARGIN + above + row * (above + SIDE + below + GAP)
        places.append(Place(run, x, y, SIDE))
        labels.append(Label(caption.heading, x, y - 14, LARGE, bold=True))
        labels.append(Label(caption.score, x, y + SIDE + BODY + 8))
    rows = -(-len(runs) // across)
    bottom = MARGIN + rows * (above + SIDE + below) + (rows - 1) * GAP
    labels.append(Label(source, MARGIN, bottom + SMALL + 8, SMALL, "muted"))
    width = 2 * MARGIN + across * SIDE + (across - 1) * GAP
    return Sheet(width, bottom + SMALL + 8 + MARGIN, title, tuple(places), tuple(labels))


def card(runs: Sequence[Json], captions: Sequence[Caption], title: str, source: str) -> Sheet:
    """What a shared link shows: the question, the first and the last picture, what they come to."""
    width, height = CARD
    chosen = [*zip(runs, captions, strict=True)]
    shown = [chosen[0], chosen[-1]] if len(chosen) > 1 else chosen
    left = (width - len(shown) * CARD_SIDE - (len(shown) - 1) * 2 * GAP) / 2
    top = 132.0
    places, labels = [], [Label(title, left, 62, 34, bold=True)]
    for index, (run, caption) in enumerate(shown):
        x = left + index * (CARD_SIDE + 2 * GAP)
        places.append(Place(run, x, top, CARD_SIDE))
        labels.append(Label(caption.heading, x, top - 16, 24, "muted"))
        labels.append(Label(caption.score, x, top + CARD_SIDE + 36, 24, bold=True))
    labels.append(Label(source, left, height - 28, 20, "muted"))
    return Sheet(width, height, title, tuple(places), tuple(labels))


def tile(runs: Sequence[Json], captions: Sequence[Caption], title: str, source: str) -> Sheet:
    """The last picture alone; its words stand beside it, where it is used."""
    return Sheet(SIDE, SIDE, title, (Place(runs[-1], 0, 0, SIDE),), ())


LAYOUTS = {"figure": figure, "card": card, "tile": tile}
