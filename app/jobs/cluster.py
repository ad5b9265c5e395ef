"""The engine of many machines: the same slices, run by the workers of a Dask scheduler.

A worker that dies costs nothing but time: the scheduler gives its slices to another one. Needs the
extra `cluster`; source: https://distributed.dask.org.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from app.jobs import naming
from app.jobs.errors import WorkerDied
from app.jobs.turns import FIRST, Turn
from app.metrics import Metrics
from app.settings import BadSetting, Settings

log = logging.getLogger("bendline.jobs")

T = TypeVar("T")

PATIENCE = 30  # seconds for the scheduler to answer, and for a first worker
RESTART = 10  # seconds for the nanny of a hung worker to start another one


class Cluster:
    """The engine behind BENDLINE_SCHEDULER."""

    def __init__(self, settings: Settings, metrics: Metrics | None = None) -> None:
        self.settings = settings
        self.metrics = metrics or Metrics()
        self._client: Client | None = None
        self._running = 0

    @property
    def ready(self) -> bool:
        """Whether the scheduler answers and has a worker."""
        return self._client is not None and self._client.status == "running" and self._threads() > 0

    def _threads(self) -> int:
        """How many slices the cluster runs at once, as the scheduler said lately."""
        assert self._client is not None
        # The client lists no workers where it asks by itself, every two seconds: only this number.
        return int(self._client._scheduler_identity.get("total_threads", 0))

    async def start(self) -> None:
        """Connect. Raises BadSetting where that fails, or where the workers compute otherwise than this."""
        address = self.settings.scheduler
        try:
            self._client = await Client(address, asynchronous=True, timeout=PATIENCE, set_as_default=False)
            await self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError) as error:
            await self.stop()
            raise BadSetting(f"scheduler: {address} has no worker for us. {error}".strip()) from None
        await self._check_editions()

    async def _check_editions(self) -> None:
        """Answers are named by what makes them: all workers must have the same code, and round alike."""
        await self._check(naming.code, "run another version")
        await self._check(
            naming.processor,
            "compute on another kind of processor (set OPENBLAS_CORETYPE and NPY_DISABLE_CPU_FEATURES to one "
            "that all have, here and there)",
        )

    async def _check(self, fingerprint: Callable[[], bytes], fault: str) -> None:
        """Raises BadSetting where that function has another value for some worker than here."""
        assert self._client is not None
        found, own = await self._client.run(fingerprint), fingerprint()
        others = [address for address, value in found.items() if value != own]
        if others:
            await self.stop()
            raise BadSetting(f"scheduler: these workers {fault}: {', '.join(others)}.")

    async def stop(self) -> None:
        """Let go of the cluster; its workers stay."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def run(
        self, function: Callable[..., T], *arguments: Any, seconds_at_most: float, turn: Turn = FIRST
    ) -> T:
        """The function's value, by whichever worker is free.

        Raises WorkerDied where several workers died of it, or where it took too long: then its worker
        is started anew, if it has a nanny.
        """
        if self._client is None:
            raise WorkerDied
        self._running += 1
        future = self._client.submit(function, *arguments, pure=False, priority=int(not turn.heavy))
        # A slice also waits for its turn: the more there are for each thread, the longer.
        patience = seconds_at_most * (1 + self._running / max(self._threads(), 1))
        try:
            with self.metrics.slices_in_flight.track_inprogress():
                async with asyncio.timeout(patience):
                    return await future
        except TimeoutError:
            self.metrics.worker_killed()
            await self._restart_worker_of(future)
            raise WorkerDied from None
        except (KilledWorker, FutureCancelledError):
            self.metrics.worker_crashed()
            raise WorkerDied from None
        finally:
            self._running -= 1
            self.metrics.sliced()
            future.release()  # whoever left: what has not begun is forgotten

    async def _restart_worker_of(self, future: Future) -> None:
        """Have the worker that hangs killed and started again by its nanny."""
        if self._client is None:
            return
        with suppress(Exception):
            processing = await self._client.processing()
            hung = [worker for worker, keys in processing.items() if future.key in keys]
            await future.cancel(force=True)
            log.warning("a slice hangs at %s; starting it anew", ", ".join(hung) or "no known worker")
            await self._client.restart_workers(hung, timeout=RESTART, raise_for_error=False)
