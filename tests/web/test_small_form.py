"""What a browser sends and breaks off is no fault of ours."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request
from starlette.types import Message

from careplan.errors import InvalidInput
from careplan.web.small_form import small_json


def test_a_browser_that_leaves_while_it_sends_is_no_fault() -> None:
    sent: list[Message] = [
        {"type": "http.request", "body": b'{"act":', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return sent.pop(0)

    request = Request({"type": "http", "headers": [(b"content-type", b"application/json")]}, receive)
    with (
        ThreadPoolExecutor(1) as thread,  # in this one a browser of other tests may have its loop
        pytest.raises(InvalidInput, match="The browser left before all was sent"),
    ):
        thread.submit(lambda: asyncio.run(small_json(request))).result()
