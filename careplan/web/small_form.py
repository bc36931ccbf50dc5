"""Reads what was sent, with a bound: anyone may send a form, and whoever is signed in an act."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

from careplan.errors import InvalidInput

_MOST_BYTES = 8_192
_MOST_FIELDS = 10


async def small_form(request: Request) -> dict[str, str]:
    """Return the fields of an urlencoded form, each once; raises InvalidInput for anything larger or odd."""
    body = await _small_body(request)
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise InvalidInput("The form cannot be read. Reload the page and try again.") from None
    return {name: values[-1] for name, values in fields.items()}


async def small_json(request: Request, most: int = _MOST_BYTES) -> object:
    """Return what was sent as JSON and is called so, which no page of another origin can do; raises InvalidInput.

    `most`: bytes that are read.
    """
    if request.headers.get("content-type") != "application/json":
        raise InvalidInput("An act is sent as JSON. Reload the page and try again.")
    try:
        return json.loads(await _small_body(request, most))
    except (ValueError, RecursionError):
        raise InvalidInput("The act cannot be read. Reload the page and try again.") from None


async def _small_body(request: Request, most: int = _MOST_BYTES) -> str:
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise InvalidInput("The form is too large. Reload the page and try again.")
    except ClientDisconnect:  # nobody reads the answer, and nothing of ours has failed
        raise InvalidInput("The browser left before all was sent. Reload the page and try again.") from None
    try:
        return body.decode()
    except ValueError:
        raise InvalidInput("The form cannot be read. Reload the page and try again.") from None
