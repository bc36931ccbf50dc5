"""Answering a safety rule: who answers it acknowledges it, or overrides a stop rule with a reason (REFERENCE 6).

An answer holds for the facts that were looked at; where they have changed since, the rule is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable

from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened
from careplan.coordination.safety import rule_name, safety_of, who_answers
from careplan.errors import Conflict, NotAllowed
from careplan.plan_safety import RuleStanding
from careplan.rule_answer import AnswerKind, RuleAnswer
from careplan.team import Practitioner

OVERRIDDEN = "rule.overridden"
ACKNOWLEDGED = "rule.acknowledged"


def override_stop(
    clinic: Clinic,
    plan_id: str,
    rule: str,
    *,
    seen: str,
    reason: str,
    actor: Practitioner,
    key: str | None = None,
) -> Done:
    """Override a stop rule: what it stops may be done, until the facts change for which this was said.

    Args:
        seen: the digest of the facts that the person looked at.
        reason: why; never on behalf of another.

    Raises:
        NotFound, NotAllowed: nothing is changed.
        Conflict: what the rule rests on is not any more as it was seen.
    """

    def check(opened: Opened, standing: RuleStanding) -> None:
        opened.authorise("stop_rule.override", reason=reason)
        if not standing.is_stop:
            raise NotAllowed("Only a rule that stops work is overridden. Acknowledge this one.")
        if standing.overridden:
            raise NotAllowed("This rule is overridden already.")
        if not standing.answered_by(actor.role, actor.id):
            raise NotAllowed(f"Only {who_answers(clinic, standing)} can override this rule, with a reason.")

    return _answer(clinic, plan_id, rule, seen, AnswerKind.OVERRIDDEN, check, actor, reason.strip(), key)


def acknowledge(
    clinic: Clinic, plan_id: str, rule: str, *, seen: str, actor: Practitioner, key: str | None = None
) -> Done:
    """Acknowledge a warning, for all; or put a note away, for oneself. As `override_stop`."""

    def check(opened: Opened, standing: RuleStanding) -> None:
        opened.authorise("alert.acknowledge")
        if standing.is_stop:
            raise NotAllowed("A rule that stops work is not acknowledged: it is overridden with a reason.")
        if not standing.shown_to(actor.id, may_answer=True):
            raise NotAllowed("This is acknowledged already.")
        if not standing.is_note and not standing.answered_by(actor.role, actor.id):
            raise NotAllowed(f"Only {who_answers(clinic, standing)} can acknowledge this.")

    return _answer(clinic, plan_id, rule, seen, AnswerKind.ACKNOWLEDGED, check, actor, "", key)


def _answer(
    clinic: Clinic,
    plan_id: str,
    rule: str,
    seen: str,
    kind: AnswerKind,
    check: Callable[[Opened, RuleStanding], None],
    actor: Practitioner,
    reason: str,
    key: str | None,
) -> Done:
    def make(opened: Opened) -> Made:
        opened.authorise("stop_rule.override" if kind is AnswerKind.OVERRIDDEN else "alert.acknowledge")
        found = next((one for one in safety_of(opened, opened.rule_answers()).standing if one.rule.id == rule), None)
        if found is None:
            raise NotAllowed("This rule does not hold any more: nothing has to be answered.")
        if found.digest != seen:
            raise Conflict("What this rule rests on has changed since you looked. Look at it again, then answer.")
        check(opened, found)
        words = f"{'Overridden' if kind is AnswerKind.OVERRIDDEN else 'Acknowledged'}: {rule_name(clinic, rule)}"
        return Made(
            opened.plan,
            what=OVERRIDDEN if kind is AnswerKind.OVERRIDDEN else ACKNOWLEDGED,
            words=f"{words}, {opened.plan.patient_id}",
            after={"rule": rule},
            reason=reason,
            answer=RuleAnswer(rule, kind, found.digest, actor.role, actor.id, opened.now, reason),
        )

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)
