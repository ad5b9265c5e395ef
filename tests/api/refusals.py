"""What holds for every refusal, whichever test has brought it about."""

from typing import Any

from app.api.errors import Fault
from app.messages import SLOT, Messages
from app.words import refusal


def is_said_in_korean(error: dict[str, Any]) -> None:
    """Its code has a sentence there, and the values that this sentence needs."""
    fault = Fault(**{"position": None} | error)
    text, lang = refusal(Messages("ko"), fault, {})
    assert lang == "" and not SLOT.search(text), (error, text)
