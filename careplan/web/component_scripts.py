"""The scripts of our components, which a browser fetches once for each version of the program."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from careplan.component_files import COMPONENTS, SCRIPTS, component_script

PATH = SCRIPTS + "{name}"
_FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}
"""A year, the longest that is of use: another content has another address."""


async def script(request: Request) -> Response:
    """Answer the address of a script."""
    found = _scripts().get(request.url.path)
    if found is None:
        return PlainTextResponse("No such script. Reload the page.", status_code=404)
    return Response(found, media_type="text/javascript", headers=_FOR_GOOD)


@cache
def _scripts() -> dict[str, str]:
    """Return the scripts by their addresses."""
    made = (component_script(name) for name in COMPONENTS)
    return {one.address: one.text for one in made}
