"""The sockets that the server listens on."""

import asyncio
import socket

import pytest

from app.serving.door import Taken, listen


@pytest.mark.parametrize(("host", "words"), [("192.0.2.1", "--host"), ("no.such.host.invalid", "no address")])
def test_an_address_of_another_machine_is_said_in_one_line(host, words):
    with pytest.raises(Taken, match=words):
        listen(host, 0, 1)


async def test_a_small_answer_never_waits_for_the_one_before_to_be_confirmed(anyio_backend):
    """Nagle's algorithm would hold it back, some 40 ms for each request of a kept connection."""
    accepted = asyncio.get_running_loop().create_future()

    class Guest(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted.set_result(transport)

    (door,) = listen("127.0.0.1", 0, 1)
    async with await asyncio.get_running_loop().create_server(Guest, sock=door):
        with socket.create_connection(door.getsockname()):
            transport = await accepted
            connection = transport.get_extra_info("socket")
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            transport.close()
