"""Log lines, written by a thread of their own: a pipe that nobody reads, or that is closed, stops nothing.

What does not fit into the queue is dropped and counted, and the next line that is written says how many.
"""

import logging
import os
import queue
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress

WAITING = 10_000  # lines that wait for whoever reads them, at the most
DROPPED = "{} log lines were dropped: nobody read them".format
LAST_S = 1.0  # seconds that the end waits for the last lines


class Lines(logging.Handler):
    """Writes each record as a line to a file descriptor; whoever logs never waits for that."""

    def __init__(self, descriptor: int, dropped: Callable[[int], str], waiting: int = WAITING) -> None:
        super().__init__()
        self.descriptor, self.dropped = descriptor, dropped
        self.lost = 0
        self._closed = False
        self._queue: queue.Queue[str | threading.Event] = queue.Queue(waiting)
        threading.Thread(target=self._write_on, name=f"log-{descriptor}", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the record's line."""
        try:
            line = self.format(record)
        except Exception:  # as logging does: a line that cannot be written is no reason to fail
            line = f"{record.levelname}: a line of {record.name} could not be written"
        self.say(line)

    def say(self, line: str) -> None:
        """Queue a line as it is."""
        try:
            self._queue.put_nowait(line)
        except queue.Full:
            self.lost += 1

    def flush(self) -> None:
        """Wait for what is queued, a second at the most."""
        written = threading.Event()
        with suppress(queue.Full):
            self._queue.put_nowait(written)
            written.wait(LAST_S)

    def _write_on(self) -> None:
        while True:
            item = self._queue.get()
            if isinstance(item, threading.Event):
                item.set()
                continue
            lost, self.lost = self.lost, 0
            told = f"{self.dropped(lost)}\n" if lost else ""
            if not self._closed:
                self._write(f"{told}{item}\n".encode("utf-8", "backslashreplace"))

    def _write(self, text: bytes) -> None:
        """The whole text, however long that takes; nothing once the other end is closed."""
        view = memoryview(text)
        while view:
            try:
                view = view[os.write(self.descriptor, view) :]
            except BlockingIOError:  # somebody has made it so, perhaps the terminal's other program
                select.select([], [self.descriptor], [])
            except OSError:
                self._closed = True
                return


class OnceASecond(logging.Filter):
    """Lets one record a second pass from each place in the code; the next one counts those kept back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self._told: dict[tuple[str, int], float] = {}
        self._kept_back: dict[tuple[str, int], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        place, now = (record.pathname, record.lineno), self.clock()
        if now - self._told.get(place, -1.0) < 1:
            self._kept_back[place] = self._kept_back.get(place, 0) + 1
            return False
        self._told[place] = now
        if others := self._kept_back.pop(place, 0):
            record.msg, record.args = f"{record.getMessage()} (and {others} more like it)", ()
        return True


def install(*, access: bool, as_json: bool) -> Lines:
    """Send the access log to the standard output and everything else to the standard error.

    Returns the handler of the standard output. Nothing is left to `logging`'s own last resort, which would
    wait for whoever reads the standard error.
    """
    stdout = Lines(1, '{{"lines_dropped":{}}}'.format if as_json else DROPPED)
    stdout.setFormatter(logging.Formatter("%(message)s"))
    requests = logging.getLogger("bendline.access")
    requests.propagate = False
    requests.setLevel(logging.INFO if access else logging.WARNING)
    requests.handlers = [stdout]
    stderr = Lines(2, DROPPED)
    stderr.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    stderr.addFilter(OnceASecond())
    logging.getLogger().handlers = [stderr]
    logging.getLogger("uvicorn").setLevel(logging.INFO)
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of each client that has left
    logging.captureWarnings(True)
    return stdout
