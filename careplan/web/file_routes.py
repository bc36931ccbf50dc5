"""Files that buttons give: made whole before the first byte leaves, so that no half file is ever kept.

What cannot be made is told in a sentence that the button shows, with an incident number where careplan itself is at
fault. The store is read to the end at once: a slow line holds up nobody who writes.
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from careplan.button_files import offered
from careplan.errors import CarePlanError, InvalidInput, NotFound
from careplan.web.cookies import token_of
from careplan.web.faults import noted
from careplan.web.small_form import small_json

FILES: Final = "/files"


async def give(request: Request) -> Response:
    """Answer with the file of the button that was pressed, or with why there is none."""
    try:
        asked = await small_json(request)
        return await run_in_threadpool(_made, asked, token_of(request) or "")
    except CarePlanError as refused:
        return _not_made(str(refused), 404 if isinstance(refused, NotFound) else 403)
    except Exception as fault:
        return _not_made(f"The file could not be made. Try again, or report incident {noted(fault)}.", 500)


def _made(asked: object, session: str) -> Response:
    match asked:
        case {"file": str(file_id)}:
            file = offered(file_id, session)
        case _:
            raise InvalidInput("The button said nothing. Reload the page and try again.")
    chunks = list(file.make())
    told = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Length": str(sum(map(len, chunks))),
    }
    return StreamingResponse(iter(chunks), media_type=file.mime, headers=told)


def _not_made(why: str, status: int) -> JSONResponse:
    return JSONResponse({"why": why}, status_code=status)
