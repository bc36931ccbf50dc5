"""The plan as a picture over time: a bar a line, from the first day of its window to its target, under its role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import Any, Final

import altair as alt

from careplan.coordination.lines import TaskLine
from careplan.pages.parts.task_rows import name_of
from careplan.pages.parts.words import RED_FLAG, URGENT, count_words, show_date, status_mark
from careplan.task import Priority, Readiness, TaskStatus
from careplan.team import RoleId, RoleWords
from careplan.urgency import ROUTINE

_ROW_PX: Final = 30
_LINE_PX: Final = 13
_HEAD_PX: Final = 90
"""What legend and days take of the height."""
_TODAY_ROW: Final = "today"
"""An empty row at the top, in which the word for the line of today stands."""
_LABEL_WIDTH: Final = 64
"""Characters of a line of a label that a phone holds."""
_WEEKS_UP_TO: Final = timedelta(days=100)
"""Spans up to this long are marked by weeks, longer ones by months."""
_PLAIN: Final = status_mark(TaskStatus.TODO).word
"""What goes without saying in a label."""
_STATES: Final = ("Open", "Late", "Closed")
_INK: Final = {"light": "#16181c", "dark": "#ececea"}
_PAPER: Final = {"light": "#ffffff", "dark": "#161718"}
_BARS: Final = {"light": ("#2f4f9e", "#a8201a", "#75787f"), "dark": ("#8fb0f5", "#ffa49d", "#9a9da3")}
_TOLD: Final = {"full": "Task", "role": "Role", "status": "Status", "window": "Window", "until": "Target"}


def timeline(
    lines: Iterable[TaskLine], *, today: date, roles: Sequence[RoleId], words: RoleWords, theme: str
) -> alt.LayerChart:
    """Return the chart of the lines that have a date; as wide as the screen, labels above the bars.

    Args:
        roles: in the order in which they stand below one another.
        theme: `light` or `dark`.
    """
    mode = theme if theme in _INK else "light"
    ink, paper = _INK[mode], _PAPER[mode]
    rows = list(_rows(lines, roles, words, today))
    tasks = [row for row in rows if "start" in row]
    order = [_TODAY_ROW, *(row["row"] for row in rows)]
    place = alt.Y("row:O", axis=None, scale=alt.Scale(domain=order, paddingOuter=0))
    layers = alt.layer(
        *_rule(today, ink),
        *_marks(tasks, place, _span(tasks, today), ink, _BARS[mode]),
        *_labels([row for row in rows if "start" not in row], place, ink, paper, bold=True),
        *_labels(tasks, place, ink, paper),
        *_labels([row for row in tasks if row["above"]], place, ink, paper, name="above", up=_LINE_PX),
    )
    height = _ROW_PX + (_LINE_PX if any(row["above"] for row in tasks) else 0)
    sized = layers.properties(width="container", height=_HEAD_PX + height * len(order))
    chart: alt.LayerChart = sized.configure_view(strokeOpacity=0)
    return chart


def timeline_words(lines: Iterable[TaskLine], *, today: date) -> str:
    """Return what the picture shows, for those who do not see it."""
    dated = [line for line in lines if line.due]
    days = [line.due for line in dated if line.due]
    late = sum(line.is_late for line in dated)
    closed = sum(not line.is_open for line in dated)
    return (
        f"Timeline of {count_words(len(dated), 'task')} by role, "
        f"from {show_date(min(days))} to {show_date(max(days))}; today is {show_date(today)}. "
        f"{late} late, {closed} closed. The same tasks stand in the list below."
    )


def _rows(
    lines: Iterable[TaskLine], roles: Sequence[RoleId], words: RoleWords, today: date
) -> Iterable[dict[str, Any]]:
    """Yield a heading for each role, then its lines: what presses first, then by day."""
    dated = sorted((line for line in lines if line.due), key=lambda line: _place(line, today))
    for role in roles:
        mine = [line for line in dated if line.role == role]
        if mine:
            yield {"row": role, "label": words(role)}
            yield from (_row(line, words, today) for line in mine)


def _place(line: TaskLine, today: date) -> tuple[int, bool, date, str]:
    pressing = line.pressing(today) if line.is_open else ROUTINE
    return pressing, line.reply_missing is None, line.due or date.max, line.id


def _row(line: TaskLine, words: RoleWords, today: date) -> dict[str, Any]:
    due = line.due or date.max
    end = max(due, today) if line.is_open and line.pressing(today) < ROUTINE else due  # it goes on until it is done
    start = min(line.opens or due, due)
    session = f" ({line.session} of {line.sessions})" if line.sessions > 1 else ""
    status = _status(line)
    return {
        "row": line.id,
        **_label(f"{name_of(line.title)}{session}{_said(status)}"),
        "full": line.title,
        "role": words(line.role),
        "status": status,
        "state": "Closed" if not line.is_open else "Late" if line.is_late else "Open",
        "start": _moment(start),
        "end": _moment(end),
        "target": _moment(due),
        "window": f"{show_date(start)} to {show_date(due)}",
        "until": show_date(due),
    }


def _said(status: str) -> str:
    """Return how a line stands as far as its title does not say it: that it is a red flag is in the title."""
    more = status.removeprefix(RED_FLAG.word).removeprefix(", ")
    return f", {more.lower()}" if more and more != _PLAIN else ""


def _alarms(line: TaskLine) -> bool:
    return line.is_open and (line.red_flag or line.priority is Priority.URGENT)


def _status(line: TaskLine) -> str:
    """Return how a line stands, and whether it is a red flag or urgent: Red flag, Urgent, Waiting, Held, Done."""
    status = status_mark(line.status, line.readiness or Readiness.READY).word
    if not _alarms(line):
        return status
    alarm = (RED_FLAG if line.red_flag else URGENT).word
    return alarm if status == _PLAIN else f"{alarm}, {status.lower()}"


def _marks(
    tasks: list[dict[str, Any]], place: alt.Y, span: tuple[str, str], ink: str, colours: Sequence[str]
) -> tuple[alt.Chart, alt.Chart]:
    axis = alt.Axis(**_ticks(span), labelOverlap=True, orient="top", labelColor=ink, grid=True)
    across = alt.X("start:T", title=None, axis=axis, scale=alt.Scale(domain=list(span)))
    state = alt.Color(
        "state:N",
        scale=alt.Scale(domain=list(_STATES), range=list(colours)),
        legend=alt.Legend(title=None, orient="top", labelColor=ink),
    )
    told = [alt.Tooltip(f"{name}:N", title=said) for name, said in _TOLD.items()]
    base = alt.Chart(alt.InlineData(values=tasks)).encode(y=place, color=state, tooltip=told)
    bars = base.mark_bar(size=6, yOffset=8, cornerRadius=3, opacity=0.75).encode(x=across, x2="end:T")
    targets = base.mark_point(shape="diamond", filled=True, size=60, opacity=1, yOffset=8).encode(x="target:T")
    return bars, targets


def _labels(
    rows: list[dict[str, Any]],
    place: alt.Y,
    ink: str,
    paper: str,
    *,
    name: str = "label",
    up: int = 0,
    bold: bool = False,
) -> tuple[alt.Chart, alt.Chart]:
    """Return words, and below them the same with a rim of paper, so that no line runs through them."""
    down, size = (4, 13) if bold else (-4 - up, 12)
    words: dict[str, Any] = {"align": "left", "dy": down, "fontSize": size, "fontWeight": 600 if bold else 400}
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=place, x=alt.value(2), text=f"{name}:N")
    rim = base.mark_text(**words, color=paper, stroke=paper, strokeWidth=5, aria=False)
    return rim, base.mark_text(**words, color=ink)


def _rule(today: date, ink: str) -> tuple[alt.Chart, alt.Chart]:
    data = alt.InlineData(values=[{"today": _moment(today), "label": "Today"}])
    base = alt.Chart(data).encode(x="today:T")
    rule = base.mark_rule(strokeDash=[4, 3], color=ink, opacity=0.6, aria=False)
    word = base.mark_text(align="left", dx=5, color=ink, aria=False).encode(y=alt.value(8), text="label:N")
    return rule, word


def _span(tasks: list[dict[str, Any]], today: date) -> tuple[str, str]:
    days = [*(task["start"] for task in tasks), *(task["end"] for task in tasks), _moment(today)]
    return min(days), max(days)


def _ticks(span: tuple[str, str]) -> dict[str, Any]:
    first, last = (date.fromisoformat(moment[:10]) for moment in span)
    if last - first > _WEEKS_UP_TO:
        return {"format": "%b %Y", "tickCount": "month"}
    return {"format": "%-d %b", "tickCount": "week"}


def _moment(day: date) -> str:
    """Return a day so that the browser takes it for its own midnight, not for that of UTC."""
    return f"{day.isoformat()}T00:00:00"


def _label(text: str) -> dict[str, str]:
    """Return a label in whole: its last line, and above it what does not fit into one line of a phone."""
    *above, last = wrap(text, _LABEL_WIDTH) or [text]
    return {"label": last, "above": " ".join(above)}
