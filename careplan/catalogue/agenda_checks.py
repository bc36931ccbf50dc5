"""What must hold for the rules of the agenda: each is one that the program knows, and says only what it can fill in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from string import Formatter

from careplan.agenda import NAMES, AgendaRule
from careplan.catalogue.problem import Problem
from careplan.nearest import did_you_mean

_FILE = "agenda_rules.toml"


def check_agenda(rules: Mapping[str, AgendaRule], alerts: Collection[str], tasks: Collection[str]) -> Iterator[Problem]:
    """Every rule that the program knows is there, and no other; its names, alerts and tasks exist."""
    for missing in NAMES.keys() - rules.keys():
        yield Problem(_FILE, missing, "This rule is missing. Put it back, or copy it from the release.")
    for rule in rules.values():
        if rule.id not in NAMES:
            yield Problem(_FILE, rule.id, f"“{rule.id}” is no rule of the agenda. {did_you_mean(rule.id, NAMES)}")
            continue
        for name in _names(f"{rule.words} {rule.question}"):
            if name not in NAMES[rule.id]:
                known = ", ".join(f"{{{one}}}" for one in sorted(NAMES[rule.id])) or "none"
                yield Problem(_FILE, rule.id, f"Nothing stands for “{{{name}}}” in this rule. It has: {known}.")
        for kind, known_ones, named in (("alerts", alerts, rule.alerts), ("tasks", tasks, rule.tasks)):
            for one in named:
                if one not in known_ones:
                    yield Problem(_FILE, rule.id, f"{kind} “{one}” does not exist. Take it away or correct it.")


def _names(text: str) -> Iterator[str]:
    """Yield the names in braces of a text; a brace that does not close is one that nothing stands for."""
    try:
        yield from (name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        yield text
