"""One measure over time as a picture: its values, what a change has to reach, the expected times, the plan's events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import altair as alt

from careplan.collection import BASELINE
from careplan.coordination.outcomes import Trend
from careplan.measure import Measure
from careplan.pages.parts.outcome_words import Marked, value_words

_HEIGHT_PX: Final = 210
_STEPS_PX: Final = 150
_FOOT_PX: Final = 5
_INK: Final = {"light": "#16181c", "dark": "#ececea"}
_PAPER: Final = {"light": "#ffffff", "dark": "#161718"}
_LINE: Final = {"light": "#2f4f9e", "dark": "#8fb0f5"}
_GOOD: Final = {"light": "#14653c", "dark": "#8fdcb2"}
_WARN: Final = {"light": "#8f4700", "dark": "#f5b878"}
_SMALL, _BODY = 11, 12
_ROOM: Final = 1.15
"""How far a scale without an end of its own reaches above what stands on it."""
_BELOW: Final = 0.08
"""The share of the scale's length below its end in which the expected times stand."""


class Theme(NamedTuple):
    """The colours of a chart."""

    ink: str
    paper: str
    line: str
    good: str
    warn: str


def theme_of(mode: str) -> Theme:
    """Return the colours of `light` or `dark`."""
    known = mode if mode in _INK else "light"
    return Theme(_INK[known], _PAPER[known], _LINE[known], _GOOD[known], _WARN[known])


def trend_chart(
    trend: Trend, marked: Sequence[Marked], *, span: tuple[date, date], today: date, mode: str
) -> alt.LayerChart:
    """Return the chart of a measure that was taken; as wide as its place.

    Args:
        marked: the events of the plan, numbered as in the list beside the charts.
        span: the first and the last day of every chart of the screen.
        mode: `light` or `dark`.
    """
    theme, measure = theme_of(mode), trend.measure
    steps = measure.kind == "choice"
    low, high = (0.0, 1.0) if steps else _ends(trend)
    across = alt.X("day:T", title=None, scale=alt.Scale(domain=[_moment(span[0]), _moment(span[1])]), axis=_days(theme))
    up = _steps(measure, theme) if steps else _numbers(low, high, theme)
    height = _STEPS_PX if steps else _HEIGHT_PX
    layers = [*_times(trend, height, theme), *_events(marked, theme), *_today(today, theme)]
    if not steps:
        layers += _bands(trend, span, theme)
    chart = alt.layer(*layers, *_values(trend, across, up, theme)).properties(width="container", height=height)
    whole: alt.LayerChart = chart.configure_view(strokeOpacity=0)
    return whole


def _ends(trend: Trend) -> tuple[float, float]:
    """Return the ends of the scale: those of the measure, and of one without ends what has to stand on it."""
    measure = trend.measure
    numbers = [float(one.seen.value) for one in trend.values if not isinstance(one.seen.value, str)]
    low = measure.min if measure.min is not None else min(0.0, *numbers)
    high = measure.max if measure.max is not None else max(*numbers, *measure.marks, 1.0) * _ROOM
    return low, high


def _days(theme: Theme) -> alt.Axis:
    return alt.Axis(format="%b %y", tickCount="month", labelOverlap=True, labelColor=theme.ink, grid=False, ticks=False)


def _numbers(low: float, high: float, theme: Theme) -> alt.Y:
    axis = alt.Axis(tickCount=5, labelColor=theme.ink, gridOpacity=0.25, domain=False, ticks=False)
    bottom = low - (high - low) * _BELOW
    return alt.Y("value:Q", title=None, scale=alt.Scale(domain=[bottom, high], nice=False), axis=axis)


def _steps(measure: Measure, theme: Theme) -> alt.Y:
    words = [choice.text for choice in measure.values]
    axis = alt.Axis(labelColor=theme.ink, grid=True, gridOpacity=0.25, domain=False, ticks=False, labelLimit=110)
    return alt.Y("words:N", title=None, scale=alt.Scale(domain=words), axis=axis)


def _values(trend: Trend, across: alt.X, up: alt.Y, theme: Theme) -> Iterable[alt.Chart]:
    """Yield the line with its points, and the first and the last value in figures."""
    rows = [_row(trend.measure, one.seen.day, one.seen.value) for one in trend.values]
    steps = trend.measure.kind == "choice"
    told = [alt.Tooltip("words:N", title=trend.measure.short), alt.Tooltip("on:N", title="Day")]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=across, y=up, tooltip=told)
    yield base.mark_line(color=theme.line, strokeWidth=2, interpolate="step-after" if steps else "linear", aria=False)
    yield base.mark_point(filled=True, color=theme.line, size=60, opacity=1, stroke=theme.paper, strokeWidth=1)
    if not steps:
        ends = alt.Chart(alt.InlineData(values=rows[-1:])).encode(x=across, y=up, text="words:N")
        style: dict[str, Any] = {"dy": -11, "dx": 2, "fontSize": 13, "fontWeight": 600, "aria": False}
        yield ends.mark_text(**style, color=theme.paper, stroke=theme.paper, strokeWidth=4)
        yield ends.mark_text(**style, color=theme.line)


