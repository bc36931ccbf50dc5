"""The minutes of a review meeting: every case that was spoken of, to be read, printed and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from careplan.clinic import Clinic
from careplan.coordination.authority import authorise, must_give_reason
from careplan.coordination.leaving import note_leaving
from careplan.coordination.meeting_decision import ACTIONS
from careplan.coordination.reads import looking
from careplan.coordination.refusals import noting_refusals
from careplan.coordination.review import CaseLine, cases_of
from careplan.coordination.signatures import is_early
from careplan.errors import NOT_HERE, InvalidInput, NotFound
from careplan.exchange import minutes_csv
from careplan.exchange.minutes_csv import MinutesRow
from careplan.identity import Identity
from careplan.sign_off import SignState
from careplan.store import CaseEntry, Kind, Records, SignOff, TaskRow
from careplan.team import Practitioner
from careplan.working_days import date_words

ActionMinutes = TaskRow
"""A task that a decision made, as it is now."""
WordMinutes = SignOff
"""What a discipline said at the meeting last."""


@dataclass(frozen=True, slots=True)
class CaseMinutes:
    """What was said of one case. `decisions` are all that were saved, the last one stands; `actions` their tasks."""

    line: CaseLine
    proposals: tuple[CaseEntry, ...]
    decisions: tuple[CaseEntry, ...]
    actions: tuple[ActionMinutes, ...]
    words: tuple[SignOff, ...]

    def roles(self, state: SignState) -> tuple[str, ...]:
        """Return the disciplines that gave this word of the decision that stands, or where there is none."""
        return tuple(word.role for word in self.words if word.state is state and not self.is_early(word))

    def is_early(self, word: SignOff) -> bool:
        """Whether a word was given before the decision that stands was saved."""
        return is_early(word, self.decisions[-1].at if self.decisions else None)


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting; cases that nobody spoke of are not in them."""

    day: date
    team: str
    cases: tuple[CaseMinutes, ...]


def minutes(clinic: Clinic, team: int, day: date, *, actor: Practitioner) -> Minutes:
    """Return the minutes of a meeting; that the records are read is written into the history of each patient.

    Raises:
        NotFound: there is no such meeting of a team of this person.
        NoRight: the person may read no plan.
    """
    with looking(clinic, actor, "minutes") as look:
        authorise(clinic.catalogue, actor, "plan.read")
        found = _minutes(clinic, look.records, actor, team, day)
        for case in found.cases:
            look.saw(actor, case.line.patient_id)
    return found


def team_that_met(clinic: Clinic, day: date, *, actor: Practitioner, name: str | None = None) -> int:
    """Return which of a person's teams had its review meeting on a day, the one of that name where one is given.

    Raises:
        NotFound: there was none.
        InvalidInput: there were several, and no name says which is meant.
    """
    with clinic.store.reading() as records:
        names = records.teams.names()
        met = [team for team in records.teams.of(actor.id) if records.meetings.on(team, day)]
    found = [team for team in met if name in (None, names[team])]
    if not found:
        raise NotFound(f"No team of yours{f' with the name {name}' if name else ''} met on {date_words(day)}.")
    if len(found) > 1:
        raise InvalidInput(
            f"Several teams met on {date_words(day)}. Name one: {', '.join(names[one] for one in found)}."
        )
    return found[0]


def minutes_reason(day: date) -> str:
    """Return what the minutes of a day are called, which is also why the records of many patients leave with them."""
    return f"Minutes of the review meeting of {date_words(day)}"


def minutes_csv_of(clinic: Clinic, team: int, day: date, *, actor: Practitioner) -> Iterator[bytes]:
    """Return the minutes as a file, in chunks; the event is written before the first byte leaves.

    The reason for which many patients leave is the meeting itself.

    Raises:
        NotFound, NotAllowed: nothing leaves.
    """
    reason = minutes_reason(day)
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, "export.panel")
        must_give_reason(clinic.catalogue, "export.panel", reason)
        with clinic.store.reading() as records:
            found = _minutes(clinic, records, actor, team, day)
    rows = [row for case in found.cases for row in _rows(found, case)]
    return _leaving(clinic, actor, rows, reason)


def _leaving(clinic: Clinic, actor: Practitioner, rows: list[MinutesRow], reason: str) -> Iterator[bytes]:
    told = {"file": "minutes", "format": "csv", "scope": "a review meeting", "rows": len(rows)}
    with clinic.store.writing() as records:
        note_leaving(clinic, records, actor, told, patient_id=None, reason=reason)
    yield from minutes_csv.write(rows)


def _minutes(clinic: Clinic, records: Records, actor: Practitioner, team: int, day: date) -> Minutes:
    meeting = records.meetings.on(team, day) if team in records.teams.of(actor.id) else None
    if meeting is None:
        raise NotFound(NOT_HERE)
    lines = {line.plan_id: line for line in cases_of(clinic, records, team, day, meeting)}
    entries: dict[str, list[CaseEntry]] = {}
    for entry in records.meetings.entries(meeting.id):
        entries.setdefault(entry.plan_id, []).append(entry)
    tasks = records.meetings.actions(team, day)
    words = records.sign_offs.of_meeting(meeting.id)
    cases = tuple(_case(clinic, lines[plan], entries[plan], tasks, words) for plan in lines if plan in entries)
    return Minutes(day, records.teams.get(team).name, cases)


def _case(
    clinic: Clinic,
    line: CaseLine,
    said: list[CaseEntry],
    tasks: dict[tuple[str, Identity], TaskRow],
    words: dict[tuple[str, str], SignOff],
) -> CaseMinutes:
    decisions = tuple(one for one in said if one.kind is Kind.DECISION)
    proposals = {one.by.role: one for one in said if one.kind is Kind.PROPOSAL}
    named = ((line.plan_id, Identity.parse(text)) for one in decisions for text in one.body.get(ACTIONS, ()))
    roles = clinic.catalogue.roles
    return CaseMinutes(
        line,
        tuple(proposals[role] for role in roles if role in proposals),
        decisions,
        tuple(tasks[one] for one in named if one in tasks),
        tuple(words[line.plan_id, role] for role in roles if (line.plan_id, role) in words),
    )


def _rows(found: Minutes, case: CaseMinutes) -> Iterator[MinutesRow]:
    line, last = case.line, case.decisions[-1] if case.decisions else None
    for task in case.actions or (None,):
        yield MinutesRow(
            meeting_date=found.day,
            team=found.team,
            patient_id=line.patient_id,
            plan_id=line.plan_id,
            cause=tuple(cause for cause, _ in line.causes),
            reasons="; ".join(line.reasons),
            question=line.question,
            proposals="; ".join(f"{one.by.role}: {one.text}" for one in case.proposals),
            decision=last.text if last else "",
            changes="; ".join(_change(*pair) for pair in pairwise(case.decisions)),
            decided_by=last.by.id if last else None,
            decided_at=last.at if last else None,
            signed=case.roles(SignState.SIGNED),
            absent=case.roles(SignState.ABSENT),
            disagrees=case.roles(SignState.DISAGREES),
            task_id=task.id if task else None,
            action=task.title if task else "",
            role=task.role if task else None,
            due_date=task.due if task else None,
            status=task.status.value if task else None,
        )


def _change(before: CaseEntry, after: CaseEntry) -> str:
    return f"before: {before.text} (changed because: {after.reason})"
