"""The plan as a picture over time: one bar a line, from the first day of its window to its target, by role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import altair as alt

from careplan.coordination.lines import TaskLine
from careplan.pages.parts.words import count_words, show_date, status_mark
from careplan.task import Readiness
from careplan.task_acts import RoleWords
from careplan.team import RoleId

_ROW_PX: Final = 20
_INK: Final = {"light": "#16181c", "dark": "#ececea"}
_BARS: Final = {"light": ("#2f4f9e", "#a8201a", "#9a9da3"), "dark": ("#8fb0f5", "#ffa49d", "#75787f")}
_STATES: Final = ("Open", "Late", "Closed")
_LONGEST_TITLE: Final = 44


def timeline(
    lines: Iterable[TaskLine], *, today: date, roles: Sequence[RoleId], words: RoleWords, theme: str
) -> alt.FacetChart:
    """Return the chart of the lines that have a date.

    Args:
        roles: in the order in which they stand below one another.
        theme: `light` or `dark`: ink of text and of the rule for today.
    """
    mode = theme if theme in _INK else "light"
    ink = _INK[mode]
    rows = [_row(line, words) for line in lines if line.due]
    table = alt.InlineData(values=rows)
    domain = _span(rows, today)
    base = alt.Chart(table).encode(
        y=alt.Y("title:N", sort=alt.EncodingSortField("until", order="ascending"), title=None),
        x=alt.X("start:T", title=None, scale=alt.Scale(domain=domain), axis=_axis()),
    )
    bars = base.mark_bar(height=10, cornerRadius=2, minBandSize=4).encode(
        x2="end:T",
        color=alt.Color("state:N", scale=alt.Scale(domain=list(_STATES), range=list(_BARS[mode])), legend=_legend()),
        opacity=alt.condition("datum.state == 'Closed'", alt.value(0.55), alt.value(1)),
        tooltip=[alt.Tooltip(f"{name}:N", title=said) for name, said in _TOLD.items()],
    )
    target = base.mark_point(shape="diamond", filled=True, size=52, color=ink).encode(x="target:T")
    rule = alt.Chart().mark_rule(strokeDash=[4, 3], color=ink, aria=False).encode(x=alt.datum(today.isoformat()))
    drawn = alt.layer(bars, target, rule, data=table).properties(width="container", height=alt.Step(_ROW_PX))
    header = alt.Header(title=None, labelOrient="top", labelAnchor="start", labelFontWeight="bold", labelColor=ink)
    order = [words(role) for role in roles]
    chart: alt.FacetChart = (
        drawn.facet(row=alt.Row("role:N", sort=order, header=header), spacing=14)
        .resolve_scale(y="independent")
        .configure_axis(labelColor=ink, labelLimit=260)
        .configure_view(strokeOpacity=0.2)
    )
    return chart


def timeline_words(lines: Iterable[TaskLine], *, today: date) -> str:
    """Return what the picture shows, for those who do not see it."""
    dated = [line for line in lines if line.due]
    days = [line.due for line in dated if line.due]
    late = sum(line.late_days > 0 for line in dated)
    closed = sum(not line.is_open for line in dated)
    return (
        f"Timeline of {count_words(len(dated), 'task')} by role, "
        f"from {show_date(min(days))} to {show_date(max(days))}; today is {show_date(today)}. "
        f"{late} late, {closed} closed. The same tasks stand in the list below."
    )


_TOLD: Final = {"full": "Task", "role": "Role", "status": "Status", "window": "Window", "until": "Target"}


def _row(line: TaskLine, words: RoleWords) -> dict[str, Any]:
    due = line.due or date.max
    start = min(line.opens or due, due)
    state = "Closed" if not line.is_open else "Late" if line.late_days else "Open"
    session = f" ({line.session} of {line.sessions})" if line.sessions > 1 else ""
    return {
        "title": f"{_short(line.title)}{session}",
        "full": line.title,
        "role": words(line.role),
        "status": status_mark(line.status, line.readiness or Readiness.READY).word,
        "state": state,
        "start": start.isoformat(),
        "end": due.isoformat(),
        "target": due.isoformat(),
        "window": f"{show_date(start)} to {show_date(due)}",
        "until": show_date(due),
    }


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _span(rows: list[dict[str, Any]], today: date) -> list[str]:
    days = [*(row["start"] for row in rows), *(row["end"] for row in rows), today.isoformat()]
    return [min(days), max(days)]


def _axis() -> alt.Axis:
    return alt.Axis(format="%b %Y", tickCount="month", labelOverlap=True, orient="top")


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="top")
