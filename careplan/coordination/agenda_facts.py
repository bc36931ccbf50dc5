"""The agenda of a team's meeting: what the store tells of each open plan, put before the rules of the agenda."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from careplan.agenda import AgendaCase, Asked, AskedBy, FlagFact, PlanFacts, Unanswered, agenda
from careplan.cause import CAUSE_GATE
from careplan.clinic import Clinic
from careplan.coordination.hand_offs import unanswered_since
from careplan.expand import asks_after_undone
from careplan.response import worsened
from careplan.store import AgendaRow, CaseEntry, FlagRecord, Kind, Records
from careplan.store.agenda_rows import AskingTask

_SERIES_END: Final = "-end"


def agenda_of(
    clinic: Clinic, records: Records, team: int, day: date, entries: Iterable[CaseEntry], *, also: str = ""
) -> tuple[AgendaCase, ...]:
    """Return the agenda of a meeting; `entries` are what was said at it so far, `also` a plan that stays on it."""
    flags: dict[str, list[FlagRecord]] = {}
    for flag in records.red_flags.open([team]):
        flags.setdefault(flag.plan_id, []).append(flag)
    offered: dict[str, list[Unanswered]] = {}
    for task in records.hand_offs.waiting([team], until=unanswered_since(clinic, records)):
        offered.setdefault(task.plan_id, []).append(Unanswered(task.title, task.hand_off_on or day))
    added = {said.plan_id: clinic.role_words(said.by.role).lower() for said in entries if said.kind is Kind.ADDED}
    asks, newer = _asking_words(clinic), _newer(clinic, records, team)
    plans = (
        replace(
            _facts(clinic, row, flags.get(row.plan_id, ()), asks),
            added_by=added.get(row.plan_id, ""),
            hand_offs=tuple(offered.get(row.plan_id, ())),
            newer=newer.get(row.plan_id, ()),
        )
        for row in records.meetings.plans(team, day)
    )
    rules = clinic.catalogue.agenda_rules.values()
    safety = {rule.id: rule.condition for rule in clinic.content.safety_rules.safety_rules}
    return agenda(rules, safety, plans, day, also=also)


def _newer(clinic: Clinic, records: Records, team: int) -> dict[str, tuple[str, ...]]:
    """Return the titles of the templates that open plans go by in an older version, by plan (PLAN_RULES R30)."""
    if not clinic.older:
        return {}
    named = records.meetings.modules(team, {module for module, _ in clinic.older})
    known = clinic.catalogue.modules
    return {
        plan: tuple(known[one[0]].title for one in modules if one in clinic.older) for plan, modules in named.items()
    }


def _facts(
    clinic: Clinic, row: AgendaRow, flags: Iterable[FlagRecord], asks: Callable[[AskingTask], str | None]
) -> PlanFacts:
    known = clinic.content.red_flags.by_id
    moved = worsened(clinic.content.measures, row.scores, row.start)
    return PlanFacts(
        plan_id=row.plan_id,
        patient_id=row.patient_id,
        start=row.start,
        causes=row.causes,
        flags=tuple(FlagFact(known[flag.flag].suspicion, known[flag.flag].urgency) for flag in flags),
        dose=row.dose,
        worse=tuple((one.measure.short, one.change or 0) for one in moved),
        next_review=row.next_review,
        asked=tuple(asked for task in row.asking if (asked := _asked(task, asks))),
        changes_waiting=row.changes_waiting,
        conflicts=row.conflicts,
    )


def _asked(task: AskingTask, asks: Callable[[AskingTask], str | None]) -> Asked | None:
    """Return what an open task asks the team; None where it asks only its own role."""
    title = task.title.partition(":")[0]
    if asks_after_undone(task.identity):
        return Asked(AskedBy.UNDONE, title, task.due)
    if task.identity.key.endswith(_SERIES_END):
        return Asked(AskedBy.SERIES_END, title, task.due)
    ask = asks(task)
    return None if ask is None else Asked(AskedBy.DECISION, title, task.due, ask)


def _asking_words(clinic: Clinic) -> Callable[[AskingTask], str | None]:
    """Return what gives the question of a task in which the team decides; None for any other task.

    A task that sets one gate puts its question; the case conference, which sets them all, is asked in the words of its
    own title.
    """
    gates: dict[str, list[str]] = {}
    for gate in clinic.catalogue.gates.values():
        for key in gate.set_in:
            gates.setdefault(key, []).append(gate.id)
    known: Mapping[str, list[str]] = gates

    def asks(task: AskingTask) -> str | None:
        found = next((known[key] for key in task.keys if key in known), None)
        if found is None:
            return None
        if len(found) == 1 and found[0] != CAUSE_GATE:
            return clinic.catalogue.gates[found[0]].question
        what = task.title.partition(":")[2].strip()
        return f"{what[:1].upper()}{what[1:]}: what is agreed?" if what else f"{task.title}: what is agreed?"

    return asks
