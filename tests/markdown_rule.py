"""Finds where a screen gives Streamlit's Markdown a text that is neither our literal nor escaped (SAFETY rule 18).

An expression is safe when every text in it is: a literal, what an escaping function returns, a number or a date in
words, or what a function of the screens makes of safe parts. Functions of the screens are looked into, with the safety
of what they are given; a name is safe when everything that is ever put into it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tests.markdown_safety import Safe
from tests.screen_source import GIVEN, Module, Scope, calls, given_as_source, read
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
_WITH_OPTIONS: Final = frozenset({"radio", "pills", "segmented_control"})
"""What reads each of its options as Markdown too."""


class Fault(NamedTuple):
    """A place where a text that may hold anything is read as Markdown."""

    file: str
    line: int
    text: str


def faults(folder: Path = ROOT / "careplan" / "pages") -> list[Fault]:
    """Return every fault of the screens in a folder."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        found += _faults_of(read(path), str(path.relative_to(folder.parent)))
    return found


def faults_of_text(source: str) -> list[Fault]:
    """Return every fault of one screen that is given as source."""
    return _faults_of(given_as_source(source), GIVEN)


def _faults_of(module: Module, file: str) -> list[Fault]:
    return [
        Fault(file, shown.lineno, ast.unparse(shown))
        for scope, shown in _shown(module)
        if not Safe().text(shown, scope)
    ]


def _shown(module: Module) -> Iterator[tuple[Scope, ast.expr]]:
    """Yield every expression that is read as Markdown, with the function that it stands in."""
    for call, scope in calls(module.tree, Scope(module)):
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
