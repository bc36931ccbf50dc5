"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from careplan.coordination import sign_in
from careplan.coordination.known_device import remembered
from careplan.coordination.provider_sign_in import WAY, provider_label
from careplan.errors import CarePlanError, NotAllowed
from careplan.login_session import Visit, new_token
from careplan.opened import opened_clinic
from careplan.settings import is_loopback
from careplan.team import Role
from careplan.web.cookies import (
    TRIP_PATH,
    Refused,
    drop_refused,
    drop_token,
    form_token,
    refused_before,
    set_form_token,
    set_known,
    set_refused,
    set_token,
    token_of,
)
from careplan.web.forms import refuse_foreign, visit_of
from careplan.web.gate import is_signed_in
from careplan.web.local_path import local_path, signin_address
from careplan.web.own_page import draw
from careplan.web.small_form import small_form

if TYPE_CHECKING:
    from careplan.clinic import Clinic

_Enter = Callable[["Clinic", dict[str, str], Visit], str]


async def first_screen(request: Request) -> Response:
    """Send the bare address to the first screen of the person's role, which has an address of its own."""
    return RedirectResponse(await run_in_threadpool(_first_of, token_of(request)), status_code=303)


async def page(request: Request) -> Response:
    """Show the form; who is signed in already goes on."""
    back = local_path(request.query_params.get("next"))
    if await run_in_threadpool(is_signed_in, token_of(request)):
        return RedirectResponse(back, status_code=303)
    return await run_in_threadpool(_page, request, back)


def _first_of(token: str | None) -> str:
    clinic = opened_clinic()
    person = sign_in.who(clinic, token, active=False)
    return f"/{clinic.catalogue.roles[person.role].first}" if person else "/signin"


async def back_to_page(request: Request) -> Response:
    """Lead to the form from an address to which forms are only sent."""
    return RedirectResponse("/signin", status_code=303)


async def login(request: Request) -> Response:
    """Open a session by name and password."""
    return await _enter(
        request, lambda clinic, form, visit: sign_in.sign_in(clinic, form["name"], form["password"], visit)
    )


async def demo(request: Request) -> Response:
    """Open a session of the demo's account with the chosen role."""
    return await _enter(request, lambda clinic, form, visit: _enter_demo(request, clinic, form["role"], visit))


async def logout(request: Request) -> Response:
    """End the session in every tab of the browser; the gate has refused what another site sends."""
    way = await run_in_threadpool(lambda: sign_in.sign_out(opened_clinic(), token_of(request)))
    response = RedirectResponse("/signin?left=oidc" if way == WAY else "/signin", status_code=303)
    drop_token(response, request.cookies)
    return response


async def _enter(request: Request, by: _Enter) -> Response:
    """Open a session `by` what was sent and go where the person wanted, or back to the form, which says why."""
    form, visit = {"name": "", "password": "", "role": ""}, visit_of(request)
    try:
        form |= await small_form(request)
        refuse_foreign(request, form.get("form_token", ""))
        token = await run_in_threadpool(lambda: by(opened_clinic(), form, visit))
    except CarePlanError as refusal:
        return refused_to_page(request, str(refusal), local_path(form.get("next")), form["name"])
    response = RedirectResponse(local_path(form.get("next")), status_code=303)
    let_in(response, request, opened_clinic(), token, form["name"].strip())
    return response


def refused_to_page(request: Request, why: str, back: str, name: str = "") -> Response:
    """Lead to the form, which says why nobody was let in; `back` is the screen that was asked for."""
    response = RedirectResponse(signin_address(back, ""), status_code=303)
    set_refused(response, request, Refused(why, name))
    return response


def let_in(response: Response, request: Request, clinic: Clinic, token: str, account: str) -> None:
    """Give the browser the token of a new session, and let it keep that this account was signed in to in it."""
    set_token(response, request, token, seconds=int(clinic.settings.longest.total_seconds()))
    if account:
        set_known(response, request, remembered(clinic, visit_of(request).keeps, account))


def _enter_demo(request: Request, clinic: Clinic, role: str, visit: Visit) -> str:
    if not _may_show_demo(request, clinic):
        raise NotAllowed("Only a demo clinic on this machine is entered without a password.")
    return sign_in.enter_demo(clinic, role, visit)


def _page(request: Request, back: str) -> Response:
    clinic, refused = opened_clinic(), refused_before(request)
    notices, token = clinic.content.notices.notices, form_token(request) or new_token()
    roles: list[Role] = sign_in.demo_roles(clinic) if _may_show_demo(request, clinic) else []
    html = draw(
        "sign_in.html",
        back=back,
        leave=f"{TRIP_PATH}?{urlencode({'next': back})}",
        provider=provider_label(clinic),
        ended=token_of(request) is not None and not refused.why,
        left_provider=request.query_params.get("left") == WAY,
        form_token=token,
        name=refused.name,
        wrong=refused.why,
        roles=roles,
        has_accounts=sign_in.has_accounts(clinic),
        notice=notices.full,
        data_notice=notices.data,
    )
    response = HTMLResponse(html, status_code=401 if refused.why else 200)
    set_form_token(response, request, token)
    if refused.why:
        drop_refused(response, request)
    return response


def _may_show_demo(request: Request, clinic: Clinic) -> bool:
    """Return whether the doors without a password may be shown: to this machine only, never through a proxy."""
    here = request.client is not None and is_loopback(request.client.host)
    return here and not clinic.settings.behind_proxy
