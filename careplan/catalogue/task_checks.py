"""What must hold for one task of a template, whatever stands in the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from careplan.catalogue.doses import dose_in
from careplan.catalogue.problem import Problem
from careplan.catalogue.template_files import TemplateFile
from careplan.catalogue.vocabulary import Vocabulary
from careplan.condition_language import Condition
from careplan.errors import InvalidInput
from careplan.nearest import did_you_mean
from careplan.template import FIXED_ANCHORS, TaskDefinition

TEXTS = ("title", "why", "done_when", "patient_text")
"""Fields of a task that people read as sentences."""


def check_task(file: TemplateFile, task: TaskDefinition, words: Vocabulary, tasks: frozenset[str]) -> Iterator[Problem]:
    """Yield everything wrong with one task.

    Args:
        file: where it stands.
        task: the task.
        words: what it may name.
        tasks: ids of every task of the catalogue, for anchors.
    """
    for sentence in _refusals(task, words, tasks):
        yield file.problem(task.id, sentence)


def _refusals(task: TaskDefinition, words: Vocabulary, tasks: frozenset[str]) -> Iterator[str]:
    yield from _role(task, words)
    yield from _anchor(task, tasks)
    yield from _dates(task)
    yield from _conditions(task, words)
    yield from filter(None, (words.ask_refusal(name) for name in task.asks))
    yield from _sources(task, words)
    yield from _doses(task)


def _role(task: TaskDefinition, words: Vocabulary) -> Iterator[str]:
    if task.role not in words.working_roles():
        yield f"role “{task.role}” is not known. {_valid(task.role, words.working_roles())}"


def _valid(word: str, valid: list[str]) -> str:
    hint = did_you_mean(word, valid)
    return hint if hint.startswith("Write") else f"{hint} Valid: {', '.join(valid)}."


def _anchor(task: TaskDefinition, tasks: frozenset[str]) -> Iterator[str]:
    if task.anchor_task is None:
        if task.anchor not in FIXED_ANCHORS:
            yield f"anchor “{task.anchor}” is not known. Write one of: {', '.join(sorted(FIXED_ANCHORS))}, or task:ID."
    elif task.anchor_task not in tasks:
        hint = did_you_mean(task.anchor_task, tasks)
        yield f"its days count from task “{task.anchor_task}”, which does not exist. {hint}"


def _dates(task: TaskDefinition) -> Iterator[str]:
    yield from _read(lambda: task.days)
    yield from _read(lambda: task.series)
    if task.window_later is None:
        return
    yield from _read(lambda: task.later_window)
    try:
        first, last = task.later_window
    except InvalidInput:
        return
    if last < first:
        yield f"window_later {first}..{last} ends before it begins. Write the smaller number first."


def _read(part: Callable[[], object]) -> Iterator[str]:
    try:
        part()
    except InvalidInput as error:
        yield str(error)


def _conditions(task: TaskDefinition, words: Vocabulary) -> Iterator[str]:
    yield from condition_refusals(lambda: task.when, words)
    try:
        ends = task.series.until
    except InvalidInput:
        return  # said by _dates
    if ends:
        yield from words.comparison_refusals(ends.comparisons)


def condition_refusals(condition: Callable[[], Condition], words: Vocabulary) -> Iterator[str]:
    """Yield why a condition cannot be read or answered."""
    try:
        parsed = condition()
    except InvalidInput as error:
        yield str(error)
        return
    yield from words.comparison_refusals(parsed.comparisons)


def _sources(task: TaskDefinition, words: Vocabulary) -> Iterator[str]:
    if not task.sources:
        yield "names no source. Add sources = [...] with ids of sources.csv."
    for source in task.sources:
        if source not in words.sources:
            yield f"source “{source}” is not in sources.csv. {did_you_mean(source, words.sources)}"


def _doses(task: TaskDefinition) -> Iterator[str]:
    for field in TEXTS:
        text = getattr(task, field)
        if text and (dose := dose_in(text)):
            yield f"{field} names a dose (“{dose}”). A plan never does: say who decides and what is recorded."
