"""Who is at a screen, and what every screen says to that person: read at one moment, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.clock_behind import ClockBehind, clock_behind
from careplan.coordination.own_account import has_shortcuts
from careplan.coordination.sign_in import who
from careplan.coordination.unsent import unsent
from careplan.team import Practitioner


class AtDesk(NamedTuple):
    """A person at a screen.

    Attributes:
        shortcuts: whether single keys lead to screens.
        unsent: what the person has typed and not sent, by its field.
        clock: by what the clock is behind; None where it is not.
    """

    person: Practitioner
    shortcuts: bool
    unsent: Mapping[str, str]
    clock: ClockBehind | None


def at_desk(clinic: Clinic, token: str | None) -> AtDesk | None:
    """Return whose session `token` is, or None where nobody is signed in with it; that is no activity."""
    with clinic.store.one_moment():
        person = who(clinic, token, active=False)
        if person is None:
            return None
        return AtDesk(person, has_shortcuts(clinic, person), unsent(clinic, person), clock_behind(clinic))
