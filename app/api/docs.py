"""The API's page at /docs: Swagger UI, its files taken from an installed package and served from here."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse, Response

PACKAGE = "fastapi_offline"  # carries Swagger UI's files; nothing of it is imported
FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
A_DAY = {"Cache-Control": "public, max-age=86400"}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bendline API</title>
<link rel="icon" href="/static/favicon.svg">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

START = """SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def get_docs() -> Response:
    """The page."""
    return HTMLResponse(PAGE)


@router.get("/docs/start.js")
async def get_start() -> Response:
    """The script that starts it."""
    return Response(START, media_type="text/javascript", headers=A_DAY)


def _folder() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"{PACKAGE} is not installed, and /docs is made of its files")
    return Path(spec.submodule_search_locations[0]) / "static"


def _add(name: str, media_type: str) -> None:
    path = _folder() / name

    @router.get(f"/docs/{name}", name=name)
    async def get_file() -> Response:
        return FileResponse(path, media_type=media_type, headers=A_DAY)


for _name, _media_type in FILES.items():
    _add(_name, _media_type)
