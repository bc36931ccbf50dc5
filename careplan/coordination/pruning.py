"""What nobody can use any more is forgotten whenever somebody signs in; what was done with it stands in the history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records

_REPEATED: Final = timedelta(days=7)
"""A press is sent again while its page is open, and a page ends with its sign-in: a week is more than enough."""


def prune(clinic: Clinic, records: Records) -> None:
    """Forget sign-ins that are too old to live, links that ended and answers to presses, within a transaction."""
    now = clinic.now()
    records.sessions.forget(now - clinic.settings.longest)
    records.links.forget(now)
    records.keys.forget(now - _REPEATED)
