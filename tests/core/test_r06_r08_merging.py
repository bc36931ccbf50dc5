"""R6-R8: tasks of several templates are one, and keep their identity."""

from __future__ import annotations

from dataclasses import replace

from careplan.expand import DesiredTask
from careplan.identity import GROUP, Identity
from careplan.task import TaskStatus
from careplan.template import MergeGroup
from careplan.template_set import TaskTexts
from tests.core import small
from tests.core.story import Builder, Story


def test_r06_two_causes_share_one_mri_with_the_earliest_day_and_all_texts(story: Builder) -> None:
    plan = story("recurrence", "scar_tissue")
    mri = plan.task("SC01").desired
    assert mri.identity == Identity(GROUP, "mri_contrast")
    assert mri.members == ("scar_tissue/SC01", "recurrence/RC01")
    assert mri.key == "SC01"
    assert "gadolinium" in mri.title
    assert len(mri.done_when) == 2
    assert (plan.due("SC01"), plan.window("SC01")) == (14, (2, 21))


def test_a_desired_task_begins_with_the_texts_of_its_template() -> None:
    assert DesiredTask._fields[: len(TaskTexts._fields)] == TaskTexts._fields


def test_r06_a_member_alone_already_has_the_identity_of_the_group(story: Builder) -> None:
    assert story("recurrence").identity("RC01") == Identity(GROUP, "mri_contrast")


def test_r06_the_infection_mri_stands_first(story: Builder) -> None:
    plan = story("scar_tissue", "infection")
    assert plan.task("SC01").desired.key == "IF03"
    assert plan.due("IF03") == 1
    assert plan.waits("IF03") == ["IF02#1"]


def test_r06_waits_are_those_of_the_member_whose_target_is_used(story: Builder) -> None:
    plan = story("recurrence", "inadequate_decompression")
    assert plan.due("RC04") == 7
    assert plan.waits("RC04") == []


def test_r06_a_decision_waits_for_everything_that_any_member_waits_for(story: Builder) -> None:
    plan = story("recurrence", "scar_tissue")
    assert set(plan.waits("SC09")) == {"SC03#1", "K12#1", "SC01#1"}


def test_r06_the_longest_series_goes_on_with_the_later_ones_of_the_others(story: Builder) -> None:
    plan = story("recurrence", "inadequate_decompression")
    assert plan.series("RC04") == [7, 14, 21, 28, 35, 42, 49, 56, 70, 84]


def _group_of_three(*repeats: str) -> Story:
    modules = (
        small.module(name, small.task(key, "7 (0..14)", repeat=repeat))
        for (name, key), repeat in zip((("alpha", "A"), ("beta", "B"), ("gamma", "C")), repeats, strict=True)
    )
    group = MergeGroup(group="together", members=("A", "B", "C"))
    return Story(small.templates(*modules, groups=[group]), "scar_tissue", "failed_fusion", "habits")


def test_r06_later_occurrences_of_two_other_members_are_taken_in_order_of_days() -> None:
    plan = _group_of_three("7d x3", "at 35, 56", "at 42, 49")
    assert plan.series("A") == [7, 14, 21, 28, 35, 42, 49, 56]


def test_r06_two_members_that_ask_for_the_same_later_day_get_one_occurrence() -> None:
    plan = _group_of_three("7d x3", "at 35, 42", "at 35")
    assert plan.series("A") == [7, 14, 21, 28, 35, 42]


def test_r06_equal_targets_take_the_earlier_window_end() -> None:
    alpha = small.module("alpha", small.task("A", "14 (7..28)", depends_on=("A0",)), small.task("A0"))
    beta = small.module("beta", small.task("B", "14 (10..21)"))
    group = MergeGroup(group="together", members=("A", "B"))
    plan = Story(small.templates(alpha, beta, groups=[group]), "scar_tissue", "failed_fusion")
    assert plan.window("A") == (10, 21)
    assert plan.waits("A") == []
    assert plan.task("B").desired.key == "A"


def test_r06_a_member_counts_only_while_its_condition_is_true() -> None:
    alpha = small.module("alpha", small.task("A", "14 (7..28)", condition="smoker"))
    beta = small.module("beta", small.task("B", "28 (7..35)"))
    group = MergeGroup(group="together", members=("A", "B"))
    known = small.facts(smoker="bool")
    plan = Story(small.templates(alpha, beta, groups=[group], known=known), "scar_tissue", "failed_fusion")
    assert plan.task("B").desired.members == ("beta/B",)
    plan.answer("smoker", "yes", 3)
    assert plan.task("B").desired.members == ("alpha/A", "beta/B")
    assert plan.due("B") == 14
    plan.answer("smoker", "no", 4)
    assert plan.task("B").desired.members == ("beta/B",)


