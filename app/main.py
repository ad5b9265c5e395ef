"""The assembly: settings in, app out, everything it is made of on one page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import PathLike, stat_result

from fastapi import FastAPI
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app import (
    __version__,
    downloads,
    gallery,
    language,
    missing,
    pages,
    plotly_assets,
    scripts,
    sheets,
    story,
)
from app.api import access, docs, documentation, operations, problems, routes, stream
from app.api.access import Access
from app.api.middleware import (
    BodyLimit,
    Compressed,
    HeadAsGet,
    HeadLimit,
    PlainCookies,
    SecurityHeaders,
    Shared,
)
from app.assets import STATIC
from app.jobs.runner import Runner
from app.metrics import Metrics
from app.page_cache import PageCache
from app.settings import Settings

ICON, FOR_A_DAY = "favicon.svg", "public, max-age=86400"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The app with these settings, or with those of the environment."""
    settings = settings or Settings.from_environment()
    app = FastAPI(
        title="Bendline",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    app.state.runner = Runner(settings, metrics=app.state.metrics)
    app.state.pages = PageCache(settings.page_bytes)
    app.state.files = downloads.Files(settings.page_bytes)

    app.include_router(scripts.router)  # first, since a visitor asks for more of them than of all else
    app.include_router(routes.router)
    app.include_router(stream.router)
    app.include_router(downloads.router)
    app.include_router(operations.router)
    app.include_router(docs.router)
    app.include_router(plotly_assets.router)
    app.include_router(sheets.router)
    app.include_router(pages.router)
    app.include_router(gallery.router)
    app.include_router(story.router)
    app.include_router(language.router)
    app.add_api_route("/favicon.ico", _icon, include_in_schema=False)
    app.mount("/static", Static(directory=STATIC), name="static")
    documentation.install(app)
    problems.install(app)
    missing.install(app)

    # The last one added is the first to see a request.
    app.add_middleware(problems.Guard)
    app.add_middleware(BodyLimit, limit=settings.body_bytes)
    app.add_middleware(PlainCookies)
    app.add_middleware(HeadLimit, limit=settings.head_bytes)
    app.add_middleware(Compressed)
    app.add_middleware(HeadAsGet)
    if settings.origins:
        app.add_middleware(Shared, origins=settings.origins)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Access, metrics=app.state.metrics, shape=access.SHAPES[settings.log_format])
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with app.state.runner.running():
        yield


async def _icon() -> Response:
    """The icon, for those who ask at the old address without being told another."""
    return FileResponse(STATIC / ICON, headers={"Cache-Control": FOR_A_DAY})


class Static(StaticFiles):
    """The page's files, asked for anew each time: an unchanged one is a 304 of a few bytes.

    Not so the icon: Chromium asks for it whenever the address changes, which a dragged slider does often.
    """

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        kept = str(full_path).endswith(ICON)
        response.headers["Cache-Control"] = FOR_A_DAY if kept else "no-cache"
        return response
