"""Where the browser leaves what is typed and not sent yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from careplan.coordination import unsent
from careplan.coordination.sign_in import who
from careplan.errors import CarePlanError, InvalidInput, NotAllowed, NotReady
from careplan.opened import opened_clinic
from careplan.web.cookies import token_of
from careplan.web.small_form import small_json

UNSENT: Final = "/unsent"
_MOST_BYTES: Final = 8 * unsent.MOST
"""A character takes up to four bytes, or more where JSON writes it as a number."""

_LONGEST_AGE: Final = 24 * 60 * 60 * 1000
"""Milliseconds; a browser that could not reach the server tries again for as long as its page is open."""


async def keep(request: Request) -> Response:
    """Keep the text of one field for the person who is signed in.

    204 where it is kept, 503 where nothing can be saved at present, 400 where it is refused.
    """
    try:
        sent = await small_json(request, _MOST_BYTES)
        await run_in_threadpool(_keep, sent, token_of(request))
    except NotReady:
        return Response(status_code=503)
    except CarePlanError:
        return Response(status_code=400)
    return Response(status_code=204)


def _keep(sent: object, token: str | None) -> None:
    match sent:
        case {"field": str(field), "text": str(text), "age": int(age)} if 0 <= age < _LONGEST_AGE:
            pass
        case _:
            raise InvalidInput("The text cannot be read. Reload the page and try again.")
    clinic = opened_clinic()
    actor = who(clinic, token)
    if actor is None:
        raise NotAllowed("You are signed out. Sign in, then do it again.")
    unsent.keep(clinic, actor, field, text, age=timedelta(milliseconds=age))
