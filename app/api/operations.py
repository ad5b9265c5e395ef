"""The route of those who run the server; it is no part of the API that /docs describes."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.metrics import CONTENT_TYPE

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def get_metrics(request: Request) -> Response:
    """The app's counts, for Prometheus."""
    body = request.app.state.metrics.exposition()
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE)
