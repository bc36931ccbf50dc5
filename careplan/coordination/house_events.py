"""Events of the clinic's own chain: who came in, who may come in, who works with whom. Nothing of a patient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from getpass import getuser
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from careplan.event import Event, FieldChanged
from careplan.team import Practitioner

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records

CONSOLE: Final = Practitioner(id="console", role="admin")
"""Who does what is done on the console: who can open that may do it, as who can open the file of the database may."""
STRANGER: Final = Practitioner(id="stranger", role="")
"""Who tried to sign in by a name that nobody has."""
NO_NAMES: Final = frozenset({CONSOLE.id, STRANGER.id})
"""No account can be called so."""


def _on_computer() -> dict[str, str]:
    """Return which account of the computer acts on its console, as a field of an event; none where it has no name."""
    try:
        return {"computer_account": getuser()}
    except (KeyError, OSError):  # the account of a container need not have one
        return {}


def note(records: Records, clinic: Clinic, what: str, by: Practitioner, told: Mapping[str, Any]) -> None:
    """Write an event. `told` has what is now of each field, or a FieldChanged with what was before too."""
    records.events.add(house_event(what, by, clinic.now(), told))


def house_event(what: str, by: Practitioner, at: datetime, told: Mapping[str, Any]) -> Event:
    """Return an event as `note` writes it; what is done on the console names the account of the computer too."""
    told = {**told, **_on_computer()} if by == CONSOLE else told
    changes = {name: one if isinstance(one, FieldChanged) else FieldChanged(None, one) for name, one in told.items()}
    return Event(what=what, actor=by.id, acting_role=by.role, at=at, act=uuid4().hex, changes=changes, reason="")
