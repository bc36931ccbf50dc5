"""P2: whatever two people with screens of different age do in whatever order, nothing that was kept is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from careplan.coordination import decisions, tasks
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.done import Done
from careplan.coordination.overwriting import Seen
from careplan.coordination.undo import undo
from careplan.errors import CarePlanError, Conflict, NotAllowed
from careplan.plan import PlannedTask
from careplan.store import PlanRecord
from careplan.task import Outcome, Readiness
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

TWO = ("surgeon", "primary.care")
GATES = ("gate.surgery", "smoker")
"""A decision of the surgeon and an answer of anybody."""
two = st.sampled_from(TWO)
numbers = st.integers(0, 3)
"""Of the tasks that they act on: few, so that they meet."""
_keys = count()
_patients = count(1)


@dataclass
class Model:
    """What was told as kept: the fields of tasks, what was decided, what was said, and the plan's version."""

    version: int
    fields: dict[tuple[str, str], Any] = field(default_factory=dict)
    changed: dict[tuple[str, str], int] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Pressed:
    """A press that was told as kept; `before` is what the model held before, by the names that it changed."""

    who: str
    press: Callable[[str], Done]
    key: str
    done: Done
    before: dict[tuple[str, str], Any]


class TwoPeople(RuleBasedStateMachine):
    """Two people, each with a screen that is as old as their last look."""

    small: SmallClinic

    @initialize()
    def begin(self) -> None:
        self.plan_id = self.small.begin("V1", "normal_recovery", patient=f"P-{next(_patients):05}").plan_id
        self.screens: dict[str, PlanRecord] = {}
        self.pressed: list[Pressed] = []
        self.model = Model(version=1)
        for who in TWO:
            self.look(who)
        record = self._now()
        ready = [i for i, one in record.stands.items() if one.readiness is Readiness.READY]
        series = next(i for i in ready if i._replace(occurrence=2) in record.plan.tasks)
        self.tasks = [*[i for i in ready if i != series][:2], series, series._replace(occurrence=2)]

    @rule(who=two)
    def look(self, who: str) -> None:
        self.screens[who] = self.small.record(self.plan_id)

    @rule(who=two, number=numbers, days=st.integers(1, 3))
    def move(self, who: str, number: int, days: int) -> None:
        task, day, clinic = self._on_screen(who, number), MONDAY + timedelta(days=20 + days), self.small.clinic
        self._set(who, task, "due", day, lambda seen, key: tasks.move(clinic, task.id, day, seen=seen, **key))

    @rule(who=two, number=numbers, person=st.sampled_from((*TWO, None)))
    def assign(self, who: str, number: int, person: str | None) -> None:
        task, clinic = self._on_screen(who, number), self.small.clinic
        self._set(
            who,
            task,
            "assignee",
            person,
            lambda seen, key: tasks.assign(clinic, task.id, assignee=person, seen=seen, **key),
        )

    @rule(who=two, number=numbers, outcome=st.sampled_from((Outcome.NOT_NEEDED, Outcome.DECLINED)))
    def close(self, who: str, number: int, outcome: Outcome) -> None:
        task, clinic = self._on_screen(who, number), self.small.clinic

        def press(key: str) -> Done:
            return complete(
                clinic,
                task.id,
                outcome=outcome,
                actor=PEOPLE[who],
                note="Seen",
                on_behalf_because="They are away",
                key=key,
            )

        was_open = self._now().plan.tasks[task.identity].is_open
        try:
            self._kept(who, press, {(task.id, "outcome"): outcome})
        except NotAllowed:
            assert not was_open or task.identity.occurrence > 1, "what is open can be closed, one session after another"

    @rule(who=two, number=numbers)
    def say(self, who: str, number: int) -> None:
        task, text = self._on_screen(who, number), f"Said {next(_keys)}"
        self._kept(who, lambda key: comment(self.small.clinic, task.id, text, actor=PEOPLE[who], key=key), {})
        self.model.said.append((who, text))

    @rule(who=two, name=st.sampled_from(GATES), value=st.sampled_from(("yes", "no")))
    def know(self, who: str, name: str, value: str) -> None:
        if name == "gate.surgery":
            who = "surgeon"
        seen, stands = _known(self.screens[who], name), self.model.known.get(name, _nothing(name))

        def press(key: str) -> Done:
            clinic, actor = self.small.clinic, PEOPLE[who]
            if name == "smoker":
                return decisions.answer_fact(clinic, self.plan_id, name, value, actor=actor, seen=Seen(seen), key=key)
            return decisions.decide(
                clinic, self.plan_id, name, value, actor=actor, why="Agreed", seen=Seen(seen), key=key
            )

        try:
            self._kept(who, press, {("", name): value})
        except Conflict as met:
            assert stands not in (seen, value), "nobody was met"
            assert met.fields == {name: (seen, stands, value)}
            self.look(who)
        else:
            assert stands in (seen, value), "what was decided meanwhile was overwritten unseen"
            self.model.known[name] = value

    @rule(data=st.data())
    def press_again(self, data: st.DataObject) -> None:
        """An answer is lost, and the same press goes out again: it is told what the first came to."""
        if self.pressed:
            one = data.draw(st.sampled_from(self.pressed))
            assert one.press(one.key) == one.done

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        mine = [one for one in self.pressed if one.before and one.done.can_undo]
        if not mine:
            return
        one = data.draw(st.sampled_from(mine))
        key, untouched = f"{next(_keys)}", one is self.pressed[-1]
        try:
            done = undo(self.small.clinic, one.done.act, actor=PEOPLE[one.who], key=key)
        except NotAllowed:
            assert not untouched, "the last act of all can be taken back"
            return
        assert undo(self.small.clinic, one.done.act, actor=PEOPLE[one.who], key=key) == done
        self._count(done)
        self.pressed.remove(one)
        self.model.changed.update(dict.fromkeys(one.before, done.version))
        for place, value in one.before.items():
            if place[0]:
                self.model.fields[place] = value
            else:
                self.model.known[place[1]] = value

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "plan_id"):
            return
        record, model = self._now(), self.model
        assert record.plan.version == model.version, "one more for each act that was kept"
        by_id = {task.id: task for task in record.plan.tasks.values()}
        kept = {place: getattr(by_id[place[0]], place[1]) for place in model.fields}
        assert kept == model.fields
        assert {name: _known(record, name) for name in model.known} == model.known
        with self.small.clinic.store.reading() as records:
            said = [(one.by.id, one.text) for one in records.comments.of_plan(self.plan_id)]
        assert said == model.said

    def _now(self) -> PlanRecord:
        return self.small.record(self.plan_id)

    def _on_screen(self, who: str, number: int) -> PlannedTask:
        return self.screens[who].plan.tasks[self.tasks[number]]

    def _set(
        self, who: str, task: PlannedTask, name: str, wanted: Any, act: Callable[[int, dict[str, Any]], Done]
    ) -> None:
        """Set a field of a task as it is on a screen; what was changed since is met, and nothing is written."""
        screen = self.screens[who]
        seen, is_open = screen.row_versions[task.identity], self._now().plan.tasks[task.identity].is_open
        newer = self.model.changed.get((task.id, name), 0) > screen.plan.version
        alike = {one.id: one for one in self._now().plan.tasks.values() if one.identity.series == task.identity.series}
        set_too = alike if name == "assignee" else {task.id: task}
        changes = {(one.id, name): wanted for one in set_too.values() if one.is_open}
        try:
            self._kept(who, lambda key: act(seen, {"actor": PEOPLE[who], "key": key}), changes)
        except Conflict as met:
            was, now, mine = met.fields[name]
            assert newer
            assert is_open
            assert (was, now, mine) == tuple(
                map(_plain, (getattr(task, name), self.model.fields[task.id, name], wanted))
            )
            self.look(who)
        except CarePlanError:
            assert not is_open or not newer, "what somebody changed meanwhile is met before anything else is said"
        else:
            assert not newer, "it was written over what somebody had changed meanwhile"

    def _kept(self, who: str, press: Callable[[str], Done], changes: dict[tuple[str, str], Any]) -> None:
        """Press, and put what was told as kept into the model."""
        key, model, now = f"{next(_keys)}", self.model, self._now()
        by_id = {task.id: task for task in now.plan.tasks.values()}
        before = {(task, name): getattr(by_id[task], name) if task else _known(now, name) for task, name in changes}
        done = press(key)
        self._count(done)
        self.pressed.append(Pressed(who, press, key, done, before))
        model.fields.update({place: value for place, value in changes.items() if place[0]})
        model.changed.update({place: done.version for place, was in before.items() if was != changes[place]})

    def _count(self, done: Done) -> None:
        self.model.version += 1
        assert done.version == self.model.version


