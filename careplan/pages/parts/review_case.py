"""The one-page view of a case: question, proposals, what came of the last decision, outcomes, work and decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from careplan.coordination.conference import Conference
from careplan.coordination.lines import TaskLine
from careplan.coordination.meeting_case import MeetingCase, Memory, Said
from careplan.coordination.meetings import ask, propose
from careplan.coordination.overview import Overview
from careplan.coordination.overwriting import Seen
from careplan.coordination.patient_words import who_words
from careplan.coordination.review import CaseLine, Review
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.conflict_words import CONFLICT
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.overview_decisions import decision_forms, overview_decisions
from careplan.pages.parts.overview_forms import asked_form
from careplan.pages.parts.overview_news import told_md
from careplan.pages.parts.overview_next import overview_next
from careplan.pages.parts.overview_outcomes import overview_outcomes
from careplan.pages.parts.plan_asks import plan_asks_buttons, plan_asks_dialog
from careplan.pages.parts.plan_words import cause_badges
from careplan.pages.parts.review_acts import ask_for_decision, done_at_meeting, draw_done, first_seen
from careplan.pages.parts.review_address import close_case, open_case
from careplan.pages.parts.review_agenda import NOTHING_ASKS
from careplan.pages.parts.review_others import others_line
from careplan.pages.parts.task_day import TaskDay
from careplan.pages.parts.words import GLYPHS, Shape, count_words, escape_md, label_md, show_date, unbroken
from careplan.sign_off import SignState

_HEIGHT_PX = 68
"""Two lines of a question or proposal; Streamlit draws none that is lower."""


def case_head(desk: Desk, found: Review, line: CaseLine, case: MeetingCase, patient: Overview) -> None:
    """Draw whose case it is, where it stands on the agenda, and the ways to the one before and after it."""
    plans = [one.plan_id for one in found.cases]
    at = plans.index(line.plan_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="case-head"):
        st.header(escape_md(unbroken(line.patient_id)), anchor=False, width="stretch")
        st.markdown(f":small[{int(at + 1)} of {len(plans)}]", width="content")
        _step("Previous", plans[at - 1] if at else None, found)
        _step("Next", plans[at + 1] if at + 1 < len(plans) else None, found)
    names = desk.clinic.catalogue.procedures
    with st.container(gap="xxsmall"):
        st.text(who_words(patient, lambda code: names[code].label))
        if patient.board:
            st.markdown(cause_badges(desk.clinic.cause_words, patient.board.causes))
        asked = f"On the agenda: {'; '.join(line.reasons)}" if line.reasons else NOTHING_ASKS
        st.markdown(f":small[{escape_md(asked)}]")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="case-ways"):
        st.button("Overview", key="case-overview", type="tertiary", on_click=_go(desk, "patient", line.patient_id))
        st.button("Open plan", key="case-plan", type="tertiary", on_click=_go(desk, "plan", line.plan_id))
        st.button("Whole agenda", key="case-close", type="tertiary", on_click=close_case)
        st.button("Decision and sign-off", key="to-decision", type="tertiary", on_click=ask_for_decision)
        others_line(desk, case)


def _go(desk: Desk, page: str, record: str) -> Callable[[], None]:
    return lambda: desk.go(page, id=record)


def _step(words: str, plan: str | None, found: Review) -> None:
    st.button(words, key=f"case-{words.lower()}", disabled=plan is None, on_click=open_case, args=(found, plan or ""))


def review_case(desk: Desk, found: Review, line: CaseLine, case: MeetingCase, patient: Overview) -> None:
    """Draw the case."""
    _question(desk, found, line, case)
    _proposals(desk, found, case)
    if case.earlier:
        _memory(desk, case.earlier)
    if not (patient.board and patient.board.plan_id == case.plan_id):
        st.text("This plan is closed. What was said of it stands here to be read.")
        return
    _standing(desk, case, patient)
    overview_outcomes(desk, patient)
    overview_decisions(desk, patient, patient.board)
    overview_next(desk, patient)


def case_dialogs(desk: Desk, found: Review, case: MeetingCase, patient: Overview) -> None:
    """Open the form of the decision that was asked for, pre-filled with this meeting and with who has signed."""
    board = patient.board
    if board is None or plan_asks_dialog(desk, board):
        return
    signed = {one.by for one in case.signatures if one.state is SignState.SIGNED}
    known = Conference(found.day if found.day <= desk.today else None, tuple(sorted(signed)))
    asked_form(board, decision_forms(desk, patient, board, known))


def _question(desk: Desk, found: Review, line: CaseLine, case: MeetingCase) -> None:
    st.subheader("Question", anchor=False)
    if case.decision or not case.may_hold:
        st.text(case.question.text if case.question else line.question or "Nobody has written a question yet.")
        draw_done(desk, f"question-act-{case.plan_id}")
        return
    key, seen = question_key(found, case), question_seen(found, line, case)
    unsent_text.several_lines(desk, "Question", key=key, height=_HEIGHT_PX, known=line.question, headed=True)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Save question", key=f"save-{key}", on_click=_save_question, args=(desk, found, case.plan_id, key, seen)
        )
        if case.question:
            st.caption(escape_md(_by(desk, case.question)))
        elif line.question:
            st.caption("Offered by the reason above: correct it as you like.")
    draw_done(desk, f"question-act-{case.plan_id}")


def question_key(found: Review, case: MeetingCase) -> str:
    """Return the key of the field of a question."""
    return f"question-{found.day.isoformat()}-{case.plan_id}"


def question_seen(found: Review, line: CaseLine, case: MeetingCase) -> Seen:
    """Return the question that stood in its field when that was first drawn; None for one that was only offered."""
    return first_seen(question_key(found, case), case.question.text if case.question else None, line.question)


def _save_question(desk: Desk, found: Review, plan: str, key: str, seen: Seen) -> None:
    text = str(st.session_state.get(key) or "")
    done_at_meeting(
        lambda: ask(desk.clinic, plan, found.day, text, actor=desk.actor, seen=seen),
        desk,
        key,
        place=f"question-act-{plan}",
    )


def _proposals(desk: Desk, found: Review, case: MeetingCase) -> None:
    own = case.proposal_of(desk.actor.role) if case.may_propose else None
    others = [said for said in case.proposals if said is not own]
    if others or case.may_propose:
        st.subheader("Proposals before the meeting", anchor=False)
    for said in others:
        role = escape_md(desk.clinic.role_words(said.role))
        st.markdown(f"**{role}:** {escape_md(said.text)}  \n:small[{escape_md(_by(desk, said))}]")
    if case.may_propose:
        _own_proposal(desk, found, case, own)
    draw_done(desk, f"proposal-act-{case.plan_id}")


def _own_proposal(desk: Desk, found: Review, case: MeetingCase, own: Said | None) -> None:
    """Draw the field for the person's own discipline; it is open where something stands in it."""
    key = f"proposal-{found.day.isoformat()}-{case.plan_id}"
    seen = first_seen(key, own.text if own else None)
    typed = unsent_text.field_name(key) in desk.unsent()
    role = desk.clinic.role_words(desk.actor.role).lower()
    with st.expander(label_md(f"Yours, for the {role}"), key=f"own-{key}", expanded=own is not None or typed):
        known = own.text if own else ""
        unsent_text.several_lines(desk, "Your proposal", key=key, height=_HEIGHT_PX, known=known, headed=True)
        args = (desk, found, case.plan_id, key, seen)
        st.button("Save proposal", key=f"save-{key}", on_click=_save_proposal, args=args)


