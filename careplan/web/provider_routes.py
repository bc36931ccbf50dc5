"""The way to the clinic's identity provider and back.

It begins with a link and not with a form: a browser follows no form to another place (form-action of the content
security policy), and what a link of another site begins ends with the person's own account or with nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from careplan.coordination import provider_sign_in
from careplan.coordination.sign_in import who
from careplan.errors import CarePlanError
from careplan.opened import opened_clinic
from careplan.web.cookies import TRIP_PATH, drop_trip, set_trip, token_of, trip_kept
from careplan.web.forms import visit_of
from careplan.web.local_path import local_path
from careplan.web.own_page import draw
from careplan.web.sign_in_routes import let_in, refused_to_page

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.coordination.provider_sign_in import Trip
    from careplan.team import Practitioner

LEAVE: Final = TRIP_PATH
AGAIN: Final = f"{TRIP_PATH}/again"
CALLBACK: Final = f"{TRIP_PATH}/callback"
_MOST_LETTERS: Final = 4_096
"""Of what comes back in the address."""


async def leave(request: Request) -> Response:
    """Send the browser to the provider to sign in."""
    return await run_in_threadpool(_leave, request)


async def leave_again(request: Request) -> Response:
    """Send somebody who is signed in to the provider to enter the password once more."""
    return await run_in_threadpool(_leave_again, request)


async def come_back(request: Request) -> Response:
    """Let in whom the provider names, or say why not."""
    return await run_in_threadpool(_come_back, request)


def _leave(request: Request) -> Response:
    back = local_path(request.query_params.get("next"))
    try:
        return _sent(request, back=back)
    except CarePlanError as refusal:
        return refused_to_page(request, str(refusal), back)


def _leave_again(request: Request) -> Response:
    try:
        return _sent(request, again=who(opened_clinic(), token_of(request)))
    except CarePlanError as refusal:
        return _confirmed(str(refusal))


def _sent(request: Request, *, back: str = "", again: Practitioner | None = None) -> Response:
    clinic = opened_clinic()
    there = provider_sign_in.set_out(clinic, _callback(clinic, request), back=back, again=again)
    response = RedirectResponse(there.address, status_code=303)
    set_trip(response, request, there.keeps, seconds=int(provider_sign_in.HOLDS.total_seconds()))
    return response


def _come_back(request: Request) -> Response:
    clinic = opened_clinic()
    trip = provider_sign_in.trip_of(clinic, trip_kept(request))
    response = (_come_back_again if trip.again else _let_in)(clinic, request, trip)
    drop_trip(response, request)
    return response


def _let_in(clinic: Clinic, request: Request, trip: Trip) -> Response:
    back = local_path(trip.back)
    try:
        arrived = provider_sign_in.arrive(clinic, trip, _answer(request), _callback(clinic, request), visit_of(request))
    except CarePlanError as refusal:
        return refused_to_page(request, str(refusal), back)
    response = RedirectResponse(back, status_code=303)
    let_in(response, request, clinic, arrived.token, arrived.account)
    return response


def _come_back_again(clinic: Clinic, request: Request, trip: Trip) -> Response:
    actor = who(clinic, token_of(request))
    try:
        provider_sign_in.confirm(clinic, trip, _answer(request), _callback(clinic, request), actor)
    except CarePlanError as refusal:
        return _confirmed(str(refusal))
    return _confirmed()


def _confirmed(why: str = "") -> Response:
    return HTMLResponse(draw("confirmed.html", why=why), status_code=403 if why else 200)


def _answer(request: Request) -> dict[str, str]:
    """Return what the provider gave the browser to bring; nothing where that is too long to be of a provider."""
    return dict(request.query_params) if len(request.url.query) <= _MOST_LETTERS else {}


def _callback(clinic: Clinic, request: Request) -> str:
    """Return our address to come back to, as the provider was told it."""
    return f"{clinic.settings.address or str(request.base_url).rstrip('/')}{CALLBACK}"
