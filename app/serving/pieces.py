"""Answers in pieces: a body is written as fast as its client takes it, and never copied as a whole.

All who are sent the same kept answer share its one buffer; what a client holds of it is a piece or two.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.room import Room

PIECE = 2**16  # bytes; asyncio's buffers stop taking more at as much
A_TURN = 16  # pieces in a row for a client that takes them at once; then others have their turn


class Pieces:
    """Sends long bodies piece by piece; each waits till the client has taken most of those before."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self.app, self.room = app, room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def cut(message: Message) -> None:
            body = message.get("body", b"")
            if message["type"] != "http.response.body" or len(body) <= PIECE:
                return await send(message)
            view, more = memoryview(body), message.get("more_body", False)
            with self.room.sending(body):
                for index, start in enumerate(range(0, len(view), PIECE)):
                    end = start + PIECE
                    await send({**message, "body": view[start:end], "more_body": more or end < len(view)})
                    if index % A_TURN == A_TURN - 1:
                        await asyncio.sleep(0)

        await self.app(scope, receive, cut)
