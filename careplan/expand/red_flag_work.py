"""What open red flags add to a plan and bring forward (PLAN_RULES R25)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from careplan.expand.assemble import owner
from careplan.expand.history import History
from careplan.expand.merge import Draft, Node
from careplan.expand.values import DesiredTask, Series
from careplan.identity import RED_FLAGS, Identity
from careplan.plan_inputs import PlanInputs, RedFlagFound
from careplan.task import HoldAs, Phase, Priority
from careplan.team import CoreRole, RoleId
from careplan.template_set import FlagWork, TemplateSet


def open_flags(inputs: PlanInputs) -> list[RedFlagFound]:
    """Return the flags that nobody has cleared."""
    return [found for found in inputs.flags if found.cleared is None]


def bring_forward(templates: TemplateSet, inputs: PlanInputs, history: History, nodes: Mapping[Series, Node]) -> None:
    """Make the work that open flags name urgent and due by their time, whatever it waits for."""
    for found in open_flags(inputs):
        work = templates.flags[found.flag]
        for target in work.forward:
            day = found.opened + timedelta(days=target.days)
            if draft := _earliest_open(target.target, history, nodes):
                if not draft.forward and _waited_beyond(found.opened, draft, history):
                    draft.last = day
                draft.due = min(draft.due or day, day)
                draft.first = min(draft.first or day, draft.due, found.opened)  # it may begin at once
                draft.last = min(draft.last or day, day)
                draft.urgent = draft.forward = True
                draft.flag_class = min(draft.flag_class, work.flag_class)


def _waited_beyond(opened: date, draft: Draft, history: History) -> bool:
    """Whether its window was past while it waited, so that it was not late (R19)."""
    return (
        draft.last is not None
        and draft.last < opened
        and any(not history.is_finished(wait.identity) for wait in draft.waits)
    )


def _earliest_open(target: str, history: History, nodes: Mapping[Series, Node]) -> Draft | None:
    """Return the earliest open occurrence of a task or merge group, in its latest round."""
    named = [node for series, node in nodes.items() if target == series[1] and node.drafts]
    latest = max(named, key=lambda node: node.series[2], default=None)
    still_open = (draft for draft in latest.drafts if not history.is_finished(draft.identity)) if latest else iter(())
    return next(still_open, None)


def flag_tasks(
    templates: TemplateSet, inputs: PlanInputs, history: History, nodes: Mapping[Series, Node]
) -> Iterator[DesiredTask]:
    """Yield the urgent task of each open flag; it carries what closed work would have asked."""
    for found in open_flags(inputs):
        work = templates.flags[found.flag]
        wanted: RoleId = work.role or found.role or CoreRole.PRIMARY_CARE
        role, for_role = owner(wanted, templates, inputs)
        asks = tuple(_orphaned_asks(work, templates, history, nodes))
        yield _flag_task(work, found, role, for_role, asks)


def _orphaned_asks(
    work: FlagWork, templates: TemplateSet, history: History, nodes: Mapping[Series, Node]
) -> Iterable[str]:
    asks: dict[str, None] = {}
    for target in work.forward:
        if _earliest_open(target.target, history, nodes) is None:
            for task in templates.tasks.values():
                if target.target in (task.ref.key, task.group):
                    asks.update(dict.fromkeys(task.texts.asks))
    return asks


def _flag_task(
    work: FlagWork, found: RedFlagFound, role: RoleId, for_role: RoleId | None, asks: tuple[str, ...]
) -> DesiredTask:
    day = found.opened + timedelta(days=work.days)
    return DesiredTask(
        identity=Identity(RED_FLAGS, work.id, found.number),
        key=work.id,
        members=(f"{RED_FLAGS}/{work.id}",),
        title=f"Red flag: {work.title}",
        why=work.action,
        done_when=("The flag is cleared by a clinician with finding and reason",),
        role=role,
        for_role=for_role,
        phase=Phase.EVALUATE,
        priority=Priority.URGENT,
        due=day,
        window=(found.opened, day),
        late_after=day,
        anchor_day=found.opened,
        known=found.opened,
        no_date=None,
        waits=(),
        question_waits=(),
        occurrences=1,
        asks=asks,
        guard=False,
        hold_as=HoldAs.NONE,
        evidence=(work.evidence,),
        sources=work.sources,
        patient_text=None,
        repeat_when_moved=False,
        red_flag=work.id,
        flag_class=work.flag_class,
    )
