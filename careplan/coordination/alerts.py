"""Safety alerts of a plan: each with the open task that answers it (REFERENCE 6, PLAN_RULES R38)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.lines import TaskLine
from careplan.coordination.opened_plan import Opened
from careplan.facts import FactBook
from careplan.finding import Answer, FindingId
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_acts import flags_open
from careplan.safety_names import safety_lookup
from careplan.safety_record import SafetyRecord
from careplan.safety_rule import EVERYONE, Alert, ImageOrders, SafetyRule, Severity, alerts
from careplan.task import TaskStatus

MOST: Final = 3
"""Alerts of one patient that are shown besides stop rules and red flags (PRODUCT, rule 5)."""
ALWAYS: Final = "any"
"""The words of a rule that asks for nothing more than what it is about."""
_MEDICINES: Final = "K04"
"""The task in which the medicine list is confirmed."""
_FLAGS: Final = re.compile(r"\bRF\d\d\b")
_PLANNED: Final = frozenset(
    """procedure_planned repeat_injection_planned steroid_planned epidural_planned days_since_epidural_steroid
    steroid_days_before_fusion steroid_days_before_decompression""".split()
)
"""What rules ask about planned procedures and operations: their days are entered beside the plan's other dates."""
_ORDERS: Final[Mapping[str, Callable[[ImageOrders], tuple[str, ...]]]] = {
    "contrast_mri_ordered": lambda orders: orders.contrast_mri,
    "xray_or_ct_ordered": lambda orders: (*orders.xray, *orders.ct),
    "ct_ordered": lambda orders: orders.ct,
}
"""The orders of images that rules ask about."""


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """One safety rule that holds now.

    Attributes:
        medicines: those that it is about; empty where it is about something else.
        because: what was found, in the words of the rule; empty where it holds whatever was found.
        answered_by: the words for who answers it; empty where it is for everybody to know.
        stops: titles of the open tasks that it stops.
        task: the open task in which it is answered; None where the plan has none.
        planned: it is about a planned procedure or operation, whose day may be moved.
    """

    rule: str
    severity: Severity
    message: str
    because: str
    answered_by: tuple[str, ...]
    stops: tuple[str, ...]
    task: TaskLine | None
    planned: bool
    medicines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """Stop rules, all of them; the gravest of the others; and the rest, to be opened.

    Attributes:
        medicines_unknown: no medicine list is confirmed, so that no rule on medicines was asked.
        reconciled_in: the open task in which the list is confirmed.
        may_confirm: this person may confirm the list.
    """

    stops: tuple[OpenAlert, ...] = ()
    others: tuple[OpenAlert, ...] = ()
    more: tuple[OpenAlert, ...] = ()
    medicines_unknown: bool = False
    reconciled_in: TaskLine | None = None
    may_confirm: bool = False


NO_ALERTS: Final = OpenAlerts()


def plan_alerts(opened: Opened, lines: Iterable[TaskLine], answers: Mapping[FindingId, Answer]) -> OpenAlerts:
    """Return the alerts of a plan, the gravest first; `answers` are the findings that are known."""
    content = opened.clinic.content
    rules = content.safety_rules
    lookup = safety_lookup(_record(opened, answers), content.medicines, rules.task_groups)
    medicines = opened.record.patient.medicines
    known = tuple(lines)
    found = [_open(opened, one, known) for one in alerts(rules.safety_rules, lookup, medicines, content.medicines)]
    stops = tuple(one for one in found if one.severity is Severity.STOP)
    others = [one for one in found if one.severity is not Severity.STOP]
    unknown = medicines is None
    return OpenAlerts(
        stops,
        tuple(others[:MOST]),
        tuple(others[MOST:]),
        medicines_unknown=unknown,
        reconciled_in=_keyed(_MEDICINES, known) if unknown else None,
        may_confirm=may(opened.clinic.catalogue, opened.actor, "medicine.confirm"),
    )


def _keyed(key: str, lines: Iterable[TaskLine]) -> TaskLine | None:
    return next((line for line in lines if line.is_open and line.key == key), None)


def _record(opened: Opened, answers: Mapping[FindingId, Answer]) -> SafetyRecord:
    plan, today = opened.plan, opened.today
    book = FactBook(opened.clinic.catalogue.facts, plan.inputs.record)
    return SafetyRecord(
        on=today,
        patient=opened.record.patient,
        lookup=book.lookup(target=today),
        observations=plan.inputs.record.observations,
        findings=answers,
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
    rule = next(one for one in opened.clinic.content.safety_rules.safety_rules if one.id == alert.rule)
    keys = {line.id: {line.key, *_members(opened.plan, line)} for line in lines if line.is_open}
    return OpenAlert(
        rule=alert.rule,
        severity=alert.severity,
        message=opened.clinic.words.rule(alert.message, flags_open(opened.plan)),
        because="" if rule.when == ALWAYS else opened.clinic.words.rule(rule.when),
        answered_by=tuple(words(one).lower() for one in alert.answered_by if one != EVERYONE),
        stops=tuple(line.title for line in lines if line.is_open and keys[line.id] & set(alert.blocks)),
        task=_answering(opened.clinic, rule, lines, keys),
        planned=any(name in _PLANNED for name in rule.condition.names),
        medicines=alert.medicines,
    )


def _answering(
    clinic: Clinic, rule: SafetyRule, lines: tuple[TaskLine, ...], keys: Mapping[str, Set[str]]
) -> TaskLine | None:
    """Return the open task in which a rule is answered: a red flag that it names, else the first that it asks for."""
    orders = clinic.content.safety_rules.orders
    ordered = [key for order, tasks in _ORDERS.items() if order in rule.condition.names for key in tasks(orders)]
    for key in (*_FLAGS.findall(rule.message), *rule.answered_in, *ordered):
        asked = [line for line in lines if key in keys.get(line.id, ())]
        if asked:
            return min(asked, key=lambda line: (line.due or date.max, line.id))
    return None


def _members(plan: CarePlan, line: TaskLine) -> set[str]:
    return {key for task in plan.tasks.values() if task.id == line.id for key in _keys(task)}
