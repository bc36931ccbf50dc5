"""Which care team a new patient gets, and with whose roles a plan is made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careplan.coordination import intake_draft, new_plan
from careplan.coordination.planning import create_plan
from careplan.intake import read_intake
from careplan.patient import Patient
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIGNETTES, SmallClinic

SURGEON = PEOPLE["surgeon"]


def join(small: SmallClinic, name: str, *members: Practitioner) -> int:
    """Put people on a team, which is made where there is none of this name."""
    with small.clinic.store.writing() as records:
        known = {each: number for number, each in records.teams.names().items()}
        team = known[name] if name in known else records.teams.add(name)
        for member in members:
            records.teams.join(team, member)
    return team


def make(small: SmallClinic, person: Practitioner, patient_id: str = "") -> str:
    """Create the plan of V1 for this id; return the plan's."""
    intake = read_intake((VIGNETTES / "V1.json").read_text(), small.clinic.content, today=MONDAY)
    intake = replace(intake, patient=intake.patient.model_copy(update={"id": patient_id}))
    done = create_plan(
        small.clinic, intake, ("scar_tissue",), actor=person, red_flags_answered=True, reason="As discussed"
    )
    return done.plan_id


def team_of(small: SmallClinic, plan_id: str) -> str:
    with small.clinic.store.reading() as records:
        patient_id, team = records.plans.whose(plan_id)
        assert records.patients.get(patient_id).team == team
        return records.teams.names()[team]


@pytest.mark.parametrize(
    ("also_on", "expected"),
    [
        ((), "Another team"),
        (("Hip team", "back team"), "Another team"),
        (("a team", "Zebra team"), "a team"),
        (("a team", "Spine team"), "Spine team"),
    ],
)
def test_a_new_patient_gets_the_default_team_of_who_is_on_it_and_else_the_makers_first_by_name(
    small: SmallClinic, also_on: tuple[str, ...], expected: str
) -> None:
    for name in also_on:
        join(small, name, STRANGER)
    assert team_of(small, make(small, STRANGER)) == expected
    assert team_of(small, make(small, SURGEON)) == "Spine team"


def test_the_screen_and_the_plan_go_by_the_team_that_the_patient_has(small: SmallClinic) -> None:
    """Another team has no psychologist, so its plan gives that work to who stands in (R31)."""
    other = join(small, "Another team", SURGEON)
    with small.clinic.store.writing() as records:
        records.patients.add(Patient(id="P-0007"), team=other, at=small.clinic.now())
    for asked, members in (("P-0007", {"other.surgeon", "surgeon"}), ("", {*PEOPLE, "viewer"})):
        intake_draft.enter(small.clinic, SURGEON, {"patient_id": asked})
        assert {member.id for member in new_plan.open_sheet(small.clinic, SURGEON).team.members} == members
    theirs, ours = (small.plan(make(small, SURGEON, asked)) for asked in ("P-0007", ""))
    assert theirs.inputs.roles == {"surgeon"}
    roles = [{task.role for task in plan.tasks.values()} for plan in (theirs, ours)]
    assert "psychologist" not in roles[0]
    assert "psychologist" in roles[1]
