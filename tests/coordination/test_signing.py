"""Sign-off: each discipline for itself, bound to the decisions of a version (R29, A19)."""

from __future__ import annotations

import pytest

from careplan.cause import Certainty
from careplan.coordination.decisions import decide
from careplan.coordination.meeting_case import meeting_case, others_since
from careplan.coordination.meeting_decision import save_decision
from careplan.coordination.meetings import add_case
from careplan.coordination.minutes import minutes
from careplan.coordination.overview import overview
from careplan.coordination.overwriting import Seen
from careplan.coordination.signatures import Signature
from careplan.coordination.signing import note_absence, sign, unsign
from careplan.coordination.tasks import move
from careplan.coordination.undo import undo
from careplan.errors import Conflict, InvalidInput, NoRight, NotAllowed
from careplan.sign_off import SignState, decided
from careplan.team import Practitioner
from tests.changing_cause import set_certainty
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

THERAPIST, HOLDER, SURGEON = (PEOPLE[name] for name in ("physical.therapist", "coordinator", "surgeon"))


def seen_by(small: SmallClinic, who: Practitioner, patient: str = "V2") -> dict[str, Signature]:
    return {one.role: one for one in overview(small.clinic, patient, actor=who).signatures}


def test_a19_only_the_own_discipline_shows_signed_and_the_others_say_who_may(small: SmallClinic, plan_id: str) -> None:
    done = sign(small.clinic, plan_id, actor=THERAPIST)
    assert done.words == "Signed for physical therapy, V2"
    found = seen_by(small, THERAPIST)
    assert {role: one.state for role, one in found.items()} == {
        "primary_care": None,
        "surgeon": None,
        "physical_therapist": SignState.SIGNED,
        "pain_specialist": None,
    }
    assert [role for role, one in found.items() if one.may_sign] == []
    assert found["pain_specialist"].refusal == "Only the pain specialist can sign for pain medicine."
    assert [role for role, one in seen_by(small, SURGEON).items() if one.may_sign] == ["surgeon"]
    with pytest.raises(NoRight):
        sign(small.clinic, plan_id, actor=HOLDER)


def test_dates_and_tasks_leave_a_signature_and_a_decision_does_not(small: SmallClinic, plan_id: str) -> None:
    sign(small.clinic, plan_id, actor=THERAPIST)
    move(small.clinic, small.task(plan_id, "K03").id, MONDAY.replace(day=20), actor=HOLDER)
    assert seen_by(small, THERAPIST)["physical_therapist"].stands
    decide(small.clinic, plan_id, "gate.surgery", "no", actor=SURGEON, why="Solid")
    changed = seen_by(small, THERAPIST)["physical_therapist"]
    assert (changed.changed, changed.may_sign) == (("Surgery",), True)
    set_certainty(small.clinic, plan_id, "failed_fusion", Certainty.CONFIRMED, actor=SURGEON)
    assert seen_by(small, HOLDER)["physical_therapist"].changed == ("Failed fusion", "Surgery")
    sign(small.clinic, plan_id, actor=THERAPIST)
    assert seen_by(small, THERAPIST)["physical_therapist"].stands


def test_nobody_signs_decisions_that_they_have_not_seen(small: SmallClinic, plan_id: str) -> None:
    seen = decided(small.plan(plan_id))
    decide(small.clinic, plan_id, "gate.surgery", "no", actor=SURGEON, why="Solid")
    with pytest.raises(Conflict, match="decided otherwise in the meantime: Surgery"):
        sign(small.clinic, plan_id, actor=THERAPIST, seen=seen)
    assert seen_by(small, THERAPIST)["physical_therapist"].state is None


