"""The reply to a red flag: who was reached and what was done, recorded while the flag stays open (REFERENCE 3).

It ends the alert that no reply is there. Only clearing the flag, with finding and reason, ends the flag itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.authority import may_clear
from careplan.coordination.done import NO_UNDO, Done, Made
from careplan.coordination.flag_acts import act_on_flag
from careplan.coordination.lines import TaskLine
from careplan.coordination.opened_plan import Opened
from careplan.errors import InvalidInput
from careplan.event import KeptEvent
from careplan.identity import RED_FLAGS, Identity
from careplan.plan_inputs import RedFlagFound
from careplan.red_flag import RedFlagFile, RedFlagId
from careplan.store import Deadlines, FlagRecord
from careplan.team import Practitioner, RoleId
from careplan.urgency import FlagClass

REPLIED: Final = "red_flag.replied"
REACHED: Final = "reached"
"""The field of an event that says who was reached; `REPLY` what was done."""
REPLY: Final = "reply"


class Reply(NamedTuple):
    """What was recorded of a reply: who was reached, what was done, by whom it was written down and when (UTC)."""

    reached: str
    reply: str
    by: str
    role: RoleId
    at: datetime


class Awaited(NamedTuple):
    """By when (in the clinic's time) a reply is due that is not there; `missing` is the same once it has passed."""

    by: datetime | None = None
    missing: datetime | None = None


def reply_by(file: RedFlagFile, kept: FlagRecord) -> datetime:
    """Return the moment (UTC) by which a reply to a flag is to be recorded."""
    return kept.opened_at + timedelta(hours=file.urgencies[file.by_id[kept.flag].urgency].reply_hours)


def deadlines(clinic: Clinic) -> Deadlines:
    """Return for each urgency class the moment before which a flag was opened that should have a reply by now."""
    now, classes = clinic.now(), clinic.content.red_flags.urgencies
    return tuple(now - timedelta(hours=classes[one.name].reply_hours) for one in FlagClass)


def missed_deadlines(clinic: Clinic, flags: Iterable[FlagRecord]) -> Deadlines | None:
    """Return the deadlines where the reply to one of these flags is overdue, None where none is."""
    file, now = clinic.content.red_flags, clinic.now()
    return deadlines(clinic) if any(missing_since(file, flag, now) for flag in flags) else None


def due_reply(file: RedFlagFile, kept: FlagRecord) -> datetime | None:
    """Return the moment (UTC) by which the reply to an open flag is due; None where it was recorded."""
    return reply_by(file, kept) if kept.cleared is None and kept.answered_at is None else None


def missing_since(file: RedFlagFile, kept: FlagRecord, now: datetime) -> datetime | None:
    """Return since when (UTC) the reply to an open flag is overdue; None where it is not, or was recorded."""
    until = due_reply(file, kept)
    return until if until and until < now else None


def alerted(file: RedFlagFile, kept: FlagRecord, now: datetime) -> RoleId | None:
    """Return the role that is alerted now because no reply was recorded in time; None where none is (REFERENCE 3)."""
    if missing_since(file, kept, now) is None:
        return None
    definition = file.by_id[kept.flag]
    times = (now - kept.opened_at) // timedelta(hours=file.urgencies[definition.urgency].reply_hours)
    return file.alerted(definition, times)


def awaited(clinic: Clinic, kept: FlagRecord) -> Awaited:
    """Return the reply that a flag still waits for."""
    file, local = clinic.content.red_flags, clinic.clock.local
    until, missing = due_reply(file, kept), missing_since(file, kept, clinic.now())
    return Awaited(local(until) if until else None, local(missing) if missing else None)


def with_flag(clinic: Clinic, actor: Practitioner, line: TaskLine, kept: FlagRecord | None) -> TaskLine:
    """Return the line of a red flag's task with what its flag says: whether a reply is missing, and who may close it.

    `kept` is that flag; the line of any other task stays as it is.
    """
    if not line.red_flag:
        return line
    reply = awaited(clinic, kept) if kept else Awaited()
    return replace(
        line,
        may_close=line.may_close and may_clear(clinic.catalogue, actor, kept.by if kept else None),
        reply_by=reply.by,
        reply_missing=reply.missing,
    )


def replies(events: Iterable[KeptEvent]) -> tuple[Reply, ...]:
    """Return the replies among the events of a flag's task, in their order."""
    told = (one.event for one in events if one.event.what == REPLIED)
    return tuple(
        Reply(
            str(event.changes[REACHED].after),
            str(event.changes[REPLY].after),
            event.actor,
            event.acting_role,
            event.at,
        )
        for event in told
    )


def reply_to_flag(
    clinic: Clinic,
    plan_id: str,
    flag: RedFlagId,
    *,
    reached: str,
    reply: str,
    actor: Practitioner,
    key: str | None = None,
) -> Done:
    """Record the reply to an open red flag; a later one stands beside it, and none is taken back.

    Args:
        reached: who was reached, such as the emergency department.
        reply: what was done.

    Raises:
        NotFound, NotAllowed, InvalidInput: nothing is changed.
    """
    reached, reply = reached.strip(), reply.strip()
    return act_on_flag(
        clinic,
        plan_id,
        flag,
        actor=actor,
        may="red_flag.reply",
        make=lambda opened, found: _replied(opened, found, reached, reply),
        note=lambda records, opened, found: records.red_flags.answered(plan_id, flag, found.number, at=opened.now),
        key=key,
    )


def _replied(opened: Opened, found: RedFlagFound, reached: str, reply: str) -> Made:
    missing = [words for said, words in ((reached, "who was reached"), (reply, "what was done")) if not said]
    if missing:
        raise InvalidInput(f"Write {' and '.join(missing)}, then record the reply.")
    identity = Identity(RED_FLAGS, found.flag, found.number)
    suspicion = opened.clinic.content.red_flags.by_id[found.flag].suspicion
    return Made(
        opened.plan,
        what=REPLIED,
        words=f"Reply recorded: {suspicion}, {opened.plan.patient_id}",
        task=identity if identity in opened.plan.tasks else None,
        before={found.flag: "open", REACHED: None, REPLY: None},
        after={found.flag: "open", REACHED: reached, REPLY: reply},
        undo=NO_UNDO,
    )
