"""What is asked in the entry of a visit: the day, a line for each measure, and what was not obtained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import streamlit as st

from careplan.coordination.outcomes import Outcomes
from careplan.coordination.visit_entry import DAY
from careplan.further_asks import further_asks
from careplan.measure import Measure
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.number_field import number_field
from careplan.pages.parts.outcome_entry_words import said_of
from careplan.pages.parts.visit_fields import field, typed
from careplan.pages.parts.words import label_md

MISSING: Final = "missing"
"""The field of what was not obtained."""
_NUMBER_PX: Final = 208
_LINE_PX: Final = 384
"""What is said of a value has its place beside two others; the field itself is as wide as a number asks for."""


def visit_head(desk: Desk, found: Outcomes) -> date:
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


def visit_measures(desk: Desk, found: Outcomes, day: date) -> Iterator[Measure]:
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


def visit_line(desk: Desk, found: Outcomes, measure: Measure, day: date) -> None:
    """Draw one measure: its field, and what the value there comes to."""
    with st.container(width=_LINE_PX, gap="xxsmall", key=f"visit-line-{measure.id}"):
        _field(found, measure)
        st.markdown(said_of(desk.clinic, found, measure, typed(found, measure.id), day))
        if measure.note and typed(found, measure.id) is not None:
            unsent_text.one_line(desk, label_md(measure.note), key=field(found, f"note-{measure.id}"))


def visit_missing(desk: Desk, found: Outcomes, shown: Iterable[Measure]) -> None:
    """Draw what was not obtained at the visit, and why, for each."""
    names = {measure.id: measure.short for measure in shown if measure.of is None}
    chosen = st.pills(
        "Missing",
        list(names),
        selection_mode="multi",
        format_func=lambda name: label_md(names[name]),
        key=field(found, MISSING),
    )
    for name in chosen:
        unsent_text.one_line(desk, label_md(f"Why is it missing? {names[name]}"), key=field(found, f"why-{name}"))


def _field(found: Outcomes, measure: Measure) -> None:
    key = field(found, measure.id)
    if measure.kind == "number":
        number_field(measure.short, measure.number_range, key=key, width=_NUMBER_PX)
    elif measure.kind == "choice":
        words = {choice.id: choice.text for choice in measure.values}
        st.selectbox(
            label_md(measure.short),
            list(words),
            index=None,
            format_func=lambda name: label_md(words[name]),
            placeholder="Choose",
            key=key,
            width=_NUMBER_PX,
        )
    else:
        st.text_input(
            label_md(f"{measure.short}, {measure.range}"),
            key=key,
            width=_NUMBER_PX,
        )
