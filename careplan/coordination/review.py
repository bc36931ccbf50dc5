"""A review meeting as its screen shows it: which meeting, its agenda, and what was said of each case so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from careplan.agenda import AgendaCase
from careplan.cause import CauseId, Certainty
from careplan.clinic import Clinic
from careplan.coordination.agenda_facts import agenda_of
from careplan.coordination.authority import authorise, may
from careplan.coordination.meetings import Case, offered_day
from careplan.coordination.refusals import noting_on_screen
from careplan.coordination.signatures import HOLD
from careplan.errors import NOT_HERE, NotFound
from careplan.store import CaseEntry, Kind, Meeting, Records
from careplan.team import Practitioner, RoleId

FLAG_RULE = "red_flag"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the agenda.

    Attributes:
        reasons: why it is on the agenda, the weightiest first; of a meeting that is over, as they were.
        question: as it was written, else the one that its first reason puts.
        asked: somebody has written the question.
        proposals: the disciplines that entered one.
        decision: what was decided; empty before it.
        decided_before: the day of the last meeting before this one that decided on the plan.
    """

    plan_id: str
    patient_id: str
    causes: tuple[tuple[CauseId, Certainty], ...]
    reasons: tuple[str, ...]
    red_flag: bool
    question: str
    asked: bool
    proposals: tuple[RoleId, ...] = ()
    decision: str = ""
    decided_before: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One day of one team.

    Attributes:
        day: that is shown; the next meeting, or the day that is offered for it, where none was asked for.
        meeting: None where there is none on that day.
        team: None for who is on no team; `teams` are the person's, by id.
        over: the day is past, so that only what was said there is shown.
        may_hold: this person may prepare and hold it.
    """

    day: date
    meeting: Meeting | None
    team: int | None
    teams: Mapping[int, str]
    cases: tuple[CaseLine, ...]
    over: bool
    may_hold: bool

    @property
    def decided(self) -> int:
        """How many cases are decided."""
        return sum(bool(case.decision) for case in self.cases)


def review(
    clinic: Clinic, *, actor: Practitioner, day: date | None = None, team: int | None = None, case: str = ""
) -> Review:
    """Return the meeting of a day, else the next one; with neither, the day that is offered for it.

    `case`: the plan that is spoken of; it stays there when what asked for it was settled meanwhile.

    Raises:
        NoRight: the person may read no plan.
        NotFound: it is not a team of this person.
    """
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, "plan.read")
        with clinic.store.reading() as records:
            return _review(clinic, records, actor, day, team, case)


def could_be_added(clinic: Clinic, found: Review, *, actor: Practitioner) -> dict[str, str]:
    """Return the patients of the open plans that are not on an agenda yet, by plan."""
    with clinic.store.reading() as records:
        if found.team not in records.teams.of(actor.id) or found.team is None:
            return {}
        rows = records.meetings.plans(found.team, found.day)
    here = {case.plan_id for case in found.cases}
    return {row.plan_id: row.patient_id for row in sorted(rows, key=lambda row: row.plan_id) if row.plan_id not in here}


def _review(
    clinic: Clinic, records: Records, actor: Practitioner, day: date | None, team: int | None, case: str
) -> Review:
    today, mine = clinic.today(), records.teams.of(actor.id)
    may_hold = may(clinic.catalogue, actor, HOLD)
    if team is not None and team not in mine:
        raise NotFound(NOT_HERE)
    if not mine:
        return Review(day or today, None, None, {}, (), over=False, may_hold=may_hold)
    following = records.meetings.next([team] if team else mine, today) if day is None else None
    if following:
        day, team = following.day, following.team
    found = following or _first_on(records, [team] if team else mine, day)
    chosen = found.team if found else team or mine[0]
    if day is None:
        day = next_day(clinic, records, chosen)
    names = records.teams.names()
    return Review(
        day=day,
        meeting=found,
        team=chosen,
        teams={one: names[one] for one in mine},
        cases=cases_of(clinic, records, chosen, day, found, also=case),
        over=day < today,
        may_hold=may_hold,
    )


def next_day(clinic: Clinic, records: Records, team: int) -> date:
    """Return the day of the next meeting of a team, else the one that is offered for it."""
    today = clinic.today()
    if following := records.meetings.next([team], today):
        return following.day
    last = records.meetings.last(team, today)
    return offered_day(today, last.day if last else None, records.clinic.holidays())


def _first_on(records: Records, teams: Iterable[int], day: date | None) -> Meeting | None:
    if day is None:
        return None
    return next((found for team in teams if (found := records.meetings.on(team, day))), None)


def cases_of(
    clinic: Clinic, records: Records, team: int, day: date, meeting: Meeting | None, *, also: str = ""
) -> tuple[CaseLine, ...]:
    """Return the cases of a meeting: what its agenda asks for, then what was spoken of besides.

    Of a meeting that is over only what was spoken of is told, with the reasons as they were.
    """
    entries = records.meetings.entries(meeting.id) if meeting else []
    said: dict[str, list[CaseEntry]] = {}
    for entry in entries:
        said.setdefault(entry.plan_id, []).append(entry)
    unsaid = "" if also in said else also
    on_agenda = () if day < clinic.today() else agenda_of(clinic, records, team, day, entries, also=unsaid)
    before = records.meetings.decided_before(team, day)
    lines = [_line(case, said.pop(case.plan_id, []), meeting, before.get(case.plan_id)) for case in on_agenda]
    return (*lines, *(_line_as_it_was(found, meeting, before.get(plan)) for plan, found in said.items()))


def _line(case: AgendaCase, said: list[CaseEntry], meeting: Meeting | None, before: date | None) -> CaseLine:
    return CaseLine(
        case.plan_id,
        case.patient_id,
        case.causes,
        tuple(reason.words for reason in case.reasons),
        any(reason.rule == FLAG_RULE for reason in case.reasons),
        *_spoken(said, meeting, case.question),
        decided_before=before,
    )


def _line_as_it_was(said: list[CaseEntry], meeting: Meeting | None, before: date | None) -> CaseLine:
    last = said[-1]
    reasons = [(str(rule), str(words)) for rule, words in last.body.get("reasons", ())]
    causes = tuple((str(cause), Certainty(certainty)) for cause, certainty in last.body.get("causes", ()))
    return CaseLine(
        last.plan_id,
        last.patient_id,
        tuple(one for one in causes if one[1] is not Certainty.REFUTED),
        tuple(words for _, words in reasons),
        any(rule == FLAG_RULE for rule, _ in reasons),
        *_spoken(said, meeting, ""),
        decided_before=before,
    )


def _spoken(
    said: list[CaseEntry], meeting: Meeting | None, suggested: str
) -> tuple[str, bool, tuple[RoleId, ...], str]:
    """Return question, whether it was written, who proposed, and the decision."""
    if meeting is None or not said:
        return suggested, False, (), ""
    case = Case(meeting, tuple(said), None)
    roles = tuple(dict.fromkeys(one.by.role for one in said if one.kind is Kind.PROPOSAL))
    decided = case.last(Kind.DECISION)
    return case.question or suggested, bool(case.question), roles, decided.text if decided else ""
