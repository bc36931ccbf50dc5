"""Which plans a review meeting has on its agenda, why, and in which order: named rules of data/agenda_rules.toml.

A rule is asked of the facts of one plan and finds nothing, or as many reasons as there are. A new one is a table in
that file, what it needs in `PlanFacts`, and its function in `_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from careplan.cause import CauseId, Certainty
from careplan.condition_language import Condition
from careplan.task import Evidence
from careplan.working_days import date_words

RECOVERY: Final = "normal_recovery"
"""The one thing that may be picked and is no cause: there is nothing to confirm (PLAN_RULES R4)."""
DOSE: Final = "mme_at_least"
"""The name by which safety rules ask for the dose, in MME a day."""


class AgendaRule(BaseModel):
    """One table of data/agenda_rules.toml.

    Attributes:
        words: what the agenda says, with names in braces.
        question: what the meeting may begin with; empty where only a person can put it.
        days: after how many days since the plan began it holds, where it counts days.
        alerts: the safety rules that it repeats; they bring their own number.
        tasks: the template tasks whose words or days it takes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    words: str
    question: str = ""
    days: int | None = None
    alerts: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    evidence: Evidence
    sources: tuple[str, ...] = ()


class AskedBy(StrEnum):
    """What an open task of a plan asks the team."""

    UNDONE = "undone"
    SERIES_END = "series_ended"
    DECISION = "decision_due"


class Asked(NamedTuple):
    """An open task that asks the team: its title, its day, and the question that it puts."""

    by: AskedBy
    title: str
    due: date | None
    ask: str = ""


class FlagFact(NamedTuple):
    """An open red flag: what is suspected, and its class, the most urgent first."""

    suspicion: str
    urgency: str


