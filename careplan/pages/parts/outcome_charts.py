"""One measure over time as a picture: its values, what a change has to reach, the expected times, the plan's events.

Written as Vega-Lite itself (docs/decisions/0026): a screen has ten of them, and Altair takes far too long for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from careplan.collection import BASELINE
from careplan.coordination.trends import Trend
from careplan.measure import Measure
from careplan.pages.parts.outcome_words import Marked, value_words

Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""

_HEIGHT_PX: Final = 210
_STEPS_PX: Final = 150
_FOOT_PX: Final = 5
_SMALL_PX: Final = 11
_INK: Final = {"light": "#16181c", "dark": "#ececea"}
_PAPER: Final = {"light": "#ffffff", "dark": "#161718"}
_LINE: Final = {"light": "#2f4f9e", "dark": "#8fb0f5"}
_GOOD: Final = {"light": "#14653c", "dark": "#8fdcb2"}
_WARN: Final = {"light": "#8f4700", "dark": "#f5b878"}
_ROOM: Final = 1.15
"""How far a scale without an end of its own reaches above what stands on it."""
_BELOW: Final = 0.08
"""The share of the scale's length below its end in which the expected times stand."""
_VALUE: Final[Spec] = {"field": "value", "type": "quantitative"}
_UNTIL: Final[Spec] = {"field": "end"}


class _Place(NamedTuple):
    """The days that all layers of a chart share, and its colours."""

    span: tuple[date, date]
    ink: str
    paper: str
    line: str
    good: str
    warn: str

    @property
    def across(self) -> Spec:
        """The axis of days."""
        axis = {"format": "%b %y", "tickCount": "month", "labelOverlap": True, "labelColor": self.ink}
        return {
            "field": "day",
            "type": "temporal",
            "title": None,
            "scale": {"domain": [_moment(day) for day in self.span]},
            "axis": {**axis, "grid": False, "ticks": False},
        }

    def on_paper(self, rows: list[Spec], encoding: Spec, colour: str, style: Spec) -> Spec:
        """Return words, and below them the same with a rim of paper, so that no line runs through them."""
        rim = {"color": self.paper, "stroke": self.paper, "strokeWidth": 4}
        marks = [{"type": "text", "fontSize": _SMALL_PX, **style, **colours} for colours in (rim, {"color": colour})]
        return _layer(rows, encoding, *marks)


def trend_chart(trend: Trend, marked: Sequence[Marked], *, span: tuple[date, date], today: date, mode: str) -> Spec:
    """Return the chart of a measure that was taken; as wide as its place.

    Args:
        marked: the events of the plan, numbered as in the list beside the charts.
        span: the first and the last day of every chart of the screen.
        mode: `light` or `dark`.
    """
    known = mode if mode in _INK else "light"
    place = _Place(span, _INK[known], _PAPER[known], _LINE[known], _GOOD[known], _WARN[known])
    steps = trend.measure.kind == "choice"
    layers = [*_times(trend, place), *_events(marked, place), _today(today, place)]
    if not steps:
        layers += _bands(trend, place)
    layers += _values(trend, place, _steps(trend.measure, place) if steps else _numbers(trend, place))
    return {
        "height": _STEPS_PX if steps else _HEIGHT_PX,
        "encoding": {"x": place.across},
        "layer": layers,
        "config": {"view": {"stroke": None}},
    }


def span_of(trends: Iterable[Trend], start: date, today: date) -> tuple[date, date]:
    """Return the days that every chart of a screen shows: from the first value to the next expected time."""
    days = [one.seen.day for trend in trends for one in trend.values]
    ahead = [row.point.closes for trend in trends for row in trend.points if row.point.closes >= today]
    first, last = min([start, *days]), max([today, *days, *sorted(ahead)[:1]])
    edge = max(timedelta(days=4), (last - first) / 30)
    return first - edge, last + edge


def _layer(rows: list[Spec], encoding: Spec, *marks: Spec) -> Spec:
    """Return marks of the same rows, one above the other, each at its day."""
    return {
        "data": {"values": rows},
        "encoding": encoding,
        "layer": [{"mark": {"aria": False, **mark}} for mark in marks],
    }


def _told(**titles: str) -> list[Spec]:
    """Return what is told of a mark where the mouse stands: a title for each field."""
    return [{"field": name, "type": "nominal", "title": title} for name, title in titles.items()]


def _numbers(trend: Trend, place: _Place) -> Spec:
    """Return the scale of a number: the whole range of the measure, and of one without ends what stands on it."""
    measure = trend.measure
    seen = [float(one.seen.value) for one in trend.values if not isinstance(one.seen.value, str)]
    low = measure.min if measure.min is not None else min(0.0, *seen)
    high = measure.max if measure.max is not None else max(*seen, *measure.marks, 1.0) * _ROOM
    axis = {"tickCount": 5, "labelColor": place.ink, "gridOpacity": 0.25, "domain": False, "ticks": False}
    scale = {"domain": [low - (high - low) * _BELOW, high], "nice": False}
    return {**_VALUE, "title": None, "scale": scale, "axis": axis}


def _steps(measure: Measure, place: _Place) -> Spec:
    words = [choice.text for choice in measure.values]
    axis = {"labelColor": place.ink, "labelLimit": 130, "labelOverlap": False, "grid": True, "gridOpacity": 0.25}
    plain = {"domain": False, "ticks": False}
    return {"field": "words", "type": "nominal", "title": None, "scale": {"domain": words}, "axis": {**axis, **plain}}


