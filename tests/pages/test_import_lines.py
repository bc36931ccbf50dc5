"""The difference of a file in words, as the screen lists it."""

from __future__ import annotations

from careplan.coordination.visit_entry import Visit
from careplan.coordination.visits import record_visit
from careplan.pages.parts.import_wire import import_wire, passed_over_md
from tests.coordination.test_importing_values import Values, row_of
from tests.pages.page_of import desk_of
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


def test_values_are_told_by_measure_and_day_with_their_unit(small: SmallClinic) -> None:
    values, desk = Values(small, "PL-V1-01"), desk_of(small, PEOPLE["coordinator"])
    scores = {"walk_min": 20, "work_status": small.clinic.content.measures.by_id["work_status"].values[0].id}
    record_visit(small.clinic, "PL-V1-01", Visit(MONDAY, scores), actor=PEOPLE["nurse"])
    rows = values.out()
    row_of(rows, "walk_min").update(value="25", date="2026-02-27", note="*By* phone")
    row_of(rows, "work_status").update(measure="promis_pf", value="40")
    rows += [values.new(measure="eq_vas", value="55", note="At home"), values.new(measure="odi", value="140")]
    seen = values.look(rows)
    change, add = import_wire(desk, seen)["groups"]  # type: ignore[misc]
    told = {(line["title"], line["why"], line["day"]) for line in change["lines"]}
    assert {
        ("Walking, 2 Mar 2026", "V1 · Value", "20 minutes → 25 minutes"),
        ("Walking, 2 Mar 2026", "V1 · Date", "2 Mar → 27 Feb"),
        ("Walking, 2 Mar 2026", "V1 · Note: empty → *By* phone", ""),
        ("Work status, 2 Mar 2026", "V1 · Measure", "Work status → PROMIS PF"),
    } <= told
    assert {line["role"]["word"] for line in change["lines"]} == {"Nurse"}
    [line] = add["lines"]
    assert (line["title"], line["why"], line["day"]) == ("EQ VAS 55 points", "V1 · At home", "2 Mar")
    [refused] = passed_over_md(desk, seen.passed_over, 20)
    assert refused == r"- **Row 14**, Value: ODI goes from 0 to 100 \%\; 140 is outside\."
