"""Templates made ready for expansion: every text parsed, every reference resolved, once per set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from careplan.cause import NORMAL_RECOVERY, RECURRENCE, CauseId
from careplan.condition_language import Condition
from careplan.facts import FactDefinition
from careplan.task import Evidence, HoldAs, Phase, Priority
from careplan.team import RoleId
from careplan.template import AlsoAsks, MergeGroup, ModuleDefinition, TaskDefinition
from careplan.urgency import FlagClass


class Ref(NamedTuple):
    """A task of a template."""

    module: str
    key: str

    def __str__(self) -> str:
        return f"{self.module}/{self.key}"


class TaskTexts(NamedTuple):
    """What every occurrence of a task says, whatever its dates and owner."""

    title: str
    why: str
    done_when: tuple[str, ...]
    phase: Phase
    asks: tuple[str, ...]
    guard: bool
    hold_as: HoldAs
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]
    patient_text: str | None
    repeat_when_moved: bool


class Span(NamedTuple):
    """Target and window of one occurrence after the anchor, ready to be added to a day; `offset` is the target."""

    offset: int
    target: timedelta
    first: timedelta
    last: timedelta


@dataclass(frozen=True, slots=True)
class CompiledTask:
    """A task of a template with its texts parsed.

    Attributes:
        name: `module/KEY`.
        texts: what every occurrence says where no other template asks for the same work.
        spans: days of every occurrence after the anchor.
        counts_time: whether its condition asks for a fact that changes by the mere passing of days (R10).
        rank: its place in its merge group.
        waits: what it waits for, by `depends_on` and because other modules make it wait.
    """

    ref: Ref
    name: str
    definition: TaskDefinition
    texts: TaskTexts
    role: RoleId
    priority: Priority
    spans: tuple[Span, ...]
    until: Condition | None
    when: Condition
    counts_time: bool
    group: str | None
    rank: int
    waits: tuple[Ref, ...]
    anchor: str
    anchor_ref: Ref | None


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """A module with its tasks in file order, and what they count from."""

    id: str
    kind: str
    version: int
    when: Condition
    tasks: tuple[CompiledTask, ...]
    anchors: frozenset[str]
    also_asks: tuple[AlsoAsks, ...]


class BroughtForward(NamedTuple):
    """Work that an open red flag makes urgent: a merge group or a task key, due `days` after the flag was opened."""

    target: str
    days: int


@dataclass(frozen=True, slots=True)
class FlagWork:
    """What an open red flag adds to a plan (PLAN_RULES R24, R25). `role` None means: the finder's.

    `flag_class` is how urgent it is.
    """

    id: str
    title: str
    action: str
    role: RoleId | None
    days: int
    forward: tuple[BroughtForward, ...]
    evidence: Evidence
    sources: tuple[str, ...]
    holds: frozenset[str]
    flag_class: FlagClass = FlagClass.U0


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """One version of every module, compiled, with all that expansion needs to know besides a plan's inputs."""

    modules: Mapping[str, CompiledModule]
    tasks: Mapping[str, CompiledTask]
    groups: Mapping[str, MergeGroup]
    facts: Mapping[str, FactDefinition]
    cause_modules: Mapping[CauseId, str]
    subtypes: Mapping[CauseId, str]
    fallbacks: Mapping[RoleId, RoleId]
    flags: Mapping[str, FlagWork]

    def module_of(self, cause: CauseId) -> str | None:
        """Return the module of a picked cause; None where it has CORE only."""
        if cause in (NORMAL_RECOVERY, RECURRENCE):
            return cause
        return self.cause_modules.get(cause)


def compile_set(
    modules: Iterable[ModuleDefinition],
    groups: Iterable[MergeGroup],
    facts: Mapping[str, FactDefinition],
    *,
    cause_modules: Mapping[CauseId, str] | None = None,
    subtypes: Mapping[CauseId, str] | None = None,
    fallbacks: Mapping[RoleId, RoleId] | None = None,
    flags: Mapping[str, FlagWork] | None = None,
    tests: Mapping[str, str] | None = None,
) -> TemplateSet:
    """Return the set; raises InvalidInput for a text that cannot be read (`templates check` says where).

    `tests` holds, by task key and merge group, the name by which closing it asks what the test showed.
    """
    definitions, merge_groups = tuple(modules), tuple(groups)
    refs = {task.id: Ref(module.module, task.id) for module in definitions for task in module.tasks}
    member = {key: (group.group, rank) for group in merge_groups for rank, key in enumerate(group.members)}
    extra: dict[str, list[Ref]] = {}
    for module in definitions:
        for key, waits in module.extra_waits.items():
            extra.setdefault(key, []).extend(refs[wait] for wait in waits)
    compiled = {
        module.module: CompiledModule(
            id=module.module,
            kind=module.kind,
            version=module.version,
            when=module.when,
            tasks=tuple(_compile(task, refs, member, extra, facts, tests or {}) for task in module.tasks),
            anchors=frozenset(task.anchor for task in module.tasks),
            also_asks=module.also_asks,
        )
        for module in definitions
    }
    return TemplateSet(
        modules=compiled,
        tasks={task.ref.key: task for module in compiled.values() for task in module.tasks},
        groups={group.group: group for group in merge_groups},
        facts=facts,
        cause_modules=cause_modules or {},
        subtypes=subtypes or {},
        fallbacks=fallbacks or {},
        flags=flags or {},
    )


def _compile(
    task: TaskDefinition,
    refs: Mapping[str, Ref],
    member: Mapping[str, tuple[str, int]],
    extra: Mapping[str, list[Ref]],
    facts: Mapping[str, FactDefinition],
    tests: Mapping[str, str],
) -> CompiledTask:
    group, rank = member.get(task.id, (None, 0))
    return CompiledTask(
        ref=refs[task.id],
        name=str(refs[task.id]),
        definition=task,
        texts=_texts(task, tests.get(group or task.id)),
        role=task.role,
        priority=task.priority,
        spans=tuple(_spans(task)),
        until=task.series.until,
        when=task.when,
        counts_time=any(name in facts and facts[name].counts_time for name in task.when.names),
        group=group,
        rank=rank,
        waits=(*(refs[key] for key in task.depends_on if key in refs), *extra.get(task.id, ())),
        anchor="task" if task.anchor_task else task.anchor,
        anchor_ref=refs.get(task.anchor_task) if task.anchor_task else None,
    )


def _texts(task: TaskDefinition, test: str | None) -> TaskTexts:
    return TaskTexts(
        title=task.title,
        why=task.why,
        done_when=(task.done_when,),
        phase=task.phase,
        asks=(*task.asks, test) if test else task.asks,
        guard=task.guard,
        hold_as=task.hold_as,
        evidence=(task.evidence,),
        sources=task.sources,
        patient_text=task.patient_text,
        repeat_when_moved=task.guard or task.repeat_when_moved,
    )


def _spans(task: TaskDefinition) -> Iterator[Span]:
    due, (before, after) = task.days, task.later_window
    yield Span(due.target, timedelta(due.target), timedelta(due.first), timedelta(due.last))
    for target in task.series.days:
        yield Span(target, timedelta(target), timedelta(target + before), timedelta(target + after))