def _values(trend: Trend, place: _Place, up: Spec) -> Iterator[Spec]:
    """Yield the line with its points, and the last value in figures."""
    measure = trend.measure
    rows = [_row(measure, one.seen.day, one.seen.value) for one in trend.values]
    encoding = {"y": up, "tooltip": _told(words=measure.short, on="Day")}
    steps = measure.kind == "choice"
    form = "step-after" if steps else "linear"
    point = {"type": "point", "filled": True, "color": place.line, "size": 60, "opacity": 1}
    line = {"type": "line", "color": place.line, "strokeWidth": 2, "interpolate": form}
    yield _layer(rows, encoding, line, {**point, "stroke": place.paper, "strokeWidth": 1})
    if not steps:
        style: Spec = {"dy": -11, "dx": 2, "fontSize": 13, "fontWeight": 600}
        yield place.on_paper(rows[-1:], {"y": _VALUE, "text": {"field": "words"}}, place.line, style)


def _row(measure: Measure, day: date, value: float | str) -> Spec:
    said = {"day": _moment(day), "on": day.isoformat(), "words": value_words(measure, value)}
    return said if isinstance(value, str) else {**said, "value": value}


def _bands(trend: Trend, place: _Place) -> Iterator[Spec]:
    """Yield the baseline, measurement error around it, the change that matters, and the values that rules ask about."""
    measure, moved = trend.measure, trend.moved
    for mark in measure.marks:
        yield from _rule(mark, f"{mark:g}", place.span[0], place.warn, place)
    if moved is None or isinstance(moved.baseline.value, str):
        return
    began, base = moved.baseline.day, moved.baseline.value
    if measure.detectable_change is not None and measure.judges_one_person:
        low, high = _within(measure, base - measure.detectable_change, base + measure.detectable_change)
        rows = [{"day": _moment(began), "end": _moment(place.span[1]), "value": low, "top": high}]
        encoding = {"x2": _UNTIL, "y": _VALUE, "y2": {"field": "top"}}
        yield _layer(rows, encoding, {"type": "rect", "color": place.ink, "opacity": 0.07})
    yield from _rule(base, "", began, place.ink, place)
    if moved.smallest is not None:
        line = base - moved.smallest if measure.better == "lower" else base + moved.smallest
        if _within(measure, line, line) == (line, line):
            yield from _rule(line, f"{moved.smallest:g} better", began, place.good, place)


def _within(measure: Measure, low: float, high: float) -> tuple[float, float]:
    """Return two values as far as the scale of the measure goes."""
    low = low if measure.min is None else max(low, measure.min)
    return low, high if measure.max is None else min(high, measure.max)


def _rule(value: float, words: str, since: date, colour: str, place: _Place) -> Iterator[Spec]:
    """Yield a line across, dashed and named where it has words."""
    rows = [{"day": _moment(since), "end": _moment(place.span[1]), "value": value, "words": words}]
    style: Spec = {"strokeDash": [5, 4], "opacity": 0.8} if words else {"opacity": 0.45}
    yield _layer(rows, {"x2": _UNTIL, "y": _VALUE}, {"type": "rule", "color": colour, **style})
    if words:
        at_end = {"x": {"field": "end", "type": "temporal"}, "y": _VALUE, "text": {"field": "words"}}
        yield place.on_paper(rows, at_end, colour, {"align": "right", "dy": -6, "dx": -2})


def _times(trend: Trend, place: _Place) -> Iterator[Spec]:
    """Yield the windows of the expected times along the foot: dark where collected, pale where not."""
    first, last = place.span
    rows = [
        {
            "day": _moment(max(row.point.opens, first)),
            "end": _moment(min(row.point.closes, last)),
            "words": row.point.name,
            "state": row.state.value,
            "shade": 0.6 if row.seen else 0.2,
        }
        for row in trend.points
        if row.point.key != BASELINE and row.point.opens < last
    ]
    if rows:
        foot = {"y": {"value": {"expr": f"height - {_FOOT_PX}"}}, "y2": {"value": "height"}}
        shade = {"field": "shade", "type": "quantitative", "scale": None, "legend": None}
        encoding = {"x2": _UNTIL, **foot, "opacity": shade, "tooltip": _told(words="Expected", state="State")}
        yield _layer(rows, encoding, {"type": "rect", "color": place.ink, "cornerRadius": 2})


def _events(marked: Sequence[Marked], place: _Place) -> Iterator[Spec]:
    """Yield a thin line for each event of the plan, with its number at the top."""
    rows = [{"day": _moment(one.day), "number": one.number, "words": one.words} for one in marked]
    yield _layer(rows, {}, {"type": "rule", "color": place.ink, "strokeDash": [2, 3], "opacity": 0.35})
    top = {"y": {"value": 0}, "text": {"field": "number"}, "tooltip": _told(words="Event")}
    yield place.on_paper(rows, top, place.ink, {"baseline": "top"})


def _today(today: date, place: _Place) -> Spec:
    return _layer([{"day": _moment(today)}], {}, {"type": "rule", "color": place.ink, "opacity": 0.5})


def _moment(day: date) -> str:
    """Return a day so that the browser takes it for its own midnight, not for that of UTC."""
    return f"{day.isoformat()}T00:00:00"
