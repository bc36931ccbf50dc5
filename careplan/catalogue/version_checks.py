"""What a new version of a template may change: never what its tasks are (PLAN_RULES R7, R30)."""

from __future__ import annotations

from collections.abc import Iterator

from careplan.catalogue.problem import Problem
from careplan.catalogue.template_files import TemplateFile, TemplateFiles
from careplan.errors import InvalidInput
from careplan.template import ModuleDefinition, TaskDefinition


def check_versions(read: TemplateFiles) -> Iterator[Problem]:
    """Yield what is wrong where two versions of one module stand side by side."""
    for older, newer in read.versions():
        if older.module == newer.module:
            continue
        if older.module.version == newer.module.version:
            yield newer.problem(
                "",
                f"Version {newer.module.version} of {newer.module.module} is already there and says something else. "
                f"Raise the version to {newer.module.version + 1}, or give a template of its own another key.",
            )
        yield from compare(older.module, newer)


def compare(older: ModuleDefinition, newer: TemplateFile) -> Iterator[Problem]:
    """Yield the changes to tasks that need a new key.

    Days may change, and occurrences may be appended or dropped at the end of a series. Inserting in
    the middle would give the occurrences behind it another number, and another anchor another meaning.
    """
    former = {task.id: task for task in older.tasks}
    for task in newer.module.tasks:
        if task.id in former:
            for sentence in _refusals(former[task.id], task):
                yield newer.problem(task.id, sentence)


def _refusals(older: TaskDefinition, newer: TaskDefinition) -> Iterator[str]:
    if older.anchor != newer.anchor:
        yield (
            f"counts its days from {newer.anchor}; version before: {older.anchor}. "
            "Another anchor makes it another task: give it a new id."
        )
        return
    try:
        before, after = occurrence_days(older), occurrence_days(newer)
    except InvalidInput:
        return  # said where the task itself is checked
    if inserts(before, after) or inserts(after, before):
        what = "adds a day in the middle of" if len(after) > len(before) else "takes a day from the middle of"
        yield (
            f"{what} its series ({_list(before)} became {_list(after)}). "
            "Days may change, and may be added or dropped at the end only: give the new series a new id."
        )


def occurrence_days(task: TaskDefinition) -> tuple[int, ...]:
    """Return the target days of all occurrences; raises InvalidInput."""
    return (task.days.target, *task.series.days)


def inserts(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether `after` keeps every day of `before` but has another one between or before them."""
    if len(after) <= len(before) or after[: len(before)] == before:
        return False
    remaining = iter(after)
    return all(day in remaining for day in before)


def _list(days: tuple[int, ...]) -> str:
    return ", ".join(str(day) for day in days)
