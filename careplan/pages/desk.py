"""What every screen gets: the open clinic, the person, and the way to other screens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from careplan.clinic import Clinic
from careplan.coordination.sign_in import who
from careplan.coordination.unsent import unsent
from careplan.errors import NotAllowed
from careplan.pages.door import browser_token
from careplan.team import Practitioner


class Desk:
    """Where one person works.

    Attributes:
        clinic: what is open.
        demo: whether every patient here is invented.
        pages: the screens by name: work, patients, patient, new, plan, templates, team, account.
    """

    def __init__(
        self,
        *,
        clinic: Clinic,
        actor: Practitioner,
        demo: bool,
        pages: Mapping[str, StreamlitPage],
        unsent: Mapping[str, str] | None = None,
    ) -> None:
        self.clinic = clinic
        self.demo = demo
        self.pages = pages
        self._actor: Practitioner | None = actor
        self._token: str | None = None
        self._reads_until: datetime | None = None
        self._unsent = unsent

    @property
    def actor(self) -> Practitioner:
        """Who is signed in, in which role.

        A press is handled before the screen is drawn again, with the desk of the drawing before; so between two
        drawings the session is looked up anew at each use.

        Raises:
            NotAllowed: the session has ended since the screen was drawn.
        """
        actor = self._actor or who(self.clinic, self._token)
        if actor is None:
            raise NotAllowed("You are signed out. Sign in, then do it again.")
        return actor.model_copy(update={"reads_until": self._reads_until}) if self._reads_until else actor

    def only_read(self, until: datetime | None) -> None:
        """Say that what this desk shows was opened in an emergency, to be read until then: nothing else is offered.

        None says that it is a record of the person's own team.
        """
        self._reads_until = until

    @property
    def token(self) -> str | None:
        """What the browser has for its session; only the store knows whether it still counts."""
        return browser_token() if self.is_drawing else self._token

    def put_down(self) -> None:
        """Note that the drawing is over: who was there then need not be there any more.

        The token is kept, because a file that is made when its button is pressed is made where no browser is known.
        """
        self._token = browser_token()
        self._actor = None
        self._unsent = None

    def unsent(self) -> Mapping[str, str]:
        """Return what the person has typed and not sent, by its field; read once for a drawing."""
        found = unsent(self.clinic, self.actor) if self._unsent is None else self._unsent
        if self.is_drawing:
            self._unsent = found
        return found

    @property
    def is_drawing(self) -> bool:
        """Whether something is being drawn for a person who was looked up for it."""
        return self._actor is not None

    @contextmanager
    def taken_up(self) -> Iterator[bool]:
        """Look up who is there for a drawing of a part, and give whether somebody is; put the desk down after it."""
        self._actor = who(self.clinic, browser_token())
        try:
            yield self._actor is not None
        finally:
            self.put_down()

    @property
    def today(self) -> date:
        """The day in the clinic's zone."""
        return self.clinic.today()

    def go(self, page: str, **query: str) -> None:
        """Leave for another screen, with only ids in its address: `desk.go("plan", id=plan.id)`."""
        st.switch_page(self.pages[page], query_params=query)
