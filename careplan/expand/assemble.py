"""Settled drafts become the tasks of an expansion (PLAN_RULES R6, R21, R23, R31)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from careplan.condition_language import Condition
from careplan.expand.candidates import Candidate
from careplan.expand.history import History
from careplan.expand.merge import Node, late_after
from careplan.expand.values import DesiredTask, Series
from careplan.identity import Identity
from careplan.plan_inputs import PlanInputs
from careplan.task import HoldAs, Priority
from careplan.team import RoleId
from careplan.template_set import TaskTexts, TemplateSet
from careplan.urgency import FlagClass
from careplan.working_days import next_working_day

Word = TypeVar("Word", bound=str)

SERIES_END_DAYS = 14
"""Days after the last session of an endless series by which its role says how to go on (R23)."""


def desired_tasks(node: Node, templates: TemplateSet, inputs: PlanInputs) -> Iterator[DesiredTask]:
    """Yield the task that each settled occurrence of a node stands for (R6, R21, R31)."""
    members, drafts = node.members, node.drafts
    first = members[0].task
    texts = first.texts if len(members) == 1 else _merged(tuple([member.task.texts for member in members]))
    role, for_role = owner(first.role, templates, inputs)
    names, occurrences, key = _names(members), len(drafts), first.ref.key
    for draft in drafts:
        anchor = draft.source.anchor
        yield DesiredTask(  # by position: naming two dozen fields costs more than all the rest of the line
            *texts,
            key,
            names,
            role,
            for_role,
            occurrences,
            draft.identity,
            Priority.URGENT if draft.urgent else node.priority,
            draft.due,
            (draft.first, draft.last) if draft.first and draft.last else None,
            late_after(draft, inputs.holidays),
            anchor.day if anchor else None,
            anchor.known if anchor else None,
            anchor.waits_for if anchor and draft.due is None else None,
            tuple([wait.identity for wait in draft.waits]),
            node.question_waits,
            None,
            draft.forward,
            draft.flag_class if draft.forward else FlagClass.U0,
        )


@lru_cache(maxsize=1024)
def _merged(texts: tuple[TaskTexts, ...]) -> TaskTexts:
    """Return the words of the first member with the done-when texts, questions and sources of all (R6)."""
    return texts[0]._replace(
        done_when=_all(text.done_when for text in texts),
        asks=_all(text.asks for text in texts),
        guard=any(text.guard for text in texts),
        hold_as=next((text.hold_as for text in texts if text.hold_as is not HoldAs.NONE), HoldAs.NONE),
        evidence=_all(text.evidence for text in texts),
        sources=_all(text.sources for text in texts),
        patient_text=next((text.patient_text for text in texts if text.patient_text), None),
        repeat_when_moved=any(text.repeat_when_moved for text in texts),
    )


def _all(parts: Iterable[tuple[Word, ...]]) -> tuple[Word, ...]:
    """Return every part once, in order."""
    return tuple(dict.fromkeys(chain.from_iterable(parts)))


def _names(members: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the template tasks behind a task, and as MODULE/KEY the other modules that ask for one of them (R3)."""
    first = members[0]
    if len(members) == 1 and first.entry.module.id == first.task.ref.module:
        return (first.task.name,)
    named: dict[str, None] = {}
    for member in members:
        named[member.task.name] = None
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


def series_end(
    node: Node, tasks: Mapping[Identity, DesiredTask], inputs: PlanInputs, history: History
) -> DesiredTask | None:
    """Return the decision that is due when the last session of an unfinished series has been closed (R23)."""
    last = node.drafts[-1]
    until = last.source.task.until
    closing = history.closing(last.identity) if until else None
    if until is None or closing is None:
        return None
    due = next_working_day(closing.day + timedelta(days=SERIES_END_DAYS), inputs.holidays)
    return _series_end(tasks[last.identity], end_of(node.series), until, closing.day, due)


def end_of(series: Series) -> Identity:
    """Return the identity of the decision on how an ended series goes on."""
    module, key, instance = series
    return Identity(module, f"{key}-end", instance)


def _series_end(session: DesiredTask, identity: Identity, until: Condition, closed: date, due: date) -> DesiredTask:
    return session._replace(
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
