"""What the hand-out says of a plan: only tasks with words for the patient, the nearest first (PLAN_RULES R39)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import shorten
from typing import Final

from careplan.cause import NORMAL_RECOVERY
from careplan.coordination.board import lines_of
from careplan.coordination.lines import TaskLine
from careplan.coordination.opened_plan import Opened
from careplan.exchange.document import About
from careplan.exchange.hand_out import Card, Contact, HandOut, Step
from careplan.plain_words import count_words
from careplan.plan import PlanStatus
from careplan.task import Readiness
from careplan.team import COORDINATOR, CoreRole
from careplan.working_days import date_words

_HEADING: Final = "Your plan for ongoing pain after back surgery"
_RECOVERING: Final = "Your plan after back surgery"
"""Where the plan is one of expected recovery, so that nobody is told of a pain that stays."""
_GOALS: Final = 3
_CHARACTERS: Final = 200
"""How much of a goal is shown, as at the head of the plan."""
_CONTACTS: Final = (COORDINATOR, CoreRole.PRIMARY_CARE)
"""Whose name the patient gets: the first of these roles that somebody on the team holds."""
_BY: Final = "By"
_PAUSED: Final = "Paused"
_WAIT: Final = "Wait until your care team tells you to go on."


def hand_out_of(opened: Opened, about: About) -> HandOut:
    """Return what the page says of a plan, with every task that has words for the patient."""
    plan, notices = opened.plan, opened.clinic.content.notices
    steps = tuple(steps_of(opened))
    sought = [goal.words for goal in plan.goals if goal.is_sought][:_GOALS]
    return HandOut(
        title=f"Care plan {plan.id}",
        heading=_RECOVERING if plan.certainty_of(NORMAL_RECOVERY) else _HEADING,
        patient=" ".join(filter(None, (opened.record.patient.name, plan.patient_id))),
        plan=plan.id,
        version=about.version,
        printed=about.printed,
        goals=tuple(shorten(words, _CHARACTERS, placeholder=" …") for words in sought),
        next=_next(steps),
        tasks=steps,
        card=Card(notices.card.lead, notices.card.signs, notices.card.also),
        contacts=_contacts(opened),
        notice=notices.notices.full,
        demo=about.demo,
    )


def left_out_words(opened: Opened, many: int) -> str:
    """Return what is said of tasks that the page has no room for."""
    whom = _contacts(opened)[0].name
    return f"{count_words(many, 'more task')} of yours {'is' if many == 1 else 'are'} not on this page. Ask {whom}."


def steps_of(opened: Opened) -> Iterator[Step]:
    """Yield the open tasks that have words for the patient, the nearest first, paused ones last; a series is one."""
    if opened.plan.status is PlanStatus.CLOSED:
        return
    texts = {task.id: task.desired.patient_text for task in opened.plan.tasks.values()}
    mine = [line for line in lines_of(opened) if line.is_open and texts.get(line.id)]
    for line in sorted(mine, key=lambda line: (_paused(line), line.due or date.max, line.id)):
        yield Step(_day(line, opened.today), opened.clinic.role_words(line.role), texts[line.id] or "", _aside(line))


def _paused(line: TaskLine) -> bool:
    return line.readiness is Readiness.HELD or bool(line.stopped)


def _day(line: TaskLine, today: date) -> str:
    if _paused(line):
        return _PAUSED
    if line.due is None:
        return "No date yet"
    return f"{_BY if line.due >= today else 'Was due by'} {date_words(line.due)}"


def _aside(line: TaskLine) -> str:
    session = f"Session {line.session} of {line.sessions}." if line.sessions > 1 else ""
    return " ".join(filter(None, (session, _WAIT if _paused(line) else "")))


def _next(steps: tuple[Step, ...]) -> Step | None:
    return next((step for step in steps if step.day.startswith(_BY)), None)


def _contacts(opened: Opened) -> tuple[Contact, ...]:
    """Return whom to ask: who holds the first of the roles that somebody holds, else the care team."""
    for role in _CONTACTS:
        held = [member for member in opened.members if member.role == role]
        if held:
            return tuple(Contact(member.id, opened.clinic.role_words(role)) for member in held)
    return (Contact("your care team", ""),)
