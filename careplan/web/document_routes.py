"""Documents as pages of their own: the browser shows the PDF, from where it is printed or kept.

Each is made when it is asked for, under the rights of who is signed in. What cannot be made is told on a page of ours,
with an incident number where careplan itself is at fault.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from careplan.coordination.sign_in import who
from careplan.errors import CarePlanError, DocumentFailed, NotFound
from careplan.opened import opened_clinic
from careplan.screen import PRINTED
from careplan.web.cookies import token_of
from careplan.web.faults import noted
from careplan.web.own_page import draw

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.coordination.documents import Document
    from careplan.team import Practitioner

_NO_MEETING: Final = "There is no such meeting."
Making = Callable[["Clinic", "Practitioner", Request], "Document"]


def document_routes() -> list[BaseRoute]:
    """Return the routes of all documents."""
    return [
        Route(f"{PRINTED}hand-out/{{plan}}", _answering(_hand_out)),
        Route(f"{PRINTED}summary/{{plan}}", _answering(_summary)),
        Route(f"{PRINTED}minutes/{{team:int}}/{{day}}", _answering(_minutes)),
    ]


def _hand_out(clinic: Clinic, actor: Practitioner, request: Request) -> Document:
    from careplan.coordination.documents import hand_out  # imported when asked for, as all that sets documents

    return hand_out(clinic, request.path_params["plan"], actor=actor)


def _summary(clinic: Clinic, actor: Practitioner, request: Request) -> Document:
    from careplan.coordination.documents import summary

    return summary(clinic, request.path_params["plan"], actor=actor)


def _minutes(clinic: Clinic, actor: Practitioner, request: Request) -> Document:
    from careplan.coordination.documents import minutes_document

    with suppress(ValueError):
        day = date.fromisoformat(request.path_params["day"])
        return minutes_document(clinic, request.path_params["team"], day, actor=actor)
    raise NotFound(_NO_MEETING)


def _answering(make: Making) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_made, make, request)

    return answer


def _made(make: Making, request: Request) -> Response:
    clinic = opened_clinic()
    actor = who(clinic, token_of(request))
    if actor is None:
        return _not_made("You are signed out. Sign in, then ask for the document again.", 401)
    try:
        document = make(clinic, actor, request)
    except DocumentFailed as failed:
        return _not_made(f"{failed} Try again, or report incident {noted(failed)}.", 500)
    except CarePlanError as refused:
        return _not_made(str(refused), 404 if isinstance(refused, NotFound) else 403)
    told = {"Content-Disposition": f'inline; filename="{document.name}"'}
    return Response(document.pdf, media_type="application/pdf", headers=told)


def _not_made(why: str, status: int) -> HTMLResponse:
    return HTMLResponse(draw("no_document.html", why=why), status_code=status)
