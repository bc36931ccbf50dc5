"""Whether the server works: for those who watch over it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse


async def health(request: Request) -> JSONResponse:
    """Answer that the server is up. It was not reached before the clinic was open."""
    return JSONResponse({"status": "ok"})
