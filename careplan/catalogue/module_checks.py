"""What must hold between the tasks of a template and between the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from careplan.catalogue.problem import Problem
from careplan.catalogue.rings import check_rings
from careplan.catalogue.task_checks import TASKS_READ, condition_refusals
from careplan.catalogue.template_files import TemplateFile, TemplateFiles
from careplan.catalogue.text_checks import dose_refusal
from careplan.catalogue.vocabulary import Vocabulary
from careplan.cause import NORMAL_RECOVERY
from careplan.nearest import did_you_mean, nearest
from careplan.task import Phase
from careplan.team import CoreRole, RoleId

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CORE = "core"
"""The one module of kind core: plans name its tasks by this key."""


def check_modules(read: TemplateFiles, words: Vocabulary) -> Iterator[Problem]:
    """Yield everything wrong between tasks and between templates."""
    latest = read.latest()
    owner = _owners(latest)
    missed = read.missed()
    core_roles = _core_roles(read)
    yield from _doubles(latest)
    for file in latest:
        yield from _head(file, words)
        yield from _roles(file, words, core_roles)
        yield from _review(file)
        yield from _waits(file, owner, missed)
        yield from _links(file, owner, missed)
    yield from check_rings(read, owner)


def _core_roles(read: TemplateFiles) -> frozenset[RoleId]:
    """Return the roles that CORE has work for; all of them while its file is broken, which is said elsewhere."""
    core = [file for file in read.latest() if file.module.kind == "core"]
    if not core or not all(file.complete for file in core):
        return frozenset(CoreRole)
    return frozenset(task.role for file in core for task in file.module.tasks)


def _owners(files: tuple[TemplateFile, ...]) -> dict[str, TemplateFile]:
    """Return the file of each task; where an id is used twice, the first, as in _doubles."""
    return {task.id: file for file in reversed(files) for task in file.module.tasks}


def _doubles(files: tuple[TemplateFile, ...]) -> Iterator[Problem]:
    first: dict[str, TemplateFile] = {}
    for file in files:
        for task in file.module.tasks:
            if task.id in first:
                where = "in this file" if first[task.id] is file else f"in {first[task.id].file}"
                yield file.problem(
                    task.id, f"The id “{task.id}” is already used {where}. Give this task an id of its own."
                )
            else:
                first[task.id] = file


def _head(file: TemplateFile, words: Vocabulary) -> Iterator[Problem]:
    module = file.module
    if not _KEY.fullmatch(module.module):
        yield file.problem("", f"module “{module.module}” must be lower-case letters, digits and _ only.")
    if module.kind == "core" and module.module != _CORE:
        yield file.problem(
            "", "kind “core” is for the template core alone. Write “cause”, or “added” with a condition."
        )
    if module.kind != "core" and module.module == _CORE:
        yield file.problem("", "The template core is of kind “core”. Write so, or give the template another key.")
    if module.kind == "added" and module.condition == "always":
        yield file.problem("", "An added module needs a condition that says when it is in force.")
    yield from _head_texts(file)
    for sentence in condition_refusals(lambda: module.when, words):
        yield file.problem("", sentence)
    for asked in module.also_asks:
        for sentence in condition_refusals(lambda asked=asked: asked.when, words):  # type: ignore[misc]  # bound by default
            yield file.problem("also_asks", sentence)


def _head_texts(file: TemplateFile) -> Iterator[Problem]:
    module = file.module
    texts = [("", "The title", module.title), *(("course_headings", "It", text) for text in module.course_headings)]
    for course in module.courses:
        parts = (course.topic, course.without_revision, course.with_revision, course.with_fusion or "")
        texts += [(f"course {course.topic}", "It", text) for text in parts]
    for place, field, text in texts:
        if sentence := dose_refusal(field, text):
            yield file.problem(place, sentence)


def _roles(file: TemplateFile, words: Vocabulary, core_roles: frozenset[RoleId]) -> Iterator[Problem]:
    """Each template of a cause, and CORE, has work for all four core roles.

    A role may be left to CORE only by name, and only in a plan that has CORE.
    """
    module = file.module
    if module.kind == "added" or not module.tasks or not file.complete:
        return
    left_to_core = set(module.roles_from_core) & core_roles if module.module != NORMAL_RECOVERY else set()
    present = {task.role for task in module.tasks} | left_to_core
    if not present <= set(words.working_roles()):
        return  # a misspelled role is said at its task; which one is missing cannot be told yet
    for role in CoreRole:
        if role not in present:
            label = words.roles[role].label.lower() if role in words.roles else role
            yield file.problem(
                "",
                f"The template “{module.title}” gives no task to the {label}. "
                "Every template has at least one task for each of the four core roles: add one.",
            )


def _review(file: TemplateFile) -> Iterator[Problem]:
    """CORE brings the reviews of every plan; CORE itself and a plan without it need their own."""
    module = file.module
    if module.kind != "core" and module.module != NORMAL_RECOVERY:
        return
    if file.complete and all(task.phase != Phase.REVIEW for task in module.tasks):
        yield file.problem("", f"The template “{module.title}” has no review. Add a task of phase review.")


def _waits(file: TemplateFile, owner: Mapping[str, TemplateFile], missed: frozenset[str]) -> Iterator[Problem]:
    own = [task.id for task in file.module.tasks]
    for task in file.module.tasks:
        for wait in task.depends_on:
            if wait in missed:
                continue
            if wait not in owner:
                hint = did_you_mean(wait, own if nearest(wait, own) else owner, TASKS_READ)
                yield file.problem(task.id, f"waits for “{wait}”, which does not exist. {hint}")
            elif not _reachable(file, owner[wait]):
                yield file.problem(
                    task.id,
                    f"waits for “{wait}” of {owner[wait].module.module}, which a plan with {file.module.module} "
                    "need not have. Wait for a task of this file, of core or of an added module.",
                )


def _reachable(waiting: TemplateFile, waited: TemplateFile) -> bool:
    """Whether a task may wait for a task of that file: its own, CORE where the plan has it, or an added module."""
    if waiting is waited:
        return True
    if waiting.module.module == NORMAL_RECOVERY:
        return False
    return waited.module.kind in ("core", "added")


def _links(file: TemplateFile, owner: Mapping[str, TemplateFile], missed: frozenset[str]) -> Iterator[Problem]:
    own = {task.id for task in file.module.tasks}
    known = owner.keys() | missed
    for waiting, waits in file.module.extra_waits.items():
        if waiting not in known:
            yield file.problem("extra_waits", f"“{waiting}” does not exist. Name a task that must wait.")
        for wait in waits:
            if wait not in own | missed:
                yield file.problem("extra_waits", f"“{waiting}” waits for “{wait}”, which is no task of this file.")
    for asked in file.module.also_asks:
        for key in asked.tasks:
            if key not in known:
                yield file.problem("also_asks", f"“{key}” does not exist. Name a task of another module.")
