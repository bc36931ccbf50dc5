"""Takes a file away: what is in it, of whom, and how many rows that is before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

import streamlit as st

from careplan.coordination.export_rows import Kind, Scope, Sheet
from careplan.coordination.exports import measures_csv, plans_csv, rows_of, tasks_csv, workbook
from careplan.errors import CarePlanError
from careplan.exchange import measures_csv as measures_file
from careplan.exchange import plans_csv as plans_file
from careplan.exchange import tasks_csv as tasks_file
from careplan.exchange import workbook as workbook_file
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import in_address, into_address
from careplan.pages.parts.choices import Choice, choices
from careplan.pages.parts.data_documents import draw_documents
from careplan.pages.parts.data_fhir import draw_fhir
from careplan.pages.parts.origin import origin
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import count_words, escape_md, label_md

_FILE: Final = "file"
OF: Final = "of"
"""The part of the address that names a patient or plan."""
_WHOSE: Final = "data-whose"
_WHY: Final = "data-why"


class _File(NamedTuple):
    words: str
    row: tuple[str, str]
    chunks: Callable[..., Iterator[bytes]]
    name: Callable[..., str]
    mime: str = "text/csv"


_FILES: Final = {
    Kind.TASKS.value: _File("Tasks", ("task", "tasks"), tasks_csv, tasks_file.file_name),
    Kind.PLANS.value: _File("Plans", ("plan", "plans"), plans_csv, plans_file.file_name),
    Kind.MEASURES.value: _File("Outcomes", ("value", "values"), measures_csv, measures_file.file_name),
}
_WORKBOOK: Final = _File(
    "Workbook",
    ("", ""),
    workbook,
    workbook_file.file_name,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_WORDS: Final = {code: file.words for code, file in _FILES.items()}


def draw_export(desk: Desk) -> None:
    """Draw what is to leave, and the button that makes the file."""
    st.header("Export", anchor=False)
    kind = in_address(_FILE, _WORDS)
    choices(
        Choice(_FILE, "What is in the file", _WORDS, kind),
        key="data-file",
        on_choose=partial(into_address, default=Kind.TASKS.value),
    )
    whose = _whose()
    reason = "" if whose else st.text_input("Why all these patients leave", key=_WHY)
    names = st.checkbox("Include names", value=True, key="data-names")
    scope, sheet = _scope(whose), Sheet(address=origin(desk), names=names, reason=reason)
    counted = _counted(desk, scope)
    with st.container(horizontal=True, gap="small", key="data-buttons"):
        _button(desk, "Export CSV", _FILES[kind], scope, sheet, off=not counted)
        _button(desk, "Export XLSX", _WORKBOOK, scope, sheet, off=not counted)
    if counted:
        st.caption(label_md(f"CSV: {counted[kind]}. XLSX: {', '.join(counted.values())}, each on its sheet."))
    draw_fhir(desk, scope, reason, known=bool(counted), off=not counted)
    st.caption(label_md(desk.clinic.content.notices.notices.short))
    draw_documents(desk, whose)


def _whose() -> str:
    """Ask for a patient or plan; a link from one names it in the address, until another is typed."""
    if OF in st.query_params:
        st.session_state[_WHOSE] = st.query_params[OF]
    asked = st.text_input(
        "Patient or plan",
        key=_WHOSE,
        placeholder="All patients of my teams",
        on_change=partial(into_address, OF, ""),
    )
    return asked.strip()


def _button(desk: Desk, label: str, file: _File, scope: Scope, sheet: Sheet, *, off: bool) -> None:
    file_button(
        desk,
        label,
        lambda: file.chunks(desk.clinic, scope, actor=desk.actor, sheet=sheet),
        name=file.name(desk.today),
        mime=file.mime,
        primary=file is not _WORKBOOK,
        off=off,
        key=f"data-{label.split()[-1].lower()}",
    )


def _scope(whose: str) -> Scope:
    if not whose:
        return Scope()
    return Scope(plan_id=whose) if whose.startswith("PL-") else Scope(patient_id=whose)


def _counted(desk: Desk, scope: Scope) -> dict[str, str]:
    """Return how many rows each file would have, in words; none, and why, where they cannot leave."""
    try:
        return {
            code: count_words(rows_of(desk.clinic, Kind(code), scope, actor=desk.actor), *file.row)
            for code, file in _FILES.items()
        }
    except CarePlanError as refused:
        tell = st.error if scope != Scope() else st.info  # of all patients nobody has asked yet
        tell(escape_md(str(refused)))
        return {}
