"""Finds where a screen gives Streamlit's Markdown a text that is neither our literal nor escaped (SAFETY rule 18).

An expression is safe when every text in it is: a literal, what an escaping function returns, a number or a date in
words, or what a function of the screens makes of safe parts. Functions of the screens are looked into, with the safety
of what they are given; a name is safe when everything that is ever put into it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from tests.serving import ROOT

SHOWN: Final = frozenset(
    {
        *("markdown", "caption", "title", "header", "subheader", "error", "warning", "info", "success", "toast"),
        *("badge", "metric", "latex", "button", "form_submit_button", "download_button", "link_button", "page_link"),
        *("checkbox", "toggle", "radio", "selectbox", "multiselect", "pills", "segmented_control", "slider"),
        *("text_input", "text_area", "number_input", "date_input", "time_input", "expander", "popover", "dialog"),
        *("tabs", "status", "spinner", "file_uploader", "feedback"),
    }
)
"""What reads its text, or its label, as Markdown."""
NEVER: Final = frozenset({"write", "html", "table", "json", "exception", "write_stream", "iframe"})
"""What makes more than text of a text: never used."""
_GIVEN: Final = "given as source"
_WITH_OPTIONS: Final = frozenset({"radio", "pills", "segmented_control"})
"""What reads each of its options as Markdown too."""
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


class Fault(NamedTuple):
    """A place where a text that may hold anything is read as Markdown."""

    file: str
    line: int
    text: str


@dataclass
class _Module:
    name: str
    tree: ast.Module
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    values: dict[str, ast.expr] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class _Scope:
    """What is known in one function: `given` says of each parameter whether what it was given is safe."""

    module: _Module
    function: ast.FunctionDef | ast.Lambda | None = None
    given: Mapping[str, bool] = field(default_factory=dict)
    outer: _Scope | None = None


def faults(folder: Path = ROOT / "careplan" / "pages") -> list[Fault]:
    """Return every fault of the screens in a folder."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        found += _faults_of(_read(path), str(path.relative_to(folder.parent)))
    return found


def faults_of_text(source: str) -> list[Fault]:
    """Return every fault of one screen that is given as source."""
    return _faults_of(_indexed(_GIVEN, ast.parse(source)), _GIVEN)


def _faults_of(module: _Module, file: str) -> list[Fault]:
    return [
        Fault(file, shown.lineno, ast.unparse(shown))
        for scope, shown in _shown(module)
        if not _Safe().text(shown, scope)
    ]


