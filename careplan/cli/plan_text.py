"""A built plan as text that reads well in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from careplan.catalogue import Catalogue, InWords
from careplan.draft_plan import DraftPlan
from careplan.identity import Identity
from careplan.intake import FirstLook
from careplan.plan import PlannedTask
from careplan.plan_checks import PlanCheck
from careplan.safety_rule import Severity
from careplan.standing import Standing
from careplan.task import Readiness
from careplan.working_days import date_words

_WIDTH = 98
_STATE = {Readiness.HELD: "held", Readiness.WAITING: "waiting", Readiness.NO_DATE: "no date yet", Readiness.READY: ""}
_WEIGHT = {Severity.STOP: "Stop", Severity.WARN_HIGH: "Warning"}
"""The word before an alert; all others are notes."""


def plan_text(
    draft: DraftPlan,
    standings: Mapping[Identity, Standing],
    look: FirstLook,
    checks: tuple[PlanCheck, ...],
    catalogue: Catalogue,
) -> str:
    """Return the plan: red flags, tasks by day with one line a series, questions, alerts, checks, the notice."""
    return "\n".join(
        (
            *_heading(draft, catalogue),
            *_tasks(draft, standings, catalogue),
            *_questions(draft, catalogue),
            *_notes(look, checks, InWords(catalogue)),
            "",
            *textwrap.wrap(catalogue.clinical.notices.notices.short, _WIDTH),
        )
    )


def _heading(draft: DraftPlan, catalogue: Catalogue) -> Iterator[str]:
    plan = draft.plan
    picks = catalogue.clinical.causes.picks
    causes = ", ".join(picks[cause.cause].short for cause in plan.inputs.causes)
    lines = sum(1 for task in plan.tasks.values() if task.identity.occurrence == 1)
    yield f"{plan.id}  Suspected: {causes}  from {date_words(plan.inputs.start)}"
    yield f"{lines} lines, {len(plan.tasks)} tasks with all sessions"
    yield ""


def _tasks(draft: DraftPlan, standings: Mapping[Identity, Standing], catalogue: Catalogue) -> Iterator[str]:
    for task in draft.plan.tasks.values():
        if task.identity.occurrence == 1:
            yield from _task(task, standings[task.identity], catalogue)


def _task(task: PlannedTask, standing: Standing, catalogue: Catalogue) -> Iterator[str]:
    due = date_words(task.due) if task.due else "no date yet"
    role = catalogue.roles[task.role].label
    sessions = f" ({task.desired.occurrences} times)" if task.desired.occurrences > 1 else ""
    state = _STATE[standing.readiness] if task.due else f"waits for {task.desired.no_date or 'a date'}"
    first, *rest = textwrap.wrap(f"{task.title}{sessions}", _WIDTH - 50) or [""]
    yield f"{due:<12}{task.id:<10}{role:<21}{first}" + (f"  [{state}]" if state else "")
    yield from (f"{'':<43}{line}" for line in rest)


def _questions(draft: DraftPlan, catalogue: Catalogue) -> Iterator[str]:
    questions = draft.expansion.questions.values()
    asked = [question for question in questions if not question.later]
    if asked:
        yield "\nQuestions"
    for question in asked:
        facts = " ".join(catalogue.facts[name].question for name in question.missing if name in catalogue.facts)
        yield from textwrap.wrap(f"  {facts} It opens “{question.title}”", _WIDTH, subsequent_indent="    ")
    later = sum(1 for question in questions if question.later)
    if later:
        yield f"\nDepends on a later result: {later}"


def _notes(look: FirstLook, checks: tuple[PlanCheck, ...], words: InWords) -> Iterator[str]:
    if look.alerts or checks:
        yield "\nAlerts and checks"
    flags = [flag.id for flag in look.assessment.red_flags]
    for alert in look.alerts:
        weight = _WEIGHT.get(alert.severity, "Note")
        told = f"{alert.about}{words.rule(alert.message, flags)}"
        yield from textwrap.wrap(f"  {weight}: {told}", _WIDTH, subsequent_indent="    ")
    for check in checks:
        yield from textwrap.wrap(f"  {check.severity.capitalize()}: {check.message}", _WIDTH, subsequent_indent="    ")
