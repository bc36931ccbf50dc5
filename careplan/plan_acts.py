"""What a person may change of a plan as a whole: its causes, decisions, facts, operations and procedures.

Pure functions from a plan to a plan with other inputs; reconciling it says what follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from careplan.cause import NORMAL_RECOVERY, RECURRENCE, UNCLEAR, CauseId, Certainty, SuspectedCause
from careplan.condition_language import Value
from careplan.errors import InvalidInput, NotAllowed
from careplan.facts import UNDECIDED, Entry
from careplan.identity import GROUP
from careplan.patient import Operation, OperationProcedure, Procedure
from careplan.plan import GOES_ON_ELSEWHERE, CarePlan, PlanStatus
from careplan.plan_inputs import RedFlagFound
from careplan.red_flag import RedFlagId
from careplan.task import CLOSED
from careplan.team import RoleId
from careplan.template_set import TemplateSet

MOST_CAUSES = 3
"""A plan has one to three causes (R5)."""
CAUSE_NAMED = "A suspected cause is named now"
"""Why “Not yet clear” ended where a cause took its place."""


def refuse_closed(plan: CarePlan) -> None:
    """Raise NotAllowed when the plan is closed."""
    if plan.status is PlanStatus.CLOSED:
        raise NotAllowed(f"Plan {plan.id} is closed. {GOES_ON_ELSEWHERE}")


def close(plan: CarePlan) -> CarePlan:
    """Return the plan closed, with every task as it stands; raises NotAllowed while a red flag is open in it."""
    refuse_closed(plan)
    if flags_open(plan):
        raise NotAllowed(
            f"A red flag is open in {plan.id}. Have it cleared, with its finding and the reason, then close the plan."
        )
    return replace(plan, status=PlanStatus.CLOSED)


def open_again(plan: CarePlan) -> CarePlan:
    """Return a closed plan open again, with every task as it stood; raises NotAllowed where it is open."""
    if plan.status is PlanStatus.OPEN:
        raise NotAllowed(f"Plan {plan.id} is open already.")
    return replace(plan, status=PlanStatus.OPEN)


def raise_flag(plan: CarePlan, flag: RedFlagId, *, on: date, finder: RoleId) -> CarePlan:
    """Return the plan with a red flag found on a day (R25); raises NotAllowed where it is open already."""
    refuse_closed(plan)
    if flag in flags_open(plan):
        raise NotAllowed("This red flag is open already.")
    number = 1 + sum(found.flag == flag for found in plan.inputs.flags)
    found = RedFlagFound(flag, number, on, finder)
    return replace(plan, inputs=replace(plan.inputs, flags=(*plan.inputs.flags, found)))


def flags_open(plan: CarePlan) -> frozenset[RedFlagId]:
    """Return the red flags of a plan that nobody has cleared."""
    return frozenset(found.flag for found in plan.inputs.flags if found.cleared is None)


def unclear_gives_way(causes: Iterable[SuspectedCause], cause: CauseId) -> bool:
    """Whether adding this cause ends “Not yet clear”: that names no cause, and holds until one is named (R5)."""
    unclear = any(known.cause == UNCLEAR and known.certainty is not Certainty.REFUTED for known in causes)
    return unclear and cause not in (UNCLEAR, NORMAL_RECOVERY)


def add_cause(
    plan: CarePlan,
    cause: CauseId,
    *,
    on: date,
    templates: TemplateSet,
    reason: str = "",
    keep_unclear: bool = False,
) -> CarePlan:
    """Return the plan with one more suspected cause, counted from this day (R1, R6).

    “Not yet clear” gives way to it, unless it is kept.

    Raises:
        NotAllowed: the plan is closed, has the cause already, has three, or is one of normal recovery.
    """
    refuse_closed(plan)
    if not keep_unclear and unclear_gives_way(plan.inputs.causes, cause):
        plan = set_certainty(plan, UNCLEAR, Certainty.REFUTED, on=on, reason=CAUSE_NAMED)
    causes = plan.inputs.causes
    active = [known for known in causes if known.certainty is not Certainty.REFUTED]
    if any(known.cause == cause for known in active):
        raise NotAllowed("This plan has that suspected cause already.")
    if len(active) >= MOST_CAUSES:
        raise NotAllowed(f"A plan has at most {MOST_CAUSES} suspected causes. Refute one before you add another.")
    if cause == NORMAL_RECOVERY or any(known.cause == NORMAL_RECOVERY for known in active):
        raise NotAllowed("Normal recovery is a plan of its own and goes with no suspected cause.")
    former = next((known for known in causes if known.cause == cause), None)
    rounds = former.rounds if former else _rounds(plan, cause, templates)
    added = SuspectedCause(cause, added=on, rounds=rounds, reason=reason)
    plan = _by_present_template(plan, cause, templates)
    return _with_causes(plan, (*(known for known in causes if known.cause != cause), added))


def _by_present_template(plan: CarePlan, cause: CauseId, templates: TemplateSet) -> CarePlan:
    """Return a plan that names templates with the present one of this cause: it counts from the day of the cause."""
    module = templates.modules.get(templates.module_of(cause) or "")
    if module is None or module.id not in plan.modules:
        return plan
    return replace(plan, modules={**plan.modules, module.id: module.version})


def set_certainty(plan: CarePlan, cause: CauseId, certainty: Certainty, *, on: date, reason: str = "") -> CarePlan:
    """Return the plan with a cause confirmed, refuted or suspected again on a day; as it is, where it is so already.

    One that was refuted counts on from where it was then, so that nothing of it comes back late (R1).

    Raises:
        NotAllowed: the plan is closed, has no such cause, or “Not yet clear” should be confirmed.
    """
    refuse_closed(plan)
    if cause == UNCLEAR and certainty is Certainty.CONFIRMED:
        raise NotAllowed("“Not yet clear” names no cause that could be confirmed. Add the suspected cause instead.")
    if not any(known.cause == cause for known in plan.inputs.causes):
        raise NotAllowed("This plan has no such suspected cause.")
    changed = (
        replace(known, certainty=certainty, decided=on, reason=reason, added=_counts_from(known, on))
        if known.cause == cause and known.certainty is not certainty
        else known
        for known in plan.inputs.causes
    )
    return _with_causes(plan, tuple(changed))


def _counts_from(known: SuspectedCause, on: date) -> date:
    """Return the day from which a cause counts: its days stand still while it is refuted."""
    rested = on - known.decided if known.decided and known.certainty is Certainty.REFUTED else timedelta()
    return known.added + rested


def set_subtype(plan: CarePlan, subtype: str, *, on: date, templates: TemplateSet) -> CarePlan:
    """Return the plan with its plain recurrence turned into the one of this subtype, counted from the same day (R13).

    Raises:
        NotAllowed: the plan is closed or has no recurrence without a subtype.
        InvalidInput: no recurrence has this subtype.
    """
    refuse_closed(plan)
    meant = next((cause for cause, known in templates.subtypes.items() if known == subtype), None)
    if meant is None:
        raise InvalidInput(f"“{subtype}” is no subtype of a recurrence.")
    plain = next((known for known in plan.inputs.causes if known.cause == RECURRENCE), None)
    if plain is None:
        raise NotAllowed("This plan has no recurrence whose subtype is unknown.")
    typed = replace(plain, cause=meant, subtype_known=on)
    others = [known for known in plan.inputs.causes if known.cause not in (RECURRENCE, meant)]
    at = plan.inputs.causes.index(plain)
    return _with_causes(plan, (*others[:at], typed, *others[at:]))


def decide(plan: CarePlan, gate: str, value: str, *, on: date) -> CarePlan:
    """Return the plan with a gate set to yes, no or undecided.

    Raises:
        NotAllowed: the plan is closed.
        InvalidInput: the value is none of the three.
    """
    refuse_closed(plan)
    if not value:
        raise InvalidInput("Choose yes, no or undecided.")
    if value not in ("yes", "no", UNDECIDED):
        raise InvalidInput(f"“{value}” is no decision. Choose yes, no or undecided.")
    return _with_entries(plan, "gates", gate, Entry(on, value))


def answer(plan: CarePlan, fact: str, value: Value | None, *, on: date) -> CarePlan:
    """Return the plan with a fact answered; None takes the answer back."""
    refuse_closed(plan)
    return _with_entries(plan, "facts", fact, Entry(on, value))


def with_operations(plan: CarePlan, operations: tuple[Operation, ...]) -> CarePlan:
    """Return the plan with the patient's operations as they are now."""
    refuse_closed(plan)
    return replace(plan, inputs=replace(plan.inputs, record=replace(plan.inputs.record, operations=operations)))


