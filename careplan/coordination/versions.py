"""The versions of a plan: which there were, who began each and why, and how two of them differ, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from careplan.cause import Certainty
from careplan.clinic import Clinic
from careplan.coordination.called_off import what_words
from careplan.coordination.field_words import field_label
from careplan.coordination.goals import target_words
from careplan.coordination.happenings import Happening, happening
from careplan.coordination.opened_plan import Opened, read_plan
from careplan.coordination.reads import looking
from careplan.facts import UNDECIDED
from careplan.goal import SoughtGoal
from careplan.goal_acts import GoalEntry
from careplan.plan import PlanStatus
from careplan.plan_version import PlanVersion, version_of
from careplan.team import Practitioner
from careplan.version_comparison import VersionComparison, compare_versions
from careplan.working_days import date_words


class Differs(NamedTuple):
    """Something decided that differs between two versions, in words: label, in the earlier one, in the later one."""

    label: str
    before: str
    after: str


class VersionLine(NamedTuple):
    """One version, what it began with, None where the history does not say, and what it decided otherwise."""

    number: int
    begun: Happening | None
    differs: tuple[Differs, ...] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a plan, the newest first, and two of them held against one another.

    Attributes:
        first, second: the numbers of those that are compared, the earlier one first; 0 where there is only one version.
        differs: causes, decisions, goal, planned dates and templates that differ.
        reads_until: until when an emergency lets the person read it; None on the care team.
    """

    plan_id: str
    patient_id: str
    is_open: bool
    lines: tuple[VersionLine, ...]
    first: int = 0
    second: int = 0
    differs: tuple[Differs, ...] = ()
    work: VersionComparison = field(default_factory=VersionComparison)
    reads_until: datetime | None = None

    @property
    def present(self) -> int:
        """The number of the present version."""
        return len(self.lines)


def versions(
    clinic: Clinic, plan_id: str, *, actor: Practitioner, first: int | None = None, second: int | None = None
) -> Versions:
    """Return the versions of a plan, with two compared: those that are named, else the last two.

    Of one alone that is named, or of two of which there is one, that and the present one are compared.

    Raises:
        NotFound: there is no such plan, or none that this person may see.
    """
    with looking(clinic, actor, plan_id, asked=plan_id) as look:
        opened = read_plan(clinic, look.records, plan_id, actor)
        look.saw(opened.actor, opened.plan.patient_id)
        begun = look.records.versions.all(plan_id)
        every = [*look.records.versions.earlier(plan_id), version_of(opened.plan)]
    plan = opened.plan
    titles = {task.id: task.title for task in plan.tasks.values()}
    lines = [
        VersionLine(
            one.number,
            happening(clinic, one.begun.event, titles.get(one.begun.event.task_id or "", "")) if one.begun else None,
            tuple(differences(opened, was, now)) if was else (),
        )
        for one, was, now in zip(begun, [None, *every], every, strict=False)
    ]
    found = Versions(
        plan.id,
        plan.patient_id,
        plan.status is PlanStatus.OPEN,
        tuple(reversed(lines)),
        reads_until=opened.actor.reads_until,
    )
    pair = _pair(first, second, len(every))
    if len(pair) < 2:
        return found
    was, now = (every[number - 1] for number in pair)
    differs, work = tuple(differences(opened, was, now)), compare_versions(was, now)
    return replace(found, first=pair[0], second=pair[1], differs=differs, work=work)


def _pair(first: int | None, second: int | None, present: int) -> tuple[int, ...]:
    """Return which two versions are compared, the earlier one first; one alone where there is no other."""
    named = {number for number in (first, second) if number and 1 <= number <= present}
    if len(named) < 2:
        named = {present, *(named - {present} or {present - 1})} - {0}
    return tuple(sorted(named))


def differences(opened: Opened, was: PlanVersion, now: PlanVersion) -> Iterator[Differs]:
    """Yield what is decided otherwise in two versions of a plan, in words."""
    clinic, record = opened.clinic, opened.plan.inputs.record
    yield from _each(dict(was.causes), dict(now.causes), clinic.cause_words, _certainty_words, "not in the plan")
    yield from _each(was.gates, now.gates, lambda gate: field_label(clinic, gate), str, UNDECIDED)
    yield from _each(was.goals, now.goals, lambda _: "Goal", lambda goal: _goal_words(clinic, goal), "not sought")
    operations = {one.number: what_words(clinic, one) for one in record.operations}
    procedures = {one.number: what_words(clinic, one) for one in record.procedures}
    for days, then, words in (
        (was.operations, now.operations, operations),
        (was.procedures, now.procedures, procedures),
    ):
        yield from _each(days, then, lambda number, words=words: words.get(number, ""), _day_words, "not planned")  # type: ignore[misc]
    titles = {module.module: module.title for module in clinic.catalogue.modules.values()}
    yield from _each(was.modules, now.modules, lambda name: f"Template {titles.get(name, name)}", str, "")


def _each(
    was: Mapping[Any, Any], now: Mapping[Any, Any], label: Callable[[Any], str], words: Callable[[Any], str], none: str
) -> Iterator[Differs]:
    """Yield what differs of two lists by name; `none` says that one has it not."""
    for name in {**was, **now}:
        before = words(was[name]) if name in was else none
        after = words(now[name]) if name in now else none
        if before != after:
            yield Differs(label(name), before, after)


def _certainty_words(certainty: Certainty) -> str:
    return certainty.value


def _goal_words(clinic: Clinic, goal: SoughtGoal) -> str:
    sought = GoalEntry(goal.words, goal.measure, goal.target, goal.due)
    target = target_words(sought, clinic.content.measures.by_id.get(goal.measure or ""))
    return f"“{goal.words}”{f', {target}' if target else ''}"


def _day_words(day: date | None) -> str:
    return date_words(day) if day else "no date yet"
