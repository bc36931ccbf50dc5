"""A suspected cause is added, confirmed, refuted: what follows is shown first, then applies as one act (R27)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from careplan.cause import UNCLEAR, CauseId, Certainty
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan, keep, once
from careplan.coordination.cause_foresight import (
    ACTS,
    foreseen_of_adding,
    foreseen_of_certainty,
    refuse_unknown,
    with_cause,
    with_certainty,
)
from careplan.coordination.done import Done, Made
from careplan.coordination.foresight import Foresight, applied
from careplan.coordination.next_plan import is_normal_recovery, next_plan, open_next
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overwriting import refuse_certain_meanwhile
from careplan.coordination.refusals import writing
from careplan.errors import Conflict
from careplan.plan import CarePlan
from careplan.plan_acts import unclear_gives_way
from careplan.team import Practitioner


def add_cause(
    clinic: Clinic,
    plan_id: str,
    cause: CauseId,
    *,
    actor: Practitioner,
    reason: str = "",
    keep_unclear: bool = False,
    seen: Foresight | None = None,
    key: str | None = None,
) -> Done:
    """Add a suspected cause; its template's tasks join the plan, counted from today.

    A plan of normal recovery closes instead, and the next plan opens with the cause (R4).

    Args:
        keep_unclear: whether “Not yet clear” goes on beside the cause that is named now.
        seen: what a person has looked at: then all of it applies. Without it, what moves or cancels a task waits to
            be looked at.

    Raises:
        Conflict: something else would follow by now than was looked at.
    """

    def make(opened: Opened) -> Made:
        plan = with_cause(opened, cause, reason, keep_unclear)
        if seen:
            plan = applied(opened, plan)
        ended = unclear_gives_way(opened.plan.inputs.causes, cause) and not keep_unclear
        instead = f", in place of “{clinic.cause_words(UNCLEAR)}”" if ended else ""
        words = f"Suspected cause added: {clinic.cause_words(cause)}{instead}, {plan.patient_id}"
        return _made(opened, plan, "cause.added", words, reason)

    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            refuse_unforeseen(seen, lambda: foreseen_of_adding(opened, cause, keep_unclear))
            if not is_normal_recovery(opened.plan):
                return keep(records, opened, make(opened))
            refuse_unknown(opened, cause)
            return open_next(records, opened, next_plan(opened, cause, reason.strip()), reason.strip(), uuid4().hex)

        return once(records, key, actor, clinic.now(), act)


def set_certainty(
    clinic: Clinic,
    plan_id: str,
    cause: CauseId,
    certainty: Certainty,
    *,
    actor: Practitioner,
    reason: str = "",
    seen: Foresight | None = None,
    key: str | None = None,
) -> Done:
    """Confirm or refute a cause, or call it suspected again; `seen` and errors as in `add_cause`.

    Raises:
        Conflict: also where somebody has said otherwise of the cause since, with what it was, is now and is to be.
    """

    def make(opened: Opened) -> Made:
        opened.authorise(ACTS[certainty], reason=reason)
        plan = with_certainty(opened, cause, certainty, reason)
        if seen and opened.plan.certainty_of(cause) is not certainty:
            refuse_certain_meanwhile(opened, cause, seen.was, certainty)
            refuse_unforeseen(seen, lambda: foreseen_of_certainty(opened, cause, certainty))
            plan = applied(opened, plan)
        words = f"{clinic.cause_words(cause)} is {certainty.value}, {plan.patient_id}"
        return _made(opened, plan, f"cause.{certainty.value}", words, reason)

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _made(opened: Opened, plan: CarePlan, what: str, words: str, reason: str) -> Made:
    was, now = certainties(opened.plan), certainties(plan)
    changed = [known for known in {**was, **now} if was.get(known) != now.get(known)]
    before, after = ({known: some.get(known) for known in changed} for some in (was, now))
    return Made(plan, what=what, words=words, before=before, after=after, reason=reason)


def certainties(plan: CarePlan) -> dict[str, Any]:
    """Return what each cause of a plan is, as the history writes it."""
    return {cause.cause: cause.certainty.value for cause in plan.inputs.causes}


def refuse_unforeseen(seen: Foresight | None, foresee: Callable[[], Foresight]) -> None:
    """Raise Conflict where something else would follow by now than a person has looked at."""
    if seen and seen != foresee():
        raise Conflict(
            "The plan was changed in the meantime, and something else follows now. Nothing of yours was saved. "
            "Look again at what would change, then apply it."
        )
