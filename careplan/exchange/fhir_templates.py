"""Templates as FHIR R4: a PlanDefinition for each, and an ActivityDefinition for each of its tasks.

The PlanDefinition holds all of a template, so that it comes back without loss; what FHIR has no element for stands in
extensions beside the standard part, which anybody can read. The ActivityDefinitions say what single tasks are, for
programs that order work by them; they say nothing that the PlanDefinition does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from careplan.exchange.fhir_parts import (
    SYSTEM,
    TERMINOLOGY,
    Part,
    activity_url,
    coding,
    concept,
    own_code,
    present,
    template_url,
)
from careplan.exchange.fhir_template_parts import (
    ALWAYS,
    CONDITION_LANGUAGE,
    PRIORITIES,
    Citation,
    compound,
    due_of,
    due_text,
    extension,
    part,
    repeat_text,
    series_of,
    until_of,
)
from careplan.task import HoldAs
from careplan.team import RoleId
from careplan.template import ModuleDefinition, TaskDefinition

MIME: Final = "application/fhir+json"
_ACTIVE: Final = "active"
_LONGEST_ID: Final = 64


class Words:
    """What a file says beside the templates: the words for roles, and the sources that tasks name.

    Attributes:
        roles: the label of each role.
        sources: what is cited, by id.
        notice: the safety notice, which stands as the usage of each template.
    """

    def __init__(self, roles: Mapping[RoleId, str], sources: Mapping[str, Citation], notice: str = "") -> None:
        self.roles, self.sources, self.notice = roles, sources, notice


def file_name(key: str) -> str:
    """Return what the file of one template, or of them all, is called."""
    return f"careplan-template-{key}.json" if key else "careplan-templates.json"


def bundle(modules: Iterable[ModuleDefinition], words: Words) -> Part:
    """Return templates as one collection."""
    resources = [one for module in modules for one in definitions(module, words)]
    entries = [{"fullUrl": one["url"], "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def definitions(module: ModuleDefinition, words: Words) -> Iterator[Part]:
    """Yield the PlanDefinition of a template, then the ActivityDefinition of each of its tasks."""
    yield _plan_definition(module, words)
    for task in module.tasks:
        yield _activity_definition(module, task, words)


def _plan_definition(module: ModuleDefinition, words: Words) -> Part:
    return present(
        resourceType="PlanDefinition",
        id=_resource_id(module.module),
        extension=list(_head_extensions(module)),
        url=template_url(module.module),
        identifier=[{"system": f"{SYSTEM}template", "value": module.module}],
        version=str(module.version),
        title=module.title,
        type=concept(coding(f"{TERMINOLOGY}plan-definition-type", "clinical-protocol")),
        status=_ACTIVE,
        usage=words.notice,
        action=[
            present(
                title=module.title,
                condition=_conditions(module.condition),
                groupingBehavior="logical-group",
                action=[_action(module, task, words) for task in module.tasks],
            )
        ],
    )


def _head_extensions(module: ModuleDefinition) -> Iterator[Part]:
    yield extension("kind", valueCode=module.kind)
    for role in module.roles_from_core:
        yield extension("role-from-core", valueCode=role)
    for task, waits in module.extra_waits.items():
        names = (part("waits-for", valueString=wait) for wait in waits)
        yield compound("extra-wait", part("task", valueString=task), *names)
    for asked in module.also_asks:
        tasks = (part("task", valueString=task) for task in asked.tasks)
        when = part("condition", valueExpression=_expression(asked.condition))
        yield compound("also-asks", *tasks, *(() if asked.condition == ALWAYS else (when,)))
    for heading in module.course_headings:
        yield extension("course-heading", valueString=heading)
    for course in module.courses:
        said = course.model_dump(exclude_none=True)
        yield compound("course", *(part(name.replace("_", "-"), valueString=text) for name, text in said.items()))


def _action(module: ModuleDefinition, task: TaskDefinition, words: Words) -> Part:
    own = {one.id for one in module.tasks}
    return present(
        id=task.id,
        extension=[*_extensions(task), *_foreign_waits(task, own)],
        prefix=task.id,
        title=task.title,
        description=task.done_when,
        priority=PRIORITIES[task.priority],
        code=[concept(own_code("phase", task.phase, task.phase.value.capitalize()))],
        reason=[{"text": task.why}],
        documentation=_citations(task, words),
        trigger=[] if task.anchor_task in own else [{"type": "named-event", "name": task.anchor}],
        condition=[*_conditions(task.condition), *_conditions(until_of(task), kind="stop")],
        relatedAction=[*_counted_from(task, own), *_waits(task, own)],
        timingRange=None if task.anchor_task in own else _window(task),
        participant=_participants(task, words),
        definitionCanonical=f"{activity_url(module.module, task.id)}|{module.version}",
    )


def _extensions(task: TaskDefinition) -> Iterator[Part]:
    due, series = due_of(task), series_of(task)
    if due is not None:
        yield extension("target-day", valueInteger=due.target)
    if due is None or task.due != due_text(due):
        yield extension("due-as-written", valueString=task.due)
    if series is not None:
        yield _series(task)
    if task.repeat != repeat_text(series, until_of(task)):
        yield extension("repeat-as-written", valueString=task.repeat)
    if task.window_later is not None:
        yield extension("window-later", valueString=task.window_later)
    yield extension("evidence", valueCode=task.evidence.value)
    for asked in task.asks:
        yield extension("asks", valueString=asked)
    if task.guard:
        yield extension("guard", valueBoolean=True)
    if task.hold_as is not HoldAs.NONE:
        yield extension("hold-as", valueCode=task.hold_as.value)
    if task.patient_text is not None:
        yield extension("patient-text", valueString=task.patient_text)
    if task.procedure_kind is not None:
        yield extension("procedure-kind", valueCode=task.procedure_kind.value)
    if task.repeat_when_moved:
        yield extension("repeat-when-moved", valueBoolean=True)


def _series(task: TaskDefinition) -> Part:
    """Return the later occurrences: evenly apart as a Timing of FHIR, else day by day."""
    series = series_of(task)
    if series and not series.step:
        return compound("later-days", *(part("day", valueInteger=day) for day in series.days))
    return extension("series", valueTiming=_timing(task))


def _timing(task: TaskDefinition) -> Part | None:
    """Return an evenly spaced series with its first occurrence; None where there is none."""
    series = series_of(task)
    if series is None or not series.step:
        return None
    times = series.times + 1
    return {"repeat": {"count": times, "frequency": 1, "period": series.step, "periodUnit": "d"}}


def _foreign_waits(task: TaskDefinition, own: set[str]) -> Iterator[Part]:
    """Yield what a task waits for in another template, each with its place among all that it waits for."""
    for place, wait in enumerate(task.depends_on):
        if wait not in own:
            yield compound("waits-for", part("task", valueString=wait), part("place", valueUnsignedInt=place))


def _waits(task: TaskDefinition, own: set[str]) -> list[Part]:
    return [{"actionId": wait, "relationship": "after-end"} for wait in task.depends_on if wait in own]


def _counted_from(task: TaskDefinition, own: set[str]) -> list[Part]:
    """Return the task of the same template that the days count from, with the window after its end."""
    if task.anchor_task is None or task.anchor_task not in own:
        return []
    anchor = extension("anchor", valueBoolean=True)
    offset = present(offsetRange=_window(task))
    return [{"extension": [anchor], "actionId": task.anchor_task, "relationship": "after-end", **offset}]


def _window(task: TaskDefinition) -> Part | None:
    due = due_of(task)
    return {"low": _days(due.first), "high": _days(due.last)} if due else None


def _days(number: int) -> Part:
    return {"value": number, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}


def _conditions(text: str, *, kind: str = "applicability") -> list[Part]:
    return [{"kind": kind, "expression": _expression(text)}] if text not in ("", ALWAYS) else []


def _expression(text: str) -> Part:
    return {"language": CONDITION_LANGUAGE, "expression": text}


def _participants(task: TaskDefinition, words: Words) -> list[Part]:
    label = words.roles.get(task.role)
    return [{"type": "practitioner", "role": concept(own_code("role", task.role, label), words=label)}]


def _citations(task: TaskDefinition, words: Words) -> list[Part]:
    cited = ((name, words.sources.get(name, Citation(""))) for name in task.sources)
    return [
        present(type="citation", label=name, display=source.title, url=_web(source.address)) for name, source in cited
    ]


def _web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) and not set(address) & set(" \t\r\n") else ""


def _activity_definition(module: ModuleDefinition, task: TaskDefinition, words: Words) -> Part:
    more: dict[str, Any] = present(timingTiming=_timing(task))
    return present(
        resourceType="ActivityDefinition",
        id=f"{_resource_id(module.module)[: _LONGEST_ID - 1 - len(task.id)]}-{task.id}",
        url=activity_url(module.module, task.id),
        identifier=[{"system": f"{SYSTEM}template", "value": f"{module.module}/{task.id}"}],
        version=str(module.version),
        title=task.title,
        status=_ACTIVE,
        description=task.done_when,
        purpose=task.why,
        usage=words.notice,
        relatedArtifact=_citations(task, words),
        kind="Task",
        code=concept(own_code("phase", task.phase, task.phase.value.capitalize())),
        intent="plan",
        priority=PRIORITIES[task.priority],
        participant=_participants(task, words),
        **more,
    )


def _resource_id(module: str) -> str:
    """Return a template's key as an id of FHIR, which knows no underscore."""
    return module.replace("_", "-")[:_LONGEST_ID]
