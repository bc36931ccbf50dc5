"""The entry of one visit: a line a measure, with what the value typed there comes to, and one press that keeps all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.done import Done
from careplan.coordination.outcomes import Outcomes
from careplan.coordination.visit_entry import DAY, MEDICINES, VALUE_SET, Visit
from careplan.coordination.visits import record_visit
from careplan.errors import CarePlanError
from careplan.further_asks import further_asks
from careplan.measure import Measure
from careplan.medicine import DOSE
from careplan.pages.desk import Desk
from careplan.pages.parts import strip, unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.drawn_alone import drawn_as_seen
from careplan.pages.parts.lead import lead_to
from careplan.pages.parts.number_field import number_field
from careplan.pages.parts.outcome_dose import dose_lines, list_entered
from careplan.pages.parts.outcome_entry_words import licence_words, said_of
from careplan.pages.parts.said import Back, say_done, say_nothing
from careplan.pages.parts.visit_fields import field, next_visit, typed
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
_NUMBER_PX: Final = 208


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
        day = _head(desk, found)
        shown = list(_shown(desk, found, day))
        for measure in shown:
            if measure.id == DOSE:
                dose_lines(desk, found, day)
            else:
                _line(desk, found, measure, day)
        if said := licence_words(shown):
            st.markdown(f":small[:gray[{escape_md(said)}]]")
        _foot(desk, found, shown, day)
    lead_to([field(found, shown[0].id)], refusal=str(st.session_state[_OPENED]), says="", beside=_BOX, key="visit-lead")


def _head(desk: Desk, found: Outcomes) -> date:
    """Draw the day, and the choice of what else was measured."""
    others = [m for m in desk.clinic.content.measures.measures if m not in found.asked]
    names = {measure.id: measure.short for measure in others}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width=_NUMBER_PX):
            day = day_field("Day of the visit", desk.today, key=field(found, DAY))
        with st.container():
            st.multiselect(
                "Add measures",
                list(names),
                format_func=lambda name: label_md(names[name]),
                key=field(found, "added"),
                placeholder="Any other of the 25",
            )
    return day or desk.today


def _shown(desk: Desk, found: Outcomes, day: date) -> Iterator[Measure]:
    """Yield the measures of the entry, each with its parts, and after a positive short score the full one (R15)."""
    measures = desk.clinic.content.measures
    chosen = (*(measure.id for measure in found.asked), *typed(found, "added", []))
    seen = tuple(one.seen for trend in found.trends for one in trend.values)
    further = further_asks(seen, chosen, measures, day)
    asked: list[str] = []
    for name in chosen:
        given = typed(found, name)
        asked += [
            name,
            *(one.name for one in further if one.after == name and given is not None and one.is_asked(given)),
        ]
    for name in dict.fromkeys(part for one in asked for part in measures.whole(one)):
        yield measures.by_id[name]


def _line(desk: Desk, found: Outcomes, measure: Measure, day: date) -> None:
    """Draw one measure: its field, what the value there comes to, and whether it is missing."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"visit-line-{measure.id}"):
        with st.container(width=_NUMBER_PX):
            _field(found, measure)
        with st.container(gap="xxsmall"):
            st.markdown(said_of(desk.clinic, found, measure, typed(found, measure.id), day))
            if measure.of is None:
                st.checkbox(label_md(f"{measure.short} missing"), key=field(found, f"missing-{measure.id}"))
    if typed(found, f"missing-{measure.id}", False):
        unsent_text.one_line(
            desk, label_md(f"Why is it missing? {measure.short}"), key=field(found, f"why-{measure.id}")
        )
    if measure.id == VALUE_SET and typed(found, VALUE_SET) is not None:
        unsent_text.one_line(
            desk, "Value set by which the EQ-5D index was computed", key=field(found, f"note-{measure.id}")
        )


def _field(found: Outcomes, measure: Measure) -> None:
    key = field(found, measure.id)
    if measure.kind == "number":
        number_field(measure.short, measure.number_range, key=key)
    elif measure.kind == "choice":
        words = {choice.id: choice.text for choice in measure.values}
        st.selectbox(
            label_md(measure.short),
            list(words),
            index=None,
            format_func=lambda name: label_md(words[name]),
            placeholder="Choose",
            key=key,
        )
    else:
        st.text_input(label_md(f"{measure.short}, {measure.range}"), key=key)


def _foot(desk: Desk, found: Outcomes, shown: Sequence[Measure], day: date) -> None:
    with st.container(horizontal=True, gap="small"):
        saved = st.button("Save visit", type="primary", key="visit-save")
        left = st.button("Cancel", key="visit-cancel")
    if saved:
        _save(desk, found, shown, day)
    elif left:
        _close(desk, found, shown)
    refused: tuple[str, str, tuple[str, ...]] | None = st.session_state.get(_REFUSED)
    with st.container(key="visit-refusal", gap="xxsmall"):
        if refused:
            st.error(label_md(refused[1]))
    if refused:
        keys = [field(found, key) for name in refused[2] for key in (f"why-{name}", f"note-{name}", name)]
        lead_to(keys, refusal=refused[0], says=refused[1], beside="visit-refusal", key="visit-refused-lead")


def _save(desk: Desk, found: Outcomes, shown: Sequence[Measure], day: date) -> None:
    try:
        visit, press = _entered(desk, found, shown, day), str(st.session_state[_OPENED])
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


def _entered(desk: Desk, found: Outcomes, shown: Sequence[Measure], day: date) -> Visit:
    """Return what was entered; a field that was left alone says nothing."""
    names = [measure.id for measure in shown if measure.id != DOSE]
    missing = [measure.id for measure in shown if typed(found, f"missing-{measure.id}", False)]
    values = {name: value for name in names if (value := typed(found, name)) not in (None, "")}
    notes = {name: str(typed(found, f"note-{name}", "")) for name in values if typed(found, f"note-{name}", "")}
    return Visit(
        day,
        values,
        {name: str(typed(found, f"why-{name}", "")) for name in missing},
        notes,
        list_entered(found, day, desk.today),
    )
