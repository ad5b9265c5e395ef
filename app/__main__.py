"""The command line: `python -m app`, or `bendline` once installed, serves the app."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from app.settings import BadSetting, Settings

# Workers import this module's top by the way; what only the server needs is imported in `main`.


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve till Ctrl-C."""
    from app.api import access
    from app.main import create_app
    from app.server import Server

    try:
        settings = _settings(arguments)
        app = create_app(settings)
    except BadSetting as error:
        sys.stderr.write(f"bendline: {error}\n")
        return 2
    print(f"Bendline is at http://{settings.host}:{settings.port}", flush=True)
    access.write_to_stdout(on=settings.access_log)
    server = Server(app, settings)
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 3


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
