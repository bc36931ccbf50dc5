"""Reads a form that was sent, with a bound: anyone may send one."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request

from careplan.errors import InvalidInput

_MOST_BYTES = 8_192
_MOST_FIELDS = 10


async def small_form(request: Request) -> dict[str, str]:
    """Return the fields of an urlencoded form, each once; raises InvalidInput for anything larger or odd."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise InvalidInput("The form is too large. Reload the page and try again.")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise InvalidInput("The form cannot be read. Reload the page and try again.") from None
    return {name: values[-1] for name, values in fields.items()}
