"""Fields of the audit trail and their values, in words: facts, decisions, measures, findings and what a task has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from careplan.cause import cause_of
from careplan.clinic import Clinic
from careplan.coordination.findings_shown import is_test, test_label, test_title
from careplan.coordination.flag_card import SEEN
from careplan.coordination.flag_reply import REACHED, REPLY
from careplan.coordination.flags_asked import FLAG, WHILE_OPEN
from careplan.coordination.safety import rule_name
from careplan.hand_off import PARTS
from careplan.red_flag import QUESTIONS, asks_flags
from careplan.task import TaskStatus
from careplan.working_days import date_words

CONFIRMED: Final = "confirmed"
"""The request of a hand-off in the words of who accepted it."""
_FIELD_WORDS: Final[Mapping[str, str]] = {
    "closed_on": "Closed on",
    "birth_date": "Birth date",
    "due": "Due date",
    "assignee": "Person",
    "details": "Done when",
    "start": "First day",
    "depends_on": "Waits for",
    "started_anyway": "Started anyway because",
    "on_behalf_of": "On behalf of",
    "causes": "Suspected cause",
    "day": "Date",
    "operation": "Date of the operation",
    "medicines": "Medicines",
    "medicines_confirmed": "Confirmed on",
    SEEN: "What was seen",
    REACHED: "Who was reached",
    REPLY: "What was done",
    "situation": "Situation",
    "background": "Background",
    "assessment": "Assessment",
    "request": "Request",
    "watch_for": "What to watch for and what then",
    CONFIRMED: "Confirmed as",
    "meeting_question": "Question",
    "meeting_proposal": "Proposal",
    "meeting_decision": "Decision",
    "sign_off": "Sign-off",
}
GOAL: Final = "goal"
"""With this begins what the audit trail tells of a goal: “goal 2”, “goal 2: target”; that of a new plan is “goal”."""
RULE: Final = "rule"
"""The field that says which safety rule or conflict was answered."""
_AS_WRITTEN: Final = frozenset(
    {
        "note",
        "name",
        "record_number",
        "title",
        "details",
        "depends_on",
        "started_anyway",
        "assignee",
        "goal",
        "medicines",
        "finding",
        SEEN,
        *PARTS,
        CONFIRMED,
    }
    | {"meeting_question", "meeting_proposal", "meeting_decision"}
)
"""Fields whose value is shown as a person wrote it."""
_SAID_OF: Final = ("not obtained", "reason", "note", WHILE_OPEN)
"""What may be said of an answer besides itself, as in “gate.surgery: reason”."""


def field_label(clinic: Clinic, name: str) -> str:
    """Return the words for a field, fact, decision or measure, or for what is said of it."""
    known_as, said, of_it = name.rpartition(": ")
    if said and of_it in _SAID_OF:
        if is_test(known_as):
            return f"{test_title(clinic, known_as)}: {of_it}"
        return f"{field_label(clinic, known_as)}: {of_it}"
    if cause := cause_of(name):
        return clinic.cause_words(cause)
    for known in (clinic.catalogue.facts, clinic.catalogue.gates):
        if name in known:
            return known[name].label
    if asks_flags(name):
        asked = clinic.content.red_flags.asked_by(name)
        return asked[0].suspicion.capitalize() if len(asked) == 1 else "Red flags"
    if name.startswith(FLAG):
        return f"No red flag “{field_label(clinic, name.removeprefix(FLAG))}”, because"
    if flag := clinic.content.red_flags.by_id.get(name):
        return flag.suspicion.capitalize()
    if measure := clinic.content.measures.by_id.get(name):
        return measure.short
    if finding := clinic.content.findings.by_id.get(name):
        return finding.text
    if is_test(name):
        return test_label(clinic, name)
    if name in clinic.content.causes.picks:
        return clinic.cause_words(name)
    return _FIELD_WORDS.get(name, name.replace("_", " ").capitalize())


def value_words(clinic: Clinic, name: str, value: Any) -> str:
    """Return a value of the audit trail as people read it."""
    if is_nothing(value):
        return "nothing"
    if name == QUESTIONS:
        return ", ".join(clinic.content.red_flags.by_id[flag].suspicion for flag in value) or "none of these"
    if asks_flags(name):
        return "present" if value else "not present"
    if isinstance(value, list | tuple):
        return ", ".join(value_words(clinic, name, one) for one in value) or "none"
    if name == RULE:
        return rule_name(clinic, str(value))
    if name in ("role", "on_behalf_of"):
        return clinic.role_words(str(value))
    if name == "causes":
        return ", ".join(clinic.cause_words(cause) for cause in str(value).split(";"))
    if name in ("due", "closed_on", "start", "day", "operation", "medicines_confirmed", "birth_date"):
        return day_words(str(value))
    if name in _AS_WRITTEN or name.endswith(_SAID_OF):
        return str(value)
    if name.startswith((FLAG, GOAL)):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if chosen := _chosen(clinic, name, value):
        return chosen
    if isinstance(value, int | float):
        unit = _unit(clinic, name)
        return f"{value:g} {'point' if (value, unit) == (1, 'points') else unit}".strip()
    return "to do" if value == TaskStatus.TODO else str(value).replace("_", " ")


def _chosen(clinic: Clinic, name: str, value: Any) -> str:
    """Return the words of data/measures.toml for what was chosen; empty where a measure has no such choice."""
    measure = clinic.content.measures.by_id.get(name)
    return next((one.text for one in measure.values if one.id == value), "") if measure else ""


def _unit(clinic: Clinic, name: str) -> str:
    """Return the unit of a fact or measure; a fact that is taken from a measure has that measure's."""
    fact = clinic.catalogue.facts.get(name)
    measure = clinic.content.measures.by_id.get((fact and fact.measure) or name)
    return measure.unit if measure else fact.unit if fact else ""


def is_nothing(value: Any) -> bool:
    """Whether a field says nothing; an empty list is an answer: none of these."""
    return value is None or value == ""


def day_words(text: str) -> str:
    """Return an ISO day as 9 Mar 2026; anything else as it stands."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return date_words(day)
