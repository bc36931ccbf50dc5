"""When each measure is collected, and what came of it (REFERENCE 5, collection schedule)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from careplan.collection import Collected, CollectionState, collection, due_now, time_point_of, time_points
from careplan.observation import Missing, Observation
from careplan.patient import Operation
from tests.known_catalogue import known_catalogue

START = date(2026, 3, 2)
MEASURES = known_catalogue().clinical.measures


def on(day: int) -> date:
    return START + timedelta(days=day)


def taken(measure: str, *days: int, value: float = 4) -> list[Observation]:
    return [Observation(measure=measure, value=value, day=on(day)) for day in days]


def rows(
    today: int, seen: Sequence[Observation] = (), missing: Sequence[Missing] = (), operated: int | None = None
) -> dict[tuple[str, str], Collected]:
    operations = [] if operated is None else [Operation(number=2, day=on(operated), done=False)]
    found = collection(MEASURES, START, operations, seen, missing, on(today))
    return {(row.point.key, row.measure.id): row for row in found}


def state(found: dict[tuple[str, str], Collected], point: str, measure: str) -> CollectionState:
    return found[point, measure].state


def test_the_full_set_has_its_windows_and_reviews_between_stand_alone() -> None:
    points = {point.key: (point.opens, point.closes) for point in time_points(MEASURES, START, (), on(0))}
    assert points["day_90"] == (on(76), on(104))
    assert [points[f"day_{day}"] for day in (180, 365, 730)] == [(on(d - 30), on(d + 30)) for d in (180, 365, 730)]
    assert {"day_126", "day_252", "day_294"} < points.keys(), "the six-weekly reviews of K13"
    assert not {"day_84", "day_168", "day_210", "day_336"} & points.keys(), "they are part of a full set"


def test_what_is_due_becomes_collected_or_is_missed() -> None:
    assert state(rows(10), "baseline", "odi") is CollectionState.DUE
    assert state(rows(15), "baseline", "odi") is CollectionState.MISSED
    assert state(rows(75, taken("odi", 0)), "day_90", "odi") is CollectionState.AHEAD
    assert state(rows(76, taken("odi", 0)), "day_90", "odi") is CollectionState.DUE
    found = rows(105, taken("odi", 0, 104))
    assert state(found, "day_90", "odi") is CollectionState.COLLECTED
    assert state(found, "day_90", "eq_vas") is CollectionState.MISSED


def test_a_late_baseline_is_one_until_the_first_full_set_opens() -> None:
    assert state(rows(80, taken("odi", 40)), "baseline", "odi") is CollectionState.COLLECTED
    later = rows(80, taken("odi", 78))
    assert state(later, "baseline", "odi") is CollectionState.MISSED
    assert state(later, "day_90", "odi") is CollectionState.COLLECTED


def test_missing_has_its_reason_and_a_value_takes_its_place() -> None:
    said = [Missing(measure="odi", day=on(90), reason="Declined")]
    row = rows(95, taken("odi", 0), said)["day_90", "odi"]
    assert (row.state, row.because, row.seen) == (CollectionState.MISSING, "Declined", None)
    assert state(rows(95, taken("odi", 0, 92), said), "day_90", "odi") is CollectionState.COLLECTED
    assert state(rows(170, taken("odi", 0), said), "day_180", "odi") is CollectionState.DUE, "once is not for ever"


def test_of_the_three_nerve_pain_scores_one_is_enough() -> None:
    assert ("baseline", "dn4") not in rows(5)
    found = rows(5, taken("dn4", 1))
    assert state(found, "baseline", "dn4") is CollectionState.COLLECTED
    assert ("baseline", "paindetect") not in found


def test_what_is_optional_is_never_missed() -> None:
    assert not [key for key in rows(400) if key[1].startswith("promis")]


def test_after_a_revision_operation_the_same_days_count_from_it() -> None:
    found = rows(200, taken("odi", 0), operated=100)
    keys = {key for key, _ in found}
    assert "day_90" in keys and "day_180" not in keys, "the times of the start end where the operation begins its own"
    point = found["operation_day_90", "odi"].point
    assert (point.target, point.of_operation) == (on(190), True)
    assert state(found, "operation_day_90", "odi") is CollectionState.DUE
    assert "operation_day_90" not in {key for key, _ in rows(200, operated=-50)}, "the index operation is no revision"


def test_what_is_due_now_is_named_once() -> None:
    due = due_now(rows(100, taken("odi", 0)).values())
    names = [row.measure.id for row in due]
    assert len(names) == len(set(names))
    assert {"odi", "nrs_back", "pgic", "work_status", "walk_min"} <= set(names)
    assert "pcs" not in names
    assert not {"odi"} & {row.measure.id for row in due_now(rows(100, taken("odi", 0, 99)).values())}


def test_each_value_knows_the_time_to_which_it_belongs() -> None:
    points = time_points(MEASURES, START, (), on(400))
    first, between, third = taken("odi", -3, 60, 91)
    odi = MEASURES.by_id["odi"]
    told = [time_point_of(seen, odi, points, first) for seen in (first, between, third)]
    assert [point.key if point else "" for point in told] == ["baseline", "", "day_90"]