class Unanswered(NamedTuple):
    """A hand-off that nobody has answered: of which task, since when."""

    title: str
    since: date


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the agenda looks at of one open plan.

    Attributes:
        flags: the open red flags.
        dose: opioids in MME a day, as last computed or entered; None where it is not known.
        worse: by the response rule: each measure that is, and by how many points.
        asked: open tasks that ask the team.
        changes_waiting: lines of “Plan changes to look at”.
        added_by: the role, in words, of who put it on the agenda by hand; empty where nobody did.
        conflicts: tasks that get in each other's way.
        hand_offs: those that wait too long for an answer.
        newer: titles of its templates of which the clinic has a newer version.
    """

    plan_id: str
    patient_id: str
    start: date
    causes: tuple[tuple[CauseId, Certainty], ...] = ()
    flags: tuple[FlagFact, ...] = ()
    dose: float | None = None
    worse: tuple[tuple[str, float], ...] = ()
    next_review: date | None = None
    asked: tuple[Asked, ...] = ()
    changes_waiting: int = 0
    added_by: str = ""
    conflicts: int = 0
    hand_offs: tuple[Unanswered, ...] = ()
    newer: tuple[str, ...] = ()


class Reason(NamedTuple):
    """Why a plan is on the agenda; `question` is empty where only a person can put it."""

    rule: str
    words: str
    question: str


@dataclass(frozen=True, slots=True)
class AgendaCase:
    """One plan on the agenda; its weightiest reason stands first, and none where it stays without one."""

    plan_id: str
    patient_id: str
    causes: tuple[tuple[CauseId, Certainty], ...]
    reasons: tuple[Reason, ...]

    @property
    def question(self) -> str:
        """The question that its first reason puts; empty where none does."""
        return next((reason.question for reason in self.reasons if reason.question), "")


class _Found(NamedTuple):
    """What a rule found once: how much it weighs among its like, the least first, and the names of its words."""

    weight: tuple[float | str, ...]
    names: Mapping[str, str]


Alerts = Mapping[str, Condition]
"""When each safety rule that an agenda rule repeats holds."""
_Rule = Callable[[AgendaRule, PlanFacts, date, Alerts], Iterator[_Found]]


def agenda(
    rules: Iterable[AgendaRule], alerts: Alerts, plans: Iterable[PlanFacts], day: date, *, also: str = ""
) -> tuple[AgendaCase, ...]:
    """Return the agenda of a meeting: by the order of the rules, then by weight, then by patient.

    Args:
        rules: in the order of the file, which is the order of the agenda.
        alerts: the conditions of the safety rules that they repeat, by id.
        plans: every open plan of the team.
        day: of the meeting; what is due by then is on it.
        also: a plan that is on it, last, though no rule has anything to say of it.
    """
    ordered = tuple(rules)
    found = ((_placed(ordered, alerts, plan, day), plan) for plan in plans)
    placed = sorted(((reasons, plan) for reasons, plan in found if reasons or plan.plan_id == also), key=_place)
    return tuple(
        AgendaCase(plan.plan_id, plan.patient_id, plan.causes, tuple(reason for _, reason in reasons))
        for reasons, plan in placed
    )


_Place = tuple[int, tuple[float | str, ...]]


def _place(placed: tuple[list[tuple[_Place, Reason]], PlanFacts]) -> tuple[_Place, str]:
    reasons, plan = placed
    return reasons[0][0] if reasons else (len(_RULES), ()), plan.plan_id


def _placed(rules: tuple[AgendaRule, ...], alerts: Alerts, plan: PlanFacts, day: date) -> list[tuple[_Place, Reason]]:
    return [
        ((rank, found.weight), _reason(rule, found))
        for rank, rule in enumerate(rules)
        for found in sorted(_RULES[rule.id](rule, plan, day, alerts), key=lambda one: one.weight)
    ]


def _reason(rule: AgendaRule, found: _Found) -> Reason:
    return Reason(rule.id, rule.words.format_map(found.names), rule.question.format_map(found.names))


def _red_flag(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    return (_Found((flag.urgency, flag.suspicion), {"flag": flag.suspicion}) for flag in plan.flags)


def _opioid_dose(rule: AgendaRule, plan: PlanFacts, _day: date, alerts: Alerts) -> Iterator[_Found]:
    if plan.dose is not None and any(alerts[alert].truth({DOSE: plan.dose}.get) for alert in rule.alerts):
        yield _Found((-plan.dose,), {"dose": f"{plan.dose:g}"})


def _worse(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    return (_Found((-points,), {"points": f"{points:g}", "measure": measure}) for measure, points in plan.worse)


def _hand_off(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    for one in plan.hand_offs:
        yield _Found((one.since.toordinal(),), {"day": date_words(one.since), "title": one.title})


def _conflict(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    if plan.conflicts:
        yield _Found((-plan.conflicts,), {"number": str(plan.conflicts)})


def _asked(rule: AgendaRule, plan: PlanFacts, day: date, _alerts: Alerts) -> Iterator[_Found]:
    """Find the open tasks that ask so; a decision only once its day has come."""
    for task in plan.asked:
        if task.by.value == rule.id and (task.by is not AskedBy.DECISION or (task.due and task.due <= day)):
            yield _Found(((task.due or date.max).toordinal(), task.title), {"title": task.title, "ask": task.ask})


def _changes(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    if plan.changes_waiting:
        yield _Found((-plan.changes_waiting,), {"number": str(plan.changes_waiting)})


def _unconfirmed(rule: AgendaRule, plan: PlanFacts, day: date, _alerts: Alerts) -> Iterator[_Found]:
    known = [certainty for cause, certainty in plan.causes if cause != RECOVERY]
    days = (day - plan.start).days
    if known and Certainty.CONFIRMED not in known and rule.days is not None and days >= rule.days:
        yield _Found((-days,), {"weeks": str(days // 7)})


def _review(_rule: AgendaRule, plan: PlanFacts, day: date, _alerts: Alerts) -> Iterator[_Found]:
    if plan.next_review and plan.next_review <= day:
        yield _Found((plan.next_review.toordinal(),), {"day": date_words(plan.next_review)})


def _no_review(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    if plan.next_review is None:
        yield _Found((), {})


def _newer(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    if plan.newer:
        yield _Found((), {"templates": ", ".join(plan.newer)})


def _added(_rule: AgendaRule, plan: PlanFacts, _day: date, _alerts: Alerts) -> Iterator[_Found]:
    if plan.added_by:
        yield _Found((), {"role": plan.added_by})


_RULES: Final[Mapping[str, _Rule]] = {
    "red_flag": _red_flag,
    "opioid_dose": _opioid_dose,
    "worse": _worse,
    "hand_off_unanswered": _hand_off,
    "tasks_conflict": _conflict,
    **{by.value: _asked for by in AskedBy},
    "changes_waiting": _changes,
    "cause_not_confirmed": _unconfirmed,
    "review_reached": _review,
    "no_review": _no_review,
    "template_newer": _newer,
    "added": _added,
}

NAMES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_RULES, frozenset()),
    "red_flag": frozenset({"flag"}),
    "opioid_dose": frozenset({"dose"}),
    "worse": frozenset({"points", "measure"}),
    "hand_off_unanswered": frozenset({"day", "title"}),
    "tasks_conflict": frozenset({"number"}),
    **{by.value: frozenset({"title", "ask"}) for by in AskedBy},
    "changes_waiting": frozenset({"number"}),
    "cause_not_confirmed": frozenset({"weeks"}),
    "review_reached": frozenset({"day"}),
    "template_newer": frozenset({"templates"}),
    "added": frozenset({"role"}),
}
"""The rules that there are, each with the names that its words may have."""
