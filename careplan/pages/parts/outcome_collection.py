"""What is to be collected when: what is due now, and what is missing or was not taken at each expected time."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from careplan.collection import BASELINE, Collected, CollectionState, TimePoint
from careplan.coordination.outcomes import Outcomes
from careplan.pages.desk import Desk
from careplan.pages.parts.words import GLYPHS, Shape, escape_md, short_date


def outcome_collection(desk: Desk, found: Outcomes) -> None:
    """Draw it: what is due first, then a line for each expected time."""
    st.header("Collection", anchor=False)
    points = _worth_telling(found.collected)
    told = (_point(desk, point, [row for row in found.collected if row.point == point]) for point in points)
    st.markdown("  \n".join((_due(desk, found), *told)))


def _due(desk: Desk, found: Outcomes) -> str:
    if not found.due:
        return f":green[{GLYPHS[Shape.CHECK]}] Nothing is due now."
    until = max(row.point.closes for row in found.due)
    names = ", ".join(row.measure.short for row in found.due)
    return f":orange-badge[{GLYPHS[Shape.CALENDAR]} Due until {short_date(until, today=desk.today)}] {escape_md(names)}"


def _worth_telling(rows: Iterable[Collected]) -> list[TimePoint]:
    """Return the baseline and the full sets, and of the reviews the one that is due or was last."""
    points = list(dict.fromkeys(row.point for row in rows))
    begun = [
        point for point in points if any(row.point == point and row.state is not CollectionState.AHEAD for row in rows)
    ]
    last_review = [point for point in begun if point.of_review][-1:]
    return [point for point in points if not point.of_review or point in last_review]


def _point(desk: Desk, point: TimePoint, rows: list[Collected]) -> str:
    """Return one expected time in Markdown: how much of it is there, what is missing and why, what was not taken."""
    taken = sum(row.state is CollectionState.COLLECTED for row in rows)
    name = f"{point.name} after the operation" if point.of_operation else point.name
    if all(row.state is CollectionState.AHEAD for row in rows):
        return f":small[**{escape_md(name)}** :gray[from {short_date(point.opens, today=desk.today)}]]"
    window = "" if point.key == BASELINE else f", {short_date(point.target, today=desk.today)}"
    parts = [f"**{escape_md(name)}**{window}: {taken} of {len(rows)}"]
    missing = [f"{row.measure.short} ({row.because.rstrip('.')})" for row in rows if row.because]
    not_taken = [row.measure.short for row in rows if row.state is CollectionState.MISSED]
    if missing:
        parts.append(f"missing: {escape_md(', '.join(missing))}")
    if not_taken:
        parts.append(f"not taken: {escape_md(', '.join(not_taken))}")
    return f":small[{' · '.join(parts)}]"
