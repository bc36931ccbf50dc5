"""What was entered in the form of a task's asks, read from its widgets: the answers as they stand now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from careplan.coordination.answers import Answer
from careplan.coordination.asks import Ask
from careplan.coordination.overwriting import Seen
from careplan.coordination.task_card import TaskCard
from careplan.pages.parts.conference_fields import conference_entered
from careplan.pages.parts.drawer_findings import findings_answer
from careplan.pages.parts.drawer_red_flags import red_flags_answer
from careplan.pages.parts.drawer_state import typed

NOT_OBTAINED: Final = "Not obtained"
OF_OTHERS: Final = "others"
"""Names the fields for the decisions that this person may not take: one reason serves them all."""


def asked_now(card: TaskCard) -> list[Ask]:
    """Return what is asked, with what the scores that are typed already ask in turn (R15)."""
    task_id = card.line.id
    return [
        ask
        for ask in card.asks
        if ask.further is None or ask.further.is_asked(typed(f"ask-{ask.further.after}", task_id, None))
    ]


def given_answers(card: TaskCard) -> dict[str, Answer]:
    """Return what was answered; what was left alone is left out, so that the act says what is missing."""
    asked = (*asked_now(card), *flags_spoken_for(card))
    answers = ((ask.name, _answered(ask, card.line.id)) for ask in asked)
    return {name: answer for name, answer in answers if answer is not None}


def flags_spoken_for(card: TaskCard) -> list[Ask]:
    """Return the red flags for which something speaks that is answered in the form as it stands."""
    if not card.flag_asks:
        return []
    said: set[tuple[str, object]] = set()
    for ask in card.asks:
        answer = answer_of(ask, card.line.id)
        value = answer.value if answer else None
        said |= set(value.items()) if isinstance(value, dict) else {(ask.name, value)} if value == "yes" else set()
    return [ask for ask in card.flag_asks if ask.asked_with & said]


def clashing(answers: Mapping[str, Answer]) -> frozenset[str]:
    """Return what was answered and said to be not obtained, both at once."""
    return frozenset(
        name for name, answer in answers.items() if answer.value is not None and answer.not_obtained is not None
    )


def _answered(ask: Ask, task_id: str) -> Answer | None:
    """Return an answer, with the case conference where the person records what one decided."""
    answer = answer_of(ask, task_id)
    return replace(answer, conference=conference_entered(task_id)) if answer and ask.by_conference else answer


def answer_of(ask: Ask, task_id: str) -> Answer | None:
    """Return the answer to one ask, or why there is none; None while neither was entered."""
    if ask.kind == "red_flags":
        return red_flags_answer(ask, task_id)
    name = OF_OTHERS if ask.decided_by else ask.name
    value: Any = typed(f"ask-{ask.name}", task_id, None)
    if value == NOT_OBTAINED or typed(f"missing-{name}", task_id, False):
        reason = str(typed(f"reason-{name}", task_id))
        given = _given(ask, value, task_id) if value != NOT_OBTAINED and not ask.decided_by else None
        if given:  # the act refuses both at once
            return replace(given, not_obtained=reason)
        return Answer(not_obtained=reason) if reason.strip() else None
    return _given(ask, value, task_id)


def _given(ask: Ask, value: Any, task_id: str) -> Answer | None:
    """Return what was answered, whatever is said of not being obtained; None where nothing was."""
    if ask.kind == "findings":
        return findings_answer(ask, task_id)
    if value is None or value == "":
        return None
    return Answer(value, why=str(typed(f"why-{ask.name}", task_id)), seen=Seen(ask.on_record))