def _known(record: PlanRecord, name: str) -> Any:
    inputs = record.plan.inputs.record
    known = (inputs.gates if name.startswith("gate.") else inputs.facts).get(name)
    return known[-1].value if known else _nothing(name)


def _nothing(name: str) -> str | None:
    return "undecided" if name.startswith("gate.") else None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.fixture(scope="module")
def machine() -> Iterator[type[TwoPeople]]:
    with TemporaryDirectory() as home:
        TwoPeople.small = open_small_clinic(Path(home))
        yield TwoPeople
        TwoPeople.small.clinic.store.close()


def _runs(machine: type[TwoPeople], many: int) -> None:
    calm = settings(max_examples=many, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=calm)
    assert machine.small.clinic.store.verify().fault == ""


def test_two_people_lose_nothing_in_fifty_histories(machine: type[TwoPeople]) -> None:
    _runs(machine, 50)


@pytest.mark.long
def test_two_people_lose_nothing_in_a_thousand_histories(
    machine: type[TwoPeople], capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.perf_counter()
    _runs(machine, 1000)
    with capsys.disabled():
        print(f"\nP2: 1,000 histories of two people in {time.perf_counter() - begun:.0f} s, nothing lost")


def test_a_lost_write_is_reported(machine: type[TwoPeople]) -> None:
    """The machine itself: what it was told is not there."""
    run = machine()
    run.begin()
    run.say("surgeon", 0)
    run.model.said.append(("surgeon", "never kept"))
    with pytest.raises(AssertionError):
        run.nothing_is_lost()
