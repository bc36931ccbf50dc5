"""Templates as text for a terminal of 80 columns or more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from shutil import get_terminal_size
from textwrap import wrap

from careplan.catalogue import Catalogue, InWords, lowered
from careplan.task import Phase
from careplan.template import ModuleDefinition, TaskDefinition
from careplan.template_words import EVIDENCE_WORDS

_KINDS = {
    "core": "In every plan",
    "cause": "For a suspected cause",
    "added": "Added while a condition holds",
}
_NARROWEST, _WIDEST = 60, 100


def overview(catalogue: Catalogue) -> str:
    """Return the list of templates by kind, with what each holds."""
    modules, words = list(catalogue.modules.values()), InWords(catalogue)
    key, title = (
        max(len(text) for text in column) for column in zip(*((m.module, m.title) for m in modules), strict=True)
    )
    lines: list[str] = []
    for kind, heading in _KINDS.items():
        lines += ["", heading] if lines else [heading]
        for module in (module for module in modules if module.kind == kind):
            tasks = f"{len(module.tasks):3} tasks   v{module.version}"
            lines.append(f"  {module.module:{key}}   {module.title:{title}} {tasks}")
            if module.condition != "always":
                lines.append(f"  {'':{key}}   while {lowered(words.condition(module.when))}")
    total = sum(len(module.tasks) for module in modules)
    return "\n".join([*lines, "", f"{len(modules)} templates, {total} tasks. careplan templates show KEY shows one."])


def one_template(catalogue: Catalogue, module: ModuleDefinition) -> str:
    """Return a template with its tasks by phase."""
    roles, words = Counter(task.role for task in module.tasks), InWords(catalogue)
    shares = [f"{role.label} {roles[role.id]}" for role in catalogue.roles.values() if roles[role.id]]
    lines = [f"{module.title} ({module.module}, version {module.version})", ""]
    lines += _filled(f"{_KINDS[module.kind]}. {len(module.tasks)} tasks: {', '.join(shares)}.", "")
    if module.condition != "always":
        lines += _filled(f"In force while: {lowered(words.condition(module.when))}.", "")
    for phase in Phase:
        tasks = [task for task in module.tasks if task.phase == phase]
        if tasks:
            lines += ["", phase.value.upper()]
        for task in tasks:
            lines += ["", *_task(catalogue, task, words)]
    return "\n".join([*lines, *_courses(module, words)])


def one_task(catalogue: Catalogue, module: ModuleDefinition, task: TaskDefinition) -> str:
    """Return one task and the template that it belongs to."""
    head = f"{module.title} ({module.module}, version {module.version}), {task.phase.value}"
    return "\n".join([head, "", *_task(catalogue, task, InWords(catalogue))])


def _task(catalogue: Catalogue, task: TaskDefinition, words: InWords) -> Iterator[str]:
    role = catalogue.roles[task.role].label
    yield from _filled(task.title, f"{task.id:6}", hang=8)
    when = "; ".join(filter(None, (words.due(task), words.repeats(task))))
    yield from _filled(f"{role}, {when}", " " * 8)
    for name, text in _details(task, words):
        yield from _filled(f"{name}: {text}", " " * 8, hang=10)


def _details(task: TaskDefinition, words: InWords) -> Iterator[tuple[str, str]]:
    yield "Why", words.text(task.why)
    yield "Done when", words.text(task.done_when)
    if task.condition != "always":
        yield "Only if", lowered(words.condition(task.when))
    if task.depends_on:
        titles = zip(words.titles(task.depends_on), task.depends_on, strict=True)
        yield "Waits for", "; ".join(f"{title} ({key})" for title, key in titles)
    if task.asks:
        yield "Asks", ", ".join(map(words.asked, task.asks))
    if task.guard:
        yield "Guard", "what waits for it starts only when it is done, or by a named override"
    if task.patient_text:
        yield "To the patient", task.patient_text
    yield "Evidence", f"{EVIDENCE_WORDS[task.evidence]} ({', '.join(task.sources)})"


def _courses(module: ModuleDefinition, words: InWords) -> Iterator[str]:
    if module.courses:
        yield from ("", "WAYS SIDE BY SIDE")
    for course in map(words.course, module.courses):
        yield from ("", f"  {course.topic}")
        ways = (course.without_revision, course.with_revision, course.with_fusion)
        for heading, way in zip(module.course_headings, ways, strict=False):
            yield from _filled(f"{heading}: {way}", " " * 4, hang=6)


def _filled(text: str, first: str, hang: int | None = None) -> list[str]:
    """Return `text` broken to the width of the terminal; `first` begins it, `hang` blanks begin the other lines."""
    width = min(max(get_terminal_size().columns, _NARROWEST), _WIDEST)
    blanks = " " * (len(first) if hang is None else hang)
    lead = first.ljust(len(blanks)) if first.strip() else first
    return wrap(
        text, width, initial_indent=lead, subsequent_indent=blanks, break_long_words=False, break_on_hyphens=False
    )
