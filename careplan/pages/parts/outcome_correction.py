"""Values that were corrected, and the form in which one is: the value, the right one, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import streamlit as st

from careplan.coordination.corrections import Correction, correct
from careplan.coordination.done import Done
from careplan.coordination.outcomes import Outcomes
from careplan.measure import Measure
from careplan.medicine import DOSE
from careplan.observation import Observation
from careplan.pages.desk import Desk
from careplan.pages.parts import strip, unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.number_field import number_field
from careplan.pages.parts.outcome_entry import SAID
from careplan.pages.parts.outcome_words import value_words
from careplan.pages.parts.said import Back, say_done
from careplan.pages.parts.words import escape_md, label_md, show_date, unbroken

_OPEN: Final = "correct-open"


def outcome_corrections(desk: Desk, found: Outcomes) -> None:
    """Draw what was corrected, and the way to correct a value."""
    measures = desk.clinic.content.measures.by_id
    with st.container(gap="xxsmall", key="corrections"):
        if found.corrected:
            st.header("Corrected", anchor=False)
        for one in found.corrected:
            st.markdown(f":small[{escape_md(_told(desk, one, measures[one.measure]))}]")
        if found.may_record and _wrong(found):
            st.button("Correct a value", key="correct-value", on_click=_ask)


def _told(desk: Desk, one: Correction, measure: Measure) -> str:
    now = "taken back" if one.now is None else f"now {value_words(measure, one.now)}"
    who = f"{one.by}, {moment_words(desk, one.at)}"
    return f"{measure.short} of {show_date(one.day)}: was {value_words(measure, one.was)}, {now}. {one.reason} ({who})"


def _wrong(found: Outcomes) -> list[Observation]:
    """Return the values that may be corrected, the last first; the dose follows from the list."""
    seen = [one.seen for trend in found.trends for one in trend.values if trend.measure.id != DOSE]
    return sorted(seen, key=lambda one: one.day, reverse=True)


def _ask() -> None:
    st.session_state[_OPEN] = True


def correction_form(desk: Desk, found: Outcomes) -> None:
    """Open the form where it was asked for."""
    if st.session_state.pop(_OPEN, False) and found.may_record:
        title = f"Correct a value · {unbroken(found.patient_id)}"
        st.dialog(title, width="medium")(lambda: _draw(desk, found, _wrong(found)))()


def _draw(desk: Desk, found: Outcomes, wrong: Sequence[Observation]) -> None:
    measures = desk.clinic.content.measures.by_id
    words = [
        f"{measures[one.measure].short} {value_words(measures[one.measure], one.value)}, {show_date(one.day)}"
        for one in wrong
    ]
    at = st.selectbox(
        "Value",
        range(len(wrong)),
        format_func=lambda place: label_md(words[place]),
        index=None,
        key="correct-which",
        placeholder="Choose",
    )
    if at is None:
        return
    chosen = wrong[at]
    measure = measures[chosen.measure]
    taken_back = st.checkbox("It was never measured: take it back", key=f"correct-back-{at}")
    value, day = (None, None) if taken_back else _right(measure, chosen, at)
    why = unsent_text.one_line(desk, "Why it is corrected", key=f"correct-why-{found.plan_id}")
    if st.button("Correct", type="primary", key="correct-save"):
        attempt(
            lambda: _correct(desk, found, chosen, None if taken_back else _observation(chosen, value, day), why),
            used=lambda: unsent_text.sent(desk, f"correct-why-{found.plan_id}"),
        )


def _right(measure: Measure, chosen: Observation, at: int) -> tuple[Any, date | None]:
    key = f"correct-value-{at}"
    if measure.kind == "number":
        value: Any = number_field(f"Right value: {measure.short}", measure.number_range, key=key)
    elif measure.kind == "choice":
        words = {choice.id: choice.text for choice in measure.values}
        value = st.selectbox(
            "Right value", list(words), format_func=lambda name: label_md(words[name]), index=None, key=key
        )
    else:
        value = st.text_input("Right value", key=key) or None
    return value, day_field("Day", chosen.day, key=f"correct-day-{at}")


def _observation(chosen: Observation, value: Any, day: date | None) -> Observation:
    """Return the right value; a field that was left alone says that it is right as it stands."""
    return Observation(measure=chosen.measure, value=chosen.value if value is None else value, day=day or chosen.day)


def _correct(desk: Desk, found: Outcomes, wrong: Observation, right: Observation | None, why: str) -> Done:
    done = correct(desk.clinic, found.plan_id, wrong, right, actor=desk.actor, reason=why)
    say_done(SAID, strip.of_done(done).text, Back("Undo", (done.act,)) if done.can_undo else None)
    return done
