"""Every error raised on purpose, each with a sentence a clinician can act on.

CarePlanError
├── NotFound          no such record, or not one you may see: the answer is the same
│   └── NotOnTeam         the record is another team's; only the audit trail is told
├── NotAllowed        the rules of the clinic refuse it; says who may, or what to do first
│   ├── NoRight           the person's role may never do it, whatever was entered
│   └── NotProven         the identity provider did not prove who somebody is; only the audit trail is told why
├── Conflict          somebody changed the record first; carries both versions
├── InvalidInput      what was typed or read cannot be used; says what, where and what to do
│   └── InvalidTemplate   a file of the clinical catalogue is wrong; names file and task
└── NotReady          the program cannot do this here: a port, a file, a setting
    ├── OnlyReading       nothing can be saved for now: the disk, a lock, damage; reading goes on
    │   └── GaveWay           another program was let through first; run again as a whole, the act may be kept
    └── DocumentFailed    a document could not be made; nothing left the clinic
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

NOT_HERE: Final = "No such record, or not one you may see."
"""The answer for what does not exist and for what a person may not see: the same, whatever it is."""


class CarePlanError(Exception):
    """Base of all refusals; `str(error)` is the sentence to show.

    Attributes:
        about: names of the entries that it speaks of, in their order; a screen leads to the first.
    """

    def __init__(self, message: str = "", *, about: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.about = tuple(about)


class NotFound(CarePlanError):
    """No such record, or not one this person may see."""


class NotOnTeam(NotFound):
    """The record of a patient of another team; the sentence is that of what does not exist.

    Attributes:
        patient_id: whose it is, for the audit trail and for nobody else.
    """

    def __init__(self, patient_id: str) -> None:
        super().__init__(NOT_HERE)
        self.patient_id = patient_id


class NotAllowed(CarePlanError):
    """A rule of the clinic refuses the act; the sentence says who may or what comes first."""


class NoRight(NotAllowed):
    """The person has no right to the act; the sentence says who has.

    Attributes:
        act: its name in data/permissions.toml.
        patient_id: in whose record it was to be done; None where it concerns no single patient.
    """

    def __init__(self, message: str, *, act: str, patient_id: str | None = None) -> None:
        super().__init__(message)
        self.act = act
        self.patient_id = patient_id


class NotProven(NotAllowed):
    """The clinic's identity provider did not prove who somebody is.

    Attributes:
        why: a code for the audit trail.
        subject: whom the provider did name, where no open account is bound to that person.
    """

    def __init__(self, message: str, *, why: str, subject: str = "") -> None:
        super().__init__(message)
        self.why = why
        self.subject = subject


class InvalidInput(CarePlanError):
    """What was entered or read cannot be used."""


class InvalidTemplate(InvalidInput):
    """A file of the catalogue is wrong."""


class NotReady(CarePlanError):
    """The program cannot do this on this machine as it is set up."""


class OnlyReading(NotReady):
    """The records can be read but not written; nothing of the act was kept."""


class GaveWay(OnlyReading):
    """The database server took an act back to let another program through; run again as a whole, it may be kept."""


class DocumentFailed(NotReady):
    """A document could not be made; nothing left the clinic. The sentence quotes nothing of the record."""


class Conflict(CarePlanError):
    """Somebody changed the same fields first.

    Attributes:
        fields: for each field that met: what it was, what it is now, what was asked for.
        by: who changed it.
        at: when, in UTC.
    """

    def __init__(
        self,
        message: str,
        *,
        fields: Mapping[str, tuple[object, object, object]] | None = None,
        by: str = "",
        at: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})
        self.by = by
        self.at = at
