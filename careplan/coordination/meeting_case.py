"""One case of a review meeting: what was asked, proposed, decided and signed, and what came of the decision before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from careplan.cause import SuspectedCause
from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.board import lines_of
from careplan.coordination.happenings import Happening, happening
from careplan.coordination.lines import TaskLine
from careplan.coordination.meeting_decision import ACTIONS, SCORES
from careplan.coordination.meetings import PROPOSE, QUESTION
from careplan.coordination.opened_plan import Opened, read_plan
from careplan.coordination.signatures import HOLD, Signature, signatures_of
from careplan.identity import Identity
from careplan.plan import PlanStatus
from careplan.response import RESPONSE_MEASURES
from careplan.sign_off import Decided, SignState, decided
from careplan.store import CaseEntry, EventFilter, Kind, Meeting, Records, SignOff
from careplan.team import Practitioner, RoleId

_CHANGES_SHOWN: Final = 30
_OF_MEETINGS: Final = ("meeting.", "plan.signed", "plan.absent", "plan.disagrees", "plan.unsigned")
"""What is done at meetings is no news there."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said: by whom, in which role, when; `reason` is why a decision was changed."""

    text: str
    by: str
    role: RoleId
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """A decision of an earlier meeting: what was proposed before it, of which causes it was, and what came of it.

    Attributes:
        causes: those that the plan had then, as sure as the team is of them now.
        actions: its tasks as they are now.
        scores: each measure of the response rule that was taken again since: its name, the value then and now.
    """

    day: date
    causes: tuple[SuspectedCause, ...]
    proposals: tuple[Said, ...]
    decision: Said
    actions: tuple[TaskLine, ...]
    scores: tuple[tuple[str, float | str, float | str], ...]


@dataclass(frozen=True, slots=True)
class MeetingCase:
    """One plan at one meeting.

    Attributes:
        question: as it was written; None where nobody has.
        proposals: the last of each discipline, in the order of the clinic.
        decisions: the one that stands last; those before it were changed, each with the reason of the next.
        actions: the tasks of these decisions as they are now.
        earlier: the last decision of an earlier meeting, with what was proposed before it and what came of it.
        changed: what was changed in the plan since the last review, the newest first; `since` is its day. Of more than
            are told, `changes` counts all.
        number: of the newest event of the plan.
        decided_now: the decisions of the plan that a signature is bound to.
        may_hold, may_propose: what this person may do with it.
    """

    plan_id: str
    patient_id: str
    is_open: bool
    question: Said | None
    proposals: tuple[Said, ...]
    decisions: tuple[Said, ...]
    actions: tuple[TaskLine, ...]
    earlier: Memory | None
    changed: tuple[Happening, ...]
    changes: int
    since: date
    signatures: tuple[Signature, ...]
    number: int
    decided_now: Decided
    may_hold: bool
    may_propose: bool

    @property
    def decision(self) -> Said | None:
        """The decision that stands."""
        return self.decisions[-1] if self.decisions else None

    def proposal_of(self, role: RoleId) -> Said | None:
        """Return the proposal of one discipline."""
        return next((said for said in self.proposals if said.role == role), None)


def meeting_case(clinic: Clinic, plan_id: str, day: date, *, actor: Practitioner) -> MeetingCase:
    """Return a case for its screen; that its record is read is noted by the overview that is drawn beside it.

    Raises:
        NotFound: there is no such plan, or none that this person may see.
    """
    with clinic.store.reading() as records:
        opened = read_plan(clinic, records, plan_id, actor)
        entries = records.meetings.of_plan(plan_id)
        kept = records.sign_offs.of_plan(plan_id)
        meeting = records.meetings.on(opened.record.team, day)
        lines = {line.id: line for line in lines_of(opened)}
        here = tuple(one for one in entries if one.day == day)
        earlier = _earlier(opened, [one for one in entries if one.day and one.day < day], lines.values())
        since = earlier.day if earlier else opened.plan.inputs.start
        news = EventFilter(plan_id=plan_id, since=since, followed=False, on_plans=True, but=_OF_MEETINGS)
        changed, changes = _changed(clinic, records, opened, news), records.events.count(news)
        number = records.events.latest_of_plan(plan_id)
    decisions = [one for one in here if one.kind is Kind.DECISION]
    is_open = opened.plan.status is PlanStatus.OPEN
    return MeetingCase(
        plan_id=plan_id,
        patient_id=opened.plan.patient_id,
        is_open=is_open,
        question=_question(here, decisions),
        proposals=_proposals(clinic, here),
        decisions=tuple(map(_said, decisions)),
        actions=_actions(opened, decisions, lines.values()),
        earlier=earlier,
        changed=changed,
        changes=changes,
        since=since,
        signatures=signatures_of(opened, _of_this_meeting(kept, meeting), decisions[-1].at if decisions else None),
        number=number,
        decided_now=decided(opened.plan),
        may_hold=is_open and may(clinic.catalogue, opened.actor, HOLD),
        may_propose=is_open and not decisions and may(clinic.catalogue, opened.actor, PROPOSE),
    )


