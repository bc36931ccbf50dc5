"""“Not obtained” when a task closes: never beside an answer; and no test is as planned without its result (R13)."""

from __future__ import annotations

from collections.abc import Mapping

from careplan.coordination.answers import Answer
from careplan.coordination.field_words import field_label, value_words
from careplan.coordination.findings_shown import cannot_hold, is_test
from careplan.coordination.opened_plan import Opened
from careplan.errors import InvalidInput
from careplan.observation import Missing
from careplan.plan import PlannedTask
from careplan.task import Outcome


def refuse_both(opened: Opened, answers: Mapping[str, Answer]) -> None:
    """Refuse an answer that is given together with “not obtained”; raises InvalidInput."""
    for name, answer in answers.items():
        if answer.value is not None and answer.not_obtained is not None:
            raise InvalidInput(cannot_hold((*_given_words(opened, name, answer), "not obtained")), about=(name,))


def not_obtained(opened: Opened, answers: Mapping[str, Answer]) -> tuple[Missing, ...]:
    """Return the measures that were not obtained today, each with its reason, to be kept as missing."""
    known = opened.clinic.content.measures.by_id
    said = ((name, (answer.not_obtained or "").strip()) for name, answer in answers.items() if name in known)
    return tuple(Missing(measure=name, day=opened.today, reason=reason) for name, reason in said if reason)


def refuse_without_result(task: PlannedTask, outcome: Outcome, answers: Mapping[str, Answer]) -> None:
    """Refuse to close a test as planned that has no result: it would look as if all were well; raises InvalidInput."""
    missing = tests_without_result(answers)
    if missing and outcome is Outcome.AS_PLANNED:
        raise InvalidInput(
            f"“{task.title}” has no result, so it did not go as planned. Close it as “Partly”, "
            "or as “Not done” with the reason.",
            about=missing,
        )


def tests_without_result(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return the tests of which it was said that their result was not obtained."""
    return tuple(name for name, answer in answers.items() if is_test(name) and answer.not_obtained is not None)


def _given_words(opened: Opened, name: str, answer: Answer) -> tuple[str, ...]:
    if not is_test(name):
        return (f"{field_label(opened.clinic, name)}: {value_words(opened.clinic, name, answer.value)}",)
    texts = opened.clinic.content.findings.by_id
    shown = answer.value if isinstance(answer.value, Mapping) else {}
    found = [texts[one].text + ("" if said == "yes" else ": no") for one, said in shown.items() if one in texts]
    return tuple(found) or ("a result",)
