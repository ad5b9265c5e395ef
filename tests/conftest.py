"""What all tests share: one running app with two workers, and a client that asks it without a network."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from app.jobs import work
from app.main import create_app
from app.settings import Settings

work.one_thread()  # what tests compute themselves is rounded as it is by workers


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop that the server runs on, too."""
    return "asyncio"


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Two workers, whatever the machine and its environment."""
    return Settings(workers=2)


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The app, its workers up."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client
