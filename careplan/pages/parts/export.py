"""Export CSV of lists: the file is made when the button is pressed, and that it left is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board, Show, Shown
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import measures_csv, plans_csv, tasks_csv
from careplan.coordination.patients import Narrowed
from careplan.exchange import measures_csv as measures_file
from careplan.exchange import plans_csv as plans_file
from careplan.exchange import tasks_csv as tasks_file
from careplan.pages.desk import Desk
from careplan.pages.parts.data_out import OF
from careplan.pages.parts.drawn_alone import Latest
from careplan.pages.parts.origin import origin
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import label_md

_WORDS: Final = "Export CSV"
_MIME: Final = "text/csv"


def export_board(desk: Desk, board: Board, scope: Latest[Scope]) -> None:
    """Draw Export CSV of a plan, for what is shown of it when the button is pressed."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    sheet = Sheet(address=origin(desk))
    file_button(
        desk,
        _WORDS,
        lambda: tasks_csv(desk.clinic, scope.value, actor=desk.actor, sheet=sheet),
        name=tasks_file.file_name(desk.today),
        mime=_MIME,
        key=f"export-{board.plan_id}",
    )


def other_files(desk: Desk, of: str) -> None:
    """Draw the way to the other files of a plan or patient."""
    if may(desk.clinic.catalogue, desk.actor, "export.plan"):
        st.page_link(desk.pages["data"], label="XLSX and FHIR", query_params={OF: of})


def export_tasks(desk: Desk, ids: Callable[[], tuple[str, ...]], *, key: str) -> None:
    """Draw Export CSV of a list of tasks; which they are is asked when the button is pressed."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    sheet = Sheet(address=origin(desk))
    file_button(
        desk,
        _WORDS,
        lambda: tasks_csv(desk.clinic, Scope(task_ids=ids()), actor=desk.actor, sheet=sheet),
        name=tasks_file.file_name(desk.today),
        mime=_MIME,
        key=key,
    )
    st.caption("A file that you export is no medical record and no order.")


def export_measures(desk: Desk, plan_id: str) -> None:
    """Draw Export CSV of the outcomes of a plan: one row a value, as the screen shows it."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    sheet = Sheet(address=origin(desk))
    file_button(
        desk,
        _WORDS,
        lambda: measures_csv(desk.clinic, Scope(plan_id=plan_id), actor=desk.actor, sheet=sheet),
        name=measures_file.file_name(desk.today),
        mime=_MIME,
        key=f"export-measures-{plan_id}",
    )


def board_scope(board: Board, show: Show, shown: Shown) -> Scope:
    """Return what belongs to a filter: a series is one line on the board and all its open sessions in the file."""
    if show is Show.ALL:
        return Scope(plan_id=board.plan_id)
    ids = tuple(line.id for line in shown.lines)
    return Scope(plan_id=board.plan_id, task_ids=ids, sessions=show is not Show.OVERDUE)


def export_patients(desk: Desk, which: Narrowed) -> None:
    """Draw Export CSV for the plans of a list of patients; many patients leave only with a reason."""
    if not may(desk.clinic.catalogue, desk.actor, "export.panel"):
        return
    with st.popover("Export CSV", key="patients-export"):
        reason = st.text_input("Why you export these patients", key="patients-export-why")
        scope, sheet = Scope(narrowed=which), Sheet(address=origin(desk), reason=reason)
        file_button(
            desk,
            "Export plans",
            lambda: plans_csv(desk.clinic, scope, actor=desk.actor, sheet=sheet),
            name=plans_file.file_name(desk.today),
            mime=_MIME,
            key="patients-export-file",
        )
        st.caption(label_md(desk.clinic.content.notices.notices.short))
