"""What every screen gets: the open clinic, the person, and the way to other screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from careplan.clinic import Clinic
from careplan.team import Practitioner


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one person works during one run.

    Attributes:
        clinic: what is open.
        actor: who is signed in, in which role.
        demo: whether every patient here is invented.
        pages: the screens by name: work, patients, patient, new, plan, templates.
    """

    clinic: Clinic
    actor: Practitioner
    demo: bool
    pages: Mapping[str, StreamlitPage]

    @property
    def today(self) -> date:
        """The day in the clinic's zone."""
        return self.clinic.today()

    def go(self, page: str, **query: str) -> None:
        """Leave for another screen, with only ids in its address: `desk.go("plan", id=plan.id)`."""
        st.switch_page(self.pages[page], query_params=query)
