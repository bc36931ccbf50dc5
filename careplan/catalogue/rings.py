"""Finds tasks that wait for each other in a ring, so that nobody could ever begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from careplan.catalogue.problem import Problem
from careplan.catalogue.template_files import TemplateFile, TemplateFiles
from careplan.template import MergeGroup

Waits = dict[str, set[str]]
"""For every task, or merge group, what it waits for."""


def check_rings(read: TemplateFiles, owner: Mapping[str, TemplateFile]) -> Iterator[Problem]:
    """Yield every ring of waits once, each shown as the way round. `owner` is the file of each task."""
    for ring in _rings(_graph(read)):
        yield owner[ring[0]].problem(
            ring[0], f"Nobody could ever begin: {' waits for '.join(ring)}. Take one of these waits away."
        )


def check_merged_rings(read: TemplateFiles, groups: Mapping[str, MergeGroup]) -> Iterator[Problem]:
    """Yield the rings that arise only where the tasks of a group become one task."""
    waits = _graph(read)
    if next(_rings({task: set(waited) for task, waited in waits.items()}), None):
        return  # the ring is there without merging, and said there
    shown = {member: group.group for group in groups.values() for member in group.members}
    merged: Waits = {}
    for task, waited in waits.items():
        name = shown.get(task, task)
        merged.setdefault(name, set()).update({shown.get(wait, wait) for wait in waited} - {name})
    for ring in _rings(merged):
        yield Problem(
            "merge_groups.toml",
            next(name for name in ring if name in groups),
            f"Merged, nobody could ever begin: {' waits for '.join(ring)}. Take a member or a wait away.",
        )


def _graph(read: TemplateFiles) -> Waits:
    modules = [file.module for file in read.latest()]
    waits: Waits = {task.id: set() for module in modules for task in module.tasks}
    known = waits.keys()
    for module in modules:
        for task in module.tasks:
            waits[task.id] |= known & set(task.depends_on)
            if task.anchor_task in known:
                waits[task.id].add(str(task.anchor_task))
        for waiting, extra in module.extra_waits.items():
            if waiting in known:
                waits[waiting] |= known & set(extra)
    return waits


def _rings(waits: Waits) -> Iterator[list[str]]:
    """Yield rings, taking one wait out of each as it goes; the first and last name of a ring are the same."""
    while True:
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            # graphlib names each task before the one that waits for it; read backwards it says who waits for whom.
            ring: list[str] = list(reversed(error.args[1]))
            yield ring
            waits[ring[0]].discard(ring[1])
        else:
            return
