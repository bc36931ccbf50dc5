"""Reads an intake and turns it into a patient, observations, facts, findings and red flags."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from careplan.clinical_content import ClinicalContent
from careplan.condition_language import Value
from careplan.errors import InvalidInput
from careplan.facts import Entry, Record
from careplan.finding import Answer, FindingId
from careplan.intake.checks import fact_value, refusals
from careplan.intake.form import IntakeForm, OperationEntry
from careplan.intake.wording import sentences
from careplan.medicine import medicine_facts
from careplan.observation import Observation
from careplan.patient import Medicine, Operation, Patient, Procedure
from careplan.red_flag import RedFlagId
from careplan.spine_record import written_level
from careplan.unseen import refusal_of, texts_in

_MOST_TEXTS: Final = 2000
"""A long intake has some hundreds; with far more, saying what is wrong with each would take minutes."""
_LONGEST_TEXT: Final = 200_000
_MOST_TOLD: Final = 50
Entries = Mapping[str, tuple[Entry, ...]]
"""What became known by day, by name, the oldest first."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known of a patient on the start day.

    Attributes:
        facts: what was stated, and what medicines and findings say; what is not known is absent.
        findings: as stated; `first_look` adds what the record gives.
        red_flags: those answered yes; without `red_flags_answered` nobody has said anything of the others.
        before: what was known of a patient who is on record; the rest is what is new then (`continued`).
    """

    patient: Patient
    start: date
    observations: tuple[Observation, ...]
    facts: Mapping[str, Value]
    findings: Mapping[FindingId, Answer]
    red_flags: tuple[RedFlagId, ...]
    goal: str | None = None
    before: Record | None = None
    red_flags_answered: bool = False

    def record(self) -> Record:
        """Return the record that a FactBook reads; what is stated is known from the start day."""
        before = self.before or Record(self.start)
        return Record(
            start=self.start,
            birth_date=self.patient.birth_date,
            operations=self.patient.operations,
            procedures=self.patient.procedures,
            observations=(*before.observations, *self.observations),
            facts=self._added(before.facts, self.facts),
            findings=self._added(before.findings, self.findings),
        )

    def _added(self, known: Entries, stated: Mapping[str, Value]) -> Entries:
        """Return what was known with what is stated after it, also where the start lies before the record."""
        new = {}
        for name, value in stated.items():
            earlier = known.get(name, ())
            day = max(self.start, earlier[-1].day) if earlier else self.start
            new[name] = (*earlier, Entry(day, value))
        return {**known, **new}


def read_intake(text: str, content: ClinicalContent, *, today: date) -> Intake:
    """Return the intake that a file holds.

    Args:
        text: INTAKE.json (DESIGN 6).
        content: what its words are held against.
        today: the start day where the file gives none; nothing that was seen lies after it.

    Raises:
        InvalidInput: with one line for everything that is wrong: where, what, and what to do.
    """
    _check_json(text)
    try:
        form = IntakeForm.model_validate_json(text)
    except ValidationError as error:
        raise InvalidInput(_told(sentences(error))) from None
    return from_form(form, content, today=today)


def from_form(form: IntakeForm, content: ClinicalContent, *, today: date) -> Intake:
    """Return the intake that a filled form holds; raises InvalidInput as `read_intake` does."""
    if wrong := _told(refusal.in_file for refusal in refusals(form, content, today)):
        raise InvalidInput(wrong)
    start = form.start or today
    patient = _patient(form, start)
    observations = tuple(_observations(form, content, start))
    return Intake(
        patient=patient,
        start=start,
        observations=observations,
        facts=_facts(form, patient, observations, content),
        findings=dict(form.findings),
        red_flags=tuple(dict.fromkeys(form.red_flags)),
        goal=form.goal,
        red_flags_answered="red_flags" in form.model_fields_set,
    )


def _patient(form: IntakeForm, start: date) -> Patient:
    medicines = form.medicines
    return Patient(
        id=form.patient_id,
        birth_date=form.birth_date,
        sex=form.sex,
        operations=tuple(
            Operation(number=number, recorded=start, done=True, **_as_kept(operation))
            for number, operation in enumerate(form.operations, start=1)
        ),
        procedures=tuple(
            Procedure(number=number, recorded=start, **procedure.model_dump())
            for number, procedure in enumerate(form.procedures, start=1)
        ),
        medicines=None if medicines is None else tuple(Medicine(**medicine.model_dump()) for medicine in medicines),
        medicines_confirmed=None if medicines is None else start,
    )


def _as_kept(operation: OperationEntry) -> dict[str, Any]:
    """Return an operation with its levels written in one way."""
    levels = tuple(filter(None, map(written_level, operation.levels)))
    return {**operation.model_dump(), "levels": levels}


def _observations(form: IntakeForm, content: ClinicalContent, start: date) -> Iterator[Observation]:
    measures = content.measures.by_id
    for seen in form.observations:
        yield Observation(measure=seen.measure, value=measures[seen.measure].checked(seen.value), day=seen.day or start)
    for name, value in form.facts.items():
        if name in measures:
            yield Observation(measure=name, value=measures[name].checked(value), day=start)


def _facts(
    form: IntakeForm, patient: Patient, observations: tuple[Observation, ...], content: ClinicalContent
) -> dict[str, Value]:
    """What was stated wins over what findings say, and that over what the medicine list and an MME value say."""
    doses = sorted((seen for seen in observations if seen.measure == "mme"), key=lambda seen: seen.day)
    facts: dict[str, Value] = {"opioid_mme": doses[-1].value} if doses and patient.medicines is None else {}
    facts.update(medicine_facts(patient.medicines, content.medicines))
    facts.update(content.findings.facts_from(form.findings))
    for name, stated in form.facts.items():
        if name in content.measures.by_id:
            continue
        value = fact_value(content.facts[name], stated, content)
        if value is not None:
            facts[name] = value
    return {name: value for name, value in facts.items() if name in content.facts}


def _check_json(text: str) -> None:
    try:
        read = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        wrong = _odd_texts(list(islice(texts_in(read), _MOST_TEXTS + 1)))
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"Line {error.lineno}, column {error.colno} is not valid JSON ({error.msg}). "
            "Look there for a missing quotation mark, comma or bracket."
        ) from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise InvalidInput("A number of the intake has thousands of digits. Correct it.") from None
    except RecursionError:
        raise InvalidInput("The brackets of this file are nested far too deep for an intake.") from None
    if wrong:
        raise InvalidInput(wrong)
    if not isinstance(read, dict):
        raise InvalidInput("An intake is one object in curly brackets, with at least patient_id.")


def _told(wrong: Iterable[str]) -> str:
    """Return what is wrong, a line each and nothing twice: as much as somebody reads before the next try."""
    lines = [*dict.fromkeys(islice(wrong, _MOST_TOLD + 1))]
    return "\n".join(
        [*lines[:_MOST_TOLD], *(["And there is more. Correct these first."] if lines[_MOST_TOLD:] else [])]
    )


def _odd_texts(texts: list[str]) -> str:
    """Return why these cannot be the texts of an intake, its keys among them; empty where they can."""
    if len(texts) > _MOST_TEXTS:
        return f"The file holds more than {_MOST_TEXTS:,} names and texts: this is no intake of one patient."
    if longest := max(texts, key=len, default="")[_LONGEST_TEXT:]:
        return f"A text of the intake has {len(longest) + _LONGEST_TEXT:,} characters: shorten it."
    return refusal_of(texts)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)[:80]
        raise InvalidInput(f"The key “{twice}” stands twice in the same object. Keep one of them.")
    return read


def _no_number(word: str) -> NoReturn:
    raise InvalidInput(f"“{word}” is no number. Leave the key out while the value is not known.")
