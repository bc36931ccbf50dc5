"""Small invented templates, for shapes that the clinical catalogue lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from careplan.facts import FactDefinition
from careplan.team import RoleId
from careplan.template import AlsoAsks, MergeGroup, ModuleDefinition, TaskDefinition
from careplan.template_set import FlagWork, TemplateSet, compile_set

CAUSES = {"scar_tissue": "alpha", "failed_fusion": "beta", "habits": "gamma"}
"""Which small module belongs to which cause."""


def task(key: str, due: str = "7 (0..14)", **fields: object) -> TaskDefinition:
    """Return a task that says only what a test is about."""
    given = {
        "id": key,
        "phase": "evaluate",
        "role": "surgeon",
        "title": f"Task {key}",
        "why": "Because it must be done",
        "anchor": "plan_start",
        "due": due,
        "done_when": "It is done",
        "evidence": "usual-practice",
        **fields,
    }
    return TaskDefinition.model_validate(given)


def module(name: str, *tasks: TaskDefinition, kind: str = "cause", **fields: object) -> ModuleDefinition:
    """Return a module of these tasks."""
    given = {"module": name, "title": name, "version": 1, "kind": kind, "tasks": tasks, **fields}
    return ModuleDefinition.model_validate(given)


def asks_also(*keys: str, condition: str = "always") -> AlsoAsks:
    """Return what a module asks for of another."""
    return AlsoAsks(tasks=keys, condition=condition)


def facts(**types: str) -> dict[str, FactDefinition]:
    """Return entered facts; `measured` makes a number of a measure, `derived: EXPRESSION` a derived flag."""
    return {name: _fact(name, kind) for name, kind in types.items()}


def _fact(name: str, kind: str) -> FactDefinition:
    given: dict[str, object] = {"id": name, "label": name, "type": "bool", "source": "entered", "definition": name}
    if kind == "measured":
        given |= {"type": "number", "source": "measure", "measure": name, "measured": True}
    elif kind == "list":
        given |= {"type": "list"}
    elif kind == "time":
        given |= {"type": "number", "counts_time": True}
    elif kind.startswith("derived:"):
        given |= {"source": "derived", "expression": kind.removeprefix("derived:").strip()}
    return FactDefinition.model_validate(given)


def templates(
    *modules: ModuleDefinition,
    groups: Iterable[MergeGroup] = (),
    known: Mapping[str, FactDefinition] | None = None,
    flags: Iterable[FlagWork] = (),
    fallbacks: Mapping[RoleId, RoleId] | None = None,
) -> TemplateSet:
    """Return the compiled set, with an empty CORE where none is given."""
    core = () if any(m.kind == "core" for m in modules) else (module("core", task("C0", "0 (0..0)"), kind="core"),)
    return compile_set(
        (*core, *modules),
        groups,
        known or {},
        cause_modules=CAUSES,
        fallbacks=fallbacks or {},
        flags={flag.id: flag for flag in flags},
    )
