"""A small clinic that is served, and looked into from behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from careplan.login_session import LoginSession, hash_of, new_token
from tests.serving import Served
from tests.small_clinic import MONDAY, SmallClinic, open_small_clinic

if TYPE_CHECKING:  # whose fixtures need this file
    from tests.conftest import ServeApp


@dataclass(frozen=True)
class ServedClinic:
    """Both sides of it: `small` is its records, `served` its server."""

    small: SmallClinic
    served: Served

    def sign_in(self, who: str) -> str:
        """Return the token of a new session."""
        token, now = new_token(), self.small.clinic.now()
        with self.small.clinic.store.writing() as records:
            records.sessions.open(LoginSession(hash_of(token), who, created_at=now, active_at=now))
        return token

    def visit(self, page: Page, path: str, *, who: str) -> Page:
        """Open an address in a page, signed in."""
        self.let_in(page, who=who)
        page.goto(f"{self.served.url}{path}")
        return page

    def let_in(self, page: Page, *, who: str) -> None:
        """Give the browser of a page a session, before it asks for anything."""
        token = self.sign_in(who)
        page.context.add_cookies([{"name": "careplan_session", "value": token, "url": self.served.url}])


@contextmanager
def served_clinic(home: Path, serve_app: ServeApp, *, day: date = MONDAY, **env: str) -> Iterator[ServedClinic]:
    """Give a new clinic on this day, in files below `home`; `env` adds to the environment of its server.

    Its server is told to end with it: fifty that idle until all tests have run take memory and time from the others.
    """
    small = open_small_clinic(home, day=day, in_file=True)
    try:
        served = serve_app(CAREPLAN_HOME=str(home), CAREPLAN_TODAY=day.isoformat(), **env)
        try:
            yield ServedClinic(small, served)
        finally:
            served.process.terminate()
    finally:
        small.clinic.store.close()
