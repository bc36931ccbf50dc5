"""Preparing a review meeting: calling it, putting a case on it, writing its question, entering a proposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from careplan.agenda import AgendaCase
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.agenda_facts import agenda_of
from careplan.coordination.authority import authorise
from careplan.coordination.done import Done, Made
from careplan.coordination.house_events import note
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overwriting import Seen, refuse_overwriting
from careplan.coordination.refusals import again, writing
from careplan.coordination.signatures import HOLD
from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput, NotAllowed
from careplan.plan import GOES_ON_ELSEWHERE, PlanStatus
from careplan.store import CaseEntry, Kind, Meeting, Records
from careplan.team import Practitioner
from careplan.working_days import date_words, next_working_day, years_later

PROPOSE: Final = "meeting.propose"
ENTRY: Final = "meeting_entry"
"""What takes back something that was said at a meeting, in its event."""
QUESTION: Final = "question"
"""The question that a decision answers, in its body."""
FIELDS: Final[Mapping[Kind, str]] = {
    Kind.ADDED: "meeting_question",
    Kind.QUESTION: "meeting_question",
    Kind.PROPOSAL: "meeting_proposal",
    Kind.DECISION: "meeting_decision",
}
"""The field in the history for each thing that is said of a case."""
_EVENTS: Final[Mapping[Kind, str]] = {
    Kind.ADDED: "meeting.case_added",
    Kind.QUESTION: "meeting.question_asked",
    Kind.PROPOSAL: "meeting.proposed",
    Kind.DECISION: "meeting.decided",
}
_NO_QUESTION: Final = "Write the question that the meeting is to answer."
_EVERY: Final = timedelta(days=7)
"""How long after the last meeting the next one is offered; the day may be changed."""


class Case(NamedTuple):
    """A plan at a meeting, as an act finds it: what was said of it there, and why it is on the agenda."""

    meeting: Meeting
    said: tuple[CaseEntry, ...]
    on_agenda: AgendaCase | None

    def last(self, kind: Kind, role: str | None = None) -> CaseEntry | None:
        """Return the last thing of a kind that was said, by a role where one is named."""
        found = (one for one in reversed(self.said) if one.kind is kind and role in (None, one.by.role))
        return next(found, None)

    @property
    def question(self) -> str:
        """The question as it was answered, else as it was written last; empty where nobody has."""
        if decided := self.last(Kind.DECISION):
            return str(decided.body[QUESTION])
        asked = next((one for one in reversed(self.said) if one.kind in (Kind.QUESTION, Kind.ADDED)), None)
        return asked.text if asked else ""


class Saying(NamedTuple):
    """What somebody says of a case, and what it makes of the plan.

    Attributes:
        words: what was done, in one sentence.
        seen: what stood on the screen in its place; None where the person saw no screen.
        body: what belongs to it besides.
        made: the plan that it makes, with its tasks; None where it leaves the plan as it is.
    """

    kind: Kind
    text: str
    words: str
    seen: Seen | None = None
    reason: str = ""
    body: Mapping[str, Any] = MappingProxyType({})
    made: Made | None = None


def offered_day(today: date, last: date | None, holidays: frozenset[date]) -> date:
    """Return the day for which a next meeting is offered: a week after the last one, or after today."""
    return next_working_day(max((last or today) + _EVERY, today), holidays)


@again
def call_meeting(clinic: Clinic, team: int, day: date | None, *, actor: Practitioner) -> Meeting:
    """Set the day of a review meeting of a team; where there is one already, that is it.

    Raises:
        NotFound: it is not the person's team.
        NotAllowed, InvalidInput: nothing is changed.
    """
    with writing(clinic, actor) as records:
        authorise(clinic.catalogue, actor, HOLD, on_team=team in records.teams.of(actor.id))
        if day is None:
            raise InvalidInput("Choose the day of the meeting.")
        return records.meetings.on(team, day) or called(clinic, records, team, day, actor)


def called(clinic: Clinic, records: Records, team: int, day: date, actor: Practitioner) -> Meeting:
    """Keep a new meeting within a transaction; raises InvalidInput for a day that is over or years ahead."""
    today = clinic.today()
    if day < today:
        raise InvalidInput(f"{date_words(day)} is over. Choose today or a later day.")
    if day > years_later(today, 1):
        raise InvalidInput(f"{date_words(day)} is more than a year ahead. Correct the year.")
    note(records, clinic, "meeting.called", actor, {"team": records.teams.names()[team], "day": day.isoformat()})
    return records.meetings.call(team, day, by=actor.id, at=clinic.now())


def add_case(
    clinic: Clinic, plan_id: str, day: date | None, question: str, *, actor: Practitioner, key: str | None = None
) -> Done:
    """Put a case on the agenda of a day, with its question; where there is no meeting on it yet, that is called.

    Raises:
        NotFound, NotAllowed, InvalidInput: nothing is changed.
    """

    if day is None:
        raise InvalidInput("Choose the day of the meeting.")

    def make(_: Opened, case: Case) -> Saying:
        asked = written("The question", question, _NO_QUESTION)
        if case.last(Kind.ADDED):
            raise NotAllowed(f"It is on the agenda of {date_words(day)} already. Write its question there.")
        return Saying(Kind.ADDED, asked, f"On the agenda of {date_words(day)}")

    return say_of_case(clinic, plan_id, day, make, may=HOLD, actor=actor, key=key)


def ask(
    clinic: Clinic,
    plan_id: str,
    day: date,
    question: str,
    *,
    actor: Practitioner,
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Write the question of a case, in place of the one before; raises Conflict where that is not as `seen`."""

    def make(_: Opened, case: Case) -> Saying:
        asked = written("The question", question, _NO_QUESTION)
        _refuse_decided(case, asked)
        return Saying(Kind.QUESTION, asked, "Question saved", seen)

    return say_of_case(clinic, plan_id, day, make, may=HOLD, actor=actor, key=key)


