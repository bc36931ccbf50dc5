"""Templates as a person reads them: values in words, made by library.py."""

from __future__ import annotations

from dataclasses import dataclass

from careplan.task import Evidence, Phase
from careplan.team import Role
from careplan.template import Course


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One template in the list.

    Attributes:
        condition: when a plan gets it, in words; empty where it always does or a cause is picked.
        roles: how many of its tasks each role has, core roles first.
        evidence: how many of its tasks rest on what, the strongest first.
    """

    key: str
    title: str
    version: int
    tasks: int
    condition: str
    roles: tuple[tuple[Role, int], ...]
    evidence: tuple[tuple[Evidence, int], ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Templates that stand together in the list."""

    key: str
    title: str
    templates: tuple[TemplateLine, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source; `address` is empty where it has none on the web."""

    id: str
    title: str
    year: str
    address: str


@dataclass(frozen=True, slots=True)
class TaskReading:
    """One task of a template in words.

    Attributes:
        due: target day and window.
        repeats: how it comes again; empty where it does not.
        only_if: the condition; empty where the task is always there.
        waits: what must be done first, each as key and title.
        asks: what closing it must answer.
        notes: what else holds: priority, guard, work held by a red flag.
    """

    key: str
    title: str
    phase: Phase
    role: Role
    due: str
    repeats: str
    only_if: str
    waits: tuple[str, ...]
    asks: tuple[str, ...]
    done_when: str
    why: str
    to_patient: str
    notes: tuple[str, ...]
    evidence: Evidence
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class TemplateReading:
    """One template in words; its tasks stand in the order of phases.

    Attributes:
        notes: what it asks of tasks of other templates, and which roles only CORE gives work.
    """

    line: TemplateLine
    kind: str
    tasks: tuple[TaskReading, ...]
    notes: tuple[str, ...]
    course_headings: tuple[str, ...]
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class SharedReading:
    """A task that both templates have; `differences` are of role, day, repeat and phase."""

    first: TaskReading
    second: TaskReading
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseReading:
    """One phase of two templates side by side."""

    phase: Phase
    shared: tuple[SharedReading, ...]
    only_first: tuple[TaskReading, ...]
    only_second: tuple[TaskReading, ...]


@dataclass(frozen=True, slots=True)
class ComparisonReading:
    """Two templates side by side."""

    first: TemplateLine
    second: TemplateLine
    phases: tuple[PhaseReading, ...]
