"""The command line: `python -m app`, or `bendline` once installed, serves the app."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from app.settings import BadSetting, Settings

# Workers import this module's top by the way; what only the server needs is imported in `main`.


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve till Ctrl-C or SIGTERM; 0 after a clean end, 1 where the address cannot be listened on."""
    from app.main import create_app
    from app.server import Server
    from app.serving import door, logs

    try:
        settings = _settings(arguments)
        app = create_app(settings)
        doors = door.listen(settings.host, settings.port, settings.take_s)
    except BadSetting as error:
        return _failed(error, 2)
    except door.Taken as error:
        return _failed(error, 1)
    output = logs.install(access=settings.access_log, as_json=settings.log_format == "json")
    address = door.address_of(doors, settings.host)
    server = Server(app, settings, lambda: output.say(f"Bendline is at {address}"))
    with suppress(KeyboardInterrupt):
        server.run(doors)
    return 0 if server.started else 3


def _failed(error: Exception, status: int) -> int:
    """Say why the server does not start; the status that the process ends with."""
    with suppress(OSError):
        sys.stderr.write(f"bendline: {error}\n")
    return status


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
