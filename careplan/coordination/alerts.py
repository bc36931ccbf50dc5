"""Safety alerts of a plan: each with the open task that answers it (REFERENCE 6, PLAN_RULES R38)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.coordination.authority import may
from careplan.coordination.lines import TaskLine
from careplan.coordination.opened_plan import Opened
from careplan.coordination.safety import found_words, rule_words
from careplan.identity import Identity
from careplan.plan import CarePlan
from careplan.plan_safety import PlanSafety, RuleStanding, at_task, concerns, keys_of
from careplan.rule_answer import RuleAnswer
from careplan.safety_names import ABOUT_PROCEDURES
from careplan.safety_rule import EVERYONE, SafetyRule, Severity

MOST: Final = 3
"""Alerts of one patient that are shown besides stop rules and red flags (PRODUCT, rule 5)."""
ALWAYS: Final = "any"
"""The words of a rule that asks for nothing more than what it is about."""
_MEDICINES: Final = "K04"
"""The task in which the medicine list is confirmed."""
_FLAGS: Final = re.compile(r"\bRF\d\d\b")


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """One safety rule that holds now.

    Attributes:
        medicines: those that it is about; empty where it is about something else.
        because: what it asks, in the words of the rule; empty where it holds whatever was found.
        found: what was found of that, where its words leave it open.
        answered_by: the words for who answers it; empty where it is for everybody to know.
        stops: titles of the open tasks that it stops.
        task: the open task in which it is answered; None where the plan has none.
        planned: it is about a planned procedure or operation, whose day may be moved.
        sources: where it stands.
        digest: names the facts that it rests on.
        overridden: who overrode it and why; None where it stops still, or stops nothing.
        may_answer: this person may acknowledge it, or override it where it stops.
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
    sources: tuple[str, ...] = ()
    digest: str = ""
    found: str = ""
    overridden: RuleAnswer | None = None
    may_answer: bool = False


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


def plan_alerts(opened: Opened, lines: Iterable[TaskLine], safety: PlanSafety, *, besides: int = 0) -> OpenAlerts:
    """Return the alerts of a plan, the gravest first: what was acknowledged, or is a note put away, is shown no more.

    `besides`: alerts of the same patient that are shown beside them and count among the three.
    """
    known = tuple(lines)
    shown = [one for one in safety.standing if one.is_stop or _is_shown(opened, one)]
    found = [_open(opened, one, known, safety) for one in shown]
    stops = tuple(one for one in found if one.severity is Severity.STOP)
    others = [one for one in found if one.severity is not Severity.STOP]
    unknown, most = opened.record.patient.medicines is None, MOST - besides
    return OpenAlerts(
        stops,
        tuple(others[:most]),
        tuple(others[most:]),
        medicines_unknown=unknown,
        reconciled_in=_keyed(_MEDICINES, known) if unknown else None,
        may_confirm=may(opened.clinic.catalogue, opened.actor, "medicine.confirm"),
    )


def task_alerts(opened: Opened, identity: Identity, line: TaskLine, safety: PlanSafety) -> tuple[OpenAlert, ...]:
    """Return the rules that are shown at one task: what stops it first, and what is to be answered or known there."""
    task = opened.plan.tasks[identity]
    found = (one for one in at_task(safety, identity) if one.stops(task) or one.overridden or _is_shown(opened, one))
    return tuple(_open(opened, one, (line,), safety) for one in found)


def _is_shown(opened: Opened, standing: RuleStanding) -> bool:
    answers = may(opened.clinic.catalogue, opened.actor, "alert.acknowledge")
    return standing.shown_to(opened.actor.id, may_answer=answers)


def _keyed(key: str, lines: Iterable[TaskLine]) -> TaskLine | None:
    return next((line for line in lines if line.is_open and line.key == key), None)


def _open(opened: Opened, standing: RuleStanding, lines: tuple[TaskLine, ...], safety: PlanSafety) -> OpenAlert:
    words, rule, alert = opened.clinic.role_words, standing.rule, standing.alert
    keys = {line.id: _members(opened.plan, line) for line in lines if line.is_open}
    stopped = () if standing.overridden else (line for line in lines if keys.get(line.id, set()) & set(alert.blocks))
    return OpenAlert(
        rule=alert.rule,
        severity=alert.severity,
        message=rule_words(opened, standing),
        because="" if rule.when == ALWAYS else opened.clinic.words.rule(rule.when),
        answered_by=tuple(words(one).lower() for one in alert.answered_by if one != EVERYONE),
        stops=tuple(line.title for line in stopped),
        task=_answering(opened, rule, lines, keys),
        planned=bool(rule.condition.names & ABOUT_PROCEDURES),
        medicines=alert.medicines,
        sources=rule.sources,
        digest=standing.digest,
        found=found_words(opened.clinic, safety, rule),
        overridden=standing.overridden,
        may_answer=_may_answer(opened, standing),
    )


def _may_answer(opened: Opened, standing: RuleStanding) -> bool:
    act = "stop_rule.override" if standing.is_stop else "alert.acknowledge"
    answers = standing.is_note or standing.answered_by(opened.actor.role, opened.actor.id)
    return not standing.overridden and answers and may(opened.clinic.catalogue, opened.actor, act)


def _answering(
    opened: Opened, rule: SafetyRule, lines: tuple[TaskLine, ...], keys: Mapping[str, Set[str]]
) -> TaskLine | None:
    """Return the open task in which a rule is answered: a red flag that it names, else the first that it asks for."""
    for key in _first_asked(opened, rule):
        asked = [line for line in lines if key in keys.get(line.id, ())]
        if asked:
            return min(asked, key=lambda line: (line.due or date.max, line.id))
    return None


def _first_asked(opened: Opened, rule: SafetyRule) -> Iterator[str]:
    yield from _FLAGS.findall(rule.message)
    yield from rule.answered_in
    yield from sorted(concerns(rule, opened.clinic.content) - {*rule.answered_in, *rule.blocks})


def _members(plan: CarePlan, line: TaskLine) -> set[str]:
    return {line.key, *(key for task in plan.tasks.values() if task.id == line.id for key in keys_of(task))}
