"""The server: uvicorn, told where its clients' rights end, and what to do when it is told to end.

What a client may take of it, in time and in room, is in `serving/`. From SIGTERM on no connection is
accepted. What is under way may finish within the grace period; what cannot is answered with a problem,
streams included, and the process ends.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import uvicorn
from fastapi import FastAPI

from app.serving import memory
from app.serving.connection import Connection
from app.serving.door import LINE
from app.serving.pieces import Pieces
from app.serving.room import OWN_FILES, Room
from app.settings import Settings

UNREAD = 8  # times the largest head: up to here a request is refused in words, beyond it by hanging up
OFTEN = 5  # a sweep comes with each of uvicorn's ticks, of 0.1 s, where a limit is shorter than that; else
SELDOM = 5  # with each fifth


def allow_files(wanted: int) -> int:
    """Have as many files open at once as that, or as this process may; says how many it came to.

    Each connection is a file to the system, which starts with few: two hundred browsers with six
    connections each are more than the 1024 of most Linux systems, or the 256 of macOS.
    """
    if os.name != "posix":
        return wanted
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(ValueError, OSError):  # macOS has another limit besides
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if now == resource.RLIM_INFINITY else now


class Server(uvicorn.Server):
    """uvicorn's server, which lets go of clients that stop it, and drains the app's runner before it ends."""

    def __init__(self, app: FastAPI, settings: Settings, listening: Callable[[], None]) -> None:
        """`listening` is called once, when the server can be reached."""
        files = allow_files(settings.connections + OWN_FILES + 2 * settings.workers)
        self.runner = app.state.runner
        self.listening = listening
        self.room = Room(settings, files)
        shortest = min(settings.head_s, settings.body_s, settings.take_s, settings.idle_s)
        self._every = 1 if shortest < OFTEN else SELDOM
        believed = "" if settings.proxies == "none" else settings.proxies
        super().__init__(
            uvicorn.Config(
                Pieces(app, self.room),
                loop="asyncio",  # serving/ knows its transports
                http=partial(Connection, room=self.room),  # type: ignore[arg-type]
                ws="none",
                backlog=LINE,
                server_header=False,
                access_log=False,  # ours is in api/access.py
                log_config=None,  # as above, and the rest in serving/logs.py
                proxy_headers=bool(believed),
                forwarded_allow_ips=believed,
                # h11 is slower than httptools, but it limits what it keeps.
                h11_max_incomplete_event_size=UNREAD * settings.head_bytes,
                timeout_keep_alive=settings.idle_s,  # type: ignore[arg-type]  # seconds, of any kind
                timeout_graceful_shutdown=settings.grace_s,  # type: ignore[arg-type]
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        memory.settle()
        await super().startup(sockets)
        if self.started:
            self.listening()

    async def on_tick(self, counter: int) -> bool:
        """What is to be done ten times a second; whether to end."""
        if counter % self._every == 0:
            self.room.sweep(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but the signal is not raised once more: who ends as told has not failed."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, let requests finish, end."""
        draining = asyncio.create_task(self.runner.drain())
        await super().shutdown(sockets)
        await draining
