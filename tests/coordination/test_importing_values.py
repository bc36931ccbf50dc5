"""A measures file that comes back: corrections and new values, as the Outcomes screen takes them, with one Undo."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import pytest

from careplan.coordination.corrections import correct
from careplan.coordination.export_rows import CONSOLE, Scope, Sheet
from careplan.coordination.exports import measures_csv
from careplan.coordination.import_apply import Imported, apply_file
from careplan.coordination.importing import preview
from careplan.coordination.offers import Preview
from careplan.coordination.outcomes import Outcomes, outcomes
from careplan.coordination.undo import undo
from careplan.coordination.visit_entry import Visit
from careplan.coordination.visits import record_visit
from careplan.errors import NOT_HERE, InvalidInput, NotAllowed
from careplan.observation import Observation
from careplan.team import Practitioner
from tests.coordination.edited_file import file_of
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR, DOCTOR = PEOPLE["coordinator"], PEOPLE["primary.care"]
WHY = "Read from the form again"
Rows = list[dict[str, str]]


class Values:
    """A plan's measures file, edited as in a spreadsheet."""

    def __init__(self, small: SmallClinic, plan_id: str) -> None:
        self.small, self.plan_id = small, plan_id
        self.patient_id = small.plan(plan_id).patient_id

    def out(self) -> Rows:
        sheet = Sheet(place=CONSOLE)
        data = b"".join(measures_csv(self.small.clinic, Scope(plan_id=self.plan_id), actor=COORDINATOR, sheet=sheet))
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    def look(self, rows: Iterable[dict[str, str]], by: Practitioner = COORDINATOR, **how: Any) -> Preview:
        return preview(self.small.clinic, file_of(rows), actor=by, **how)

    def take(self, rows: Rows, *keys: str, by: Practitioner = COORDINATOR, because: str = WHY) -> Imported:
        """Take the named cells, or else all that are ticked from the start."""
        seen = self.look(rows, by)
        ticked = [one.key for one in seen.offers if one.ticked]
        return apply_file(self.small.clinic, file_of(rows), keys or ticked, looked_at=seen, actor=by, because=because)

    def new(self, **cells: str) -> dict[str, str]:
        """Return a row of a value that careplan does not have yet."""
        given = {"plan_id": self.plan_id, "date": MONDAY.isoformat(), "schema": "careplan-measures/1"}
        return dict.fromkeys(self.out()[0], "") | given | cells

    def told(self) -> list[tuple[str, str, str, str]]:
        """Return what is on record, as the file tells it."""
        return sorted((row["measure"], row["date"], row["value"], row["note"]) for row in self.out())

    def why(self, rows: Rows, by: Practitioner = COORDINATOR) -> set[str]:
        seen = self.look(rows, by)
        assert not seen.offers
        return {one.why for one in seen.passed_over}


def row_of(rows: Rows, measure: str) -> dict[str, str]:
    return next(row for row in rows if row["measure"] == measure)


def screen(small: SmallClinic, patient_id: str) -> Outcomes:
    found = outcomes(small.clinic, patient_id, actor=DOCTOR)
    assert isinstance(found, Outcomes)
    return found


@pytest.fixture
def values(small: SmallClinic, plan_id: str) -> Values:
    known = {one.measure for one in small.plan(plan_id).inputs.record.observations}
    status = small.clinic.content.measures.by_id["work_status"].values[0].id
    scores = {"nrs_leg": 7, "eq5d_index": 0.5, "walk_min": 20, "eq5d_profile": "21143", "work_status": status}
    fits = {name: value for name, value in scores.items() if name not in known}
    record_visit(small.clinic, plan_id, Visit(MONDAY, fits, notes={"eq5d_index": "Value set DE"}), actor=DOCTOR)
    return Values(small, plan_id)


def test_a_file_that_was_not_touched_says_nothing(values: Values) -> None:
    rows = values.out()
    assert {"eq5d_profile", "work_status", "walk_min"} <= {row["measure"] for row in rows}
    assert values.look(rows).says_nothing
    assert values.look(rows[::-1]).says_nothing
    excel = [row | {"value": row["value"].replace(".", ","), "date": f"{MONDAY:%d.%m.%Y}"} for row in rows]
    assert values.look(excel, order=None).orders, "2.3.2026 can be meant in two ways"


