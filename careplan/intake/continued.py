"""The intake of a patient who is on record: what was known stays as it was, what is said now is added to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from careplan.clinical_content import ClinicalContent
from careplan.condition_language import Value
from careplan.facts import Entry, Record
from careplan.finding import Answer, FindingFile, FindingId
from careplan.intake.intake import Intake
from careplan.patient import Medicine, Operation, Patient


def continued(intake: Intake, patient: Patient, known: Record, content: ClinicalContent) -> Intake:
    """Return the intake with what is on record before it.

    What is said again as it stands in the record is nothing new, and keeps its day. Where what is new contradicts a
    finding of the record, that finding is answered anew too: one question has one answer (PLAN_RULES R32).

    Args:
        patient: as kept, with operations, procedures and the medicine list.
        known: what was answered, found and measured so far.
    """
    stated = {**_overturned(intake, known, content.findings), **intake.findings}
    return replace(
        intake,
        patient=_brought_up(patient, intake.patient),
        observations=tuple(seen for seen in intake.observations if seen not in known.observations),
        facts={
            name: value
            for name, value in intake.facts.items()
            if content.facts[name].counts_time or last_value(known.facts, name) != value
        },
        findings={name: answer for name, answer in stated.items() if last_value(known.findings, name) != answer},
        before=known,
    )


def last_value(entries: Mapping[str, tuple[Entry, ...]], name: str) -> Value | None:
    """Return what was said last; None where nothing was, or where it was taken back."""
    known = entries.get(name)
    return known[-1].value if known else None


def _overturned(intake: Intake, known: Record, file: FindingFile) -> dict[FindingId, Answer]:
    """Return the findings of the record that what is new contradicts, each with its new answer."""
    excluded = {
        other for name, answer in intake.findings.items() if answer == "yes" for other in file.excluded_by(name)
    }
    overturned: dict[FindingId, Answer] = {}
    for name in known.findings.keys() & file.by_id.keys():
        answer = last_value(known.findings, name)
        if answer not in ("yes", "no"):
            continue
        was: Answer = "yes" if answer == "yes" else "no"
        said = file.facts_from({name: was})
        if (was == "yes" and name in excluded) or any(intake.facts.get(f, v) != v for f, v in said.items()):
            overturned[name] = "no" if was == "yes" else "yes"
    return overturned


def _brought_up(kept: Patient, stated: Patient) -> Patient:
    """Return the patient as kept with what is stated now; what was left empty stays as it is kept."""
    medicines = kept.medicines if stated.medicines is None else medicines_as_kept(kept.medicines, stated.medicines)
    anew = medicines != kept.medicines
    return kept.model_copy(
        update={
            "birth_date": stated.birth_date or kept.birth_date,
            "sex": stated.sex or kept.sex,
            "operations": _operations(kept.operations, stated.operations),
            "procedures": (*kept.procedures, *stated.procedures),
            "medicines": medicines,
            "medicines_confirmed": stated.medicines_confirmed if anew else kept.medicines_confirmed,
        }
    )


def _operations(kept: Iterable[Operation], stated: Iterable[Operation]) -> tuple[Operation, ...]:
    """Return the operations: one that is stated as it is kept is that one, another is new.

    A past one that is not stated any more was a mistake: it stays on record as cancelled. Planned ones are not asked.
    """
    every = list(kept)
    open_ = [operation for operation in every if operation.done and not operation.cancelled]
    last = max((operation.number for operation in every), default=0)
    for operation in stated:
        same = next((one for one in open_ if _as_asked(one) == _as_asked(operation)), None)
        if same:
            open_.remove(same)
        else:
            last += 1
            every.append(operation.model_copy(update={"number": last}))
    gone = {operation.number for operation in open_}
    return tuple(one.model_copy(update={"cancelled": True}) if one.number in gone else one for one in every)


def _as_asked(operation: Operation) -> tuple[object, ...]:
    """Return what the form asks of an operation."""
    return frozenset(operation.procedures), operation.levels, operation.side, operation.day, operation.implant


def medicines_as_kept(kept: tuple[Medicine, ...] | None, stated: tuple[Medicine, ...]) -> tuple[Medicine, ...]:
    """Return the list as stated; what is taken as before keeps prescriber, start and last review."""
    known = {_taken(medicine): medicine for medicine in kept or ()}
    return tuple(known.get(_taken(medicine), medicine) for medicine in stated)


def _taken(medicine: Medicine) -> tuple[object, ...]:
    return medicine.name.casefold(), medicine.amount_per_day, medicine.unit