def test_a_signature_is_for_the_decision_that_its_discipline_has_seen(small: SmallClinic, plan_id: str) -> None:
    """Who signed first may sign again, or is absent by now; the version is the one that people count."""
    add_case(small.clinic, plan_id, MONDAY, "Now?", actor=HOLDER)
    sign(small.clinic, plan_id, actor=SURGEON, meeting=MONDAY)
    save_decision(small.clinic, plan_id, MONDAY, "Walk on", actor=HOLDER)

    def at_meeting(who: Practitioner) -> Signature:
        return meeting_case(small.clinic, plan_id, MONDAY, actor=who).signatures[1]

    assert (at_meeting(SURGEON).early, at_meeting(SURGEON).may_sign) == (True, True)
    assert (at_meeting(HOLDER).may_note_absence, at_meeting(SURGEON).version) == (True, 1)
    [case] = minutes(small.clinic, 1, MONDAY, actor=HOLDER).cases
    assert case.is_early(case.words[0]) and not case.roles(SignState.SIGNED)
    with pytest.raises(Conflict, match="coordinator saved the decision in the meantime: Walk on"):
        sign(small.clinic, plan_id, actor=SURGEON, agreed=Seen(None), meeting=MONDAY)
    looked = meeting_case(small.clinic, plan_id, MONDAY, actor=HOLDER).number
    sign(small.clinic, plan_id, actor=SURGEON, agreed=Seen("Walk on"), meeting=MONDAY)
    other = others_since(small.clinic, plan_id, looked, actor=HOLDER)
    assert other and other.role == "surgeon", "who has the case open is told"
    assert others_since(small.clinic, plan_id, looked, actor=SURGEON) is None
    assert at_meeting(SURGEON).stands and not at_meeting(SURGEON).may_sign
    with pytest.raises(NotAllowed, match="has spoken for this discipline"):
        note_absence(small.clinic, plan_id, "surgeon", actor=HOLDER, meeting=MONDAY)


def test_who_disagrees_says_why(small: SmallClinic, plan_id: str) -> None:
    with pytest.raises(InvalidInput, match="why you disagree"):
        sign(small.clinic, plan_id, actor=SURGEON, disagrees_because=" ")
    sign(small.clinic, plan_id, actor=SURGEON, disagrees_because="CT first")
    found = seen_by(small, SURGEON)["surgeon"]
    assert (found.state, found.reason, found.may_sign) == (SignState.DISAGREES, "CT first", True)


def test_absence_is_noted_by_who_holds_the_meeting_for_that_meeting_and_never_over_a_signature(
    small: SmallClinic, plan_id: str
) -> None:
    add_case(small.clinic, plan_id, MONDAY, "Now?", actor=HOLDER)
    note_absence(small.clinic, plan_id, "surgeon", actor=HOLDER, meeting=MONDAY)
    sign(small.clinic, plan_id, actor=THERAPIST, meeting=MONDAY)
    with pytest.raises(NotAllowed, match="has spoken for this discipline"):
        note_absence(small.clinic, plan_id, "physical_therapist", actor=HOLDER, meeting=MONDAY)
    with pytest.raises(NotAllowed, match="You are here yourself"):
        note_absence(small.clinic, plan_id, "surgeon", actor=SURGEON, meeting=MONDAY)
    with pytest.raises(InvalidInput, match="does not sign"):
        note_absence(small.clinic, plan_id, "nurse", actor=HOLDER, meeting=MONDAY)
    with pytest.raises(NoRight):
        note_absence(small.clinic, plan_id, "surgeon", actor=PEOPLE["nurse"], meeting=MONDAY)
    later = MONDAY.replace(day=16)
    add_case(small.clinic, plan_id, later, "And now?", actor=HOLDER)
    at = {day: meeting_case(small.clinic, plan_id, day, actor=HOLDER).signatures[1] for day in (MONDAY, later)}
    assert (at[MONDAY].state, at[later].state) == (SignState.ABSENT, None)
    sign(small.clinic, plan_id, actor=SURGEON, meeting=MONDAY)
    assert seen_by(small, SURGEON)["surgeon"].state is SignState.SIGNED


def test_the_own_signature_is_taken_back_and_nobody_elses(small: SmallClinic, plan_id: str) -> None:
    colleague = Practitioner(id="second.surgeon", role="surgeon")
    with small.clinic.store.writing() as records:
        records.accounts.add(colleague.id, colleague.role, password=None, at=small.clinic.now())
        records.teams.join(records.teams.default(), colleague)
    sign(small.clinic, plan_id, actor=SURGEON, disagrees_because="CT first")
    act = sign(small.clinic, plan_id, actor=SURGEON).act
    with pytest.raises(NoRight):
        unsign(small.clinic, plan_id, actor=colleague)
    undo(small.clinic, act, actor=SURGEON)
    assert seen_by(small, SURGEON)["surgeon"].state is SignState.DISAGREES, "what was said before counts again"
    unsign(small.clinic, plan_id, actor=SURGEON)
    assert seen_by(small, SURGEON)["surgeon"].state is None
    with pytest.raises(NotAllowed, match="no signature of yours"):
        unsign(small.clinic, plan_id, actor=SURGEON)
