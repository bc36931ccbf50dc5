"""Events in words for the audit screen, with or without clinical content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from careplan.clinic import Clinic
from careplan.coordination.field_words import day_words
from careplan.coordination.happenings import happening
from careplan.event import FOLLOWED, Event, FieldChanged, KeptEvent
from careplan.team import RoleId

KINDS: Final[Mapping[str, str]] = {
    "changes": "Changes of the record",
    "followed": "What came along with them",
    "reads": "Readings",
    "exports": "Exports",
    "emergencies": "Emergency openings",
    "refusals": "Refusals",
    "sign_ins": "Sign-ins",
    "people": "Accounts and teams",
    "house": "The clinic and its data",
}
"""Kinds of events by their code in the address, in words."""
CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "followed": (FOLLOWED,),
    "reads": ("patient.read", "patient.found"),
    "exports": ("exported", "calendar.", "fhir."),
    "emergencies": ("break_glass.",),
    "refusals": ("refused.", "session.refused", "address.refused"),
    "sign_ins": ("session.",),
    "people": ("account.", "user.", "team.", "link.", "absence."),
}
"""Beginnings of the codes of each kind; what is none of these is a change of a record, or of the clinic."""
OF_PATIENTS: Final = ("patient.read", "patient.found", "exported", "fhir.", "break_glass.", "refused.")
"""What the clinic's trail tells of patients: who looked where and what left, and nothing that was done in a record."""

_WORDS: Final[Mapping[str, str]] = {
    "patient.read": "Record read",
    "exported": "File exported",
    "imported": "File imported",
    "break_glass.opened": "Record opened in an emergency",
    "break_glass.ended": "Emergency opening ended",
    "break_glass.reviewed": "Emergency opening reviewed",
    "refused.act": "Refused: an act that the role may not do",
    "refused.record": "Refused: a record that is not there, or another team’s",
    "refused.password": "Refused: the password was not right",
    "calendar.made": "Calendar address made",
    "calendar.renewed": "Calendar address renewed",
    "calendar.ended": "Calendar address ended",
    "calendar.read": "Calendar read by its address, for the first time that day",
    "fhir.made": "Another system let to read a plan",
    "fhir.ended": "Reading of a plan by another system ended",
    "address.refused": "Refused: private addresses that do not hold",
    "history.checked": "History checked",
    "session.opened": "Signed in",
    "session.confirmed": "Password entered once more, at the identity provider",
    "session.ended": "Signed out",
    "session.refused": "Refused: sign-in",
    "team.added": "Care team added",
    "team.renamed": "Care team renamed",
    "team.for_new_chosen": "Care team for new patients chosen",
    "team.joined": "Put on a care team",
    "team.left": "Taken off a care team",
    "absence.noted": "Absence noted, with who covers",
    "absence.ended": "Absence ended",
    "absence.again": "Absence noted again",
    "meeting.called": "Review meeting called",
    "account.password_reset": "Password taken away",
}
_LABELS: Final[Mapping[str, str]] = {
    "place": "What",
    "act": "Act",
    "asked": "Asked for",
    "rows": "Rows",
    "names": "With names",
    "asked_for_at": "Asked for at",
    "length": "Events in the chain",
    "head": "Last hash",
    "emergency": "In an emergency",
    "until": "Could be read until",
    "opened_by": "Opened by",
    "review": "Verdict",
    "way": "How",
    "lacks": "Events that the backup lacks",
    "ended": "Older sign-ins ended by it",
    "wait": "Further tries wait",
    "cover": "Covered by",
    "first": "From",
    "last": "Until",
    "computer_account": "On the computer as",
}
_WAYS: Final[Mapping[str, str]] = {
    "password": "with the password",
    "link": "by a link",
    "demo": "as a role of the demo",
    "oidc": "at the identity provider",
}
_BEHALF: Final = "on_behalf_of"
_WHOM: Final = "account"
_NOTHING: Final = FieldChanged(None, None)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One event in words.

    Attributes:
        number: counts all events; a page goes on before it.
        code: what was done, as `task.completed`; `words` say it.
        patient_id, plan_id, task_id: what it concerns.
        behalf: the role on whose behalf, in words; empty for one's own.
        changes: label, before and after, of each field.
        undone: whether it was taken back later; `undoes` whether it takes another back.
    """

    number: int
    at: datetime
    by: str
    role: RoleId
    code: str
    words: str
    patient_id: str | None
    plan_id: str | None
    task_id: str | None
    behalf: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""
    undone: bool = False
    undoes: bool = False


def audit_line(clinic: Clinic, kept: KeptEvent, title: str = "", *, content: bool = True) -> AuditLine:
    """Return an event in words; `title` is that of its task.

    Without `content` nothing is told of a patient but ids, who, when, and the kind of what was done.
    """
    event = kept.event
    line = AuditLine(
        number=kept.number,
        at=event.at,
        by=event.actor,
        role=event.acting_role,
        code=event.what,
        words=_words(event),
        patient_id=event.patient_id,
        plan_id=event.plan_id,
        task_id=event.task_id,
        changes=_house_changes(clinic, event),
    )
    if event.patient_id is not None and not content:
        return line if event.what.startswith(OF_PATIENTS) else replace(line, changes=())
    if event.what in _WORDS or event.patient_id is None:
        return replace(line, reason=event.reason)
    told = happening(clinic, event, title)
    changes = tuple(change for change in told.fields if change[0] != "On behalf of")
    if told.followed:
        changes += (("With it", "", told.followed),)
    behalf = clinic.role_words(str(event.changes[_BEHALF].after)) if _BEHALF in event.changes else ""
    return replace(
        line, words=told.words, changes=changes, reason=event.reason, behalf=behalf, undoes=event.undoes is not None
    )


def _words(event: Event) -> str:
    if event.what in _WORDS:
        return _WORDS[event.what]
    if event.patient_id is not None:
        return "Record changed"
    return event.what.replace(".", " ").replace("_", " ").capitalize()


def _house_changes(clinic: Clinic, event: Event) -> tuple[tuple[str, str, str], ...]:
    """What is the same before and after names whom or what the event is about; the person who acts is named anyway."""
    return tuple(
        (
            _label(name),
            "" if change.before == change.after else _value(clinic, name, change.before),
            _value(clinic, name, change.after),
        )
        for name, change in event.changes.items()
        if change != _NOTHING and not (name == _WHOM and change.after == event.actor)
    )


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def _value(clinic: Clinic, name: str, value: Any) -> str:
    """Return a value of the house's own events: names, ids, numbers, yes or no, moments in the clinic's time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_value(clinic, name, one) for one in value)
    if name == "act":
        known = clinic.catalogue.permissions.get(str(value))
        return known.label if known else str(value).replace("_", " ").replace(".", ": ")
    if name == "way":
        return _WAYS.get(str(value), str(value))
    if name == "role":
        return clinic.role_words(str(value))
    if name == "why":
        return str(value).replace("_", " ")
    if name in ("first", "last"):
        return day_words(str(value))
    if name == "until":
        return f"{clinic.clock.local(datetime.fromisoformat(str(value))):%H:%M}"
    return str(value)
