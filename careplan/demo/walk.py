"""Walks all stories together, day by day, so that the clinic's history is in the order in which it happened."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination import news
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.conference import Conference
from careplan.coordination.not_obtained import tests_without_result
from careplan.coordination.open_asks import open_asks
from careplan.coordination.planning import create_plan
from careplan.demo.acts import Act
from careplan.demo.scene import Scene
from careplan.demo.story import Look, People, Story
from careplan.demo.story_clock import StoryClock, nth_act
from careplan.further_asks import further_asks
from careplan.intake import read_intake, stated_findings
from careplan.red_flag import asks_flags
from careplan.store import TaskRow
from careplan.task import Outcome, Readiness
from careplan.team import CoreRole, Practitioner, RoleId
from careplan.working_days import next_working_day

_AT_ONE_VISIT: Final = timedelta(days=5)
"""What is due this soon after a visit is done with it."""
_NOT_OBTAINED: Final = "Not asked at this visit"
_FIRST, _THEN, _LAST = range(3)


@dataclass(order=True, slots=True)
class _Step:
    """One thing that happens on a day; what begins comes first, looking at what is new last."""

    day: date
    rank: int
    number: int
    play: Callable[[date], None] = field(compare=False)


class Walk:
    """The way through all stories, up to the day on which the demo is made."""

    def __init__(self, clinic: Clinic, people: People) -> None:
        self._clinic = clinic
        self._until: datetime = clinic.now()
        self._today: date = clinic.today()
        self._people = {account.name: account.practitioner for account in people.accounts}
        self._of_role: dict[RoleId, Practitioner] = {}
        for account in people.accounts:
            self._of_role.setdefault(account.role, account.practitioner)
        self._plans: dict[str, str] = {}
        self._acts_of_day: Counter[date] = Counter()
        self._steps: list[_Step] = []
        self._number = 0

    def clock_before(self, stories: Sequence[Story]) -> StoryClock:
        """Return the clock on the day before the first story begins."""
        first = max(story.began for story in stories)
        return nth_act(self._clinic.clock.zone, self._today - timedelta(days=first + 7), 0, not_after=self._until)

    def through(self, stories: Sequence[Story], looks: Sequence[Look]) -> None:
        """Play every story to its end; raises CarePlanError where the clinic refuses what a story says."""
        for story in stories:
            self._expect(story.began, _FIRST, self._beginning(story))
            for act in story.acts:
                self._expect(act.ago, _THEN, self._acting(story, act))
        for look in looks:
            self._expect(look.ago, _LAST, self._looking(look))
        while self._steps:
            step = heapq.heappop(self._steps)
            step.play(step.day)

    def _expect(self, ago: int, rank: int, play: Callable[[date], None]) -> None:
        self._expect_on(self._today - timedelta(days=ago), rank, play)

    def _expect_on(self, day: date, rank: int, play: Callable[[date], None]) -> None:
        """Note what is to happen; at weekends the clinic is shut, so it happens on the Friday before."""
        while day < self._today and next_working_day(day) != day:
            day -= timedelta(days=1)
        self._number += 1
        heapq.heappush(self._steps, _Step(day, rank, self._number, play))

    def _at(self, day: date) -> Clinic:
        """Return the clinic at the moment of the next act of a day."""
        nth = self._acts_of_day[day]
        self._acts_of_day[day] += 1
        return replace(self._clinic, clock=nth_act(self._clinic.clock.zone, day, nth, not_after=self._until))

    def _beginning(self, story: Story) -> Callable[[date], None]:
        def begin(day: date) -> None:
            clinic = self._at(day)
            intake = read_intake(story.intake_from(day), clinic.content, today=day)
            done = create_plan(
                clinic,
                intake,
                story.causes,
                actor=self._people[story.by],
                red_flags_answered=True,
                reason=story.reason,
            )
            self._plans[story.patient_id] = done.plan_id
            if story.worked_until is not None:
                self._expect_on(day + timedelta(days=1), _THEN, self._visiting(story))

        return begin

    def _acting(self, story: Story, act: Act) -> Callable[[date], None]:
        def play(day: date) -> None:
            act.play(Scene(self._at(day), self._plans[story.patient_id], self._people[act.by]))

        return play

    def _looking(self, look: Look) -> Callable[[date], None]:
        def play(day: date) -> None:
            clinic, person = self._at(day), self._people[look.name]
            news.count_news(clinic, person)
            news.mark_seen(clinic, person)

        return play

    def _visiting(self, story: Story) -> Callable[[date], None]:
        """Do all work that is due around this day, and come back when more is."""

        def visit(day: date) -> None:
            ready = self._ready(story, day)
            while ready and _due(ready[0]) <= day + _AT_ONE_VISIT:
                task, *ready = ready
                self._close(story, task, day)
                if task.asks or not ready:
                    ready = self._ready(story, day)
            if ready:
                self._come_back(story, max(_due(ready[0]), day + timedelta(days=1)))

        return visit

    def _come_back(self, story: Story, day: date) -> None:
        if day <= self._today - timedelta(days=story.worked_until or 0):
            self._expect_on(day, _THEN, self._visiting(story))

    def _ready(self, story: Story, day: date) -> list[TaskRow]:
        """Return the tasks that the story has done when they are due, the earliest first."""
        ago = (self._today - day).days
        left_alone = {key for key, since in story.leaves.items() if ago <= since}
        with self._clinic.store.reading() as records:
            rows = records.tasks.of_plan_rows(self._plans[story.patient_id])
        found = (row for row in rows if row.readiness is Readiness.READY and not row.red_flag)
        return sorted((row for row in found if row.shown_key not in left_alone), key=lambda row: (_due(row), row.id))

    def _close(self, story: Story, task: TaskRow, day: date) -> None:
        answers = self._answers(story, task, (self._today - day).days) if task.asks else {}
        usual = Outcome.PARTLY if tests_without_result(answers) else Outcome.AS_PLANNED
        complete(
            self._at(day),
            task.id,
            outcome=story.outcomes.get(task.shown_key, usual),
            actor=self._people[task.assignee] if task.assignee else self._of_role[task.role],
            note=story.notes.get(task.shown_key, "") if task.identity.occurrence == 1 else "",
            answers=answers,
        )

    def _answers(self, story: Story, task: TaskRow, ago: int) -> dict[str, Answer]:
        """Return answers to what the task still asks, and what is scored anew at its time."""
        with self._clinic.store.reading() as records:
            plan = records.plans.get(task.plan_id).plan
        planned = plan.tasks[task.identity]
        asked, stated = open_asks(plan, planned, self._clinic.catalogue.facts), stated_findings(plan.inputs.record)
        held = Conference(self._today - timedelta(days=ago), tuple(self._of_role[role].id for role in CoreRole))
        shown = {
            test.ask: {finding: stated[finding] for finding in test.findings if finding in stated}
            for examination in self._clinic.catalogue.examinations.values()
            for test in examination.tests
        }
        answers = {name: _answer(story, name, ago, held, shown.get(name)) for name in asked}
        seen, measures = plan.inputs.record.observations, self._clinic.content.measures
        further = further_asks(seen, planned.desired.asks, measures, self._today - timedelta(days=ago))
        given = {name: answer.value for name, answer in answers.items()}
        then = (one.name for one in further if one.is_asked(given.get(one.after)))
        return answers | {name: _answer(story, name, ago, held, None) for name in then}


def _due(task: TaskRow) -> date:
    return task.due or date.max


def _answer(story: Story, name: str, ago: int, held: Conference, shown: Mapping[str, str] | None) -> Answer:
    """Return the answer of a story; a test shows in it what its intake says of it."""
    if shown:
        return Answer(shown)
    if asks_flags(name):
        return Answer([])  # a red flag of a story is an act of its own
    if name in story.decisions:
        decision = story.decisions[name]
        return Answer(decision.value, why=decision.why, conference=held)
    value = story.answers.get(name, story.score(name, ago))
    return Answer(value) if value is not None else Answer(not_obtained=_NOT_OBTAINED)
