"""Settled drafts become the tasks of an expansion (PLAN_RULES R6, R21, R23, R31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypedDict

from careplan.condition_language import Condition
from careplan.expand.merge import Draft, Node, late_after
from careplan.expand.values import DesiredTask, Series
from careplan.identity import Identity
from careplan.plan_inputs import PlanInputs
from careplan.task import Evidence, HoldAs, Phase, Priority
from careplan.team import RoleId
from careplan.template_set import TemplateSet
from careplan.working_days import next_working_day

SERIES_END_DAYS = 14
"""Days after the last session of an endless series by which its role says how to go on (R23)."""


class Shared(TypedDict):
    """What all occurrences of one task have in common."""

    key: str
    members: tuple[str, ...]
    title: str
    why: str
    done_when: tuple[str, ...]
    role: RoleId
    for_role: RoleId | None
    phase: Phase
    occurrences: int
    asks: tuple[str, ...]
    guard: bool
    hold_as: HoldAs
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]
    patient_text: str | None
    repeat_when_moved: bool


def shared(node: Node, templates: TemplateSet, inputs: PlanInputs) -> Shared:
    """Return what the occurrences of a task have in common (R6, R31)."""
    definitions = [member.task.definition for member in node.members]
    first = node.first.task
    role, for_role = owner(first.definition.role, templates, inputs)
    return Shared(
        key=first.ref.key,
        members=_members(node),
        title=first.definition.title,
        why=first.definition.why,
        done_when=tuple(dict.fromkeys(definition.done_when for definition in definitions)),
        role=role,
        for_role=for_role,
        phase=first.definition.phase,
        occurrences=len(node.drafts),
        asks=tuple(dict.fromkeys(name for definition in definitions for name in definition.asks)),
        guard=any(definition.guard for definition in definitions),
        hold_as=next((d.hold_as for d in definitions if d.hold_as is not HoldAs.NONE), HoldAs.NONE),
        evidence=tuple(dict.fromkeys(definition.evidence for definition in definitions)),
        sources=tuple(dict.fromkeys(source for definition in definitions for source in definition.sources)),
        patient_text=next((d.patient_text for d in definitions if d.patient_text), None),
        repeat_when_moved=any(definition.guard or definition.repeat_when_moved for definition in definitions),
    )


def desired(
    draft: Draft, texts: Shared, waits: Iterable[Draft], questions: Iterable[str], holidays: frozenset[date]
) -> DesiredTask:
    """Return the task that one settled occurrence stands for (R6, R21)."""
    anchor = draft.source.anchor
    return DesiredTask(
        identity=draft.identity,
        priority=Priority.URGENT if draft.urgent else draft.node.priority,
        due=draft.due,
        window=(draft.first, draft.last) if draft.first and draft.last else None,
        late_after=late_after(draft, holidays),
        anchor_day=anchor.day if anchor else None,
        known=anchor.known if anchor else None,
        no_date=anchor.waits_for if anchor and draft.due is None else None,
        waits=tuple(wait.identity for wait in waits),
        question_waits=tuple(questions),
        forward=draft.forward,
        **texts,
    )


def _members(node: Node) -> tuple[str, ...]:
    """Return the template tasks behind a task, and as MODULE/KEY the other modules that ask for one of them (R3)."""
    named: dict[str, None] = {}
    for member in node.members:
        named[str(member.task.ref)] = None
        named[str(member.task.ref._replace(module=member.entry.module.id))] = None
    return tuple(named)


def owner(role: RoleId, templates: TemplateSet, inputs: PlanInputs) -> tuple[RoleId, RoleId | None]:
    """Return the role that owns the task, and the one it was written for where nobody holds that (R31)."""
    if inputs.roles is None or role in inputs.roles:
        return role, None
    stand_in = role
    while stand_in not in inputs.roles and stand_in in templates.fallbacks:
        stand_in = templates.fallbacks[stand_in]
    return (stand_in, role) if stand_in != role else (role, None)


def series_end(node: Node, templates: TemplateSet, inputs: PlanInputs) -> DesiredTask | None:
    """Return the decision that is due when the last session of an unfinished series has been closed (R23)."""
    last = node.drafts[-1]
    until, closing = last.source.task.until, inputs.closed.get(last.identity)
    if until is None or closing is None:
        return None
    due = next_working_day(closing.day + timedelta(days=SERIES_END_DAYS), inputs.holidays)
    session = desired(last, shared(node, templates, inputs), [], [], inputs.holidays)
    return _series_end(session, end_of(node.series), until, closing.day, due)


def end_of(series: Series) -> Identity:
    """Return the identity of the decision on how an ended series goes on."""
    module, key, instance = series
    return Identity(module, f"{key}-end", instance)


def _series_end(session: DesiredTask, identity: Identity, until: Condition, closed: date, due: date) -> DesiredTask:
    return replace(
        session,
        identity=identity,
        key=identity.key,
        title=f"Series ended, still not “{until.text}”: continue, step up or stop",
        why=f"All sessions of “{session.title}” are closed",
        done_when=("Decision recorded with its reason",),
        priority=Priority.HIGH,
        due=due,
        window=(closed, due),
        late_after=due,
        anchor_day=closed,
        known=closed,
        waits=(),
        question_waits=(),
        occurrences=1,
        asks=(),
        guard=False,
        hold_as=HoldAs.NONE,
        patient_text=None,
    )
