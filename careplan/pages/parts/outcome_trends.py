"""The trends: what the response rule says, the events of the plan, and a chart with its table for each measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st

from careplan.coordination.alerts import OpenAlert
from careplan.coordination.outcomes import Outcomes
from careplan.coordination.patient_words import change_words
from careplan.coordination.trends import FOLLOWED, TakenValue, Trend
from careplan.medicine import DOSE
from careplan.pages.desk import Desk
from careplan.pages.parts.alert import draw_alert
from careplan.pages.parts.drawn_alone import drawn_as_seen
from careplan.pages.parts.outcome_charts import span_of, trend_chart
from careplan.pages.parts.outcome_dose import dose_sum
from careplan.pages.parts.outcome_verdict import verdict_words
from careplan.pages.parts.outcome_words import (
    Marked,
    absent_words,
    chart_words,
    content_words,
    marked_events,
    moved_words,
    name_of,
    plan_events,
    point_words,
    reading_words,
    value_words,
)
from careplan.pages.parts.words import escape_md, label_md, short_date, show_date
from careplan.safety_rule import Severity

_KEY: Final = (
    "On the charts: numbers are the events above, the thin line is today, the green line the smallest change that "
    "matters, the grey band measurement error around the baseline, the bars at the foot the expected times, dark where "
    "collected."
)


def outcome_summary(desk: Desk, found: Outcomes) -> None:
    """Draw what the response rule says, and what happened in the plan, numbered as on the charts."""
    st.header("Response", anchor=False)
    st.markdown(verdict_words(desk.clinic, found))
    lines = []
    for mark in _marked(desk, found):
        said = "; ".join(f"{one.words}, {short_date(one.day, today=desk.today)}" for one in mark.events)
        lines.append(f":small[**{escape_md(mark.number)}** {escape_md(said)}]")
    st.markdown("  \n".join(lines))


def outcome_trends(desk: Desk, found: Outcomes) -> None:
    """Draw a chart for each measure that every plan follows, then the other scores, and what was never taken."""
    marked, taken = _marked(desk, found), [trend for trend in found.trends if trend.values]
    _charts(desk, found, [trend for trend in taken if trend.measure.id in FOLLOWED], marked)
    if others := [trend for trend in taken if trend.measure.id not in FOLLOWED]:
        st.header("Other scores", anchor=False)
        st.markdown(_others(others))
        drawn_as_seen(desk, lambda: _more(desk, found, others, marked))
    never = [trend.measure.short for trend in found.trends if not trend.values]
    if never:
        st.markdown(f"Not taken yet: {escape_md(', '.join(never))}.")
    if taken:
        st.markdown(f":small[:gray[{escape_md(_KEY)}]]")


def _charts(desk: Desk, found: Outcomes, trends: Sequence[Trend], marked: Sequence[Marked]) -> None:
    """Draw them two in a row."""
    for at in range(0, len(trends), 2):
        for place, trend in zip(st.columns(2, gap="medium"), trends[at : at + 2], strict=False):
            with place, st.container(key=f"trend-{trend.measure.id}", gap="xsmall"):
                _trend(desk, found, trend, marked)


def _more(desk: Desk, found: Outcomes, others: Sequence[Trend], marked: Sequence[Marked]) -> None:
    """Draw the charts of other scores that are asked for; only what was taken more than once moved at all."""
    moved = {trend.measure.id: trend for trend in others if len(trend.values) > 1 and trend.measure.kind != "profile"}
    if moved:
        chosen = st.pills(
            "Show the trend of",
            list(moved),
            selection_mode="multi",
            format_func=lambda name: label_md(moved[name].measure.short),
            key=f"trends-{found.plan_id}",
        )
        _charts(desk, found, [moved[name] for name in chosen], marked)


def _others(trends: Sequence[Trend]) -> str:
    """Return the scores without a chart of their own as a table in Markdown."""
    lines = []
    for trend in trends:
        last = trend.values[-1]
        band = "" if isinstance(last.seen.value, str) else trend.measure.band(last.seen.value)
        said = moved_words(trend) if len(trend.values) > 1 else value_words(trend.measure, last.seen.value)
        days = " → ".join(show_date(one.seen.day) for one in dict.fromkeys((_baseline(trend), last)))
        by = f", by {last.by}" if last.by else ""
        cells = (trend.measure.short, f"{said}{f', {band}' if band else ''}", f"{days}{by}")
        lines.append(_row(cells))
    return "\n".join((_row(("Measure", "Value", "Day")), "|---|---|---|", *lines))


def _row(cells: Iterable[str]) -> str:
    """Return a row of a table in Markdown, small enough for a phone."""
    return f"| {' | '.join(f':small[{escape_md(cell)}]' if cell else '' for cell in cells)} |"


def _baseline(trend: Trend) -> TakenValue:
    return next(one for one in trend.values if trend.moved and one.seen == trend.moved.baseline)


def _marked(desk: Desk, found: Outcomes) -> list[Marked]:
    return marked_events(plan_events(desk.clinic, found.events), span_of(found.trends, found.start, desk.today))


def _trend(desk: Desk, found: Outcomes, trend: Trend, marked: Sequence[Marked]) -> None:
    st.header(escape_md(name_of(trend.measure)), anchor=False)
    notes = ". ".join(part for part in (reading_words(trend), absent_words(trend)) if part)
    below = f"  \n:small[:gray[{escape_md(notes)}.]]" if notes else ""
    st.markdown(f"**{escape_md(moved_words(trend))}**{below}")
    _chart(desk, found, trend, marked)
    with st.expander(label_md(f"Values of {name_of(trend.measure)}"), key=f"values-{trend.measure.id}"):
        known = content_words(trend.measure, desk.clinic.content.measures)
        st.markdown(f"{_table(trend)}\n\n:small[:gray[{escape_md(known)}.]]")
    if trend.measure.id == DOSE:
        _dose(desk, found)


def _chart(desk: Desk, found: Outcomes, trend: Trend, marked: Sequence[Marked]) -> None:
    span, mode = span_of(found.trends, found.start, desk.today), str(st.context.theme.type or "light")
    chart = trend_chart(trend, marked, span=span, today=desk.today, mode=mode)
    st.vega_lite_chart(spec=chart, width="stretch", key=f"chart-{trend.measure.id}", alt=chart_words(trend, desk.today))


def _table(trend: Trend) -> str:
    """Return the values, the missing ones among them, as a table in Markdown."""
    rows = [(one.seen.day, _cells(trend, one)) for one in trend.values]
    rows += [(one.day, (show_date(one.day), f"missing: {one.reason}", "")) for one in trend.missing]
    lines = (_row(cells) for _, cells in sorted(rows, key=lambda row: row[0]))
    return "\n".join((_row(("Day", "Value", "Change")), "|---|---|---|", *lines))


def _cells(trend: Trend, one: TakenValue) -> tuple[str, str, str]:
    value = value_words(trend.measure, one.seen.value)
    when = (show_date(one.seen.day), point_words(one).lower(), one.by and f"by {one.by}")
    return (
        ", ".join(filter(None, when)),
        f"{value} ({one.note})" if one.note else value,
        change_words(one.moved) if one.moved and trend.measure.judges_one_person else "",
    )


def _dose(desk: Desk, found: Outcomes) -> None:
    """Draw how the dose adds up now, and the alerts on it with the action that resolves each."""
    if found.listed is not None:
        with st.expander("How the dose adds up", key="dose-now"):
            dose_sum(desk, found.dose)
    for alert in found.alerts:
        if alert.severity is Severity.INFORM:
            st.markdown(_note(alert))
        else:
            draw_alert(desk, alert, found.plan_id)


def _note(alert: OpenAlert) -> str:
    """Return what is only to be known: “Opioid started or raised: review benefit and harm within 1 to 4 weeks.”"""
    why, message = alert.because, alert.message
    said = f"{why[:1].upper()}{why[1:]}: {message[:1].lower()}{message[1:]}" if why else message
    return f":small[{escape_md(said)}. :gray[{escape_md(', '.join(alert.sources))}]]"