def test_values_notes_and_days_are_corrected_as_on_the_outcomes_screen(values: Values) -> None:
    rows, before = values.out(), values.told()
    row_of(rows, "walk_min")["value"] = "25,5"
    row_of(rows, "eq5d_index")["note"] = "=Value set UK"
    seen = values.look(rows)
    assert all(one.ticked for one in seen.cells) and not seen.passed_over
    assert {(one.cell.column, one.cell.before, one.cell.after) for one in seen.cells} == {
        ("note", "Value set DE", "=Value set UK"),
        ("value", "20", "25.5"),
    }
    assert values.told() == before, "looking writes nothing"
    done = values.take(rows).done
    assert done.words == "Taken from the file: 2 changes of 1 patient"
    assert ("walk_min", "2026-03-02", "25.5", "") in values.told()
    assert ("eq5d_index", "2026-03-02", "0.5", "'=Value set UK") in values.told()
    corrected = screen(values.small, values.patient_id).corrected
    assert [(one.measure, one.was, one.now, one.reason) for one in corrected] == [("walk_min", 20, 25.5, WHY)]
    assert values.look(rows).says_nothing, "the same file once more"
    assert values.look(values.out()).says_nothing
    undo(values.small.clinic, done.act, actor=COORDINATOR)
    assert values.told() == before


def test_another_day_and_another_measure_are_corrections_too(values: Values) -> None:
    rows, before = values.out(), values.told()
    row_of(rows, "nrs_leg").update(measure="PROMIS PF", value="40", timepoint="day_90")
    row_of(rows, "walk_min")["date"] = "2026-02-27"
    done = values.take(rows).done
    told = {(measure, day, value) for measure, day, value, _ in values.told()}
    assert {("promis_pf", "2026-03-02", "40"), ("walk_min", "2026-02-27", "20")} <= told
    assert "nrs_leg" not in {measure for measure, *_ in values.told()}
    assert values.look(rows).says_nothing, "the same file once more"
    assert len(screen(values.small, values.patient_id).corrected) == 2
    undo(values.small.clinic, done.act, actor=COORDINATOR)
    assert values.told() == before


def test_undo_of_a_correction_says_of_the_value_again_what_was_said(values: Values) -> None:
    wrong, right = (Observation(measure="eq5d_index", value=value, day=MONDAY) for value in (0.5, 0.6))
    done = correct(values.small.clinic, values.plan_id, wrong, right, actor=DOCTOR, reason=WHY)
    undo(values.small.clinic, done.act, actor=DOCTOR)
    assert ("eq5d_index", "2026-03-02", "0.5", "Value set DE") in values.told()


def test_an_emptied_value_is_taken_back_only_where_it_is_ticked(values: Values) -> None:
    rows = values.out()
    row_of(rows, "walk_min")["value"] = ""
    row_of(rows, "nrs_leg")["date"] = ""
    seen = values.look(rows)
    [offer] = seen.cells
    assert offer.cell.cleared and not offer.ticked
    assert [one.why for one in seen.passed_over] == [
        "A value has a date. Empty the value too, where it is to be taken back."
    ]
    values.take(rows, offer.key)
    assert "walk_min" not in {measure for measure, *_ in values.told()}
    rows = [row for row in rows if row["measure"] == "walk_min"]
    assert values.look([rows[0] | {"value": "20"}]).says_nothing, "what only somebody else changed stays"
    [gone] = values.look([rows[0] | {"value": "30"}]).passed_over
    assert "was taken back since the file left" in gone.why


def test_a_value_that_was_corrected_since_the_file_was_looked_at_is_not_overwritten(values: Values) -> None:
    rows, clinic = values.out(), values.small.clinic
    row_of(rows, "walk_min")["value"] = "40"
    seen = values.look(rows)
    wrong, right = (Observation(measure="walk_min", value=value, day=MONDAY) for value in (20, 30))
    correct(clinic, values.plan_id, wrong, right, actor=DOCTOR, reason="Typing error")
    with pytest.raises(NotAllowed, match="The primary care doctor changed it in the meantime"):
        apply_file(clinic, file_of(rows), [seen.cells[0].key], looked_at=seen, actor=COORDINATOR, because=WHY)
    assert ("walk_min", "2026-03-02", "30", "") in values.told()


def test_what_others_corrected_stays_and_what_both_corrected_is_asked(values: Values) -> None:
    rows = values.out()
    wrong, right = (Observation(measure="walk_min", value=value, day=MONDAY) for value in (20, 30))
    correct(values.small.clinic, values.plan_id, wrong, right, actor=DOCTOR, reason="Typing error")
    assert values.look(rows).says_nothing
    row_of(rows, "walk_min").update(value="40", note="By phone")
    cells = {one.cell.column: one for one in values.look(rows).cells}
    assert (cells["note"].met, cells["note"].ticked) == (None, True)
    met = cells["value"].met
    assert met is not None and not cells["value"].ticked
    assert (met.was, cells["value"].cell.before, met.by) == ("20", "30", "the primary care doctor")
    values.take(rows)
    assert ("walk_min", "2026-03-02", "30", "By phone") in values.told(), "theirs stands where nobody chose"
    values.take(rows, cells["value"].key)
    assert ("walk_min", "2026-03-02", "40", "By phone") in values.told()


