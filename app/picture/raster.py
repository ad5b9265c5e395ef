"""A sheet as a PNG file, for places that take no SVG: slides, messages, previews of links."""

from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.picture.boundary import (
    CORNERS,
    OPTICAL,
    STRENGTH,
    Certainty,
    Square,
    axis_labels,
    certainty,
    lines,
    point_size,
    spot_sizes,
)
from app.picture.frame import UNITS, Array, Json
from app.picture.palette import Theme, palette, rgb
from app.picture.sheet import Label, Place, Sheet

FINER = 2  # everything is drawn this much larger and then reduced: that smooths its edges
PLAIN = str.maketrans({"×": "x", "−": "-", "–": "-", "²": "^2", "³": "^3", "’": "'", "·": "|"})
PER_PIXEL = 480.0  # a point has its usual size in a picture of that side

AXIS = 11.0  # px, the letters of an axis, as in static/picture.css
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}  # what of the words stands at their place

Canvas = ImageDraw.ImageDraw


def png(sheet: Sheet, data: Json, theme: Theme, density: float = 1.0) -> bytes:
    """The file's bytes; `density` is how many of its pixels a px of the sheet is."""
    scale = FINER * density
    size = (round(sheet.width * scale), round(sheet.height * scale))
    image = Image.new("RGB", size, palette(theme)["ground"])
    canvas = ImageDraw.Draw(image)
    for place in sheet.places:
        _draw_run(image, canvas, place, data, theme, scale)
    image = image.reduce(FINER)
    canvas = ImageDraw.Draw(image)
    for place in sheet.places:
        _write_axes(canvas, place, data, palette(theme)["ink"], density)
    for label in sheet.labels:
        _write(canvas, label, palette(theme)[label.colour], density)
    file = BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=False, compress_level=6)
    return file.getvalue()


def _draw_run(
    image: Image.Image, canvas: Canvas, place: Place, data: Json, theme: Theme, scale: float
) -> None:
    left, top, side = (round(value * scale) for value in (place.x, place.y, place.side))
    boundary = place.run["boundary"]
    field = certainty(boundary, len(data["classes"]))
    image.paste(_heat(field, theme, side), (left, top))
    drawing = Image.new("RGBA", (side, side))
    inner = ImageDraw.Draw(drawing)
    ink = palette(theme)["ink"]
    for line in lines(field):
        inner.line((line * side / UNITS).ravel().tolist(), fill=ink, width=round(2 * scale), joint="curve")
    _draw_points(inner, data, Square.of(boundary), theme, side)
    image.paste(drawing, (left, top), drawing)
    edge = (left, top, left + side - 1, top + side - 1)
    canvas.rectangle(edge, outline=palette(theme)["line"], width=max(round(scale), 1))


def _heat(field: Certainty, theme: Theme, side: int) -> Image.Image:
    """Each class's colour as strong as the network is sure, over the ground."""
    colours = palette(theme)
    ground = np.array(rgb(colours["ground"]), float)
    own = np.array([rgb(colours[f"class-{letter}"]) for letter in "abcdef"[: field.classes]], float)
    lead = STRENGTH * field.lead[..., None]
    mixed = ground + lead * (own[field.winner] - ground)
    pixels = np.round(mixed[::-1]).astype(np.uint8)
    n = len(pixels)
    # A grid point is the middle of a pixel, and the picture ends at the outermost grid points.
    return Image.fromarray(pixels).resize(
        (side, side), Image.Resampling.BILINEAR, box=(0.5, 0.5, n - 0.5, n - 0.5)
    )


def _draw_points(canvas: Canvas, data: Json, square: Square, theme: Theme, side: int) -> None:
    colours, usual = palette(theme), side / PER_PIXEL
    across, down = square.across(np.array(data["x"])), square.down(np.array(data["y"]))
    radius = usual * point_size(len(data["x"])) / 2
    sizes = spot_sizes(across, down, np.array(data["label"]))
    # Those that share a spot above the others, and there the smaller ones above the larger ones.
    for index in np.argsort(np.nan_to_num(-sizes, nan=-np.inf), kind="stable").tolist():
        x, y, k, split = across[index], down[index], data["label"][index], data["split"][index]
        own, ground = colours[f"class-{'abcdef'[k]}"], colours["ground"]
        fill, edge, width = (ground, own, 1.5) if split == "test" else (own, ground, 1.0)
        centre = np.array([x, y]) * side / 100
        middle = radius * OPTICAL[k] * np.nan_to_num(sizes[index], nan=1.0)
        half = usual * width / 2
        _symbol(canvas, k, centre, middle + half, edge)
        _symbol(canvas, k, centre, middle - half, fill)


def _symbol(canvas: Canvas, k: int, centre: Array, radius: float, colour: str) -> None:
    if k == 0:
        canvas.ellipse([*(centre - radius), *(centre + radius)], colour)
    else:
        corners = centre + radius * np.array(CORNERS[k - 1])
        canvas.polygon([tuple(corner) for corner in corners.tolist()], colour)


def _write_axes(canvas: Canvas, place: Place, data: Json, colour: str, density: float) -> None:
    """The ticks inside the picture, and the names of x and y, where the page has them."""
    square = Square.of(place.run["boundary"])
    for words, x, y, anchor, dx, dy, _ in axis_labels(square, data.get("columns")):
        left, top = place.x + place.side * x / 100 + dx, place.y + place.side * y / 100 + dy
        _write(canvas, Label(words, left, top, AXIS), colour, density, ANCHORS[anchor])


@cache
def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _write(canvas: Canvas, label: Label, colour: str, density: float, anchor: str = "ls") -> None:
    """The one font that is there on every machine has Latin letters alone."""
    words = label.words.translate(PLAIN).encode("ascii", "replace").decode()
    font, place = _font(label.size * density), (label.x * density, label.y * density)
    stroke = 0.02 * label.size * density if label.bold else 0
    canvas.text(place, words, colour, font, anchor=anchor, stroke_width=stroke, stroke_fill=colour)
