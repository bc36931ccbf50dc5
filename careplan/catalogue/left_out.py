"""What a new version of a template leaves out, while others still name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from careplan.catalogue.problem import Problem
from careplan.catalogue.template_files import TemplateFiles


def check_left_out(read: TemplateFiles, others: Iterable[BaseModel]) -> Iterator[Problem]:
    """Yield each version of a module that leaves out tasks which other templates, or `others`, still name.

    It is said where it was done. Whoever names such a task is right as long as the task is put back.
    """
    rows = [row.model_dump() for row in others]
    for file in read.latest():
        lost = read.left_out(file)
        if not lost:
            continue
        elsewhere = [other.module.model_dump() for other in read.latest() if other is not file]
        named = {word.removeprefix("task:") for part in (*rows, *elsewhere) for word in _words(part)} & lost
        if named:
            module = file.module.module
            yield file.problem(
                "",
                f"It takes the place of the template {module} but leaves out {', '.join(sorted(named))}, which other "
                f"files name. Keep these tasks; or, if it is a template of its own, write another key than "
                f"module = “{module}”.",
            )


def _words(value: Any) -> Iterator[str]:
    """Yield every text in a table, names of fields among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name)
            yield from _words(part)
    elif isinstance(value, list | tuple | frozenset | set):
        for part in value:
            yield from _words(part)
