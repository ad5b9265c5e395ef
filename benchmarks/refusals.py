"""What refusing costs the event loop: CPU milliseconds of one request, whatever is sent within the limits.

Run it with `python -m benchmarks.refusals`.
"""

import asyncio
from time import thread_time

import httpx

from app.main import create_app
from app.settings import Settings

SIZE = 2**20 - 64  # bytes of a body, just below the limit
ROUNDS = 3
JSON = {"content-type": "application/json"}


def filled(opening: bytes, piece: bytes, closing: bytes) -> bytes:
    """A body as large as may be sent, of the same piece again and again."""
    return opening + piece * ((SIZE - len(opening) - len(closing)) // len(piece)) + closing


BODIES = {
    "90 000 unknown keys": b"{" + b",".join(b'"k%d":1' % index for index in range(90_000)) + b"}",
    "as many keys as fit": b"{" + b",".join(b'"%x":1' % index for index in range(110_000)) + b"}",
    "features, all wrong": filled(b'{"features":[', b"1,", b"1]}"),
    "points, all wrong": filled(b'{"points":{"x":[', b'"",', b'""]}}'),
    "empty lists": filled(b'{"hidden":[', b"[],", b"[]]}"),
    "nested lists": filled(b'{"hidden":[', b"[" * 500 + b"]" * 500 + b",", b"1]}"),
    "one long text": filled(b'{"activation":"', b"x", b'"}'),
    "one long key": filled(b'{"', b"x", b'":1}'),
}
ADDRESSES = {
    "a query of unknown keys": "&".join(f"k{index}" for index in range(2300)),
    "a query of repeated keys": "&".join(f"{index % 1500}=" for index in range(2600)),
}


async def cost(client: httpx.AsyncClient, body: bytes | None, query: str) -> tuple[float, int, int]:
    """Milliseconds, status and bytes of the answer; the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        method, headers = ("GET", {}) if body is None else ("POST", JSON)
        request = client.build_request(
            method, f"/api/v1/boundary?{query}".rstrip("?"), content=body, headers=headers
        )
        began = thread_time()
        answer = await client.send(request)
        best = min(best, 1000 * (thread_time() - began))
    return best, answer.status_code, len(answer.content)


async def main() -> None:
    """Print a line for each."""
    app = create_app(Settings(workers=1))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        cases = [(name, body, "") for name, body in BODIES.items()]
        cases += [(name, None, query) for name, query in ADDRESSES.items()]
        for name, body, query in cases:
            milliseconds, status, size = await cost(client, body, query)
            print(f"{name:26} {milliseconds:6.1f} ms  {status}  {size:6,} bytes")


if __name__ == "__main__":
    asyncio.run(main())
