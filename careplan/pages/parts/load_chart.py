"""The load of a plan as a picture: a row a role, a bar a week; a line where the proposal would leave the bar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import altair as alt

from careplan.load import Levelling
from careplan.pages.parts.words import count_words, short_date
from careplan.team import RoleWords

_ROW_PX: Final = 68
_HEAD_PX: Final = 34
_BAR_SHARE: Final = 0.44
"""How much of its row the highest bar takes; the rest is for the role's name."""
_INK: Final = {"light": "#16181c", "dark": "#ececea"}
_BAR: Final = {"light": "#2f4f9e", "dark": "#8fb0f5"}
_CHANGED: Final = {"light": "#a85a00", "dark": "#f0b060"}


def load_chart(load: Levelling, *, today: date, words: RoleWords, theme: str) -> alt.LayerChart:
    """Return the chart; as wide as the screen."""
    mode = theme if theme in _INK else "light"
    weeks = [_label(week, load, today) for week in load.weeks]
    rows = list(_rows(load, words, weeks))
    across = alt.X(
        "week:O", sort=weeks, title=None, axis=alt.Axis(orient="top", labelAngle=0, labelColor=_INK[mode], ticks=False)
    )
    top = len(load.before)
    scale = alt.Scale(domain=[top, 0], nice=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=across, tooltip=_told())
    bars = base.mark_bar(color=_BAR[mode], opacity=0.75, cornerRadius=2).encode(
        y=alt.Y("floor:Q", axis=None, scale=scale), y2="top:Q"
    )
    moved = base.transform_filter("datum.changed").mark_tick(color=_CHANGED[mode], thickness=3, aria=False)
    layers = alt.layer(
        bars,
        moved.encode(y=alt.Y("after_top:Q", axis=None, scale=scale)),
        _names(load, words, scale, _INK[mode]),
        _counts(base, scale, _INK[mode]),
    )
    sized = layers.properties(width="container", height=_HEAD_PX + _ROW_PX * top)
    chart: alt.LayerChart = sized.configure_view(strokeOpacity=0)
    return chart


def load_words(load: Levelling, *, today: date, words: RoleWords) -> str:
    """Return what the picture shows, for those who do not see it."""
    told = []
    for role, counts in load.before.items():
        most = max(range(len(counts)), key=counts.__getitem__)
        week = short_date(load.weeks[most], today=today)
        told.append(f"{words(role)}: most in the week of {week}, {count_words(counts[most], 'task')}")
    many = count_words(len(load.weeks), "week")
    return f"Open work by role over {many}. {'. '.join(told)}. The same numbers stand in the table below."


def week_label(week: date, first: date, today: date) -> str:
    """Return how a week is called: this week, or the day on which it begins."""
    return "this week" if week == first else short_date(week, today=today)


def _label(week: date, load: Levelling, today: date) -> str:
    return week_label(week, load.weeks[0], today)


def _rows(load: Levelling, words: RoleWords, weeks: list[str]) -> Iterator[dict[str, Any]]:
    highest = max((max(counts) for table in (load.before, load.after) for counts in table.values()), default=1) or 1
    for at, (role, counts) in enumerate(load.before.items()):
        later = load.after.get(role, counts)
        for week, now, then in zip(weeks, counts, later, strict=True):
            floor = at + 1 - 0.04
            yield {
                "week": week,
                "role": words(role),
                "tasks": str(now),
                "then": str(then),
                "shown": str(now) if now == then else f"{now} → {then}",
                "head": floor - max(now, then) / highest * _BAR_SHARE,
                "floor": floor,
                "top": floor - now / highest * _BAR_SHARE,
                "after_top": floor - then / highest * _BAR_SHARE,
                "changed": now != then,
            }


def _told() -> list[alt.Tooltip]:
    said = {"role": "Role", "week": "Week", "tasks": "Tasks", "then": "After levelling"}
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in said.items()]


def _names(load: Levelling, words: RoleWords, scale: alt.Scale, ink: str) -> alt.Chart:
    data = [{"role": words(role), "at": at + 0.1} for at, role in enumerate(load.before)]
    base = alt.Chart(alt.InlineData(values=data)).mark_text(
        align="left", baseline="top", fontSize=12, fontWeight=600, color=ink
    )
    chart: alt.Chart = base.encode(x=alt.value(2), y=alt.Y("at:Q", axis=None, scale=scale), text="role:N")
    return chart


def _counts(base: alt.Chart, scale: alt.Scale, ink: str) -> alt.Chart:
    shown = base.transform_filter("datum.shown != '0'").mark_text(dy=-6, fontSize=11, color=ink, aria=False)
    chart: alt.Chart = shown.encode(y=alt.Y("head:Q", axis=None, scale=scale), text="shown:N")
    return chart
