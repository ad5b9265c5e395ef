"""What a test gives workers to do that they do not survive."""

import os
from socket import socket


def die(*arguments: object) -> None:
    """End this process at once."""
    os._exit(1)


def die_answering() -> bytes:
    """End this process in the middle of its answer."""
    whole = socket.sendall

    def half(self: socket, text: bytes) -> None:
        whole(self, text[: len(text) // 2])
        os._exit(1)

    socket.sendall = half
    return b" " * 2**17


class Unreadable:
    """What can be sent and not be read."""

    def __reduce__(self) -> tuple[object, ...]:
        return divmod, (1, 0)


def unreadable() -> Unreadable:
    """An answer that nobody can read."""
    return Unreadable()
