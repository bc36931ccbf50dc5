"""Signing the decisions of a plan, for one's own discipline only; who holds the meeting notes who was absent (R29)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import NO_UNDO, Done, Made
from careplan.coordination.field_words import field_label
from careplan.coordination.meetings import called
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overwriting import Seen
from careplan.coordination.refusals import again, writing
from careplan.coordination.signatures import HOLD, SIGN, SIGNING, UNSIGN, is_early, only_words, signing_roles
from careplan.coordination.text_limits import refuse_long
from careplan.errors import Conflict, InvalidInput, NotAllowed
from careplan.plan import GOES_ON_ELSEWHERE, PlanStatus
from careplan.sign_off import Decided, SignState, changed_since, decided, digest
from careplan.store import CaseEntry, Records, SignOff
from careplan.team import Practitioner, RoleId

WORD = "sign_off"
"""The field of a signature in the history, and in what takes it back."""
_WORDS: Mapping[SignState, str] = {
    SignState.SIGNED: "Signed for {discipline}",
    SignState.DISAGREES: "Disagrees for {discipline}",
    SignState.ABSENT: "Absent: {discipline}",
}


def sign(
    clinic: Clinic,
    plan_id: str,
    *,
    actor: Practitioner,
    seen: Decided | None = None,
    agreed: Seen | None = None,
    disagrees_because: str | None = None,
    meeting: date | None = None,
    key: str | None = None,
) -> Done:
    """Sign the decisions of a plan for one's own discipline, or disagree with a reason.

    Args:
        seen: the decisions that stood on the screen; nobody signs what they have not seen.
        agreed: the decision of the meeting that did.
        disagrees_because: why not; None to sign.
        meeting: the day of the meeting at which it is done.

    Raises:
        NotFound, NotAllowed, InvalidInput, Conflict: nothing is changed.
    """

    def make(opened: Opened, saved: CaseEntry | None) -> tuple[SignState, RoleId, str]:
        opened.authorise(SIGN)
        _refuse_unseen(opened, seen)
        if saved and agreed is not None and agreed.value != saved.text:
            raise Conflict(f"{saved.by.id} saved the decision in the meantime: {saved.text}. Look at it, then sign.")
        if disagrees_because is None:
            return SignState.SIGNED, opened.actor.role, ""
        reason = disagrees_because.strip()
        if not reason:
            raise InvalidInput("Write why you disagree, so that the team can answer.")
        refuse_long("The reason", reason)
        return SignState.DISAGREES, opened.actor.role, reason

    return _say(clinic, plan_id, actor, make, meeting=meeting, key=key)


def note_absence(
    clinic: Clinic, plan_id: str, role: RoleId, *, actor: Practitioner, meeting: date, key: str | None = None
) -> Done:
    """Note that a discipline was absent from the meeting; what it signed itself is not taken away by that.

    Raises:
        NotFound, NotAllowed, InvalidInput: nothing is changed.
    """

    def make(opened: Opened, _: CaseEntry | None) -> tuple[SignState, RoleId, str]:
        opened.authorise(HOLD)
        if role not in signing_roles(clinic):
            raise InvalidInput(f"“{role}” does not sign. Choose a discipline of the list.")
        if role == opened.actor.role:
            raise NotAllowed("You are here yourself: sign, or disagree with a reason.")
        return SignState.ABSENT, role, ""

    return _say(clinic, plan_id, actor, make, meeting=meeting, key=key)


@again
def unsign(clinic: Clinic, plan_id: str, *, actor: Practitioner, key: str | None = None) -> Done:
    """Take one's own signature, or disagreement, back; what one's discipline said before counts again.

    Raises:
        NotFound, NotAllowed: nothing is changed.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            kept = records.sign_offs.of_plan(plan_id).get(opened.actor.role)
            own = kept is None or (kept.by == opened.actor.id and kept.state in SIGNING)
            opened.authorise(UNSIGN, own=own)
            if kept is None:
                raise NotAllowed("There is no signature of yours on this plan any more.")
            records.sign_offs.withdraw(kept.id, at=opened.now)
            words = f"Taken back: {clinic.catalogue.roles[kept.role].label}, {opened.plan.patient_id}"
            taken = Made(opened.plan, what="plan.unsigned", words=words, before={WORD: kept.state.value}, undo=NO_UNDO)
            return keep(records, opened, taken)

        return once(records, key, actor, clinic.now(), act)


@again
def _say(
    clinic: Clinic,
    plan_id: str,
    actor: Practitioner,
    make: Callable[[Opened, CaseEntry | None], tuple[SignState, RoleId, str]],
    *,
    meeting: date | None,
    key: str | None,
) -> Done:
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            saved = records.meetings.decision(plan_id, opened.record.team, meeting) if meeting else None
            state, role, reason = make(opened, saved)
            if opened.plan.status is PlanStatus.CLOSED:
                raise NotAllowed(f"Plan {plan_id} is closed. {GOES_ON_ELSEWHERE}")
            before = records.sign_offs.of_plan(plan_id).get(role)
            new = _word(records, opened, state, role, reason, meeting)
            _refuse_overruling(clinic, new, before, saved)
            return _kept(records, opened, new, before)

        return once(records, key, actor, clinic.now(), act)


def _word(
    records: Records, opened: Opened, state: SignState, role: RoleId, reason: str, meeting: date | None
) -> SignOff:
    team, who = opened.record.team, opened.actor
    held = records.meetings.on(team, meeting) if meeting else None
    if held is None and meeting and state is SignState.ABSENT:
        held = called(opened.clinic, records, team, meeting, who)
    decisions, plan = decided(opened.plan), opened.plan
    return SignOff(
        *(
            0,
            plan.id,
            plan.patient_id,
            held.id if held else None,
            role,
            state,
            records.versions.present(plan.id),
            digest(decisions),
        ),
        *(decisions, reason, who.id, who.role, opened.now),
    )


def _refuse_overruling(clinic: Clinic, new: SignOff, before: SignOff | None, saved: CaseEntry | None) -> None:
    """Refuse to note an absence over what the discipline itself said of these decisions."""
    if new.state is not SignState.ABSENT or before is None or before.state not in SIGNING:
        return
    if before.digest == new.digest and not is_early(before, saved.at if saved else None):
        raise NotAllowed(f"{before.by} has spoken for this discipline. {only_words(clinic, new.role)}")


def _kept(records: Records, opened: Opened, new: SignOff, before: SignOff | None) -> Done:
    number = records.sign_offs.keep(new)
    known = opened.clinic.catalogue.roles[new.role]
    words = _WORDS[new.state].format(discipline=known.discipline or known.label.lower())
    made = Made(
        opened.plan,
        what=f"plan.{new.state.value}",
        words=f"{words}, {new.patient_id}",
        before={WORD: before.state.value if before else None},
        after={WORD: new.state.value} | ({"role": new.role} if new.state is SignState.ABSENT else {}),
        reason=new.reason,
        undo={WORD: number},
    )
    return keep(records, opened, made)


def take_word_back(records: Records, undo: Mapping[str, Any], opened: Opened) -> None:
    """Take back the signature that an act kept; nothing where it kept none."""
    if number := undo.get(WORD):
        records.sign_offs.withdraw(number, at=opened.now)


def _refuse_unseen(opened: Opened, seen: Decided | None) -> None:
    """Refuse to sign decisions that are others than those on the screen."""
    names = changed_since(seen, decided(opened.plan)) if seen is not None else ()
    if names:
        said = ", ".join(field_label(opened.clinic, name) for name in names)
        raise Conflict(f"Somebody decided otherwise in the meantime: {said}. Look at it, then sign.")