def with_procedures(plan: CarePlan, procedures: tuple[Procedure, ...]) -> CarePlan:
    """Return the plan with the patient's procedures as they are now."""
    refuse_closed(plan)
    return replace(plan, inputs=replace(plan.inputs, record=replace(plan.inputs.record, procedures=procedures)))


def date_operation(
    plan: CarePlan, number: int, day: date | None, *, on: date, procedures: tuple[OperationProcedure, ...] = ()
) -> CarePlan:
    """Return the plan with another date of a planned operation, or none, and with its procedures where they are given.

    One that was cancelled is planned again.

    Raises:
        InvalidInput: no operation with this number is planned.
    """
    known = plan.inputs.record.operations
    if not any(op.number == number and not op.done for op in known):
        raise InvalidInput("There is no planned operation with that number.")
    moved = {"day": day, "recorded": on, "cancelled": False} | ({"procedures": procedures} if procedures else {})
    return with_operations(plan, tuple(op.model_copy(update=moved) if op.number == number else op for op in known))


def date_procedure(plan: CarePlan, number: int, day: date | None, *, on: date) -> CarePlan:
    """Return the plan with another date of a planned procedure, or none; one that was cancelled is planned again."""
    moved = {"planned": day, "recorded": on, "cancelled": False}
    known = plan.inputs.record.procedures
    return with_procedures(plan, tuple(p.model_copy(update=moved) if p.number == number else p for p in known))


