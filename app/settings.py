"""The settings: every number and address that a deployment may change, in one table.

Each comes from the environment as BENDLINE_ and its name in capitals, BENDLINE_WORKERS=8 for one;
the command line's options stand above the environment. docs/settings.md is made from this table.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

PREFIX = "BENDLINE_"
SLICE_MS, CLUSTER_SLICE_MS = 50, 150
MEGABYTE = 2**20
SCHEDULER = re.compile(r"(tcp|tls)://[^/\s]+:[0-9]+")
CACHES = ("redis", "rediss", "unix")
SWITCH = {"on": True, "off": False}
ORIGIN = re.compile(r"\*|https?://[^/\s,?#]+")


class BadSetting(ValueError):
    """A setting that cannot be used; the message names its variable, its value and its bounds."""


def _cores() -> int:
    """The processor cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _setting(
    default: Any,
    help: str,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: Sequence[str] = (),
    in_words: str = "",
) -> Any:
    """One setting; `in_words` says what a default is that depends on the machine."""
    metadata = {
        "help": help,
        "minimum": minimum,
        "maximum": maximum,
        "choices": choices,
        "in_words": in_words,
    }
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """The settings of one running app."""

    host: str = _setting("127.0.0.1", "Address to listen on; 0.0.0.0 listens on all of them.")
    port: int = _setting(8000, "Port to listen on; 0 takes any free one.", 0, 65535)
    workers: int = _setting(
        lambda: min(4, _cores()),
        "Processes that train, besides the one that answers.",
        1,
        256,
        in_words="one for each core, 4 at most",
    )
    queue_size: int = _setting(64, "Different experiments under way at once; one more is refused.", 1, 10_000)
    cache_bytes: int = _setting(
        64 * MEGABYTE,
        "Memory for answers given before, an eighth of it for whole pages; 0 keeps none.",
        0,
        2**40,
    )
    slice_ms: int = _setting(
        0,
        "Milliseconds a worker stays with one experiment before the next has its turn; 0 is the usual time.",
        0,
        10_000,
        in_words="50, or 150 on a cluster",
    )
    deadline_s: float = _setting(30.0, "Seconds after which an experiment is given up.", 0.001, 3600.0)
    slice_limit_s: float = _setting(
        10.0, "Seconds after which a slice counts as hung and its worker is killed.", 0.1, 3600.0
    )
    grace_s: float = _setting(
        8.0, "Graceful-shutdown timeout in seconds (Docker kills after 10).", 0.1, 3600.0
    )
    head_s: float = _setting(
        10.0, "Seconds for an address and its headers to come whole; then the client is let go.", 0.1, 3600.0
    )
    body_s: float = _setting(20.0, "Seconds for a request's body to come whole.", 0.1, 3600.0)
    idle_s: float = _setting(
        5.0, "Seconds that a connection may wait for its client's next request.", 0.1, 3600.0
    )
    take_s: float = _setting(
        30.0, "Seconds after which a client that takes nothing of its answer is let go.", 0.1, 3600.0
    )
    connections: int = _setting(
        4096,
        "Connections open at once, fewer where the system allows fewer files; beyond it those go that keep "
        "the server waiting.",
        1,
        1_000_000,
    )
    proxies: str = _setting(
        "127.0.0.1,::1",
        "Addresses of proxies that are believed when they say who asks (X-Forwarded-For), with commas "
        "between; * believes all, none believes none.",
    )
    heartbeat_s: float = _setting(15.0, "Seconds between two signs of life on a quiet stream.", 0.05, 3600.0)
    retries: int = _setting(2, "How often a slice is run again after its worker died.", 0, 10)
    body_bytes: int = _setting(MEGABYTE, "The largest body that a request may send.", 1024, 2**30)
    scheduler: str = _setting(
        "",
        "Address of a Dask scheduler whose workers train, tcp://host:8786; empty: train here.",
    )
    cache: str = _setting(
        "", "Address of a Redis or Valkey that several servers keep answers in; empty: none."
    )
    cache_ttl_s: int = _setting(604_800, "Seconds that the shared cache keeps an answer.", 1, 31_536_000)
    head_bytes: int = _setting(
        16_384, "The longest address and headers, together, that a request may send.", 1024, MEGABYTE
    )
    worker_memory_bytes: int = _setting(
        2048 * MEGABYTE, "Address space of one worker; 0 sets no limit.", 0, 2**44
    )
    max_age_s: int = _setting(3600, "Seconds that browsers and proxies may keep an answer.", 0, 31_536_000)
    access_log: bool = _setting(True, "Whether each request is written to the standard output.")
    log_format: str = _setting(
        "json", "Those lines as JSON for machines, or as short text for people.", choices=("json", "text")
    )
    cors_origins: str = _setting(
        "", "Origins whose pages may read the API, with commas between; * lets all of them."
    )

    def __post_init__(self) -> None:
        for spec in fields(self):
            value, low, high = getattr(self, spec.name), spec.metadata["minimum"], spec.metadata["maximum"]
            choices = spec.metadata["choices"]
            if low is not None and not low <= value <= high:
                raise _bad(spec, f"{low} to {high}", value)
            if choices and value not in choices:
                raise _bad(spec, " or ".join(choices), value)
        for origin in self.origins:
            if not ORIGIN.fullmatch(origin):
                allowed = "origins such as https://example.org, without a path, or *"
                raise BadSetting(
                    f"cors_origins (environment: {PREFIX}CORS_ORIGINS) must be {allowed}, not {origin}."
                )
        if self.cache:
            _check_cache(self.cache)
        if self.scheduler and not SCHEDULER.fullmatch(self.scheduler):
            raise BadSetting(
                f"scheduler (environment: {PREFIX}SCHEDULER) must be an address such as "
                f"tcp://127.0.0.1:8786, not {self.scheduler}."
            )

    @property
    def slice_s(self) -> float:
        """Seconds of a slice. On a cluster each costs its scheduler some milliseconds, so there are fewer."""
        return (self.slice_ms or (CLUSTER_SLICE_MS if self.scheduler else SLICE_MS)) / 1000

    @property
    def page_bytes(self) -> int:
        """Memory for whole pages, out of `cache_bytes`."""
        return self.cache_bytes // 8

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins, each by itself."""
        return tuple(origin.strip() for origin in self.cors_origins.split(",") if origin.strip())

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings that the environment names, defaults for the rest. Raises BadSetting."""
        given = {spec: environment.get(variable(spec), "") for spec in fields(cls)}
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


def variable(spec: Field) -> str:
    """The environment's name of a setting."""
    return PREFIX + spec.name.upper()


def _bad(spec: Field, allowed: str, value: Any) -> BadSetting:
    return BadSetting(f"{spec.name} (environment: {variable(spec)}) must be {allowed}, not {value}.")


def _read(spec: Field, text: str) -> Any:
    """The text as the type that the setting has. Raises BadSetting."""
    kind: type = spec.type if isinstance(spec.type, type) else str
    if kind is bool and text not in SWITCH:
        raise _bad(spec, "on or off", text)
    try:
        return SWITCH[text] if kind is bool else kind(text)
    except ValueError:
        noun = "a whole number" if kind is int else "a number"
        raise BadSetting(f"{variable(spec)} must be {noun}, not {text!r}.") from None
