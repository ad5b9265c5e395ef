"""The settings: every number and address that a deployment may change, in one table.

Each comes from the environment as BENDLINE_ and its name in capitals, BENDLINE_WORKERS=8 for one;
the command line's options stand above the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

PREFIX = "BENDLINE_"
MEGABYTE = 2**20
CACHES = ("redis", "rediss", "unix")


class BadSetting(ValueError):
    """A setting that cannot be used; the message names its variable, its value and its bounds."""


def _cores() -> int:
    """The processor cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _setting(default: Any, help: str, minimum: float | None = None, maximum: float | None = None) -> Any:
    metadata = {"help": help, "minimum": minimum, "maximum": maximum}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """The settings of one running app."""

    host: str = _setting("127.0.0.1", "Address to listen on; 0.0.0.0 listens on all of them.")
    port: int = _setting(8000, "Port to listen on; 0 takes any free one.", 0, 65535)
    workers: int = _setting(
        lambda: min(4, _cores()), "Processes that train, besides the one that answers.", 1, 256
    )
    queue_size: int = _setting(64, "Different experiments under way at once; one more is refused.", 1, 10_000)
    cache_bytes: int = _setting(64 * MEGABYTE, "Memory for answers given before; 0 keeps none.", 0, 2**40)
    slice_ms: int = _setting(
        50, "Milliseconds a worker stays with one experiment before the next has its turn.", 1, 10_000
    )
    deadline_s: float = _setting(30.0, "Seconds after which an experiment is given up.", 0.001, 3600.0)
    slice_limit_s: float = _setting(
        10.0, "Seconds after which a slice counts as hung and its worker is killed.", 0.1, 3600.0
    )
    grace_s: float = _setting(
        5.0, "Seconds for what is under way when the server is told to end; containers have ten.", 0.1, 3600.0
    )
    heartbeat_s: float = _setting(15.0, "Seconds between two signs of life on a quiet stream.", 0.05, 3600.0)
    retries: int = _setting(2, "How often a slice is run again after its worker died.", 0, 10)
    body_bytes: int = _setting(MEGABYTE, "The largest body that a request may send.", 1024, 2**30)
    cache: str = _setting(
        "", "Address of a Redis or Valkey that several servers keep answers in; empty: none."
    )
    cache_ttl_s: int = _setting(604_800, "Seconds that the shared cache keeps an answer.", 1, 31_536_000)
    worker_memory_bytes: int = _setting(
        2048 * MEGABYTE, "Address space of one worker; 0 sets no limit.", 0, 2**44
    )
    max_age_s: int = _setting(3600, "Seconds that browsers and proxies may keep an answer.", 0, 31_536_000)

    def __post_init__(self) -> None:
        for spec in fields(self):
            value, low, high = getattr(self, spec.name), spec.metadata["minimum"], spec.metadata["maximum"]
            if low is not None and not low <= value <= high:
                variable = PREFIX + spec.name.upper()
                raise BadSetting(
                    f"{spec.name} (environment: {variable}) must be {low} to {high}, not {value}."
                )
        if self.cache:
            _check_cache(self.cache)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings that the environment names, defaults for the rest. Raises BadSetting."""
        given = {spec: environment.get(PREFIX + spec.name.upper(), "") for spec in fields(cls)}
        return cls(**{spec.name: _read(spec, text) for spec, text in given.items() if text})


def _check_cache(address: str) -> None:
    """Raises BadSetting, without a word of what may be a password."""
    try:
        parts = urlsplit(address)
        found = parts.scheme in CACHES and bool(parts.path if parts.scheme == "unix" else parts.hostname)
        _ = parts.port
    except ValueError:
        found = False
    if not found:
        raise BadSetting(
            f"cache (environment: {PREFIX}CACHE) must be an address such as redis://127.0.0.1:6379/0; "
            f"it begins with {', '.join(CACHES)} and ://."
        )


def _read(spec: Field, text: str) -> Any:
    """The text as the type that the setting has. Raises BadSetting."""
    kind: type = spec.type if isinstance(spec.type, type) else str
    try:
        return kind(text)
    except ValueError:
        noun = "a whole number" if kind is int else "a number"
        raise BadSetting(f"{PREFIX}{spec.name.upper()} must be {noun}, not {text!r}.") from None
