"""Review meeting: the agenda of a day, and one screen for each case: what is asked, proposed, decided and signed."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from careplan.coordination.meeting_case import MeetingCase, meeting_case
from careplan.coordination.overview import Overview, overview
from careplan.coordination.review import CaseLine, Review, review
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.review_acts import BOX
from careplan.pages.parts.review_address import asked_case, asked_day, asked_minutes, asked_team
from careplan.pages.parts.review_agenda import review_agenda
from careplan.pages.parts.review_case import case_dialogs, case_head, review_case
from careplan.pages.parts.review_decision import review_decision
from careplan.pages.parts.review_head import review_head
from careplan.pages.parts.review_minutes import review_minutes
from careplan.pages.parts.words import label_md


class _Seen(NamedTuple):
    """What a drawing reads; `line`, `case` and `patient` are of the case that is open."""

    review: Review
    line: CaseLine | None = None
    case: MeetingCase | None = None
    patient: Overview | None = None


def show(desk: Desk) -> None:
    """Draw the screen."""
    with chrome("Review meeting"):
        try:
            seen = _read(desk)
            if asked_minutes() and seen.review.meeting and seen.review.team is not None:
                review_minutes(desk, seen.review.team, seen.review.day)
                return
        except CarePlanError as error:
            not_here(desk, "Review meeting", error, asked="")
            return
        review_head(desk, seen.review)
        if seen.case and seen.patient and seen.line:
            _case(desk, seen.review, seen.line, seen.case, seen.patient)
        else:
            review_agenda(desk, seen.review)
        st.caption(label_md(desk.clinic.content.notices.notices.full))
    drawer = task_drawer(desk, patient=seen.case.patient_id if seen.case else "")
    if not drawer and seen.case and seen.patient:
        case_dialogs(desk, seen.review, seen.case, seen.patient)


def _case(desk: Desk, found: Review, line: CaseLine, case: MeetingCase, patient: Overview) -> None:
    """Draw the agenda on the left, the case in the middle, and what is decided and signed on the right."""
    red_flag_strip(desk, case.patient_id)
    left, middle, right = st.columns([1.25, 2.75, 1.75], gap="medium")
    with left:
        review_agenda(desk, found, current=case.plan_id)
    with middle, st.container(gap="small"):
        case_head(desk, found, line, case, patient)
        review_case(desk, found, line, case, patient)
    with right, st.container(gap="small", key=BOX):
        review_decision(desk, found, line, case)


def _read(desk: Desk) -> _Seen:
    with desk.clinic.store.one_moment():
        plan = asked_case()
        found = review(desk.clinic, actor=desk.actor, day=asked_day(), team=asked_team(), case=plan)
        line = next((one for one in found.cases if one.plan_id == plan), None)
        if line is None or asked_minutes():
            return _Seen(found)
        case = meeting_case(desk.clinic, plan, found.day, actor=desk.actor)
        return _Seen(found, line, case, overview(desk.clinic, case.patient_id, actor=desk.actor))