class OtherAct(NamedTuple):
    """Who did something last, in which role, and when."""

    by: str
    role: RoleId
    at: datetime


def others_since(clinic: Clinic, plan_id: str, number: int, *, actor: Practitioner) -> OtherAct | None:
    """Return the last act on a plan, where somebody else has done it since the event with this number.

    Raises:
        NotFound: the plan is none that this person may see any more.
    """
    with clinic.store.reading() as records:
        opened = read_plan(clinic, records, plan_id, actor)
        latest = records.events.latest(EventFilter(plan_id=plan_id, followed=False, on_plans=True), limit=1)
    newer = [one.event for one in latest if one.number > number and one.event.actor != opened.actor.id]
    return OtherAct(newer[0].actor, newer[0].acting_role, newer[0].at) if newer else None


def _of_this_meeting(kept: Mapping[RoleId, SignOff], meeting: Meeting | None) -> Mapping[RoleId, SignOff]:
    """Leave out who was absent from another meeting: here they may be."""
    here = meeting.id if meeting else None
    return {role: one for role, one in kept.items() if one.state is not SignState.ABSENT or one.meeting == here}


def _said(entry: CaseEntry) -> Said:
    return Said(entry.text, entry.by.id, entry.by.role, entry.at, entry.reason)


def _question(here: Iterable[CaseEntry], decisions: Sequence[CaseEntry]) -> Said | None:
    """Return the question as it was answered, else as it was written last."""
    if decisions:
        return replace(_said(decisions[-1]), text=str(decisions[-1].body[QUESTION]))
    asked = [one for one in here if one.kind in (Kind.QUESTION, Kind.ADDED)]
    return _said(asked[-1]) if asked else None


def _proposals(clinic: Clinic, here: Iterable[CaseEntry]) -> tuple[Said, ...]:
    last = {one.by.role: one for one in here if one.kind is Kind.PROPOSAL}
    return tuple(_said(last[role]) for role in clinic.catalogue.roles if role in last)


def _actions(opened: Opened, decisions: Iterable[CaseEntry], lines: Iterable[TaskLine]) -> tuple[TaskLine, ...]:
    named = [Identity.parse(text) for one in decisions for text in one.body.get(ACTIONS, ())]
    ids = {opened.plan.tasks[identity].id for identity in named if identity in opened.plan.tasks}
    return tuple(line for line in lines if line.id in ids)


def _earlier(opened: Opened, entries: Sequence[CaseEntry], lines: Iterable[TaskLine]) -> Memory | None:
    decisions = [one for one in entries if one.kind is Kind.DECISION]
    if not decisions or decisions[-1].day is None:
        return None
    last = decisions[-1]
    same_day = [one for one in decisions if one.day == last.day]
    day = last.day or last.at.date()
    return Memory(
        day,
        tuple(cause for cause in opened.plan.inputs.causes if cause.added <= day),
        _proposals(opened.clinic, (one for one in entries if one.day == day)),
        _said(last),
        _actions(opened, same_day, lines),
        _scores(opened, last),
    )


def _scores(opened: Opened, decision: CaseEntry) -> tuple[tuple[str, float | str, float | str], ...]:
    then = decision.body.get(SCORES, {})
    known = sorted(opened.plan.inputs.record.observations, key=lambda one: one.day)
    now = {one.measure: one for one in known}
    measures = opened.clinic.content.measures.by_id
    day = opened.clinic.clock.day_of(decision.at)
    return tuple(
        (measures[name].short, then[name], now[name].value)
        for name in RESPONSE_MEASURES
        if name in then and name in now and now[name].day > day
    )


def _changed(clinic: Clinic, records: Records, opened: Opened, news: EventFilter) -> tuple[Happening, ...]:
    titles = {task.id: task.title for task in opened.plan.tasks.values()}
    events = (one.event for one in records.events.latest(news, limit=_CHANGES_SHOWN))
    return tuple(happening(clinic, event, titles.get(event.task_id or "", "")) for event in events)