def _row(measure: Measure, day: date, value: float | str) -> dict[str, Any]:
    said = {"day": _moment(day), "on": day.isoformat(), "words": value_words(measure, value)}
    return said if isinstance(value, str) else {**said, "value": value}


def _bands(trend: Trend, span: tuple[date, date], theme: Theme) -> Iterable[alt.Chart]:
    """Yield the baseline, measurement error around it, the change that matters, and the values that rules ask about."""
    measure, moved = trend.measure, trend.moved
    for mark in measure.marks:
        yield from _rule(mark, f"{mark:g}", span, theme.warn, theme)
    if moved is None or isinstance(moved.baseline.value, str):
        return
    began, base = moved.baseline.day, moved.baseline.value
    if measure.detectable_change is not None and measure.judges_one_person:
        low, high = _within(measure, base - measure.detectable_change, base + measure.detectable_change)
        rows = [{"day": _moment(began), "end": _moment(span[1]), "value": low, "top": high}]
        band = alt.Chart(alt.InlineData(values=rows)).encode(x="day:T", x2="end:T", y="value:Q", y2="top:Q")
        yield band.mark_rect(color=theme.ink, opacity=0.07, aria=False)
    if measure.better != "none":
        yield from _rule(base, "", (began, span[1]), theme.ink, theme, dash=())
    if moved.smallest is not None:
        line = base - moved.smallest if measure.better == "lower" else base + moved.smallest
        if _within(measure, line, line) == (line, line):
            yield from _rule(line, f"{moved.smallest:g} better", (began, span[1]), theme.good, theme)


def _within(measure: Measure, low: float, high: float) -> tuple[float, float]:
    """Return two values as far as the scale of the measure goes."""
    low = low if measure.min is None else max(low, measure.min)
    return low, high if measure.max is None else min(high, measure.max)


def _rule(
    value: float, words: str, span: tuple[date, date], colour: str, theme: Theme, dash: Sequence[int] = (5, 4)
) -> Iterable[alt.Chart]:
    rows = [{"day": _moment(span[0]), "end": _moment(span[1]), "value": value, "words": words}]
    base = alt.Chart(alt.InlineData(values=rows))
    style: dict[str, Any] = {"strokeDash": list(dash)} if dash else {}
    yield base.encode(x="day:T", x2="end:T", y="value:Q").mark_rule(color=colour, opacity=0.8, aria=False, **style)
    if words:
        said: dict[str, Any] = {"align": "right", "dy": -6, "dx": -2, "fontSize": _SMALL, "aria": False}
        text = base.encode(x="end:T", y="value:Q", text="words:N")
        yield text.mark_text(**said, color=theme.paper, stroke=theme.paper, strokeWidth=3)
        yield text.mark_text(**said, color=colour)


def _times(trend: Trend, height: int, theme: Theme) -> Iterable[alt.Chart]:
    """Yield the windows of the expected times along the foot: filled where collected, empty where not."""
    rows = [
        {
            "day": _moment(max(row.point.opens, row.point.anchor)),
            "end": _moment(row.point.closes),
            "words": row.point.name,
            "state": row.state.value,
        }
        for row in trend.points
        if row.point.key != BASELINE
    ]
    if not rows:
        return
    told = [alt.Tooltip("words:N", title="Expected"), alt.Tooltip("state:N", title="State")]
    foot, top = alt.value(height), alt.value(height - _FOOT_PX)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x="day:T", x2="end:T", y=top, y2=foot, tooltip=told)
    taken = alt.condition("datum.state == 'collected'", alt.value(0.6), alt.value(0.2))
    yield base.mark_rect(color=theme.ink, cornerRadius=2, aria=False).encode(opacity=taken)


def _events(marked: Sequence[Marked], theme: Theme) -> Iterable[alt.Chart]:
    """Yield a thin line for each event of the plan, with its number at the top."""
    rows = [{"day": _moment(one.day), "number": one.number, "words": one.words} for one in marked]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x="day:T")
    yield base.mark_rule(color=theme.ink, strokeDash=[2, 3], opacity=0.35, aria=False)
    said: dict[str, Any] = {"fontSize": _SMALL, "baseline": "top", "aria": False}
    numbers = base.encode(y=alt.value(0), text="number:N", tooltip=[alt.Tooltip("words:N", title="Event")])
    yield numbers.mark_text(**said, color=theme.paper, stroke=theme.paper, strokeWidth=5)
    yield numbers.mark_text(**said, color=theme.ink)


def _today(today: date, theme: Theme) -> Iterable[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=[{"day": _moment(today)}])).encode(x="day:T")
    yield base.mark_rule(color=theme.ink, opacity=0.5, strokeWidth=1, aria=False)


def _moment(day: date) -> str:
    """Return a day so that the browser takes it for its own midnight, not for that of UTC."""
    return f"{day.isoformat()}T00:00:00"


def span_of(trends: Iterable[Trend], start: date, today: date) -> tuple[date, date]:
    """Return the days that every chart of a screen shows: from the first value to the next expected time."""
    days = [one.seen.day for trend in trends for one in trend.values]
    ahead = [row.point.closes for trend in trends for row in trend.points if row.point.closes >= today]
    first, last = min([start, *days]), max([today, *days, *sorted(ahead)[:1]])
    edge = max(timedelta(days=4), (last - first) / 30)
    return first - edge, last + edge
