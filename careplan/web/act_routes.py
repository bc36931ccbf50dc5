"""Acts that a list posts, so that they are kept before anything is drawn.

The drawing follows as a trigger of Streamlit with the same nonce, and says what the act came to. So the answer here
tells only whether it was kept, and what was done: a refusal is put into words where it can be seen.
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from careplan.coordination.sign_in import who
from careplan.errors import CarePlanError, NotAllowed
from careplan.opened import opened_clinic
from careplan.web.cookies import token_of
from careplan.web.small_form import small_json

ACTS: Final = "/acts"


async def keep(request: Request) -> Response:
    """Keep one act of the person who is signed in; answers whether it was kept, and what was done in words."""
    try:
        sent = await small_json(request)
        said = await run_in_threadpool(_keep, sent, token_of(request))
    except CarePlanError:
        return JSONResponse({"kept": False})
    return JSONResponse({"kept": True, "said": said})


def _keep(sent: object, token: str | None) -> str:
    from careplan.pressed import keep_act, parse_act  # the acts take longer to import than the port may take to open

    clinic = opened_clinic()
    actor = who(clinic, token)
    if actor is None:
        raise NotAllowed("You are signed out. Sign in, then do it again.")
    return f"{keep_act(clinic, parse_act(sent), actor=actor).words}."
