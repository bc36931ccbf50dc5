"""What a case conference decided, as the coordinator records it: on which day, and who decided (DESIGN 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.catalogue import Catalogue
from careplan.coordination.authority import listed
from careplan.coordination.field_words import day_words
from careplan.coordination.opened_plan import Opened
from careplan.errors import InvalidInput, NotAllowed
from careplan.team import Practitioner
from careplan.working_days import refuse_far

_HELD: Final = "Case conference of "


@dataclass(frozen=True, slots=True)
class Conference:
    """A case conference; `decided_by` names those of the care team who decided there, by their accounts."""

    day: date | None
    decided_by: tuple[str, ...] = ()


def only_by_conference(catalogue: Catalogue, actor: Practitioner, gate: str) -> bool:
    """Whether this person may only record what a case conference decided, not decide."""
    known = catalogue.gates.get(gate)
    return known is not None and known.by_conference and actor.role not in known.set_by


def reason_of(opened: Opened, gate: str, why: str, conference: Conference | None) -> str:
    """Return the reason of a decision as it is kept: what a conference decided says when, and who decided.

    Raises:
        NotAllowed: the person may only record a conference, and does not name one in which the gate's own role decided.
        InvalidInput: its day is still to come or far back, or somebody who is named is not on the care team.
    """
    catalogue, known = opened.clinic.catalogue, opened.clinic.catalogue.gates[gate]
    if not only_by_conference(catalogue, opened.actor, gate):
        return why
    who = listed([opened.clinic.role_words(role).lower() for role in known.set_by])
    if conference is None or conference.day is None or not conference.decided_by:
        raise NotAllowed(
            f"{known.label} is decided by the {who}. To record what a case conference decided, "
            "give its day and who decided there."
        )
    if conference.day > opened.today:
        raise InvalidInput(f"The case conference of {day_words(conference.day.isoformat())} is still to come.")
    refuse_far(conference.day, opened.today)
    roles = {member.id: member.role for member in opened.members}
    strangers = [person for person in conference.decided_by if person not in roles]
    if strangers:
        raise InvalidInput(f"“{strangers[0]}” is not on the care team of this patient. Choose a member of the team.")
    if not {roles[person] for person in conference.decided_by} & set(known.set_by):
        raise NotAllowed(f"{known.label} is decided by the {who}: name the {who} among those who decided there.")
    names = listed(
        [f"{person} ({opened.clinic.role_words(roles[person]).lower()})" for person in conference.decided_by], " and "
    )
    return f"{_HELD}{day_words(conference.day.isoformat())}, decided by {names}: {why.strip()}"


def parted(reason: str) -> tuple[str, str]:
    """Return at which case conference something was decided, if at one, and why, of a reason that is kept."""
    held, _, why = reason.partition(": ")
    return (held, why) if reason.startswith(_HELD) else ("", reason)
