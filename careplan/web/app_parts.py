"""What app.py gives to the server: routes, middleware, start, and what a fault in a screen shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from careplan.screen import ADDRESSES
from careplan.settings import read_settings
from careplan.web import (
    act_routes,
    calendar_routes,
    component_scripts,
    document_routes,
    fhir_routes,
    file_routes,
    health,
    link_routes,
    provider_routes,
    session_routes,
    sign_in_routes,
    unsent_route,
)
from careplan.web.faults import QuietFaults, keep_faults_ours, script_failed
from careplan.web.gate import Gate
from careplan.web.headers import SecurityHeaders, content_security_policy
from careplan.web.no_such_page import NoSuchPage
from careplan.web.shell import shell

__all__ = ["lifespan", "middleware", "routes", "script_failed"]


def routes() -> list[BaseRoute]:
    """Return our own routes. What Streamlit serves besides its page is its own; nothing else has an address."""
    return [
        Route("/", sign_in_routes.first_screen),
        Route("/health", health.health),
        Route("/signin", sign_in_routes.page),
        Route("/session/login", sign_in_routes.login, methods=["POST"]),
        Route("/session/demo", sign_in_routes.demo, methods=["POST"]),
        *(Route(f"/session/{sent}", sign_in_routes.back_to_page) for sent in ("login", "demo")),
        Route(provider_routes.LEAVE, provider_routes.leave),
        Route(provider_routes.AGAIN, provider_routes.leave_again),
        Route(provider_routes.CALLBACK, provider_routes.come_back),
        Route("/session/logout", sign_in_routes.logout, methods=["POST"]),
        Route(session_routes.STATE, session_routes.state),
        Route(session_routes.ACTIVE, session_routes.active, methods=["POST"]),
        Route(link_routes.PAGE, link_routes.page),
        Route(link_routes.PAGE, link_routes.choose, methods=["POST"]),
        Route("/link/{token}", link_routes.opened),
        Route(calendar_routes.PATH, calendar_routes.calendar),
        *(Route(path, fhir_routes.Fhir()) for path in (fhir_routes.ROOT, fhir_routes.PATH)),
        Route(act_routes.ACTS, act_routes.keep, methods=["POST"]),
        Route(file_routes.FILES, file_routes.give, methods=["POST"]),
        Route(unsent_route.UNSENT, unsent_route.keep, methods=["POST"]),
        Route(component_scripts.PATH, component_scripts.script),
        *document_routes.document_routes(),
        *(Route(address, shell) for address in sorted(ADDRESSES)),
        NoSuchPage(),
    ]


def middleware() -> list[Middleware]:
    """Return our middleware, the outermost first."""
    return [
        Middleware(SecurityHeaders, policy=content_security_policy()),
        Middleware(QuietFaults),
        Middleware(Gate, behind_proxy=read_settings().behind_proxy),
    ]


@asynccontextmanager
async def lifespan(app: ASGIApp) -> AsyncIterator[dict[str, Any] | None]:
    """Make ready what must be so before the first answer; the clinic is opened once the port answers."""
    keep_faults_ours()
    yield None
