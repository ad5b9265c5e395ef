"""What a test gives workers to do that they do not survive."""

import os
from multiprocessing.connection import Connection


def die(*arguments: object) -> None:
    """End this process at once."""
    os._exit(1)


def die_answering() -> bytes:
    """End this process in the middle of its answer."""
    whole = Connection._send

    def half(self: Connection, text: bytes) -> None:
        if len(text) < 1000:  # the length of what follows
            return whole(self, text)
        os.write(self.fileno(), text[: len(text) // 2])
        os._exit(1)

    Connection._send = half
    return b" " * 2**17
