"""What must hold for one task of a template, whatever stands in the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from careplan.catalogue.date_checks import check_days
from careplan.catalogue.problem import Problem
from careplan.catalogue.template_files import TemplateFile
from careplan.catalogue.text_checks import dose_refusal
from careplan.catalogue.vocabulary import Vocabulary
from careplan.condition_language import Condition
from careplan.errors import InvalidInput
from careplan.nearest import did_you_mean
from careplan.template import FIXED_ANCHORS, TaskDefinition

TEXTS = ("title", "why", "done_when", "patient_text")
"""Fields of a task that people read as sentences."""

TASKS_READ = "Read the tasks of a template with careplan templates show KEY."
_SOURCES_READ = "All sources stand in data/sources.csv."

PHQ9, PHQ9_ITEM9 = "phq9", "phq9_item9"

_TASK_ID = re.compile(r"[A-Z]{1,4}[0-9]{1,3}")


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
    yield from _id(task)
    yield from _role(task, words)
    yield from _anchor(task, tasks)
    yield from check_days(task)
    yield from _conditions(task, words)
    yield from _asks(task, words)
    yield from _twice(task)
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
        hint = did_you_mean(task.anchor_task, tasks, TASKS_READ)
        yield f"its days count from task “{task.anchor_task}”, which does not exist. {hint}"


def _conditions(task: TaskDefinition, words: Vocabulary) -> Iterator[str]:
    yield from condition_refusals(lambda: task.when, words)
    try:
        ends = task.series.until
    except InvalidInput:
        return  # said by check_days
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
            yield f"source “{source}” is not in sources.csv. {did_you_mean(source, words.sources, _SOURCES_READ)}"


def _doses(task: TaskDefinition) -> Iterator[str]:
    for field in TEXTS:
        if text := getattr(task, field):
            yield from filter(None, [dose_refusal(field, text)])


def _id(task: TaskDefinition) -> Iterator[str]:
    if not _TASK_ID.fullmatch(task.id):
        yield f"id “{task.id}” has not the form of an id: one to four capital letters and a number, such as CB01."


def _twice(task: TaskDefinition) -> Iterator[str]:
    for field in ("depends_on", "asks", "sources"):
        for name, times in Counter(getattr(task, field)).items():
            if times > 1:
                yield f"{field} names “{name}” {times} times. Once is enough: take the others away."


def _asks(task: TaskDefinition, words: Vocabulary) -> Iterator[str]:
    yield from filter(None, (words.ask_refusal(name) for name in task.asks))
    if PHQ9 in task.asks and PHQ9_ITEM9 not in task.asks:
        yield (
            f"asks for “{PHQ9}” without “{PHQ9_ITEM9}”, the item on thoughts of death or self-harm, which opens a red "
            f"flag. Add “{PHQ9_ITEM9}” to asks."
        )
