"""Section 2 of the form: the operations on the spine, the index surgery first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.sheet import Sheet
from careplan.new_plan import EnteredOperation
from careplan.pages.parts.intake.check_words import operation_label
from careplan.pages.parts.intake.fields import YES_NO, Option, Wire, button, chip, chips, day_field, field, row, select
from careplan.pages.parts.intake.recorded import operations_note

SIDES: Final = (Option("", ""), Option("left", "Left"), Option("right", "Right"), Option("both", "Both"))
_FIRST: Final = ("spinal_fusion", "microdiskectomy", "diskectomy_open", "laminectomy", "laminotomy_foraminotomy")
"""The usual index surgeries; the rarer ones follow."""


def operation_parts(sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    last = len(sheet.entered.operations) - 1
    for at, operation in enumerate(sheet.entered.operations):
        yield from _operation(at, operation, sheet, clinic, several=last > 0)
    yield button("more-operations", "+ Another operation", "operation.add", "yes")


def _operation(at: int, operation: EnteredOperation, sheet: Sheet, clinic: Clinic, *, several: bool) -> Iterator[Wire]:
    name, wrong = f"operation.{at}", sheet.wrong
    procedures = (
        chip(
            f"{name}.has.{key}",
            clinic.catalogue.procedures[key].label,
            state="yes" if key in operation.procedures else "",
        )
        for key in _in_order(clinic)
    )
    yield chips(f"{name}.procedures", operation_label(at, several=several), procedures)
    parts = [
        field(f"{name}.levels", "Levels", operation.levels, wrong, placeholder="such as L4-L5", size=14),
        select(f"{name}.side", "Side", operation.side, SIDES),
        day_field(f"{name}.day", "Date", operation.day, wrong),
        select(f"{name}.implant", "Implant", operation.implant, (Option("", ""), *YES_NO)),
    ]
    if several:
        parts.append(button(f"{name}.remove", "Remove", "operation.remove", at, quiet=True))
    yield row(name, parts)
    yield from operations_note(at, sheet)


def _in_order(clinic: Clinic) -> Iterator[str]:
    yield from _FIRST
    yield from (key for key in clinic.catalogue.procedures if key not in _FIRST)
