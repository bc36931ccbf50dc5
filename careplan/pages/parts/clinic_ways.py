"""The lists behind the numbers of the Clinic screen, as its address names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import streamlit as st

from careplan.coordination.clinic_view import Period
from careplan.pages.parts.address_choice import default_of, in_address
from careplan.pages.parts.figures import Way

LIST: Final = "list"
PERIOD: Final = "period"
PERIODS: Final[Mapping[str, str]] = {
    Period.QUARTER: "90 days",
    Period.YEAR: "1 year",
    Period.ALL: "All",
}
_APART: Final = "."


class Asked(NamedTuple):
    """A list: what kind it is, and of which role or measure; `surgeon` of `overdue`, `yes.odi` of `reached`."""

    kind: str
    of: str = ""

    @property
    def address(self) -> str:
        """How the address names it."""
        return _APART.join(filter(None, self))


def asked_of(text: str) -> Asked:
    """Return the list that an address names; whether there is such a list is for the screen to say."""
    kind, _, of = text.partition(_APART)
    return Asked(kind, of)


def period_in_address() -> Period:
    """Return which period the address chooses."""
    return Period(in_address(PERIOD, PERIODS))


def list_way(asked: Asked, told: str, *, period: Period | None = None) -> Way:
    """Return the way to a list of this screen; `period` where it rests on one."""
    of_period = ((PERIOD, period.value),) if period and period != default_of(PERIODS) else ()
    return Way("clinic", ((LIST, asked.address), *of_period), told)


def patients_way(only: str, told: str) -> Way:
    """Return the way to the list of patients with one of its filters."""
    return Way("patients", (("only", only),), told)


def list_in_address() -> str:
    """Return what list the address names; empty for none."""
    return str(st.query_params.get(LIST, ""))
