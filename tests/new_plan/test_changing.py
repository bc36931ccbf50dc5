"""One change of the form at a time: what it does, what it takes back, what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from careplan.errors import InvalidInput
from careplan.new_plan import Entered
from tests.new_plan.entering import entered


def test_plain_fields_and_scores_are_kept_as_they_are_typed() -> None:
    form = entered({"patient_id": "P-0101", "birth_date": "1968-5", "score.odi": "140", "goal": "Walk 30 minutes"})
    assert (form.patient_id, form.birth_date, form.scores, form.goal) == (
        "P-0101",
        "1968-5",
        {"odi": "140"},
        "Walk 30 minutes",
    )
    assert entered({"score.odi": ""}, form).scores == {}


def test_a_second_answer_to_the_same_question_replaces_the_first() -> None:
    form = entered({"finding.h_gap_1_6m": "yes", "finding.h_gap_ge6m": "yes"})
    assert form.findings == {"h_gap_ge6m": "yes"}
    assert entered({"finding.h_gap_ge6m": ""}, form).findings == {}


def test_where_several_answers_may_hold_only_the_last_excludes_the_others() -> None:
    form = entered({"finding.i_halo": "yes", "finding.i_implant_broken": "yes"})
    assert form.findings == {"i_halo": "yes", "i_implant_broken": "yes"}
    assert entered({"finding.i_implant_ok": "yes"}, form).findings == {"i_implant_ok": "yes"}


def test_the_last_word_on_a_fact_wins_whether_it_was_said_as_fact_or_as_finding() -> None:
    form = entered({"fact.claudication": "no", "finding.h_claudication": "yes"})
    assert (form.facts, form.findings) == ({}, {"h_claudication": "yes"})
    form = entered({"fact.claudication": "no"}, form)
    assert (form.facts, form.findings) == ({"claudication": "no"}, {})


def test_none_of_these_and_a_ticked_red_flag_take_each_other_back() -> None:
    form = entered({"red_flag.RF01": "yes", "red_flag.none": "yes"})
    assert (form.red_flags, form.no_red_flags, form.red_flags_answered) == ((), True, True)
    form = entered({"red_flag.RF01": "yes"}, form)
    assert (form.red_flags, form.no_red_flags, form.red_flags_answered) == (("RF01",), False, True)
    assert not entered({"red_flag.RF01": ""}, form).red_flags_answered


def test_typing_below_the_last_medicine_begins_a_new_line_and_takes_no_medicines_back() -> None:
    form = entered({"medicine.none": "yes", "medicine.0.name": "oxycodone", "medicine.0.amount": "40"})
    assert [(m.name, m.amount, m.unit) for m in form.medicines] == [("oxycodone", "40", "mg")]
    assert not form.no_medicines
    assert entered({"medicine.remove": 0}, form).medicines == ()


def test_operations_are_added_removed_and_never_fewer_than_one() -> None:
    form = entered({"operation.0.has.spinal_fusion": "yes", "operation.add": "yes", "operation.1.day": "2025-03-10"})
    assert [o.procedures for o in form.operations] == [("spinal_fusion",), ()]
    form = entered({"operation.remove": 0}, form)
    assert [o.day for o in form.operations] == ["2025-03-10"]
    assert len(entered({"operation.remove": 0}, form).operations) == 1


def test_changes_of_the_preview_become_edits_and_a_red_flag_task_cannot_be_left_out() -> None:
    form = entered(
        {
            "tick.scar_tissue/SC05#1": "",
            "tick.red_flags/RF01#1": "",
            "due.core/K06#1": "2026-03-20",
            "role.core/K06#1": "nurse",
            "done.group/mri_contrast#1": "2026-01-09",
            "added.add": {"title": "Call the employer", "role": "nurse", "due": "2026-04-01"},
        }
    )
    edits = form.edits()
    assert edits.unticked == {("scar_tissue", "SC05", 1)}
    assert {str(task): str(day) for task, day in edits.moved.items()} == {"core/K06#1": "2026-03-20"}
    assert edits.roles == {("core", "K06", 1): "nurse"}
    assert {str(task): str(day) for task, day in edits.done.items()} == {"group/mri_contrast#1": "2026-01-09"}
    assert [(task.title, task.role, str(task.due)) for task in edits.added] == [
        ("Call the employer", "nurse", "2026-04-01")
    ]


def test_what_was_kept_is_read_back_the_same() -> None:
    form = entered({"finding.h_burning": "yes", "medicine.0.name": "paracetamol", "causes": ["scar_tissue"]})
    assert Entered.model_validate(form.kept()) == form


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nothing", "x"),
        ("finding.h_unheard_of", "yes"),
        ("finding.h_burning", "maybe"),
        ("fact.unheard_of", "yes"),
        ("red_flag.RF99", "yes"),
        ("closed.mri_of_the_moon", "yes"),
        ("closed.ct", "yes"),
        ("causes", ["a_cause_of_mine"]),
        ("operation.7.day", "2025-03-10"),
        ("operation.0.password", "x"),
        ("operation.0.has.lobotomy", "yes"),
        ("medicine.9.name", "x"),
        ("tick.not an identity", "yes"),
        ("due.core", "2026-03-20"),
        ("added.add", {"title": "x", "role": "nurse", "admin": "yes"}),
        ("added.add", {"title": "x" * 301, "role": "nurse"}),
        ("goal", "x" * 100_001),
        ("goal", 7),
    ],
)
def test_what_no_field_of_the_screen_sends_is_refused(field: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match="Reload the page"):
        entered({field: value})