def _shown(module: _Module) -> Iterator[tuple[_Scope, ast.expr]]:
    """Yield every expression that is read as Markdown, with the function that it stands in."""
    for call, scope in _calls(module.tree, _Scope(module)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name in NEVER and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "st":
            yield scope, call
        if name not in SHOWN:
            continue
        words = {word.arg: word.value for word in call.keywords}
        first = [] if name == "page_link" else call.args[:1]  # the first of that is a screen
        texts = [*first, *(words[key] for key in ("label", "help", "body", "captions") if key in words)]
        yield from ((scope, text) for text in texts)
        if name in _WITH_OPTIONS:
            shown_as = words.get("format_func") or (call.args[3] if len(call.args) > 3 else None)
            options = words.get("options") or (call.args[1] if len(call.args) > 1 else None)
            yield scope, shown_as or options or call


def _calls(node: ast.AST, scope: _Scope) -> Iterator[tuple[ast.Call, _Scope]]:
    for child in ast.iter_child_nodes(node):
        inner = scope
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            inner = _Scope(scope.module, child, outer=scope)
        if isinstance(child, ast.Call) and ast.unparse(child.func) not in ("log.error", "log.warning"):
            yield child, scope
        yield from _calls(child, inner)


class _Safe:
    """Whether expressions are safe; what is looked at already counts as safe, so that a loop ends."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def text(self, node: ast.AST, scope: _Scope) -> bool:
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
                return self.text(body, _Scope(scope.module, node, outer=scope))
            case ast.Name(id=name):
                return self._name(name, scope)
            case ast.Call():
                return self._call(node, scope)
        return False

    def _comprehension(self, node: ast.GeneratorExp | ast.ListComp | ast.DictComp, scope: _Scope) -> bool:
        given: dict[str, bool] = {}
        for each in node.generators:
            safe = self.text(each.iter, scope)
            given |= {name.id: safe for name in ast.walk(each.target) if isinstance(name, ast.Name)}
        inner = _Scope(scope.module, None, given, scope)
        return self.text(node.value if isinstance(node, ast.DictComp) else node.elt, inner)

    def _name(self, name: str, scope: _Scope) -> bool:
        place: _Scope | None = scope
        while place:
            if name in place.given:
                return place.given[name]
            if place.function and (found := self._put_into(name, place)) is not None:
                return found
            place = place.outer
        if name in ESCAPING | PLAIN:
            return True
        module, known = _where(scope.module, name)
        if known in module.functions:
            return self._function(module, module.functions[known], {})
        return known in module.values and self.text(module.values[known], _Scope(module))

    def _put_into(self, name: str, place: _Scope) -> bool | None:
        """Whether all that a function puts into a name of its own is safe; None where it has no such name."""
        function = place.function
        assert function
        if name in _parameters(function):
            return self._given_everywhere(name, function, place.module)
        body = function.body if isinstance(function.body, list) else [function.body]
        values = [value for statement in body for value in _values_of(name, statement)]
        if not values:
            return None
        key = (id(function), name, tuple(sorted(place.given.items())))
        if key in self._seen:
            return True
        self._seen.add(key)
        return all(self.text(value, place) for value in values)

    def _given_everywhere(self, name: str, function: ast.FunctionDef | ast.Lambda, module: _Module) -> bool:
        """Whether every screen that calls a function gives it a safe value for this parameter."""
        if not isinstance(function, ast.FunctionDef) or (id(function), name) in self._seen:
            return isinstance(function, ast.FunctionDef)
        self._seen.add((id(function), name))
        given = [
            self._given(function, call, scope).get(name, False)
            for call, scope in (_calls_of(module) if module.name == _GIVEN else _every_call()).get(function.name, ())
            if _called(scope.module, call) is function
        ]
        return bool(given) and all(given)

    def _call(self, call: ast.Call, scope: _Scope) -> bool:
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
                module, known = _where(scope.module, name)
                function = module.functions.get(known)
                return function is not None and self._function(module, function, self._given(function, call, scope))
        return False

    def _given(self, function: ast.FunctionDef, call: ast.Call, scope: _Scope) -> dict[str, bool]:
        names = [one.arg for one in function.args.args]
        given = {name: self.text(value, scope) for name, value in zip(names, call.args, strict=False)}
        given |= {word.arg: self.text(word.value, scope) for word in call.keywords if word.arg}
        defaults = [*zip(reversed(names), reversed(function.args.defaults), strict=False)]
        defaults += zip((one.arg for one in function.args.kwonlyargs), function.args.kw_defaults, strict=True)
        return {name: self.text(value, scope) for name, value in defaults if value is not None} | given

    def _function(self, module: _Module, function: ast.FunctionDef, given: Mapping[str, bool]) -> bool:
        """Whether all that a function returns or yields is safe."""
        if not module.name.startswith(("careplan.pages", _GIVEN)):
            return False
        key = (id(function), tuple(sorted(given.items())))
        if key in self._seen:
            return True
        self._seen.add(key)
        scope = _Scope(module, function, given)
        made = [node.value for node in _own_nodes(function) if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)]
        return bool(made) and all(value is None or self.text(value, scope) for value in made)


def _parameters(function: ast.FunctionDef | ast.Lambda) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


@cache
def _every_call() -> dict[str, list[tuple[ast.Call, _Scope]]]:
    """Return every call of the screens by the name that is called."""
    calls: dict[str, list[tuple[ast.Call, _Scope]]] = {}
    for path in sorted((ROOT / "careplan" / "pages").rglob("*.py")):
        for name, found in _calls_of(_read(path)).items():
            calls.setdefault(name, []).extend(found)
    return calls


def _calls_of(module: _Module) -> dict[str, list[tuple[ast.Call, _Scope]]]:
    calls: dict[str, list[tuple[ast.Call, _Scope]]] = {}
    for call, scope in _calls(module.tree, _Scope(module)):
        if isinstance(call.func, ast.Name | ast.Attribute):
            name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
            calls.setdefault(name, []).append((call, scope))
    return calls


def _called(module: _Module, call: ast.Call) -> ast.FunctionDef | None:
    """Return the function of a screen that is called, by its name or as a part of its module."""
    match call.func:
        case ast.Name(id=name):
            place, known = _where(module, name)
            return place.functions.get(known)
        case ast.Attribute(value=ast.Name(id=whole), attr=name) if whole in module.imported:
            file = ROOT.joinpath(*module.imported[whole][0].split("."), f"{module.imported[whole][1]}.py")
            return _read(file).functions.get(name) if file.is_file() else None
    return None


def _is_number(spec: ast.expr | None) -> bool:
    if not isinstance(spec, ast.JoinedStr) or not spec.values:
        return False
    written = spec.values[0]
    return isinstance(written, ast.Constant) and bool(_NUMBER.fullmatch(str(written.value)))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function, but not in functions within it."""
    for child in ast.iter_child_nodes(function):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield from _own_nodes(child)


def _values_of(name: str, statement: ast.AST) -> Iterator[ast.expr]:
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


def _where(module: _Module, name: str) -> tuple[_Module, str]:
    """Return the module in which a name is made, and its name there."""
    if name in module.imported:
        other, known = module.imported[name]
        path = ROOT.joinpath(*other.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return _where(_read(file), known)
    return module, name


@cache
def _read(path: Path) -> _Module:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return _indexed(name, ast.parse(path.read_text(encoding="utf-8")))


def _indexed(name: str, tree: ast.Module) -> _Module:
    module = _Module(name, tree)
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
