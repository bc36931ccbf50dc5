"""Buttons that take a file away: it is made when the button is pressed, and that it left is written down."""

from __future__ import annotations

from collections.abc import Callable

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
from careplan.pages.parts.words import label_md
from careplan.text_length import too_long


def export_board(desk: Desk, board: Board, scope: Latest[Scope]) -> None:
    """Draw Export CSV of a plan, for what is shown of it when the button is pressed."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    sheet = Sheet(address=origin(desk))
    st.download_button(
        "Export CSV",
        data=lambda: b"".join(tasks_csv(desk.clinic, scope.value, actor=desk.actor, sheet=sheet)),
        file_name=tasks_file.file_name(desk.today),
        mime="text/csv",
        on_click="ignore",
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
    st.download_button(
        "Export CSV",
        data=lambda: b"".join(tasks_csv(desk.clinic, Scope(task_ids=ids()), actor=desk.actor, sheet=sheet)),
        file_name=tasks_file.file_name(desk.today),
        mime="text/csv",
        on_click="ignore",
        key=key,
    )
    st.caption("A file that you export is no medical record and no order.")


def export_measures(desk: Desk, plan_id: str) -> None:
    """Draw Export CSV of the outcomes of a plan: one row a value, as the screen shows it."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    sheet = Sheet(address=origin(desk))
    st.download_button(
        "Export CSV",
        data=lambda: b"".join(measures_csv(desk.clinic, Scope(plan_id=plan_id), actor=desk.actor, sheet=sheet)),
        file_name=measures_file.file_name(desk.today),
        mime="text/csv",
        on_click="ignore",
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
        refused = too_long("The reason", reason)
        if refused:
            st.error(label_md(refused))
        scope, sheet = Scope(narrowed=which), Sheet(address=origin(desk), reason=reason)
        st.download_button(
            "Export plans",
            data=lambda: b"".join(plans_csv(desk.clinic, scope, actor=desk.actor, sheet=sheet)),
            file_name=plans_file.file_name(desk.today),
            mime="text/csv",
            on_click="ignore",
            disabled=bool(refused) or not reason.strip(),
            key="patients-export-file",
        )
        st.caption(label_md(desk.clinic.content.notices.notices.short))
