"""Texts of templates without what is for the program to read: keys of tasks, red flags, facts and gates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from careplan.clinic import Clinic

_FOR_AUTHORS: Final = (
    (
        re.compile(r"\s*\((?:S\d{1,2}(?:-S\d{1,2})?(?:, )?)+\)"),
        "",
    ),  # facts of the project's own list, as in “(S39, S40)”
    (re.compile(r"^S\d{1,2}(?:, S\d{1,2})*$"), ""),
    (
        re.compile(r"RF\d\d(?:-RF\d\d|(?:, RF\d\d)*(?: and RF\d\d)?) (questions )?(?:asked and )?answered"),
        "red-flag questions answered",
    ),
    (re.compile(r"checks M\d\d-M\d\d run"), "safety checks run"),
    (re.compile(r" (?:of|from|by the rules of) section \d(?: list)?"), ""),
)
_DECIDED: Final = re.compile(r"(gate\.\w+) set\b")
_EQUALS: Final = re.compile(r"(?<=\w)=(?=\w)")
_NAMES: Final = re.compile(r"\b(?:gate\.\w+|RF\d\d|[A-Z]{1,2}\d\d|[a-z]\w*_\w+)\b")


def plain_texts(clinic: Clinic) -> Callable[[str], str]:
    """Return what puts a text of a template into plain words; a name that means nothing here stays as it is."""
    content = clinic.content
    words = {f"gate.{gate.id.removeprefix('gate.')}": gate.label for gate in clinic.catalogue.gates.values()}
    words |= {flag.id: f"red flag “{flag.name}”" for flag in content.red_flags.by_id.values()}
    words |= {key: f"“{task.definition.title}”" for key, task in clinic.templates.tasks.items()}
    words |= {name: fact.label for name, fact in clinic.catalogue.facts.items() if "_" in name}

    def plain(text: str) -> str:
        sentence = text[:1].isupper()
        for pattern, ours in _FOR_AUTHORS:
            text = pattern.sub(ours, text)
        text = _NAMES.sub(lambda found: words.get(found[0], found[0]), _DECIDED.sub(r"\1 decided", text))
        text = _EQUALS.sub(": ", text)
        return text[:1].upper() + text[1:] if sentence else text

    return plain