def test_r06_with_none_true_and_one_unknown_it_is_a_question() -> None:
    alpha = small.module("alpha", small.task("A", condition="smoker"))
    beta = small.module("beta", small.task("B", condition="employed"))
    group = MergeGroup(group="together", members=("A", "B"))
    known = small.facts(smoker="bool", employed="bool")
    templates = small.templates(alpha, beta, groups=[group], known=known)
    plan = Story(templates, "scar_tissue", "failed_fusion", facts={"smoker": "no"})
    question = plan.question("B")
    assert question is not None
    assert question.missing == ("employed",)
    plan.answer("employed", "no", 1)
    assert plan.question("B") is None
    assert not plan.has("A")


def test_r06_a_later_cause_gets_its_own_mri_and_waits_for_that_one(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.done("SC01", 20)
    plan.add_cause("recurrence", 119)
    assert plan.task("SC01", instance=1).status is TaskStatus.DONE
    assert plan.due("RC01", instance=2) == 133
    waits = plan.task("RC03").desired.waits
    assert Identity(GROUP, "mri_contrast", 2) in waits
    assert Identity(GROUP, "mri_contrast", 1) not in waits
    assert Identity(GROUP, "mri_contrast", 1) in plan.task("SC02").desired.waits


def test_r06_a_later_cause_joins_an_mri_that_is_still_open(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.add_cause("recurrence", 21)
    assert plan.task("RC01").desired.members == ("scar_tissue/SC01", "recurrence/RC01")
    assert plan.due("RC01") == 21


def test_r06_a_later_cause_gets_the_mri_that_the_team_had_cancelled(story: Builder) -> None:
    """What a person cancelled stays cancelled for the first cause; the new one must not lose its MRI by it."""
    plan = story("scar_tissue")
    plan.cancel("SC01", 10)
    plan.add_cause("recurrence", 119)
    assert plan.task("SC01", instance=1).status is TaskStatus.CANCELLED
    assert plan.task("RC01", instance=2).is_open


def test_r06_a_finished_operation_opens_the_next_surgical_decision(story: Builder) -> None:
    plan = story("recurrence")
    plan.done("RC13", 56)
    plan.decide("gate.surgery", "yes", 56)
    plan.operate(1, 91, recorded=56)
    plan.operate(1, 91, recorded=56, done=True)
    assert plan.task("RC13", instance=1).status is TaskStatus.DONE
    assert plan.task("RC13", instance=2).is_open
    assert plan.due("RC13", instance=2) == 105


def test_r07_a_new_version_that_appends_a_session_adds_only_that_one() -> None:
    def version(repeat: str) -> Story:
        return Story(small.templates(small.module("alpha", small.task("A", repeat=repeat))), "scar_tissue")

    plan = version("7d x2")
    plan.done("A", 7)
    plan.templates = version("7d x3").templates
    assert [change.identity for change in plan.changes()] == [Identity("alpha", "A", 1, n) for n in (2, 3, 4)]
    plan.reconcile(8)
    assert plan.series("A") == [7, 14, 21, 28]
    assert plan.task("A").status is TaskStatus.DONE


def test_r08_what_the_plan_cancelled_is_the_same_task_when_it_comes_back(story: Builder) -> None:
    plan = story("scar_tissue", "failed_fusion")
    plan.with_task("FF09", id="T-000311", note="Patient will bring results")
    plan.refute("failed_fusion", 50)
    assert plan.task("FF09").status is TaskStatus.CANCELLED
    assert plan.task("FF09").reason
    plan.add_cause("failed_fusion", 70)
    again = plan.task("FF09")
    assert (again.id, again.note, again.status) == ("T-000311", "Patient will bring results", TaskStatus.TODO)
    assert plan.due("FF09") == 98


def test_r08_what_a_person_cancelled_stays_cancelled(story: Builder) -> None:
    plan = story("scar_tissue", "failed_fusion")
    plan.cancel("FF09", 5)
    plan.refute("failed_fusion", 50)
    plan.add_cause("failed_fusion", 70)
    assert plan.task("FF09").status is TaskStatus.CANCELLED


def test_r08_what_the_team_unticked_stays_away(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.plan = replace(plan.plan, tasks={})
    plan.reconcile(0, untick=["SC08"])
    assert plan.task("SC08").status is TaskStatus.CANCELLED
    plan.reconcile(30)
    assert plan.task("SC08").status is TaskStatus.CANCELLED
