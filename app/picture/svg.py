"""A sheet as an SVG file that stands by itself: no style and no picture comes from outside."""

from collections.abc import Iterator

from app.picture.boundary import panel
from app.picture.frame import Json, in_xml
from app.picture.palette import Theme, palette, rules
from app.picture.sheet import Label, Place, Sheet


def svg(sheet: Sheet, data: Json, theme: Theme) -> str:
    """The file's text."""
    width, height = f"{sheet.width:g}", f"{sheet.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">'
        f"<title>{in_xml(sheet.title)}</title><style>{rules(theme)}</style>"
        f'<rect width="100%" height="100%" fill="{palette(theme)["ground"]}"/>'
        f"{''.join(_placed(place, data, theme) for place in sheet.places)}"
        f"{''.join(_words(sheet, theme))}</svg>\n"
    )


def _placed(place: Place, data: Json, theme: Theme) -> str:
    x, y, side = (f"{value:g}" for value in (place.x, place.y, place.side))
    return (
        f'<svg x="{x}" y="{y}" width="{side}" height="{side}">{panel(data, place.run)}</svg>'
        f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="none"'
        f' stroke="{palette(theme)["line"]}"/>'
    )


def _words(sheet: Sheet, theme: Theme) -> Iterator[str]:
    for label in sheet.labels:
        yield _label(label, palette(theme)[label.colour])


def _label(label: Label, colour: str) -> str:
    weight = ' font-weight="600"' if label.bold else ""
    return (
        f'<text x="{label.x:g}" y="{label.y:g}" font-family="system-ui, sans-serif"'
        f' font-size="{label.size:g}"{weight} fill="{colour}">{in_xml(label.words)}</text>'
    )
