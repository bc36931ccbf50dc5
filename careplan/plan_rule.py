"""Rules over a plan as a whole: what every plan is checked for, and which tasks of two disciplines conflict."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from careplan.condition_language import Condition, parse
from careplan.task import Evidence
from careplan.team import RoleId


class ConflictKind(StrEnum):
    """How a conflict is found: one task comes before another, loading while bone heals, steroid near an operation."""

    ORDER = "order"
    HEALING = "healing"
    STEROID = "steroid"


class ConflictRule(BaseModel):
    """One row of data/conflict_rules.toml.

    Attributes:
        when: the condition under which it is looked for; always where it is empty.
        unknown_counts: it is also looked for while that is not known.
        first, then: keys of the tasks of which the first ones come before the others.
        same_instance: the two belong to the same procedure.
        by_anchor: keys of later tasks that count from the day of their procedure, not from their own.
        spares: keys of exercise that keeps within the limits of an unhealed fusion by its own words.
        days: `order`: the least days between them; `healing`: days after the fusion without loading; `steroid`: days
            before the operation without steroid.
        safety_rules: the rules of data/safety_rules.toml that ask for the same.
        roles: who has a say besides the roles of the tasks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    why: str
    kind: ConflictKind
    when: str = ""
    unknown_counts: bool = False
    first: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    same_instance: bool = False
    by_anchor: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    days: int = 0
    safety_rules: tuple[str, ...] = ()
    roles: tuple[RoleId, ...] = ()
    evidence: Evidence
    sources: tuple[str, ...]

    @cached_property
    def condition(self) -> Condition | None:
        """The parsed `when`; raises InvalidInput."""
        return parse(self.when) if self.when else None


class ConflictRuleFile(BaseModel):
    """data/conflict_rules.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    conflict_rules: tuple[ConflictRule, ...]

    @cached_property
    def by_id(self) -> dict[str, ConflictRule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.conflict_rules}


class PlanCheckRule(BaseModel):
    """One row of data/plan_checks.toml: what a plan is checked for, why, and what answers it.

    Attributes:
        message: with `{…}` for what was found.
        source: sources, facts of the project's list or rules, as they are shown.
        answered_on: the screen on which it is answered: the overview, the board itself, or the task in its drawer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    severity: Literal["error", "warning"]
    message: str
    source: str
    answered_on: Literal["overview", "board", "task", "new_plan"]


class PlanCheckFile(BaseModel):
    """data/plan_checks.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan_checks: tuple[PlanCheckRule, ...]

    @cached_property
    def by_id(self) -> dict[str, PlanCheckRule]:
        """Every check by its id."""
        return {rule.id: rule for rule in self.plan_checks}
