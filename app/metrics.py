"""The app's own counts, as Prometheus reads them at /metrics; each app has a registry of its own.

`jobs` and `api` call what is here where something happens. Labels take few values: a route is its
template, and whatever has none is "other".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
OTHER = "other"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # a client may invent more
STAGES = ("queue", "train", "grid", "encode")
ENDS = ("crashed", "killed")
# From a kept answer, in a millisecond, to an experiment that is given up after half a minute.
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Lookups:
    """Looks into the caches: what was in this process's memory, what was in the shared store, what failed."""

    local_hits: int = 0
    local_misses: int = 0
    shared_hits: int = 0
    shared_misses: int = 0
    shared_errors: int = 0


class CacheCollector(Collector):
    """The lookups, read when somebody asks."""

    def __init__(self, counts: Callable[[], Lookups]) -> None:
        self.counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Both counters, with every label."""
        counts = self.counts()
        lookups = CounterMetricFamily(
            "bendline_cache_lookups", "Looks into a cache.", labels=("store", "outcome")
        )
        lookups.add_metric(("local", "hit"), counts.local_hits)
        lookups.add_metric(("local", "miss"), counts.local_misses)
        lookups.add_metric(("shared", "hit"), counts.shared_hits)
        lookups.add_metric(("shared", "miss"), counts.shared_misses)
        yield lookups
        yield CounterMetricFamily(
            "bendline_shared_cache_errors",
            "Times the shared cache did not answer.",
            value=counts.shared_errors,
        )


class Metrics:
    """What one app has done, and what it is doing; the gauges are public, `inc` and `dec` them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = self._counter(
            "requests", "Requests answered; 499 where the client left.", ("method", "route", "status")
        )
        self._seconds = Histogram(
            "bendline_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.jobs = self._gauge("jobs_under_way", "Experiments that are being computed.")
        self.slices_in_flight = self._gauge("slices_in_flight", "Slices that a worker has now.")
        self.streams = self._gauge("streams_open", "Streamed answers that are being sent.")
        self._slices = self._counter("slices", "Slices that workers have finished.")
        self._stages = self._counter("stage_seconds", "Seconds spent on experiments, by stage.", ("stage",))
        self._ends = self._counter("worker_ends", "Workers that ended before their time.", ("reason",))
        self._refused = self._counter("refused_busy", "Experiments refused because too many were under way.")
        self._begin_at_zero()

    def _counter(self, name: str, help: str, labels: Sequence[str] = ()) -> Counter:
        return Counter(f"bendline_{name}", help, labels, registry=self.registry)

    def _gauge(self, name: str, help: str) -> Gauge:
        return Gauge(f"bendline_{name}", help, registry=self.registry)

    def _begin_at_zero(self) -> None:
        """Name every label at once: a rate needs the zero before the first event."""
        for stage in STAGES:
            self._stages.labels(stage)
        for reason in ENDS:
            self._ends.labels(reason)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has got its answer, or its client has left."""
        self._requests.labels(method if method in METHODS else OTHER, route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def sliced(self) -> None:
        """A worker has finished a slice."""
        self._slices.inc()

    def spent(
        self, *, queue: float = 0.0, train: float = 0.0, grid: float = 0.0, encode: float = 0.0
    ) -> None:
        """Milliseconds, as the runner counts them, of each stage."""
        for stage, milliseconds in zip(STAGES, (queue, train, grid, encode), strict=True):
            self._stages.labels(stage).inc(milliseconds / 1000)

    def worker_crashed(self) -> None:
        """A worker exited, or was killed by the system (out of memory)."""
        self._ends.labels("crashed").inc()

    def worker_killed(self) -> None:
        """The app has ended a worker that took too long."""
        self._ends.labels("killed").inc()

    def follow(self, counts: Callable[[], Lookups]) -> None:
        """Tell, too, what a cache counts by itself."""
        self.registry.register(CacheCollector(counts))

    def refused_busy(self) -> None:
        """An experiment was refused because too many were under way."""
        self._refused.inc()

    def exposition(self) -> bytes:
        """All of it, as text of the type CONTENT_TYPE."""
        return generate_latest(self.registry)
