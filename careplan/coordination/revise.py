"""Changing a plan as a whole: what follows is looked at first, line by line, then applied as one act (R27, R28).

Trying what if is the same without the act: nothing is written. Going back to an earlier version is the same too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace

from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.cause_acts import certainties
from careplan.coordination.cause_foresight import ACTS, refuse_no_pick
from careplan.coordination.conference import reason_of
from careplan.coordination.decisions import refuse_impossible
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_asked import decided_while_open
from careplan.coordination.foresight import Foresight, applied, changed, foreseen_of
from careplan.coordination.next_plan import is_normal_recovery
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.revision_effect import Effect, Kept, effect_of, kept
from careplan.errors import CarePlanError, Conflict, InvalidInput, NotAllowed
from careplan.plan import CarePlan
from careplan.plan_version import PlanVersion, version_of
from careplan.revision import Revision
from careplan.team import Practitioner

NO_REASON = "Give the reason why the plan is revised."
_MEANWHILE = (
    "The plan was changed in the meantime, and something else follows now. Nothing of yours was saved. "
    "Look again at what would change, then apply it."
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a revision would make of a plan, as a person looks at it.

    Attributes:
        foresight: the lines that change, all of them, whatever is ticked.
        rests_on: what was decided of the plan as it was looked at.
        kept: what was done or is in progress, and stays.
        effect: with the lines that are ticked.
        refusals: who may do what of it this person may not.
    """

    foresight: Foresight
    rests_on: PlanVersion
    kept: tuple[Kept, ...]
    effect: Effect
    refusals: tuple[str, ...]


def look_at_revision(
    clinic: Clinic, plan_id: str, revision: Revision, *, actor: Practitioner, turned: Set[str] = frozenset()
) -> Looked:
    """Return what a revision would make of a plan; keeps nothing.

    Args:
        turned: keys of the lines whose tick a person has turned round.

    Raises:
        NotFound, NoRight: also for who may not revise at all.
        NotAllowed, InvalidInput: one of the changes cannot be.
    """
    with clinic.store.reading() as records:
        opened = open_plan(clinic, records, plan_id, actor)
        opened.authorise("plan.revise")
        plan = _changed(opened, revision, "")
        seen = foreseen_of(opened, plan)
        after = applied(opened, plan, turned)
        effect, stays = effect_of(opened, after, revision.moved), kept(after)
        return Looked(seen, _decided(opened), stays, effect, tuple(_refusals(opened, revision)))


def revise_plan(
    clinic: Clinic,
    plan_id: str,
    revision: Revision,
    *,
    actor: Practitioner,
    reason: str,
    turned: Set[str] = frozenset(),
    seen: Looked | None = None,
    back_to_version: int | None = None,
    key: str | None = None,
) -> Done:
    """Apply a revision with the lines that are ticked, as a new version of the plan.

    Args:
        turned: as in `look_at_revision`.
        seen: what a person has looked at.
        back_to_version: the earlier version that it leads back to.

    Raises:
        NotFound, NoRight, NotAllowed, InvalidInput: nothing is changed.
        Conflict: something else would follow by now than was looked at.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("plan.revise")
        if not revision.anything:
            raise NotAllowed("Nothing is changed yet. Choose what the plan is to become.")
        if not reason.strip():
            raise NotAllowed(NO_REASON)
        for ask in _asked(opened, revision, reason):
            ask()
        plan = _changed(opened, revision, reason)
        if seen and (seen.foresight, seen.rests_on) != (foreseen_of(opened, plan), _decided(opened)):
            raise Conflict(_MEANWHILE)
        return _made(opened, plan, applied(opened, plan, turned), revision, reason, back_to_version)

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _changed(opened: Opened, revision: Revision, reason: str) -> CarePlan:
    for cause in revision.added:
        refuse_no_pick(opened, cause)
    if is_normal_recovery(opened.plan) and revision.added:
        raise NotAllowed(
            "A suspected cause closes this plan of expected recovery and opens the next one. Add it on the overview."
        )
    for day in (*revision.operations.values(), *revision.procedures.values()):
        refuse_impossible(opened, day)
    unknown = revision.gates.keys() - opened.clinic.catalogue.gates.keys()
    if unknown:
        raise InvalidInput(f"“{min(unknown)}” is no decision of a plan.")
    return changed(opened, revision, reason)


def _decided(opened: Opened) -> PlanVersion:
    return replace(version_of(opened.plan), tasks=())


def _asked(opened: Opened, revision: Revision, reason: str) -> Iterator[Callable[[], object]]:
    """Yield, for each thing that is changed, what refuses it to who may not do it."""
    for certainty in revision.certainties.values():
        yield lambda act=ACTS[certainty]: opened.authorise(act, reason=reason)  # type: ignore[misc]
    if revision.added:
        yield lambda: opened.authorise("cause.add")
    for gate in revision.gates:
        yield lambda gate=gate: opened.authorise(gate, reason=reason)  # type: ignore[misc]
        yield lambda gate=gate: reason_of(opened, gate, reason, None)  # type: ignore[misc]
    if revision.facts:
        yield lambda: opened.authorise("fact.answer")
    if revision.operations:
        yield lambda: opened.authorise("operation.plan")
    if revision.procedures:
        yield lambda: opened.authorise("procedure.plan")
    for identity in revision.moved:
        yield lambda task=opened.plan.tasks[identity]: opened.authorise_own("task.move", task)  # type: ignore[misc]


def _refusals(opened: Opened, revision: Revision) -> Iterator[str]:
    """Yield who may do what of a revision this person may not, each once."""
    told: set[str] = set()
    for ask in _asked(opened, revision, "any"):
        try:
            ask()
        except CarePlanError as refusal:
            if str(refusal) not in told:
                told.add(str(refusal))
                yield str(refusal)


def _made(
    opened: Opened, changed_: CarePlan, after: CarePlan, revision: Revision, reason: str, back_to_version: int | None
) -> Made:
    was, now = _said(opened, opened.plan, revision), _said(opened, changed_, revision)
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    told = {name: now.get(name) for name in names}
    for gate, value in revision.gates.items():
        told |= decided_while_open(opened, gate, value)
    for one in opened.plan.inputs.record.procedures:
        if one.number in revision.procedures:
            told["procedure"] = one.kind.value
    what = "plan.revised" if back_to_version is None else "plan.restored"
    words = "Plan revised" if back_to_version is None else f"Plan back on version {back_to_version}"
    return Made(
        after,
        what=what,
        words=f"{words}, {opened.plan.patient_id}",
        before={name: was.get(name) for name in names},
        after=told,
        reason=reason.strip(),
        whole=True,
    )


def _said(opened: Opened, plan: CarePlan, revision: Revision) -> dict[str, object]:
    """Return what a revision changes as the history writes it; `plan` is that before or after it."""
    version, record = version_of(plan), plan.inputs.record
    titles = opened.clinic.catalogue.modules
    said: dict[str, object] = {**certainties(plan)}
    said |= {gate: version.gates.get(gate) for gate in revision.gates}
    said |= {fact: record.facts[fact][-1].value for fact in revision.facts if record.facts.get(fact)}
    for number in revision.operations:
        said["operation"] = version.operations.get(number)
    for number in revision.procedures:
        said["day"] = version.procedures.get(number)
    for identity in revision.moved:
        said["due"] = plan.tasks[identity].due
    for module in revision.modules:
        said[f"template {titles[module].title}"] = plan.modules.get(module)
    return said
