"""Reads the template files, one module each; a wrong task does not hide the others of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from careplan.catalogue.problem import Problem
from careplan.catalogue.reading import Table, checked, checked_rows, read_toml
from careplan.template import ModuleDefinition, TaskDefinition

_WRITTEN_ID = re.compile(r"""^\s*id\s*=\s*["']?(\w+)""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A module and the file that it came from. It is not `complete` where a task could not be read."""

    file: str
    module: ModuleDefinition
    complete: bool = True

    def problem(self, place: str, sentence: str) -> Problem:
        """Return a problem of this file."""
        return Problem(self.file, place, sentence)


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """All template files that were read.

    Attributes:
        files: every readable module, in the order of reading; one module may stand there in several versions.
        unread: ids of tasks that are written somewhere but could not be read. A wait on one of them
            is no second problem.
        lost: names of the files that could not be read at all, which are the names of their modules.
    """

    files: tuple[TemplateFile, ...]
    unread: frozenset[str]
    lost: frozenset[str]

    def latest(self) -> tuple[TemplateFile, ...]:
        """Return the highest version of every module; of two equal ones the one read last."""
        newest: dict[str, TemplateFile] = {}
        for file in self.files:
            known = newest.get(file.module.module)
            if known is None or file.module.version >= known.module.version:
                newest[file.module.module] = file
        return tuple(newest.values())

    def left_out(self, file: TemplateFile) -> frozenset[str]:
        """Return the ids of tasks that other versions of a module have and no module has now."""
        same = (other for other in self.files if other.module.module == file.module.module)
        before = {task.id for other in same for task in other.module.tasks}
        return frozenset(before - {task.id for other in self.latest() for task in other.module.tasks} - self.unread)

    def missed(self) -> frozenset[str]:
        """Return the ids of tasks that could not be read or were left out: said there, and not where they are named."""
        return self.unread.union(*(self.left_out(file) for file in self.latest()))

    def versions(self) -> Iterator[tuple[TemplateFile, TemplateFile]]:
        """Yield every two neighbouring versions of one module, the older one first."""
        histories: dict[str, list[TemplateFile]] = {}
        for file in self.files:
            histories.setdefault(file.module.module, []).append(file)
        for history in histories.values():
            ordered = sorted(history, key=lambda file: file.module.version)
            yield from pairwise(ordered)

    def __add__(self, other: TemplateFiles) -> TemplateFiles:
        return TemplateFiles(self.files + other.files, self.unread | other.unread, self.lost | other.lost)


def read_templates(files: Iterable[Traversable], problems: list[Problem]) -> TemplateFiles:
    """Return the modules of the given files; what cannot be read becomes a problem."""
    read: list[TemplateFile] = []
    unread: set[str] = set()
    lost: set[str] = set()
    for file in files:
        written = read_toml(file, problems)
        if written is None:
            unread |= _written_ids(file)
            lost.add(file.name.removesuffix(".toml"))
            continue
        module = _module(file.name, dict(written), problems)
        known = {task.id for task in module.tasks} if module else set()
        wrong = _ids(written.get("tasks")) - known
        unread |= wrong
        if module is None:
            lost.add(str(written.get("module", file.name.removesuffix(".toml"))))
        else:
            read.append(TemplateFile(file.name, module, complete=_all_read(module, written)))
    return TemplateFiles(tuple(read), frozenset(unread), frozenset(lost))


def _module(file: str, written: dict[str, Any], problems: list[Problem]) -> ModuleDefinition | None:
    rows = written.pop("tasks", [])
    head = checked(file, "", {**written, "tasks": []}, ModuleDefinition, problems)
    if rows == []:
        problems.append(Problem(file, "", "It holds no task. Write each task as a table that begins with [[tasks]]."))
    tasks = tuple(checked_rows(file, rows, TaskDefinition, problems))
    return head.model_copy(update={"tasks": tasks}) if head else None


def _all_read(module: ModuleDefinition, written: Table) -> bool:
    rows = written.get("tasks")
    return isinstance(rows, list) and len(rows) == len(module.tasks)


def _ids(rows: object) -> set[str]:
    if not isinstance(rows, list):
        return set()
    return {str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row}


def _written_ids(file: Traversable) -> set[str]:
    """Return what looks like a task id in a file that is not valid TOML."""
    try:
        return set(_WRITTEN_ID.findall(file.read_bytes().decode("utf-8", errors="replace")))
    except OSError:
        return set()