def propose(
    clinic: Clinic,
    plan_id: str,
    day: date,
    proposal: str,
    *,
    actor: Practitioner,
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Enter the proposal of one's own discipline, in place of the one before, until the case is decided.

    Raises:
        NotFound, NotAllowed, InvalidInput, Conflict: nothing is changed.
    """

    def make(_: Opened, case: Case) -> Saying:
        said = written("The proposal", proposal, "Write what you propose.")
        _refuse_decided(case, said)
        return Saying(Kind.PROPOSAL, said, "Proposal saved", seen)

    return say_of_case(clinic, plan_id, day, make, may=PROPOSE, actor=actor, key=key)


@again
def say_of_case(
    clinic: Clinic,
    plan_id: str,
    day: date,
    make: Callable[[Opened, Case], Saying],
    *,
    may: str,
    actor: Practitioner,
    key: str | None,
) -> Done:
    """Say something of a case in one transaction, with what it makes of the plan and its event.

    Where there is no meeting on that day yet it is called, by who may hold one. `may`: what the person must be allowed.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            opened.authorise(may)
            if opened.plan.status is PlanStatus.CLOSED:
                raise NotAllowed(f"Plan {plan_id} is closed. {GOES_ON_ELSEWHERE}")
            case = _case(clinic, records, opened, day)
            return _kept(records, opened, case, make(opened, case))

        return once(records, key, actor, clinic.now(), act)


def _case(clinic: Clinic, records: Records, opened: Opened, day: date) -> Case:
    team = opened.record.team
    held = records.meetings.on(team, day)
    if held is None:
        opened.authorise(HOLD)
        held = called(clinic, records, team, day, opened.actor)
    entries = records.meetings.entries(held.id)
    on_agenda = agenda_of(clinic, records, team, day, entries)
    this = next((one for one in on_agenda if one.plan_id == opened.plan.id), None)
    return Case(held, tuple(said for said in entries if said.plan_id == opened.plan.id), this)


def _kept(records: Records, opened: Opened, case: Case, saying: Saying) -> Done:
    plan, field = opened.plan, FIELDS[saying.kind]
    own_role = opened.actor.role if saying.kind is Kind.PROPOSAL else None
    before = case.question if field == "meeting_question" else _text(case.last(saying.kind, own_role))
    refuse_overwriting(opened, field, saying.seen, now=before or None, wanted=saying.text)
    reasons = [[reason.rule, reason.words] for reason in case.on_agenda.reasons] if case.on_agenda else []
    causes = [[cause.cause, cause.certainty.value] for cause in plan.inputs.causes]
    body = {"reasons": reasons, "causes": causes, **saying.body}
    entry = CaseEntry(
        *(0, case.meeting.id, plan.id, plan.patient_id, saying.kind, opened.actor, opened.now),
        *(saying.text, saying.reason, body),
    )
    number = records.meetings.say(entry)
    base = saying.made or Made(plan, what="", words="")
    made = replace(
        base,
        what=_EVENTS[saying.kind],
        words=f"{saying.words}, {plan.patient_id}",
        before={**base.before, field: before or None},
        after={**base.after, field: saying.text},
        reason=saying.reason,
        undo_also={ENTRY: number},
    )
    return keep(records, opened, made)


def take_saying_back(records: Records, undo: Mapping[str, Any], opened: Opened) -> None:
    """Take back what an act said at a meeting; nothing where it said nothing there."""
    if number := undo.get(ENTRY):
        records.meetings.withdraw(number, at=opened.now)


def written(what: str, text: str, empty: str) -> str:
    """Return a text without blanks around it; raises InvalidInput where it is empty or too long."""
    said = text.strip()
    if not said:
        raise InvalidInput(empty)
    refuse_long(what, said)
    return said


def _refuse_decided(case: Case, said: str) -> None:
    """Refuse what comes after the decision; it is told in full, as its field is no longer on the screen."""
    if decided := case.last(Kind.DECISION):
        raise NotAllowed(
            f"{decided.by.id} has saved the decision of this case. Ask and propose at the next meeting. "
            f"Yours was not saved: {said}"
        )


def _text(said: CaseEntry | None) -> str:
    return said.text if said else ""
