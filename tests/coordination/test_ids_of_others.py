"""An id of another team's patient: New plan tells nothing of it, and Create only that it cannot be used (P5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from careplan.clinic import Clinic
from careplan.coordination import intake_draft, new_plan
from careplan.coordination.plan_patient import ON_NO_TEAM, id_taken
from careplan.coordination.planning import create_plan
from careplan.errors import InvalidInput, NoRight, NotAllowed, NotFound
from careplan.event import Event
from careplan.intake import read_intake
from careplan.pages.parts.intake.sheet_data import Said, sheet_data
from careplan.store import EventFilter, PlanFilter
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIGNETTES, SmallClinic
from tests.watch import Watch

ANSWERED: Final = {"red_flag.none": "yes", "causes": ["scar_tissue"], "reason": "As discussed"}
TOO_MANY = (
    "There were too many tries. Wait 1 minute, then try again, "
    "or leave the id empty: the next free one is given at once."
)


def begin_in_the_first_team(small: SmallClinic) -> None:
    """Let P-0042 be of the clinic's default team, on which the stranger is not, but on another."""
    small.begin("V1", "scar_tissue", patient="P-0042")


def make_for(small: SmallClinic, person: Practitioner, patient_id: str) -> None:
    """Create a plan past the screen, which asks beforehand."""
    intake = read_intake((VIGNETTES / "V1.json").read_text(), small.clinic.content, today=MONDAY)
    intake = replace(intake, patient=intake.patient.model_copy(update={"id": patient_id}))
    create_plan(small.clinic, intake, ("scar_tissue",), actor=person, red_flags_answered=True, reason="As discussed")


def typed(clinic: Clinic, patient_id: str, **more: Any) -> dict[str, object]:
    """Return what the screen draws for a person of another team who typed an id."""
    intake_draft.enter(clinic, STRANGER, {"patient_id": patient_id, **more})
    return sheet_data(new_plan.open_sheet(clinic, STRANGER), clinic, said=Said(), acks=())


def refused(clinic: Clinic, patient_id: str) -> str:
    typed(clinic, patient_id, **ANSWERED)
    with pytest.raises((NotFound, NotAllowed)) as refusal:
        new_plan.create(clinic, STRANGER)
    return str(refusal.value)


def told(clinic: Clinic) -> list[Event]:
    with clinic.store.reading() as records:
        return [kept.event for kept in records.events.latest(EventFilter(what="refused.record"))]


def test_the_screen_draws_the_same_for_the_id_of_another_teams_patient_as_for_one_that_nobody_has(
    small: SmallClinic,
) -> None:
    begin_in_the_first_team(small)
    foreign, unused = (repr(typed(small.clinic, one)).replace(one, "the id") for one in ("P-0042", "P-0043"))
    assert foreign == unused
    intake_draft.enter(small.clinic, PEOPLE["surgeon"], {"patient_id": "P-0042"})
    own = new_plan.open_sheet(small.clinic, PEOPLE["surgeon"])
    assert own.known is not None, "its own team is shown what is known"


def test_create_refuses_the_id_in_one_sentence_and_the_patients_history_keeps_it(small: SmallClinic) -> None:
    begin_in_the_first_team(small)
    assert refused(small.clinic, "P-0042") == id_taken("P-0042")
    [event] = told(small.clinic)
    assert (event.patient_id, event.actor, event.changes["asked"].after) == ("P-0042", STRANGER.id, "P-0042")
    with small.clinic.store.reading() as records:
        assert len(records.plans.of_patient("P-0042")) == 1
    typed(small.clinic, "P-0043")
    assert new_plan.create(small.clinic, STRANGER).patient_id == "P-0043"


def test_who_tries_ids_waits_for_used_and_unused_ones_alike_and_not_without_an_id(
    small: SmallClinic, clinic: Clinic, watch: Watch
) -> None:
    begin_in_the_first_team(small)
    assert [refused(clinic, "P-0042") for _ in range(5)] == [id_taken("P-0042")] * 5
    assert [refused(clinic, one) for one in ("P-0042", "P-0043")] == [TOO_MANY] * 2
    assert len(told(clinic)) == 5
    typed(clinic, "")
    assert new_plan.create(clinic, STRANGER).patient_id == "P-0043", "the next free one"
    watch.later(minutes=1)
    assert refused(clinic, "P-0042") == id_taken("P-0042")
    assert refused(clinic, "P-0099") == TOO_MANY.replace("1 minute", "4 minutes")


@pytest.mark.parametrize("asked", ["", "P-0042", "P-0043"])
def test_who_is_on_no_team_is_told_so_from_the_start_and_makes_none(small: SmallClinic, asked: str) -> None:
    begin_in_the_first_team(small)
    with small.clinic.store.writing() as records:
        records.teams.leave(*records.teams.of(STRANGER.id), STRANGER)
    data = typed(small.clinic, asked, **ANSWERED)
    assert ON_NO_TEAM in repr(data)
    with pytest.raises(InvalidInput, match="id of a patient on record in your team"):
        new_plan.create(small.clinic, STRANGER)
    with pytest.raises(NoRight, match=rf"^{ON_NO_TEAM}$"):
        make_for(small, STRANGER, asked)
    with small.clinic.store.reading() as records:
        assert [row.patient_id for row in records.plans.list(PlanFilter((1, 2)), MONDAY)] == ["P-0042"]


@pytest.mark.parametrize("asked", ["", "P-0043"])
def test_who_may_add_no_patient_makes_none_past_the_screen_either(small: SmallClinic, asked: str) -> None:
    with pytest.raises(NotAllowed, match=r"^Add a patient: only the primary care doctor"):
        make_for(small, PEOPLE["physical.therapist"], asked)
    with small.clinic.store.reading() as records:
        assert records.plans.list(PlanFilter((1, 2)), MONDAY) == []
