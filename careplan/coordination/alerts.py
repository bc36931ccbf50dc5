"""Safety alerts of a plan: each with the open task that answers it (REFERENCE 6, PLAN_RULES R38)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.coordination.acting import Opened
from careplan.coordination.lines import TaskLine
from careplan.facts import FactBook
from careplan.plan import CarePlan, PlannedTask
from careplan.safety_names import safety_lookup
from careplan.safety_record import SafetyRecord
from careplan.safety_rule import EVERYONE, Alert, Severity, alerts
from careplan.task import TaskStatus

MOST: Final = 3
"""Alerts of one patient that are shown besides stop rules and red flags (PRODUCT, rule 5)."""
_KEYS: Final = re.compile(r"\b([A-Z]{1,2})(\d{2})(?: to [A-Z]{1,2}(\d{2}))?\b")


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """One safety rule that holds now.

    Attributes:
        because: what was found, in the words of the rule.
        answered_by: the words for who answers it.
        stops: titles of the open tasks that it stops.
        task: the open task in which it is answered; None where the plan has none.
    """

    rule: str
    severity: Severity
    message: str
    because: str
    answered_by: tuple[str, ...]
    stops: tuple[str, ...]
    task: TaskLine | None


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """Stop rules, all of them; the gravest of the others; and how many more there are."""

    stops: tuple[OpenAlert, ...] = ()
    others: tuple[OpenAlert, ...] = ()
    more: int = 0


NO_ALERTS: Final = OpenAlerts()


def plan_alerts(opened: Opened, lines: Iterable[TaskLine]) -> OpenAlerts:
    """Return the alerts of a plan, the gravest first."""
    content = opened.clinic.content
    rules = content.safety_rules
    lookup = safety_lookup(_record(opened), content.medicines, rules.task_groups)
    medicines = opened.record.patient.medicines
    known = tuple(lines)
    found = [_open(opened, one, known) for one in alerts(rules.safety_rules, lookup, medicines, content.medicines)]
    stops = tuple(one for one in found if one.severity is Severity.STOP)
    others = [one for one in found if one.severity is not Severity.STOP]
    return OpenAlerts(stops, tuple(others[:MOST]), max(0, len(others) - MOST))


def _record(opened: Opened) -> SafetyRecord:
    plan, today = opened.plan, opened.today
    book = FactBook(opened.clinic.catalogue.facts, plan.inputs.record)
    return SafetyRecord(
        on=today,
        patient=opened.record.patient,
        lookup=book.lookup(target=today),
        observations=plan.inputs.record.observations,
        open_tasks=frozenset(key for task in plan.tasks.values() if task.is_open for key in _keys(task)),
        done_tasks=_done(plan),
        red_flags=frozenset(flag.flag for flag in plan.inputs.flags if flag.cleared is None),
    )


def _done(plan: CarePlan) -> dict[str, date]:
    done: dict[str, date] = {}
    for task in plan.tasks.values():
        if task.status is TaskStatus.DONE and task.closed_on:
            for key in _keys(task):
                done[key] = max(task.closed_on, done.get(key, task.closed_on))
    return done


def _keys(task: PlannedTask) -> Iterator[str]:
    yield task.desired.key
    yield from (member.partition("/")[2] for member in task.desired.members)


def _open(opened: Opened, alert: Alert, lines: tuple[TaskLine, ...]) -> OpenAlert:
    words = opened.clinic.role_words
    named = tuple(_named(alert.message))
    keys = {line.id: {line.key, *_members(opened.plan, line)} for line in lines if line.is_open}
    answering = [line for line in lines if line.is_open and keys[line.id] & set(named)]
    return OpenAlert(
        rule=alert.rule,
        severity=alert.severity,
        message=alert.message,
        because=_because(opened, alert),
        answered_by=tuple("everybody" if one == EVERYONE else words(one).lower() for one in alert.answered_by),
        stops=tuple(line.title for line in lines if line.is_open and keys[line.id] & set(alert.blocks)),
        task=min(answering, key=lambda line: (line.due or date.max, line.id), default=None),
    )


def _because(opened: Opened, alert: Alert) -> str:
    rules = opened.clinic.content.safety_rules.safety_rules
    return next(rule.when for rule in rules if rule.id == alert.rule)


def _members(plan: CarePlan, line: TaskLine) -> set[str]:
    return {key for task in plan.tasks.values() if task.id == line.id for key in _keys(task)}


def _named(message: str) -> Iterator[str]:
    """Yield the task keys that a message names: O01 to O03 are three."""
    for letters, first, last in _KEYS.findall(message):
        for number in range(int(first), int(last or first) + 1):
            yield f"{letters}{number:02}"
