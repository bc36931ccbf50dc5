"""Links for one use: who has one chooses a password on a page of ours and is signed in.

The token stands in the address only until the link is opened: it goes into a cookie for this page, and the browser is
sent on to an address without it. Opening changes nothing, so what looks at links before people do uses none up.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from careplan.coordination import sign_in
from careplan.errors import CarePlanError
from careplan.login_session import new_token
from careplan.opened import opened_clinic
from careplan.password import SHORTEST
from careplan.web.cookies import drop_link, form_token, link_of, set_form_token, set_link, token_of
from careplan.web.forms import refuse_foreign, visit_of
from careplan.web.local_path import FIRST
from careplan.web.own_page import draw
from careplan.web.sign_in_routes import let_in
from careplan.web.small_form import small_form

PAGE = "/link"


async def opened(request: Request) -> Response:
    """Take the token out of the address."""
    response = RedirectResponse(PAGE, status_code=303)
    set_link(response, request, request.path_params["token"])
    return response


async def page(request: Request) -> Response:
    """Show the form, or that the link does not hold."""
    return await run_in_threadpool(_page, request)


async def choose(request: Request) -> Response:
    """Keep the password that was chosen and sign the person in, or show the form again, which says why not."""
    form = {"name": "", "password": "", "again": ""}
    try:
        form |= await small_form(request)
        refuse_foreign(request, form.get("form_token", ""))
        return await run_in_threadpool(_choose, request, form)
    except CarePlanError as refusal:
        return await run_in_threadpool(_page, request, str(refusal), form["name"])


def _choose(request: Request, form: dict[str, str]) -> Response:
    from careplan.coordination import links  # what it needs takes longer to import than the port may take to open

    clinic = opened_clinic()
    person = links.choose_password(clinic, link_of(request), form["password"], form["again"], name=form["name"].strip())
    sign_in.sign_out(clinic, token_of(request))  # of whoever was signed in here before
    token = sign_in.open_session(clinic, person, way="link", visit=visit_of(request))
    response = RedirectResponse(FIRST, status_code=303)
    let_in(response, request, clinic, token, person.id)
    drop_link(response, request)
    return response


def _page(request: Request, wrong: str = "", name: str = "") -> Response:
    from careplan.coordination import links

    clinic, token = opened_clinic(), form_token(request) or new_token()
    try:
        account = links.whose(clinic, link_of(request))
    except CarePlanError as refusal:
        return HTMLResponse(draw("link_gone.html", why=str(refusal)), status_code=410)
    shown = {"account": account, "name": name, "wrong": wrong, "form_token": token, "shortest": SHORTEST}
    response = HTMLResponse(draw("link.html", **shown), status_code=422 if wrong else 200)
    set_form_token(response, request, token)
    return response
