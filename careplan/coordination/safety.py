"""The safety rules at the tasks that they concern: what a stop rule stops is neither begun nor done (R18, R38)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from careplan.catalogue.in_words import lowered
from careplan.clinic import Clinic
from careplan.condition_language import Value
from careplan.coordination.authority import listed
from careplan.coordination.opened_plan import Opened
from careplan.errors import NotAllowed
from careplan.patient import PROCEDURE_WORDS, ProcedureKind
from careplan.plan import PlannedTask
from careplan.plan_acts import flags_open
from careplan.plan_safety import PlanSafety, RuleStanding, keys_of
from careplan.rule_answer import RuleAnswer
from careplan.safety_rule import SafetyRule

_SENTENCE: Final = ". "
_ONE_OF: Final = " or "
"""Where this stands in a condition, its words leave open which of them it is."""


def safety_of(opened: Opened, given: tuple[RuleAnswer, ...]) -> PlanSafety:
    """Return the safety rules of a plan today, with what was answered to them."""
    plan, patient = opened.plan, opened.record.patient
    return opened.clinic.compute(plan).kept(PlanSafety, plan, patient, opened.clinic.content, opened.today, given)


def stops_of(opened: Opened, tasks: Iterable[PlannedTask]) -> tuple[RuleStanding, ...]:
    """Return the stop rules that stop one of these tasks now; asks nothing where no rule names one of them."""
    known, named = tuple(tasks), opened.clinic.content.safety_rules.stopped_tasks
    if named.isdisjoint(key for task in known for key in keys_of(task)):
        return ()
    return safety_of(opened, opened.rule_answers()).stopping(known)


def refuse_stopped(opened: Opened, task: PlannedTask) -> None:
    """Refuse to begin or carry out what a stop rule stops; raises NotAllowed with why and who may override it."""
    for stop in stops_of(opened, (task,)):
        raise NotAllowed(
            f"“{task.title}” is stopped by a safety rule: {rule_name(opened.clinic, stop.rule.id)}. "
            f"{_who(opened, stop)}"
        )


def refuse_stopped_procedure(opened: Opened, kind: ProcedureKind) -> None:
    """Refuse to plan what a stop rule stops; raises NotAllowed with why and who may override it."""
    rules = [one for one in opened.clinic.content.safety_rules.safety_rules if kind in one.blocks_procedures]
    for stop in safety_of(opened, opened.rule_answers()).standing if rules else ():
        if stop.rule in rules and not stop.overridden:
            name = rule_name(opened.clinic, stop.rule.id)
            raise NotAllowed(f"{PROCEDURE_WORDS[kind]} is stopped by a safety rule: {name}. {_who(opened, stop)}")


def refuse_past_stopped(opened: Opened, task: PlannedTask) -> None:
    """Refuse to begin, with whatever reason, what waits for a task that a stop rule stops; raises NotAllowed (R18)."""
    waits = [opened.plan.tasks[wait] for wait in opened.standings[task.identity].waits]
    for stop in stops_of(opened, waits):
        stopped = next(wait for wait in waits if stop.stops(wait))
        name = rule_name(opened.clinic, stop.rule.id)
        raise NotAllowed(
            f"“{task.title}” waits for “{stopped.title}”, which a safety rule stops: {name}. {_who(opened, stop)}"
        )


def refuse_released(opened: Opened, task: PlannedTask) -> None:
    """Refuse to cancel what a stop rule stops while open work waits for it: that would go on past the rule (R18).

    Raises:
        NotAllowed: with what waits, and who may override the rule.
    """
    waiting = [other for other in opened.plan.to_do().values() if task.identity in other.desired.waits]
    for stop in stops_of(opened, (task,)) if waiting else ():
        many = f" and {len(waiting) - 1} more wait" if len(waiting) > 1 else " waits"
        raise NotAllowed(
            f"“{task.title}” is stopped by a safety rule: {rule_name(opened.clinic, stop.rule.id)}. "
            f"“{waiting[0].title}”{many} for it and would go on. Cancel what waits first, or call the procedure off on "
            f"the overview. {_who(opened, stop)}"
        )


def rule_name(clinic: Clinic, rule_id: str) -> str:
    """Return what a rule says first, in plain words and without its full stop, or the title of a conflict."""
    rules = clinic.content.safety_rules.safety_rules
    if conflict := clinic.content.conflicts.by_id.get(rule_id):
        return conflict.title
    said = next((rule.message for rule in rules if rule.id == rule_id), rule_id)
    return clinic.words.rule(said.split(_SENTENCE)[0])


def rule_words(opened: Opened, stop: RuleStanding) -> str:
    """Return all that a rule says, in plain words."""
    return opened.clinic.words.rule(stop.alert.message, flags_open(opened.plan))


def found_words(clinic: Clinic, safety: PlanSafety, rule: SafetyRule) -> str:
    """Return what was found of that which a rule asks, where its own words leave it open: “4 sessions”."""
    return ", ".join(filter(None, (_found(clinic, rule, name, value) for name, value in safety.grounds(rule))))


def _found(clinic: Clinic, rule: SafetyRule, name: str, value: Value) -> str:
    words, fact = clinic.content.safety_rules.found.get(name), clinic.catalogue.facts.get(name)
    if isinstance(value, int | float):
        number = f"{value:g}"
        return words.format(number) if words else _numbered(lowered(fact.label), number) if fact else ""
    is_class = name in {one.id for one in clinic.content.medicines.classes}  # its medicines are named already
    if _ONE_OF not in rule.fires or is_class:
        return ""
    return words or (f"{lowered(fact.label)}: {value}" if fact else "")


def _numbered(label: str, number: str) -> str:
    """Return “relief after the injection 30 percent”: a unit at the end of a label follows its number."""
    name, _, unit = label.rpartition(", ")
    return f"{name} {number} {unit}" if name else f"{label} {number}"


def who_answers(clinic: Clinic, stop: RuleStanding) -> str:
    """Return who answers a rule, such as “the surgeon”."""
    return f"the {listed([clinic.role_words(one).lower() for one in stop.alert.answered_by])}"


def _who(opened: Opened, stop: RuleStanding) -> str:
    return f"Only {who_answers(opened.clinic, stop)} can override it, with a reason."
