"""Brings an edited file back: choose it, look at what it would change, apply what is ticked."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Final, NamedTuple
from uuid import uuid4

import streamlit as st

from careplan.coordination.import_apply import apply_file
from careplan.coordination.importing import SAID_NO, preview
from careplan.coordination.offers import Preview
from careplan.coordination.undo import undo
from careplan.errors import CarePlanError
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.fhir_reading import looks_like_fhir
from careplan.exchange.file_kinds import FileKind
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.data_fhir_in import draw_other
from careplan.pages.parts.import_wire import import_wire, passed_over_md
from careplan.pages.parts.revision import revision_lines
from careplan.pages.parts.revision.component import latest_turned
from careplan.pages.parts.said import Back, draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import count_words, escape_md, label_md

IMPORT: Final = "import"
"""The place of it on the page, and of what is said there."""
_LINES: Final = "import-lines"
_ORDER: Final = "import-order"
_WHY: Final = "import-why"
_SEEN: Final = "import-seen"
_MOST_REFUSED: Final = 20
_WHY_WORDS: Final = {
    FileKind.TASKS: "Reason, for work of other roles",
    FileKind.MEASURES: "Reason, for corrected values",
}
_ORDER_WORDS: Final = {
    DayOrder.DAY_FIRST: "Day first: 4.5.2026 is 4 May",
    DayOrder.MONTH_FIRST: "Month first: 4/5/2026 is 5 April",
    DayOrder.YEAR_FIRST: "Year first: 2026/5/4 is 4 May",
}


_WHAT: Final = "File that was edited, or FHIR of another clinic"
_FLAGS: Final = (
    "A value that meets the numbers of a red flag opens it, as on the Outcomes screen. A red flag is not undone, so an "
    "import that opens one has no Undo."
)
_HOW: Final = (
    "Take tasks or outcomes out as CSV, change them in a spreadsheet, and choose the file here. A care plan of another "
    "clinic, or a template, comes as FHIR R4 (JSON). Nothing is changed before you press Apply."
)


class _File(NamedTuple):
    """A file that was chosen."""

    id: str
    data: bytes


class _Seen(NamedTuple):
    """A file as it was looked at, and how its days were read; `press` names a press of Apply for it."""

    file: str
    order: DayOrder | None
    preview: Preview
    press: str


def draw_import(desk: Desk) -> None:
    """Draw the way in, and what the chosen file would change."""
    st.header("Import", anchor=IMPORT)
    chosen = st.file_uploader(_WHAT, type=["csv", "txt", "tsv", "json"], key="import-file")
    draw_said(IMPORT, partial(_take_back, desk))
    if chosen is None:
        st.caption(_HOW)
        st.session_state.pop(_SEEN, None)
        return
    file = _File(chosen.file_id, chosen.getvalue())
    if looks_like_fhir(BytesIO(file.data)):
        draw_other(desk, file.id, file.data)
        return
    try:
        seen = _looked_at(desk, file)
    except CarePlanError as refused:
        st.error(escape_md(str(refused)))
        return
    if seen.preview.orders:
        _ask_order(seen.preview)
        return
    _draw(desk, file, seen)


def _looked_at(desk: Desk, file: _File) -> _Seen:
    """Return what the file would change; it is looked at once, and again after something was applied."""
    order = st.session_state.get(_ORDER)
    seen: _Seen | None = st.session_state.get(_SEEN)
    if seen is None or (seen.file, seen.order) != (file.id, order):
        found = preview(desk.clinic, BytesIO(file.data), actor=desk.actor, order=order)
        seen = st.session_state[_SEEN] = _Seen(file.id, order, found, uuid4().hex)
    return seen


def _ask_order(found: Preview) -> None:
    words = _ORDER_WORDS.__getitem__
    st.radio("How does this file write its days?", found.orders, format_func=words, index=None, key=_ORDER)


def _draw(desk: Desk, file: _File, seen: _Seen) -> None:
    found = seen.preview
    if found.says_nothing:
        st.info(SAID_NO)
        return
    if found.strange:
        st.caption(f"Passed over: {escape_md(', '.join(found.strange))}. These columns are not careplan’s.")
    keys = [one.key for one in found.offers]
    if keys:
        revision_lines(import_wire(desk, found), keys, key=_LINES)
    if found.passed_over:
        title = f"Not taken: {count_words(len(found.passed_over), 'cell', 'cells')}"
        with st.expander(label_md(title), expanded=not keys):
            st.markdown("\n".join(passed_over_md(desk, found.passed_over, _MOST_REFUSED)))
    if keys:
        _draw_act(desk, file, seen, keys)


def _draw_act(desk: Desk, file: _File, seen: _Seen, keys: list[str]) -> None:
    taken = _taken(seen.preview, keys)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="import-act"):
        with st.container(width="stretch"):
            unsent_text.one_line(desk, _WHY_WORDS[seen.preview.kind], key=_WHY)
        st.button(
            label_md(f"Apply {count_words(len(taken), 'change', 'changes')}"),
            type="primary",
            key="import-apply",
            disabled=not taken,
            on_click=partial(_apply, desk, file, seen, keys),
        )

    if seen.preview.kind is FileKind.MEASURES:
        st.caption(_FLAGS)


def _taken(found: Preview, keys: list[str]) -> list[str]:
    """Return the keys of what is ticked."""
    turned = latest_turned(keys, key=_LINES)
    offered = {one.key: one.ticked for one in found.offers}
    return [key for key, ticked in offered.items() if ticked is not (key in turned)]


def _apply(desk: Desk, file: _File, seen: _Seen, keys: list[str]) -> None:
    say_nothing(IMPORT)
    st.session_state.pop(_SEEN, None)  # whatever comes of it, the file is looked at anew
    try:
        came = apply_file(
            desk.clinic,
            BytesIO(file.data),
            _taken(seen.preview, keys),
            looked_at=seen.preview,
            actor=desk.actor,
            order=seen.order,
            because=str(st.session_state.get(_WHY, "")),
            key=seen.press,
        )
    except CarePlanError as refused:
        say_refused(IMPORT, refused)
        return
    unsent_text.sent(desk, _WHY)
    say(of_done(came.done))
    say_done(IMPORT, f"{came.done.words}.", Back("Undo", (came.done.act,)), warns=bool(came.refused))


def _take_back(desk: Desk, act: str) -> None:
    st.session_state.pop(_SEEN, None)
    try:
        say_done(IMPORT, f"{undo(desk.clinic, act, actor=desk.actor).words}.")
    except CarePlanError as refused:
        say_refused(IMPORT, refused)
