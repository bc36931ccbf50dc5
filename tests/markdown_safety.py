"""Whether an expression of a screen holds nothing that anybody typed, or has it escaped (SAFETY rule 18)."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Final

from tests.screen_source import (
    GIVEN,
    Module,
    Scope,
    called,
    calls_of,
    every_call,
    own_nodes,
    parameters,
    values_of,
    where,
)

ESCAPING: Final = frozenset({"escape_md", "label_md"})
PLAIN: Final = frozenset(
    {"len", "int", "abs", "round", "sum", "count_words", "late_words", "show_date", "short_date"}
) | {
    *("quote", "clock_words", "since_words", "moment_words", "date_words", "unbroken"),
}
"""What makes numbers, days and ids of ours into words: no letter of these is typed by anyone."""
_OF_OURS: Final = frozenset({"glyph", "tone"})
"""What a mark of ours is drawn with."""
_NUMBER: Final = re.compile(r"[^%]*[df,%]|%[aAbBdHMyY%: .-]*")
"""How a number or a day is written: a text written so is an error."""
_KEEPS: Final = frozenset({"strip", "lstrip", "rstrip", "lower", "upper", "capitalize", "removesuffix", "removeprefix"})


class Safe:
    """Whether expressions are safe; what is looked at already counts as safe, so that a loop ends."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def text(self, node: ast.AST, scope: Scope) -> bool:
        """Whether a text, or every text of a list, is safe."""
        match node:
            case ast.Constant():
                return True
            case ast.JoinedStr(values=parts):
                return all(self.text(part, scope) for part in parts)
            case ast.FormattedValue(value=value, format_spec=spec):
                return _is_number(spec) or self.text(value, scope)
            case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
                return self.text(left, scope) and self.text(right, scope)
            case ast.BinOp(op=ast.Sub() | ast.Mult() | ast.FloorDiv()):
                return True
            case ast.IfExp(body=body, orelse=orelse):
                return self.text(body, scope) and self.text(orelse, scope)
            case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return all(self.text(part, scope) for part in parts)
            case ast.Dict(values=parts):
                return all(self.text(part, scope) for part in parts)
            case ast.Starred(value=value) | ast.NamedExpr(value=value) | ast.Await(value=value):
                return self.text(value, scope)
            case ast.GeneratorExp() | ast.ListComp() | ast.DictComp():
                return self._comprehension(node, scope)
            case ast.Attribute(attr=name) if name in _OF_OURS:
                return True
            case ast.Subscript(value=value) | ast.Attribute(value=value, attr="__getitem__"):
                return self.text(value, scope)
            case ast.Lambda(body=body):
                return self.text(body, Scope(scope.module, node, outer=scope))
            case ast.Name(id=name):
                return self._name(name, scope)
            case ast.Call():
                return self._call(node, scope)
        return False

    def _comprehension(self, node: ast.GeneratorExp | ast.ListComp | ast.DictComp, scope: Scope) -> bool:
        given: dict[str, bool] = {}
        for each in node.generators:
            safe = self.text(each.iter, scope)
            given |= {name.id: safe for name in ast.walk(each.target) if isinstance(name, ast.Name)}
        inner = Scope(scope.module, None, given, scope)
        return self.text(node.value if isinstance(node, ast.DictComp) else node.elt, inner)

    def _name(self, name: str, scope: Scope) -> bool:
        place: Scope | None = scope
        while place:
            if name in place.given:
                return place.given[name]
            if place.function and (found := self._put_into(name, place)) is not None:
                return found
            place = place.outer
        if name in ESCAPING | PLAIN:
            return True
        module, known = where(scope.module, name)
        if known in module.functions:
            return self._function(module, module.functions[known], {})
        return known in module.values and self.text(module.values[known], Scope(module))

    def _put_into(self, name: str, place: Scope) -> bool | None:
        """Whether all that a function puts into a name of its own is safe; None where it has no such name."""
        function = place.function
        assert function
        if name in parameters(function):
            return self._given_everywhere(name, function, place.module)
        body = function.body if isinstance(function.body, list) else [function.body]
        values = [value for statement in body for value in values_of(name, statement)]
        if not values:
            return None
        key = (id(function), name, tuple(sorted(place.given.items())))
        if key in self._seen:
            return True
        self._seen.add(key)
        return all(self.text(value, place) for value in values)

    def _given_everywhere(self, name: str, function: ast.FunctionDef | ast.Lambda, module: Module) -> bool:
        """Whether every screen that calls a function gives it a safe value for this parameter."""
        if not isinstance(function, ast.FunctionDef) or (id(function), name) in self._seen:
            return isinstance(function, ast.FunctionDef)
        self._seen.add((id(function), name))
        given = [
            self._given(function, call, scope).get(name, False)
            for call, scope in (calls_of(module) if module.name == GIVEN else every_call()).get(function.name, ())
            if called(scope.module, call) is function
        ]
        return bool(given) and all(given)

    def _call(self, call: ast.Call, scope: Scope) -> bool:
        match call.func:
            case ast.Attribute(value=value, attr="join"):
                return self.text(value, scope) and self.text(call.args[0], scope)
            case ast.Attribute(value=value, attr="get"):
                return self.text(value, scope) and all(self.text(one, scope) for one in call.args[1:])
            case ast.Attribute(value=value, attr="replace"):
                return self.text(value, scope) and all(self.text(one, scope) for one in call.args)
            case ast.Attribute(value=value, attr=name) if name in _KEEPS or name in ("values", "items"):
                return self.text(value, scope)
            case ast.Name(id="map"):
                return self.text(call.args[0], scope)
            case ast.Name(id="filter" | "zip"):
                return all(self.text(one, scope) for one in call.args if not _is_none(one))
            case ast.Name(id="list" | "tuple" | "sorted" | "dict" | "reversed" | "MappingProxyType" | "frozenset"):
                return all(self.text(one, scope) for one in call.args[:1])
            case ast.Name(id=name) if name in ESCAPING | PLAIN:
                return True
            case ast.Name(id=name):
                module, known = where(scope.module, name)
                function = module.functions.get(known)
                return function is not None and self._function(module, function, self._given(function, call, scope))
        return False

    def _given(self, function: ast.FunctionDef, call: ast.Call, scope: Scope) -> dict[str, bool]:
        names = [one.arg for one in function.args.args]
        given = {name: self.text(value, scope) for name, value in zip(names, call.args, strict=False)}
        given |= {word.arg: self.text(word.value, scope) for word in call.keywords if word.arg}
        defaults = [*zip(reversed(names), reversed(function.args.defaults), strict=False)]
        defaults += zip((one.arg for one in function.args.kwonlyargs), function.args.kw_defaults, strict=True)
        return {name: self.text(value, scope) for name, value in defaults if value is not None} | given

    def _function(self, module: Module, function: ast.FunctionDef, given: Mapping[str, bool]) -> bool:
        """Whether all that a function returns or yields is safe."""
        if not module.name.startswith(("careplan.pages", GIVEN)):
            return False
        key = (id(function), tuple(sorted(given.items())))
        if key in self._seen:
            return True
        self._seen.add(key)
        scope = Scope(module, function, given)
        made = [node.value for node in own_nodes(function) if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)]
        return bool(made) and all(value is None or self.text(value, scope) for value in made)


def _is_number(spec: ast.expr | None) -> bool:
    if not isinstance(spec, ast.JoinedStr) or not spec.values:
        return False
    written = spec.values[0]
    return isinstance(written, ast.Constant) and bool(_NUMBER.fullmatch(str(written.value)))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
