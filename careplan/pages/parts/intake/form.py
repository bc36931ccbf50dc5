"""The left half of the new-plan screen: the eight sections of the intake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.intake_draft import KnownPatient
from careplan.coordination.sheet import Sheet
from careplan.pages.parts.intake.fields import (
    Option,
    Wire,
    chip,
    chips,
    day_field,
    field,
    leads,
    note,
    row,
    section,
    select,
)
from careplan.pages.parts.intake.findings import finding_parts, relief_part
from careplan.pages.parts.intake.medicines import medicine_parts
from careplan.pages.parts.intake.operations import operation_parts
from careplan.pages.parts.intake.recorded import birth_date_parts
from careplan.pages.parts.intake.scores import score_parts
from careplan.pages.parts.words import show_date
from careplan.patient import Patient

SEXES: Final = (
    Option("", ""),
    Option("female", "Female"),
    Option("male", "Male"),
    Option("other", "Other"),
    Option("unknown", "Not known"),
)


def form_parts(sheet: Sheet, clinic: Clinic, wrong_at: Mapping[str, str]) -> list[Wire]:
    """Return the sections in order; `wrong_at` has what the last press was refused for, by its field."""
    return [
        section("patient", "1 Patient", _patient(sheet, wrong_at)),
        section("operations", "2 Operations", operation_parts(sheet, clinic)),
        section("pain", "3 Pain now", score_parts(sheet, clinic)),
        section("relief", "4 Relief after surgery", [relief_part(sheet, clinic)]),
        section("findings", "5 Findings", finding_parts(sheet, clinic)),
        section("red_flags", "6 Red flags", _red_flags(sheet, clinic, wrong_at.get("red_flags", ""))),
        section("medicines", "7 Medicines and other facts", medicine_parts(sheet, clinic)),
        section("goal", "8 Goal", _goal(sheet)),
    ]


def _patient(sheet: Sheet, wrong_at: Mapping[str, str]) -> Iterator[Wire]:
    entered, wrong = sheet.entered, {**wrong_at, **sheet.wrong}
    yield row(
        "who",
        (
            field("patient_id", "Patient", entered.patient_id, wrong, unit=_id_words(sheet, wrong), size=12),
            day_field("birth_date", "Birth date", entered.birth_date, wrong),
            select("sex", "Sex", entered.sex, SEXES),
        ),
    )
    if sheet.lacks_patient:
        yield note("who-may-add", sheet.no_new_patient)
    yield from birth_date_parts(sheet)
    if sheet.known:
        yield note("known", _known_words(sheet.known), tone="red" if sheet.known.open_plan else "")
        if plan_id := sheet.known.open_plan:
            ways = (
                ("Open plan", f"/plan?id={plan_id}"),
                ("Add a suspected cause", f"/patient?id={sheet.known.patient.id}"),
            )
            yield leads("open-plan", ways)


def _id_words(sheet: Sheet, wrong: Mapping[str, str]) -> str:
    """Say what becomes of the id as it stands; nothing where a note below says more."""
    if sheet.known or "patient_id" in wrong:
        return ""
    return "new patient" if sheet.entered.patient_id.strip() else "empty: the next free id"


def _known_words(known: KnownPatient) -> str:
    """Say who has this id, so that a slip of the hand is seen."""
    if known.open_plan:
        return f"{known.patient.id} has an open plan, {known.open_plan}. Add the suspected cause to it."
    return f"{known.patient.id} is known here{_born(known.patient)}. What is known stands below, each with its day."


def _born(patient: Patient) -> str:
    return f", born {show_date(patient.birth_date)}" if patient.birth_date else ""


def _red_flags(sheet: Sheet, clinic: Clinic, wrong: str) -> Iterator[Wire]:
    entered = sheet.entered
    none = chip(
        "red_flag.none",
        "None of these",
        state="yes" if entered.no_red_flags else "",
    )
    file = clinic.content.red_flags
    flags = (
        chip(
            f"red_flag.{flag.id}",
            (asked := file.question(flag)),
            state="yes" if flag.id in entered.red_flags else "",
            small="" if asked.startswith(flag.name) else flag.name,
        )
        for flag in file.red_flags
    )
    yield chips("red_flags", "Is any of these present?", (none, *flags), lines=True, wrong=wrong)


def _goal(sheet: Sheet) -> Iterator[Wire]:
    entered = sheet.entered
    such = "such as: walk 30 minutes"
    yield field("goal", "Goal in the person's words", entered.goal, sheet.wrong, long=True, placeholder=such)
    start = entered.start or (sheet.intake.start.isoformat() if sheet.intake else "")
    yield row("start", [day_field("start", "Plan starts on", start, sheet.wrong)])
