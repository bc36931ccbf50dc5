"""The calendar of a person, for the program that shows it: who knows its address reads it, and nobody signs in.

The address is the key, so it stands in no log of ours; what does not hold gets one answer, whatever the reason.
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from careplan.errors import CarePlanError, NotAllowed
from careplan.opened import opened_clinic
from careplan.web.forms import visit_of

FOLDER: Final = "/calendar/"
PATH: Final = FOLDER + "{name:path}"
_END: Final = ".ics"


async def calendar(request: Request) -> Response:
    """Answer with the calendar, or that it is the one that the program has already."""
    return await run_in_threadpool(_calendar, request)


def _calendar(request: Request) -> Response:
    from careplan.coordination.calendar_address import read_calendar  # the port opens before this is imported
    from careplan.exchange.task_calendar import mark_of, write

    clinic = opened_clinic()
    address = clinic.settings.address or f"{request.url.scheme}://{request.url.netloc}"
    token = str(request.path_params["name"]).removesuffix(_END)
    try:
        entries = read_calendar(clinic, token, where=visit_of(request).address, address=address)
    except NotAllowed:
        words = "Too many tries. Wait a quarter of an hour."
        return PlainTextResponse(words, status_code=429, headers={"retry-after": "900"})
    except CarePlanError:
        return PlainTextResponse("There is no calendar at this address.", status_code=404)
    demo = clinic.store.is_demo()
    mark = f'W/"{mark_of(entries, demo=demo)}"'
    if mark in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers={"etag": mark})
    name = {"content-disposition": 'inline; filename="careplan.ics"', "etag": mark}
    return Response(write(entries, demo=demo), media_type="text/calendar; charset=utf-8", headers=name)