def _save_proposal(desk: Desk, found: Review, plan: str, key: str, seen: Seen) -> None:
    text = str(st.session_state.get(key) or "")
    done_at_meeting(
        lambda: propose(desk.clinic, plan, found.day, text, actor=desk.actor, seen=seen),
        desk,
        key,
        place=f"proposal-act-{plan}",
    )


def _memory(desk: Desk, last: Memory) -> None:
    """Draw what an earlier meeting decided after which proposals, what was done of it and how scores moved since."""
    causes = "; ".join(f"{desk.clinic.cause_words(one.cause)}, {one.certainty.value}" for one in last.causes)
    with st.container(border=True, gap="xsmall", key="last-decision"):
        st.markdown(f"**Last decision, {show_date(last.day)}** :small[{escape_md(causes)}]")
        for said in last.proposals:
            who = escape_md(desk.clinic.role_words(said.role).lower())
            st.markdown(f":small[Proposed by the {who}: {escape_md(said.text)}]")
        st.markdown(f"**Decided:** {escape_md(last.decision.text)}")
        for action in last.actions:
            st.markdown(action_md(desk, action))
        if last.scores:
            moved = " · ".join(f"{name} {_value(then)} → {_value(now)}" for name, then, now in last.scores)
            st.markdown(f":small[Since then: {escape_md(moved)}]")
        else:
            st.markdown(":small[No score was taken since.]")


def action_md(desk: Desk, action: TaskLine) -> str:
    """Return one action in Markdown: what, who, and how it stands."""
    sign = GLYPHS[Shape.CHECK if not action.is_open and not action.cancelled else Shape.CIRCLE]
    day = TaskDay(
        action.due, desk.today, late_days=action.late_days, ready=action.is_open, closed=action.closed_on
    ).short()
    role = escape_md(desk.clinic.role_words(action.role))
    status = "cancelled" if action.cancelled else "" if action.is_open else "done"
    when = ", ".join(part for part in (status, day.text) if part)
    return f"{sign} {escape_md(action.title)} :small[({role}; {escape_md(when)})]"


def _standing(desk: Desk, case: MeetingCase, patient: Overview) -> None:
    """Draw how much is open and late, and what was changed since the last review."""
    board = patient.board
    lines = [line for line in board.lines if line.is_open] if board else []
    late, flags = sum(line.is_late for line in lines), sum(line.red_flag for line in lines)
    since = "since the last review" if case.earlier else "since the plan began"
    words = (
        f"Open tasks **{len(lines)}** · overdue **{late}** · red flags **{flags}** · changes to look at "
        f"**{len(board.changes) if board else 0}**"
    )
    st.markdown(words)
    if board:
        for conflict in (one for one in board.conflicts if one.is_open):
            st.markdown(f"{CONFLICT} {escape_md(conflict.title)}")
        with st.container(horizontal=True, gap="small", key="case-asks"):
            plan_asks_buttons(board)
    if not case.changed:
        st.caption(f"Nothing changed {since}, {show_date(case.since)}.")
        return
    counted = f"{count_words(case.changes, 'change')} {since}, {show_date(case.since)}"
    last = f" (the newest {len(case.changed)})" if case.changes > len(case.changed) else ""
    with st.expander(f"{counted}{last}", key="case-changed"):
        for place, change in enumerate(case.changed):
            if change.task_id:
                st.button(
                    told_md(desk, change),
                    key=f"changed-{place}",
                    type="tertiary",
                    on_click=partial(open_drawer, change.task_id),
                )
            else:
                st.markdown(told_md(desk, change))


def _by(desk: Desk, said: Said) -> str:
    return f"{said.by}, {moment_words(desk, said.at)}"


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
