"""What New plan says of what was entered: tests of before the operation, and what contradicts itself."""

from __future__ import annotations

from typing import Any

import pytest

from careplan.coordination import intake_draft, new_plan
from careplan.coordination.sheet import Sheet
from careplan.identity import Identity
from careplan.task import TaskStatus
from tests.entered import SCAR
from tests.small_clinic import PEOPLE, SmallClinic

DOCTOR = PEOPLE["primary.care"]
ANSWERED = {"red_flag.none": "yes", "causes": ["scar_tissue"]}
MRI = Identity("group", "mri_contrast", 1, 1)
TOO_EARLY = "The MRI of 1 Aug 2025 is from before the operation of 2 Aug 2025: it does not count as this plan's MRI."


def fill(small: SmallClinic, changes: dict[str, Any]) -> Sheet:
    intake_draft.enter(small.clinic, DOCTOR, changes)
    return new_plan.open_sheet(small.clinic, DOCTOR)


def messages(sheet: Sheet) -> list[str]:
    return [check.message for check in sheet.checks]


@pytest.mark.parametrize("said", [{"done_on.mri": "2025-08-01"}, {f"done.{MRI}": "2025-08-01"}])
def test_an_mri_of_before_the_operation_leaves_the_mri_of_the_plan_open_and_says_so(
    small: SmallClinic, said: dict[str, str]
) -> None:
    sheet = fill(small, {**SCAR, **ANSWERED, **said})
    assert TOO_EARLY in messages(sheet)
    created = new_plan.create(small.clinic, DOCTOR)
    assert small.plan(created.done.plan_id).tasks[MRI].status is TaskStatus.TODO


def test_an_mri_of_after_the_operation_is_this_plans(small: SmallClinic) -> None:
    sheet = fill(small, {**SCAR, **ANSWERED, "done_on.mri": "2025-08-03"})
    assert not [said for said in messages(sheet) if "does not count" in said]
    assert sheet.proposal is not None
    assert sheet.proposal.draft.plan.tasks[MRI].status is TaskStatus.DONE


def test_a_contradiction_is_said_before_a_cause_is_picked(small: SmallClinic) -> None:
    sheet = fill(
        small, {"operation.0.has.microdiskectomy": "yes", "operation.0.day": "2026-01-02", "finding.h_years": "yes"}
    )
    assert sheet.proposal is None
    assert any("2 years or more after the operation” cannot be" in said for said in messages(sheet))


def test_a_finding_of_a_fusion_without_one_is_said(small: SmallClinic) -> None:
    assert any("No operation entered is a fusion" in said for said in messages(fill(small, {"finding.i_halo": "yes"})))
