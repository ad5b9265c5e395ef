"""What the server is measured against, each as a process of its own.

python -m benchmarks.load.bare engine    trains in a loop: the worker's own function, nothing around it
python -m benchmarks.load.bare route     a FastAPI app with one route that returns the same bytes
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from urllib.request import urlopen

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The threads have to be set before NumPy is loaded.
from app.experiment import Experiment
from app.jobs import work


def engine(first: int, step: int) -> None:
    """For each line of input, that many seconds of training; prints answers a second and cores in use."""
    seed = first

    def answer() -> None:
        nonlocal seed
        seed += step
        work.answer(Experiment(seed=seed).canonical(), "compare")

    for _ in range(3):
        answer()
    print("ready", flush=True)
    for line in sys.stdin:
        print(*_counted(answer, float(line)), flush=True)


def _counted(act: Callable[[], None], seconds: float) -> tuple[float, float]:
    """How often it can be done in a second, and how many seconds of processor time that takes."""
    began, spent, count = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() < began + seconds:
        act()
        count += 1
    took = time.perf_counter() - began
    return count / took, (time.process_time() - spent) / took


def route(address: str, port: int) -> None:
    """Serve the bytes of that address, with the settings of our own server."""
    import uvicorn
    from fastapi import FastAPI
    from starlette.responses import Response

    with urlopen(address) as answer:
        body = answer.read()
    bare = FastAPI(openapi_url=None)

    @bare.get("/")
    async def get() -> Response:
        return Response(body, media_type="application/json")

    uvicorn.run(bare, port=port, server_header=False, timeout_graceful_shutdown=5)


def main() -> None:
    """One of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("engine", "route"))
    parser.add_argument("address", nargs="?", help="of the bytes that the route returns")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--first", type=int, default=0, help="the engine's first seed")
    parser.add_argument("--step", type=int, default=1, help="from one of its seeds to the next")
    chosen = parser.parse_args()
    if chosen.what == "engine":
        engine(chosen.first, chosen.step)
    else:
        route(chosen.address, chosen.port)


if __name__ == "__main__":
    main()
