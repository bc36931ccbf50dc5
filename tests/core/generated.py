"""Templates and histories as hypothesis makes them up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import strategies as st

from careplan.expand.red_flag_work import open_flags
from careplan.facts import UNDECIDED
from careplan.identity import BY_HAND, Identity
from careplan.patient import ProcedureKind
from careplan.plan import PlannedTask
from careplan.task import Evidence, HoldAs, Outcome
from careplan.team import CoreRole
from careplan.template import MergeGroup, ModuleDefinition, TaskDefinition
from careplan.template_set import BroughtForward, FlagWork, TemplateSet
from tests.core import small
from tests.core.story import Story

LEVELS = 4
"""Work waits only for work of a lower level, and groups lie in one level, so that no templates wait in a circle."""

MODULES = ("core", "alpha", "beta", "gamma", "needle", "knife")
CONDITIONS = (
    "always",
    "always",
    "always",
    "smoker",
    "not smoker",
    "pain>=5",
    "flag_fact",
    "smoker or pain>=5",
    "months>=6",
    "months>=3 and (gate.surgery=no or pain<5)",
    "gate.surgery!=no",
    "gate.injection=yes",
)
FACTS = small.facts(
    smoker="bool", healed="bool", pain="measured", months="time", flag_fact="derived: pain>=7 or smoker=yes"
)
ROLES = (*CoreRole, "psychologist", "nurse")
ROUTES = {"needle": "procedure", "knife": "revision_surgery"}


@st.composite
def template_sets(draw: st.DrawFn) -> TemplateSet:
    """Draw three causes, a CORE, work round a needle and round an operation, merge groups and one red flag."""
    keys = {name: [f"{name[0].upper()}{level}" for level in range(LEVELS)] for name in MODULES}
    modules = [_module(draw, name, keys) for name in MODULES]
    groups = [
        MergeGroup(
            group=f"group_{level}",
            members=tuple(keys[name][level] for name in ("alpha", "beta", "gamma")),
            union_waits=draw(st.booleans()),
            round_after_operation=draw(st.booleans()),
        )
        for level in draw(st.sets(st.integers(0, LEVELS - 1), max_size=2))
    ]
    flag = FlagWork(
        id="RF01",
        title="A flag",
        action="Act",
        role=draw(st.sampled_from((None, "surgeon"))),
        days=draw(st.integers(0, 3)),
        forward=tuple(BroughtForward(target, 1) for target in draw(st.sets(st.sampled_from(("group_1", "A2", "C3"))))),
        evidence=Evidence.CONSENSUS,
        sources=(),
        holds=frozenset({HoldAs.EXERCISE}),
    )
    fallbacks = {"nurse": "primary_care", "psychologist": "pain_specialist"}
    return small.templates(*modules, groups=groups, known=FACTS, flags=[flag], fallbacks=fallbacks)


def _module(draw: st.DrawFn, name: str, keys: dict[str, list[str]]) -> ModuleDefinition:
    tasks = tuple(_task(draw, name, level, keys) for level in range(LEVELS))
    kind = "core" if name == "core" else "added" if name in ROUTES else "cause"
    gates = {"needle": "gate.injection=yes", "knife": "gate.surgery=yes"}
    return small.module(name, *tasks, kind=kind, condition=gates.get(name, "always"))


def _task(draw: st.DrawFn, name: str, level: int, keys: dict[str, list[str]]) -> TaskDefinition:
    lower = [key for below in range(level) for key in (keys["core"][below], keys[name][below])]
    own = [keys[name][below] for below in range(level)]
    anchors = ["plan_start", "plan_start", ROUTES.get(name, "plan_start")] + [f"task:{key}" for key in own]
    first = draw(st.integers(-20, 40))
    target = first + draw(st.integers(0, 14))
    due = f"{target} ({first}..{target + draw(st.integers(0, 20))})"
    repeat = draw(st.sampled_from(("no", "no", "7d x2", "at 60, 75", "10d x2 until healed")))
    return small.task(
        keys[name][level],
        due,
        anchor=draw(st.sampled_from(anchors)),
        repeat=repeat,
        condition=draw(st.sampled_from(CONDITIONS)),
        depends_on=tuple(draw(st.sets(st.sampled_from(lower), max_size=2))) if lower else (),
        role=draw(st.sampled_from(ROLES)),
        asks=tuple(draw(st.sets(st.sampled_from(("smoker", "pain")), max_size=1))),
        guard=draw(st.booleans()),
        hold_as=draw(st.sampled_from((HoldAs.NONE, HoldAs.EXERCISE))),
        priority=draw(st.sampled_from(("normal", "urgent"))),
    )


Act = tuple[str, int]
"""What is done, and a number that chooses to what."""


def _pick(story: Story, number: int) -> PlannedTask | None:
    tasks = [task for task in story.plan.tasks.values() if task.is_open and not task.desired.red_flag]
    return tasks[number % len(tasks)] if tasks else None


def _set(story: Story, task: PlannedTask) -> None:
    story.plan = story.plan.with_task(task)


def _close(story: Story, day: int, number: int) -> None:
    if task := _pick(story, number):
        outcome = tuple(Outcome)[number % len(Outcome)]
        story.done(task.desired.key, day, task.identity.occurrence, task.identity.instance, outcome)


def _begin(story: Story, day: int, number: int) -> None:
    if task := _pick(story, number):
        story.begin(task.desired.key, task.identity.occurrence)


def _move(story: Story, day: int, number: int) -> None:
    if task := _pick(story, number):
        own = replace(task.overrides, due=story.on(day + number % 30), set_against=task.desired.anchor_day)
        _set(story, replace(task, overrides=own))


def _assign(story: Story, day: int, number: int) -> None:
    if task := _pick(story, number):
        _set(story, replace(task, overrides=replace(task.overrides, role=ROLES[number % len(ROLES)], title="Mine")))


def _untick(story: Story, day: int, number: int) -> None:
    if task := _pick(story, number):
        story.cancel(task.desired.key, day, task.identity.occurrence)


def _by_hand(story: Story, day: int, number: int) -> None:
    if task := _pick(story, number):
        made = sum(1 for identity in story.plan.tasks if identity.module == BY_HAND)
        identity = Identity(BY_HAND, "task", made + 1)
        wanted = task.desired._replace(identity=identity, key=identity.key, members=(), occurrences=1)
        _set(story, PlannedTask(identity, wanted))


def _answer(story: Story, day: int, number: int) -> None:
    fact = ("smoker", "healed")[number % 2]
    story.answer(fact, ("yes", "no", None)[number % 3], day)


def _observe(story: Story, day: int, number: int) -> None:
    story.observe("pain", number % 10, day)


def _decide(story: Story, day: int, number: int) -> None:
    story.decide(("gate.surgery", "gate.injection")[number % 2], ("yes", "no", UNDECIDED)[number % 3], day)


def _cause(story: Story, day: int, number: int) -> None:
    causes = [cause.cause for cause in story.plan.inputs.causes if cause.certainty.value != "refuted"]
    wanted = tuple(small.CAUSES)[number % len(small.CAUSES)]
    if wanted in causes:
        story.refute(wanted, day)
    else:
        story.add_cause(wanted, day)


def _operation(story: Story, day: int, number: int) -> None:
    known = story.record.operations
    last = known[-1] if known else None
    if last is None or last.done or last.cancelled:
        story.operate(len(known) + 1, None if number % 5 == 0 else day + number % 60, recorded=day)
    elif number % 3:
        story.operate(last.number, day, recorded=day, done=number % 3 == 1, cancelled=number % 3 == 2)
    else:
        story.operate(last.number, day + number % 90, recorded=day)


def _needle(story: Story, day: int, number: int) -> None:
    known = story.record.procedures
    last = known[-1] if known else None
    if last is None or last.done or last.cancelled:
        kind = tuple(ProcedureKind)[number % len(ProcedureKind)]
        story.needle(len(known) + 1, kind, recorded=day, planned=day + number % 60)
    elif number % 3:
        done = day if number % 3 == 1 else None
        story.needle(last.number, last.kind, recorded=day, planned=day, done=done, cancelled=done is None)
    else:
        story.needle(last.number, last.kind, recorded=day, planned=day + number % 90)


def _flag(story: Story, day: int, number: int) -> None:
    if open_flags(story.plan.inputs):
        story.clear_flag("RF01", day)
    else:
        story.raise_flag("RF01", day, role=ROLES[number % len(ROLES)])


def _staff(story: Story, day: int, number: int) -> None:
    story.staff([*CoreRole, *(("psychologist", "nurse")[: number % 3])], day)


ACTS: dict[str, Callable[[Story, int, int], None]] = {
    "close": _close,
    "close again": _close,
    "begin": _begin,
    "move": _move,
    "assign": _assign,
    "untick": _untick,
    "by hand": _by_hand,
    "answer": _answer,
    "observe": _observe,
    "decide": _decide,
    "cause": _cause,
    "cause again": _cause,
    "operation": _operation,
    "operation again": _operation,
    "needle": _needle,
    "flag": _flag,
    "staff": _staff,
}

histories = st.lists(st.tuples(st.sampled_from(tuple(ACTS)), st.integers(0, 200)), min_size=4, max_size=20)
causes = st.lists(st.sampled_from(tuple(small.CAUSES)), min_size=1, max_size=3, unique=True)


def days() -> count[int]:
    """Return the days of the acts: one every nine days, so that weekends take part."""
    return count(1, 9)
