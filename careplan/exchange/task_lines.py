"""A plan as rows of the tasks CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from careplan.cause import Certainty
from careplan.exchange.csv_text import cell
from careplan.exchange.tasks_csv import TaskLine
from careplan.hand_off import TOLD
from careplan.identity import BY_HAND, GROUP, Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.standing import Standing
from careplan.task import Readiness, TaskStatus


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store knows of a task besides the plan."""

    created_at: datetime | None = None
    updated_at: datetime | None = None
    updated_by: str | None = None
    row_version: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all rows of one plan share.

    Attributes:
        today: for the days overdue.
        versions: version of each module, for the source column.
        address: beginning of every link, such as http://127.0.0.1:8501; empty for a plan that no clinic keeps, to which
            no link leads.
        patient_name: None where names are left out.
        words: what puts a text of a template into plain words.
    """

    today: date
    versions: Mapping[str, int]
    address: str
    patient_name: str | None = None
    kept: Mapping[Identity, Kept] = field(default_factory=dict)
    words: Callable[[str], str] = str


def task_lines(plan: CarePlan, standings: Mapping[Identity, Standing], sheet: Sheet) -> Iterator[TaskLine]:
    """Yield one row for each task of the plan, with all occurrences, in the order of the plan."""
    causes = tuple(cause.cause for cause in plan.inputs.causes if cause.certainty is not Certainty.REFUTED)
    ids = {identity: task.id for identity, task in plan.tasks.items()}
    for seq, (identity, task) in enumerate(plan.tasks.items(), start=1):
        kept = sheet.kept.get(identity, Kept())
        found = standings.get(identity)
        standing = found.on(sheet.today) if found else None
        yield TaskLine(
            task_id=task.id,
            patient_id=plan.patient_id,
            patient_name=sheet.patient_name,
            plan_id=plan.id,
            cause=";".join(causes),
            phase=task.desired.phase,
            seq=seq,
            task=task.title,
            details=details(identity.module, task.desired.done_when, sheet.words),
            role=task.role,
            assignee=task.assignee,
            status=shown_status(task, standing),
            priority=task.priority,
            start_date=_written(task.desired.window[0] if task.desired.window else None),
            due_date=_written(task.due),
            done_date=_written(task.closed_on if task.status is not TaskStatus.CANCELLED else None),
            outcome=task.outcome,
            outcome_note=outcome_note(task.note, task.reason if task.status is TaskStatus.CANCELLED else ""),
            depends_on=";".join(ids[wait] for wait in task.desired.waits if wait in ids),
            handoff=task.hand_off.state if task.hand_off and task.hand_off.state in TOLD else None,
            goal=plan.goal,
            source=";".join(sources(task, sheet.versions)),
            evidence=";".join((*task.desired.evidence, *task.desired.sources)),
            red_flag=task.desired.red_flag is not None,
            overdue_days=standing.days_late(sheet.today) if standing and task.is_open else None,
            created_at=_written(kept.created_at),
            updated_at=_written(kept.updated_at),
            updated_by=kept.updated_by,
            row_version=kept.row_version,
            link=f"{sheet.address}/plan?id={plan.id}&task={task.id}" if sheet.address else "",
        )


def details(module: str, done_when: Iterable[str], words: Callable[[str], str]) -> str:
    """Return when a task is done, in plain words; what a person wrote stays as it was written."""
    return " / ".join(done_when if module == BY_HAND else map(words, done_when))


def outcome_note(note: str, cancelled_because: str) -> str:
    """Return what is said of how a task ended: its note, and of one that was cancelled the reason."""
    return f"{note}; {cancelled_because}" if note and cancelled_because else note or cancelled_because


def _written(day: date | None) -> str | None:
    """Return a day or a moment as the file has it."""
    return None if day is None else cell(day)


def shown_status(task: PlannedTask, standing: Standing | None) -> str:
    """Return the status code of the file: waiting in place of todo for what waits or is held (DESIGN 2)."""
    if task.status is TaskStatus.TODO and standing and standing.readiness in (Readiness.WAITING, Readiness.HELD):
        return "waiting"
    return task.status


def sources(task: PlannedTask, versions: Mapping[str, int]) -> tuple[str, ...]:
    """Return every template task behind a task, as module@version#KEY.occurrence."""
    return member_sources(task.desired.members, task.identity, task.desired.occurrences, versions)


def member_sources(
    members: Iterable[str], identity: Identity, occurrences: int, versions: Mapping[str, int]
) -> tuple[str, ...]:
    """Return template tasks, given as module/KEY, as module@version#KEY/instance.occurrence."""
    occurrence = f".{identity.occurrence}" if occurrences > 1 else ""
    instance = f"/{identity.instance}" if identity.instance != 1 and identity.module not in (GROUP, BY_HAND) else ""
    found = []
    for member in filter(None, members):  # the store keeps the members of a hand-made task, which has none, as ""
        module, _, key = member.partition("/")
        version = f"@{versions[module]}" if module in versions else ""
        found.append(f"{module}{version}#{key}{instance}{occurrence}")
    return tuple(found)
