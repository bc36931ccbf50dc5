"""Export CSV of My work: the tasks of what is filtered, one row each."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import tasks_csv
from careplan.coordination.work import work_ids
from careplan.exchange import tasks_csv as tasks_file
from careplan.pages.desk import Desk
from careplan.pages.parts.drawn_alone import Latest
from careplan.pages.parts.origin import origin
from careplan.pages.parts.work_view import WorkView


def work_export(desk: Desk, view: Latest[WorkView]) -> None:
    """Draw the button; the file is made when it is pressed, of what is shown then."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    address = origin(desk)
    st.download_button(
        "Export CSV",
        data=lambda: export_file(desk, view.value, address),
        file_name=tasks_file.file_name(desk.today),
        mime="text/csv",
        on_click="ignore",
        key="export-work",
    )
    st.caption("A file that you export is no medical record and no order.")


def export_file(desk: Desk, view: WorkView, address: str) -> bytes:
    """Return the tasks of what is shown of a person's work as a file."""
    ids = work_ids(desk.clinic, desk.actor, view.sections(), view.beside())
    return b"".join(tasks_csv(desk.clinic, Scope(task_ids=ids), actor=desk.actor, sheet=Sheet(address)))
