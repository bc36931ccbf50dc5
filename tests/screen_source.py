"""The screens as source: their modules, what a name stands for, and every call with the function that it stands in."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from tests.serving import ROOT

GIVEN: Final = "given as source"
"""The name of a module that no file holds."""


@dataclass
class Module:
    name: str
    tree: ast.Module
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    values: dict[str, ast.expr] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Scope:
    """What is known in one function: `given` says of each parameter whether what it was given is safe."""

    module: Module
    function: ast.FunctionDef | ast.Lambda | None = None
    given: Mapping[str, bool] = field(default_factory=dict)
    outer: Scope | None = None


def given_as_source(source: str) -> Module:
    """Return one screen that no file holds."""
    return _indexed(GIVEN, ast.parse(source))


def calls(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.Call, Scope]]:
    for child in ast.iter_child_nodes(node):
        inner = scope
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            inner = Scope(scope.module, child, outer=scope)
        if isinstance(child, ast.Call) and ast.unparse(child.func) not in ("log.error", "log.warning"):
            yield child, scope
        yield from calls(child, inner)


@cache
def every_call() -> dict[str, list[tuple[ast.Call, Scope]]]:
    """Return every call of the screens by the name that is called."""
    by_name: dict[str, list[tuple[ast.Call, Scope]]] = {}
    for path in sorted((ROOT / "careplan" / "pages").rglob("*.py")):
        for name, found in calls_of(read(path)).items():
            by_name.setdefault(name, []).extend(found)
    return by_name


def calls_of(module: Module) -> dict[str, list[tuple[ast.Call, Scope]]]:
    by_name: dict[str, list[tuple[ast.Call, Scope]]] = {}
    for call, scope in calls(module.tree, Scope(module)):
        if isinstance(call.func, ast.Name | ast.Attribute):
            name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
            by_name.setdefault(name, []).append((call, scope))
    return by_name


def called(module: Module, call: ast.Call) -> ast.FunctionDef | None:
    """Return the function of a screen that is called, by its name or as a part of its module."""
    match call.func:
        case ast.Name(id=name):
            place, known = where(module, name)
            return place.functions.get(known)
        case ast.Attribute(value=ast.Name(id=whole), attr=name) if whole in module.imported:
            file = ROOT.joinpath(*module.imported[whole][0].split("."), f"{module.imported[whole][1]}.py")
            return read(file).functions.get(name) if file.is_file() else None
    return None


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function, but not in functions within it."""
    for child in ast.iter_child_nodes(function):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield from own_nodes(child)


def values_of(name: str, statement: ast.AST) -> Iterator[ast.expr]:
    """Yield everything that a statement puts into a name."""
    for node in ast.walk(statement):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _part_for(name, target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.AugAssign(target=target, value=value):
                yield from _part_for(name, target, value)
            case ast.NamedExpr(target=target, value=value):
                yield from _part_for(name, target, value)
            case ast.For(target=target, iter=value):
                yield from _part_for(name, target, value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=into), attr="append" | "extend"), args=[value]):
                if into == name:
                    yield value


def _part_for(name: str, target: ast.AST, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, part in zip(target.elts, value.elts, strict=True):
            yield from _part_for(name, one, part)
    elif any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(target)):
        yield value


def parameters(function: ast.FunctionDef | ast.Lambda) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


def where(module: Module, name: str) -> tuple[Module, str]:
    """Return the module in which a name is made, and its name there."""
    if name in module.imported:
        other, known = module.imported[name]
        path = ROOT.joinpath(*other.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return where(read(file), known)
    return module, name


@cache
def read(path: Path) -> Module:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return _indexed(name, ast.parse(path.read_text(encoding="utf-8")))


def _indexed(name: str, tree: ast.Module) -> Module:
    module = Module(name, tree)
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=known):
                module.functions[known] = node
            case ast.Assign(targets=[ast.Name(id=known)], value=value):
                module.values[known] = value
            case ast.AnnAssign(target=ast.Name(id=known), value=ast.expr() as value):
                module.values[known] = value
            case ast.ImportFrom(module=str(other), names=names):
                module.imported |= {one.asname or one.name: (other, one.name) for one in names}
    return module
