"""The garbage collector leaves alone what the server is made of."""

import gc

import pytest
import uvicorn

from app.main import create_app
from app.server import Server
from app.settings import Settings

pytestmark = pytest.mark.anyio


async def test_a_server_that_starts_keeps_what_there_is_from_the_collector(monkeypatch):
    seen = []

    async def startup(self, sockets=None):
        seen.append((gc.get_freeze_count(), len(gc.get_objects())))

    monkeypatch.setattr(uvicorn.Server, "startup", startup)
    before = len(gc.get_objects())
    try:
        server = Server(create_app(Settings(workers=1)), Settings(workers=1), lambda: None)
        await server.startup()
    finally:
        gc.unfreeze()
    ((frozen, left),) = seen
    assert frozen > before / 2
    assert left < frozen / 10
