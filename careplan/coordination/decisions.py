"""What the team decides about a plan as a whole: gates, facts, operations, procedures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from careplan import plan_acts
from careplan.catalogue.in_words import lowered
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.answers import ITEM_9, fact_value
from careplan.coordination.called_off import still_planned, without_planned
from careplan.coordination.conference import Conference, reason_of
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_asked import FlagAnswer, decided_while_open, flags_answered
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.open_asks import label
from careplan.coordination.opened_plan import Opened
from careplan.coordination.overwriting import Seen, refuse_overwriting
from careplan.coordination.safety import refuse_stopped_procedure
from careplan.errors import InvalidInput
from careplan.facts import UNDECIDED
from careplan.patient import PROCEDURE_WORDS, Operation, OperationProcedure, Procedure, ProcedureKind
from careplan.plan import CarePlan
from careplan.team import Practitioner
from careplan.working_days import date_words, refuse_far


def decide(
    clinic: Clinic,
    plan_id: str,
    gate: str,
    value: str,
    *,
    actor: Practitioner,
    why: str,
    facts: Mapping[str, str] | None = None,
    call_off: bool = False,
    conference: Conference | None = None,
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Set a gate to yes, no or undecided, with the reason; raises Conflict where it is not as `seen` any more.

    Args:
        facts: what is answered with it, such as a planned fusion.
        call_off: with a no, what is planned on it is called off in the same act (R12).
        conference: where it was decided; the coordinator records no other decision.
    """

    def make(opened: Opened) -> Made:
        plan = plan_acts.decide(opened.plan, gate, value, on=opened.today)
        opened.authorise(gate, reason=why)
        now = _latest(opened.plan, "gates", gate) or UNDECIDED
        refuse_overwriting(opened, gate, seen, now=now, wanted=value)
        reason = reason_of(opened, gate, why, conference)
        said = [f"{label(opened, gate)}: {value}"]
        before, after = _entry_change(opened.plan, plan, "gates", gate)
        after = {**after, **decided_while_open(opened, gate, value)}
        for name, given in (facts or {}).items():
            plan = plan_acts.answer(plan, name, fact_value(opened, name, given), on=opened.today)
            old, new = _entry_change(opened.plan, plan, "facts", name)
            before, after = {**before, **old}, {**after, **new}
            said.append(f"{lowered(label(opened, name))}: {given}")
        if call_off and value == "no":
            plan, gone = without_planned(opened, plan, gate)
            said += [f"called off: {gone}"] if gone else []
        words = f"{', '.join(said)}, {plan.patient_id}{still_planned(opened, plan, {gate: value})}"
        return Made(plan, what="gate.decided", words=words, before=before, after=after, reason=reason)

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def answer_fact(
    clinic: Clinic,
    plan_id: str,
    fact: str,
    value: Any,
    *,
    actor: Practitioner,
    flags: Mapping[str, FlagAnswer] = MappingProxyType({}),
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Answer a question of the plan; None takes the answer back. Raises Conflict where it is not as `seen` any more.

    `flags`: for each red flag for which the answer speaks, whether it is present, by the name of its question.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("fact.answer")
        _refuse_half_a_score(opened, fact)
        known = None if value is None else fact_value(opened, fact, value)
        now = _latest(opened.plan, "facts", fact)
        refuse_overwriting(opened, fact, seen, now=now, wanted=known)
        plan = plan_acts.answer(opened.plan, fact, known, on=opened.today)
        reported, not_present = flags_answered(opened, frozenset({(fact, known)}), flags, ticked=())
        for flag in reported:
            plan = plan_acts.raise_flag(plan, flag, on=opened.today, finder=opened.actor.role)
        before, after = _entry_change(opened.plan, plan, "facts", fact)
        words = f"{label(opened, fact)}: {value if value is not None else 'not known'}, {plan.patient_id}"
        plan = with_flags_by_numbers(opened, plan, after) if known is not None else plan
        made = Made(plan, what="fact.answered", words=words, before=before, after={**after, **not_present})
        return telling_flags(opened, made)

    return with_way_back(act_on_plan(clinic, plan_id, actor=actor, make=make, key=key))


def plan_operation(
    clinic: Clinic,
    plan_id: str,
    *,
    actor: Practitioner,
    day: date | None,
    number: int | None = None,
    procedures: tuple[OperationProcedure, ...] = (),
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Plan an operation, or set the date of the one with this number; None takes the date back.

    Raises Conflict where that date is not as `seen` any more.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("operation.plan")
        refuse_impossible(opened, day)
        if number is None and not procedures:
            raise InvalidInput("Say what operation it is: choose at least one procedure.")
        known = opened.plan.inputs.record.operations
        dated = next((op.day for op in known if op.number == number), None)
        refuse_overwriting(opened, "operation", seen, now=dated, wanted=day)
        if number is None:
            new = Operation(number=len(known) + 1, day=day, recorded=opened.today, done=False, procedures=procedures)
            plan = plan_acts.with_operations(opened.plan, (*known, new))
        else:
            plan = plan_acts.date_operation(opened.plan, number, day, on=opened.today, procedures=procedures)
        words = f"Operation {'on ' + date_words(day) if day else 'without a date'}, {plan.patient_id}"
        return Made(plan, what="operation.planned", words=words, after={"operation": day})

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def plan_procedure(
    clinic: Clinic,
    plan_id: str,
    kind: ProcedureKind,
    *,
    actor: Practitioner,
    day: date | None,
    number: int | None = None,
    steroid: bool | None = None,
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Plan a needle procedure or stimulator step, or set the date of the one with this number; as `plan_operation`."""

    def make(opened: Opened) -> Made:
        opened.authorise("procedure.plan")
        refuse_stopped_procedure(opened, kind)
        refuse_impossible(opened, day)
        known = opened.plan.inputs.record.procedures
        dated = next((one.planned for one in known if one.number == number), None)
        refuse_overwriting(opened, "day", seen, now=dated, wanted=day)
        if number is None:
            new = Procedure(number=len(known) + 1, kind=kind, steroid=steroid, planned=day, recorded=opened.today)
            plan = plan_acts.with_procedures(opened.plan, (*known, new))
        else:
            plan = plan_acts.date_procedure(opened.plan, number, day, on=opened.today)
        words = f"{PROCEDURE_WORDS[kind]} {'on ' + date_words(day) if day else 'without a date'}, {plan.patient_id}"
        return Made(plan, what="procedure.planned", words=words, after={"procedure": kind.value, "day": day})

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _refuse_half_a_score(opened: Opened, fact: str) -> None:
    """Refuse the PHQ-9 without its item 9, and that without the total: they are one score (R15)."""
    measures, known = opened.clinic.content.measures.by_id, opened.clinic.catalogue.facts.get(fact)
    if known and known.measure in (ITEM_9, measures[ITEM_9].of):
        raise InvalidInput(
            "The PHQ-9 total and its item 9 are one score. Enter both in a task that asks for the PHQ-9."
        )


def refuse_impossible(opened: Opened, day: date | None) -> None:
    """Raise InvalidInput for a day on which no operation or procedure of this plan can be."""
    born, start = opened.record.patient.birth_date, opened.plan.inputs.start
    if day and born and day < born:
        raise InvalidInput(f"{date_words(day)} is before the patient was born. Give a day in this plan.")
    if day and day < start:
        raise InvalidInput(
            f"{date_words(day)} is before the plan began on {date_words(start)}. Give that day or a later one."
        )
    if day:
        refuse_far(day, opened.today)


def _entry_change(
    before: CarePlan, after: CarePlan, kind: str, name: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return {name: _latest(before, kind, name)}, {name: _latest(after, kind, name)}


def _latest(plan: CarePlan, kind: str, name: str) -> Any:
    """Return how a fact or gate of a plan stands; None where nobody ever said."""
    known = getattr(plan.inputs.record, kind).get(name)
    return known[-1].value if known else None
