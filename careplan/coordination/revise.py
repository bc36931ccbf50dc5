"""Changing a plan as a whole: what follows is looked at first, line by line, then applied as one act (R27, R28).

Trying what if is the same without the act: nothing is written. Going back to an earlier version is the same too, and
so is naming a suspected cause in a plan of expected recovery, which closes with it and opens the next plan (R4).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from uuid import uuid4

from careplan.cause import CauseId
from careplan.change import Change, ChangeKind
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.conference import Conference
from careplan.coordination.decisions import refuse_impossible
from careplan.coordination.done import Done
from careplan.coordination.foresight import Foresight, applied, changed, foreseen_of, line_key, lines_of
from careplan.coordination.next_plan import is_normal_recovery, next_plan, open_next
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overwriting import refuse_certain_meanwhile
from careplan.coordination.refusals import again, writing
from careplan.coordination.revision_asked import reason_kept, refusals, refuse_unasked
from careplan.coordination.revision_effect import Effect, Kept, effect_of, kept
from careplan.coordination.revision_said import said_of
from careplan.coordination.versions import Differs, differences
from careplan.errors import Conflict, InvalidInput, NotAllowed
from careplan.nearest import did_you_mean
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
        differs: what of that becomes otherwise, in words.
        kept: what was done or is in progress, and stays.
        effect: with the lines that are ticked.
        refusals: who may do what of it this person may not.
    """

    foresight: Foresight
    rests_on: PlanVersion
    differs: tuple[Differs, ...]
    kept: tuple[Kept, ...]
    effect: Effect
    refusals: tuple[str, ...]


def look_at_revision(
    clinic: Clinic,
    plan_id: str,
    revision: Revision,
    *,
    actor: Practitioner,
    turned: Set[str] = frozenset(),
    conference: Conference | None = None,
) -> Looked:
    """Return what a revision would make of a plan; keeps nothing. One that changes nothing shows the plan as it is.

    Args:
        turned: keys of the lines whose tick a person has turned round.
        conference: where it was decided; the coordinator records no other decision.

    Raises:
        NotFound, NoRight: also for who may not revise at all.
        NotAllowed, InvalidInput: one of the changes cannot be.
    """
    with clinic.store.reading() as records:
        opened = open_plan(clinic, records, plan_id, actor)
        opened.authorise("plan.revise")
        asked = refusals(opened, revision, conference)
        rests_on = _decided(opened.plan)
        if cause := _opens_next(opened, revision):
            after = next_plan(opened, cause, "", _left_out(opened, cause, turned))
            effect = effect_of(opened, after, ())
            return Looked(_next_foreseen(opened, cause), rests_on, (), kept(opened.plan), effect, asked)
        plan = _changed(opened, revision, "")
        after = applied(opened, plan, turned)
        effect, differs = effect_of(opened, after, revision.moved), differences(opened, rests_on, _decided(plan))
        return Looked(foreseen_of(opened, plan), rests_on, tuple(differs), kept(after), effect, asked)


@again
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
    conference: Conference | None = None,
    key: str | None = None,
) -> Done:
    """Apply a revision with the lines that are ticked, as a new version of the plan.

    Args:
        turned, conference: as in `look_at_revision`.
        seen: what a person has looked at.
        back_to_version: the earlier version that it leads back to.

    Raises:
        NotFound, NoRight, NotAllowed, InvalidInput: nothing is changed.
        Conflict: something else would follow by now than was looked at.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            _refuse(opened, revision, reason, conference)
            why = reason_kept(opened, revision, reason, conference)
            if cause := _opens_next(opened, revision):
                _refuse_meanwhile(opened, revision, seen, _next_foreseen(opened, cause))
                plan = next_plan(opened, cause, why.strip(), _left_out(opened, cause, turned))
                return open_next(records, opened, plan, why.strip(), uuid4().hex)
            plan = _changed(opened, revision, why)
            _refuse_meanwhile(opened, revision, seen, foreseen_of(opened, plan))
            after = applied(opened, plan, turned)
            return keep(records, opened, said_of(opened, plan, after, revision, why, back_to_version))

        return once(records, key, actor, clinic.now(), act)


def _refuse(opened: Opened, revision: Revision, reason: str, conference: Conference | None) -> None:
    """Refuse what this person may not do, and what says nothing."""
    opened.authorise("plan.revise")
    if not revision.anything:
        raise NotAllowed("Nothing is changed yet. Choose what the plan is to become.")
    if not reason.strip():
        raise NotAllowed(NO_REASON)
    refuse_unasked(opened, revision, reason, conference)


def _refuse_meanwhile(opened: Opened, revision: Revision, seen: Looked | None, foresight: Foresight) -> None:
    """Refuse where something else would follow by now than a person has looked at."""
    if seen is None:
        return
    were = dict(seen.rests_on.causes)
    for cause, certainty in revision.certainties.items():
        refuse_certain_meanwhile(opened, cause, were.get(cause), certainty)
    if (seen.foresight, seen.rests_on) != (foresight, _decided(opened.plan)):
        raise Conflict(_MEANWHILE)


def _changed(opened: Opened, revision: Revision, reason: str) -> CarePlan:
    for day in (*revision.operations.values(), *revision.procedures.values()):
        refuse_impossible(opened, day)
    unknown = revision.gates.keys() - opened.clinic.catalogue.gates.keys()
    if unknown:
        raise InvalidInput(f"“{min(unknown)}” is no decision of a plan.")
    return changed(opened, revision, reason)


def _decided(plan: CarePlan) -> PlanVersion:
    return replace(version_of(plan), tasks=())


def _opens_next(opened: Opened, revision: Revision) -> CauseId | None:
    """Return the cause that closes a plan of expected recovery and opens the next one; None where none does (R4).

    Raises InvalidInput where what joins is no cause that a plan can have.
    """
    picks = opened.clinic.content.causes.picks
    for cause in revision.added:
        if cause not in picks:
            raise InvalidInput(f"“{cause}” is no suspected cause that a plan can have. {did_you_mean(cause, picks)}")
    if not (revision.added and is_normal_recovery(opened.plan)):
        return None
    if revision != Revision(added=revision.added[:1]):
        raise NotAllowed(
            "One suspected cause closes this plan of expected recovery and opens the next one. Choose it alone; "
            "the rest is chosen in the next plan."
        )
    return revision.added[0]


def _next_foreseen(opened: Opened, cause: CauseId) -> Foresight:
    lines = lines_of(replace(opened.plan, tasks={}), _next_added(opened, cause))
    return Foresight(tuple(lines), closes=opened.plan.id)


def _next_added(opened: Opened, cause: CauseId) -> list[Change]:
    wanted = next_plan(opened, cause, "").tasks
    return [Change(ChangeKind.ADD, identity, task.desired) for identity, task in wanted.items()]


def _left_out(opened: Opened, cause: CauseId, turned: Set[str]) -> Set[tuple[str, str, int]]:
    """Return the series of the next plan whose tick was turned round."""
    if not turned:
        return frozenset()
    return {change.identity.series for change in _next_added(opened, cause) if line_key(change) in turned}
