"""The list behind a number of the Clinic screen: tasks of a role, or the patients that a figure counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.clinic_view import (
    PAGE,
    ClinicView,
    TaskPage,
    hand_offs_of,
    held_up_by,
    plans_of,
    work_of,
)
from careplan.coordination.patients import Narrowed
from careplan.coordination.work import Section
from careplan.figures import REACHED_MEASURES
from careplan.pages.desk import Desk
from careplan.pages.parts.clinic_blocks import (
    ASSESSED,
    BY_ROLE,
    HELD,
    MISSING,
    NO,
    NOT_ASSESSED,
    OFFERED,
    UNANSWERED,
    YES,
    period_words,
)
from careplan.pages.parts.clinic_ways import LIST, Asked, asked_of, list_in_address
from careplan.pages.parts.export import export_patients, export_tasks
from careplan.pages.parts.list_acts import handle
from careplan.pages.parts.patient_list import patient_list
from careplan.pages.parts.patient_rows import patient_row
from careplan.pages.parts.strip import said
from careplan.pages.parts.task_rows import rows_of
from careplan.pages.parts.tasks import Foot, Group, TaskList, task_list
from careplan.pages.parts.unsent_text import notes
from careplan.pages.parts.words import count_words, escape_md
from careplan.pages.parts.work_list import TITLES
from careplan.pressed import Act, ActKind

_ROWS: Final = "rows"
_MOST: Final = 1000
_OF_PLANS: Final = {
    ASSESSED: "Plans with a full assessment",
    NOT_ASSESSED: "Plans without a full assessment yet",
    YES: "reached the smallest change that matters",
    NO: "did not reach the smallest change that matters yet",
    MISSING: "no value after the baseline",
}


def chosen_list(desk: Desk) -> Asked | None:
    """Return the list that the address names; None for the figures, and for what is no list."""
    asked = asked_of(list_in_address())
    known_role = asked.of in {role.id for role in desk.clinic.catalogue.roles.values() if not role.account_only}
    if asked.kind in (HELD, *(section.value for section in BY_ROLE)):
        return asked if known_role else None
    if asked.kind in (YES, NO, MISSING):
        return asked if asked.of in REACHED_MEASURES else None
    return asked if asked.kind in (ASSESSED, NOT_ASSESSED, OFFERED, UNANSWERED) and not asked.of else None


def clinic_list(desk: Desk, seen: ClinicView, asked: Asked) -> None:
    """Draw the list, and the way back to the figures."""
    ids = _plan_ids(seen, asked)
    if ids is not None:
        _plans(desk, seen, asked, ids)
    elif asked.kind == HELD:
        words = f"Waiting past their day for the {desk.clinic.role_words(asked.of).lower()}"
        _tasks(desk, words, partial(held_up_by, desk.clinic, asked.of, actor=desk.actor), by_role=False)
    elif asked.kind in (OFFERED, UNANSWERED):
        late = asked.kind == UNANSWERED
        words = "Hand-offs without an answer" if late else "Hand-offs not yet accepted"
        _tasks(desk, words, partial(hand_offs_of, desk.clinic, late=late, actor=desk.actor), by_role=False)
    else:
        section = Section(asked.kind)
        words = f"{desk.clinic.role_words(asked.of)}: {TITLES[section].lower()}"
        _tasks(desk, words, partial(work_of, desk.clinic, asked.of, section, actor=desk.actor), by_role=True)


def _plan_ids(seen: ClinicView, asked: Asked) -> tuple[str, ...] | None:
    """Return the plans that a figure counts; None where the list is one of tasks."""
    if asked.kind == ASSESSED:
        return tuple(seen.assessment.days)
    if asked.kind == NOT_ASSESSED:
        return seen.assessment.missing
    for measure, share in seen.reached:
        if measure.id == asked.of:
            return {YES: share.yes, NO: share.no, MISSING: share.missing}.get(asked.kind)
    return None


def _tasks(desk: Desk, words: str, ask: Callable[..., TaskPage], *, by_role: bool) -> None:
    """Draw a list of tasks; `ask` gives its first lines, as many as are asked for."""
    _way_back()
    page = ask(rows=_rows())
    rows = rows_of(page.lines, today=desk.today, words=desk.clinic.role_words, by_role=by_role)
    feet = (Foot("more", f"Show {PAGE} more", None),) if page.total > len(rows) else ()
    group = Group("list", words, None, rows, count=page.total, feet=feet)
    listed = TaskList(
        (group,) if rows else (), said(f"1-{len(rows)} of {page.total}" if rows else ""), empty="Nothing is left here."
    )
    task_list(listed, key="clinic-list", on_act=lambda act: _act(desk, act, len(rows)), notes=notes(desk))
    if rows:
        export_tasks(desk, lambda: tuple(line.id for line in ask(rows=page.total).lines), key="clinic-export")


def _act(desk: Desk, act: Act, shown: int) -> None:
    if act.kind is ActKind.MORE:
        _more(shown)
    else:
        handle(desk, act)


def _plans(desk: Desk, seen: ClinicView, asked: Asked, ids: tuple[str, ...]) -> None:
    short = f"{desk.clinic.content.measures.by_id[asked.of].short}: " if asked.of else ""
    _title(f"{short}{_OF_PLANS[asked.kind]}", f"{count_words(len(ids), 'patient')}. {period_words(seen.period)}.")
    found = plans_of(desk.clinic, ids, actor=desk.actor, rows=_rows())
    words = {"role_words": desk.clinic.role_words, "cause_words": desk.clinic.cause_words}
    rows = [patient_row(line, today=desk.today, **words) for line in found.lines]
    if rows:
        patient_list(rows, key="clinic-patients", on_open=lambda patient: desk.go("patient", id=patient))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(f"{len(rows)} of {count_words(found.total, 'patient')}")
        if found.total > len(rows):
            st.button(f"Show {PAGE} more", key="clinic-more", on_click=_more, args=(len(rows),))
        if rows:
            export_patients(desk, Narrowed(plan_ids=ids))


def _title(words: str, count: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _way_back()
        st.markdown(f"**{escape_md(words)}** :gray[{escape_md(count)}]", width="stretch")


def _way_back() -> None:
    st.button("All figures", key="clinic-back", icon=":material/arrow_back:", on_click=_back)


def _back() -> None:
    for name in (LIST, _ROWS):
        st.query_params.pop(name, None)


def _rows() -> int:
    asked = str(st.query_params.get(_ROWS, ""))
    return int(asked) if asked.isascii() and asked.isdigit() and PAGE < int(asked) <= _MOST else PAGE


def _more(shown: int) -> None:
    st.query_params[_ROWS] = str(shown + PAGE)
