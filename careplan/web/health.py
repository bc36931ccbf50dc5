"""Whether the server works: for those who watch over it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from careplan.opened import is_open


async def health(request: Request) -> JSONResponse:
    """Answer that the server is up, and whether its clinic is open or still being opened."""
    return JSONResponse({"status": "ok" if is_open() else "opening"})
