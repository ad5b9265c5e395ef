"""Problems: the one body of every failure (RFC 9457, application/problem+json).

Routes never catch. What they raise ends here, or in `Guard` where nobody foresaw it.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import echo
from app.api.echo import shown
from app.api.errors import ApiError, Fault, NoInsight, NotJson, NotKept, Refused, TooMuch, Unreadable
from app.api.identity import request_id
from app.jobs.errors import Busy, Closing, Crowded, JobError, TooLarge, TooSlow, Unanswerable, WorkerLost

log = logging.getLogger("bendline.api")

LONGEST = 14_000  # bytes of what a problem says of its faults: with all the rest, less than 16 kB

CLIENT_GONE = 499  # nobody is there to read it but the access log

STATUS: dict[type[Exception], int] = {
    Refused: 422,
    Unreadable: 400,
    TooMuch: 413,
    NotJson: 415,
    NotKept: 404,
    NoInsight: 404,
    TooLarge: 422,
    Unanswerable: 422,
    Busy: 503,
    Crowded: 503,
    Closing: 503,
    TooSlow: 504,
    WorkerLost: 500,
}

TITLES = {
    400: "The request cannot be read",
    404: "There is nothing here",
    405: "This address takes other methods",
    413: "The body is too large",
    414: "The address is too long",
    415: "The body is of the wrong kind",
    422: "The experiment cannot be run as asked",
    431: "The headers are too long",
    500: "Something broke on the server",
    503: "The server is busy",
    504: "The experiment took too long",
}


def problem(
    status: int,
    detail: str,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
    code: str = "",
    values: Mapping[str, Any] | None = None,
) -> Response:
    """The answer to a request that failed."""
    body = orjson.dumps(_body(status, detail, [_error(fault) for fault in faults], code, values or {}))
    headers = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body, status, headers, "application/problem+json")


def refusal(status: int, refused: Refused) -> Response:
    """The answer to fields that cannot be accepted: as many faults as it has room for, and how many more."""
    told, room = [], LONGEST
    for fault in refused.faults:
        error = _error(fault)
        room -= len(orjson.dumps(error)) + len(orjson.dumps(fault.message))
        if told and room < 0:
            break
        told.append(error)
    more = refused.more + len(refused.faults) - len(told)
    detail = " ".join([error["message"] for error in told] + ([f"And {more:,} more."] if more else []))
    body = _body(status, detail, told, told[0]["code"], {"more": more} if more else {})
    return Response(orjson.dumps(body), status, {"Cache-Control": "no-store"}, "application/problem+json")


def _body(
    status: int, detail: str, errors: Sequence[Mapping[str, Any]], code: str, values: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "values": values,
        "errors": errors,
        "request_id": request_id.get(),
    }


def _error(fault: Fault) -> dict[str, Any]:
    place = {} if fault.position is None else {"position": fault.position}
    said = {"message": fault.message, "code": fault.code, "values": fault.values}
    field = echo.cut(fault.field, echo.LONGEST_NAME)
    return {"field": field, "value": echo.plain(fault.value), **said, **place}


def install(app: FastAPI) -> None:
    """Answer every exception with a problem."""
    app.add_exception_handler(ApiError, _on_api_error)  # type: ignore[arg-type]
    app.add_exception_handler(JobError, _on_job_error)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, on_http_exception)  # type: ignore[arg-type]
    app.add_exception_handler(ClientDisconnect, _on_disconnect)


async def _on_api_error(request: Request, error: ApiError) -> Response:
    if isinstance(error, Refused):
        return refusal(STATUS[type(error)], error)
    return problem(STATUS[type(error)], str(error), code=error.code, values=error.values)


async def _on_job_error(request: Request, error: JobError) -> Response:
    return of_job(error)


def of_job(error: JobError) -> Response:
    """The answer where an experiment has none."""
    status, headers = STATUS[type(error)], retry_after(error)
    if not isinstance(error, Unanswerable):
        return problem(status, str(error), (), headers, error.code, error.values)
    field = error.field or "body"
    fault = Fault(field, error.value, str(error), code=error.code, values=error.values)
    return problem(status, str(error), (fault,), headers, error.code)


def unforeseen() -> Response:
    """The answer to what nobody thought of; the log says more."""
    text = "The error has been logged. Try again, or try another experiment."
    return problem(500, text, code="unforeseen")


def retry_after(error: JobError) -> dict[str, str]:
    """The header that says when to ask again, where that helps."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, Busy | Closing) else {}


async def on_http_exception(request: Request, error: HTTPException) -> Response:
    """The answer to an address or a method that there is not."""
    path = shown(request.url.path)
    if error.status_code == 404:
        return problem(404, f"There is no page at {path}. The API is described at /docs.", code="no_page")
    if error.status_code == 405:
        methods = ", ".join(_allowed(request))
        sent = echo.cut(request.method, echo.LONGEST_NAME)
        text = f"{path} takes {methods}, not {sent}."
        values = {"path": path, "methods": methods, "sent": sent}
        return problem(405, text, headers={"Allow": methods}, code="method", values=values)
    return problem(error.status_code, str(error.detail), headers=error.headers)


async def _on_disconnect(request: Request, error: Exception) -> Response:
    return Response(status_code=CLIENT_GONE)


def _allowed(request: Request) -> list[str]:
    """The methods that some route takes at this path: each is simply tried."""
    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    routes = request.app.router.routes
    taken = [
        method
        for method in methods
        if any(route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes)
    ]
    return [*taken, "HEAD"] if "GET" in taken else taken


class Guard:
    """Answers what nobody foresaw with a plain problem; the traceback goes to the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("unforeseen, at %s, request %s", scope["path"], request_id.get())
            await unforeseen()(scope, receive, send)
