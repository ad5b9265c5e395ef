"""What stands for several layers in one text: their units, and their activations."""

from app.nn.activations import Activation
from app.nn.errors import BadSpelling, Unsuitable

MOST_LAYERS = 6
MOST_UNITS = 64


def parse_hidden(text: str) -> tuple[int, ...]:
    """Read the units of each hidden layer.

    >>> parse_hidden("8, 8")
    (8, 8)
    """
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise BadSpelling(
            "Write the units of each hidden layer as whole numbers with commas, such as 8,8.",
            "hidden",
            code="hidden",
        )
    layers = tuple(int(part) for part in parts)
    if len(layers) > MOST_LAYERS:
        message = "There can be at most {most} hidden layers, not {count}."
        raise BadSpelling(message, "hidden", code="layers", most=MOST_LAYERS, count=len(layers))
    if not all(1 <= units <= MOST_UNITS for units in layers):
        raise BadSpelling("Each hidden layer has 1 to {most} units.", "hidden", code="units", most=MOST_UNITS)
    return layers


def for_layers(entries: tuple[Activation, ...], layers: int, text: str) -> tuple[Activation, ...]:
    """One entry for each hidden layer: a single one serves them all."""
    if len(entries) == 1:
        return entries * layers
    if len(entries) != layers:
        message = "{text} names {count} activations for {layers} hidden layers."
        raise Unsuitable(
            message, "activation", code="per_layer", text=text, count=len(entries), layers=layers
        )
    return entries
