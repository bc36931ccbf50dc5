"""Which of the places in `careplan.store` that speak to a database have done so, and on PostgreSQL."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Engine, event

from tests.serving import ROOT

STORE: Final = ROOT / "careplan" / "store"
_CONNECTIONS: Final = {"connection", "self._connection"}
_ASKS_NOTHING: Final = {
    *("begin", "rollback", "in_transaction", "driver", "_keeps_seals", "_sealed_rows"),
    *("plan_export_rows", "export_rows"),  # generators: what they ask is a place of its own
}
_OF_SQLITE: Final = {
    *("backups.py", "copying.py", "seals.py", "row_forms.py", "place.py"),  # a server makes copies itself; no seals
    *("engine.py:run_by_driver", "engine.py:_prepare", "engine.py:_prepare_reader", "engine.py:Database"),
    *("prepared.py:_executed", "query.py:Query.rows"),  # one branch is SQLite's own driver, the other SQLAlchemy
    *(
        f"verify.py:{name}"
        for name in ("_structure", "_seals", "_texts", "_keeps_seals", "_sealed_rows", "_at_one_moment")
    ),
}
"""What only a SQLite file is asked: whole modules, or functions of one."""


class Place(NamedTuple):
    """A call that is given a connection, or made on one."""

    file: str
    function: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.file}:{self.first} in {self.function}"


class Ran:
    """The lines of the store that stood behind each statement which a PostgreSQL was given."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, int]] = set()

    def begin(self) -> None:
        """Listen to every engine."""
        event.listen(Engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, *_: object) -> None:
        if connection.dialect.name != "postgresql":
            return
        frame = sys._getframe(1)
        while frame:
            path = frame.f_code.co_filename
            if "careplan/store/" in path:
                self.lines.add((path.rpartition("careplan/store/")[2], frame.f_lineno))
            frame = frame.f_back  # type: ignore[assignment]  # None ends it

    def write(self, file: Path) -> None:
        """Keep them in a file."""
        file.write_text(json.dumps(sorted(self.lines)), "utf-8")


def not_run(file: Path, known: Iterable[Place] | None = None) -> list[str]:
    """Return every place that the tests whose lines are in a file have not run on PostgreSQL."""
    lines = {(name, line) for name, line in json.loads(file.read_text("utf-8"))}
    return [
        str(place)
        for place in (places() if known is None else known)
        if not any((place.file, line) in lines for line in range(place.first, place.last + 1))
    ]


def places(store: Path = STORE) -> list[Place]:
    """Return every place of the store that speaks to a database, but for what is asked of SQLite alone."""
    found = []
    for path in sorted(store.rglob("*.py")):
        name = path.relative_to(store).as_posix()
        if name not in _OF_SQLITE and not name.startswith("migrations/"):
            found += [place for place in _places(ast.parse(path.read_text("utf-8")), name, "")]
    return found


def _places(tree: ast.AST, file: str, inside: str) -> Iterator[Place]:
    for node in ast.iter_child_nodes(tree):
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        function = f"{inside}.{node.name}".strip(".") if named else inside  # type: ignore[attr-defined]  # it has
        if f"{file}:{function}" in _OF_SQLITE:
            continue
        if isinstance(node, ast.Call) and _speaks(node):
            yield Place(file, function, node.lineno, node.end_lineno or node.lineno)
        yield from _places(node, file, function)


def _speaks(call: ast.Call) -> bool:
    of, _, name = ast.unparse(call.func).rpartition(".")
    if name in _ASKS_NOTHING or name[:1].isupper():
        return False
    return of in _CONNECTIONS or any(ast.unparse(each) in _CONNECTIONS for each in call.args)
