"""Everything that the new-plan screen draws, in the plain shape in which it goes to the browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.new_plan import PICK_FIRST
from careplan.coordination.sheet import KNOWN_PATIENT, Sheet
from careplan.expand import Question
from careplan.facts import FactDefinition
from careplan.intake import FirstLook
from careplan.number_range import NumberRange
from careplan.pages.parts.intake.causes import cause_panel, red_flag_lines
from careplan.pages.parts.intake.check_words import wrong_fields
from careplan.pages.parts.intake.fields import YES_NO, Option, Wire, filled, number_field, one_of, select
from careplan.pages.parts.intake.form import form_parts
from careplan.pages.parts.plan_preview import preview
from careplan.pages.parts.words import count_words
from careplan.red_flag import RedFlagId
from careplan.safety_rule import Alert, Severity
from careplan.team import Practitioner

MOST_ALERTS: Final = 3
"""Alerts that are no stop rule; stop rules and red flags are always shown (PLAN_RULES R38)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the last press came to: a sentence, and the field to go to."""

    text: str = ""
    go_to: str = ""
    nonce: str = ""


def sheet_data(sheet: Sheet, clinic: Clinic, *, said: Said, acks: Sequence[str]) -> Wire:
    """Return the form, the causes, the preview and the foot."""
    proposal = sheet.proposal
    return {
        "form": form_parts(sheet, clinic, {said.go_to: said.text}),
        "flags": red_flag_lines(sheet, clinic),
        "causes": cause_panel(sheet, clinic),
        "preview": preview(sheet, proposal, clinic) if proposal else None,
        "questions": list(_questions(sheet, clinic)),
        "later": _later(sheet),
        "alerts": _alerts(sheet.look, clinic),
        "checks": _checks(sheet, clinic),
        "team": _team(sheet.team.members, clinic),
        "foot": _foot(sheet, clinic, said),
        "acks": list(acks),
    }


def _questions(sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    """Yield each fact that would open a task, to be answered in place (R14)."""
    opens: dict[str, list[Question]] = {}
    for question in sheet.proposal.draft.expansion.questions.values() if sheet.proposal else ():
        for name in question.missing if not question.later else ():
            opens.setdefault(name, []).append(question)
    for name, questions in opens.items():
        if (definition := clinic.catalogue.facts.get(name)) and not definition.expression:
            hint = f"opens {count_words(len(questions), 'task')}: {', '.join(q.title for q in questions)}"
            yield {**_asked(definition, sheet, clinic.content.range_of(definition)), "hint": hint}


def _asked(definition: FactDefinition, sheet: Sheet, taken: NumberRange) -> Wire:
    """Return the input for a fact."""
    name, value = f"fact.{definition.id}", sheet.entered.facts.get(definition.id, "")
    if definition.measure:
        kept = sheet.entered.scores.get(definition.measure, "")
        return number_field(f"score.{definition.measure}", definition.question, kept, sheet.wrong, taken)
    if definition.type == "bool":
        return one_of(name, definition.question, value, YES_NO)
    if definition.type == "list":
        options = (Option("", ""), *(Option(v, v.replace("_", " ")) for v in definition.values))
        return select(name, definition.question, value, options)
    return number_field(name, definition.question, value, sheet.wrong, taken)


def _later(sheet: Sheet) -> int:
    if sheet.proposal is None:
        return 0
    return sum(1 for question in sheet.proposal.draft.expansion.questions.values() if question.later)


def _alerts(look: FirstLook | None, clinic: Clinic) -> list[Wire]:
    """Return every stop rule and the three gravest of the others."""
    held = look.alerts if look else ()
    stops = [alert for alert in held if alert.severity is Severity.STOP]
    others = [alert for alert in held if alert.severity is not Severity.STOP]
    flags = [flag.id for flag in look.assessment.red_flags] if look else []
    return [_alert(alert, flags, clinic) for alert in (*stops, *others[:MOST_ALERTS])]


def _alert(alert: Alert, flags: Sequence[RedFlagId], clinic: Clinic) -> Wire:
    words = {Severity.STOP: "Stop", Severity.WARN_HIGH: "Warning", Severity.WARN: "Note"}
    return {
        "rule": alert.rule,
        "word": words.get(alert.severity, "For information"),
        "text": alert.about + clinic.words.rule(alert.message, flags),
        "grave": alert.severity in (Severity.STOP, Severity.WARN_HIGH),
    }


def _checks(sheet: Sheet, clinic: Clinic) -> Wire:
    found = sheet.checks
    errors = [check.message for check in found if check.severity == "error"]
    errors += dict.fromkeys(wrong_fields(sheet, clinic))
    warnings = [check.message for check in found if check.severity != "error"]
    words = f"Checks: {count_words(len(errors), 'error')}, {count_words(len(warnings), 'warning')}"
    return {"words": words, "errors": errors, "warnings": warnings}


def _team(members: Sequence[Practitioner], clinic: Clinic) -> str:
    """Say who is on the clinic's default team, in the order of the roles."""
    order = list(clinic.catalogue.roles)
    working = [member for member in members if not clinic.catalogue.roles[member.role].account_only]
    ranked = sorted(working, key=lambda member: (order.index(member.role), member.id))
    return ", ".join(f"{member.id} ({clinic.role_words(member.role)})" for member in ranked)


def _foot(sheet: Sheet, clinic: Clinic, said: Said) -> Wire:
    saved = clinic.clock.local(sheet.saved) if sheet.saved else None
    return {
        **filled(
            saved=f"Draft saved {saved:%H:%M}" if saved else "",
            off=_off(sheet),
            said=said.text,
            go_to=said.go_to,
            nonce=said.nonce,
            discarded=sheet.discarded,
        ),
        "summary": _summary(sheet, clinic),
    }


def _off(sheet: Sheet) -> str:
    """Say why Create plan is off; unanswered red flags do not turn it off: pressing it leads to them (A8)."""
    if sheet.known and sheet.known.open_plan:
        return f"{sheet.known.patient.id} has an open plan, {sheet.known.open_plan}."
    if sheet.lacks_patient:
        return KNOWN_PATIENT
    if not sheet.picks:
        return PICK_FIRST
    if sheet.needs_reason:
        return "Give the reason for your pick."
    if sheet.born_in_doubt:
        return "Say which birth date is right."
    if sheet.wrong or any(check.severity == "error" for check in sheet.checks):
        return "Correct the errors first."
    return ""


def _summary(sheet: Sheet, clinic: Clinic) -> str:
    """Name the picks; where there are none, what is said beside Create plan says so."""
    return ", ".join(clinic.cause_words(pick) for pick in sheet.picks)
