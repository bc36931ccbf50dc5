"""What a screen asks of its session, when it ends, and tells: that its person did something (session_end.js)."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from careplan.coordination.sign_in import ending, who
from careplan.errors import CarePlanError
from careplan.opened import opened_clinic
from careplan.web.cookies import token_of
from careplan.web.small_form import small_json

STATE: Final = "/session/state"
ACTIVE: Final = "/session/active"


async def state(request: Request) -> Response:
    """Answer in how many seconds the session ends; asking is no activity."""
    return JSONResponse(await run_in_threadpool(_state, token_of(request)))


async def active(request: Request) -> Response:
    """Note that the person pressed or typed something, which no other site can tell us; answers as `state`."""
    try:
        await small_json(request)
    except CarePlanError as refusal:
        return JSONResponse({"refused": str(refusal)}, status_code=400)
    return JSONResponse(await run_in_threadpool(_active, token_of(request)))


def _active(token: str | None) -> dict[str, object]:
    who(opened_clinic(), token)
    return _state(token)


def _state(token: str | None) -> dict[str, object]:
    """Return the seconds that are left, 0 where the session has ended, and whether it is for want of use."""
    clinic = opened_clinic()
    end = ending(clinic, token)
    seconds = (end.at - clinic.now()).total_seconds() if end else 0
    return {"seconds": max(0, round(seconds, 1)), "idle": bool(end and end.idle)}
