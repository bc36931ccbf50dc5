"""Red flags: which are open, raising one, and clearing one with finding and reason (PLAN_RULES R24, R25).

What a flag does to a plan follows by itself: its urgent task, what it holds, what it brings forward. A flag
is not undone: one that was raised by mistake is cleared with that as the reason, so that the record shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.access import seen_teams
from careplan.coordination.acting import act_on_plan
from careplan.coordination.answers import Answer, answered
from careplan.coordination.authority import may
from careplan.coordination.done import NO_UNDO, Done, Made
from careplan.coordination.flag_acts import act_on_flag
from careplan.coordination.flag_card import SEEN
from careplan.coordination.flag_reply import alerted, due_reply, missing_since
from careplan.coordination.flags_by_numbers import with_way_back
from careplan.coordination.not_obtained import refuse_both
from careplan.coordination.opened_plan import Opened
from careplan.coordination.replaced import replaced
from careplan.errors import InvalidInput, NotAllowed
from careplan.identity import RED_FLAGS, Identity
from careplan.nearest import did_you_mean
from careplan.plan_inputs import RedFlagFound
from careplan.red_flag import RedFlagDefinition, RedFlagId
from careplan.store import Records
from careplan.team import Practitioner, RoleId


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A red flag that nobody has cleared.

    Attributes:
        number: counts the openings of this flag in the plan.
        task_id, due: its urgent task; None where the plan has none that is open.
        reply_by: the moment (UTC) by which a reply is due; None where it was recorded. `reply_missing` is the same
            once it has passed, and `alerted` the role that is alerted then.
    """

    plan_id: str
    patient_id: str
    flag: RedFlagDefinition
    number: int
    opened: date
    by: str
    task_id: str | None
    due: date | None
    reply_by: datetime | None
    reply_missing: datetime | None
    alerted: RoleId | None = None


class ClearedFlag(NamedTuple):
    """A red flag that was cleared: what was suspected, what was found, why it could be cleared, by whom and when."""

    suspicion: str
    finding: str
    reason: str
    by: str
    day: date


def cleared_flags(records: Records, opened: Opened) -> tuple[ClearedFlag, ...]:
    """Return the red flags of a plan that were cleared, the last one first."""
    if all(found.cleared is None for found in opened.plan.inputs.flags):
        return ()
    known = opened.clinic.content.red_flags.by_id
    told = [
        ClearedFlag(known[flag.flag].suspicion, flag.finding, flag.reason, flag.cleared_by or "", flag.cleared)
        for flag in records.red_flags.of_plan(opened.plan.id)
        if flag.cleared
    ]
    return tuple(sorted(told, key=lambda flag: flag.day, reverse=True))


def open_flags(clinic: Clinic, actor: Practitioner, patient_id: str | None = None) -> list[OpenFlag]:
    """Return the open flags of the person's teams, or those of one patient; the most urgent first."""
    if not may(clinic.catalogue, actor, "plan.read"):
        return []
    with clinic.store.reading() as records:
        found = records.red_flags.open(seen_teams(clinic, records, actor, patient_id), patient_id)
        tasks = records.red_flags.tasks([flag.plan_id for flag in found]) if found else {}
    known, now = clinic.content.red_flags.by_id, clinic.now()
    flags = []
    for flag in found:
        task = tasks.get((flag.plan_id, flag.flag, flag.number))
        flags.append(
            OpenFlag(
                flag.plan_id,
                flag.patient_id,
                known[flag.flag],
                flag.number,
                flag.opened,
                flag.by,
                task.id if task else None,
                task.due if task else None,
                due_reply(clinic.content.red_flags, flag),
                missing_since(clinic.content.red_flags, flag, now),
                alerted(clinic.content.red_flags, flag, now),
            )
        )
    return sorted(flags, key=lambda one: (one.flag.urgency, one.opened, one.patient_id))


