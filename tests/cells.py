"""Runs a notebook's cell against the app, without a network."""

import ast
from functools import partial
from typing import Any

import anyio
import httpx
import pytest


async def shown_by(cell: str, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a notebook shows below a cell: the value of its last line."""

    def ask(method: str, url: str, *, timeout: float, **more: Any) -> httpx.Response:
        return anyio.from_thread.run(partial(client.request, method, url, **more))

    def run() -> Any:
        *lines, last = ast.parse(cell).body
        names: dict[str, Any] = {}
        exec(compile(ast.Module(lines, []), "cell", "exec"), names)
        assert isinstance(last, ast.Expr)
        return eval(compile(ast.Expression(last.value), "cell", "eval"), names)

    for method in ("get", "post"):
        monkeypatch.setattr(httpx, method, partial(ask, method.upper()))
    return await anyio.to_thread.run_sync(run)
