"""A worker: a process that answers questions, one after the other, and the pipe to it.

The process has the pipe's only other end: when one ends, both notice. It is no pool of
`concurrent.futures`: that one keeps the other end open, too, and so waits for ever for the rest of an
answer whose worker was killed while it wrote. The pipe is a pair of sockets, which the event loop reads
by itself: no answer waits for a thread to get its turn.
"""

import asyncio
import multiprocessing
import os
import pickle
import signal
import socket
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from typing import Any

from app.experiment import Experiment
from app.jobs import work
from app.jobs.errors import WorkerDied
from app.jobs.turns import FIRST, Turn

PRELOAD = ["numpy", "app.jobs.work"]
PATIENCE = 60  # seconds for a worker to come up, on a busy machine
ENDING = 1  # seconds that a slice under way may take when everything ends
READY = b"!"  # what a worker says when it has come up
SIZE_BYTES = 8  # how an answer begins: with its length
BUFFER_BYTES = 1 << 18  # for most answers, so that they are read at once


@dataclass(eq=False)
class Question:
    """A function to be called by a worker, for so many seconds at most, and the promise of its value."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float
    answer: "asyncio.Future[Any]"
    turn: Turn = FIRST
    began: float = 0.0
    took: float = 0.0

    def fail(self, error: BaseException) -> None:
        """Raise it where the answer is awaited; nowhere if nobody does any more."""
        if not self.answer.done():
            self.answer.set_exception(error)


class Owner:
    """Who has workers, and is told what becomes of them; does nothing."""

    def freed(self, worker: "Worker") -> None:
        """It has answered a question."""

    def lost(self, worker: "Worker", left: list[Question], hung: bool) -> None:
        """It died, or hung and was killed, at its first question; those that it has not begun are `left`."""


class Worker:
    """A process that has been started, and what it was asked.

    It may be asked before it has answered: then it goes on without waiting for us.
    """

    def __init__(self, memory: int) -> None:
        """Start it. Blocks till it has trained once: call it in a thread."""
        context = _context()
        self._pipe, theirs = socket.socketpair()
        self._questions: deque[Question] = deque()
        self._owner = Owner()
        self._limit: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport
        self._gone: asyncio.Event
        self.process = context.Process(target=_serve, args=(theirs, memory), daemon=True)
        self.process.start()
        theirs.close()
        self._pipe.settimeout(PATIENCE)
        try:
            came_up = self._pipe.recv(len(READY)) == READY
        except OSError:
            came_up = False
        if not came_up:
            self.process.kill()
            self._pipe.close()
            self._bury()
            raise WorkerDied
        self._pipe.setblocking(False)

    def __del__(self) -> None:
        """Where the server ends while a worker comes up, nobody dismisses it: so it sees that we end."""
        self._pipe.close()

    def __repr__(self) -> str:
        return f"worker {self.process.pid}"

    @property
    def load(self) -> int:
        """How many questions it has not answered."""
        return len(self._questions)

    def has(self, fits: Callable[[Turn], bool]) -> bool:
        """Whether it works on, or has before it, a question of such a turn."""
        return any(fits(question.turn) for question in self._questions)

    async def serve(self, owner: Owner) -> None:
        """Be ready for questions. The owner is told of answers, and of the end. Raises WorkerDied."""
        self._owner, self._gone = owner, asyncio.Event()
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(
            lambda: _Answers(self._answered, self._ended), sock=self._pipe
        )
        if self._gone.is_set():
            raise WorkerDied

    def ask(self, question: Question) -> None:
        """Send the question; its answer is kept or broken later."""
        try:
            text = pickle.dumps((question.function, question.arguments), pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            return question.fail(error)
        self._transport.write(text)
        self._questions.append(question)
        if self.load == 1:
            self._begin()

    def _begin(self) -> None:
        """From now on the first question is the one that is worked on."""
        loop = asyncio.get_running_loop()
        self._questions[0].began = loop.time()
        self._limit = loop.call_later(self._questions[0].seconds, self._lose, True)

    def _answered(self, text: memoryview) -> None:
        question = self._questions.popleft()
        question.took = asyncio.get_running_loop().time() - question.began
        assert self._limit is not None
        self._limit.cancel()
        if self._questions:
            self._begin()
        try:
            value, error = pickle.loads(text)
        except Exception as unreadable:
            value, error = None, unreadable
        if error is not None:
            question.fail(error)
        elif not question.answer.done():
            question.answer.set_result(value)
        self._owner.freed(self)

    def _ended(self) -> None:
        """The process has closed its end: it is dead, or told to end."""
        self._gone.set()
        self._lose(False)

    def _lose(self, hung: bool) -> None:
        """Give up on it, once; the question that it was at is the one that failed."""
        owner, self._owner = self._owner, Owner()
        left, self._questions = list(self._questions), deque()
        if self._limit is not None:
            self._limit.cancel()
        self.process.kill()
        if left:
            left[0].fail(WorkerDied())
        owner.lost(self, left[1:], hung)

    async def dismiss(self) -> None:
        """End it: at once where it has nothing to do, after a second at the latest."""
        if not self._gone.is_set():
            self._transport.write_eof()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gone.wait(), ENDING)
        self.process.kill()
        await self._gone.wait()
        await asyncio.to_thread(self._bury)

    def _bury(self) -> None:
        self.process.join()
        self.process.close()


class _Answers(asyncio.BufferedProtocol):
    """Cuts what comes through a pipe into answers: each follows its length."""

    def __init__(self, received: Callable[[memoryview], None], ended: Callable[[], None]) -> None:
        self._received, self._ended = received, ended
        self._buffer, self._filled = bytearray(BUFFER_BYTES), 0

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the next bytes belong."""
        return memoryview(self._buffer)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """So many have come."""
        self._filled += nbytes
        while self._filled >= SIZE_BYTES:
            end = SIZE_BYTES + int.from_bytes(self._buffer[:SIZE_BYTES])
            if self._filled < end:
                self._grow(end)
                return
            whole, rest = self._buffer, self._buffer[end : self._filled]
            self._received(memoryview(whole)[SIZE_BYTES:end])
            if len(whole) > BUFFER_BYTES:
                self._buffer = bytearray(max(BUFFER_BYTES, len(rest)))
            self._buffer[: len(rest)], self._filled = rest, len(rest)

    def _grow(self, size: int) -> None:
        missing = size - len(self._buffer)
        if missing > 0:
            self._buffer = self._buffer + bytes(missing)  # not in place: a view of it may be in use

    def connection_lost(self, exc: Exception | None) -> None:
        """There will be no more."""
        self._ended()


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


def _serve(pipe: socket.socket, memory: int) -> None:
    """What a worker does all its life: one slice after the other, till the server has gone."""
    _prepare(memory)
    work.answer(Experiment(epochs=5).canonical(), "compare")  # the first request finds everything loaded
    with suppress(EOFError, OSError), pipe.makefile("rb") as questions:
        pipe.sendall(READY)
        while True:
            answer = pickle.dumps(_outcome(*pickle.load(questions)), pickle.HIGHEST_PROTOCOL)
            pipe.sendall(len(answer).to_bytes(SIZE_BYTES) + answer)


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    """The function's value, or what it raised, with a note that says where."""
    try:
        return function(*arguments), None
    except Exception as error:
        error.add_note("In a worker:\n" + "".join(traceback.format_tb(error.__traceback__)))
        return None, error


def _prepare(memory: int) -> None:
    """Ready this process to be a worker: its memory has a limit, and when to end is the server's business.

    A signal that is sent to the whole group must not end a slice that the server still waits for.
    """
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    if memory and os.name == "posix":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