def test_new_values_of_a_day_are_one_visit(values: Values) -> None:
    rows, before = values.out(), values.told()
    rows += [
        values.new(measure="EQ VAS", value="45"),
        values.new(measure="phq9", value="12", date="2026-02-27", patient_id=values.patient_id),
        values.new(measure="phq9_item9", value="0", date="2026-02-27"),
        values.new(measure="ort", value="3", timepoint="day_90", note="At home"),
    ]
    seen = values.look(rows)
    assert [one.new.row for one in seen.added] == [len(rows) - 2, len(rows) - 1, len(rows), len(rows) + 1]
    [point] = seen.passed_over
    assert (point.column, point.text) == ("timepoint", "day_90") and "of this day it is “baseline”" in point.why
    done = values.take(rows, because="").done
    assert done.words == "Taken from the file: 2 changes of 1 patient"
    assert {("eq_vas", "2026-03-02", "45", ""), ("ort", "2026-03-02", "3", "At home")} <= set(values.told())
    assert not values.look(rows).offers, "the same file once more"
    undo(values.small.clinic, done.act, actor=COORDINATOR)
    assert values.told() == before


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"measure": "odi", "value": "140"}, "ODI goes from 0 to 100 %; 140 is outside."),
        ({"measure": "odii", "value": "40"}, "“odii” is no measure. Did you mean “odi”?"),
        ({"measure": "tsk", "value": "many"}, "“many” is no number."),
        ({"measure": "tsk", "value": "1,234"}, "can be read in two ways"),
        ({"measure": "tsk", "value": "٤٢"}, "is no number"),
        ({"measure": "tsk", "value": ""}, "A new value needs its value. The row is not taken."),
        ({"measure": "tsk", "value": "40", "date": "2027-03-02"}, "lies in the future"),
        ({"measure": "tsk", "value": "40", "date": "soon"}, "“soon” is no day."),
        ({"measure": "tsk", "value": "40", "plan_id": ""}, "needs the plan_id"),
        ({"measure": "tsk", "value": "40", "plan_id": "PL-0001-99"}, NOT_HERE),
        ({"measure": "tsk", "value": "40", "patient_id": "P-0099"}, "Were the rows mixed up?"),
        ({"measure": "mme", "value": "40"}, "is no measure that is entered here"),
        ({"measure": "phq9", "value": "12", "date": "2026-02-27"}, "The PHQ-9 total counts with its item 9 only."),
        ({"measure": "walk_min", "value": "40"}, "is on record: 20. Correct that value, or choose another day."),
    ],
)
def test_what_the_screen_would_refuse_is_refused_with_the_same_sentence(
    values: Values, cells: dict[str, str], why: str
) -> None:
    [said] = values.why([values.new(**cells)])
    assert why in said


def test_cells_that_are_only_read_are_told(values: Values) -> None:
    rows = [row_of(values.out(), "walk_min")]
    assert values.why([rows[0] | {"timepoint": "day_90"}]) == {
        "The time point follows from the date. Change the date to move the value to another."
    }
    assert values.why([rows[0] | {"unit": "hours"}]) == {"This column is only read. It stays as it is."}
    assert "Were the rows mixed up?" in values.why([rows[0] | {"patient_id": "P-0099", "value": "3"}]).pop()
    assert values.look([rows[0] | {"change_from_baseline": "-9", "reached": "yes"}]).says_nothing
    assert "another row of this value" in values.why([rows[0], rows[0] | {"value": "3"}]).pop()


def test_a_correction_needs_a_reason_and_rights_are_the_persons_own(values: Values) -> None:
    rows = values.out()
    row_of(rows, "walk_min")["value"] = "25"
    with pytest.raises(NotAllowed, match="Write why the value is corrected"):
        values.take(rows, because=" ")
    assert values.why(rows, STRANGER) == {
        "There is no such value, or it is another team’s. Leave the cell empty to enter a value."
    }
    with pytest.raises(NotAllowed):
        values.look(rows, VIEWER)


def test_a_value_that_opens_a_red_flag_is_told_first(values: Values) -> None:
    rows = values.out()
    row_of(rows, "phq9_item9")["value"] = "2"
    done = values.take(rows).done
    assert done.words.startswith("Red flag: ") and not done.can_undo and done.question


def test_files_that_do_not_come_back_say_so(values: Values) -> None:
    for data, said in (
        (b"plan_id,tasks_total\r\nPL-1,3\r\n", "This is a plans file, and plans are only read"),
        (b"PK\x03\x04rest", "This is a workbook, and only CSV comes back."),
        (b"patient_id,value\r\nP-1,3\r\n", "no column task_id or measure_id"),
    ):
        with pytest.raises(InvalidInput, match=said):
            preview(values.small.clinic, io.BytesIO(data), actor=COORDINATOR)
