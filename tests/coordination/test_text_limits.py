"""What is too long is refused with its count, whatever was written; nothing is cut without a word."""

from __future__ import annotations

import pytest

from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.medicines import medicine_lines
from careplan.draft_plan import HandMade
from careplan.errors import InvalidInput
from careplan.task import Outcome
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

COORDINATOR = PEOPLE["coordinator"]
LONG = "x" * 2500


def test_a_note_a_reason_and_a_text_of_a_task_are_refused_with_their_count(small: SmallClinic, plan_id: str) -> None:
    clinic, notes = small.clinic, small.task(plan_id, "K03").id
    with pytest.raises(InvalidInput, match=r"^The note: 2,500 characters; at most 2,000\. Shorten it\.$"):
        complete(clinic, notes, outcome=Outcome.AS_PLANNED, actor=COORDINATOR, note=LONG)
    with pytest.raises(InvalidInput, match="The reason: 2,500 characters; at most 2,000"):
        tasks.start(clinic, small.task(plan_id, "FF03").id, actor=PEOPLE["surgeon"], anyway_because=LONG)
    with pytest.raises(InvalidInput, match="“Done when”: 2,500 characters; at most 2,000"):
        tasks.add(clinic, plan_id, HandMade("Call", "nurse", MONDAY, details=LONG), actor=COORDINATOR)
    assert small.task(plan_id, "K03").is_open
    complete(clinic, notes, outcome=Outcome.AS_PLANNED, actor=COORDINATOR, note=LONG[:2000])


def test_a_comment_and_a_medicine_list_have_limits_of_their_own(small: SmallClinic, plan_id: str) -> None:
    with pytest.raises(InvalidInput, match="The comment: 5,000 characters; at most 4,000"):
        comment(small.clinic, small.task(plan_id, "K03").id, LONG * 2, actor=COORDINATOR)
    with pytest.raises(InvalidInput, match="The list: 5,000 characters; at most 4,000"):
        medicine_lines(LONG * 2)