def cancel_planned(plan: CarePlan, *, operations: Collection[int], procedures: Collection[int]) -> CarePlan:
    """Return the plan with planned operations and procedures, by number, cancelled; they stay on record (R12)."""
    record, gone = plan.inputs.record, {"cancelled": True}
    left = (one.model_copy(update=gone) if one.number in operations else one for one in record.operations)
    plan = with_operations(plan, tuple(left))
    given = (one.model_copy(update=gone) if one.number in procedures else one for one in record.procedures)
    return with_procedures(plan, tuple(given))


def _with_causes(plan: CarePlan, causes: tuple[SuspectedCause, ...]) -> CarePlan:
    return replace(plan, inputs=replace(plan.inputs, causes=causes))


def _with_entries(plan: CarePlan, kind: str, name: str, entry: Entry) -> CarePlan:
    record = plan.inputs.record
    known = record.gates if kind == "gates" else record.facts
    entries = {**known, name: (*known.get(name, ()), entry)}
    record = replace(record, gates=entries) if kind == "gates" else replace(record, facts=entries)
    return replace(plan, inputs=replace(plan.inputs, record=record))


def _rounds(plan: CarePlan, cause: CauseId, templates: TemplateSet) -> Mapping[str, int]:
    """Return the rounds in which a new cause's members stand: the next one where the present one is closed (R6)."""
    module = templates.modules.get(templates.module_of(cause) or "")
    rounds: dict[str, int] = {}
    for group in {task.group for task in module.tasks if task.group} if module else ():
        latest = max((identity.instance for identity in plan.tasks if identity[:2] == (GROUP, group)), default=0)
        if not latest:
            continue
        first = next((t for i, t in plan.tasks.items() if i == (GROUP, group, latest, 1)), None)
        closed = first is not None and first.status in CLOSED and first.cancelled_by != "plan"
        rounds[group] = latest + closed - _operations_since(plan, group, templates)
    return {group: number for group, number in rounds.items() if number > 1}


def _operations_since(plan: CarePlan, group: str, templates: TemplateSet) -> int:
    """Return how many rounds of the group finished operations have opened by themselves."""
    if not templates.groups[group].round_after_operation:
        return 0
    record = plan.inputs.record
    return sum(1 for op in record.operations if op.done and not op.cancelled and op.day and op.day >= record.start)
