"""The entry of one visit: a line a measure, with what the value typed there comes to, and one press that keeps all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.done import Done
from careplan.coordination.outcomes import Outcomes
from careplan.coordination.visit_entry import MEDICINES, Visit
from careplan.coordination.visits import record_visit
from careplan.errors import CarePlanError
from careplan.measure import Measure, MeasureFile
from careplan.medicine import DOSE
from careplan.pages.desk import Desk
from careplan.pages.parts import strip, unsent_text
from careplan.pages.parts.drawn_alone import drawn_as_seen
from careplan.pages.parts.lead import lead_to
from careplan.pages.parts.outcome_dose import SAVE_UNCHANGED, dose_lines, list_entered
from careplan.pages.parts.outcome_entry_words import licence_words
from careplan.pages.parts.outcome_words import content_words
from careplan.pages.parts.said import Back, say_done, say_nothing
from careplan.pages.parts.typing import heed_typing
from careplan.pages.parts.visit_fields import field, next_visit, typed
from careplan.pages.parts.visit_lines import MISSING, visit_head, visit_line, visit_measures, visit_missing
from careplan.pages.parts.words import escape_md, label_md

RECORD: Final = "record"
"""The part of the address that opens the entry."""
VISIT: Final = "visit"
"""What stands there."""
SAID: Final = "outcomes"
"""The place that says what was recorded."""
_BOX: Final = "visit"
_REFUSED: Final = "visit-refused"
_OPENED: Final = "visit-opened"


def is_recording() -> bool:
    """Whether the address asks for the entry."""
    return RECORD in st.query_params


def open_entry() -> None:
    """Open the entry on its screen."""
    _begin()
    st.query_params[RECORD] = VISIT


def _begin() -> None:
    """Let the entry begin anew, with nothing said of the visit before."""
    st.session_state[_OPENED] = uuid4().hex
    st.session_state.pop(_REFUSED, None)
    say_nothing(SAID)


def record_outcome_button(desk: Desk, board: Board) -> None:
    """Draw the way from the overview to the entry, where this person may record."""
    if board.is_open and board.reads_until is None and may(desk.clinic.catalogue, desk.actor, "outcome.record"):
        st.button("Record outcome", key="record-outcome", on_click=partial(_go_and_record, desk, board.patient_id))


def _go_and_record(desk: Desk, patient_id: str) -> None:
    _begin()
    desk.go("outcomes", patient=patient_id, **{RECORD: VISIT})


def outcome_entry(desk: Desk, found: Outcomes) -> None:
    """Draw the entry where it is asked for and this person may record; what is typed draws the entry alone."""
    if is_recording() and found.may_record:
        st.session_state.setdefault(_OPENED, uuid4().hex)
        drawn_as_seen(desk, lambda: _draw(desk, found))


def _draw(desk: Desk, found: Outcomes) -> None:
    with st.container(border=True, gap="small", key=_BOX):
        st.header("Record outcome", anchor=False)
        day = visit_head(desk, found)
        shown = list(visit_measures(desk, found, day))
        with st.container(horizontal=True, gap="small", key="visit-scores"):
            for measure in shown:
                if measure.id != DOSE:
                    visit_line(desk, found, measure, day)
        unchanged = dose_lines(desk, found, day)
        visit_missing(desk, found, shown)
        _foot(desk, found, shown, day, unchanged)
        _about(desk.clinic.content.measures, [measure for measure in shown if measure.of is None])
    heed_typing(_BOX, key="visit-typing")
    lead_to([field(found, shown[0].id)], refusal=str(st.session_state[_OPENED]), says="", beside=_BOX, key="visit-lead")


def _about(known: MeasureFile, shown: Sequence[Measure]) -> None:
    """Draw whose instruments these are, and how each is scored and read."""
    if said := licence_words(shown, known):
        st.markdown(f":small[:gray[{escape_md(said)}]]")
    with st.expander("How they are scored and read"):
        st.markdown("\n".join(f"- {escape_md(content_words(measure, known))}" for measure in shown))


def _foot(desk: Desk, found: Outcomes, shown: Sequence[Measure], day: date, unchanged: bool | None) -> None:
    """Draw what saves the visit, with the medicine list as it stands too, and what leaves the entry.

    `unchanged`: whether the list on the screen is that on record; None where none is, or this person confirms none.
    """
    with st.container(horizontal=True, gap="small"):
        saved = st.button("Save visit", type="primary", key="visit-save")
        if unchanged is not None:
            with_list = st.button(SAVE_UNCHANGED, key="visit-save-unchanged", disabled=not unchanged)
        else:
            with_list = False
        left = st.button("Cancel", key="visit-cancel")
    if saved or with_list:
        _save(desk, found, shown, day, with_list=with_list)
    elif left:
        _close(desk, found, shown)
    refused: tuple[str, str, tuple[str, ...]] | None = st.session_state.get(_REFUSED)
    with st.container(key="visit-refusal", gap="xxsmall"):
        if refused:
            st.error(label_md(refused[1]))
    if refused:
        keys = [field(found, key) for name in refused[2] for key in (f"why-{name}", f"note-{name}", name)]
        lead_to(keys, refusal=refused[0], says=refused[1], beside="visit-refusal", key="visit-refused-lead")


def _save(desk: Desk, found: Outcomes, shown: Sequence[Measure], day: date, *, with_list: bool) -> None:
    try:
        visit, press = _entered(desk, found, shown, day, with_list), str(st.session_state[_OPENED])
        done = record_visit(desk.clinic, found.plan_id, visit, actor=desk.actor, key=press)
    except CarePlanError as error:
        st.session_state[_REFUSED] = (uuid4().hex, str(error), error.about)
    else:
        _say(done)
        _close(desk, found, shown)


def _say(done: Done) -> None:
    strip.say(strip.of_done(done))
    back = Back("Undo", (done.act,)) if done.can_undo else None
    say_done(SAID, strip.of_done(done).text, back, warns=not done.can_undo)


def _close(desk: Desk, found: Outcomes, shown: Sequence[Measure]) -> None:
    """Close the entry and draw the screen anew; the next visit begins with empty fields."""
    texts = [f"{kind}-{measure.id}" for measure in shown for kind in ("why", "note")]
    unsent_text.sent(desk, *(field(found, name) for name in (*texts, MEDICINES)))
    st.session_state.pop(_REFUSED, None)
    st.session_state.pop(_OPENED, None)
    st.query_params.pop(RECORD, None)
    next_visit()
    st.rerun()


def _entered(desk: Desk, found: Outcomes, shown: Sequence[Measure], day: date, with_list: bool) -> Visit:
    """Return what was entered; a field that was left alone says nothing."""
    names = [measure.id for measure in shown if measure.id != DOSE]
    missing = [measure.id for measure in shown if measure.id in typed(found, MISSING, [])]
    values = {name: value for name in names if (value := typed(found, name)) not in (None, "")}
    notes = {name: str(typed(found, f"note-{name}", "")) for name in values if typed(found, f"note-{name}", "")}
    return Visit(
        day,
        values,
        {name: str(typed(found, f"why-{name}", "")) for name in missing},
        notes,
        list_entered(found, day, desk.today, with_list=with_list),
    )
