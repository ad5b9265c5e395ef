"""Server-sent events: a comparison as it is trained.

    question   what the answer will begin with, before the first progress: {experiment, data}
    progress   how far it is: {run, runs, activation, epoch, epochs, loss, accuracy, share}
    frame      the boundary so far: {run, activation, epoch, loss, accuracy, boundary: {x, y, z}},
               z in base64; loss and accuracy of the same weights
    timing     before the result, how many milliseconds of CPU each run's training took: {runs: [...]}
    result     what /api/v1/compare answers, byte for byte; the last event
    problem    what it would answer where there is none; the last event

Whatever refuses the request does so before the stream begins, with a status of its own.
"""

import logging
from collections.abc import AsyncIterator, Iterator

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api import caching, documentation, problems
from app.api.leaving import unless_gone
from app.api.routes import posted
from app.api.schema import Asked, asked_in_query
from app.jobs.answer import Answer
from app.jobs.errors import JobError, TooSlow
from app.jobs.runner import Runner, Ticket
from app.metrics import Metrics

log = logging.getLogger("bendline.api")

router = APIRouter()

HEARTBEAT = b":\n\n"  # a comment, which clients pass over


@router.get("/api/v1/compare/events", **documentation.watching("GET"))
async def get_compare_events(request: Request) -> Response:
    """Watch a comparison being trained: progress and frames on the way, then the result."""
    return await _stream(request, asked_in_query(request.query_params, "compare"))


@router.post("/api/v1/compare/events", **documentation.watching("POST"))
async def post_compare_events(request: Request) -> Response:
    """The same, asked in JSON: with one's own points, if there are any."""
    return await _stream(request, await posted(request, "compare"))


async def _stream(request: Request, asked: Asked) -> Response:
    runner: Runner = request.app.state.runner
    known = await runner.known(asked.experiment, "compare")
    if known is not None:
        return EventStream(_kept(known), runner.metrics)
    ticket = runner.admit(asked.experiment, "compare")
    return EventStream(_events(ticket, asked.partial), runner.metrics, ticket)


async def _kept(answer: Answer) -> AsyncIterator[bytes]:
    for piece in _ending(answer):
        yield piece


async def _events(ticket: Ticket, partial: bool) -> AsyncIterator[bytes]:
    yield HEARTBEAT  # the headers leave with it: the client knows that it was admitted
    try:
        try:
            begun = False
            async for news in ticket.progress():
                if news is None:
                    yield HEARTBEAT
                    continue
                if not begun:
                    yield event("question", news.question)
                begun = True
                yield event("progress", news.told) + event("frame", news.frame)
            answer = ticket.landed()
        except TooSlow:
            if not partial:
                raise
            answer = await ticket.runner.conclude(ticket.flight)
    except JobError as error:
        yield event("problem", bytes(problems.of_job(error).body))
    except Exception:
        log.exception("unforeseen, on a stream")
        yield event("problem", bytes(problems.unforeseen().body))
    else:
        for piece in _ending(answer):
            yield piece


def _ending(answer: Answer) -> Iterator[bytes]:
    """The last two events, in pieces: the body, which holds no time, is the very one that is kept."""
    yield event("timing", orjson.dumps({"runs": answer.runs})) + b"event: result\ndata: "
    yield answer.body
    yield b"\n\n"


def event(name: str, data: bytes) -> bytes:
    """One event; the data is JSON, and JSON from here has no line breaks."""
    return b"event: %s\ndata: %s\n\n" % (name.encode(), data)


class EventStream(Response):
    """A stream of events, which ends when the client leaves; the ticket, if any, is then given back."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[bytes], metrics: Metrics, ticket: Ticket | None = None) -> None:
        # X-Accel-Buffering: nginx would otherwise keep events back till it has a bufferful.
        super().__init__(headers={**caching.NOT_KEPT, "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self.events, self.metrics, self.ticket = events, metrics, ticket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self.metrics.streams.track_inprogress():
                await unless_gone(receive, self._send(send))
        finally:
            if self.ticket is not None:
                self.ticket.leave()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for text in self.events:
            await send({"type": "http.response.body", "body": text, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
