"""The command line: `python -m app`, or `bendline` once installed, serves the app."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from app.settings import BadSetting, Settings

UNREAD = 16  # times the largest head: up to here a request is refused in words, beyond it by hanging up
GRACE = 5  # seconds for running requests when the server is told to end; containers are killed after ten

# Workers import this module's top by the way; what only the server needs is imported in `main`.


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve till Ctrl-C."""
    import uvicorn

    from app.api import access
    from app.main import create_app

    try:
        settings = _settings(arguments)
    except BadSetting as error:
        sys.stderr.write(f"bendline: {error}\n")
        return 2
    print(f"Bendline is at http://{settings.host}:{settings.port}", flush=True)
    access.write_to_stdout(on=settings.access_log)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        server_header=False,
        access_log=False,
        http="h11",  # half again slower than httptools where nothing is computed, but it limits what it keeps
        h11_max_incomplete_event_size=UNREAD * settings.head_bytes,
        timeout_graceful_shutdown=GRACE,
    )
    return 0


def _settings(arguments: Sequence[str] | None) -> Settings:
    """The settings of the environment, and above them those of the command line."""
    settings = Settings.from_environment()
    parser = argparse.ArgumentParser("bendline", description="See what an activation function is for.")
    parser.add_argument("--host", default=settings.host, help="address to listen on (%(default)s)")
    parser.add_argument("--port", default=settings.port, type=int, help="port to listen on (%(default)s)")
    parser.add_argument(
        "--workers", default=settings.workers, type=int, help="training processes (%(default)s)"
    )
    return replace(settings, **vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
