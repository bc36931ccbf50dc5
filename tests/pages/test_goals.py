"""Goals on the overview and at the head of the board, without a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination.goals import set_goal
from careplan.goal import Achievement, Lifecycle
from careplan.goal_acts import GoalEntry
from careplan.observation import Observation
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of
from tests.pages.test_patient_forms import asked, refused_last
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

PLAN, NURSE = "PL-V1-01", PEOPLE["nurse"]
ODI = GoalEntry("Work *again*", "odi", 22, MONDAY + timedelta(days=90))
LATER = timedelta(days=40)


def observe(small: SmallClinic, value: float) -> None:
    seen = Observation(measure="odi", value=value, day=MONDAY + timedelta(days=20))
    with small.clinic.store.writing() as records:
        records.observations.add("V1", seen, by="nurse", at=small.clinic.now())


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (34, ("◐ Nearer", "10 of 22 points, within measurement error")),
        (50, ("⚠ Further away", "6 points further away, 28 to go")),
        (44, ("○ No change", "0 of 22 points")),
        (20, ("✓ Achieved", "20 on 22 Mar 2026")),
        (None, ("○ In progress", "22 points to go, no value since 2 Mar 2026")),
    ],
)
def test_how_far_a_goal_is_stands_beside_its_words(
    small: SmallClinic, value: float | None, says: tuple[str, str]
) -> None:
    set_goal(small.clinic, PLAN, ODI, actor=NURSE, number=1)
    if value is not None:
        observe(small, value)
    said = words(open_patient(desk_of(small.on(MONDAY + LATER)), "V1"))
    assert "“Work *again*”" in said
    assert all(one in said for one in says), said
    assert "ODI 22 % or less by 31 May 2026" in said


def test_what_a_person_says_has_role_and_day_and_what_ended_is_folded(small: SmallClinic) -> None:
    judged = GoalEntry("Work", achievement=Achievement.NO_PROGRESS)
    set_goal(small.clinic, PLAN, judged, actor=NURSE, number=1)
    set_goal(small.clinic, PLAN, GoalEntry("Dance"), actor=NURSE)
    set_goal(
        small.clinic,
        PLAN,
        GoalEntry("Dance", lifecycle=Lifecycle.CANCELLED, reason="Other wish"),
        actor=NURSE,
        number=2,
    )
    page = open_patient(desk_of(small), "V1")
    said = words(page)
    assert "✕ No progress" in said and "said by the nurse on 2 Mar 2026" in said
    assert "Cancelled, in progress" in said and "ended 2 Mar 2026: Other wish" in said
    assert [fold.label for fold in page.expander if fold.label.startswith("Goals")] == ["Goals that have ended (1)"]


def test_the_form_begins_with_what_stands_and_refuses_at_its_end(small: SmallClinic) -> None:
    set_goal(small.clinic, PLAN, ODI, actor=NURSE, number=1)
    page = asked(open_patient(desk_of(small), "V1"), "goal-1")
    key = f"goal-1-{PLAN}"
    assert page.text_area(key=f"goal-words-{key}").value == "Work *again*"
    assert (page.selectbox(key=f"measure-{key}").value, page.number_input(key=f"target-{key}").value) == ("odi", 22)
    page.session_state["form-asked"] = "goal-1"
    page.number_input(key=f"target-{key}").set_value(140)
    page.button(key=f"save-{key}").click().run()
    assert "0 to 100" in refused_last(page)


def test_a_viewer_reads_goals_and_changes_none(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, VIEWER), "V1")
    assert "Goals" in [heading.value for heading in page.subheader]
    assert not [button for button in page.button if "goal" in str(button.key)]
