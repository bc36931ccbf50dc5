"""Texts that a person has typed and not sent yet: kept while they are typed, so that nothing takes them away.

Each is named by its field, which names the task, plan or patient that it was typed for: no text is ever shown for
another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput
from careplan.team import Practitioner

if TYPE_CHECKING:
    from careplan.clinic import Clinic

MOST: Final = 20_000
"""Characters that are kept of one field; acts refuse less, but what was typed is not theirs to cut."""
KEPT_FOR: Final = timedelta(days=30)

_PLACE: Final = "unsent/"
_TEXT: Final = "text"
_SENT: Final = "sent"
_NO_TIME: Final = timedelta()
_FIELD: Final = re.compile(r"[A-Za-z0-9_-]{1,100}-(?:T|PL|P)-[A-Za-z0-9-]{1,40}")


def keep(clinic: Clinic, actor: Practitioner, field: str, text: str, *, age: timedelta = _NO_TIME) -> None:
    """Keep what stands in a field now, and forget what nobody has sent for a month.

    `age`: how long ago it was typed. What an act has used up since then is not kept again.

    Raises InvalidInput for a field that names no task, plan or patient, and for a text beyond all bounds.
    """
    if not _FIELD.fullmatch(field):
        raise InvalidInput("The text is of no field that keeps what is typed. Reload the page and try again.")
    refuse_long("The text", text, MOST)
    now = clinic.now()
    with clinic.store.writing() as records:
        drafts = records.drafts
        drafts.forget(actor.id, _PLACE, before=now - KEPT_FOR)
        before = drafts.get(actor.id, _PLACE + field)
        if before is None or _is_newer(before, now - age):
            drafts.keep(actor.id, _PLACE + field, {_TEXT: text if text.strip() else ""}, at=now)


def _is_newer(before: Mapping[str, str], typed: datetime) -> bool:
    return _SENT not in before or typed > datetime.fromisoformat(before[_SENT])


def unsent(clinic: Clinic, actor: Practitioner) -> Mapping[str, str]:
    """Return every text that this person has not sent, by its field."""
    with clinic.store.reading() as records:
        found = records.drafts.below(actor.id, _PLACE)
    return {place.removeprefix(_PLACE): body[_TEXT] for place, body in found.items() if body[_TEXT]}


def was_sent(clinic: Clinic, actor: Practitioner, fields: Collection[str]) -> None:
    """Note that an act has used these texts up: what the browser leaves of them now is too late."""
    now = clinic.now()
    with clinic.store.writing() as records:
        for field in fields:
            records.drafts.keep(actor.id, _PLACE + field, {_TEXT: "", _SENT: now.isoformat()}, at=now)


def fields_of(clinic: Clinic, actor: Practitioner, about: str) -> set[str]:
    """Return the fields with unsent text about one task, plan or patient."""
    return {field for field in unsent(clinic, actor) if field.endswith(f"-{about}")}
