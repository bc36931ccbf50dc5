"""Says in words what a condition asks, for people who read templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from careplan.condition_language import Comparison, Condition
from careplan.facts import FactDefinition

_COMPARED: Final = re.compile(r"\b(?!(?:and|or|not|always)\b)[a-z][\w.]*(?:\s*(?:<=|>=|!=|=|<|>)\s*-?[\w.]+)?")
_NUMBERS: Final[Mapping[str, str]] = {
    ">=": "{} or more",
    ">": "above {}",
    "<=": "{} or less",
    "<": "below {}",
    "=": "{}",
    "!=": "not {}",
}
_UNITS: Final = frozenset({"percent", "days"})
_DECISIONS: Final[Mapping[tuple[str, str], str]] = {
    ("=", "yes"): "decided on",
    ("=", "no"): "decided against",
    ("!=", "yes"): "not decided on",
    ("!=", "no"): "not decided against",
}


def condition_words(condition: Condition, facts: Mapping[str, FactDefinition], gates: Mapping[str, str]) -> str:
    """Return a condition such as “Surgery decided on and fusion planned”; empty where it asks about nothing.

    Args:
        facts: what a condition may ask about, by id.
        gates: the words for each decision, by id such as `gate.surgery`.
    """
    if condition.always:
        return ""
    comparisons = iter(condition.comparisons)
    text = _COMPARED.sub(lambda _: _comparison(next(comparisons), facts, gates), condition.text)
    return text[0].upper() + text[1:]


def _comparison(one: Comparison, facts: Mapping[str, FactDefinition], gates: Mapping[str, str]) -> str:
    label = _inside_a_sentence(gates.get(one.name) or facts[one.name].label)
    if not isinstance(one.value, str):
        return _number(label, one.sign, one.value)
    value = one.value.replace("_", " ")
    if one.name in gates:
        return f"{label} {_DECISIONS.get((one.sign, value)) or ('not ' * (one.sign == '!=') + value)}"
    if facts[one.name].type == "bool":
        holds = (value == "yes") is (one.sign == "=")
        return label if holds else f"{label}: no"
    return f"{label} is {'not ' * (one.sign == '!=')}{value}"


def _number(label: str, sign: str, value: float) -> str:
    """Return “relief after the injection below 50 percent”: a unit at the end of a label follows its number."""
    name, _, unit = label.rpartition(", ")
    if unit in _UNITS:
        return f"{name} {_NUMBERS[sign].format(f'{value:g} {unit}')}"
    return f"{label} {_NUMBERS[sign].format(f'{value:g}')}"


def _inside_a_sentence(label: str) -> str:
    """Return a label that may follow another word: its first letter small, unless it is an abbreviation."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label
