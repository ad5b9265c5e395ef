"""The page of an address at which there is none, for people; programs get the API's problem."""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from app import language, links, pages
from app.api import echo, problems

SCRIPTS = ("appearance.js", "language.js", "messages.js")
NOT_PAGES = ("/api/", "/static/")  # what is asked for there is no page, whoever asks


def install(app: FastAPI) -> None:
    """Answer people who follow a wrong link with a page that leads on."""
    app.add_exception_handler(HTTPException, _answer)  # type: ignore[arg-type]


async def _answer(request: Request, error: HTTPException) -> Response:
    if error.status_code != 404 or not _is_for_people(request):
        return await problems.on_http_exception(request, error)
    t = language.messages(request)
    page = pages.whole(
        "missing.html",
        t,
        links.address(request.url),
        title=f"{t('page.missing.title')} · Bendline",
        path=echo.cut(request.url.path, echo.SHOWN),
        lang=language.named(request.query_params.get(language.KEY, "")),
        modules=SCRIPTS,
    )
    vary = f"Accept, {language.VARY}"
    headers = {"Cache-Control": "no-store", "Content-Language": t.language, "Vary": vary}
    return HTMLResponse(page, 404, headers)


def _is_for_people(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(NOT_PAGES)
