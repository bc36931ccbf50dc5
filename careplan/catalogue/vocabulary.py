"""The words that a template may use: what the checks hold every name against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from careplan.catalogue.rows import Gate
from careplan.condition_language import Comparison
from careplan.facts import FactDefinition
from careplan.nearest import did_you_mean
from careplan.team import Role

YES_NO = ("yes", "no")
_FACTS_READ = "All facts stand in data/facts.toml, all decisions in data/gates.toml."
_ASKS_READ = f"{_FACTS_READ[:-1]}, all measures in data/measures.toml, all red flags in data/red_flags.toml."
_ORDER = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every role, fact, gate, measure and source that the catalogue knows, by id, and what asks red flags."""

    roles: Mapping[str, Role]
    facts: Mapping[str, FactDefinition]
    gates: Mapping[str, Gate]
    measures: frozenset[str]
    sources: frozenset[str]
    flag_asks: tuple[str, ...]

    def working_roles(self) -> list[str]:
        """Return the roles that may own tasks."""
        return [role.id for role in self.roles.values() if not role.account_only]

    def name_refusal(self, name: str) -> str | None:
        """Return why a condition may not ask about `name`, or None when it may."""
        if name in self.facts or name in self.gates:
            return None
        if name.startswith("gate."):
            return f"“{name}” is not a gate. {did_you_mean(name, self.gates)}"
        return f"“{name}” is not a fact. {did_you_mean(name, [*self.facts, *self.gates], _FACTS_READ)}"

    def ask_refusal(self, name: str) -> str | None:
        """Return why a task may not ask for `name`, or None when it may."""
        if name in self.measures or name in self.flag_asks:
            return None
        if self.name_refusal(name) is None:
            return None
        valid = [*self.facts, *self.gates, *self.measures, *self.flag_asks]
        return f"“{name}” is not a fact, gate, measure or red flag. {did_you_mean(name, valid, _ASKS_READ)}"

    def comparison_refusals(self, comparisons: tuple[Comparison, ...]) -> Iterator[str]:
        """Yield a sentence for every comparison that can never be answered."""
        for comparison in comparisons:
            refusal = self.name_refusal(comparison.name) or self._value_refusal(comparison)
            if refusal:
                yield refusal

    def _value_refusal(self, comparison: Comparison) -> str | None:
        name, sign, value = comparison.name, comparison.sign, comparison.value
        if name in self.facts and self.facts[name].type == "number":
            if isinstance(value, str):
                return f"“{name}” is a number and cannot be compared with “{value}”. Write such as {name}>=6."
            return None
        words = self._words(name)
        if sign in _ORDER:
            return f"“{name}” is no number, so “{sign}” says nothing. Write {name}={words[0]}."
        if value not in words:
            shown = value if isinstance(value, str) else f"{value:g}"
            return f"“{name}” is never “{shown}”. Its values are: {', '.join(words)}."
        return None

    def _words(self, name: str) -> tuple[str, ...]:
        if name in self.gates:
            return self.gates[name].values
        return self.facts[name].values or YES_NO
