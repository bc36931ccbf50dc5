"""What must hold for an intake beyond its shape: known words, possible dates, values in range, no contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import isfinite
from typing import Any, Final

from careplan.clinical_content import ClinicalContent
from careplan.condition_language import Value
from careplan.errors import InvalidInput
from careplan.facts import FactDefinition
from careplan.intake.form import IntakeForm, ObservationEntry
from careplan.nearest import did_you_mean
from careplan.spine_record import segments

ITEM_9: Final = "phq9_item9"
_WITH_PHQ9: Final = "PHQ-9 needs its item 9 of the same day (0 to 3): add an observation of phq9_item9."
UNKNOWN: Final = "unknown"
_SEVERAL: Final = frozenset({"subtype"})  # a plan may have both recurrences (PLAN_RULES R5)
_MAY_BE_NEGATIVE: Final = frozenset({"dxa_t"})  # a T score below 0 is thinner bone than average


def refusals(form: IntakeForm, content: ClinicalContent, today: date) -> Iterator[str]:
    """Yield a sentence for everything that cannot be; `today` is the day on which the intake is read."""
    start = form.start or today
    yield from _dates(form, start, today)
    yield from _operations(form, start)
    yield from _findings(form, content)
    for at, flag in enumerate(form.red_flags):
        if flag not in content.red_flags.by_id:
            yield f"red_flags[{at}] “{flag}” is no red flag. {did_you_mean(flag, content.red_flags.by_id)}"
    yield from _observations(form, content, start)
    yield from _facts(form, content)


def fact_value(definition: FactDefinition, stated: Any) -> Value | None:
    """Return a stated fact as conditions compare it; None for the word unknown. Raises InvalidInput."""
    if definition.type == "bool":
        if not isinstance(stated, bool):
            raise InvalidInput(f"must be true or false; “{stated}” is not.")
        return "yes" if stated else "no"
    if definition.type == "number":
        return _number(definition, stated)
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


def _number(definition: FactDefinition, stated: Any) -> float:
    if isinstance(stated, bool) or not isinstance(stated, int | float):
        raise InvalidInput(f"must be a number, without quotation marks; “{stated}” is not.")
    if not isfinite(stated):
        raise InvalidInput(f"is {stated:g}; leave it out while it is not known.")
    if stated < 0 and definition.id not in _MAY_BE_NEGATIVE:
        raise InvalidInput(f"is {stated:g}; it cannot be below 0.")
    if definition.id.endswith("_pct") and stated > 100:
        raise InvalidInput(f"is {stated:g}; a percentage goes from 0 to 100.")
    return float(stated)


def _dates(form: IntakeForm, start: date, today: date) -> Iterator[str]:
    """Nothing happened before the birth, and nothing that was seen lies in the future."""
    seen: list[tuple[str, date | None]] = [
        *((f"operations[{at}].date", op.day) for at, op in enumerate(form.operations)),
        *((f"procedures[{at}].done", procedure.done) for at, procedure in enumerate(form.procedures)),
        *((f"observations[{at}].date", seen.day) for at, seen in enumerate(form.observations)),
        *((f"medicines[{at}].started", m.started) for at, m in enumerate(form.medicines or ())),
        *((f"medicines[{at}].last_review", m.last_review) for at, m in enumerate(form.medicines or ())),
    ]
    born = form.birth_date
    if born and born > min(start, today):
        yield f"birth_date {born} lies in the future. Correct the year."
        return
    for where, day in seen:
        if day and born and day < born:
            yield f"{where} {day} is before the birth date {born}. Correct one of them."
        elif day and day > max(start, today):
            yield f"{where} {day} lies in the future. Enter what has been seen, and correct the year if it is wrong."


def _operations(form: IntakeForm, start: date) -> Iterator[str]:
    for at, operation in enumerate(form.operations):
        if operation.day and start < operation.day:
            yield (
                f"operations[{at}].date {operation.day} is after the start {start}. "
                "An intake lists operations that were done; a planned one is entered in the plan."
            )
        for nth, level in enumerate(operation.levels):
            if not segments([level]):
                yield f"operations[{at}].levels[{nth}] “{level}” is no level of the spine. Write it as L4-L5 or L4-S1."


def _findings(form: IntakeForm, content: ClinicalContent) -> Iterator[str]:
    known = content.findings.by_id
    for finding in form.findings:
        if finding not in known:
            yield f"findings.{finding} is no finding. {did_you_mean(finding, known)}"
    for first, second in content.findings.contradictions(form.findings):
        yield (
            f"findings.{first.id} ({first.text}) and findings.{second.id} ({second.text}) cannot both be yes. "
            "Keep the one that holds."
        )
    stated = {finding: answer for finding, answer in form.findings.items() if finding in known}
    for finding, answer in stated.items():
        for fact, value in content.findings.facts_from({finding: answer}).items():
            entered = form.facts.get(fact)
            if isinstance(entered, bool) and value != ("yes" if entered else "no"):
                yield f"findings.{finding} and facts.{fact} say the opposite. Keep the one that holds."


def _observations(form: IntakeForm, content: ClinicalContent, start: date) -> Iterator[str]:
    for at, seen in enumerate(form.observations):
        yield from _measured(f"observations[{at}]", seen.measure, seen.value, content)
    days: dict[str, set[date]] = {"phq9": set(), ITEM_9: set()}
    for seen in (*form.observations, *_of_start_day(form)):
        if seen.measure in days:
            days[seen.measure].add(seen.day or start)
    if days["phq9"] - days[ITEM_9]:
        yield f"observations: {_WITH_PHQ9}"


def _of_start_day(form: IntakeForm) -> Iterator[ObservationEntry]:
    return (ObservationEntry(measure=name, value=value) for name, value in form.facts.items())


def _measured(where: str, measure: str, value: Any, content: ClinicalContent) -> Iterator[str]:
    definition = content.measures.by_id.get(measure)
    if definition is None:
        yield f"{where}.measure “{measure}” is no measure. {did_you_mean(measure, content.measures.by_id)}"
        return
    try:
        definition.checked(value)
    except InvalidInput as error:
        yield f"{where}: {error}"


def _facts(form: IntakeForm, content: ClinicalContent) -> Iterator[str]:
    for fact, stated in form.facts.items():
        if fact in content.measures.by_id:
            yield from _measured(f"facts.{fact}", fact, stated, content)
        elif fact not in content.facts:
            valid = [*content.facts, *content.measures.by_id]
            yield f"facts.{fact} is no fact and no measure. {did_you_mean(fact, valid)}"
        else:
            try:
                fact_value(content.facts[fact], stated)
            except InvalidInput as error:
                yield f"facts.{fact} {error}"
