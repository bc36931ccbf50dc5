"""Conflicts between disciplines: two tasks of a plan whose days do not go together, and one order of days for them.

A pure function over a plan. It moves days and nothing else: which of two comes first stands in the rule, whether
either is done stays with the people (X06). What was accepted holds until one of the days or facts changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from careplan.conflict_days import Days, Move, day_now, healing_moves, order_moves, steroid_moves
from careplan.expand import needle_procedures
from careplan.holds import OPERATION
from careplan.identity import Identity
from careplan.patient import FUSING, Operation, Procedure
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_rule import ConflictKind, ConflictRule
from careplan.plan_safety import PlanSafety, digest_of, keys_of
from careplan.rule_answer import AnswerKind, RuleAnswer
from careplan.safety_names import is_spinal_steroid
from careplan.standing import Standing
from careplan.task import HoldAs
from careplan.team import COORDINATOR, RoleId

__all__ = ["Conflict", "Move", "conflicts"]

_AFTERCARE: Final = "aftercare"
_STRENGTHENING: Final = "A18"
"""Of the care after an operation, what follows the review at 12 weeks; the rest of it is early rehabilitation."""
_LET_GO: Final = ("fusion_healed", "surgeon_released")
_NEAR: Final = ("steroid_days_before_fusion", "steroid_days_before_decompression")

Standings = Mapping[Identity, Standing]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Tasks whose days do not go together.

    Attributes:
        tasks: those concerned that are open, first what is to come first.
        moves: the order of days that is proposed; empty where no day can be moved.
        roles: who has a say.
        digest: names the days and facts on which it rests.
        accepted: by whom it was accepted as it is, or its stop rule overridden.
        operated: the day of the operation that it is about; None where it is about none.
    """

    rule: ConflictRule
    tasks: tuple[PlannedTask, ...]
    moves: tuple[Move, ...]
    roles: tuple[RoleId, ...]
    digest: str
    accepted: tuple[RuleAnswer, ...] = ()
    operated: date | None = None

    @property
    def asks(self) -> tuple[RoleId, ...]:
        """The roles that have not accepted it."""
        said = {one.role for one in self.accepted}
        return tuple(role for role in self.roles if role not in said)

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to put it in order or accept it."""
        return bool(self.asks)

    def concerns(self, identity: Identity) -> bool:
        """Whether a task is one of those concerned."""
        moved = {move.identity.series for move in self.moves if move.identity}
        return identity.series in {task.identity.series for task in self.tasks} | moved


def conflicts(safety: PlanSafety, standings: Standings) -> tuple[Conflict, ...]:
    """Return the conflicts of a plan on the day of `safety`, in the order of their rules; accepted ones too."""
    finder = _Finder(safety, standings)
    return tuple(found for rule in safety.content.conflicts.conflict_rules for found in finder.of(rule))


class _Finder:
    def __init__(self, safety: PlanSafety, standings: Standings) -> None:
        self._safety, self._standings = safety, standings
        self._plan: CarePlan = safety.plan
        self._days = Days(safety.on, self._plan.inputs.holidays)
        self._open = [task for task in self._plan.to_do().values() if task.due]

    def of(self, rule: ConflictRule) -> Iterator[Conflict]:
        """Yield the conflicts that one rule finds."""
        match rule.kind:
            case ConflictKind.ORDER:
                yield from self._out_of_order(rule)
            case ConflictKind.HEALING:
                yield from self._loading(rule)
            case ConflictKind.STEROID:
                yield from self._steroid(rule)

    def _holds(self, rule: ConflictRule) -> bool:
        truth = rule.condition.truth(self._safety.lookup) if rule.condition else True
        return truth is True or (truth is None and rule.unknown_counts)

    def _keyed(self, keys: tuple[str, ...]) -> list[PlannedTask]:
        wanted = set(keys)
        return [task for task in self._open if wanted.intersection(keys_of(task))]

    def _out_of_order(self, rule: ConflictRule) -> Iterator[Conflict]:
        # a series that was begun has told what it asks: only its first session has to come first
        firsts = [task for task in self._keyed(rule.first) if task.identity.occurrence == 1]
        thens = self._keyed(rule.then) if firsts else []
        if not thens or not self._holds(rule):
            return
        for first in firsts:
            for then in thens:
                anchored = not {*rule.by_anchor}.isdisjoint(keys_of(then))
                day = then.desired.anchor_day if anchored else then.due
                together = not rule.same_instance or first.identity.instance == then.identity.instance
                if day is None or not together:
                    continue
                day, least = max(day, self._days.today), rule.days
                if day_now(first, self._days) + timedelta(days=least) > day:
                    moves = order_moves(self._plan, first, then, day, least, self._days, anchored=anchored)
                    yield self._made(rule, (first, then), moves)

    def _loading(self, rule: ConflictRule) -> Iterator[Conflict]:
        for operation in self._healing():
            since = operation.day or date.max
            until = since + timedelta(days=rule.days)
            review = [task for task in self._keyed(rule.first) if task.role in rule.roles][:1]
            for task in self._open:
                if since <= day_now(task, self._days) < until and self._loads(rule, task):
                    sessions = [one for one in self._plan.tasks.values() if self._same(one, task)]
                    moves = healing_moves(sessions, until, self._days)
                    yield self._made(rule, (task, *review), moves, operated=since)

    def _healing(self) -> list[Operation]:
        """Return the last fusion, done or planned, unless it is known to have healed or the surgeon has let go."""
        record = self._plan.inputs.record
        fused = [op for op in record.operations if op.day and not op.cancelled and FUSING & set(op.procedures)]
        last = max(fused, key=lambda op: op.day or date.min, default=None)
        if last is None or last.day is None:
            return []
        said = [record.facts[name][-1] for name in _LET_GO if record.facts.get(name)]
        return [] if any(one.value == "yes" and one.day >= last.day for one in said) else [last]

    def _loads(self, rule: ConflictRule, task: PlannedTask) -> bool:
        """Whether a task loads the back and does not rest by itself after the operation (R24)."""
        if not {*rule.spares}.isdisjoint(keys_of(task)):
            return False
        standing = self._standings.get(task.identity)
        rests = standing is not None and (OPERATION in standing.held_by or standing.rests_from is not None)
        if task.identity.module == _AFTERCARE:
            return task.desired.key == _STRENGTHENING
        return task.desired.hold_as is HoldAs.EXERCISE and not rests

    def _same(self, one: PlannedTask, task: PlannedTask) -> bool:
        return one.is_open and one.due is not None and one.identity.series == task.identity.series

    def _steroid(self, rule: ConflictRule) -> Iterator[Conflict]:
        gaps = [gap for name in _NEAR if isinstance(gap := self._safety.lookup(name), int | float)]
        if min(gaps, default=rule.days + 1) > rule.days:
            return
        instances = {given.number: instance for instance, given in needle_procedures(self._plan.inputs.record)}
        for given, operation in self._near(rule.days):
            instance = instances.get(given.number)
            injections = [task for task in self._keyed(rule.first) if task.identity.instance == instance]
            before = [task for task in self._keyed(rule.then) if task.desired.anchor_day in (operation.day, None)]
            if tasks := (*injections[:1], *(before or self._keyed(rule.then))[:1]):
                moves = steroid_moves(given, operation, rule.days, self._days)
                yield self._made(rule, tasks, moves, operated=operation.day, given=given.done or given.planned)

    def _near(self, least: int) -> Iterator[tuple[Procedure, Operation]]:
        record = self._plan.inputs.record
        for operation in record.operations:
            for given in record.procedures:
                day = given.done or given.planned
                if operation.done or operation.cancelled or not operation.day or not day:
                    continue
                if is_spinal_steroid(given) and 0 <= (operation.day - day).days <= least:
                    yield given, operation

    def _made(
        self,
        rule: ConflictRule,
        tasks: tuple[PlannedTask, ...],
        moves: tuple[Move, ...],
        operated: date | None = None,
        given: date | None = None,
    ) -> Conflict:
        held = self._plan.inputs.roles
        asked = dict.fromkeys((*(task.role for task in tasks), *rule.roles))
        roles = tuple(role for role in asked if role != COORDINATOR and (held is None or role in held))
        digest = self._digest(rule, tasks, operated, given)
        answers = [one for one in self._safety.given if one.kind is AnswerKind.ACCEPTED]
        accepted = [one for one in answers if (one.rule, one.digest) == (rule.id, digest)]
        asked_for = (one for one in self._safety.standing if one.rule.id in rule.safety_rules)
        overridden = [one.overridden for one in asked_for if one.overridden]
        return Conflict(rule, tasks, moves, roles, digest, (*accepted, *overridden), operated)

    def _digest(self, rule: ConflictRule, tasks: tuple[PlannedTask, ...], *days: date | None) -> str:
        facts: list[Any] = [rule.id, days, [[str(task.identity), task.due] for task in tasks]]
        return digest_of([*facts, *(self._safety.rests_on(rule.condition) if rule.condition else ())])
