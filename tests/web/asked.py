"""Our routes behind our own middleware, in this process, over the clinic of a test: as quick as a function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
from starlette.applications import Starlette

from careplan import opened
from careplan.clinic import Clinic
from careplan.web.app_parts import middleware, routes

Ask = Callable[..., httpx.Response]


@contextmanager
def asking(clinic: Clinic) -> Iterator[Ask]:
    """Give what asks for an address: `ask("/health", method="HEAD", accept="text/plain")`, other names are headers."""
    app = Starlette(routes=routes(), middleware=middleware())

    def ask(path: str, method: str = "GET", body: bytes = b"", **headers: str) -> httpx.Response:
        async def answered() -> httpx.Response:
            transport = httpx.ASGITransport(app, client=("192.0.2.1", 4000))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
                return await client.request(
                    method,
                    path,
                    content=body,
                    headers={name.replace("_", "-"): value for name, value in headers.items()},
                )

        return apart.submit(asyncio.run, answered()).result()

    before, opened._opened[:] = opened._opened[:], [clinic]
    try:
        with ThreadPoolExecutor(1) as apart:  # the thread of the tests may have a loop already: that of the browser
            yield ask
    finally:
        opened._opened[:] = before
