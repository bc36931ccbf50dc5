"""Plans: one read as a whole, many as lists, and each kept by writing only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from careplan.errors import NOT_HERE, Conflict, NotFound
from careplan.facts import Record
from careplan.identity import Identity
from careplan.patient import Patient
from careplan.plan import CarePlan, PlanStatus
from careplan.plan_inputs import PlanInputs
from careplan.standing import Standing
from careplan.store.dated_entries import Whose
from careplan.store.export_counts import count_measure_rows
from careplan.store.fhir_counts import count_resources
from careplan.store.goals import keep_goals
from careplan.store.inputs import keep_inputs
from careplan.store.numbers import number_of, plan_id
from careplan.store.plan_counts import counts
from careplan.store.plan_decisions import GateDecision, latest_decisions
from careplan.store.plan_export import PlanExportRow, plan_export_rows
from careplan.store.plan_list import PAGE, PlanFilter, PlanRow, PlanSort, count_plans, list_plans
from careplan.store.plan_reading import plan_by_id, plan_of_task
from careplan.store.plan_record import PlanRecord
from careplan.store.plan_tasks import NOTHING_KEPT, Kept, Owner, keep_tasks, stands_of, with_ids
from careplan.store.prepared import Prepared
from careplan.store.query import Query
from careplan.store.recent_plans import RecentPlans
from careplan.store.said import Said
from careplan.store.schema import event, patient, plan, plan_module
from careplan.store.stand import Stand
from careplan.store.unanswered import Deadlines
from careplan.team import RoleId

_WHOSE = select(plan.c.patient, plan.c.team).where(plan.c.id == bindparam("plan_id"))
_OF_PATIENT = select(plan.c.id).where(plan.c.patient == bindparam("patient_id")).order_by(plan.c.number)
_OPEN_OF_PATIENT = select(plan.c.id).where(
    plan.c.patient == bindparam("patient_id"), plan.c.status == PlanStatus.OPEN.value
)
_LAST_NUMBER = (
    select(patient.c.team, patient.c.known_version, func.coalesce(func.max(plan.c.number), 0).label("number"))
    .select_from(patient.outerjoin(plan, plan.c.patient == patient.c.id))
    .where(patient.c.id == bindparam("patient_id"))
    .group_by(patient.c.team, patient.c.known_version)
)
_STOPS = Query(
    select(plan.c.id, plan.c.stops).where(plan.c.id.in_(bindparam("plan_ids", expanding=True)), plan.c.stops != "")
)
_ADD = Prepared(insert(plan))
_NAME = Prepared(insert(plan_module))
_UNNAME = delete(plan_module).where(plan_module.c.plan == bindparam("plan_id"))
_SAVE = Prepared(
    update(plan)
    .where(
        plan.c.id == bindparam("plan_id"),
        plan.c.patient == bindparam("patient_id"),
        plan.c.version == bindparam("seen_version"),
    )
    .values(version=plan.c.version + 1)
)
_LAST_WRITER = (
    select(event.c.actor, event.c.at).where(event.c.plan == bindparam("plan_id")).order_by(event.c.id.desc()).limit(1)
)


class Plans:
    """The plans of the clinic."""

    def __init__(self, connection: Connection, recent: RecentPlans) -> None:
        self._connection = connection
        self._recent = recent

    def get(self, plan_id: str) -> PlanRecord:
        """Return a plan with its inputs, patient and tasks; raises NotFound."""
        return plan_by_id(self._connection, self._recent, plan_id)

    def of_task(self, task_id: str) -> PlanRecord:
        """Return the plan that a task belongs to; raises NotFound."""
        return plan_of_task(self._connection, self._recent, number_of(task_id))

    def of_patient(self, patient_id: str) -> tuple[str, ...]:
        """Return the ids of a patient's plans, the first one first."""
        return tuple(self._connection.execute(_OF_PATIENT, {"patient_id": patient_id}).scalars())

    def open_of_patient(self, patient_id: str) -> str | None:
        """Return the id of the patient's open plan; None where there is none."""
        found = self._connection.execute(_OPEN_OF_PATIENT, {"patient_id": patient_id}).scalars().first()
        return found if found is None else str(found)

    def list(
        self,
        which: PlanFilter,
        today: date,
        *,
        deadlines: Deadlines | None = None,
        sort: PlanSort = PlanSort.WORST,
        after: tuple[Any, ...] | None = None,
        limit: int = PAGE,
    ) -> list[PlanRow]:
        """Return a page of plans with the next thing to do; `after` is the `place` of the last row shown."""
        return list_plans(self._connection, which, today, deadlines=deadlines, sort=sort, after=after, limit=limit)

    def count(self, which: PlanFilter, today: date, *, deadlines: Deadlines | None = None) -> int:
        """Return how many plans a list has."""
        return count_plans(self._connection, which, today, deadlines=deadlines)

    def rows_for_export(
        self, which: PlanFilter, today: date, *, deadlines: Deadlines | None = None
    ) -> Iterator[PlanExportRow]:
        """Yield plans for a file, by patient and number.

        Only while reading: between pages the transaction ends and begins anew.
        """
        return plan_export_rows(self._connection, which, today, deadlines)

    def count_measures(self, which: PlanFilter, today: date, *, deadlines: Deadlines | None = None) -> int:
        """Return how many values the patients of these plans have."""
        return count_measure_rows(self._connection, which, today, deadlines)

    def count_resources(
        self, which: PlanFilter, today: date, *, roles: Iterable[RoleId], deadlines: Deadlines | None = None
    ) -> int:
        """Return how many resources a FHIR file of these plans has; `roles` are those that own tasks."""
        return count_resources(self._connection, which, today, deadlines, roles)

    def whose(self, plan_id: str) -> tuple[str, int]:
        """Return the patient of a plan and the care team; raises NotFound."""
        found = self._connection.execute(_WHOSE, {"plan_id": plan_id}).one_or_none()
        if found is None:
            raise NotFound(NOT_HERE)
        return found.patient, found.team

    def decisions(self, plan_id: str) -> dict[str, GateDecision]:
        """Return the last decision of each gate of a plan, with who took it and why."""
        return latest_decisions(self._connection, plan_id)

    def add(
        self,
        new: CarePlan,
        whose: Patient,
        standings: Mapping[Identity, Standing],
        *,
        by: str,
        at: datetime,
        role: str | None = None,
        reason: str = "",
        modules: Mapping[str, int] | None = None,
        replaces: str | None = None,
    ) -> CarePlan:
        """Keep a new plan of a patient who is kept already as `whose`, with all its inputs; return it with its ids.

        `modules` are the template versions that it names, `role` and `reason` belong to its causes and gates.

        Raises:
            NotFound: no such patient.
        """
        last = self._connection.execute(_LAST_NUMBER, {"patient_id": whose.id}).one_or_none()
        if last is None:
            raise NotFound(NOT_HERE)
        number = last.number + 1
        named = new.modules if modules is None else modules
        version = max(new.version, 1)
        kept = replace(new, id=plan_id(whose.id, number), patient_id=whose.id, version=version, modules=named)
        kept = with_ids(self._connection, kept)
        stands = stands_of(kept, standings)
        first = {"id": kept.id, "patient": whose.id, "team": last.team, "number": number, "replaces": replaces}
        first |= {"start": kept.inputs.start, "created_by": by, "created_at": at, "version": kept.version}
        _ADD.run(self._connection, {**first, **_stated(kept), **_counted(kept, stands, at)})
        known = PlanInputs(Record(kept.inputs.start, operations=whose.operations, procedures=whose.procedures))
        said = Said(by, at, role, reason)
        keep_inputs(self._connection, kept.id, Whose(whose.id, last.known_version == 0), known, kept.inputs, said)
        keep_goals(self._connection, kept.id, (), kept.goals, said)
        self._name(kept.id, named)
        owner = Owner(kept.id, whose.id, last.team, by, at)
        keep_tasks(self._connection, owner, NOTHING_KEPT, kept, stands)
        return kept

    def save(
        self,
        before: PlanRecord,
        after: CarePlan,
        standings: Mapping[Identity, Standing],
        *,
        by: str,
        at: datetime,
        role: str | None = None,
        reason: str = "",
        whys: Mapping[str, str] | None = None,
        changes_waiting: int = 0,
    ) -> CarePlan:
        """Keep what `after` changed since `before` was read, inputs and tasks; return it as the next version.

        The version goes up by one, however many changes were applied. A task's row version goes up only
        where the task itself changed, not where it merely stands otherwise than before. `whys` are the reasons of
        several decisions, by gate, where `reason` is not that of each. `changes_waiting` counts the lines of
        changes that wait to be looked at.

        Raises:
            Conflict: the plan was changed by somebody else since it was read.
        """
        kept = with_ids(self._connection, replace(after, version=before.plan.version + 1))
        stands = stands_of(kept, standings, before)
        closed_at = (before.closed_at or at) if kept.status is PlanStatus.CLOSED else None
        columns = {**_counted(kept, stands, at), "changes_waiting": changes_waiting}
        self._save(before.plan, kept, columns, closed_at)
        if kept.modules != before.plan.modules:
            self._connection.execute(_UNNAME, {"plan_id": kept.id})
            self._name(kept.id, kept.modules)
        said = Said(by, at, role, reason, whys or {})
        keep_inputs(self._connection, kept.id, Whose(before.patient.id), before.plan.inputs, kept.inputs, said)
        keep_goals(self._connection, kept.id, before.plan.goals, kept.goals, said)
        owner = Owner(kept.id, before.patient.id, before.team, by, at)
        was = Kept(before.plan.tasks, before.stands, before.row_versions)
        row_versions = keep_tasks(self._connection, owner, was, kept, stands)
        if kept.inputs == before.plan.inputs:
            versions = before.versions._replace(plan=kept.version)
            stood = standings if kept.status is PlanStatus.OPEN else {}
            now = replace(before, plan=kept, stands=stands, standings=stood, row_versions=row_versions)
            self._recent.note(replace(now, versions=versions, updated_at=at, closed_at=closed_at))
        return kept

    def _name(self, plan_id: str, modules: Mapping[str, int]) -> None:
        if modules:
            rows = ({"plan": plan_id, "module": module, "version": version} for module, version in modules.items())
            _NAME.run(self._connection, *rows)

    def _save(self, before: CarePlan, kept: CarePlan, columns: dict[str, Any], closed_at: datetime | None) -> None:
        this = {"plan_id": before.id, "patient_id": before.patient_id, "seen_version": before.version}
        if (before.status, before.goal) != (kept.status, kept.goal):  # seldom, and an index names the status
            columns |= {**_stated(kept), "closed_at": closed_at}
        if not _SAVE.run(self._connection, this | columns):
            raise self._conflict(kept.id)

    def note_response(self, plan_id: str, response: str | None) -> None:
        """Keep how the outcomes stand by the response rule (improved, unchanged, worse), for lists."""
        self._connection.execute(update(plan).where(plan.c.id == plan_id).values(response=response))

    def note_rules(self, plan_id: str, *, conflicts: int, stops: Iterable[str]) -> None:
        """Keep how many conflicts of a plan wait for an answer, and the ids of the rules that stop work of it."""
        noted = {"conflicts_open": conflicts, "stops": ";".join(stops)}
        self._connection.execute(update(plan).where(plan.c.id == plan_id).values(noted))

    def stops(self, plan_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the rules that stop work, by plan; a plan without one is left out."""
        wanted = sorted(set(plan_ids))
        if not wanted:
            return {}
        rows = _STOPS.rows(self._connection, {"plan_ids": wanted})
        return {row.id: tuple(row.stops.split(";")) for row in rows}

    def _conflict(self, plan_id: str) -> Conflict:
        last = self._connection.execute(_LAST_WRITER, {"plan_id": plan_id}).one_or_none()
        by, at = (last.actor, last.at) if last else ("", None)
        who = f" by {by}" if by else ""
        return Conflict(f"Plan {plan_id} was changed{who} in the meantime. Look at it again.", by=by, at=at)


def _stated(kept: CarePlan) -> dict[str, Any]:
    """Return the columns of a plan that acts on it as a whole change."""
    return {"status": kept.status.value, "goal": kept.goal}


def _counted(kept: CarePlan, stands: Mapping[Identity, Stand], at: datetime) -> dict[str, Any]:
    """Return the columns of a plan that any change may move; the version is counted by the statement."""
    return {
        "updated_at": at,
        "red_flags_open": sum(1 for found in kept.inputs.flags if found.cleared is None),
        **counts(kept.tasks.values(), stands.values())._asdict(),
    }
