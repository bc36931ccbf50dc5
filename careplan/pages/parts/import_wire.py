"""The difference of a file as lines with ticks, in plain words: what the browser is sent to draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from careplan.coordination.field_words import field_label, value_words
from careplan.coordination.import_makings import FIELDS
from careplan.coordination.offers import Met, Offered, OfferedRow, Preview
from careplan.exchange import measure_difference, task_cells
from careplan.exchange.csv_days import day_of
from careplan.exchange.difference import PassedOver
from careplan.exchange.measure_difference import NewValue
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import escape_md, role_mark, short_date

Wire = dict[str, object]

_TEXTS: Final = frozenset({"task", "details", "outcome_note", "depends_on", "note"})
"""Columns whose words may be long: they stand below the title."""
_DAYS: Final = task_cells.DAYS | measure_difference.DAYS
_HINTS: Final = {
    "change": "An unticked one stays as it is.",
    "met": "Unticked, theirs stands; tick yours to take it.",
    "cleared": "The cell is empty in the file. Tick it to empty it here too; of a value, to take it back.",
    "add": "An unticked one is not added.",
}
_TITLES: Final = {"change": "Change", "met": "Changed by others too", "cleared": "Cleared", "add": "Add"}


def import_wire(desk: Desk, found: Preview) -> Wire:
    """Return the groups: what only the file changed, what others changed too, what was emptied, new tasks."""
    groups = {
        "change": [_cell(desk, found, one) for one in found.cells if one.ticked],
        "met": [_cell(desk, found, one) for one in found.cells if one.met],
        "cleared": [_cell(desk, found, one) for one in found.cells if not one.ticked and not one.met],
        "add": [_row(desk, one) for one in found.added],
    }
    return {
        "groups": [
            {"key": key, "title": _TITLES[key], "hint": _HINTS[key], "lines": lines}
            for key, lines in groups.items()
            if lines
        ]
    }


def _cell(desk: Desk, found: Preview, one: Offered) -> Wire:
    cell = one.cell
    of = found.values[cell.id].kept.observation.measure if cell.id in found.values else ""
    before, after = (_value(desk, cell.column, text, of) for text in (cell.before, cell.after))
    arrow = f"{before} → {after}"
    long = cell.column in _TEXTS
    said = [cell.patient_id, f"{column_words(desk, cell.column)}: {arrow}" if long else column_words(desk, cell.column)]
    if one.met:
        said.append(_met(desk, cell.column, one.met, of))
    return _line(desk, one.key, one.title, one.role, " · ".join(said), "" if long else arrow, ticked=one.ticked)


def _row(desk: Desk, one: OfferedRow) -> Wire:
    if isinstance(one.new, NewValue):
        return _value_line(desk, one, one.new)
    values = one.new.values
    day = values.get("due_date")
    due = short_date(day, today=desk.today) if isinstance(day, date) else "no date yet"
    why = one.patient_id + ("" if one.ticked else " · a task of this title is in the plan already")
    return _line(desk, one.key, values["task"], values["role"], why, due, ticked=one.ticked)


def _value_line(desk: Desk, one: OfferedRow, new: NewValue) -> Wire:
    title = f"{field_label(desk.clinic, new.measure)} {value_words(desk.clinic, new.measure, new.value)}"
    why = " · ".join(filter(None, (one.patient_id, new.note)))
    return _line(desk, one.key, title, desk.actor.role, why, short_date(new.date, today=desk.today), ticked=one.ticked)


def _met(desk: Desk, column: str, met: Met, of: str) -> str:
    """Return who changed the cell too, and from what; what it is now and what the file says stand beside it."""
    return f"was {_value(desk, column, met.was, of)}; {met.by} changed it on {moment_words(desk, met.at)}"


def _line(desk: Desk, key: str, title: str, role: str, why: str, day: str, *, ticked: bool) -> Wire:
    known = desk.clinic.catalogue.roles.get(role)
    mark = role_mark(known) if known else None
    shape = {"shape": mark.shape.value, "tone": mark.tone.value, "word": mark.word} if mark else {}
    words = {"shape": "ring", "tone": "gray", "word": role} | shape
    return {"key": key, "title": title, "sessions": "", "role": words, "was_role": "", "day": day} | {
        "ticked": ticked,
        "fixed": False,
        "why": why,
    }


def column_words(desk: Desk, column: str) -> str:
    """Return the words for a column."""
    return "Title" if column == "task" else field_label(desk.clinic, FIELDS.get(column, column))


def _value(desk: Desk, column: str, text: str, measure: str) -> str:
    """Return what a cell says, in words; `measure` is that of its row, where the row is of a value."""
    if not text:
        return "empty"
    if column in _DAYS:
        day = day_of(text, None)
        return short_date(day, today=desk.today) if day else text
    if column == "measure":
        return field_label(desk.clinic, text)
    if column == "value":
        return value_words(desk.clinic, measure, _number(desk, measure, text))
    return value_words(desk.clinic, FIELDS.get(column, column), text)


def _number(desk: Desk, measure: str, text: str) -> float | str:
    """Return a value as it is kept; one that the measure does not have, since the file names another, stays text."""
    try:
        return float(text) if desk.clinic.content.measures.by_id[measure].kind == "number" else text
    except ValueError:
        return text


def passed_over_md(desk: Desk, found: Sequence[PassedOver], most: int) -> Iterable[str]:
    """Yield a line for each of the first cells of which nothing is taken, and how many more there are."""
    for one in found[:most]:
        column = f", {escape_md(column_words(desk, one.column))}" if one.column else ""
        yield f"- **Row {one.row:d}**{column}: {escape_md(one.why)}"
    if len(found) > most:
        yield f"- {len(found) - most:d} more. Mend these and choose the file again."
