"""Reading the templates: all of them, one, and two side by side, in the words of the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from careplan.catalogue import lowered
from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.coordination.refusals import noting_on_screen
from careplan.coordination.template_readings import (
    ComparisonReading,
    PhaseReading,
    SharedReading,
    Shelf,
    SourceLine,
    TaskReading,
    TemplateLine,
    TemplateReading,
)
from careplan.errors import NOT_HERE, InvalidInput, NotFound
from careplan.task import Evidence, HoldAs, Phase, Priority
from careplan.team import Practitioner
from careplan.template import ModuleDefinition, TaskDefinition
from careplan.template_comparison import ComparedPhase, SharedTask, compare_tasks

FIRST_PICKS = 3
"""Templates that stand first: scar tissue, failed fusion, recurrence (DESIGN 2)."""

_HELD: Mapping[HoldAs, str] = {
    HoldAs.EXERCISE: "as exercise",
    HoldAs.INJECTION: "as an injection",
    HoldAs.SCS: "as spinal cord stimulation",
    HoldAs.SURGERY: "as surgery",
}


def template_titles(clinic: Clinic, actor: Practitioner) -> dict[str, str]:
    """Return the title of each template by key, in the order of the list; raises NotAllowed."""
    return {line.key: line.title for shelf in template_shelves(clinic, actor) for line in shelf.templates}


def template_shelves(clinic: Clinic, actor: Practitioner) -> tuple[Shelf, ...]:
    """Return every template: the clinic's three first, the other causes, what every plan has, what is added.

    Raises:
        NotAllowed: the person may not read templates.
    """
    _authorise(clinic, actor)
    modules = clinic.catalogue.modules.values()
    causes = [module for module in modules if module.kind == "cause"]
    shelves = (
        ("first", "Main suspected causes", causes[:FIRST_PICKS]),
        ("causes", "Other suspected causes", causes[FIRST_PICKS:]),
        ("core", "In every plan", [module for module in modules if module.kind == "core"]),
        ("added", "Added while a condition holds", [module for module in modules if module.kind == "added"]),
    )
    return tuple(Shelf(key, title, tuple(_line(clinic, one) for one in some)) for key, title, some in shelves)


def read_template(clinic: Clinic, actor: Practitioner, key: str) -> TemplateReading:
    """Return one template; raises NotAllowed, and NotFound where there is none with this key."""
    _authorise(clinic, actor)
    module = _module(clinic, key)
    order = list(Phase)
    tasks = sorted(module.tasks, key=lambda task: order.index(task.phase))
    kinds = {"core": "In every plan", "cause": "For a suspected cause", "added": "Added while a condition holds"}
    return TemplateReading(
        line=_line(clinic, module),
        kind=kinds[module.kind],
        tasks=tuple(_task(clinic, task) for task in tasks),
        notes=_module_notes(clinic, module),
        course_headings=module.course_headings,
        courses=tuple(map(clinic.words.course, module.courses)),
    )


def compare_templates(clinic: Clinic, actor: Practitioner, first: str, second: str) -> ComparisonReading:
    """Return two templates side by side.

    Raises:
        NotAllowed: the person may not read templates.
        NotFound: there is no template with one of the keys.
        InvalidInput: both are the same.
    """
    _authorise(clinic, actor)
    if first == second:
        raise InvalidInput("A template has no differences from itself. Choose another one to compare with.")
    one, other = _module(clinic, first), _module(clinic, second)
    groups = {member: group.group for group in clinic.catalogue.groups.values() for member in group.members}
    phases = compare_tasks(_asked(clinic, one), _asked(clinic, other), groups)
    return ComparisonReading(_line(clinic, one), _line(clinic, other), tuple(_phase(clinic, phase) for phase in phases))


def _authorise(clinic: Clinic, actor: Practitioner) -> None:
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, "template.read")


def _module(clinic: Clinic, key: str) -> ModuleDefinition:
    module = clinic.catalogue.modules.get(key)
    if module is None:
        raise NotFound(NOT_HERE)
    return module


def _asked(clinic: Clinic, module: ModuleDefinition) -> Iterable[TaskDefinition]:
    """Return the tasks of a template and those of others that it asks for."""
    yield from module.tasks
    for asked in module.also_asks:
        yield from (clinic.templates.tasks[key].definition for key in asked.tasks)


def _line(clinic: Clinic, module: ModuleDefinition) -> TemplateLine:
    by_role = Counter(task.role for task in module.tasks)
    by_evidence = Counter(task.evidence for task in module.tasks)
    return TemplateLine(
        key=module.module,
        title=module.title,
        version=module.version,
        tasks=len(module.tasks),
        condition=clinic.words.condition(module.when),
        roles=tuple((role, by_role[role.id]) for role in clinic.catalogue.roles.values() if by_role[role.id]),
        evidence=tuple((mark, by_evidence[mark]) for mark in Evidence if by_evidence[mark]),
    )


def _phase(clinic: Clinic, phase: ComparedPhase) -> PhaseReading:
    def shared(pair: SharedTask) -> SharedReading:
        return SharedReading(_task(clinic, pair.first), _task(clinic, pair.second), pair.differences)

    return PhaseReading(
        phase.phase,
        tuple(shared(pair) for pair in phase.shared),
        tuple(_task(clinic, task) for task in phase.only_first),
        tuple(_task(clinic, task) for task in phase.only_second),
    )


def _task(clinic: Clinic, task: TaskDefinition) -> TaskReading:
    catalogue, words = clinic.catalogue, clinic.words
    return TaskReading(
        key=task.id,
        title=task.title,
        phase=task.phase,
        role=catalogue.roles[task.role],
        due=words.due(task),
        repeats=words.repeats(task),
        only_if=words.condition(task.when),
        waits=words.titles(task.depends_on),
        asks=tuple(words.asked(name) for name in task.asks),
        done_when=words.text(task.done_when),
        why=words.text(task.why),
        to_patient=task.patient_text or "",
        notes=tuple(_notes(task)),
        evidence=task.evidence,
        sources=tuple(_source(clinic, name) for name in task.sources),
    )


def _notes(task: TaskDefinition) -> Iterable[str]:
    if task.priority is not Priority.NORMAL:
        yield f"Priority {task.priority.value}."
    if task.guard:
        yield "A guard: what waits for it starts only when it is done, or by a named override."
    if task.hold_as is not HoldAs.NONE:
        yield f"An open red flag may hold it {_HELD[task.hold_as]}."


def _module_notes(clinic: Clinic, module: ModuleDefinition) -> tuple[str, ...]:
    notes = []
    for asked in module.also_asks:
        when = clinic.words.condition(asked.when)
        named = " and ".join(f"“{title}”" for title in clinic.words.titles(asked.tasks))
        notes.append(f"Also asks for {named}{f', if {lowered(when)}' if when else ''}.")
    for waits, held in _same_waits(module).items():
        notes.append(f"In a plan with it, {_quoted(clinic, held)} wait until {_quoted(clinic, waits)} are done.")
    if module.roles_from_core:
        labels = [clinic.catalogue.roles[role].label.lower() for role in module.roles_from_core]
        notes.append(f"The part of the {' and the '.join(labels)} stands in Core.")
    return tuple(notes)


def _quoted(clinic: Clinic, keys: Iterable[str]) -> str:
    return ", ".join(f"“{title}”" for title in clinic.words.titles(keys))


def _same_waits(module: ModuleDefinition) -> dict[tuple[str, ...], list[str]]:
    same: dict[tuple[str, ...], list[str]] = {}
    for key, waits in module.extra_waits.items():
        same.setdefault(waits, []).append(key)
    return same


def _source(clinic: Clinic, name: str) -> SourceLine:
    source = clinic.catalogue.sources[name]
    address = source.address if source.address.startswith(("https://", "http://")) else ""
    return SourceLine(source.id, source.title, source.year, address)
