"""Section 7 of the form: the medicine list with its daily opioid dose, and facts that rules ask about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.sheet import Sheet
from careplan.medicine import OTHER_UNIT, amount_missing, daily_mme
from careplan.new_plan import EnteredMedicine
from careplan.pages.parts.intake.fields import (
    Option,
    Wire,
    button,
    chip,
    chips,
    field,
    note,
    row,
    select,
)
from careplan.pages.parts.intake.recorded import medicines_note, yes_or_no

UNITS: Final = (Option("mg", "mg"), Option("mcg per hour", "mcg per hour (patch)"), Option(OTHER_UNIT, "other"))
_FACTS: Final = ("employed", "sleep_apnoea", "lung_disease", "kidney_disease")


def medicine_parts(sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    entered = sheet.entered
    none = chip(
        "medicine.none",
        "No medicines",
        state="yes" if entered.no_medicines else "",
    )
    yield chips("medicine.none", "Medicines", (none,), hidden=True)
    for at, medicine in enumerate((*entered.medicines, EnteredMedicine())):
        yield _medicine(at, medicine, sheet, last=at == len(entered.medicines))
    yield note("complete", "List everything that is taken: what is not listed counts as not taken.")
    yield from medicines_note(sheet)
    yield from _dose(sheet, clinic)
    facts = clinic.catalogue.facts
    asked = [*_FACTS, *(() if entered.sex == "male" else ("pregnancy_possible",))]
    yield row("facts", [yes_or_no(facts[name], sheet) for name in asked])


def _medicine(at: int, medicine: EnteredMedicine, sheet: Sheet, *, last: bool) -> Wire:
    name = f"medicine.{at}"
    parts = [
        field(f"{name}.name", "Medicine", medicine.name, sheet.wrong, size=18),
        field(f"{name}.amount", "Amount a day", medicine.amount, sheet.wrong, type_="number", size=6),
        select(f"{name}.unit", "Unit", medicine.unit, UNITS),
    ]
    if not last:
        parts.append(button(f"{name}.remove", "Remove", "medicine.remove", at, quiet=True))
    return {**row(name, parts), "even": True, "tight": at > 0}


def _dose(sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    """Show the daily MME with its factors, or why it cannot be computed; never 0 for not known."""
    medicines = sheet.intake.patient.medicines if sheet.intake else None
    if not medicines:
        return
    dose = daily_mme(medicines, clinic.content.medicines)
    sums = " + ".join(f"{part.medicine} {part.amount:g} {part.unit} × {part.factor:g}" for part in dose.parts)
    if dose.value is None:
        because = (reason for reason in dose.because if reason not in _said_beside(sheet))
        yield note("mme", " ".join(("MME a day is not computable.", *because)), tone="orange")
    elif dose.parts:
        yield note("mme", f"{dose.value:g} MME a day: {sums}. Not for converting doses. Source: CDC 2022.")
    else:
        yield note("mme", "No opioid among these medicines.")


def _said_beside(sheet: Sheet) -> frozenset[str]:
    """Return what need not be said of amounts that cannot be used: beside each stands why."""
    entered = enumerate(sheet.entered.medicines)
    return frozenset(amount_missing(one.name.strip()) for at, one in entered if f"medicine.{at}.amount" in sheet.wrong)
