"""The server: uvicorn, told what to do when it is told to end.

From SIGTERM on no connection is accepted. What is under way may finish within the grace period; what
cannot is answered with a problem, streams included, and the process ends.
"""

import asyncio
import os
import socket
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from app.settings import Settings

CONNECTIONS = 10_000  # open at once, where the system lets us
UNREAD = 16  # times the largest head: up to here a request is refused in words, beyond it by hanging up


def allow_connections() -> None:
    """Have as many open at once as this process may: each is a file to the system, which starts with few.

    Two hundred browsers with six connections each are more than the 1024 of most Linux systems, or the
    256 of macOS.
    """
    if os.name != "posix":
        return
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS if most == resource.RLIM_INFINITY else min(CONNECTIONS, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(ValueError, OSError):  # macOS has another limit besides
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class Server(uvicorn.Server):
    """uvicorn's server, which drains the app's runner before it ends."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        allow_connections()
        self.runner = app.state.runner
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                server_header=False,
                access_log=False,  # ours is in api/access.py
                http="h11",  # slower than httptools, but it limits what it keeps
                h11_max_incomplete_event_size=UNREAD * settings.head_bytes,
                timeout_graceful_shutdown=settings.grace_s,  # type: ignore[arg-type]  # seconds, of any kind
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, let requests finish, end."""
        draining = asyncio.create_task(self.runner.drain())
        await super().shutdown(sockets)
        await draining