def raise_flag(
    clinic: Clinic, plan_id: str, *flags: RedFlagId, actor: Practitioner, seen: str = "", key: str | None = None
) -> Done:
    """Open red flags in one act: the urgent task of each appears at once, and what it holds is held.

    Args:
        seen: what was seen, for whoever answers.

    Raises:
        NotFound, NotAllowed, InvalidInput: nothing is changed.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("red_flag.raise")
        if not flags:
            raise InvalidInput("Choose what was found.")
        plan, names = opened.plan, []
        for definition in (_definition(clinic, flag) for flag in flags):
            plan = plan_acts.raise_flag(plan, definition.id, on=opened.today, finder=actor.role)
            names.append(definition.suspicion)
        return Made(
            plan,
            what="red_flag.raised",
            words=f"Red flag: {', '.join(names)}, {plan.patient_id}",
            before=dict.fromkeys(flags),
            after={**dict.fromkeys(flags, "open"), **({SEEN: seen.strip()} if seen.strip() else {})},
            undo=NO_UNDO,
        )

    return with_way_back(act_on_plan(clinic, plan_id, actor=actor, make=make, key=key))


def clear_flag(
    clinic: Clinic,
    plan_id: str,
    flag: RedFlagId,
    *,
    finding: str,
    reason: str,
    actor: Practitioner,
    answers: Mapping[str, Answer] | None = None,
    key: str | None = None,
) -> Done:
    """Clear an open red flag: its task closes, what it held comes back, dates that it brought forward go back.

    Args:
        finding: what was found.
        reason: why the flag may be cleared.
        answers: what the flag's own task asks, as far as it is known; a false alarm has decided nothing.

    Raises:
        NotFound, NotAllowed, InvalidInput: nothing is changed.
    """
    finding, reason = finding.strip(), reason.strip()

    def make(opened: Opened, found: RedFlagFound) -> Made:
        _refuse_unsaid(finding, reason)
        _refuse_raiser(opened, found)
        return _cleared(opened, found, answers or {}, finding, reason)

    def note(records: Records, _: Opened, found: RedFlagFound) -> None:
        records.red_flags.describe(plan_id, flag, found.number, finding=finding, reason=reason)

    done = act_on_flag(clinic, plan_id, flag, actor=actor, may="red_flag.clear", make=make, note=note, key=key)
    return replace(done, question="Cleared by mistake? Report it again")


def _cleared(opened: Opened, found: RedFlagFound, answers: Mapping[str, Answer], finding: str, reason: str) -> Made:
    definition = _definition(opened.clinic, found.flag)
    plan = opened.plan
    flags = tuple(replace(one, cleared=opened.today) if one == found else one for one in plan.inputs.flags)
    cleared = replace(plan, inputs=replace(plan.inputs, flags=flags))
    identity = Identity(RED_FLAGS, found.flag, found.number)
    before: dict[str, object] = {found.flag: "open"}
    after: dict[str, object] = {found.flag: "cleared", "finding": finding}
    task = plan.tasks.get(identity)
    if task is not None:
        refuse_both(opened, answers)
        given = answered(opened, task, answers, needed=False)
        cleared = given.into(opened, cleared)
        was, now = replaced(plan, cleared, given.after)
        before, after = {**before, **was}, {**after, **given.after, **now}
    return Made(
        cleared,
        what="red_flag.cleared",
        words=f"Cleared: {definition.suspicion}, {plan.patient_id}{_come_back(opened, found.flag)}",
        task=identity if task else None,
        before=before,
        after=after,
        reason=reason,
        undo=NO_UNDO,
    )


def _come_back(opened: Opened, flag: RedFlagId) -> str:
    """Return how much comes back that this flag alone held; a series counts once (R24)."""
    held = {identity.series for identity, standing in opened.standings.items() if standing.held_by == (flag,)}
    return f". {len(held)} held {'task comes' if len(held) == 1 else 'tasks come'} back" if held else ""


def _refuse_unsaid(finding: str, reason: str) -> None:
    """Refuse to clear a flag without finding and reason, and name all that is missing at once."""
    missing = [] if finding else ["what was found"]
    missing += [] if reason else ["why the red flag may be cleared"]
    if missing:
        raise InvalidInput(f"Write {' and '.join(missing)}, then clear it.")


def _refuse_raiser(opened: Opened, found: RedFlagFound) -> None:
    """Refuse the person who raised the flag: a second clinician looks at it (SAFETY 5)."""
    if opened.flags[Identity(RED_FLAGS, found.flag, found.number)].by == opened.actor.id:
        raise NotAllowed("You raised this red flag. Another clinician of the team has to clear it.")


def _definition(clinic: Clinic, flag: RedFlagId) -> RedFlagDefinition:
    known = clinic.content.red_flags.by_id.get(flag)
    if known is None:
        flags = clinic.content.red_flags.by_id
        raise InvalidInput(f"“{flag}” is no red flag. {did_you_mean(flag, flags)}")
    return known
