"""What must hold for an intake beyond its shape: known words, possible dates, values in range, no contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from careplan.clinical_content import ClinicalContent
from careplan.condition_language import Value
from careplan.errors import InvalidInput
from careplan.facts import FactDefinition
from careplan.intake.form import IntakeForm, MedicineEntry, ObservationEntry
from careplan.intake.refusal import Refusal
from careplan.medicine import daily_mme
from careplan.nearest import did_you_mean
from careplan.number_range import in_digits
from careplan.patient import Medicine
from careplan.spine_record import written_level
from careplan.working_days import MOST_YEARS, is_far

ITEM_9: Final = "phq9_item9"
_WITH_PHQ9: Final = "PHQ-9 needs its item 9 of the same day (0 to 3): add an observation of phq9_item9."
UNKNOWN: Final = "unknown"
_SEVERAL: Final = frozenset({"subtype"})  # a plan may have both recurrences (PLAN_RULES R5)
MOST_AMOUNT: Final = 100_000
"""The largest amount of a medicine a day, in its unit, that is taken: it catches slips of the keyboard, no more."""
_WRITTEN_OUT: Final = 1e12
"""Amounts below it are told with all their digits."""


def refusals(form: IntakeForm, content: ClinicalContent, today: date) -> Iterator[Refusal]:
    """Yield everything that cannot be; `today` is the day on which the intake is read."""
    start = form.start or today
    yield from _dates(form, start, today)
    yield from _age(form, content, start)
    yield from _operations(form, start)
    yield from _findings(form, content)
    for at, flag in enumerate(form.red_flags):
        if flag not in content.red_flags.by_id:
            hint = did_you_mean(flag, content.red_flags.by_id)
            yield Refusal(f"red_flags[{at}]", f"“{flag}” is no red flag. {hint}")
    yield from _observations(form, content, start)
    yield from medicine_refusals(form.medicines or (), content)
    yield from _facts(form, content)


def fact_value(definition: FactDefinition, stated: Any, content: ClinicalContent) -> Value | None:
    """Return a stated fact as conditions compare it; None for the word unknown. Raises InvalidInput."""
    if definition.type == "bool":
        if not isinstance(stated, bool):
            raise InvalidInput(f"must be true or false; “{stated}” is not.")
        return "yes" if stated else "no"
    if definition.type == "number":
        return content.range_of(definition).checked(definition.label, stated)
    return _words(definition, stated)


def _words(definition: FactDefinition, stated: Any) -> Value | None:
    """Return one word, or the set of words where several may hold; the word unknown is no answer (R9)."""
    several = definition.id in _SEVERAL
    if isinstance(stated, list) and not several:
        raise InvalidInput(f"takes one word, not a list. {did_you_mean('', definition.values)}")
    words = stated if isinstance(stated, list) else [stated]
    for word in words:
        if word not in (*definition.values, UNKNOWN):
            raise InvalidInput(f"is never “{word}”. {did_you_mean(str(word), definition.values)}")
    known = frozenset(str(word) for word in words if word != UNKNOWN)
    return known if several and known else next(iter(known), None)


def _dates(form: IntakeForm, start: date, today: date) -> Iterator[Refusal]:
    """Nothing happened before the birth, and nothing that was seen lies in the future."""
    seen: list[tuple[str, date | None]] = [
        *((f"operations[{at}].date", op.day) for at, op in enumerate(form.operations)),
        *((f"procedures[{at}].done", procedure.done) for at, procedure in enumerate(form.procedures)),
        *((f"observations[{at}].date", seen.day) for at, seen in enumerate(form.observations)),
        *((f"medicines[{at}].started", m.started) for at, m in enumerate(form.medicines or ())),
        *((f"medicines[{at}].last_review", m.last_review) for at, m in enumerate(form.medicines or ())),
    ]
    born = form.birth_date
    if born and born > today:
        yield Refusal("birth_date", "{} lies in the future. Correct the year.", (born,))
        return
    if born and start < born:
        yield Refusal("start", "{} is before the birth date {}. Correct one of them.", (start, born))
        return
    if is_far(start, today):
        yield Refusal("start", f"{{}} is more than {MOST_YEARS} years from today. Correct the year.", (start,))
    for where, day in seen:
        if day and born and day < born:
            yield Refusal(where, "{} is before the birth date {}. Correct one of them.", (day, born))
        elif day and day > max(start, today):
            words = "{} lies in the future. Enter what has been seen, and correct the year if it is wrong."
            yield Refusal(where, words, (day,))


def _age(form: IntakeForm, content: ClinicalContent, start: date) -> Iterator[Refusal]:
    """The birth date gives an age that can be."""
    oldest = content.facts["age"].max
    if form.birth_date and oldest is not None and start.year - form.birth_date.year > oldest:
        words = f"{{}} makes this person more than {oldest:g} years old. Correct the year."
        yield Refusal("birth_date", words, (form.birth_date,))


def _operations(form: IntakeForm, start: date) -> Iterator[Refusal]:
    for at, operation in enumerate(form.operations):
        if operation.day and start < operation.day:
            words = (
                "{} is after the start {}. "
                "An intake lists operations that were done; a planned one is entered in the plan."
            )
            yield Refusal(f"operations[{at}].date", words, (operation.day, start))
        for nth, level in enumerate(operation.levels):
            if written_level(level) is None:
                words = f"“{level}” is no level of the spine. Write it as L4-L5 or L4-S1."
                yield Refusal(f"operations[{at}].levels[{nth}]", words)


def _findings(form: IntakeForm, content: ClinicalContent) -> Iterator[Refusal]:
    known = content.findings.by_id
    for finding in form.findings:
        if finding not in known:
            yield Refusal(f"findings.{finding}", f"is no finding. {did_you_mean(finding, known)}")
    for first, second in content.findings.contradictions(form.findings):
        yield Refusal(
            f"findings.{first.id}",
            f"({first.text}) and findings.{second.id} ({second.text}) cannot both be yes. Keep the one that holds.",
        )
    stated = {finding: answer for finding, answer in form.findings.items() if finding in known}
    for finding, answer in stated.items():
        for fact, value in content.findings.facts_from({finding: answer}).items():
            entered = form.facts.get(fact)
            if isinstance(entered, bool) and value != ("yes" if entered else "no"):
                words = f"and facts.{fact} say the opposite. Keep the one that holds."
                yield Refusal(f"findings.{finding}", words)


def _observations(form: IntakeForm, content: ClinicalContent, start: date) -> Iterator[Refusal]:
    for at, seen in enumerate(form.observations):
        yield from _measured(f"observations[{at}]", seen.measure, seen.value, content)
    days: dict[str, set[date]] = {"phq9": set(), ITEM_9: set()}
    for seen in (*form.observations, *_of_start_day(form)):
        if seen.measure in days:
            days[seen.measure].add(seen.day or start)
    if days["phq9"] - days[ITEM_9]:
        yield Refusal("observations:", _WITH_PHQ9)


def _of_start_day(form: IntakeForm) -> Iterator[ObservationEntry]:
    return (ObservationEntry(measure=name, value=value) for name, value in form.facts.items())


def _measured(where: str, measure: str, value: Any, content: ClinicalContent) -> Iterator[Refusal]:
    definition = content.measures.by_id.get(measure)
    if definition is None:
        hint = did_you_mean(measure, content.measures.by_id)
        yield Refusal(f"{where}.measure", f"“{measure}” is no measure. {hint}")
        return
    try:
        definition.checked(value)
    except InvalidInput as error:
        yield Refusal(f"{where}:", str(error))


def medicine_refusals(medicines: Iterable[MedicineEntry], content: ClinicalContent) -> Iterator[Refusal]:
    """Yield the amounts of a medicine list that must be slips."""
    for at, entry in enumerate(medicines):
        if words := _too_much(entry, content):
            yield Refusal(f"medicines[{at}].amount_per_day", words)


def _too_much(entry: MedicineEntry, content: ClinicalContent) -> str:
    """Say why an amount must be a slip: by its number, or by the opioid dose that it would be."""
    amount = entry.amount_per_day or 0
    if amount > MOST_AMOUNT:
        number = f"{amount:,.0f}" if amount < _WRITTEN_OUT else f"{amount:g}"
        return f"{number} is more than anybody takes in a day. Correct the amount or its unit."
    for part in daily_mme([Medicine(**entry.model_dump())], content.medicines).parts:
        try:
            content.measures.by_id["mme"].checked(part.mme)
        except InvalidInput as error:
            dose = f"{in_digits(amount)} {part.unit} is {in_digits(part.mme)} MME a day"
            return f"{dose}. {error} Correct the amount or its unit."
    return ""


def _facts(form: IntakeForm, content: ClinicalContent) -> Iterator[Refusal]:
    for fact, stated in form.facts.items():
        if fact in content.measures.by_id:
            yield from _measured(f"facts.{fact}", fact, stated, content)
        elif fact not in content.facts:
            hint = did_you_mean(fact, [*content.facts, *content.measures.by_id])
            yield Refusal(f"facts.{fact}", f"is no fact and no measure. {hint}")
        else:
            try:
                fact_value(content.facts[fact], stated, content)
            except InvalidInput as error:
                yield Refusal(_place(content.facts[fact]), str(error))


def _place(definition: FactDefinition) -> str:
    """A sentence about a number names the fact in words, so that only its place goes before."""
    return f"facts.{definition.id}:" if definition.type == "number" else f"facts.{definition.id}"
