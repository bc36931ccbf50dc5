"""Plans read by other systems, as FHIR R4: GET only, each with the token of one plan, and off unless a setting says so.

Every answer is FHIR: a resource, or an OperationOutcome that says what is wrong and what to do.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from careplan.errors import NotAllowed, NotFound, NotReady
from careplan.opened import opened_clinic
from careplan.web.faults import noted
from careplan.web.forms import visit_of

ROOT: Final = "/fhir"
FOLDER: Final = f"{ROOT}/"
PATH: Final = FOLDER + "{place:path}"
_READING: Final = frozenset({"GET", "HEAD"})
_JSON: Final = frozenset({"json", "text/json", "application/json", "application/fhir+json", "application/*", "*/*", ""})
_MIME: Final = "application/fhir+json; charset=utf-8"


class Fhir:
    """ASGI endpoint; requests of every method come here, so that what is refused is refused as FHIR says it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a resource of the plan that the token is for, or tell a fault of ours by its incident number."""
        try:
            answer = await run_in_threadpool(_fhir, Request(scope, receive))
        except Exception as fault:
            answer = wrong(500, "exception", f"This failed. Report incident {noted(fault)}.")
        await answer(scope, receive, send)


def is_fhir(path: str) -> bool:
    """Return whether an address is one of these."""
    return path == ROOT or path.startswith(FOLDER)


def _fhir(request: Request) -> Response:
    clinic = opened_clinic()
    if not clinic.settings.fhir:
        return wrong(404, "not-found", "There is nothing here.")
    if request.method not in _READING:
        return wrong(405, "not-supported", "This server is only read: use GET.", allow="GET, HEAD")
    if not _wants_json(request):
        return wrong(406, "not-supported", "This server answers in JSON of FHIR R4 (application/fhir+json).")
    base = f"{clinic.settings.address or f'{request.url.scheme}://{request.url.netloc}'}{ROOT}"
    place = tuple(str(request.path_params.get("place", "")).split("/"))
    if place == ("metadata",):
        from careplan.exchange.fhir_rest import capabilities

        return Response(capabilities(base, version("careplan")), media_type=_MIME)
    return _of_plan(request, base, place)


def _of_plan(request: Request, base: str, place: tuple[str, ...]) -> Response:
    from careplan.coordination.fhir_address import read_plan  # the port opens before this is imported
    from careplan.exchange.fhir_parts import resource_json
    from careplan.exchange.fhir_rest import everything

    try:
        found = read_plan(opened_clinic(), _token(request), where=visit_of(request).address)
    except NotFound:
        words = "Send the token that you were given, as Authorization: Bearer. It may have ended: ask who gave it."
        return wrong(401, "login", words, www_authenticate="Bearer")
    except NotAllowed:
        words = "There were too many tries. Wait a quarter of an hour."
        return wrong(429, "throttled", words, retry_after="900")
    except NotReady:
        return wrong(503, "transient", "Nothing can be read at present. Try again later.")
    match place:
        case (kind, name) if (kind, name) in found:
            return _given(request, resource_json(found[kind, name]))
        case ("Patient", name, "$everything") if ("Patient", name) in found:
            return _given(request, everything(found, base))
    return wrong(404, "not-found", "There is no such resource in the plan that this token reads. See metadata.")


def _given(request: Request, told: str) -> Response:
    """Return what was asked for, or that it is as it was when it was given with that entity tag.

    The tag is of the text itself: what a task says of today changes by the day, and no version of its record with it.
    """
    tag = f'W/"{sha256(told.encode()).hexdigest()[:32]}"'
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Response(status_code=304, headers={"etag": tag})
    return Response(told, media_type=_MIME, headers={"etag": tag})


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _wants_json(request: Request) -> bool:
    """Whether JSON of R4 is among what is asked for; `_format` in the address wins over the header."""
    asked = request.query_params.get("_format") or request.headers.get("accept", "")
    for one in asked.split(","):
        kind, *details = (part.strip().lower().replace(" ", "+") for part in one.split(";"))
        versions = [detail.partition("=")[2].strip('"') for detail in details if detail.startswith("fhirversion=")]
        if kind in _JSON and all(asked_for.startswith("4.0") for asked_for in versions):
            return True
    return False


def wrong(status: int, code: str, words: str, **headers: str) -> Response:
    """Return an OperationOutcome; `code` is one of FHIR's issue types."""
    from careplan.exchange.fhir_rest import outcome

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(outcome(code, words), status_code=status, media_type=_MIME, headers=named)
