"""What the browser is sent to draw templates: plain words, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from careplan.coordination.template_readings import (
    ComparisonReading,
    PhaseReading,
    SharedReading,
    Shelf,
    TaskReading,
    TemplateLine,
    TemplateReading,
)
from careplan.pages.parts.words import role_mark
from careplan.task import Evidence
from careplan.team import Role
from careplan.template_words import EVIDENCE_WORDS

Wire = dict[str, object]

_SHORT_EVIDENCE: Final[Mapping[Evidence, str]] = {**EVIDENCE_WORDS, Evidence.USUAL_PRACTICE: "Usual practice"}


def shelves_wire(shelves: Iterable[Shelf], roles: Iterable[Role]) -> Wire:
    """Return the list of templates; every line counts each of `roles`, so that the numbers stand in columns."""
    shown = tuple(shelves)
    at_work = {role.id for shelf in shown for line in shelf.templates for role, _ in line.roles}
    counted = [role for role in roles if role.id in at_work]
    return {
        "view": "shelves",
        "roles": [_role(role) for role in counted],
        "shelves": [
            {"key": shelf.key, "title": shelf.title, "templates": [_line(line, counted) for line in shelf.templates]}
            for shelf in shown
        ],
    }


def template_wire(reading: TemplateReading, *, task: str = "") -> Wire:
    """Return one template; `task` is the key of the task that stands open at first."""
    phases: dict[str, list[Wire]] = {}
    for one in reading.tasks:
        row = _row(one, said=reading.line.condition)
        phases.setdefault(one.phase.value, []).append({**row, "details": _details(one), "sources": _sources(one)})
    return {
        "view": "template",
        "key": reading.line.key,
        "open": task,
        "roles": _roles(reading.line.roles),
        "evidence_words": evidence_words(reading.line),
        "notes": list(reading.notes),
        "phases": [
            {"key": phase, "title": phase.capitalize(), "roles": _roles(_counted(reading, phase)), "tasks": tasks}
            for phase, tasks in phases.items()
        ],
        "course_headings": [heading.capitalize() for heading in reading.course_headings],
        "courses": [
            [row.topic.capitalize(), row.without_revision, row.with_revision, row.with_fusion or ""]
            for row in reading.courses
        ],
    }


def comparison_wire(reading: ComparisonReading) -> Wire:
    """Return two templates side by side."""
    return {
        "view": "comparison",
        "first": {"key": reading.first.key, "title": reading.first.title},
        "second": {"key": reading.second.key, "title": reading.second.title},
        "phases": [_phase(phase) for phase in reading.phases],
    }


def evidence_words(line: TemplateLine) -> str:
    """Return what the tasks rest on, the strongest first: “Guideline 5, review or trial 2, usual practice 5”."""
    return ", ".join(f"{_SHORT_EVIDENCE[mark].lower()} {count}" for mark, count in line.evidence).capitalize()


def _line(line: TemplateLine, roles: Iterable[Role]) -> Wire:
    counts = {role.id: count for role, count in line.roles}
    return {
        "key": line.key,
        "title": line.title,
        "version": line.version,
        "tasks": line.tasks,
        "condition": line.condition,
        "roles": _roles((role, counts.get(role.id, 0)) for role in roles),
        "evidence": [{"mark": mark.value, "count": count} for mark, count in line.evidence],
        "evidence_words": evidence_words(line),
    }


def _roles(counts: Iterable[tuple[Role, int]]) -> list[Wire]:
    return [{**_role(role), "count": count} for role, count in counts]


def _role(role: Role) -> Wire:
    mark = role_mark(role)
    return {"shape": mark.shape.value, "tone": mark.tone.value, "word": mark.word}


def _counted(reading: TemplateReading, phase: str) -> list[tuple[Role, int]]:
    of_phase = [task.role.id for task in reading.tasks if task.phase.value == phase]
    return [(role, of_phase.count(role.id)) for role, _ in reading.line.roles if role.id in of_phase]


def _row(task: TaskReading, *, said: str = "") -> Wire:
    """Return the line of a task; a condition that the head of the template has `said` already is left out."""
    return {
        "key": task.key,
        "title": task.title,
        "role": _role(task.role),
        "due": task.due,
        "repeats": task.repeats,
        "only_if": "" if task.only_if == said else task.only_if,
        "evidence": _SHORT_EVIDENCE[task.evidence],
    }


def _details(task: TaskReading) -> list[list[object]]:
    """Return label and lines of all that is said of a task, in the order in which a reader asks for it."""
    said: tuple[tuple[str, Iterable[str]], ...] = (
        ("Done when", [task.done_when]),
        ("Why", [task.why]),
        ("Only if", [task.only_if]),
        ("Waits for", task.waits),
        ("Asks", [", ".join(task.asks)]),
        ("To the patient", [task.to_patient]),
        ("Note", task.notes),
        ("Evidence", [EVIDENCE_WORDS[task.evidence]]),
    )
    lines = ((label, [text for text in texts if text]) for label, texts in said)
    return [[label, texts] for label, texts in lines if texts]


def _sources(task: TaskReading) -> list[Wire]:
    return [{"id": one.id, "text": f"{one.title} ({one.year})", "address": one.address} for one in task.sources]


def _phase(phase: PhaseReading) -> Wire:
    return {
        "key": phase.phase.value,
        "title": phase.phase.value.capitalize(),
        "shared": [_shared(pair) for pair in phase.shared],
        "only_first": [_row(task) for task in phase.only_first],
        "only_second": [_row(task) for task in phase.only_second],
    }


def _shared(pair: SharedReading) -> Wire:
    differs = " and ".join(", ".join(pair.differences).rsplit(", ", 1))
    return {
        "first": _row(pair.first),
        "second": _row(pair.second),
        "differences": list(pair.differences),
        "word": f"Different {differs}" if differs else "Same role and day",
    }
